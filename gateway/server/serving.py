"""How the gateway is served by uvicorn, here and wherever it is one of several processes.

uvicorn waits for a request's head as long as it takes. `Guarded` gives each head a size and a time, so that clients
that say little, slowly, hold nothing for long.
"""

import asyncio
import gc
from typing import Any, Final, cast

import orjson
import uvicorn
from starlette.types import ASGIApp
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from gateway.server.settings import Limits

# Longer than proxies keep a connection, so that it is they who close it and no request meets a closed one.
_KEEP_ALIVE_SECONDS: Final = 75
_DRAIN_SECONDS: Final = 15
_DEFAULTS: Final = Limits()

_TOO_LARGE: Final = (
    b"HTTP/1.1 431 Request Header Fields Too Large\r\ncontent-type: application/json; charset=utf-8\r\n"
    b"cache-control: no-store\r\nx-content-type-options: nosniff\r\ncontent-length: %d\r\nconnection: close\r\n\r\n%b"
)


def collect_rarely() -> None:
    """Spare the garbage collector what stands now and will to the end; call it once, when all is built.

    A request leaves thousands of small objects that reference counting frees alone. Walking them took a fifth of the
    time of large answers.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(100_000, 50, 50)


def server_config(app: ASGIApp, limits: Limits, **options: Any) -> uvicorn.Config:
    """Return uvicorn's configuration for a gateway; `options` are uvicorn's, and go before ours."""
    ours: dict[str, Any] = {
        "loop": "uvloop",
        "http": _guarded(limits),
        "ws": "none",
        "log_config": None,
        # Its warnings are one line for each broken request: what anyone can cause at will is not worth a line.
        "log_level": "error",
        "access_log": False,
        "server_header": False,
        "proxy_headers": False,
        "timeout_keep_alive": _KEEP_ALIVE_SECONDS,
        "timeout_graceful_shutdown": _DRAIN_SECONDS,
    }
    return uvicorn.Config(app, **(ours | options))


class Corked:
    """A transport that writes an answer's head and body at once: uvicorn writes them one after the other.

    Each write is a system call and wakes up who reads; for small answers the second costs as much as all of ours.
    """

    __slots__ = ("_held", "_loop", "_transport")

    def __init__(self, transport: asyncio.Transport, loop: asyncio.AbstractEventLoop) -> None:
        self._transport = transport
        self._loop = loop
        self._held = b""

    def __getattr__(self, name: str) -> Any:
        return getattr(self._transport, name)

    def write(self, data: bytes) -> None:
        if self._held:
            held, self._held = self._held, b""
            self._transport.write(held + data)
        else:
            self._held = data
            self._loop.call_soon(self.flush)

    def flush(self) -> None:
        if self._held:
            held, self._held = self._held, b""
            self._transport.write(held)

    def close(self) -> None:
        self.flush()
        self._transport.close()


class Guarded(HttpToolsProtocol):
    """uvicorn's protocol with limits on the size of a head and on the time until it is whole, and corked answers."""

    head_bytes_max = _DEFAULTS.head_bytes
    head_seconds_max = _DEFAULTS.head_seconds

    _head_bytes = 0
    _is_in_head = True
    _head_timer: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]  # as uvicorn types it
        super().connection_made(cast("asyncio.Transport", Corked(transport, self.loop)))
        self._await_head()

    def data_received(self, data: bytes) -> None:
        super().data_received(data)
        if self._is_in_head:
            self._head_bytes += len(data)
            if self._head_bytes > self.head_bytes_max:
                self.transport.write(_too_large(self.head_bytes_max))
                self.transport.close()
        elif self._head_timer is None and self.cycle.response_complete:
            # Bytes between requests stop uvicorn's keep-alive timer; whatever they are, a head must follow in time.
            self._await_head()

    def connection_lost(self, exc: Exception | None) -> None:
        self._end_head()
        super().connection_lost(exc)

    def on_message_begin(self) -> None:
        self._await_head()
        super().on_message_begin()

    def on_headers_complete(self) -> None:
        self._end_head()
        hosts = [name for name, _ in self.headers].count(b"host")
        if hosts != 1 and (hosts or self.parser.get_http_version() == "1.1"):
            # RFC 9112, section 3.2. Whatever is raised while parsing is answered with 400, and the connection closed.
            raise ValueError("a request of HTTP/1.1 names one host")
        super().on_headers_complete()

    def _await_head(self) -> None:
        self._end_head()
        self._is_in_head = True
        self._head_timer = self.loop.call_later(self.head_seconds_max, self.transport.close)

    def _end_head(self) -> None:
        self._is_in_head = False
        self._head_bytes = 0
        if self._head_timer is not None:
            self._head_timer.cancel()
            self._head_timer = None


def _too_large(head_bytes_max: int) -> bytes:
    """Write by hand what the endpoint would say: uvicorn does not call it before a head is whole."""
    message = f"head bytes: at most {head_bytes_max} allowed"
    body = orjson.dumps({"errors": [{"message": message, "extensions": {"code": "HEAD_TOO_LARGE"}}]})
    return _TOO_LARGE % (len(body), body)


def _guarded(limits: Limits) -> type[Guarded]:
    attributes = {"head_bytes_max": limits.head_bytes, "head_seconds_max": limits.head_seconds}
    return type("GuardedByLimits", (Guarded,), attributes)
