"""Every value under the newest key, in batches, while the service works; then the older keys retire.

What is left to do is what the rows say: nothing else is kept, so a job that was killed goes on where it was. It never
waits for a row: one that somebody writes just now is left for the next pass. A key retires once no row is under it and
no transaction can write with it any more; a reader that still holds such a value can open it.
"""

import asyncio
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from shared_models.encryption.columns import blind_columns, sealed_columns
from shared_models.encryption.keyring import Keyring, Sealer, rows_of
from shared_models.encryption.keys import HEAD_BYTES, head
from shared_models.encryption.table import DATA_KEYS

BATCH: Final = 200
NOBODY: Final = UUID(int=0)

# Between passes that found all rows in the hands of others.
PAUSE_S: Final = 0.2

Tell = Callable[[int, int], None]


def _silently(_done: int, _total: int) -> None:
    pass


@dataclass(frozen=True, slots=True)
class KeyStatus:
    """A key of a service: what it has sealed so far, and how many values are under it now."""

    version: int
    created_at: datetime
    retired_at: datetime | None
    uses: int
    values: int


@dataclass(frozen=True, slots=True)
class Rewriting:
    """The sealed values of one database. `prologue` is what each transaction says first, to see all rows."""

    engine: AsyncEngine
    keyring: Keyring
    metadata: sa.MetaData
    prologue: Sequence[sa.Executable] = ()

    async def status(self) -> list[KeyStatus]:
        """Return the keys of the service, the oldest first."""
        async with self.engine.begin() as connection:
            await self._begin(connection)
            keys = await _keys(connection)
            counts = await self._values_by_head(connection)
            return [
                KeyStatus(key.version, key.created_at, key.retired_at, key.uses, counts.get(head(key.id), 0))
                for key in keys
            ]

    async def run(self, tell: Tell = _silently) -> int:
        """Bring every value under the newest key, and retire the keys that are done with; return how many it wrote."""
        written, before = 0, -1
        while left := await self._left():
            if written == before:
                await asyncio.sleep(PAUSE_S)
            before = written
            for table in self._tables():
                async for count in self._pass_over(table):
                    written += count
                    tell(written, before + left)
        await self._retire()
        return written

    async def _left(self) -> int:
        """Return how many values are not under the newest key."""
        async with self.engine.begin() as connection:
            await self._begin(connection)
            keys = await _keys(connection)
            counts = await self._values_by_head(connection)
            return sum(count for each, count in counts.items() if each != head(keys[-1].id))

    async def _pass_over(self, table: sa.Table) -> AsyncIterator[int]:
        last: UUID | None = NOBODY
        while last is not None:
            async with self.engine.begin() as connection:
                await self._begin(connection)
                async with self.keyring.sealing(connection) as sealer:
                    count, last = await self._batch(connection, table, sealer, last)
            yield count

    async def _batch(
        self, connection: AsyncConnection, table: sa.Table, sealer: Sealer, after: UUID
    ) -> tuple[int, UUID | None]:
        """Write one batch anew; return how many values that was, and the last row, None at the end of the table."""
        columns = _columns(table)
        older = sa.or_(*(_head_of(column) != head(sealer.key.id) for column in columns))
        statement = sa.select(table.c.id, *columns).where(table.c.id > after, older).order_by(table.c.id).limit(BATCH)
        # To wait for one row while we hold others could end in a deadlock with who holds that one.
        rows = (await connection.execute(statement.with_for_update(key_share=True, skip_locked=True))).all()
        if not rows:
            return 0, None
        await self.keyring.learn(rows_of(connection))
        anew = [{"row_id": row.id} | sealer.columns_of(table, row.id, self._opened(table, row)) for row in rows]
        await connection.execute(sa.update(table).where(table.c.id == sa.bindparam("row_id")), anew)
        return sum(each is not None for row in rows for each in row[1:]), rows[-1].id

    def _opened(self, table: sa.Table, row: sa.Row[Any]) -> dict[str, str | None]:
        held = {name: getattr(row, column.name) for name, column in sealed_columns(table).items()}
        return {
            name: None if each is None else self.keyring.open(each, table=table.name, column=name, row_id=row.id)
            for name, each in held.items()
        }

    async def _retire(self) -> None:
        """Retire each key but the newest that no row is under any more."""
        async with self.engine.begin() as connection:
            await self._begin(connection)
            newest = sa.select(sa.func.max(DATA_KEYS.c.version)).scalar_subquery()
            older = sa.select(DATA_KEYS.c.id).where(DATA_KEYS.c.retired_at.is_(None), DATA_KEYS.c.version < newest)
            # Whoever writes holds the key: from here on no transaction has one of these in hand.
            keys = (await connection.scalars(older.with_for_update())).all()
            counts = await self._values_by_head(connection)
            done = [key for key in keys if head(key) not in counts]
            await connection.execute(
                sa.update(DATA_KEYS).where(DATA_KEYS.c.id.in_(done)).values(retired_at=sa.func.now())
            )

    async def _values_by_head(self, connection: AsyncConnection) -> dict[bytes, int]:
        counts: dict[bytes, int] = {}
        for table in self._tables():
            for column in _columns(table):
                under = _head_of(column)
                statement = sa.select(under, sa.func.count()).where(column.is_not(None)).group_by(under)
                for each, count in await connection.execute(statement):
                    counts[each] = counts.get(each, 0) + count
        return counts

    def _tables(self) -> Iterator[sa.Table]:
        return (table for table in self.metadata.sorted_tables if sealed_columns(table))

    async def _begin(self, connection: AsyncConnection) -> None:
        for statement in self.prologue:
            await connection.execute(statement)


async def _keys(connection: AsyncConnection) -> Sequence[sa.Row[Any]]:
    return (await connection.execute(sa.select(DATA_KEYS).order_by(DATA_KEYS.c.version))).all()


def _columns(table: sa.Table) -> list[sa.Column[Any]]:
    return [*sealed_columns(table).values(), *blind_columns(table).values()]


def _head_of(column: sa.Column[Any]) -> sa.ColumnElement[bytes]:
    return sa.func.substring(column, 1, HEAD_BYTES, type_=sa.LargeBinary)
