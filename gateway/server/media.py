"""Which of our two media types a client accepts (RFC 9110, section 12.5.1; GraphQL over HTTP, "Accept")."""

from dataclasses import dataclass
from enum import Enum
from functools import lru_cache
from typing import Final


class Media(Enum):
    """The media types a GraphQL response can have."""

    GRAPHQL_RESPONSE = b"application/graphql-response+json; charset=utf-8"
    JSON = b"application/json; charset=utf-8"


@dataclass(frozen=True, slots=True)
class _Range:
    kind: str
    quality: float
    place: int


# In the order of preference where a client leaves the choice to us: */* has always meant JSON.
_TYPES: Final = (("application/json", Media.JSON), ("application/graphql-response+json", Media.GRAPHQL_RESPONSE))


@lru_cache(maxsize=256)
def negotiate(accept: bytes) -> Media | None:
    """Choose the type with the highest quality, the first listed among equals; None when neither is accepted."""
    ranges = [_read_range(part, place) for place, part in enumerate(accept.decode("latin-1").lower().split(","))]
    best: tuple[float, int] | None = None
    chosen = None
    for kind, media in _TYPES:
        match = _most_specific([item for item in ranges if item is not None], kind)
        if match is not None and match.quality > 0 and (best is None or (match.quality, -match.place) > best):
            best, chosen = (match.quality, -match.place), media
    return chosen


def _most_specific(ranges: list[_Range], kind: str) -> _Range | None:
    for pattern in (kind, "application/*", "*/*"):
        for item in ranges:
            if item.kind == pattern:
                return item
    return None


def _read_range(part: str, place: int) -> _Range | None:
    kind, *parameters = (piece.strip() for piece in part.split(";"))
    quality = 1.0
    for parameter in parameters:
        name, _, value = (piece.strip(' "') for piece in parameter.partition("="))
        if name == "charset" and value not in {"utf-8", "utf8"}:
            return None
        if name == "q":
            try:
                quality = min(max(float(value), 0.0), 1.0)
            except ValueError:
                quality = 0.0
    return _Range(kind, quality, place)


@lru_cache(maxsize=256)
def is_json_body(content_type: bytes) -> bool:
    """Tell whether a request body of this type is JSON in UTF-8."""
    kind, *parameters = (piece.strip() for piece in content_type.decode("latin-1").lower().split(";"))
    if kind != "application/json":
        return False
    charsets = [parameter.partition("=")[2].strip(' "') for parameter in parameters if parameter.startswith("charset")]
    return all(charset in {"utf-8", "utf8"} for charset in charsets)
