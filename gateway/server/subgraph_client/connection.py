"""One HTTP/1.1 connection to a subgraph: one request out, one answer in, then the next."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final, cast

import httptools

_CONTINUE_MAX: Final = 200  # statuses below it announce the answer, they are not it


class Broken(Exception):
    """The exchange failed on the way; `why` continues a sentence that begins with the subgraph's name."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


class TooSlow(Broken):
    """No whole answer in time."""


class TooLarge(Broken):
    """The answer is larger than allowed."""


@dataclass(frozen=True, slots=True)
class Reply:
    """A whole HTTP answer."""

    status: int
    content_type: bytes
    body: bytes


class Connection(asyncio.Protocol):
    """Carries exchanges one after another. `is_reusable` says whether another may follow."""

    __slots__ = (
        "_answer_bytes_max",
        "_chunks",
        "_content_type",
        "_has_head",
        "_is_framed",
        "_loop",
        "_on_lost",
        "_parser",
        "_size",
        "_timer",
        "_transport",
        "_waiter",
        "idle_since",
        "is_reusable",
    )

    def __init__(
        self,
        loop: asyncio.AbstractEventLoop,
        on_lost: Callable[["Connection"], None],
        *,
        answer_bytes_max: int,
    ) -> None:
        self._loop = loop
        self._on_lost = on_lost
        self._answer_bytes_max = answer_bytes_max
        self._parser = httptools.HttpResponseParser(self)
        self._transport: asyncio.Transport | None = None
        self._waiter: asyncio.Future[Reply] | None = None
        self._timer: asyncio.TimerHandle | None = None
        self._reset()
        self.is_reusable = True
        self.idle_since = 0.0

    def exchange(self, request: bytes, *, timeout_seconds: float) -> asyncio.Future[Reply]:
        """Send a request; the future brings its answer or raises `Broken`."""
        assert self._waiter is None, "one exchange at a time"
        waiter = self._waiter = self._loop.create_future()
        if self._transport is None or self._transport.is_closing():
            self._fail(Broken("closed the connection"))
        else:
            self._timer = self._loop.call_later(timeout_seconds, self._expire)
            self._transport.write(request)
        return waiter

    def close(self) -> None:
        """Drop the connection; a running exchange fails."""
        self.is_reusable = False
        if self._transport is not None:
            self._transport.abort()

    # What the transport tells.

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast("asyncio.Transport", transport)

    def data_received(self, data: bytes) -> None:
        try:
            self._parser.feed_data(data)
        except (httptools.HttpParserError, httptools.HttpParserUpgrade):
            self._fail(Broken("answered something that is not HTTP"))

    def connection_lost(self, exc: Exception | None) -> None:
        self.is_reusable = False
        if self._waiter is not None:
            if exc is None and self._has_head and not self._is_framed:
                self._finish()
            else:
                self._fail(Broken("closed the connection before its answer was whole"))
        self._on_lost(self)

    # What the parser tells.

    def on_message_begin(self) -> None:
        self._reset()
        if self._waiter is None:
            self.close()

    def on_header(self, name: bytes, value: bytes) -> None:
        lowered = name.lower()
        if lowered == b"content-type":
            self._content_type = value
        elif lowered == b"content-length":
            self._is_framed = True
            if int(value) > self._answer_bytes_max:
                self._fail_too_large()
        elif lowered == b"transfer-encoding":
            self._is_framed = True

    def on_headers_complete(self) -> None:
        self._has_head = self._parser.get_status_code() >= _CONTINUE_MAX

    def on_body(self, body: bytes) -> None:
        self._size += len(body)
        if self._size > self._answer_bytes_max:
            self._fail_too_large()
        else:
            self._chunks.append(body)

    def on_message_complete(self) -> None:
        if self._has_head:
            self.is_reusable = self.is_reusable and self._parser.should_keep_alive()
            self._finish()

    # How an exchange ends.

    def _reset(self) -> None:
        self._chunks: list[bytes] = []
        self._size = 0
        self._content_type = b""
        self._has_head = False
        self._is_framed = False

    def _end(self) -> "asyncio.Future[Reply] | None":
        waiter, self._waiter = self._waiter, None
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
        return None if waiter is None or waiter.done() else waiter

    def _finish(self) -> None:
        waiter = self._end()
        if waiter is not None:
            body = self._chunks[0] if len(self._chunks) == 1 else b"".join(self._chunks)
            waiter.set_result(Reply(self._parser.get_status_code(), self._content_type, body))

    def _fail(self, broken: Broken) -> None:
        waiter = self._end()
        if waiter is not None:
            waiter.set_exception(broken)
        self.close()

    def _fail_too_large(self) -> None:
        self._fail(TooLarge(f"answered more than {self._answer_bytes_max} bytes"))

    def _expire(self) -> None:
        self._fail(TooSlow("did not answer in time"))
