"""Asks a gateway as fast as it answers, over a fixed number of keep-alive connections, and times each answer."""

import asyncio
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final, cast

import httptools

from benchmarks.gateway.workloads import Request

_OK: Final = 200
_STALLED_SECONDS: Final = 30
_HEAD: Final = (
    b"POST /graphql HTTP/1.1\r\nhost: 127.0.0.1\r\ncontent-type: application/json\r\n"
    b"accept: application/json\r\ncontent-length: %d\r\n\r\n%b"
)


class WrongAnswer(Exception):
    """A gateway answered other than it does when it is not under load."""


@dataclass(slots=True)
class Load:
    """One run: what is left to ask, until when, and what was timed. `lengths` is the expected size by shape."""

    stream: Iterator[Request]
    lengths: Mapping[int, int]
    requests_left: int
    until: float
    latencies: list[float] = field(default_factory=list)

    def next_request(self) -> Request | None:
        if self.requests_left <= 0 or time.perf_counter() >= self.until:
            return None
        self.requests_left -= 1
        return next(self.stream)

    def take(self, request: Request, status: int, length: int, seconds: float) -> None:
        if status != _OK or length != self.lengths[request.shape]:
            expected = self.lengths[request.shape]
            raise WrongAnswer(f"status {status} with {length} bytes, not {_OK} with {expected}")
        self.latencies.append(seconds)


class Connection(asyncio.Protocol):
    """A client that asks again as soon as it has its answer."""

    def __init__(self, load: Load) -> None:
        self._load = load
        self._parser = httptools.HttpResponseParser(self)
        self._request = Request(b"")
        self._length = 0
        self._since = 0.0
        self.done: asyncio.Future[None] = asyncio.get_running_loop().create_future()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast("asyncio.Transport", transport)
        self._ask()

    def data_received(self, data: bytes) -> None:
        self._parser.feed_data(data)

    def connection_lost(self, exc: Exception | None) -> None:
        if not self.done.done():
            self.done.set_exception(exc or WrongAnswer("the gateway closed the connection"))

    def on_body(self, body: bytes) -> None:
        self._length += len(body)

    def on_message_complete(self) -> None:
        seconds = time.perf_counter() - self._since
        try:
            self._load.take(self._request, self._parser.get_status_code(), self._length, seconds)
        except WrongAnswer as wrong:
            self.done.set_exception(wrong)
            self._transport.close()
        else:
            self._ask()

    def _ask(self) -> None:
        request = self._load.next_request()
        if request is None:
            self.done.set_result(None)
            self._transport.close()
        else:
            self._request, self._length = request, 0
            self._since = time.perf_counter()
            self._transport.write(_HEAD % (len(request.body), request.body))


async def put_load(port: int, load: Load, *, connections: int) -> None:
    """Run a load to its end; raises WrongAnswer if an answer is not the expected one."""
    loop = asyncio.get_running_loop()
    clients = [
        (await loop.create_connection(lambda: Connection(load), "127.0.0.1", port))[1] for _ in range(connections)
    ]
    longest = max(0.0, load.until - time.perf_counter()) + _STALLED_SECONDS
    async with asyncio.timeout(longest):
        await asyncio.gather(*(client.done for client in clients))
