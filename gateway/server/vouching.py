"""What subgraphs are told of who asks: an envelope once for each client request, and a signature for each of their own.

A subgraph is told only where the gateway has a key for it. Which request a call belongs to travels with the task
(`ASKING`), so that planner and executor know nothing of it. https://docs.python.org/3/library/contextvars.html
"""

import time
from base64 import urlsafe_b64encode
from collections.abc import Callable, Mapping
from contextvars import ContextVar
from typing import Final

import orjson

from gateway.server.authentication.caller import NOBODY, Caller
from shared_models.identity import IDENTITY_HEADER, SIGNATURE_HEADER, Signer

_LINES: Final = f"{IDENTITY_HEADER}: %b\r\n{SIGNATURE_HEADER}: %b\r\n".encode()


class Asking:
    """One request of a client, as subgraphs are told of it: who asks, from where, under which number."""

    __slots__ = ("_envelope", "address", "caller", "request_id")

    def __init__(self, caller: Caller = NOBODY, *, request_id: str = "", address: str = "") -> None:
        self.caller = caller
        self.request_id = request_id
        self.address = address
        self._envelope: bytes | None = None

    def envelope(self, clock: Callable[[], float]) -> bytes:
        """Return the envelope, the same for all that is asked for this request."""
        if self._envelope is None:
            # As `shared_models.identity.Envelope` encodes it, but for the claims: they are JSON already.
            told = {
                "claims": orjson.Fragment(self.caller.told),
                "request_id": self.request_id,
                "address": self.address,
                "time": int(clock()),
            }
            self._envelope = urlsafe_b64encode(orjson.dumps(told))
        return self._envelope


# The client's request that a task works for.
ASKING: Final[ContextVar[Asking | None]] = ContextVar("asking", default=None)


class Vouching:
    """Vouches for requests to the subgraphs that it has keys for. `clock` tells Unix time."""

    def __init__(self, keys: Mapping[str, bytes], *, clock: Callable[[], float] = time.time) -> None:
        self._signers = {subgraph: Signer(key) for subgraph, key in keys.items()}
        self._clock = clock

    @property
    def has_keys(self) -> bool:
        return bool(self._signers)

    def lines(self, subgraph: str, *, path: str, body: bytes) -> bytes:
        """Return the header lines that vouch for one request by POST; none where there is no key."""
        signer = self._signers.get(subgraph)
        if signer is None:
            return b""
        identity = (ASKING.get() or Asking()).envelope(self._clock)
        signature = signer.sign(method="POST", path=path.partition("?")[0], body=body, identity=identity)
        return _LINES % (identity, signature)

    def told(self, subgraph: str) -> bytes:
        """Return what a subgraph is told of the caller: requests that differ in it are not equal."""
        asking = ASKING.get() if subgraph in self._signers else None
        return b"" if asking is None else asking.caller.told
