"""Waiting until a journey has come to its end."""

import asyncio
import time
from collections.abc import Awaitable, Callable, Mapping
from contextlib import suppress
from typing import Final

from sqlalchemy.exc import DBAPIError

from benchmarks.journey.state import EndState, end_state

POLL_S: Final = 0.1
PATIENCE_S: Final = 900.0


async def until_none(what: str, count: Callable[[], Awaitable[int]]) -> None:
    """Wait until something is there no more; a database that is away is asked again."""
    deadline = time.monotonic() + PATIENCE_S
    left = -1
    while left:
        assert time.monotonic() < deadline, f"{left} {what} after {PATIENCE_S:.0f} s"
        await asyncio.sleep(POLL_S)
        with suppress(DBAPIError, OSError):
            left = await count()


async def settled(urls: Mapping[str, str]) -> EndState:
    """Return the state once two looks at it are alike: followers deal with what was carried to them."""
    deadline = time.monotonic() + PATIENCE_S
    before = await end_state(urls)
    while True:
        await asyncio.sleep(20 * POLL_S)
        state = await end_state(urls)
        if state == before:
            return state
        assert time.monotonic() < deadline, "it does not come to rest"
        before = state
