"""One read transaction a request, opened by its first statement and shared by all its loaders.

Loaders run at the same time but a connection serves one statement after the other, so they queue here. The whole
answer of a service therefore comes from one connection, and what is local to a transaction (the identity) holds for
every statement of the request.
"""

import asyncio
from collections.abc import Sequence
from typing import Any, Final

import sqlalchemy as sa
from sqlalchemy.exc import DBAPIError, InterfaceError, OperationalError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from shared_models.access import AS_SYSTEM
from subgraphs.kit.audit.journal import Journal
from subgraphs.kit.errors import Unavailable

UNREACHABLE = (OSError, InterfaceError, OperationalError, TimeoutError)
# Connection lost, out of resources, stopped or starting.
AWAY_STATES: Final = ("08", "53", "57P")


def is_away(error: DBAPIError) -> bool:
    """Say whether the database failed a statement because it is not there now, and not for what was asked."""
    return error.connection_invalidated or str(getattr(error.orig, "sqlstate", None)).startswith(AWAY_STATES)


class _Lost(Exception):
    """The connection broke under a statement."""


class ReadTransaction:
    """The statements of one request, in one transaction whose first statement says who asks."""

    def __init__(self, engine: AsyncEngine, identity: sa.Executable) -> None:
        self.statements = 0
        self.engine = engine
        self._identity = identity
        self._connection: AsyncConnection | None = None
        self._turn = asyncio.Lock()

    async def rows(self, statement: sa.Executable, *, as_system: bool = False) -> Sequence[sa.Row[Any]]:
        """Run a statement and return all its rows; raises Unavailable when the database does not answer.

        `as_system` runs it as the service's own, for somebody who may know a number and no row behind it.
        """
        async with self._turn:
            is_first = self._connection is None
            try:
                return await self._run(statement, as_system=as_system)
            except _Lost as error:
                # A pooled connection may be that of a server that was restarted. Nothing was read yet: ask again.
                if not is_first:
                    raise Unavailable("the database") from error
            await self._give_back()
            try:
                return await self._run(statement, as_system=as_system)
            except _Lost as error:
                raise Unavailable("the database") from error

    async def _run(self, statement: sa.Executable, *, as_system: bool) -> Sequence[sa.Row[Any]]:
        is_first = self._connection is None
        if self._connection is None:
            self._connection = await self._connect()
        self.statements += 1
        try:
            if is_first:
                await self._connection.execute(self._identity)
            if not as_system:
                return (await self._connection.execute(statement)).all()
            await self._connection.execute(sa.text(AS_SYSTEM))
            rows = (await self._connection.execute(statement)).all()
            await self._connection.execute(self._identity)
        except UNREACHABLE as error:
            raise _Lost from error
        except DBAPIError as error:
            if is_away(error):
                raise _Lost from error
            raise
        return rows

    async def _connect(self) -> AsyncConnection:
        try:
            return await self.engine.connect()
        except UNREACHABLE as error:
            raise Unavailable("the database") from error
        except DBAPIError as error:
            if is_away(error):
                raise Unavailable("the database") from error
            raise

    async def close(self, journal: Journal | None = None) -> None:
        """Give the connection back once no statement runs on it, with what the journal notes committed on it.

        Raises Unavailable when that cannot be written: what must be noted is not told without.
        """
        async with self._turn:
            try:
                if journal is not None and not journal.is_empty:
                    await self._write(journal)
            finally:
                await self._give_back()

    async def _write(self, journal: Journal) -> None:
        try:
            connection = await self._connected()
            await journal.write(connection)
            await connection.commit()
        except (_Lost, DBAPIError, *UNREACHABLE) as error:
            raise Unavailable("the audit log") from error

    async def _connected(self) -> AsyncConnection:
        """Return the connection, with a transaction that says who asks; another where a statement was cut short."""
        if self._connection is not None and self._connection.invalidated:
            await self._give_back()
        if self._connection is None:
            self._connection = await self.engine.connect()
            await self._connection.execute(self._identity)
        return self._connection

    async def _give_back(self) -> None:
        if self._connection is None:
            return
        connection, self._connection = self._connection, None
        try:
            await connection.close()
        except (DBAPIError, *UNREACHABLE):
            # A statement cut short leaves a connection that cannot even roll back: the pool makes another.
            await connection.invalidate()
            await connection.close()
