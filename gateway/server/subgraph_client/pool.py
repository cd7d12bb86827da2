"""The connections to one subgraph: kept while they work, no more than allowed, first come first served."""

import asyncio
from collections import deque
from typing import Final

from gateway.server.subgraph_client.connection import Broken, Connection
from gateway.server.subgraph_client.target import Target

# A server may be about to close a connection that was idle this long; do not race with it.
_IDLE_SECONDS_MAX: Final = 50.0


class Pool:
    """Lends connections. Whoever takes one gives it back with `release`, whatever happened."""

    def __init__(self, target: Target, *, connections_max: int, answer_bytes_max: int) -> None:
        self._target = target
        self._connections_max = connections_max
        self._answer_bytes_max = answer_bytes_max
        self._idle: list[Connection] = []
        self._open: set[Connection] = set()
        self._opening = 0
        self._queue: deque[asyncio.Future[None]] = deque()

    def take_idle(self, *, idle_seconds_max: float = _IDLE_SECONDS_MAX) -> Connection | None:
        """Lend the connection that was used last, if it was used lately enough."""
        while self._idle:
            connection = self._idle.pop()
            if connection.is_reusable:
                if asyncio.get_running_loop().time() - connection.idle_since <= idle_seconds_max:
                    return connection
                connection.close()
        return None

    async def open(self) -> Connection:
        """Lend a new connection, when the number of open ones allows it; raises Broken when it cannot be made."""
        while len(self._open) + self._opening >= self._connections_max:
            await self._wait_for_place()
            kept = self.take_idle()
            if kept is not None:
                return kept
        self._opening += 1
        try:
            connection = await self._connect()
        except OSError as error:
            self._wake_next()
            raise Broken("cannot be reached") from error
        except asyncio.CancelledError:
            self._wake_next()
            raise
        finally:
            self._opening -= 1
        self._open.add(connection)
        return connection

    def release(self, connection: Connection) -> None:
        """Take a connection back."""
        if connection.is_reusable:
            connection.idle_since = asyncio.get_running_loop().time()
            self._idle.append(connection)
            self._wake_next()
        else:
            connection.close()

    def close(self) -> None:
        """Close all connections; those at work fail."""
        for connection in [*self._open]:
            connection.close()

    async def _connect(self) -> Connection:
        loop = asyncio.get_running_loop()
        target = self._target

        def make() -> Connection:
            return Connection(loop, self._forget, answer_bytes_max=self._answer_bytes_max)

        if target.socket_path is not None:
            _, connection = await loop.create_unix_connection(make, target.socket_path)
        else:
            _, connection = await loop.create_connection(make, target.host, target.port, ssl=target.tls)
        return connection

    async def _wait_for_place(self) -> None:
        place = asyncio.get_running_loop().create_future()
        self._queue.append(place)
        try:
            await place
        except asyncio.CancelledError:
            if place.done() and not place.cancelled():
                self._wake_next()
            elif place in self._queue:
                self._queue.remove(place)
            raise

    def _wake_next(self) -> None:
        while self._queue:
            place = self._queue.popleft()
            if not place.done():
                place.set_result(None)
                return

    def _forget(self, connection: Connection) -> None:
        self._open.discard(connection)
        if connection in self._idle:
            self._idle.remove(connection)
        self._wake_next()
