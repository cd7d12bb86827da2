"""What a refresh token still opens, and how long what it opens lasts.

A token opens once. Who shows a spent one is either a client that lost the answer (it asks again at once, from where it
asked before, and nobody has used the successor) or a thief, or the victim of one: then nobody of the family stays in.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum, auto
from typing import Final

from shared_models.core import UserStatus

ACCESS_TOKEN: Final = timedelta(minutes=10)
EMERGENCY_TOKEN: Final = timedelta(minutes=30)
REFRESH_TOKEN: Final = timedelta(days=14)
FAMILY: Final = timedelta(days=30)
GRACE: Final = timedelta(seconds=10)


@dataclass(frozen=True, slots=True)
class Spending:
    """A refresh token that is shown, and what is known of it. `was_successor_used` is False where there is none."""

    user_status: UserStatus
    expires_at: datetime
    used_at: datetime | None
    retried_at: datetime | None
    revoked_at: datetime | None
    was_successor_used: bool
    is_same_client: bool


class Refresh(Enum):
    """What becomes of a refresh token that is shown."""

    ROTATE = auto()
    RETRY = auto()
    REUSED = auto()
    REFUSE = auto()


def refresh(token: Spending, now: datetime) -> Refresh:
    """Decide what a shown refresh token opens."""
    if token.revoked_at is not None or token.expires_at <= now or token.user_status is not UserStatus.ACTIVE:
        return Refresh.REFUSE
    if token.used_at is None:
        return Refresh.ROTATE
    is_retry = (
        token.retried_at is None
        and token.is_same_client
        and not token.was_successor_used
        and now - token.used_at <= GRACE
    )
    return Refresh.RETRY if is_retry else Refresh.REUSED


def refresh_expires_at(now: datetime, family_expires_at: datetime) -> datetime:
    """Return when a new refresh token ends: by itself, or with its family."""
    return min(now + REFRESH_TOKEN, family_expires_at)
