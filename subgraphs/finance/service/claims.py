"""What claims owe: a result is booked when it is decided, asked for once, and taken back when it no longer stands."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Final
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from shared_models import finance as tables
from shared_models.audit import AuditAction
from shared_models.base import new_id, table_of
from shared_models.finance import CounterpartyType, LedgerKind, LedgerSide, PartyType, PayableKind, PayableStatus
from shared_models.finance.base import PAYABLE_NUMBERS
from shared_models.finance.payments import CLAIM_RESULT
from subgraphs.finance.rules.claims import BEFORE_PAYMENT, TakingBack, taking_back
from subgraphs.finance.rules.ledger import CLAIM_ADJUDICATED, Party, Posting
from subgraphs.finance.rules.payables import OWED, due_on
from subgraphs.finance.service.ledger import ENTRIES, TRANSACTIONS, post
from subgraphs.finance.service.payables import is_on_its_way, locked_payable, move
from subgraphs.kit.writing import Author

PAYABLES: Final = table_of(tables.Payable)


@dataclass(frozen=True, slots=True)
class Result:
    """What a run of the engine decided to pay for a claim."""

    id: UUID
    claim_id: UUID
    plan_paid: Decimal
    currency: str
    provider_id: UUID | None
    day: date


@dataclass(frozen=True, slots=True)
class Request:
    """What finance is asked to pay, and whom."""

    result_id: UUID
    claim_id: UUID
    payee_type: CounterpartyType
    payee_id: UUID
    amount: Decimal
    currency: str
    day: date


@dataclass(frozen=True, slots=True)
class Booked:
    """What the ledger has of a result."""

    result_id: UUID
    claim_id: UUID | None
    amount: Decimal
    currency: str
    party: Party | None


async def book_result(db: AsyncSession, author: Author, result: Result) -> None:
    """Book what a claim costs; nothing where the plan pays nothing."""
    if result.plan_paid <= 0:
        return
    posting = Posting(
        kind=CLAIM_ADJUDICATED.kind,
        source_type=CLAIM_RESULT,
        source_id=result.id,
        day=result.day,
        currency=result.currency,
        description="Claim adjudicated",
        entries=CLAIM_ADJUDICATED.entries(result.plan_paid),
        party=None if result.provider_id is None else Party(PartyType.PROVIDER, result.provider_id),
        claim_id=result.claim_id,
    )
    await post(db, author, posting)


async def owe(db: AsyncSession, author: Author, request: Request) -> UUID | None:
    """Note what is to be paid for a result, once; return it, or None where it is noted already."""
    number = await db.scalar(sa.select(PAYABLE_NUMBERS.next_value()))
    values = {
        "id": new_id(),
        "version": 1,
        "created_at": author.now,
        "updated_at": author.now,
        "payable_number": f"PBL-{request.day.year}-{number:06}",
        "kind": PayableKind.CLAIM,
        "payee_type": request.payee_type,
        "payee_id": request.payee_id,
        "source_type": CLAIM_RESULT,
        "source_id": request.result_id,
        "claim_id": request.claim_id,
        "amount": request.amount,
        "withheld_amount": Decimal(0),
        "currency": request.currency,
        "due_on": due_on(request.day),
        "status": PayableStatus.OPEN,
    }
    once = insert(PAYABLES).values(values).on_conflict_do_nothing(index_elements=["kind", "source_type", "source_id"])
    payable_id: UUID | None = await db.scalar(once.returning(PAYABLES.c.id))
    if payable_id is not None:
        author.journal.note(AuditAction.CREATE, "Payable", payable_id)
    return payable_id


async def take_back(db: AsyncSession, author: Author, result_id: UUID, day: date) -> None:
    """Take a result back: what is owed for it is cancelled, and what was paid for it is to be recovered."""
    payable = await locked_payable(db, CLAIM_RESULT, result_id)
    how = BEFORE_PAYMENT
    if payable is not None:
        how = taking_back(payable.status, is_on_its_way=await is_on_its_way(db, payable))
        if how.cancels_payable and payable.status in OWED:
            await move(db, author, payable, PayableStatus.CANCELLED)
    booked = await _booked(db, result_id)
    if booked is not None:
        await post(db, author, _taken_back(booked, payable, how, day))


def _taken_back(booked: Booked, payable: tables.Payable | None, how: TakingBack, day: date) -> Posting:
    """Return the posting that takes a result back; whoever was paid, or was to be, is who it concerns."""
    payee = booked.party if payable is None else Party(PartyType(payable.payee_type.value), payable.payee_id)
    return Posting(
        kind=how.booking.kind,
        source_type=CLAIM_RESULT,
        source_id=booked.result_id,
        day=day,
        currency=booked.currency,
        description="Claim taken back",
        entries=how.booking.entries(booked.amount),
        party=payee,
        claim_id=booked.claim_id,
    )


async def standing_result(db: AsyncSession, claim_id: UUID) -> UUID | None:
    """Return the result of a claim that is booked and not taken back."""
    gone = TRANSACTIONS.alias("gone")
    is_gone = sa.exists().where(
        gone.c.kind == LedgerKind.CLAIM_REVERSED,
        gone.c.source_type == CLAIM_RESULT,
        gone.c.source_id == TRANSACTIONS.c.source_id,
    )
    found = sa.select(TRANSACTIONS.c.source_id).where(
        TRANSACTIONS.c.claim_id == claim_id, TRANSACTIONS.c.kind == LedgerKind.CLAIM_ADJUDICATED, ~is_gone
    )
    standing: UUID | None = await db.scalar(found.order_by(TRANSACTIONS.c.created_at.desc()).limit(1))
    return standing


async def is_booked(db: AsyncSession, result_id: UUID, kind: LedgerKind) -> bool:
    """Say whether a posting of a kind was made for a result."""
    posted = sa.exists().where(
        TRANSACTIONS.c.kind == kind, TRANSACTIONS.c.source_type == CLAIM_RESULT, TRANSACTIONS.c.source_id == result_id
    )
    return bool(await db.scalar(sa.select(posted)))


async def _booked(db: AsyncSession, result_id: UUID) -> Booked | None:
    found = (
        sa.select(
            TRANSACTIONS.c.claim_id,
            TRANSACTIONS.c.currency,
            ENTRIES.c.amount,
            ENTRIES.c.party_type,
            ENTRIES.c.party_id,
        )
        .join(ENTRIES, ENTRIES.c.ledger_transaction_id == TRANSACTIONS.c.id)
        .where(
            TRANSACTIONS.c.kind == LedgerKind.CLAIM_ADJUDICATED,
            TRANSACTIONS.c.source_type == CLAIM_RESULT,
            TRANSACTIONS.c.source_id == result_id,
            ENTRIES.c.side == LedgerSide.CREDIT,
        )
    )
    row = (await db.execute(found)).one_or_none()
    if row is None:
        return None
    party = None if row.party_id is None else Party(row.party_type, row.party_id)
    return Booked(result_id, row.claim_id, row.amount, row.currency, party)
