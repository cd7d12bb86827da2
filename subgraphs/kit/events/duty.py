"""Work that one process of a service does at a time: whoever holds its lock in the database is on duty.

The lock belongs to a connection that is held for the whole duty. It is asked for again and again, not waited for in the
database: a statement that waits holds back the database's own cleaning. When the connection is lost the lock is, and
another process takes over; what the first was about then must be harmless, done twice.
"""

import asyncio
import random
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from typing import Any, Final

import sqlalchemy as sa
import structlog
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from shared_models.access import SYSTEM
from shared_models.connection import create_engine
from subgraphs.kit.errors import Unavailable
from subgraphs.kit.events.streams import BROKER_ERRORS

LONG_AGO: Final = 60.0
# Connection lost, transaction in another's way, out of resources, stopped or starting.
PASSING_STATES: Final = ("08", "40", "53", "57")
_SYSTEM_SESSION: Final = sa.text(f"SELECT set_config('covergraph.roles', '{{{SYSTEM}}}', false)")
_TAKE: Final = sa.text("SELECT pg_try_advisory_lock(:lock)")

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Pace:
    """How long work waits, in seconds: for news nobody announced, after something went wrong, for who was killed."""

    poll_s: float = 1.0
    retry_s_min: float = 0.2
    retry_s_max: float = 5.0
    # For who waits for another service: long enough to leave it alone, short enough to go on soon when it is back.
    wait_s_max: float = 30.0
    unacknowledged_s: float = 10.0

    def retry_s(self, attempt: int) -> float:
        """Return the pause after the attempt of that number: longer each time, and never quite the same."""
        return self._pause_s(attempt, self.retry_s_max)

    def wait_s(self, attempt: int) -> float:
        """Return the same for work that cannot be done now, through nobody's fault."""
        return self._pause_s(attempt, self.wait_s_max)

    def _pause_s(self, attempt: int, longest_s: float) -> float:
        longest = min(longest_s, self.retry_s_min * 2 ** min(attempt, 16))
        return random.uniform(longest / 2, longest)  # noqa: S311  # so that not all come back at once


def held_engine(url: str, *, application: str, role: str | None) -> AsyncEngine:
    """Return an engine for one connection that is held: to the server itself, not to a pooler of transactions."""
    direct = url.replace("-pooler.", ".")
    return create_engine(direct, application=application, role=role, pool_size=1, isolation_level="AUTOCOMMIT")


@asynccontextmanager
async def on_duty(engine: AsyncEngine, lock: int, pace: Pace) -> AsyncIterator[AsyncConnection]:
    """Wait for the lock, and hold it while the block runs, on the connection it gets: one of the service's own."""
    async with engine.connect() as connection:
        try:
            await connection.execute(_SYSTEM_SESSION)
            await _take(connection, lock, pace)
            yield connection
        finally:
            # Closed, not given back: a pool would keep the connection, and with it the lock.
            await connection.invalidate()


async def _take(connection: AsyncConnection, lock: int, pace: Pace) -> None:
    while True:
        if await connection.scalar(_TAKE, {"lock": int(lock)}):
            return
        await asyncio.sleep(pace.poll_s)


async def watch(connection: AsyncConnection, pace: Pace) -> None:
    """Ask for a sign of life again and again; raises when the connection is lost, and with it the duty."""
    while True:
        await connection.execute(sa.text("SELECT 1"))
        await asyncio.sleep(pace.poll_s)


@asynccontextmanager
async def alongside(*work: Coroutine[Any, Any, None]) -> AsyncIterator[None]:
    """Do work that has no end while the block runs, and stop it with the block."""
    tasks = [asyncio.create_task(each) for each in work]
    try:
        yield
    finally:
        for task in tasks:
            task.cancel()
        for task in tasks:
            with suppress(asyncio.CancelledError):
                await task


async def keep_doing(name: str, work: Callable[[], Awaitable[None]], pace: Pace) -> None:
    """Do the work for ever; begin anew, after a pause, when it fails: database or broker went away, or we erred."""
    loop = asyncio.get_running_loop()
    attempt = 0
    while True:
        began = loop.time()
        try:
            await work()
        except Exception as error:  # nothing else watches this task: it must go on, and say so
            attempt = 0 if loop.time() - began > LONG_AGO else attempt + 1
            if is_passing(error):
                log.warning("begins anew", work=name, error=type(error).__name__)
            else:
                log.exception("begins anew", work=name)
        await asyncio.sleep(pace.retry_s(attempt))


def is_passing(error: BaseException) -> bool:
    """Say whether an error is of a kind that goes away by itself: database or broker are not there now."""
    match error:
        case BaseExceptionGroup():
            return all(is_passing(each) for each in error.exceptions)
        case DBAPIError():
            return error.connection_invalidated or str(getattr(error.orig, "sqlstate", None))[:2] in PASSING_STATES
        case _:
            return isinstance(error, (Unavailable, *BROKER_ERRORS))
