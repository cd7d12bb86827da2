"""The issuer's public keys (JWKS, RFC 7517): fetched when needed, kept while fresh, served on while the issuer is away.

A key says itself by which algorithm it verifies. Keys that could be used otherwise are left out: symmetric and private
ones, those for encryption, those without a name of their own.
"""

import asyncio
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

import orjson
import structlog
from joserfc.errors import JoseError
from joserfc.jwk import ECKey, RSAKey

from gateway.server.authentication.sources import Source, SourceFailed
from gateway.server.settings import AuthenticationSettings

KEYS_MAX: Final = 100
RSA_BITS_MIN: Final = 2048
_KEY_ID_LETTERS_MAX: Final = 64
_SECONDS_BETWEEN_FIRST_TRIES: Final = 1.0
_BY_CURVE: Final = {"P-256": "ES256", "P-384": "ES384", "P-521": "ES512"}
_BY_RSA: Final = ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512")

log = structlog.get_logger("gateway.authentication")


class KeysUnavailable(Exception):
    """There are no keys that may be used: the issuer has not answered for too long."""


@dataclass(frozen=True, slots=True)
class VerificationKey:
    """A public key, its name, and the one algorithm it verifies by."""

    key_id: str
    algorithm: str
    key: ECKey | RSAKey


class Keys:
    """The keys of one issuer; `clock` tells seconds, from whatever beginning."""

    def __init__(self, source: Source, settings: AuthenticationSettings, *, clock: Callable[[], float]) -> None:
        self._source = source
        self._settings = settings
        self._clock = clock
        self._found: Mapping[str, VerificationKey] = {}
        self._fetched_at = float("-inf")
        self._tried_at = float("-inf")
        self._fetch: asyncio.Task[None] | None = None
        # Counts the changes, so that what was verified with keys of before can be forgotten.
        self.edition = 0

    async def find(self, key_id: str) -> VerificationKey | None:
        """Return a key, fetching the keys when they are old or do not have it, but not again and again."""
        if self._is_old() or key_id not in self._found:
            await self.refresh()
        if self._clock() - self._fetched_at > self._settings.keys_seconds_without_issuer:
            raise KeysUnavailable
        return self._found.get(key_id)

    async def keep_fresh(self) -> None:
        """Fetch the keys when they are old."""
        if self._is_old():
            await self.refresh()

    async def refresh(self) -> None:
        """Fetch the keys, unless that was just tried; all who want it at one time share one fetch."""
        if self._fetch is None:
            wait = self._settings.keys_refetch_seconds if self._found else _SECONDS_BETWEEN_FIRST_TRIES
            if self._clock() - self._tried_at < wait:
                return
            self._tried_at = self._clock()
            self._fetch = asyncio.create_task(self._refresh())
        await asyncio.shield(self._fetch)

    def _is_old(self) -> bool:
        return self._clock() - self._fetched_at >= self._settings.keys_seconds

    async def _refresh(self) -> None:
        try:
            found = read_keys(await self._source.fetch())
        except (SourceFailed, ValueError) as error:
            log.warning("no keys from the issuer", source=self._source.name, why=str(error))
            return
        finally:
            self._fetch = None
        self._fetched_at = self._clock()
        if found.keys() != self._found.keys() or any(
            found[name].key != key.key or found[name].algorithm != key.algorithm for name, key in self._found.items()
        ):
            self.edition += 1
        self._found = found


def read_keys(document: bytes) -> dict[str, VerificationKey]:
    """Read a JWKS; raises ValueError when it is none. Keys that cannot be used are left out."""
    told = orjson.loads(document)
    entries = told.get("keys") if isinstance(told, dict) else None
    if not isinstance(entries, list) or len(entries) > KEYS_MAX:
        raise ValueError("not a set of keys")
    usable = [key for key in map(_read_key, entries) if key is not None]
    often = Counter(key.key_id for key in usable)
    return {key.key_id: key for key in usable if often[key.key_id] == 1}


def _read_key(entry: Any) -> VerificationKey | None:
    if not isinstance(entry, dict) or "d" in entry or entry.get("use", "sig") != "sig":
        return None
    operations, key_id = entry.get("key_ops", ["verify"]), entry.get("kid")
    if not isinstance(operations, list) or "verify" not in operations:
        return None
    if not isinstance(key_id, str) or not 0 < len(key_id) <= _KEY_ID_LETTERS_MAX:
        return None
    try:
        match entry.get("kty"):
            case "EC":
                return _elliptic(entry, key_id)
            case "RSA":
                return _rsa(entry, key_id)
            case _:
                return None
    except (JoseError, ValueError, TypeError, KeyError):
        return None


def _elliptic(entry: dict[str, Any], key_id: str) -> VerificationKey | None:
    algorithm = _BY_CURVE.get(entry["crv"])
    if algorithm is None or entry.get("alg", algorithm) != algorithm:
        return None
    return VerificationKey(key_id, algorithm, ECKey.import_key(_bare(entry, "crv", "x", "y")))


def _rsa(entry: dict[str, Any], key_id: str) -> VerificationKey | None:
    algorithm = entry.get("alg", _BY_RSA[0])
    key = RSAKey.import_key(_bare(entry, "n", "e"))
    if algorithm not in _BY_RSA or key.public_key.key_size < RSA_BITS_MIN:
        return None
    return VerificationKey(key_id, algorithm, key)


def _bare(entry: dict[str, Any], *names: str) -> dict[str, Any]:
    """Keep what makes the key; what else the entry says has been looked at."""
    return {"kty": entry["kty"]} | {name: entry[name] for name in names}
