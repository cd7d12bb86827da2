"""What other services tell is logged, and laid over the facts."""

from collections.abc import Iterable, Mapping
from typing import Any, Final

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from shared_models import analytics as tables
from shared_models.base import table_of
from subgraphs.analytics.rules.facts import Fact, Kind, Told, fact_of

LOG: Final = table_of(tables.LoggedEvent)
FACTS: Final[Mapping[Kind, sa.Table]] = {
    Kind.CLAIM: table_of(tables.ClaimFact),
    Kind.PAYMENT: table_of(tables.PaymentFact),
    Kind.TOKEN_USAGE: table_of(tables.TokenUsageFact),
}
# What stands as it was said first.
STANDING: Final = frozenset({"submitted_at", "first_pended_at", "first_decided_at"})


async def take_in(db: AsyncSession, told: Told) -> None:
    """Log an event and lay what it says over the facts, in the transaction of `db`; twice is once."""
    row = {column.name: getattr(told, column.name) for column in LOG.columns}
    await db.execute(insert(LOG).on_conflict_do_nothing(), row)
    await lay(db, [told])


async def lay(db: AsyncSession, events: Iterable[Told]) -> None:
    """Lay what events say over the facts, in the order given."""
    facts = [fact for fact in map(fact_of, events) if fact is not None]
    for kind, table in FACTS.items():
        rows = [_row(table, fact) for fact in facts if fact.kind is kind]
        if rows:
            await db.execute(_LAY[kind], rows)


def _row(table: sa.Table, fact: Fact) -> dict[str, Any]:
    [key] = table.primary_key.columns
    unsaid: dict[str, Any] = dict.fromkeys(table.columns.keys())
    return {**unsaid, **fact.says, key.name: fact.id, "position": fact.position}


def _lay(table: sa.Table) -> sa.Executable:
    """Lay a row over the one that is there, unless that knows of later events; what is not said stays."""
    new = insert(table)
    said = new.excluded
    kept = {
        column.name: sa.func.coalesce(column, said[column.name])
        if column.name in STANDING
        else sa.func.coalesce(said[column.name], column)
        for column in table.columns
        if not column.primary_key
    }
    return new.on_conflict_do_update(
        index_elements=list(table.primary_key.columns), set_=kept, where=table.c.position < said.position
    )


_LAY: Final = {kind: _lay(table) for kind, table in FACTS.items()}
