"""From the Authorization header of a request to its caller (RFC 6750)."""

import asyncio
import time
from collections.abc import Callable, Iterable
from typing import Final

from gateway.server.authentication.caller import NOBODY, Caller, caller_of
from gateway.server.authentication.epochs import Epochs
from gateway.server.authentication.keys import Keys, KeysUnavailable
from gateway.server.authentication.sources import read_source
from gateway.server.authentication.tokens import BadToken, read_head, verify
from gateway.server.authentication.verified import Verified
from gateway.server.refusal import Refusal
from gateway.server.settings import AuthenticationSettings

_SCHEME: Final = b"bearer "


class Authentication:
    """Verifies the tokens of one issuer. `clock` tells Unix time: what tokens are dated by."""

    def __init__(self, settings: AuthenticationSettings, *, clock: Callable[[], float] = time.time) -> None:
        self._settings = settings
        self._clock = clock
        self._keys = Keys(read_source(settings.keys, ca_file=settings.ca_file), settings, clock=clock)
        self._epochs = Epochs(read_source(settings.epochs, ca_file=settings.ca_file)) if settings.epochs else None
        self._verified = Verified()
        self._upkeep: asyncio.Task[None] | None = None
        self._was_asked = asyncio.Event()

    async def caller(self, headers: Iterable[tuple[bytes, bytes]]) -> Caller:
        """Return who sends a request: nobody without a token; raises Refusal 401 for a bad one."""
        given = [value for name, value in headers if name == b"authorization"]
        if not given:
            return NOBODY
        try:
            return await self._bearer(_token(given))
        except BadToken as bad:
            raise _refused(bad) from bad
        except KeysUnavailable:
            message = "access tokens cannot be verified at the moment"
            raise Refusal(503, "AUTHENTICATION_UNAVAILABLE", message, ((b"retry-after", b"5"),)) from None

    async def start(self) -> None:
        """Begin to keep keys and epochs fresh, and wait until the issuer was asked once."""
        if self._upkeep is None:
            self._upkeep = asyncio.create_task(self._keep_fresh())
        await self._was_asked.wait()

    def close(self) -> None:
        """Stop keeping fresh."""
        if self._upkeep is not None:
            self._upkeep.cancel()
            self._upkeep = None

    async def refresh(self) -> None:
        """Ask the issuer for changed epochs, and for keys when those at hand are old."""
        await self._keys.keep_fresh()
        if self._epochs is not None:
            await self._epochs.refresh()

    async def _keep_fresh(self) -> None:
        while True:
            try:
                await self.refresh()
            finally:
                self._was_asked.set()
            await asyncio.sleep(self._settings.epochs_seconds)

    async def _bearer(self, token: bytes) -> Caller:
        if not self._was_asked.is_set():
            await self.start()
        caller = self._verified.get(token, edition=self._keys.edition, now=self._clock())
        if caller is None:
            caller = await self._verify(token)
            self._verified.put(token, caller)
        if self._epochs is not None and self._epochs.is_over(caller.subject, caller.epoch):
            raise BadToken("the token was revoked")
        return caller

    async def _verify(self, token: bytes) -> Caller:
        head = read_head(token, self._settings)
        key = await self._keys.find(head.key_id)
        if key is None:
            raise BadToken("the token is signed by an unknown key")
        return caller_of(verify(token, head, key, self._settings, now=self._clock()), self._settings)


def _token(given: list[bytes]) -> bytes:
    if len(given) > 1 or given[0][: len(_SCHEME)].lower() != _SCHEME:
        raise BadToken("send one Authorization header, with a Bearer token")
    return given[0][len(_SCHEME) :].strip()


def _refused(bad: BadToken) -> Refusal:
    challenge = f'Bearer error="invalid_token", error_description="{bad.why}"'
    return Refusal(401, "UNAUTHENTICATED", bad.why, ((b"www-authenticate", challenge.encode()),))
