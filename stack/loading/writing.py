"""Rows into a database: COPY into a staging table, then those whose key is not there yet into the table itself.

A row that is there already is left as it is, so that a second load changes nothing. Any other conflict is an error:
it would mean that something else holds what the row needs. People-facing numbers are drawn for new rows alone.
"""

import json
from collections.abc import AsyncIterator, Iterable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime
from operator import itemgetter
from typing import Any, Final
from uuid import UUID

import asyncpg  # type: ignore[import-untyped]  # it ships no types
import sqlalchemy as sa
from pydantic_core import PydanticUndefined
from sqlalchemy.dialects import postgresql
from sqlalchemy.dialects.postgresql import CITEXT, JSONB
from sqlalchemy.exc import DBAPIError
from sqlmodel import SQLModel

from shared_models.access import AS_SYSTEM
from shared_models.base import table_of
from shared_models.connection import create_engine
from shared_models.encryption import Keyring, read_master_key, sealed_columns
from shared_models.locks import Lock, wait_for
from shared_models.partitions import create_statements
from stack.databases import why_unusable
from stack.loading.report import LoadInterrupted
from stack.loading.sealing import Sealing

APPLICATION: Final = "covergraph-load"
DIALECT: Final = postgresql.dialect()  # type: ignore[no-untyped-call]  # SQLAlchemy leaves it untyped

Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Number:
    """A people-facing number, `PREFIX-YYYY-NNNNNN`, drawn from a sequence of the database."""

    column: str
    prefix: str
    sequence: sa.Sequence


@dataclass(frozen=True, slots=True)
class Batch:
    """Rows of one table; each has the same columns, and what no row says is the model's default.

    `source` names the file whose rows these are, one by one. Two rows are the same when their ids are, or their primary
    keys where there is none. Rows that are part of a row of an earlier batch, as the column `part_of` says, are stored
    with that row or not at all. What a row says by the name of a sealed column's value is sealed; `unless_held` names
    such a value that is left out where another row holds it.
    """

    model: type[SQLModel]
    rows: Sequence[Row]
    constants: Row = field(default_factory=dict)
    number: Number | None = None
    source: str | None = None
    part_of: str | None = None
    unless_held: str | None = None

    @property
    def table(self) -> sa.Table:
        """Return the table the rows are for."""
        return table_of(self.model)


@dataclass(frozen=True, slots=True)
class Written:
    """How many rows of a batch were new, and how many were there already."""

    batch: Batch
    new: int
    unchanged: int


class Writer:
    """Writes batches in one transaction."""

    def __init__(self, connection: asyncpg.Connection, sealing: Sealing, now: datetime) -> None:
        self._connection = connection
        self._sealing = sealing
        self._now = now
        self._staged = 0
        self._new: set[UUID] = set()

    async def write(self, batch: Batch) -> Written:
        """Store the rows of a batch that are not there yet."""
        rows = batch.rows
        if batch.part_of is not None:
            rows = [row for row in rows if row[batch.part_of] in self._new]
        if rows and sealed_columns(batch.table):
            whole = [{**self._said_once(batch), **row} for row in rows]
            rows = await self._sealing.sealed(batch.model, whole, unless_held=batch.unless_held)
        new = await self._store(batch, rows) if rows else 0
        return Written(batch, new, len(batch.rows) - new)

    def _said_once(self, batch: Batch) -> Row:
        """Return what is said of all rows at once and has to be sealed for each."""
        names = sealed_columns(batch.table)
        return {name: value for name, value in batch.constants.items() if name in names}

    async def _store(self, batch: Batch, rows: Sequence[Row]) -> int:
        columns = tuple(rows[0])
        staging = await self._stage(batch, columns, rows)
        if batch.part_of is None:
            await self._connection.execute(_without_stored(batch.table, staging))
        await self._make_partitions(batch.table, staging)
        statement, arguments = self._insert(batch, columns, staging)
        inserted = await self._connection.fetch(statement, *arguments)
        self._new.update(row[0] for row in inserted)
        await self._connection.execute(f"DROP TABLE {staging}")
        if inserted:
            await self._connection.execute(f"ANALYZE {batch.table.name}")
        return len(inserted)

    async def execute(self, statement: str, *arguments: Any) -> None:
        """Run any other statement of the same transaction."""
        await self._connection.execute(statement, *arguments)

    async def _stage(self, batch: Batch, columns: tuple[str, ...], rows: Sequence[Row]) -> str:
        self._staged += 1
        staging = f"staged_{self._staged}"
        copied = ", ".join(_copied(batch.table.c[name]) for name in columns)
        empty = f"SELECT {copied} FROM {batch.table.name} LIMIT 0"  # noqa: S608  # names of our own models
        await self._connection.execute(f"CREATE TEMP TABLE {staging} ON COMMIT DROP AS {empty}")
        await self._connection.copy_records_to_table(staging, records=_records(batch, columns, rows), columns=columns)
        return staging

    def _insert(self, batch: Batch, columns: tuple[str, ...], staging: str) -> tuple[str, list[Any]]:
        table = batch.table
        constants = self._defaults(batch, columns)
        values = [f'staged."{name}"' for name in columns]
        values += [f"${place}::{_type(table.c[name])}" for place, name in enumerate(constants, 1)]
        targets = [*columns, *constants]
        if batch.number is not None:
            targets.append(batch.number.column)
            values.append(_next(batch.number, self._now.year))
        statement = (
            f"INSERT INTO {table.name} ({_listed(targets)}) SELECT {', '.join(values)}"  # noqa: S608  # the same
            f" FROM (SELECT * FROM {staging} AS staged ORDER BY ctid) AS staged RETURNING {_keys(table)[0]}"
        )
        return statement, [_encoded(table.c[name], value) for name, value in constants.items()]

    def _defaults(self, batch: Batch, columns: tuple[str, ...]) -> dict[str, Any]:
        given = {*columns, *([batch.number.column] if batch.number else [])}
        constants = {"created_at": self._now, "updated_at": self._now, **batch.constants}
        values: dict[str, Any] = {}
        for name, about in batch.model.model_fields.items():
            if name in given:
                continue
            value = constants[name] if name in constants else about.get_default(call_default_factory=True)
            assert value is not PydanticUndefined, f"{batch.table.name}.{name} needs a value"
            if value is not None:
                values[name] = value
        return values

    async def _make_partitions(self, table: sa.Table, staging: str) -> None:
        partitioned_by = table.dialect_options["postgresql"].get("partition_by")
        if not partitioned_by:
            return
        column = table.c[partitioned_by.removeprefix("RANGE (").removesuffix(")")]
        day = f"timezone('UTC', {column.name})" if isinstance(column.type, sa.DateTime) else column.name
        found = await self._connection.fetch(
            f"SELECT DISTINCT date_trunc('month', {day})::date FROM {staging}"  # noqa: S608  # the same
        )
        for statement in create_statements(table.name, (month for (month,) in found)):
            await self._connection.execute(statement)


@asynccontextmanager
async def writing(domain: str, url: str, now: datetime) -> AsyncIterator[Writer]:
    """Write to a domain's database in one transaction; nothing is stored when the block raises."""
    engine = create_engine(url, application=APPLICATION, pool_size=1)
    keyring = Keyring(domain, read_master_key())
    try:
        async with engine.begin() as connection:
            await connection.execute(sa.text(AS_SYSTEM))
            await connection.execute(wait_for(Lock.LOADING))
            raw = await connection.get_raw_connection()
            assert raw.driver_connection is not None
            # asyncpg says so when a partition is there already.
            await raw.driver_connection.execute("SET LOCAL client_min_messages = warning")
            yield Writer(raw.driver_connection, Sealing(keyring, connection), now)
    except (OSError, TimeoutError, DBAPIError, asyncpg.PostgresError, asyncpg.InterfaceError) as error:
        raise LoadInterrupted(domain, why_unusable(error)) from error
    finally:
        await engine.dispose()


def _keys(table: sa.Table) -> list[str]:
    # The other part of a partitioned table's key says when a row was made, not which it is.
    return ["id"] if "id" in table.c else [column.name for column in table.primary_key]


def _without_stored(table: sa.Table, staging: str) -> str:
    same = " AND ".join(f'stored."{key}" = staged."{key}"' for key in _keys(table))
    return f"DELETE FROM {staging} AS staged USING {table.name} AS stored WHERE {same}"  # noqa: S608  # the same


def _next(number: Number, year: int) -> str:
    drawn = f"nextval('{number.sequence.name}')"
    return f"to_char({drawn}, '\"{number.prefix}-{year}-\"FM999999000000')"


def _records(batch: Batch, columns: tuple[str, ...], rows: Sequence[Row]) -> Iterable[tuple[Any, ...]]:
    documents = [name for name in columns if isinstance(batch.table.c[name].type, JSONB)]
    pick = itemgetter(*columns) if len(columns) > 1 else lambda row: (row[columns[0]],)
    if not documents:
        return map(pick, rows)
    return (pick({**row, **{name: _document(row[name]) for name in documents}}) for row in rows)


def _encoded(column: sa.Column[Any], value: Any) -> Any:
    return _document(value) if isinstance(column.type, JSONB) else value


def _document(value: Any) -> str | None:
    return None if value is None else json.dumps(value)


def _copied(column: sa.Column[Any]) -> str:
    # There is no binary form of citext, which COPY needs; its text is stored as citext all the same.
    return f'"{column.name}"' + (f'::text AS "{column.name}"' if isinstance(column.type, CITEXT) else "")


def _listed(columns: Iterable[str]) -> str:
    return ", ".join(f'"{name}"' for name in columns)


def _type(column: sa.Column[Any]) -> str:
    return column.type.compile(dialect=DIALECT)
