"""Columns that become sealed, with what is in them, and back.

Both ways read and write every value with the keyring of the service, so where there are rows the master key must be
there. A table of rows by the million is better sealed while it serves: add the columns, `covergraph keys rewrite`, and
drop the plain ones with a later release.
"""

from collections.abc import Coroutine, Iterator, Sequence
from typing import Any, Final, TypeVar

import sqlalchemy as sa
from alembic import context, op

from shared_models.encryption import Form, Keyring, read_master_key
from shared_models.encryption.columns import BLIND_SUFFIX, SEALED_SUFFIX
from shared_models.encryption.keyring import rows_of
from shared_models.encryption.table import NAME

BATCH: Final = 1_000
Result = TypeVar("Result")


def add_data_keys() -> None:
    """Add the table of wrapped keys, the same in every database."""
    op.create_table(
        NAME,
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("wrapped", sa.LargeBinary(), nullable=False),
        sa.Column("uses", sa.BigInteger(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("retired_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_data_keys")),
        sa.UniqueConstraint("version", name=op.f("uq_data_keys_version")),
    )


def drop_data_keys() -> None:
    """Take the table back; nothing may be sealed any more."""
    op.drop_table(NAME)


def seal_column(table: str, name: str, *, form: Form | None = None, required: bool = False) -> None:
    """Make a column of values a sealed one, and with a form one of digests beside it; the plain one goes."""
    op.add_column(table, sa.Column(name + SEALED_SUFFIX, sa.LargeBinary(), nullable=True))
    if form is not None:
        op.add_column(table, sa.Column(name + BLIND_SUFFIX, sa.LargeBinary(), nullable=True))
    _finish(_seal(_Direct(op.get_bind()), table, name, form))
    op.drop_column(table, name)
    if required:
        op.alter_column(table, name + SEALED_SUFFIX, nullable=False)
        if form is not None:
            op.alter_column(table, name + BLIND_SUFFIX, nullable=False)


def open_column(table: str, name: str, kind: sa.types.TypeEngine[Any], *, required: bool = False) -> None:
    """Make a sealed column one of plain values again; the sealed one and its digests go."""
    op.add_column(table, sa.Column(name, kind, nullable=True))
    _finish(_open(_Direct(op.get_bind()), table, name, kind))
    op.drop_column(table, name + SEALED_SUFFIX)
    op.execute(f"ALTER TABLE {table} DROP COLUMN IF EXISTS {name}{BLIND_SUFFIX}")
    if required:
        op.alter_column(table, name, nullable=False)


class _Direct:
    """A migration's connection as a keyring asks it: it waits inside the call."""

    def __init__(self, connection: sa.Connection) -> None:
        self._connection = connection

    async def execute(self, statement: Any, /) -> sa.Result[Any]:
        return self._connection.execute(statement)

    def batches(self, target: sa.TableClause, *read: sa.ColumnElement[Any]) -> Iterator[Sequence[sa.Row[Any]]]:
        """Yield the ids of rows whose last column in `read` is there, with all of these."""
        statement = sa.select(target.c.id, *read).where(read[-1].is_not(None)).order_by(target.c.id).limit(BATCH)
        rows = self._connection.execute(statement).all()
        while rows:
            yield rows
            rows = self._connection.execute(statement.where(target.c.id > rows[-1].id)).all()


async def _seal(connection: _Direct, table: str, name: str, form: Form | None) -> None:
    target = sa.table(table, *map(sa.column, ("id", name, name + SEALED_SUFFIX, name + BLIND_SUFFIX)))
    keyring = _keyring()
    for rows in connection.batches(target, sa.cast(target.c[name], sa.Text).label("value")):
        async with keyring.sealing(connection) as sealer:
            for row in rows:
                values = {
                    name + SEALED_SUFFIX: sealer.seal(row.value, table=table, column=name, row_id=row.id),
                }
                if form is not None:
                    values[name + BLIND_SUFFIX] = sealer.key.digest(row.value, form, table=table, column=name)
                await connection.execute(sa.update(target).where(target.c.id == row.id).values(values))


async def _open(connection: _Direct, table: str, name: str, kind: sa.types.TypeEngine[Any]) -> None:
    target = sa.table(table, *map(sa.column, ("id", name, name + SEALED_SUFFIX)))
    keyring = _keyring()
    for rows in connection.batches(target, target.c[name + SEALED_SUFFIX].label("value")):
        await keyring.learn(rows_of(connection))
        for row in rows:
            value = keyring.open(row.value, table=table, column=name, row_id=row.id)
            plain = sa.cast(sa.literal(value, sa.Text), kind)
            await connection.execute(sa.update(target).where(target.c.id == row.id).values({name: plain}))


def _keyring() -> Keyring:
    return Keyring(context.config.attributes["domain"], read_master_key())


def _finish(work: Coroutine[Any, Any, Result]) -> Result:
    """Run a coroutine that never lets go, for what it waits for answers inside the call."""
    try:
        work.send(None)
    except StopIteration as done:
        result: Result = done.value
        return result
    raise AssertionError("it let go")
