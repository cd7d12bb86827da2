"""A client that left: its work is cancelled, so that nobody's place is taken by an answer that no one will read.

Only work that takes a while is watched: nearly all requests are answered before it would begin, and pay for a timer.
"""

import asyncio
from collections.abc import Awaitable, Callable
from types import TracebackType
from typing import Final

from gateway.server.request import ClientGone, Receive

WATCHED_AFTER_SECONDS: Final = 0.05
# What a server may still have to say before that the client is gone: the empty body of a GET.
_MESSAGES_MAX: Final = 2


class Attended:
    """The work within a `with` is cancelled, and ClientGone raised, when the client is gone.

    `may_stop` is awaited then: it returns when nobody else waits for the work, and says whether it may end half done.
    """

    __slots__ = ("_is_gone", "_may_stop", "_receive", "_task", "_timer", "_watcher")

    def __init__(self, receive: Receive, may_stop: Callable[[], Awaitable[bool]]) -> None:
        self._receive = receive
        self._may_stop = may_stop
        self._is_gone = False
        self._watcher: asyncio.Task[None] | None = None

    def __enter__(self) -> None:
        self._task = asyncio.current_task()
        self._timer = asyncio.get_running_loop().call_later(WATCHED_AFTER_SECONDS, self._start)

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self._timer.cancel()
        if self._watcher is not None:
            self._watcher.cancel()
        if self._is_gone and kind is asyncio.CancelledError:
            assert self._task is not None, "entered"
            self._task.uncancel()
            raise ClientGone from None

    def _start(self) -> None:
        self._watcher = asyncio.get_running_loop().create_task(self._watch())

    async def _watch(self) -> None:
        for _ in range(_MESSAGES_MAX):
            message = await self._receive()
            if message["type"] == "http.disconnect":
                if await self._may_stop():
                    assert self._task is not None, "entered"
                    self._is_gone = True
                    self._task.cancel()
                return
