"""Whether somebody was covered on a day, and if not, every reason why (domain rules 12.1)."""

from dataclasses import dataclass
from datetime import date, timedelta

from subgraphs.claims.rules.reasons import Reason
from subgraphs.claims.rules.snapshot import CompanyCover, Enrolment, Membership, Person, Standing


@dataclass(frozen=True, slots=True)
class Eligibility:
    """The cover that holds on a day. `warning` is set when it holds only while a premium may still come in."""

    reasons: tuple[Reason, ...]
    enrolment: Enrolment | None
    warning: Reason | None = None

    @property
    def is_eligible(self) -> bool:
        return not self.reasons


def check_eligibility(membership: Membership | None, enrolments: tuple[Enrolment, ...], day: date) -> Eligibility:
    """Check all conditions of cover on a day."""
    if membership is None:
        return Eligibility((Reason.MEMBER_UNKNOWN,), None)
    reasons = []
    if not was_member(membership.person, day):
        reasons.append(Reason.MEMBER_INACTIVE)
    enrolment = next((each for each in enrolments if day in each.span), None)
    if enrolment is None:
        reasons.append(_why_not_enrolled(enrolments, day))
    company_reason, warning = _company(membership, day)
    if company_reason is not None:
        reasons.append(company_reason)
    if membership.principal is not None and not was_member(membership.principal, day):
        reasons.append(Reason.MEMBER_INACTIVE)
    if membership.max_age is not None and age_on(membership.person.born_on, day) >= membership.max_age:
        reasons.append(Reason.DEPENDANT_OVERAGE)
    return Eligibility(tuple(dict.fromkeys(reasons)), enrolment, None if reasons else warning)


def was_member(person: Person, day: date) -> bool:
    """Say whether a membership held on a day; what ended it later does not undo the day."""
    if person.standing is Standing.PENDING:
        return False
    if person.died_on is not None and day >= person.died_on:
        return False
    if person.enrolled_on is not None and day < person.enrolled_on:
        return False
    if person.terminated_on is not None and day > person.terminated_on:
        return False
    return not (
        person.standing is Standing.SUSPENDED and person.suspended_on is not None and day >= person.suspended_on
    )


def age_on(born_on: date, day: date) -> int:
    """Return the completed years of life on a day."""
    return day.year - born_on.year - ((day.month, day.day) < (born_on.month, born_on.day))


def _why_not_enrolled(enrolments: tuple[Enrolment, ...], day: date) -> Reason:
    if not enrolments:
        return Reason.NO_ENROLMENT
    starts = [each.span.start for each in enrolments]
    if all(start is not None and day < start for start in starts):
        return Reason.BEFORE_COVER
    return Reason.AFTER_COVER


def _company(membership: Membership, day: date) -> tuple[Reason | None, Reason | None]:
    """Return why the company's cover does not hold, or the warning that it holds in grace."""
    if not membership.is_group:
        return None, None
    covers = [each for each in membership.company_covers if day in each.span]
    if any(each.standing is Standing.ACTIVE for each in covers):
        return None, None
    if any(_is_in_grace(each, day) for each in covers):
        return None, Reason.IN_GRACE
    return Reason.COMPANY_LAPSED, None


def _is_in_grace(cover: CompanyCover, day: date) -> bool:
    if cover.standing is not Standing.LAPSED or cover.lapsed_on is None:
        return False
    return day <= cover.lapsed_on + timedelta(days=cover.grace_days)
