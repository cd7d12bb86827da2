"""Whether somebody may try to sign in now, and what an attempt that was looked at opens.

All refusals of an attempt read the same, whatever was wrong, so that nobody learns which users there are.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from shared_models.core import UserStatus
from subgraphs.kit.refusals import ErrorCode, Refused

WINDOW: Final = timedelta(minutes=15)
FAILURES_OF_ACCOUNT: Final = 5
FAILURES_OF_ADDRESS: Final = 20

WRONG: Final = Refused(ErrorCode.INVALID_CREDENTIALS, "E-mail, password or one-time code is wrong.")
CODE_NEEDED: Final = Refused(
    ErrorCode.SECOND_FACTOR_REQUIRED, "This user has a second factor: send its one-time code too.", ("input", "otp")
)
TOO_MANY: Final = Refused(ErrorCode.RATE_LIMITED, "Too many failed attempts: try again in 15 minutes.")

PASSWORD: Final = "pwd"  # noqa: S105  # RFC 8176's name of the method
ONE_TIME_CODE: Final = "otp"


@dataclass(frozen=True, slots=True)
class Failures:
    """Attempts within the window that did not succeed: of the account since it last did, and of the address."""

    of_account: int
    of_address: int


@dataclass(frozen=True, slots=True)
class Opens:
    """An attempt that succeeds: by which methods, and which time step its one-time code belongs to."""

    methods: tuple[str, ...]
    step: int | None = None


@dataclass(frozen=True, slots=True)
class Attempt:
    """An attempt as it was found, by default at a user who is not there.

    `step` is the step of the code that was given, None when it is no valid code.
    """

    status: UserStatus | None = None
    is_password_right: bool = False
    has_second_factor: bool = False
    was_code_given: bool = False
    step: int | None = None
    last_step: int | None = None


def may_try(failures: Failures) -> Refused | None:
    """Refuse a further attempt where too many failed; a refused one is not counted."""
    is_over = failures.of_account >= FAILURES_OF_ACCOUNT or failures.of_address >= FAILURES_OF_ADDRESS
    return TOO_MANY if is_over else None


def window_begins(moment: datetime) -> datetime:
    """Return since when failures count."""
    return moment - WINDOW


def judge(attempt: Attempt) -> Opens | Refused:
    """Say what an attempt opens. That there is a second factor is told only to who knows the password."""
    if attempt.status is not UserStatus.ACTIVE or not attempt.is_password_right:
        return WRONG
    if not attempt.has_second_factor:
        return Opens((PASSWORD,))
    if not attempt.was_code_given:
        return CODE_NEEDED
    if not is_fresh(attempt.step, attempt.last_step):
        return WRONG
    return Opens((PASSWORD, ONE_TIME_CODE), attempt.step)


def is_fresh(step: int | None, last_step: int | None) -> bool:
    """Say whether a one-time code is valid and of a later step than the last one that was taken (RFC 6238, 5.2)."""
    return step is not None and (last_step is None or step > last_step)
