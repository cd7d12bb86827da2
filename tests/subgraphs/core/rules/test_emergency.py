"""Who may break the glass."""

import pytest

from shared_models.identity import Principal, Role
from subgraphs.core.rules.emergency import NOT_AN_ADMIN, WITHOUT_SECOND_FACTOR, may_break_glass
from subgraphs.kit.refusals import Refused


@pytest.mark.parametrize(
    ("role", "methods", "expected"),
    [
        (Role.SYSTEM_ADMIN, ("pwd", "otp"), None),
        (Role.SYSTEM_ADMIN, ("pwd",), WITHOUT_SECOND_FACTOR),
        (Role.SYSTEM_ADMIN, (), WITHOUT_SECOND_FACTOR),
        (Role.CLAIMS_OFFICER, ("pwd", "otp"), NOT_AN_ADMIN),
        (Role.AUDITOR, ("pwd", "otp"), NOT_AN_ADMIN),
        (Role.SERVICE, ("pwd", "otp"), NOT_AN_ADMIN),
    ],
)
def test_the_glass_is_broken_by_a_system_admin_with_a_second_factor(
    role: Role, methods: tuple[str, ...], expected: Refused | None
) -> None:
    actor = Principal(subject="somebody", roles=frozenset({role}), methods=methods)

    assert may_break_glass(actor) == expected
