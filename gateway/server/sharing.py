"""Equal subgraph requests that are in flight at the same time are sent once: what many clients ask costs once.

What is shared is the answer's bytes: each operation reads and merges them by itself, so none sees another's tree. Only
queries are shared. Requests are equal when subgraph and body are; they bear no header of a client (should they, it
must join the key). An order parts what came before it from what comes after: who asks when the order is done never
gets an answer that was on its way before.
"""

import asyncio
from typing import Final, TypeAlias

from gateway.errors import FetchFailed
from gateway.executor import Send

# What came of a flight: an answer, a failure, or None when whoever sent it gave up.
_End: TypeAlias = bytes | FetchFailed | None
_Key: TypeAlias = tuple[str, bytes]


class Sharing:
    """A `Send` before another: the first of equal requests is sent, those that come meanwhile wait for its answer."""

    def __init__(self, send: Send) -> None:
        self._send: Final = send
        self._flights: dict[_Key, list[asyncio.Future[_End]]] = {}

    async def __call__(self, subgraph: str, body: bytes, *, is_idempotent: bool) -> bytes:
        if not is_idempotent:
            try:
                return await self._send(subgraph, body, is_idempotent=False)
            finally:
                self._flights.clear()
        key = subgraph, body
        while (waiting := self._flights.get(key)) is not None:
            place: asyncio.Future[_End] = asyncio.get_running_loop().create_future()
            waiting.append(place)
            end = await place
            if isinstance(end, FetchFailed):
                raise FetchFailed(end.subgraph, end.why, code=end.code)
            if end is not None:
                return end
        return await self._lead(key)

    async def _lead(self, key: _Key) -> bytes:
        waiting = self._flights[key] = []
        end: _End = None
        try:
            end = await self._send(*key, is_idempotent=True)
        except FetchFailed as failure:
            end = failure
            raise
        else:
            return end
        finally:
            if self._flights.get(key) is waiting:
                del self._flights[key]
            for place in waiting:
                if not place.done():
                    place.set_result(end)
