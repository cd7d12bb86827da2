"""The lane in which new texts are read and planned.

Reading and planning are pure computation and may take a while, so they run in a thread of their own and requests whose
plans are known go on meanwhile. The lane does one text at a time, the smallest first: a large text delays large texts.
Equal texts that arrive while one of them is in the lane share its result.
"""

import asyncio
import heapq
import itertools
from collections.abc import Callable, Hashable
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any, TypeVar

Value = TypeVar("Value")


class Lane:
    """Runs pure functions one at a time beside the event loop, the smallest first, equal ones once."""

    def __init__(self) -> None:
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="planning")
        self._order = itertools.count()
        self._waiting: list[tuple[int, int, Callable[[], Any], Future[Any]]] = []
        self._shared: dict[Hashable, asyncio.Future[Any]] = {}

    async def run(self, key: Hashable, size: int, function: Callable[[], Value]) -> Value:
        """Return what the function returns, or raise what it raises; `key` names equal work."""
        shared = self._shared.get(key)
        if shared is None:
            shared = self._shared[key] = asyncio.wrap_future(self._submit(size, function))
            shared.add_done_callback(lambda done: self._forget(key, done))
        result: Value = await asyncio.shield(shared)
        return result

    def close(self) -> None:
        """Stop after the work at hand."""
        self._thread.shutdown(wait=False, cancel_futures=True)

    def _submit(self, size: int, function: Callable[[], Value]) -> Future[Any]:
        promise: Future[Any] = Future()
        heapq.heappush(self._waiting, (size, next(self._order), function, promise))
        self._thread.submit(self._run_smallest)
        return promise

    def _run_smallest(self) -> None:
        _, _, function, promise = heapq.heappop(self._waiting)
        try:
            promise.set_result(function())
        except BaseException as error:  # noqa: BLE001  (it is handed to whoever waits)
            promise.set_exception(error)

    def _forget(self, key: Hashable, done: asyncio.Future[Any]) -> None:
        self._shared.pop(key, None)
        if not done.cancelled():
            done.exception()  # all who waited may be gone; then nobody else reads it
