"""Who may try, and what an attempt opens."""

from typing import Any, Final

import pytest

from shared_models.core import UserStatus
from subgraphs.core.rules.signing_in import CODE_NEEDED, TOO_MANY, WRONG, Attempt, Failures, Opens, judge, may_try
from subgraphs.kit.refusals import Refused


@pytest.mark.parametrize(
    ("of_account", "of_address", "expected"),
    [
        (0, 0, None),
        (4, 19, None),
        (5, 0, TOO_MANY),
        (0, 20, TOO_MANY),
        (6, 21, TOO_MANY),
    ],
)
def test_five_failures_of_an_account_or_twenty_of_an_address_are_enough(
    of_account: int, of_address: int, expected: Refused | None
) -> None:
    assert may_try(Failures(of_account, of_address)) == expected


RIGHT: Final[dict[str, Any]] = {"status": UserStatus.ACTIVE, "is_password_right": True}


@pytest.mark.parametrize(
    ("attempt", "expected"),
    [
        (Attempt(), WRONG),
        (Attempt(status=UserStatus.ACTIVE), WRONG),
        (Attempt(**RIGHT), Opens(("pwd",))),
        (Attempt(status=UserStatus.LOCKED, is_password_right=True), WRONG),
        (Attempt(status=UserStatus.DISABLED, is_password_right=True), WRONG),
        (Attempt(**RIGHT, has_second_factor=True), CODE_NEEDED),
        (Attempt(status=UserStatus.ACTIVE, has_second_factor=True), WRONG),
        (Attempt(status=UserStatus.LOCKED, is_password_right=True, has_second_factor=True), WRONG),
        (Attempt(**RIGHT, has_second_factor=True, was_code_given=True), WRONG),
        (Attempt(**RIGHT, has_second_factor=True, was_code_given=True, step=7), Opens(("pwd", "otp"), 7)),
        (Attempt(**RIGHT, has_second_factor=True, was_code_given=True, step=7, last_step=6), Opens(("pwd", "otp"), 7)),
        (Attempt(**RIGHT, has_second_factor=True, was_code_given=True, step=7, last_step=7), WRONG),
        (Attempt(**RIGHT, has_second_factor=True, was_code_given=True, step=6, last_step=7), WRONG),
    ],
)
def test_an_attempt_opens_what_it_proves(attempt: Attempt, expected: Opens | Refused) -> None:
    assert judge(attempt) == expected
