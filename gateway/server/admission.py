"""How many operations are in work and how many wait; the rest is told to come back, before it costs anything."""

import asyncio
from collections import deque
from types import TracebackType

from gateway.server.refusal import overloaded
from gateway.server.settings import Limits


class Admission:
    """A place in work, for the length of a `with`; raises Refusal 503 when there is none in time."""

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self._in_work = 0
        self._queue: deque[asyncio.Future[None]] = deque()

    @property
    def in_work(self) -> int:
        return self._in_work

    async def __aenter__(self) -> None:
        if self._in_work < self._limits.operations_in_work:
            self._in_work += 1
            return
        if len(self._queue) >= self._limits.operations_waiting:
            raise overloaded(self._limits.operations_in_work)
        await self._wait_for_place()

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        while self._queue:
            place = self._queue.popleft()
            if not place.done():
                place.set_result(None)  # the place passes on: the number in work stays
                return
        self._in_work -= 1

    async def _wait_for_place(self) -> None:
        place = asyncio.get_running_loop().create_future()
        self._queue.append(place)
        try:
            async with asyncio.timeout(self._limits.waiting_seconds):
                await place
        except (TimeoutError, asyncio.CancelledError) as gone:
            if place.done() and not place.cancelled():
                await self.__aexit__(None, None, None)
            elif place in self._queue:
                self._queue.remove(place)
            if isinstance(gone, TimeoutError):
                raise overloaded(self._limits.operations_in_work) from None
            raise
