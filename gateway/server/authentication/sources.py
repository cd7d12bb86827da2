"""Where keys and epochs are read: `http://`, `https://`, `unix:///socket?path=/…`, or a file's path."""

import asyncio
from pathlib import Path
from typing import Final, Protocol

from gateway.server.subgraph_client.connection import Broken
from gateway.server.subgraph_client.pool import Pool
from gateway.server.subgraph_client.target import Target, TargetError, read_target

_ANSWER_BYTES_MAX: Final = 1024 * 1024
_SECONDS_MAX: Final = 1.5
_OK: Final = 200


class SourceFailed(Exception):
    """A source gave nothing; the message says why."""


class Source(Protocol):
    """Something that is fetched whole; `name` is what people know it by."""

    name: str

    async def fetch(self) -> bytes: ...


def read_source(where: str, *, ca_file: str | None = None) -> Source:
    """Return the source at a URL or path; raises ValueError for what is neither."""
    if "://" not in where:
        return File(Path(where))
    try:
        return Url(read_target(where, where, ca_file=ca_file))
    except TargetError:
        message = f"{where!r} with the certificates of {ca_file}" if ca_file else repr(where)
        raise ValueError(
            f"authentication: {message} cannot be read from; write http://…, https://…, unix:///… or the path of a file"
        ) from None


class File:
    """A file, read anew each time."""

    def __init__(self, path: Path) -> None:
        self.name = str(path)
        self._path = path

    async def fetch(self) -> bytes:
        try:
            return await asyncio.to_thread(self._path.read_bytes)
        except OSError as error:
            raise SourceFailed(f"cannot be read ({error.strerror})") from error


class Url:
    """A document behind a URL, asked for by GET on a connection of its own."""

    def __init__(self, target: Target) -> None:
        self.name = target.name
        self._target = target
        lines = (
            f"GET {target.path} HTTP/1.1",
            f"Host: {target.authority}",
            "Accept: application/json",
            "Connection: close",
        )
        self._request = "\r\n".join((*lines, "", "")).encode("latin-1")

    async def fetch(self) -> bytes:
        pool = Pool(self._target, connections_max=1, answer_bytes_max=_ANSWER_BYTES_MAX)
        try:
            async with asyncio.timeout(_SECONDS_MAX):
                connection = await pool.open()
                reply = await connection.exchange(self._request, timeout_seconds=_SECONDS_MAX)
        except Broken as broken:
            raise SourceFailed(broken.why) from broken
        except TimeoutError as error:
            raise SourceFailed("did not answer in time") from error
        finally:
            pool.close()
        if reply.status != _OK:
            raise SourceFailed(f"answered with HTTP status {reply.status}")
        return reply.body
