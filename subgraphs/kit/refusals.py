"""A refusal that an order may meet, as a value: rules decide it, services return it, clients read it as `UserError`."""

from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Self


class ErrorCode(StrEnum):
    """Why an order was refused."""

    NOT_FOUND = "not_found"
    FORBIDDEN = "forbidden"
    VALIDATION = "validation"
    VERSION_CONFLICT = "version_conflict"
    INVALID_TRANSITION = "invalid_transition"
    IDEMPOTENCY_KEY_REUSED = "idempotency_key_reused"
    DEPENDENCY_UNAVAILABLE = "dependency_unavailable"
    ALREADY_EXISTS = "already_exists"
    RATE_LIMITED = "rate_limited"
    INSUFFICIENT_TOKENS = "insufficient_tokens"
    WALLET_SUSPENDED = "wallet_suspended"
    INVALID_CREDENTIALS = "invalid_credentials"
    INVALID_TOKEN = "invalid_token"  # noqa: S105  # the name of a refusal
    SECOND_APPROVAL_REQUIRED = "second_approval_required"
    SECOND_FACTOR_REQUIRED = "second_factor_required"
    WEAK_PASSWORD = "weak_password"  # noqa: S105  # the name of a refusal


@dataclass(frozen=True, slots=True)
class Refused:
    """Why an order is not carried out; `path` names the part of the input that is at fault."""

    code: ErrorCode
    message: str
    path: tuple[str, ...] = ("input",)

    def within(self, *path: str) -> Self:
        """Return the refusal of an input that is itself a part of another, which `path` leads to."""
        return replace(self, path=(*path, *self.path[1:]))


def version_conflict(name: str, current: int, expected: int) -> Refused | None:
    """Refuse to change what was changed since somebody read it."""
    if current == expected:
        return None
    message = f"{name} is at version {current} now. Read it again, and decide again."
    return Refused(ErrorCode.VERSION_CONFLICT, message, ("input", "expectedVersion"))
