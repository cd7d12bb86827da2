"""One access token: a JWT signed by the issuer (RFC 7519, RFC 9068). What is not exactly that is refused.

A token says which key signed it and nothing more that is believed before the signature holds: the algorithm is the
key's own, never the token's, and no token brings a key, names a place to fetch one, or asks for extensions.
"""

import json
import re
from base64 import urlsafe_b64decode
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from joserfc import jws
from joserfc.errors import JoseError

from gateway.server.authentication.keys import VerificationKey
from gateway.server.settings import AuthenticationSettings

TOKEN_BYTES_MAX: Final = 8 * 1024
KEY_ID_LETTERS_MAX: Final = 64
SUBJECT_LETTERS_MAX: Final = 256
# Strict: base64 decoders skip what is no letter of theirs, and one token would have many spellings.
_COMPACT: Final = re.compile(rb"([A-Za-z0-9_-]+)\.([A-Za-z0-9_-]+)\.([A-Za-z0-9_-]+)")
# Whatever else stands in a header wants something of us (jku, x5u, jwk, crit, enc, zip, b64) that we do not do.
_HEADER_NAMES: Final = frozenset({"alg", "typ", "kid", "x5t", "x5t#S256"})
_RFC_9068: Final = "at+jwt"


class BadToken(Exception):
    """The token is not accepted; `why` says so without repeating any of it."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


@dataclass(frozen=True, slots=True)
class Head:
    """What a token says of itself, before anything of it is believed."""

    algorithm: str
    key_id: str
    kind: str


def read_head(token: bytes, settings: AuthenticationSettings) -> Head:
    """Read the header of a token; raises BadToken for whatever is not a signed token of the right kind."""
    if len(token) > TOKEN_BYTES_MAX:
        raise BadToken(f"the token is longer than {TOKEN_BYTES_MAX} bytes")
    parts = _COMPACT.fullmatch(token)
    if parts is None:
        raise BadToken("the token is not a signed JWT")
    header = _read_object(parts[1])
    if not header.keys() <= _HEADER_NAMES:
        raise BadToken("the token's header asks for what is not supported")
    algorithm, key_id = header.get("alg"), header.get("kid")
    if not isinstance(algorithm, str) or not isinstance(key_id, str):
        raise BadToken("the token does not name its key")
    if not 0 < len(key_id) <= KEY_ID_LETTERS_MAX:
        raise BadToken("the token's key has no usable name")
    return Head(algorithm, key_id, _kind(header.get("typ"), settings))


def verify(
    token: bytes, head: Head, key: VerificationKey, settings: AuthenticationSettings, *, now: float
) -> Mapping[str, Any]:
    """Return the claims of a token that the key has signed and that holds now; raises BadToken."""
    if head.algorithm != key.algorithm:
        raise BadToken("the token is not signed by its key's algorithm")
    try:
        signed = jws.deserialize_compact(token, key.key, algorithms=[key.algorithm])
    except (JoseError, ValueError) as error:
        raise BadToken("the token's signature is wrong") from error
    claims = _parse(signed.payload)
    _check_issuing(claims, settings)
    _check_time(claims, settings.leeway_seconds, now)
    _check_names(claims, needs_id=head.kind == _RFC_9068)
    return claims


def _kind(told: object, settings: AuthenticationSettings) -> str:
    kind = told.lower().removeprefix("application/") if isinstance(told, str) else ""
    if kind not in {each.lower() for each in settings.token_types}:
        raise BadToken("the token is not an access token")
    return kind


def _check_issuing(claims: Mapping[str, Any], settings: AuthenticationSettings) -> None:
    if claims.get("iss") != settings.issuer:
        raise BadToken("the token is from another issuer")
    audience = claims.get("aud")
    if settings.audience not in (audience if isinstance(audience, list) else [audience]):
        raise BadToken("the token is for another audience")


def _check_time(claims: Mapping[str, Any], leeway: float, now: float) -> None:
    if now >= _moment(claims, "exp") + leeway:
        raise BadToken("the token has expired")
    if "nbf" in claims and now < _moment(claims, "nbf") - leeway:
        raise BadToken("the token does not hold yet")


def _moment(claims: Mapping[str, Any], name: str) -> float:
    value = claims.get(name)
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise BadToken(f"the token has no usable '{name}'")
    return value


def _check_names(claims: Mapping[str, Any], *, needs_id: bool) -> None:
    subject = claims.get("sub")
    if not isinstance(subject, str) or not 0 < len(subject) <= SUBJECT_LETTERS_MAX:
        raise BadToken("the token has no usable 'sub'")
    if needs_id and not (isinstance(claims.get("jti"), str) and claims["jti"]):
        raise BadToken("the token has no usable 'jti'")


def _read_object(segment: bytes) -> dict[str, Any]:
    try:
        return _parse(urlsafe_b64decode(segment + b"=" * (-len(segment) % 4)))
    except ValueError as error:
        raise BadToken("the token is not a signed JWT") from error


def _parse(text: bytes) -> dict[str, Any]:
    """Read a JSON object in which no name stands twice: two readers could take different ones."""
    try:
        found = json.loads(text, object_pairs_hook=_unique, parse_constant=_refuse_constant)
    except (ValueError, RecursionError) as error:
        raise BadToken("the token does not hold JSON") from error
    if not isinstance(found, dict):
        raise BadToken("the token does not hold a JSON object")
    return found


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise BadToken("a name stands twice in the token")
    return found


def _refuse_constant(name: str) -> Any:
    raise ValueError(name)
