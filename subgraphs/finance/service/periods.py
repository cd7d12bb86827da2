"""The books are opened and closed, a fiscal period at a time."""

from datetime import date
from typing import Final
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import Range
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from shared_models.audit import AuditAction
from shared_models.finance import FiscalPeriod, FiscalPeriodStatus
from subgraphs.finance.rules.periods import TRANSITIONS
from subgraphs.finance.service.ledger import lock_ledger
from subgraphs.kit.refusals import ErrorCode, Refused
from subgraphs.kit.writing import Writer

NO_PERIOD: Final = Refused(ErrorCode.NOT_FOUND, "There is no such fiscal period.", ("input", "periodId"))
BACKWARDS: Final = Refused(ErrorCode.VALIDATION, "A period ends after it begins.", ("input", "end"))


async def open_period(writer: Writer, *, first: date, end: date) -> UUID | Refused:
    """Open a period, or open one again that was closed but not for good; return it."""
    if end <= first:
        return BACKWARDS
    span = Range(first, end)
    async with writer.transaction() as db:
        await lock_ledger(db)
        there = (await db.execute(sa.select(FiscalPeriod).where(col(FiscalPeriod.span).op("&&")(span)))).scalars()
        found = next(there, None)
        if found is None:
            period = FiscalPeriod(span=span, created_at=writer.now, updated_at=writer.now)
            db.add(period)
            writer.journal.note(AuditAction.CREATE, "FiscalPeriod", period.id)
            return period.id
        if found.span != span:
            message = f"It overlaps the period from {found.span.lower} to {found.span.upper}."
            return Refused(ErrorCode.ALREADY_EXISTS, message, ("input", "first"))
        return await _move(db, writer, found, FiscalPeriodStatus.OPEN)


async def close_period(writer: Writer, *, period_id: UUID, expected_version: int, is_final: bool) -> UUID | Refused:
    """Close a period; for good, nothing is posted there any more, else only what is journalled by hand. Return it."""
    async with writer.transaction() as db:
        await lock_ledger(db)
        period = await db.get(FiscalPeriod, period_id)
        if period is None:
            return NO_PERIOD
        if period.version != expected_version:
            return Refused(
                ErrorCode.VERSION_CONFLICT,
                f"The period was changed meanwhile: it is at version {period.version}.",
                ("input", "expectedVersion"),
            )
        to = FiscalPeriodStatus.CLOSED if is_final else FiscalPeriodStatus.SOFT_CLOSED
        return await _move(db, writer, period, to)


async def _move(db: AsyncSession, writer: Writer, period: FiscalPeriod, to: FiscalPeriodStatus) -> UUID | Refused:
    if period.status is to:
        return period.id
    if to not in TRANSITIONS[period.status]:
        message = f"The period is {period.status.value}, and cannot become {to.value}."
        return Refused(ErrorCode.INVALID_TRANSITION, message)
    changes = {"status": [period.status.value, to.value]}
    writer.journal.note(AuditAction.TRANSITION, "FiscalPeriod", period.id, changes=changes)
    period.status = to
    period.version += 1
    period.updated_at = writer.now
    await db.flush()
    return period.id
