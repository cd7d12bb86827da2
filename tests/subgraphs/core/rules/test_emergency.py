"""Who may break the glass."""

from datetime import UTC, datetime
from uuid import UUID

import pytest

from shared_models.identity import Principal, Role
from subgraphs.core.rules.emergency import (
    NOT_AN_ADMIN,
    NOT_AN_AUDITOR,
    OWN_ACCESS,
    REVIEWED,
    WITHOUT_SECOND_FACTOR,
    may_break_glass,
    may_review,
)
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


@pytest.mark.parametrize(
    ("role", "taken_by", "reviewed_at", "expected"),
    [
        (Role.AUDITOR, UUID(int=2), None, None),
        (Role.AUDITOR, UUID(int=2), datetime(2026, 3, 10, tzinfo=UTC), REVIEWED),
        (Role.AUDITOR, UUID(int=1), None, OWN_ACCESS),
        (Role.SYSTEM_ADMIN, UUID(int=2), None, NOT_AN_AUDITOR),
    ],
)
def test_emergency_access_is_reviewed_once_by_an_auditor_who_did_not_take_it(
    role: Role, taken_by: UUID, reviewed_at: datetime | None, expected: Refused | None
) -> None:
    actor = Principal(subject=str(UUID(int=1)), roles=frozenset({role}))

    assert may_review(actor, taken_by, reviewed_at) == expected
