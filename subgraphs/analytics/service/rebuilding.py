"""The facts made anew of the log, as they were; after what they are made of has changed, as they are to be."""

from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import aggregate_order_by
from sqlalchemy.ext.asyncio import AsyncSession

from subgraphs.analytics.rules.facts import Kind, Told
from subgraphs.analytics.service.facts import FACTS, LOG, lay
from subgraphs.kit.writing import Writer

AT_ONCE: Final = 1_000
# Followers wait with what they say of facts, readers see the ones from before.
_HOLD: Final = sa.text(f"LOCK TABLE {', '.join(each.name for each in FACTS.values())} IN SHARE ROW EXCLUSIVE MODE")


@dataclass(frozen=True, slots=True)
class Rebuilt:
    """How many events the facts were made anew of, and a digest of each kind of fact before and after."""

    events: int
    before: Mapping[Kind, str]
    after: Mapping[Kind, str]


async def rebuild(writer: Writer) -> Rebuilt:
    """Empty the facts and lay all of the log over them again, in one transaction."""
    async with writer.system_transaction() as db:
        await db.execute(_HOLD)
        before = await digests(db)
        for table in FACTS.values():
            await db.execute(sa.delete(table))
        count = 0
        async for events in _pages_of_log(db):
            await lay(db, events)
            count += len(events)
        return Rebuilt(count, before, await digests(db))


async def digests(db: AsyncSession) -> Mapping[Kind, str]:
    """Return a digest of all rows of each kind of fact."""
    return {kind: str(await db.scalar(_digest(table))) for kind, table in FACTS.items()}


def _digest(table: sa.Table) -> sa.Select[Any]:
    [key] = table.primary_key.columns
    row = sa.cast(sa.func.to_jsonb(sa.column(table.name)), sa.Text)
    rows = sa.func.string_agg(sa.func.md5(row), aggregate_order_by(sa.literal(""), key))
    return sa.select(sa.func.md5(sa.func.coalesce(rows, ""))).select_from(table)


async def _pages_of_log(db: AsyncSession) -> AsyncIterator[list[Told]]:
    """Yield the log in the order of source and position."""
    place = sa.tuple_(LOG.c.source, LOG.c.position)
    statement = sa.select(LOG).order_by(LOG.c.source, LOG.c.position).limit(AT_ONCE)
    after: tuple[str, int] = ("", 0)
    while True:
        found = (await db.execute(statement.where(place > after))).all()
        if not found:
            return
        yield [Told(**row._mapping) for row in found]  # noqa: SLF001  # SQLAlchemy's public name for it begins with _
        after = (found[-1].source, found[-1].position)
