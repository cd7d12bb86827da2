"""A `Send` that remembers what it brought, so that what was asked on one way need not be asked again on another."""

from typing import Final

from gateway.errors import FetchFailed
from gateway.executor.send import Send


class Recorded:
    """Sends queries through another `Send`, equal ones once; failures are remembered as well."""

    __slots__ = ("_known", "_send")

    def __init__(self, send: Send) -> None:
        self._send: Final = send
        self._known: Final[dict[tuple[str, bytes], bytes | FetchFailed]] = {}

    async def __call__(self, subgraph: str, body: bytes, *, is_idempotent: bool) -> bytes:
        if not is_idempotent:
            return await self._send(subgraph, body, is_idempotent=False)
        key = subgraph, body
        known = self._known.get(key)
        if known is None:
            try:
                known = await self._send(subgraph, body, is_idempotent=True)
            except FetchFailed as failure:
                self._known[key] = failure
                raise
            self._known[key] = known
        elif isinstance(known, FetchFailed):
            raise FetchFailed(known.subgraph, known.why, code=known.code)
        return known
