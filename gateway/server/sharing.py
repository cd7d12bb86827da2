"""Equal subgraph requests that are in flight at the same time are sent once: what many clients ask costs once.

What is shared is the answer's bytes: each operation reads and merges them by itself, so none sees another's tree. Only
queries are shared. Requests are equal when subgraph and body are, and all that the subgraph is told of who asks, but
not the request's number and its time. An order parts what came before it from what comes after: who asks when the order
is done never gets an answer that was on its way before. A flight whose first client left goes on for the others
(`settled`).
"""

import asyncio
from dataclasses import dataclass, field
from typing import Final, TypeAlias

from gateway.errors import FetchFailed
from gateway.executor import Send
from gateway.server.vouching import ASKING, Asking, Vouching

# What came of a flight: an answer, a failure, or None when whoever sent it gave up.
_End: TypeAlias = bytes | FetchFailed | None
_Key: TypeAlias = tuple[str, bytes, bytes]


@dataclass(slots=True)
class _Flight:
    asking: Asking | None
    waiting: list[asyncio.Future[_End]] = field(default_factory=list)


class Sharing:
    """A `Send` before another: the first of equal requests is sent, those that come meanwhile wait for its answer."""

    def __init__(self, send: Send, vouching: Vouching | None = None) -> None:
        self._send: Final = send
        self._vouching: Final = vouching or Vouching({})
        self._flights: dict[_Key, _Flight] = {}

    async def __call__(self, subgraph: str, body: bytes, *, is_idempotent: bool) -> bytes:
        if not is_idempotent:
            try:
                return await self._send(subgraph, body, is_idempotent=False)
            finally:
                self._flights.clear()
        key = subgraph, body, self._vouching.told(subgraph)
        while (flight := self._flights.get(key)) is not None:
            end = await _end_of(flight)
            if isinstance(end, FetchFailed):
                raise FetchFailed(end.subgraph, end.why, code=end.code)
            if end is not None:
                return end
        return await self._lead(key)

    @property
    def passengers(self) -> int:
        """How many wait for an answer that was asked for somebody else."""
        return sum(not place.done() for flight in self._flights.values() for place in flight.waiting)

    async def settled(self, asking: Asking) -> None:
        """Return when nobody else waits for what is sent for this request."""
        while flight := next((each for each in self._flights.values() if _is_shared(each, asking)), None):
            # A place is done when the flight is, and when who waits there has left too.
            await asyncio.wait([place for place in flight.waiting if not place.done()])

    async def _lead(self, key: _Key) -> bytes:
        flight = self._flights[key] = _Flight(ASKING.get())
        end: _End = None
        try:
            end = await self._send(key[0], key[1], is_idempotent=True)
        except FetchFailed as failure:
            end = failure
            raise
        else:
            return end
        finally:
            if self._flights.get(key) is flight:
                del self._flights[key]
            for place in flight.waiting:
                if not place.done():
                    place.set_result(end)


async def _end_of(flight: _Flight) -> _End:
    place: asyncio.Future[_End] = asyncio.get_running_loop().create_future()
    flight.waiting.append(place)
    return await place


def _is_shared(flight: _Flight, asking: Asking) -> bool:
    return flight.asking is asking and any(not place.done() for place in flight.waiting)
