"""Only the gateway is answered: a request without its signature gets 401, whoever reaches the socket.

What the signature vouches for is the identity of the request; from here on it is the request's `Envelope`, in the scope
under `ENVELOPE`. A service without keys (started by hand, alone) takes nobody's word: all its requests are nobody's.
"""

import time
from collections.abc import Callable, Sequence
from os import environ
from typing import Final

from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from starlette.websockets import WebSocket

from shared_models.identity import (
    IDENTITY_HEADER,
    SIGNATURE_HEADER,
    Envelope,
    NotVouchedFor,
    Principal,
    verify,
)

KEYS_VARIABLE: Final = "COVERGRAPH_IDENTITY_KEYS"
ENVELOPE: Final = "covergraph.envelope"
BODY_MAX: Final = 16 * 2**20
POLICY_VIOLATION: Final = 1008


def keys_of_environment() -> tuple[bytes, ...]:
    """Return the keys that the environment names: in hexadecimal, by commas; the new one and the old in a rotation."""
    return tuple(bytes.fromhex(each) for each in environ.get(KEYS_VARIABLE, "").split(",") if each.strip())


def envelope_of(request: Request | WebSocket) -> Envelope:
    """Return what is known of a request that was let through."""
    envelope: Envelope = request.scope[ENVELOPE]
    return envelope


def principal_of(request: Request | WebSocket) -> Principal:
    """Return whose request it is."""
    return Principal.from_claims(envelope_of(request).claims)


class Vouched:
    """An application behind the check."""

    def __init__(self, app: ASGIApp, keys: Sequence[bytes], clock: Callable[[], float] = time.time) -> None:
        self.app = app
        self.keys = tuple(keys)
        self.clock = clock
        self.unsigned = Envelope()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if not self.keys:
            await self.app({**scope, ENVELOPE: self.unsigned}, receive, send)
            return
        if scope["type"] != "http":
            await send({"type": "websocket.close", "code": POLICY_VIOLATION})
            return
        try:
            body = await _read(receive)
            envelope = self._verified(scope, body)
        except (NotVouchedFor, ValueError):
            # ValueError: claims that are none, under a good signature.
            answer = JSONResponse({"errors": [REFUSAL]}, status_code=401)
            await answer(scope, receive, send)
            return
        await self.app({**scope, ENVELOPE: envelope}, _replay(body, receive), send)

    def _verified(self, scope: Scope, body: bytes) -> Envelope:
        headers = dict(scope["headers"])
        envelope = verify(
            self.keys,
            headers.get(SIGNATURE_HEADER.encode(), b""),
            method=scope["method"],
            path=scope["path"],
            body=body,
            identity=headers.get(IDENTITY_HEADER.encode(), b""),
            now=self.clock(),
        )
        Principal.from_claims(envelope.claims)
        return envelope


REFUSAL: Final = {"message": "only the gateway is answered here", "extensions": {"code": "UNAUTHENTICATED"}}


async def _read(receive: Receive) -> bytes:
    parts: list[bytes] = []
    size = 0
    while True:
        message = await receive()
        if message["type"] != "http.request":
            raise NotVouchedFor("the body never came")
        parts.append(message.get("body", b""))
        size += len(parts[-1])
        if size > BODY_MAX:
            raise NotVouchedFor(f"the body is longer than {BODY_MAX} bytes")
        if not message.get("more_body", False):
            return b"".join(parts)


def _replay(body: bytes, receive: Receive) -> Receive:
    """Give the body once, then what else the client says: that it is gone."""
    messages = iter([{"type": "http.request", "body": body, "more_body": False}])

    async def replayed() -> Message:
        return next(messages, None) or await receive()

    return replayed
