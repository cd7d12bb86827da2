"""Plans kept by text, and the lane in which new texts are read and planned.

Reading and planning are pure computation and may take a while, so they run in a thread of their own and requests whose
plans are known go on meanwhile. The lane does one text at a time, the smallest first: a large text delays large texts.
Equal texts that arrive while one of them is in the lane share its result.
"""

import asyncio
import heapq
import itertools
from collections import OrderedDict
from collections.abc import Callable, Hashable
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any, Generic, TypeVar

Key = TypeVar("Key", bound=Hashable)
Value = TypeVar("Value")


class Kept(Generic[Key, Value]):
    """Values by key, bounded in number and in bytes; the one that was not used for longest goes first."""

    def __init__(self, *, entries_max: int, bytes_max: int) -> None:
        self._entries_max = entries_max
        self._bytes_max = bytes_max
        self._bytes = 0
        self._entries: OrderedDict[Key, tuple[Value, int]] = OrderedDict()

    def __len__(self) -> int:
        return len(self._entries)

    @property
    def bytes(self) -> int:
        return self._bytes

    def get(self, key: Key) -> Value | None:
        entry = self._entries.get(key)
        if entry is None:
            return None
        self._entries.move_to_end(key)
        return entry[0]

    def put(self, key: Key, value: Value, *, size: int) -> None:
        """Keep a value; one that is larger than the whole is not kept."""
        self._bytes -= self._entries.pop(key, (None, 0))[1]
        if size > self._bytes_max:
            return
        self._entries[key] = value, size
        self._bytes += size
        while self._bytes > self._bytes_max or len(self._entries) > self._entries_max:
            _, (_, dropped) = self._entries.popitem(last=False)
            self._bytes -= dropped


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
