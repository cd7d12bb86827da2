"""The data keys of one service: in its table `data_keys`, wrapped by the master key; unwrapped, in here.

Keys are learned when the first value asks for them, so a service that reads nothing sealed needs none. The newest
version writes. A transaction that writes holds its version until it ends, so that a key is retired only when nobody
can write with it any more. What is sealed is counted, for with random nonces a key must not seal too much.
"""

import json
import secrets
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final, Protocol, TypeAlias
from uuid import UUID

import sqlalchemy as sa
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from sqlmodel import SQLModel

from shared_models.encryption.columns import (
    BLIND_SUFFIX,
    SEALED_SUFFIX,
    blind_columns,
    form_of,
    sealed_columns,
)
from shared_models.encryption.errors import NoMasterKey, UnknownKey
from shared_models.encryption.keys import DataKey, key_id_of
from shared_models.encryption.master import MASTER_KEY_VARIABLE, MasterKey, Secret
from shared_models.encryption.table import DATA_KEYS
from shared_models.locks import Lock, wait_for

# With random nonces of 96 bits a key may seal 2^32 values (NIST SP 800-38D, 8.3). Ours ends at half of that, and the
# next version takes over at a quarter.
USES_MAX: Final = 2**31
USES_UNTIL_NEXT: Final = 2**30
# A service tells the table of its uses by so many: the key's row is one that all its writers would wait at. What it has
# not told when it ends is lost, which the distance to the end allows for millions of times.
USES_TOLD_AT_ONCE: Final = 256


SERVES: Final = DATA_KEYS.c.retired_at.is_(None)
NEWEST: Final = (
    sa.select(DATA_KEYS.c.id, DATA_KEYS.c.wrapped)
    .where(SERVES, DATA_KEYS.c.uses < USES_UNTIL_NEXT)
    .order_by(DATA_KEYS.c.version.desc())
    .limit(1)
    # Writers do not wait for each other; who retires a key waits for all of them.
    .with_for_update(read=True, key_share=True)
)


class Connection(Protocol):
    """A connection or a session of SQLAlchemy's, in a transaction."""

    async def execute(self, statement: Any, /) -> sa.Result[Any]:
        """Run a statement."""


Rows: TypeAlias = Callable[[sa.Executable], Awaitable[Sequence[sa.Row[Any]]]]


@dataclass(slots=True)
class Sealer:
    """Seals the values of one transaction, with the newest key of the service."""

    key: DataKey
    used: int = 0

    def seal(self, value: str | bytes, *, table: str, column: str, row_id: UUID) -> bytes:
        """Return a value sealed for its place."""
        self.used += 1
        plain = value.encode() if isinstance(value, str) else value
        return self.key.seal(plain, table=table, column=column, row_id=row_id)

    def columns(self, model: type[SQLModel], row_id: UUID, /, **values: Any) -> dict[str, bytes | None]:
        """Return the columns of a row that stand for these values: each sealed, with its digest where it has one.

        Days are kept in ISO 8601, documents as JSON; None stays None.
        """
        table: sa.Table = model.__table__  # type: ignore[attr-defined]  # SQLModel adds it to table classes
        return self.columns_of(table, row_id, {name: _text(value) for name, value in values.items()})

    def columns_of(self, table: sa.Table, row_id: UUID, values: Mapping[str, str | None]) -> dict[str, bytes | None]:
        """Return the same of a table, for values that are text."""
        sealed, blind = sealed_columns(table), blind_columns(table)
        columns: dict[str, bytes | None] = {}
        for name, value in values.items():
            assert name in sealed, f"{table.name} has no sealed column for {name}"
            place = {"table": table.name, "column": name}
            held, digest = name + SEALED_SUFFIX, name + BLIND_SUFFIX
            columns[held] = None if value is None else self.seal(value, **place, row_id=row_id)
            if name in blind:
                columns[digest] = None if value is None else self.key.digest(value, form_of(blind[name]), **place)
        return columns


@dataclass(slots=True)
class Keyring:
    """The data keys of one service that this process has learned; of what it seals it tells by so many at once."""

    service: str
    master: MasterKey | None = field(repr=False)
    uses_told_at_once: int = 1
    _keys: dict[int, DataKey] = field(default_factory=dict, repr=False)
    _serving: tuple[DataKey, ...] = field(default=(), repr=False)
    _untold: Counter[int] = field(default_factory=Counter, repr=False)

    def open(self, sealed: bytes, *, table: str, column: str, row_id: UUID) -> str:
        """Return a sealed value; raises UnknownKey when `learn` must be asked first, CannotOpen when it is not ours."""
        key = self._keys.get(key_id_of(sealed))
        if key is None:
            raise UnknownKey(f"{table}.{column} of row {row_id}: under a data key that {self.service} has not learned")
        return key.open(sealed, table=table, column=column, row_id=row_id).decode()

    async def learn(self, rows: Rows) -> None:
        """Read the keys; retired ones too, for somebody may still hold a value that was read before."""
        columns = (DATA_KEYS.c.id, DATA_KEYS.c.wrapped, DATA_KEYS.c.retired_at)
        found = await rows(sa.select(*columns).order_by(DATA_KEYS.c.version.desc()))
        self._keys = {row.id: self._keys.get(row.id) or self._unwrapped(row) for row in found}
        self._serving = tuple(self._keys[row.id] for row in found if row.retired_at is None)

    async def digests(self, connection: Connection, column: Any, value: str) -> list[bytes]:
        """Return what may stand in a look-up column for a value: its digest under each key that serves."""
        found = await self.digests_of(connection, column, {None: value})
        return found[None]

    async def digests_of(
        self, connection: Connection, column: Any, values: Mapping[Any, str]
    ) -> dict[Any, list[bytes]]:
        """Return for each of the values what may stand in a look-up column for it."""
        await self.learn(rows_of(connection))
        return {each: self.known_digests(column, value) for each, value in values.items()}

    def known_digests(self, column: Any, value: str) -> list[bytes]:
        """Return the same for one value, under the keys that were learned last."""
        target: sa.Column[Any] = getattr(column, "expression", column)
        name, form = target.name.removesuffix(BLIND_SUFFIX), form_of(target)
        return [key.digest(value, form, table=target.table.name, column=name) for key in self._serving]

    @asynccontextmanager
    async def sealing(self, connection: Connection) -> AsyncIterator[Sealer]:
        """Seal values in a transaction; its key stays in service until the transaction ends."""
        sealer = Sealer(await self._newest(connection))
        yield sealer
        key_id = sealer.key.id
        self._untold[key_id] += sealer.used
        if self._untold[key_id] >= self.uses_told_at_once:
            used = self._untold.pop(key_id)
            served = sa.update(DATA_KEYS).where(DATA_KEYS.c.id == key_id)
            await connection.execute(served.values(uses=DATA_KEYS.c.uses + used))

    async def add_key(self, connection: Connection) -> int:
        """Add the next version, which writes from the end of this transaction on; return its number."""
        await connection.execute(wait_for(Lock.DATA_KEYS))
        return await self._add(connection)

    def about(self, key_id: int) -> bytes:
        """Return what a wrapped key is bound to."""
        return f"data key {key_id:08x} of {self.service}".encode()

    async def _add(self, connection: Connection) -> int:
        newest = await connection.execute(sa.select(sa.func.coalesce(sa.func.max(DATA_KEYS.c.version), 0)))
        version, key_id = int(newest.scalar_one()) + 1, secrets.randbits(31)
        wrapped = self._master().wrap(Secret(AESGCM.generate_key(bit_length=256)), self.about(key_id))
        row = {"id": key_id, "version": version, "wrapped": wrapped, "uses": 0, "created_at": sa.func.now()}
        await connection.execute(sa.insert(DATA_KEYS).values(row))
        return version

    async def _newest(self, connection: Connection) -> DataKey:
        found = (await connection.execute(NEWEST)).one_or_none()
        if found is None:
            await connection.execute(wait_for(Lock.DATA_KEYS))
            while (found := (await connection.execute(NEWEST)).one_or_none()) is None:
                await self._add(connection)
        # Not kept in the ring: the transaction that made it may yet be undone.
        return self._keys.get(found.id) or self._unwrapped(found)

    def _unwrapped(self, row: sa.Row[Any]) -> DataKey:
        return DataKey(row.id, self._master().unwrap(row.wrapped, self.about(row.id)))

    def _master(self) -> MasterKey:
        if self.master is None:
            raise NoMasterKey(f"{self.service} has no master key; set {MASTER_KEY_VARIABLE}")
        return self.master


def rows_of(connection: Connection) -> Rows:
    """Return how to read with a connection."""

    async def rows(statement: sa.Executable) -> Sequence[sa.Row[Any]]:
        return (await connection.execute(statement)).all()

    return rows


def _text(value: Any) -> str | None:
    if value is None or isinstance(value, str):
        return value
    if isinstance(value, date):
        return value.isoformat()
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
