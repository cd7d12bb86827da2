"""Tokens that were verified, by digest, until they end: verifying costs a hundred times as much as looking up."""

from collections import OrderedDict
from hashlib import blake2b
from typing import Final

from gateway.server.authentication.caller import Caller

_TOKENS_MAX: Final = 10_000


class Verified:
    """The callers of verified tokens; the one who has not asked for longest is forgotten first."""

    def __init__(self, tokens_max: int = _TOKENS_MAX) -> None:
        self._tokens_max = tokens_max
        self._callers: OrderedDict[bytes, Caller] = OrderedDict()
        self._edition = 0

    def __len__(self) -> int:
        return len(self._callers)

    def get(self, token: bytes, *, edition: int, now: float) -> Caller | None:
        """Return the caller of a token, if it was verified by keys of this edition and has not ended."""
        if edition != self._edition:
            self._callers.clear()
            self._edition = edition
        digest = _digest(token)
        caller = self._callers.get(digest)
        if caller is None:
            return None
        if now >= caller.expires_at:
            del self._callers[digest]
            return None
        self._callers.move_to_end(digest)
        return caller

    def put(self, token: bytes, caller: Caller) -> None:
        """Keep the caller of a token, never the token."""
        self._callers[_digest(token)] = caller
        if len(self._callers) > self._tokens_max:
            self._callers.popitem(last=False)


def _digest(token: bytes) -> bytes:
    return blake2b(token, digest_size=32).digest()
