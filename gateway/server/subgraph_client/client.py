"""The `Send` of the served gateway: subgraphs by name, a deadline for each call, reads tried twice."""

import asyncio
from collections.abc import Iterable
from typing import Final, Protocol

from gateway.errors import FetchFailed
from gateway.server.subgraph_client.connection import Broken, Connection, Reply, TooLarge, TooSlow
from gateway.server.subgraph_client.failures import FailureLog
from gateway.server.subgraph_client.pool import Pool
from gateway.server.subgraph_client.target import Target

# An order must not meet a connection that its server is about to close: it could not be sent again.
_ORDER_IDLE_SECONDS_MAX: Final = 1.0
_SUCCESS: Final = range(200, 300)


class Vouch(Protocol):
    """Return the header lines, each with its end, that tell a subgraph who asks."""

    def __call__(self, subgraph: str, *, path: str, body: bytes) -> bytes: ...


class SubgraphClient:
    """Sends request bodies to subgraphs; implements `gateway.executor.send.Send`."""

    def __init__(
        self,
        targets: Iterable[Target],
        *,
        timeout_seconds: float = 3.0,
        order_seconds: float = 9.0,
        timeouts_seconds: dict[str, float] | None = None,
        connections_max: int = 64,
        answer_bytes_max: int = 8 * 1024 * 1024,
        vouch: Vouch | None = None,
    ) -> None:
        self._timeout_seconds = timeout_seconds
        self._order_seconds = order_seconds
        self._timeouts_seconds = timeouts_seconds or {}
        self._failures = FailureLog()
        self._vouch = vouch
        self._routes = {
            target.name: (
                target,
                Pool(target, connections_max=connections_max, answer_bytes_max=answer_bytes_max),
            )
            for target in targets
        }

    async def __call__(self, subgraph: str, body: bytes, *, is_idempotent: bool) -> bytes:
        target, pool = self._routes[subgraph]
        lines = b"" if self._vouch is None else self._vouch(subgraph, path=target.path, body=body)
        request = b"%b%d\r\n%b\r\n%b" % (target.head, len(body), lines, body)
        patience = self._timeout_seconds if is_idempotent else self._order_seconds
        timeout_seconds = self._timeouts_seconds.get(subgraph, patience)
        try:
            reply = await _exchange(pool, request, timeout_seconds, is_idempotent=is_idempotent)
        except Broken as broken:
            raise self._failed(_explain(subgraph, broken, timeout_seconds), broken.__cause__) from broken
        if not _is_usable(reply):
            why = f"answered with HTTP status {reply.status}"
            raise self._failed(FetchFailed(subgraph, why, code="SUBGRAPH_HTTP_ERROR"), None)
        return reply.body

    def _failed(self, failure: FetchFailed, cause: BaseException | None) -> FetchFailed:
        self._failures.note(failure, cause=cause, now=asyncio.get_running_loop().time())
        return failure

    def close(self) -> None:
        """Close all connections."""
        for _, pool in self._routes.values():
            pool.close()


def _explain(subgraph: str, broken: Broken, timeout_seconds: float) -> FetchFailed:
    match broken:
        case TooSlow():
            why = f"did not answer within {timeout_seconds * 1000:.0f} ms"
            return FetchFailed(subgraph, why, code="SUBGRAPH_TIMEOUT")
        case TooLarge():
            return FetchFailed(subgraph, broken.why, code="SUBGRAPH_ANSWER_TOO_LARGE")
        case _:
            return FetchFailed(subgraph, broken.why)


async def _exchange(pool: Pool, request: bytes, timeout_seconds: float, *, is_idempotent: bool) -> Reply:
    loop = asyncio.get_running_loop()
    deadline = loop.time() + timeout_seconds
    kept = pool.take_idle() if is_idempotent else pool.take_idle(idle_seconds_max=_ORDER_IDLE_SECONDS_MAX)
    try:
        if kept is not None:
            return await _use(pool, kept, request, timeout_seconds)
        return await _use(pool, await _open(pool, deadline), request, deadline - loop.time())
    except (TooSlow, TooLarge):
        raise
    except Broken:
        if not is_idempotent:
            raise
    return await _use(pool, await _open(pool, deadline), request, deadline - loop.time())


async def _open(pool: Pool, deadline: float) -> Connection:
    try:
        async with asyncio.timeout_at(deadline):
            return await pool.open()
    except TimeoutError as error:
        raise TooSlow("did not accept a connection in time") from error


async def _use(pool: Pool, connection: Connection, request: bytes, timeout_seconds: float) -> Reply:
    try:
        return await connection.exchange(request, timeout_seconds=timeout_seconds)
    except asyncio.CancelledError:
        connection.close()
        raise
    finally:
        pool.release(connection)


def _is_usable(reply: Reply) -> bool:
    """Tell whether a GraphQL response may be read from an answer (GraphQL over HTTP, "Processing the response")."""
    return reply.status in _SUCCESS or reply.content_type.lower().startswith(b"application/graphql-response+json")
