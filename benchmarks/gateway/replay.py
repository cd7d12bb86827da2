"""The subgraphs as a server that is never the bottleneck: each answer is computed once, then replayed.

An answer is remembered for the path and body that asked for it, both with their token replaced (see `world`): another
token, the same shape of request, is answered by exchanging the tokens in the remembered bytes. A gateway's own way of
writing its requests only decides what is remembered, never what is answered.

`python -m benchmarks.gateway.replay` prints its port and serves until its standard input ends. `GET /requests` tells
how many requests each subgraph has had, so that requests per query can be counted.
"""

import asyncio
import re
import sys
from collections import Counter
from dataclasses import dataclass, field
from typing import Any, Final, cast

import httptools
import orjson
import uvloop

from benchmarks.gateway.subgraphs import execute

_TOKEN: Final = re.compile(rb"tk[0-9a-f]{8}")
_PLACEHOLDER: Final = b"tk--------"


@dataclass(frozen=True, slots=True)
class Recorder:
    """Answers by memory, and the first time by execution."""

    answers: dict[tuple[str, bytes], bytes] = field(default_factory=dict)
    requests: Counter[str] = field(default_factory=Counter)

    def answer(self, subgraph: str, body: bytes) -> bytes:
        """Return the subgraph's answer to a request's body, as the bytes of an HTTP response."""
        self.requests[subgraph] += 1
        found = _TOKEN.search(body)
        token = found.group() if found else _PLACEHOLDER
        key = subgraph, body.replace(token, _PLACEHOLDER)
        known = self.answers.get(key)
        if known is None:
            known = self.answers[key] = _response(execute(subgraph, body).replace(token, _PLACEHOLDER))
        return known.replace(_PLACEHOLDER, token)


def _response(body: bytes) -> bytes:
    return b"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: %d\r\n\r\n%b" % (len(body), body)


class Connection(asyncio.Protocol):
    """One keep-alive connection of a gateway."""

    def __init__(self, recorder: Recorder) -> None:
        self._recorder = recorder
        self._parser = httptools.HttpRequestParser(self)
        self._path = ""
        self._chunks: list[bytes] = []

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast("asyncio.Transport", transport)

    def data_received(self, data: bytes) -> None:
        self._parser.feed_data(data)

    def on_url(self, url: bytes) -> None:
        self._path = url.decode().strip("/")
        self._chunks = []

    def on_body(self, body: bytes) -> None:
        self._chunks.append(body)

    def on_message_complete(self) -> None:
        if self._path == "requests":
            self._transport.write(_response(orjson.dumps(self._recorder.requests)))
        else:
            self._transport.write(self._recorder.answer(self._path, b"".join(self._chunks)))


async def _serve() -> None:
    loop = asyncio.get_running_loop()
    recorder = Recorder()
    server = await loop.create_server(lambda: Connection(recorder), "127.0.0.1", 0, backlog=1024)
    print(server.sockets[0].getsockname()[1], flush=True)
    await loop.run_in_executor(None, sys.stdin.read)
    server.close()


def main() -> None:
    """Serve until standard input ends."""
    runner: Any = uvloop
    runner.run(_serve())


if __name__ == "__main__":
    main()
