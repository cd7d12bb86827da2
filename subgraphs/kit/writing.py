"""What a service function gets of its request: who writes, when, and the transaction to write in.

One use case, one transaction: load facts, ask a rule, write rows; what the journal notes is committed with them::

    async with writer.transaction() as session:
        user = await session.get(User, user_id, with_for_update=True)
        ...
"""

from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

import sqlalchemy as sa
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession

from shared_models.access import AS_SYSTEM, identify
from shared_models.encryption import Keyring
from shared_models.events import Cause
from shared_models.identity import NOBODY, Principal
from subgraphs.kit.audit.journal import Journal
from subgraphs.kit.errors import Unavailable
from subgraphs.kit.transaction import UNREACHABLE, is_away


class Author(Protocol):
    """Who does something and because of what: the `Writer` of a request, or the `Reaction` to an event.

    A service function that both call takes it beside the transaction it is to work in.
    """

    @property
    def keyring(self) -> Keyring: ...

    @property
    def journal(self) -> Journal: ...

    @property
    def now(self) -> datetime: ...

    @property
    def cause(self) -> Cause: ...


@dataclass(frozen=True, slots=True)
class Writer:
    """Who writes, when, and where to."""

    engine: AsyncEngine
    keyring: Keyring
    journal: Journal
    now: datetime

    @property
    def actor(self) -> Principal:
        return self.journal.principal

    @property
    def cause(self) -> Cause:
        """Return the cause of what is emitted: this request, of this actor."""
        return Cause(correlation_id=self.journal.request_id, actor=self.actor.subject)

    def transaction(self) -> AbstractAsyncContextManager[AsyncSession]:
        """Open a transaction of the actor's: the database lets it write what is theirs."""
        return self._transaction(identify(self.actor, self.journal.request_id))

    def system_transaction(self) -> AbstractAsyncContextManager[AsyncSession]:
        """Open a transaction of the service's own, where it is the rules of the domain that decide: at a sign-in."""
        return self._transaction(identify(NOBODY, self.journal.request_id), sa.text(AS_SYSTEM))

    @asynccontextmanager
    async def _transaction(self, *identity: sa.Executable) -> AsyncIterator[AsyncSession]:
        """Commit when the block ends well, with what the journal notes; roll back otherwise."""
        try:
            async with AsyncSession(self.engine, expire_on_commit=False) as session, session.begin():
                for statement in identity:
                    await session.execute(statement)
                yield session
                await session.flush()
                await self.journal.write(await session.connection())
        except UNREACHABLE as error:
            raise Unavailable("the database") from error
        except DBAPIError as error:
            if is_away(error):
                raise Unavailable("the database") from error
            raise
