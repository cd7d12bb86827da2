"""What a verified token makes of its bearer: who it is, what it may, and what subgraphs are told of it."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from gateway.authorisation import NOTHING_SHOWN, Grants
from gateway.server.settings import AuthenticationSettings

# Of the token itself, not of its bearer.
_OF_THE_TOKEN: Final = frozenset({"iss", "aud", "exp", "nbf", "iat", "jti"})


@dataclass(frozen=True, slots=True)
class Caller:
    """Somebody with a verified token, or nobody: without a subject.

    `told` are the claims once more, as JSON: equal bytes for callers who are told apart by nothing.
    """

    subject: str = ""
    grants: Grants = NOTHING_SHOWN
    claims: Mapping[str, Any] = field(default_factory=dict)
    told: bytes = b"{}"
    epoch: object = None
    expires_at: float = float("inf")


NOBODY: Final = Caller()


def caller_of(claims: Mapping[str, Any], settings: AuthenticationSettings) -> Caller:
    """Read verified claims. A claim of another shape than expected grants nothing."""
    policies_claim = settings.policies_claim
    kept = {name: value for name, value in claims.items() if name not in _OF_THE_TOKEN}
    return Caller(
        subject=claims["sub"],
        grants=Grants(
            is_authenticated=True,
            scopes=_names(claims.get(settings.scopes_claim)),
            policies=frozenset() if policies_claim is None else _names(claims.get(policies_claim)),
        ),
        claims=kept,
        told=json.dumps(kept, sort_keys=True).encode(),
        epoch=claims.get("epoch"),
        expires_at=claims["exp"] + settings.leeway_seconds,
    )


def _names(value: object) -> frozenset[str]:
    """Read names as issuers write them: separated by blanks (RFC 8693), or as a list."""
    if isinstance(value, str):
        return frozenset(value.split())
    if isinstance(value, list):
        return frozenset(item for item in value if isinstance(item, str))
    return frozenset()
