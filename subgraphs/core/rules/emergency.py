"""Who may break the glass: see the record of one member in an emergency, for half an hour, and answer for it."""

from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from shared_models.identity import Principal, Role
from subgraphs.core.rules.signing_in import ONE_TIME_CODE
from subgraphs.kit.refusals import ErrorCode, Refused

REVIEWED_WITHIN: Final = timedelta(hours=72)

NOT_AN_ADMIN: Final = Refused(ErrorCode.FORBIDDEN, "Only a system_admin breaks the glass.")
WITHOUT_SECOND_FACTOR: Final = Refused(
    ErrorCode.SECOND_FACTOR_REQUIRED, "Sign in with a one-time code first: emergency access takes a second factor."
)
NOT_AN_AUDITOR: Final = Refused(ErrorCode.FORBIDDEN, "Only an auditor reviews emergency access.")
REVIEWED: Final = Refused(ErrorCode.INVALID_TRANSITION, "This access has been reviewed.", ("input", "grantId"))
OWN_ACCESS: Final = Refused(ErrorCode.FORBIDDEN, "Nobody reviews their own access.", ("input", "grantId"))


def may_break_glass(actor: Principal) -> Refused | None:
    """Refuse whoever is no system_admin, or signed in without a second factor."""
    if Role.SYSTEM_ADMIN not in actor.roles:
        return NOT_AN_ADMIN
    return None if ONE_TIME_CODE in actor.methods else WITHOUT_SECOND_FACTOR


def may_review(actor: Principal, taken_by: UUID, reviewed_at: datetime | None) -> Refused | None:
    """Let an auditor review, once, what somebody else did; it is the one thing an auditor writes."""
    if Role.AUDITOR not in actor.roles:
        return NOT_AN_AUDITOR
    if actor.subject == str(taken_by):
        return OWN_ACCESS
    return None if reviewed_at is None else REVIEWED
