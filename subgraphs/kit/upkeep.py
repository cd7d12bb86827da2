"""What every service's database needs again and again: months to be written into, and old keys forgotten.

A service works as a role that owns nothing. Months are made by who owns the tables: the login, as in migrations.
"""

from datetime import date
from typing import Final

import sqlalchemy as sa
import structlog
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncEngine

from shared_models.partitions import MONTHS_AHEAD, create_statements, months_ahead, name_of
from subgraphs.kit.approvals import close_expired
from subgraphs.kit.events.duty import is_passing
from subgraphs.kit.idempotency import FORGOTTEN_AT_ONCE, forget_orders
from subgraphs.kit.workers import Shift, Worker

_PARTITIONED: Final = sa.text("""
    SELECT relname FROM pg_class
    WHERE relkind = 'p' AND NOT relispartition AND relnamespace = current_schema()::regnamespace ORDER BY relname
""")
_PARTITIONS: Final = sa.text("""
    SELECT relname FROM pg_class WHERE relispartition AND relnamespace = current_schema()::regnamespace
""")
_AS_OWNER: Final = sa.text("SET LOCAL ROLE NONE")
# A new month needs the table to itself for a moment: it does not have others queue behind it for longer.
_BE_BRIEF: Final = sa.text("SET LOCAL lock_timeout = '2s'")

log = structlog.get_logger()


async def forget_keys(shift: Shift) -> bool:
    """Forget some of the orders whose keys are over."""
    writer = shift.writer()
    async with writer.system_transaction() as db:
        return await forget_orders(db, writer.now) == FORGOTTEN_AT_ONCE


async def close_approvals(shift: Shift) -> bool:
    """Close orders that no second person gave in time."""
    writer = shift.writer()
    async with writer.system_transaction() as db:
        await close_expired(db, writer.now)
    return False


async def make_months(shift: Shift) -> bool:
    """Give every table that is cut by month this month and the next three; what fails is told, and tried again."""
    for table, month in await _missing(shift):
        try:
            await _make(shift.engine, table, month)
        except DBAPIError as error:
            if is_passing(error):
                raise
            reason = str(error.orig).partition("\n")[0]
            log.error("a month cannot be made", service=shift.service, month=name_of(table, month), reason=reason)  # noqa: TRY400  # the reason is whole
    return False


async def _missing(shift: Shift) -> list[tuple[str, date]]:
    """Return the months that are not there, each with its table."""
    wanted = tuple(months_ahead(shift.clock().date(), MONTHS_AHEAD))
    async with shift.engine.connect() as connection:
        there = set((await connection.execute(_PARTITIONS)).scalars())
        tables = (await connection.execute(_PARTITIONED)).scalars()
        return [(table, month) for table in tables for month in wanted if name_of(table, month) not in there]


async def _make(engine: AsyncEngine, table: str, month: date) -> None:
    async with engine.begin() as connection:
        await connection.execute(_AS_OWNER)
        await connection.execute(_BE_BRIEF)
        for statement in create_statements(table, [month]):
            await connection.execute(sa.text(statement))


UPKEEP: Final = (
    Worker("keys of old orders", forget_keys, pause_s=60.0),
    Worker("orders for a second person", close_approvals, pause_s=3_600.0),
    Worker("months ahead", make_months, pause_s=3_600.0),
)
