"""What is journalled by hand, by two persons, and what takes it back."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import Any, Final
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession

from shared_models.audit import AuditAction
from shared_models.finance import LedgerKind
from shared_models.finance.payments import JOURNAL, LEDGER_TRANSACTION
from subgraphs.finance.rules.journal import irreversible, unfit
from subgraphs.finance.rules.ledger import Entry, Posting, reversed_entries
from subgraphs.finance.service.ledger import TRANSACTIONS, entries_of, lock_ledger, open_day, post, postable
from subgraphs.kit.approvals import second_person
from subgraphs.kit.idempotency import digest_of, once
from subgraphs.kit.refusals import ErrorCode, Refused
from subgraphs.kit.writing import Writer

NO_TRANSACTION: Final = Refused(ErrorCode.NOT_FOUND, "There is no such transaction.", ("input", "transactionId"))


@dataclass(frozen=True, slots=True)
class Journal:
    """What somebody wants to be in the ledger."""

    day: date
    currency: str
    description: str
    lines: tuple[Entry, ...]

    def as_order(self) -> dict[str, Any]:
        """Return it as what two persons agree on: of texts, digests."""
        return {
            "day": self.day.isoformat(),
            "currency": self.currency,
            "description": _digest(self.description),
            "lines": [
                [line.account, line.side.value, str(line.amount), _digest(line.memo or "")] for line in self.lines
            ],
        }


async def post_journal(writer: Writer, journal: Journal, *, key: str) -> UUID | Refused:
    """Post a journal that another person has asked for as well; return the transaction."""
    refused = unfit(journal.lines, journal.currency)
    if refused is not None:
        return refused
    return await _once(writer, "postManualJournal", journal.as_order(), key, partial(_post, writer, journal))


async def reverse_journal(writer: Writer, *, transaction_id: UUID, key: str) -> UUID | Refused:
    """Take a journal back, today, when another person has asked for it as well; return the reversal."""
    order = {"transaction": str(transaction_id)}
    return await _once(writer, "reverseJournal", order, key, partial(_reverse, writer, transaction_id))


async def _once(writer: Writer, action: str, order: Mapping[str, Any], key: str, do: Any) -> UUID | Refused:
    async with writer.transaction() as db:
        kept = await once(
            db,
            scope=f"{action}:{writer.actor.subject}",
            key=key,
            order=order,
            now=writer.now,
            do=partial(do, db, order),
        )
        return kept if isinstance(kept, Refused) else UUID(kept["transaction"])


async def _post(
    writer: Writer, journal: Journal, db: AsyncSession, order: Mapping[str, Any]
) -> Mapping[str, Any] | Refused:
    await lock_ledger(db)
    refused = await _unpostable(db, journal)
    if refused is not None:
        return refused
    approved = await second_person(db, writer, action="postManualJournal", order=order)
    if isinstance(approved, Refused):
        return approved
    posting = Posting(
        kind=LedgerKind.MANUAL_JOURNAL,
        source_type=JOURNAL,
        source_id=approved.id,
        day=journal.day,
        currency=journal.currency,
        description=journal.description,
        entries=journal.lines,
    )
    return await _posted(db, writer, posting)


async def _reverse(
    writer: Writer, transaction_id: UUID, db: AsyncSession, order: Mapping[str, Any]
) -> Mapping[str, Any] | Refused:
    await lock_ledger(db)
    found = (await db.execute(sa.select(TRANSACTIONS).where(TRANSACTIONS.c.id == transaction_id))).one_or_none()
    if found is None:
        return NO_TRANSACTION
    is_reversed = await db.scalar(sa.select(sa.exists().where(TRANSACTIONS.c.reverses_id == transaction_id)))
    refused = irreversible(found.kind, is_reversed=bool(is_reversed))
    if refused is not None:
        return refused
    approved = await second_person(db, writer, action="reverseJournal", order=order)
    if isinstance(approved, Refused):
        return approved
    posting = Posting(
        kind=LedgerKind.REVERSAL,
        source_type=LEDGER_TRANSACTION,
        source_id=transaction_id,
        day=writer.now.date(),
        currency=found.currency,
        description=f"Taken back: {found.description}",
        entries=reversed_entries(await entries_of(db, transaction_id)),
        reverses_id=transaction_id,
    )
    return await _posted(db, writer, posting)


async def _unpostable(db: AsyncSession, journal: Journal) -> Refused | None:
    """Say why the ledger does not take a journal: an account that takes no entries, or a day that is closed."""
    unknown = {line.account for line in journal.lines} - set(
        await postable(db, (line.account for line in journal.lines))
    )
    if unknown:
        message = f"There is no account {', '.join(sorted(unknown))} that takes entries."
        return Refused(ErrorCode.NOT_FOUND, message, ("input", "lines"))
    day = await open_day(db, journal.day, LedgerKind.MANUAL_JOURNAL)
    if day != journal.day:
        message = f"The books are closed on {journal.day}; the first open day is {day}."
        return Refused(ErrorCode.VALIDATION, message, ("input", "entryDate"))
    return None


async def _posted(db: AsyncSession, writer: Writer, posting: Posting) -> Mapping[str, Any]:
    transaction_id = await post(db, writer, posting)
    assert transaction_id is not None, "what two persons approved is new"
    writer.journal.note(AuditAction.CREATE, "LedgerTransaction", transaction_id)
    return {"transaction": str(transaction_id)}


def _digest(text: str) -> str:
    return digest_of({"text": text}).hex()
