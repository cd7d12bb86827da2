"""Who is covered on a day, and every reason why not (domain rules 12.1)."""

from datetime import date, timedelta

import pytest

from subgraphs.claims.rules.eligibility import Eligibility, age_on, check_eligibility
from subgraphs.claims.rules.reasons import Reason
from subgraphs.claims.rules.snapshot import CompanyCover, Days, Membership, Standing
from tests.subgraphs.claims.rules.building import YEAR, a_membership, a_person, an_enrolment

LAPSE = date(2026, 4, 1)


def _on(day: str, membership: Membership | None = None, span: Days = YEAR) -> Eligibility:
    return check_eligibility(membership or a_membership(), (an_enrolment(span=span),), date.fromisoformat(day))


@pytest.mark.parametrize(
    ("day", "reasons"),
    [
        ("2026-06-30", ()),
        ("2026-07-01", (Reason.AFTER_COVER,)),
        ("2026-01-01", ()),
        ("2025-12-31", (Reason.BEFORE_COVER,)),
    ],
)
def test_cover_that_was_ended_on_30_june_holds_that_day_and_not_the_next(day: str, reasons: tuple[Reason, ...]) -> None:
    assert _on(day, span=Days(date(2026, 1, 1), date(2026, 7, 1))).reasons == reasons


@pytest.mark.parametrize(("day", "reasons"), [("2026-03-14", ()), ("2026-03-15", (Reason.DEPENDANT_OVERAGE,))])
def test_a_child_leaves_cover_on_the_birthday(day: str, reasons: tuple[Reason, ...]) -> None:
    child = a_membership(person=a_person(born_on=date(2000, 3, 15)), principal=a_person(), max_age=26)

    assert _on(day, child).reasons == reasons


def test_nobody_knows_the_member() -> None:
    assert check_eligibility(None, (an_enrolment(),), date(2026, 3, 1)).reasons == (Reason.MEMBER_UNKNOWN,)


def test_somebody_who_is_not_let_in_yet_is_no_member() -> None:
    membership = a_membership(person=a_person(standing=Standing.PENDING))

    assert _on("2026-03-01", membership).reasons == (Reason.MEMBER_INACTIVE,)


def test_never_enrolled() -> None:
    assert check_eligibility(a_membership(), (), date(2026, 3, 1)).reasons == (Reason.NO_ENROLMENT,)


@pytest.mark.parametrize(
    ("changes", "last_day"),
    [
        ({"terminated_on": date(2026, 6, 30)}, date(2026, 6, 30)),
        ({"died_on": date(2026, 6, 30)}, date(2026, 6, 29)),
        ({"standing": Standing.SUSPENDED, "suspended_on": date(2026, 6, 30)}, date(2026, 6, 29)),
    ],
    ids=["terminated", "died", "suspended"],
)
def test_what_ends_a_membership_does_not_undo_the_days_before(changes: dict[str, object], last_day: date) -> None:
    membership = a_membership(person=a_person(**changes))

    assert _on(last_day.isoformat(), membership).is_eligible
    assert _on((last_day + timedelta(days=1)).isoformat(), membership).reasons == (Reason.MEMBER_INACTIVE,)


def test_a_dependant_is_covered_through_the_principal() -> None:
    gone = a_person(terminated_on=date(2026, 2, 28))

    assert _on("2026-03-01", a_membership(principal=gone)).reasons == (Reason.MEMBER_INACTIVE,)


@pytest.mark.parametrize(
    ("day", "reasons", "warning"),
    [
        (LAPSE + timedelta(days=30), (), Reason.IN_GRACE),
        (LAPSE + timedelta(days=31), (Reason.COMPANY_LAPSED,), None),
    ],
)
def test_a_lapsed_company_has_days_of_grace(day: date, reasons: tuple[Reason, ...], warning: Reason | None) -> None:
    lapsed = CompanyCover(YEAR, Standing.LAPSED, grace_days=30, lapsed_on=LAPSE)

    found = _on(day.isoformat(), a_membership(is_group=True, company_covers=(lapsed,)))

    assert (found.reasons, found.warning) == (reasons, warning)


def test_all_reasons_are_told_at_once() -> None:
    membership = a_membership(
        person=a_person(born_on=date(1990, 1, 1), terminated_on=date(2026, 1, 31)), is_group=True, max_age=26
    )

    found = _on("2027-03-01", membership)

    assert found.reasons == (
        Reason.MEMBER_INACTIVE,
        Reason.AFTER_COVER,
        Reason.COMPANY_LAPSED,
        Reason.DEPENDANT_OVERAGE,
    )


@pytest.mark.parametrize(("day", "age"), [("2026-02-28", 1), ("2026-03-01", 2)])
def test_a_birthday_on_29_february_falls_on_1_march(day: str, age: int) -> None:
    assert age_on(date(2024, 2, 29), date.fromisoformat(day)) == age
