"""What is owed: found, locked, and moved from one state to the next; nothing else sets a state of it."""

from collections.abc import Sequence
from datetime import date
from typing import Final
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from shared_models.audit import AuditAction
from shared_models.finance import CounterpartyType, Payable, PayableKind, PayableStatus, PaymentKey
from shared_models.finance.payments import PAYABLE
from subgraphs.finance.rules.payables import OWED, may_become
from subgraphs.kit.refusals import ErrorCode, Refused
from subgraphs.kit.writing import Author, Writer

# What one order schedules at most: it is one transaction.
SCHEDULED_AT_ONCE: Final = 100
NO_PAYABLE: Final = Refused(ErrorCode.NOT_FOUND, "There is no such payable.", ("input", "payableId"))


async def move(db: AsyncSession, author: Author, payable: Payable, to: PayableStatus) -> None:
    """Bring what is owed, locked, into another state; the caller has seen that it may go there."""
    assert may_become(payable.status, to), f"payable {payable.payable_number}: from {payable.status} to {to}"
    author.journal.note(
        AuditAction.TRANSITION, "Payable", payable.id, changes={"status": [payable.status.value, to.value]}
    )
    payable.status = to
    payable.version += 1
    payable.updated_at = author.now
    await db.flush()


async def schedule(writer: Writer, *, due_by: date) -> Sequence[UUID]:
    """Schedule what claims owe and is due by a day, the oldest first; return what is scheduled now."""
    async with writer.transaction() as db:
        found = (
            sa.select(Payable)
            .where(
                col(Payable.kind) == PayableKind.CLAIM,
                col(Payable.status) == PayableStatus.OPEN,
                col(Payable.due_on) <= due_by,
            )
            .order_by(col(Payable.due_on), col(Payable.id))
            .limit(SCHEDULED_AT_ONCE)
        )
        payables = (await db.execute(found.with_for_update(skip_locked=True))).scalars().all()
        for payable in payables:
            await move(db, writer, payable, PayableStatus.SCHEDULED)
        return [payable.id for payable in payables]


async def retry(writer: Writer, *, payable_id: UUID) -> UUID | Refused:
    """Schedule again what no batch tries any more, once somebody has seen to why it failed; return it."""
    async with writer.transaction() as db:
        payable = await db.get(Payable, payable_id, with_for_update=True)
        if payable is None:
            return NO_PAYABLE
        if payable.status is not PayableStatus.FAILED:
            message = f"Payable {payable.payable_number} is {payable.status.value}; only a failed one is tried again."
            return Refused(ErrorCode.INVALID_TRANSITION, message, ("input", "payableId"))
        await move(db, writer, payable, PayableStatus.SCHEDULED)
        return payable.id


async def hold_provider(db: AsyncSession, author: Author, provider_id: UUID) -> None:
    """Hold what is owed to a provider; what the bank has been given goes its way."""
    for payable in await _owed_to(db, provider_id, OWED - {PayableStatus.HELD}):
        if not await is_on_its_way(db, payable):
            await move(db, author, payable, PayableStatus.HELD)


async def release_provider(db: AsyncSession, author: Author, provider_id: UUID) -> None:
    """Let what was held be open again."""
    for payable in await _owed_to(db, provider_id, frozenset({PayableStatus.HELD})):
        await move(db, author, payable, PayableStatus.OPEN)


async def is_on_its_way(db: AsyncSession, payable: Payable) -> bool:
    """Say whether the bank has been given what is owed, and has not refused it."""
    live = sa.exists().where(
        col(PaymentKey.source_type) == PAYABLE,
        col(PaymentKey.source_id) == payable.id,
        col(PaymentKey.failed_at).is_(None),
    )
    return bool(await db.scalar(sa.select(live)))


async def _owed_to(db: AsyncSession, provider_id: UUID, statuses: frozenset[PayableStatus]) -> Sequence[Payable]:
    found = sa.select(Payable).where(
        col(Payable.payee_type) == CounterpartyType.PROVIDER,
        col(Payable.payee_id) == provider_id,
        col(Payable.status).in_(statuses),
    )
    return (await db.execute(found.order_by(col(Payable.id)).with_for_update())).scalars().all()
