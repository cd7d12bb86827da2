"""Who asks: the identity that the gateway vouches for and every service checks.

A client's access token is verified once, by the gateway. With each request to a subgraph the gateway sends what it
found as two headers: `x-identity`, an `Envelope`, and `x-identity-signature`, the HMAC-SHA256 of the method, the path,
the digest of the body and the envelope, under a key that only this gateway and this subgraph know. A subgraph that has
keys answers nothing without a good signature. Standard library alone: the gateway loads this too.
"""

import hashlib
import hmac
import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Final, Self
from uuid import UUID

IDENTITY_HEADER: Final = "x-identity"
SIGNATURE_HEADER: Final = "x-identity-signature"
WINDOW_SECONDS: Final = 60
_CONTEXT: Final = b"covergraph identity 1"


class Role(StrEnum):
    """What somebody is to the system. No role implies another."""

    MEMBER = "member"
    EMPLOYER_ADMIN = "employer_admin"
    PROVIDER = "provider"
    CLAIMS_OFFICER = "claims_officer"
    SALES_AGENT = "sales_agent"
    FINANCE_OFFICER = "finance_officer"
    AUDITOR = "auditor"
    SYSTEM_ADMIN = "system_admin"
    SERVICE = "service"


class MalformedClaims(ValueError):
    """Claims of a token, or of an envelope, have a wrong shape."""


class NotVouchedFor(Exception):
    """A request did not come from the gateway, or not now."""


@dataclass(frozen=True, slots=True)
class Principal:
    """Somebody with what they hold: roles, scopes, and the tenants that the roles hold for.

    `member_ids` are the person and, for a principal, the dependants; `employer_ids` the companies these are covered
    through; `company_ids` those an employer_admin acts for; `agent_ids` a sales agent and, for a lead, the team.
    `break_glass_id` is the one member whose record an emergency token opens. `methods` tell how they signed in (amr).
    Without a subject nobody has signed in.
    """

    subject: str = ""
    roles: frozenset[Role] = frozenset()
    scopes: frozenset[str] = frozenset()
    member_ids: tuple[UUID, ...] = ()
    employer_ids: tuple[UUID, ...] = ()
    company_ids: tuple[UUID, ...] = ()
    provider_ids: tuple[UUID, ...] = ()
    agent_ids: tuple[UUID, ...] = ()
    break_glass_id: UUID | None = None
    methods: tuple[str, ...] = ()

    @property
    def is_signed_in(self) -> bool:
        return bool(self.subject)

    def claims(self) -> dict[str, Any]:
        """Return the claims of an access token that say all this (RFC 7519, RFC 8693 for `scope`)."""
        tenants = {name: [str(each) for each in ids] for name, ids in self._tenants().items() if ids}
        claims: dict[str, Any] = {
            "sub": self.subject,
            "roles": sorted(self.roles),
            "scope": " ".join(sorted(self.scopes)),
        }
        if tenants:
            claims["tenants"] = tenants
        if self.break_glass_id is not None:
            claims["break_glass"] = str(self.break_glass_id)
        if self.methods:
            claims["amr"] = list(self.methods)
        return claims

    @classmethod
    def from_claims(cls, claims: Mapping[str, Any]) -> Self:
        """Read verified claims; roles this system does not know count nothing. Raises ValueError when malformed."""
        tenants = _mapping(claims.get("tenants", {}))
        known = frozenset(Role)
        glass = claims.get("break_glass")
        return cls(
            subject=_text(claims.get("sub", "")),
            roles=frozenset(Role(each) for each in _texts(claims.get("roles", ())) if each in known),
            scopes=frozenset(_text(claims.get("scope", "")).split()),
            member_ids=_ids(tenants, "member"),
            employer_ids=_ids(tenants, "employer"),
            company_ids=_ids(tenants, "company"),
            provider_ids=_ids(tenants, "provider"),
            agent_ids=_ids(tenants, "agent"),
            break_glass_id=None if glass is None else UUID(_text(glass)),
            methods=tuple(_texts(claims.get("amr", ()))),
        )

    def _tenants(self) -> dict[str, tuple[UUID, ...]]:
        return {
            "member": self.member_ids,
            "employer": self.employer_ids,
            "company": self.company_ids,
            "provider": self.provider_ids,
            "agent": self.agent_ids,
        }


NOBODY: Final = Principal()


@dataclass(frozen=True, slots=True)
class Envelope:
    """What the gateway tells a subgraph of a request: whose it is, its number, where it came from, when (Unix time)."""

    claims: Mapping[str, Any] = field(default_factory=dict)
    request_id: str = ""
    address: str = ""
    time: int = 0

    def encode(self) -> bytes:
        """Return the value of the header: URL-safe base64 of JSON."""
        told = {"claims": dict(self.claims), "request_id": self.request_id, "address": self.address, "time": self.time}
        return urlsafe_b64encode(json.dumps(told, separators=(",", ":"), sort_keys=True).encode())

    @classmethod
    def decode(cls, value: bytes) -> Self:
        """Read the value of the header; raises NotVouchedFor when it is none."""
        try:
            told = _mapping(json.loads(urlsafe_b64decode(value)))
            return cls(_mapping(told["claims"]), _text(told["request_id"]), _text(told["address"]), int(told["time"]))
        except (ValueError, KeyError, TypeError) as error:
            raise NotVouchedFor("the identity is not readable") from error


def derive_key(secret: bytes, service: str) -> bytes:
    """Return the key of one subgraph, so that none can sign for another."""
    return hmac.digest(secret, _CONTEXT + b" key of " + service.encode(), "sha256")


class Signer:
    """A key, ready to sign with: what depends on it alone is computed once."""

    __slots__ = ("_keyed",)

    def __init__(self, key: bytes) -> None:
        self._keyed = hmac.new(key, digestmod="sha256")

    def sign(self, *, method: str, path: str, body: bytes, identity: bytes) -> bytes:
        """Return the value of the signature header, in hexadecimal."""
        digest = hashlib.sha256(body).hexdigest()
        signing = self._keyed.copy()
        signing.update(b"\n".join((_CONTEXT, method.encode(), path.encode(), digest.encode(), identity)))
        return signing.hexdigest().encode()


def sign(key: bytes, *, method: str, path: str, body: bytes, identity: bytes) -> bytes:
    """Return the value of the signature header, in hexadecimal."""
    return Signer(key).sign(method=method, path=path, body=body, identity=identity)


def verify(
    keys: Sequence[bytes], signature: bytes, *, method: str, path: str, body: bytes, identity: bytes, now: float
) -> Envelope:
    """Return the envelope of a request that one of the keys signed within the window; raises NotVouchedFor."""
    expected = [sign(key, method=method, path=path, body=body, identity=identity) for key in keys]
    if not any(hmac.compare_digest(each, signature) for each in expected):
        raise NotVouchedFor("the signature is not the gateway's")
    envelope = Envelope.decode(identity)
    if abs(now - envelope.time) > WINDOW_SECONDS:
        raise NotVouchedFor(f"the signature is more than {WINDOW_SECONDS} seconds old or early")
    return envelope


def _ids(tenants: Mapping[str, Any], name: str) -> tuple[UUID, ...]:
    return tuple(UUID(each) for each in _texts(tenants.get(name, ())))


def _texts(value: object) -> Iterable[str]:
    if not isinstance(value, list | tuple):
        raise MalformedClaims("not a list")
    return [_text(each) for each in value]


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise MalformedClaims("not text")
    return value


def _mapping(value: object) -> Mapping[str, Any]:
    if not isinstance(value, dict):
        raise MalformedClaims("not an object")
    return value
