"""Requests that end before GraphQL begins: each refusal carries its HTTP status and says what to do instead."""

from typing import Final, TypeAlias

from gateway.errors import GatewayError

Headers: TypeAlias = tuple[tuple[bytes, bytes], ...]

METHODS: Final = b"GET, POST, OPTIONS"


class Refusal(GatewayError):
    """The HTTP request is refused with `status`; `headers` go with the answer."""

    def __init__(self, status: int, code: str, message: str, headers: Headers = ()) -> None:
        super().__init__(message)
        self.status = status
        self.code = code
        self.headers = headers


def method_not_allowed(method: str) -> Refusal:
    """Refuse a method that GraphQL over HTTP does not use."""
    message = f"{method} is not served here; ask with GET or POST"
    return Refusal(405, "METHOD_NOT_ALLOWED", message, ((b"allow", METHODS),))


def mutation_by_get() -> Refusal:
    """Refuse what must not change anything but would."""
    message = "GET serves queries only; send this operation by POST"
    return Refusal(405, "METHOD_NOT_ALLOWED", message, ((b"allow", b"POST"),))


def malformed(message: str, code: str = "BAD_REQUEST") -> Refusal:
    """Refuse a body or URL that is no GraphQL request."""
    return Refusal(400, code, message)


def overloaded(in_work_max: int) -> Refusal:
    """Refuse politely: another moment will do."""
    message = f"operations in work: at most {in_work_max} at once; try again in a moment"
    return Refusal(503, "OVERLOADED", message, ((b"retry-after", b"1"),))


def too_often(who: str, per_second: float, burst: int, *, wait_seconds: int) -> Refusal:
    """Refuse a caller who has asked too much of late."""
    message = f"requests of one {who}: at most {per_second:g} a second allowed, {burst} at once; wait {wait_seconds} s"
    return Refusal(429, "TOO_MANY_REQUESTS", message, ((b"retry-after", b"%d" % wait_seconds),))
