"""An issuer of access tokens, and everybody who would like to be one."""

import hmac
import json
from base64 import urlsafe_b64encode
from typing import Any, Final

import orjson
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric.ec import ECDSA
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from joserfc import jwt
from joserfc.jwk import ECKey, RSAKey

from gateway.server.authentication.sources import SourceFailed
from gateway.server.settings import AuthenticationSettings

NOW: Final = 1_800_000_000
SETTINGS: Final = AuthenticationSettings("covergraph", "covergraph", "keys.json", policies_claim="roles")
KEY: Final = ECKey.generate_key("P-256", {"kid": "current"})
NEXT: Final = ECKey.generate_key("P-256", {"kid": "next"})
STRANGER: Final = ECKey.generate_key("P-256", {"kid": "current"})
RSA: Final = RSAKey.generate_key(2048, {"kid": "rsa"})


def claims(**others: Any) -> dict[str, Any]:
    """Return the claims of a good token, some of them otherwise; None leaves one out."""
    good = {
        "iss": "covergraph",
        "aud": "covergraph",
        "sub": "ann",
        "jti": "1",
        "iat": NOW,
        "nbf": NOW,
        "exp": NOW + 600,
        "roles": ["member"],
        "scope": "read write",
    }
    return {name: value for name, value in (good | others).items() if value is not None}


def token(key: ECKey | RSAKey = KEY, *, algorithm: str = "ES256", header: Any = None, **others: Any) -> bytes:
    """Return a token signed by a key, with claims as of `claims`."""
    head = {"alg": algorithm, "typ": "at+jwt", "kid": key.kid, **(header or {})}
    return jwt.encode(head, claims(**others), key, algorithms=[algorithm]).encode()


def forged(header: Any, payload: Any, key: ECKey = KEY) -> bytes:
    """Sign whatever parts with an elliptic key: a token that no library would make."""
    signing = b".".join((segment(header), segment(payload)))
    r, s = decode_dss_signature(key.private_key.sign(signing, ECDSA(hashes.SHA256())))  # type: ignore[union-attr]  # ours
    return signing + b"." + encoded(r.to_bytes(32, "big") + s.to_bytes(32, "big"))


def symmetric(header: Any, payload: Any, secret: bytes) -> bytes:
    """Sign with a secret, as HS256 does."""
    signing = b".".join((segment(header), segment(payload)))
    return signing + b"." + encoded(hmac.digest(secret, signing, "sha256"))


def segment(part: Any) -> bytes:
    """Return one part of a token: text as it is, anything else as JSON."""
    return encoded(part.encode() if isinstance(part, str) else json.dumps(part).encode())


def encoded(data: bytes) -> bytes:
    return urlsafe_b64encode(data).rstrip(b"=")


def jwks(*keys: ECKey | RSAKey, **others: Any) -> bytes:
    """Return a set of public keys, with more said of each."""
    return orjson.dumps({"keys": [{**key.as_dict(private=False), "use": "sig", **others} for key in keys]})


class Told:
    """A source that tells what it is told to, or nothing; counts how often it is asked."""

    def __init__(self, document: bytes | None) -> None:
        self.name = "told"
        self.document = document
        self.asked = 0

    async def fetch(self) -> bytes:
        self.asked += 1
        if self.document is None:
            raise SourceFailed("is away")
        return self.document


class Clock:
    """A clock that is set by hand."""

    def __init__(self, now: float = NOW) -> None:
        self.now = now

    def __call__(self) -> float:
        return self.now
