"""Which web origins may read answers, and what browsers are told about it (Fetch standard, "CORS protocol")."""

from typing import Final

from gateway.server.refusal import Headers
from gateway.server.settings import Settings

_PREFLIGHT: Final[Headers] = (
    (b"access-control-allow-methods", b"GET, POST, OPTIONS"),
    (b"access-control-allow-headers", b"accept, authorization, content-type, x-request-id, x-require-preflight"),
    (b"access-control-max-age", b"600"),
)
_EXPOSED: Final = (b"access-control-expose-headers", b"retry-after, x-request-id")
_VARY: Final = (b"vary", b"origin")


class Cors:
    """Answers by list: an origin that is not on it gets an ordinary answer, which its browser will not hand over."""

    def __init__(self, settings: Settings) -> None:
        self._is_open = "*" in settings.origins
        if self._is_open and settings.allows_credentials:
            raise ValueError("CORS: origins may not be '*' where credentials are allowed; list them")
        self._origins = frozenset(origin.encode("ascii") for origin in settings.origins)
        self._credentials: Headers = (
            ((b"access-control-allow-credentials", b"true"),) if settings.allows_credentials else ()
        )

    def headers(self, origin: bytes | None) -> Headers:
        """Return what every answer to this origin carries."""
        if self._is_open:
            return ((b"access-control-allow-origin", b"*"), _EXPOSED) if origin is not None else ()
        if not self._origins:
            return ()
        if origin not in self._origins or origin is None:
            return (_VARY,)
        return ((b"access-control-allow-origin", origin), _VARY, _EXPOSED, *self._credentials)

    def preflight_headers(self, origin: bytes | None) -> Headers:
        """Return what the answer to a preflight carries."""
        headers = self.headers(origin)
        is_allowed = any(name == b"access-control-allow-origin" for name, _ in headers)
        return (*headers, *_PREFLIGHT) if is_allowed else headers
