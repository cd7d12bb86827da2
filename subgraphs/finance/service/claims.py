"""What claims owe: a result is booked when it is decided, asked for once, and taken back when it no longer stands."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Final
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from shared_models import finance as tables
from shared_models.audit import AuditAction
from shared_models.base import new_id, table_of
from shared_models.finance import CounterpartyType, LedgerSide, PartyType, PayableKind, PayableStatus
from shared_models.finance.base import PAYABLE_NUMBERS
from shared_models.finance.chart import ChartCode
from shared_models.finance.payments import CLAIM_RESULT
from subgraphs.finance.rules.claims import is_recovered
from subgraphs.finance.rules.ledger import CLAIM_ADJUDICATED, CLAIM_REVERSED, Party, Posting
from subgraphs.finance.rules.payables import due_on
from subgraphs.finance.service.ledger import ACCOUNTS, ENTRIES, TRANSACTIONS, is_posted, post
from subgraphs.finance.service.payables import is_on_its_way, move
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
class Reversal:
    """That what stands for a claim is taken back, as of a result."""

    result_id: UUID
    claim_id: UUID
    currency: str
    payee: Party | None
    day: date


async def book_result(db: AsyncSession, author: Author, result: Result) -> None:
    """Book what a claim costs by its newest result: all of it, or what it differs from what is booked."""
    difference = result.plan_paid - await cost_of(db, result.claim_id)
    if not difference:
        return
    posting = Posting(
        kind=CLAIM_ADJUDICATED.kind,
        source_type=CLAIM_RESULT,
        source_id=result.id,
        day=result.day,
        currency=result.currency,
        description="Claim adjudicated",
        entries=CLAIM_ADJUDICATED.entries(difference),
        party=None if result.provider_id is None else Party(PartyType.PROVIDER, result.provider_id),
        claim_id=result.claim_id,
    )
    await post(db, author, posting)


async def owe(db: AsyncSession, author: Author, request: Request) -> UUID | None:
    """Note what is to be paid for a result, once; return it, or None where it is noted already, or nothing is left.

    However much is asked for, no more is owed for a claim than it costs.
    """
    standing = await _standing(db, request.claim_id)
    owed = sum((payable.amount for payable in standing if payable.source_id != request.result_id), Decimal(0))
    amount = min(request.amount, await cost_of(db, request.claim_id) - owed)
    if amount <= 0:
        return None
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
        "amount": amount,
        "withheld_amount": Decimal(0),
        "currency": request.currency,
        "due_on": due_on(request.day),
        "status": PayableStatus.OPEN,
        "is_taken_back": False,
    }
    once = insert(PAYABLES).values(values).on_conflict_do_nothing(index_elements=["kind", "source_type", "source_id"])
    payable_id: UUID | None = await db.scalar(once.returning(PAYABLES.c.id))
    if payable_id is not None:
        author.journal.note(AuditAction.CREATE, "Payable", payable_id)
    return payable_id


async def take_back(db: AsyncSession, author: Author, reversal: Reversal) -> None:
    """Take back what stands for a claim: what is owed is cancelled, what was paid is to be recovered."""
    if await is_posted(db, CLAIM_REVERSED.kind, CLAIM_RESULT, reversal.result_id):
        return
    payables = await _standing(db, reversal.claim_id)
    paid = [payable for payable in payables if await _is_out(db, payable)]
    for payable in payables:
        if payable in paid:
            payable.is_taken_back = True
        else:
            await move(db, author, payable, PayableStatus.CANCELLED)
    cost = await cost_of(db, reversal.claim_id)
    recovered = sum((payable.amount for payable in paid), Decimal(0))
    if not (cost or recovered):
        return
    posting = Posting(
        kind=CLAIM_REVERSED.kind,
        source_type=CLAIM_RESULT,
        source_id=reversal.result_id,
        day=reversal.day,
        currency=reversal.currency,
        description="Claim taken back",
        entries=CLAIM_REVERSED.entries(cost - recovered, recovered),
        party=_payee(paid) or reversal.payee,
        claim_id=reversal.claim_id,
    )
    await post(db, author, posting)


async def cost_of(db: AsyncSession, claim_id: UUID) -> Decimal:
    """Return what the ledger has a claim cost."""
    signed = sa.case((ENTRIES.c.side == LedgerSide.DEBIT, ENTRIES.c.amount), else_=-ENTRIES.c.amount)
    found = (
        sa.select(sa.func.coalesce(sa.func.sum(signed), 0))
        .join(TRANSACTIONS, TRANSACTIONS.c.id == ENTRIES.c.ledger_transaction_id)
        .join(ACCOUNTS, ACCOUNTS.c.id == ENTRIES.c.ledger_account_id)
        .where(TRANSACTIONS.c.claim_id == claim_id, ACCOUNTS.c.code == ChartCode.CLAIMS_EXPENSE)
    )
    cost: Decimal = (await db.execute(found)).scalar_one()
    return cost


async def _standing(db: AsyncSession, claim_id: UUID) -> Sequence[tables.Payable]:
    """Return what is owed for a claim, or was paid and is not to be recovered already; locked."""
    row = tables.Payable
    found = sa.select(row).where(
        col(row.claim_id) == claim_id, col(row.status) != PayableStatus.CANCELLED, ~col(row.is_taken_back)
    )
    return (await db.execute(found.order_by(col(row.id)).with_for_update())).scalars().all()


async def _is_out(db: AsyncSession, payable: tables.Payable) -> bool:
    return is_recovered(payable.status, is_on_its_way=await is_on_its_way(db, payable))


def _payee(payables: Sequence[tables.Payable]) -> Party | None:
    """Return who was paid, and owes it now."""
    return next((Party(PartyType(each.payee_type.value), each.payee_id) for each in payables), None)
