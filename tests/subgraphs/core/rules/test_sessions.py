"""What a refresh token that is shown opens."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from shared_models.core import UserStatus
from subgraphs.core.rules.sessions import Refresh, Spending, refresh, refresh_expires_at

NOW = datetime(2026, 3, 10, 12, 0, tzinfo=UTC)
FRESH = Spending(
    user_status=UserStatus.ACTIVE,
    expires_at=NOW + timedelta(days=14),
    used_at=None,
    retried_at=None,
    revoked_at=None,
    was_successor_used=False,
    is_same_client=True,
)


def ago(seconds: int) -> datetime:
    return NOW - timedelta(seconds=seconds)


@pytest.mark.parametrize(
    ("found", "expected"),
    [
        ({}, Refresh.ROTATE),
        ({"is_same_client": False}, Refresh.ROTATE),
        ({"expires_at": NOW}, Refresh.REFUSE),
        ({"revoked_at": ago(1)}, Refresh.REFUSE),
        ({"user_status": UserStatus.LOCKED}, Refresh.REFUSE),
        ({"user_status": UserStatus.DISABLED}, Refresh.REFUSE),
        ({"used_at": ago(3)}, Refresh.RETRY),
        ({"used_at": ago(10)}, Refresh.RETRY),
        ({"used_at": ago(11)}, Refresh.REUSED),
        ({"used_at": ago(3), "is_same_client": False}, Refresh.REUSED),
        ({"used_at": ago(3), "was_successor_used": True}, Refresh.REUSED),
        ({"used_at": ago(3), "retried_at": ago(2)}, Refresh.REUSED),
        ({"used_at": ago(3), "revoked_at": ago(2)}, Refresh.REFUSE),
        ({"used_at": ago(3), "expires_at": ago(1)}, Refresh.REFUSE),
    ],
)
def test_a_refresh_token_opens_once_and_one_lost_answer_is_forgiven(found: dict[str, Any], expected: Refresh) -> None:
    assert refresh(replace(FRESH, **found), NOW) is expected


def test_a_refresh_token_ends_after_fourteen_days() -> None:
    family_expires_at = NOW + timedelta(days=30)

    assert refresh_expires_at(NOW, family_expires_at) == datetime(2026, 3, 24, 12, 0, tzinfo=UTC)


def test_no_refresh_token_outlives_its_family() -> None:
    family_expires_at = NOW + timedelta(days=2)

    assert refresh_expires_at(NOW, family_expires_at) == datetime(2026, 3, 12, 12, 0, tzinfo=UTC)
