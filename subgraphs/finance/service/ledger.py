"""Postings into the ledger: balanced, once for each source, on an open day. Nothing else writes there."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any, Final
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from shared_models import finance as tables
from shared_models.base import new_id, table_of
from shared_models.finance import LedgerKind, LedgerSide
from shared_models.locks import Lock, wait_for
from subgraphs.finance.rules.ledger import Entry, Posting
from subgraphs.finance.rules.periods import Period, first_open_day
from subgraphs.kit.events.outbox import emit
from subgraphs.kit.writing import Author

ACCOUNTS: Final = table_of(tables.LedgerAccount)
PERIODS: Final = table_of(tables.FiscalPeriod)
TRANSACTIONS: Final = table_of(tables.LedgerTransaction)
ENTRIES: Final = table_of(tables.LedgerEntry)
SOURCE: Final = ("kind", "source_type", "source_id")
# Postings of different accounts would wait for each other's totals in a circle: one transaction posts at a time.
# It comes last, when all rows of the use case are locked.


async def post(db: AsyncSession, author: Author, posting: Posting) -> UUID | None:
    """Record a posting and tell of it; return its transaction, or None where its source is posted already."""
    await lock_ledger(db)
    day = await open_day(db, posting.day, posting.kind)
    transaction_id = await _add_transaction(db, author, posting, day)
    if transaction_id is None:
        return None
    await _add_entries(db, author, posting, transaction_id=transaction_id, day=day)
    await emit(db, "ledger", transaction_id, "ledger.posted", _told(posting), cause=author.cause, now=author.now)
    return transaction_id


async def lock_ledger(db: AsyncSession) -> None:
    """Let nobody else post, or close a period, until the transaction ends."""
    await db.execute(wait_for(Lock.LEDGER))


async def open_day(db: AsyncSession, day: date, kind: LedgerKind) -> date:
    """Return the first day, from one on, that takes postings of a kind."""
    later = sa.select(PERIODS).where(sa.func.upper(PERIODS.c.span) > day).order_by(PERIODS.c.span)
    rows = (await db.execute(later)).all()
    return first_open_day(day, kind, (Period(row.span.lower, row.span.upper, row.status) for row in rows))


async def is_posted(db: AsyncSession, kind: LedgerKind, source_type: str, source_id: UUID) -> bool:
    """Say whether a source is posted under a kind."""
    posted = sa.exists().where(
        TRANSACTIONS.c.kind == kind, TRANSACTIONS.c.source_type == source_type, TRANSACTIONS.c.source_id == source_id
    )
    return bool(await db.scalar(sa.select(posted)))


async def entries_of(db: AsyncSession, transaction_id: UUID) -> tuple[Entry, ...]:
    """Return the entries of a transaction, in their order."""
    statement = (
        sa.select(ACCOUNTS.c.code, ENTRIES.c.side, ENTRIES.c.amount, ENTRIES.c.memo)
        .join(ACCOUNTS, ACCOUNTS.c.id == ENTRIES.c.ledger_account_id)
        .where(ENTRIES.c.ledger_transaction_id == transaction_id)
        .order_by(ENTRIES.c.line_no)
    )
    return tuple(Entry(row.code, row.side, row.amount, row.memo) for row in await db.execute(statement))


async def postable(db: AsyncSession, codes: Iterable[str]) -> Mapping[str, UUID]:
    """Return the accounts of these codes that take entries."""
    statement = sa.select(ACCOUNTS.c.code, ACCOUNTS.c.id).where(
        ACCOUNTS.c.code.in_(sorted(set(codes))),
        ACCOUNTS.c.is_postable,
        ACCOUNTS.c.status == tables.LedgerAccountStatus.ACTIVE,
    )
    return {row.code: row.id for row in await db.execute(statement)}


async def _add_transaction(db: AsyncSession, author: Author, posting: Posting, day: date) -> UUID | None:
    values = {
        "id": new_id(),
        "created_at": author.now,
        "kind": posting.kind,
        "source_type": posting.source_type,
        "source_id": posting.source_id,
        "claim_id": posting.claim_id,
        "description": posting.description,
        "entry_date": day,
        "currency": posting.currency,
        "reverses_id": posting.reverses_id,
        "idempotency_key": f"{posting.kind}:{posting.source_type}:{posting.source_id}",
    }
    once = insert(TRANSACTIONS).values(values).on_conflict_do_nothing(index_elements=SOURCE)
    added: UUID | None = await db.scalar(once.returning(TRANSACTIONS.c.id))
    return added


async def _add_entries(db: AsyncSession, author: Author, posting: Posting, *, transaction_id: UUID, day: date) -> None:
    moved = None if day == posting.day else f"of {posting.day}, when the books were closed"
    accounts = await postable(db, (entry.account for entry in posting.entries))
    rows = [
        {
            "id": new_id(),
            "created_at": author.now,
            "ledger_transaction_id": transaction_id,
            "line_no": number,
            "entry_date": day,
            "ledger_account_id": accounts[entry.account],
            "side": entry.side,
            "amount": entry.amount,
            "currency": posting.currency,
            "party_type": posting.party and posting.party.type,
            "party_id": posting.party and posting.party.id,
            "memo": entry.memo or moved,
        }
        for number, entry in enumerate(posting.entries, start=1)
    ]
    # One statement: its trigger adds to the totals once an account, in the order of accounts.
    await db.execute(insert(ENTRIES).values(rows))


def _told(posting: Posting) -> dict[str, Any]:
    zero = "0"
    return {
        "kind": posting.kind.value,
        "currency": posting.currency,
        "totals": [
            {
                "account": str(entry.account),
                "debit": format(entry.amount, "f") if entry.side is LedgerSide.DEBIT else zero,
                "credit": format(entry.amount, "f") if entry.side is LedgerSide.CREDIT else zero,
            }
            for entry in posting.entries
        ],
        "source_type": posting.source_type,
        "source_id": posting.source_id,
    }
