"""Where the year of accumulators begins (domain rules 12.4)."""

from datetime import date

import pytest

from subgraphs.claims.rules.snapshot import AccumulatorYear, Days
from subgraphs.claims.rules.usage import year_of
from tests.subgraphs.claims.rules.building import a_version, an_enrolment


@pytest.mark.parametrize(
    ("start", "day", "first", "last"),
    [
        ("2026-03-15", "2026-03-15", "2026-03-15", "2027-03-15"),
        ("2026-03-15", "2027-03-14", "2026-03-15", "2027-03-15"),
        ("2026-03-15", "2027-03-15", "2027-03-15", "2028-03-15"),
        ("2024-02-29", "2025-02-28", "2024-02-29", "2025-03-01"),
        ("2024-02-29", "2025-03-01", "2025-03-01", "2026-03-01"),
    ],
)
def test_a_plan_year_begins_on_the_day_cover_took_effect(start: str, day: str, first: str, last: str) -> None:
    enrolment = an_enrolment(span=Days(date.fromisoformat(start), None))

    assert year_of(enrolment, date.fromisoformat(day)) == Days(date.fromisoformat(first), date.fromisoformat(last))


def test_other_years() -> None:
    span, benefit_year = Days(date(2026, 3, 15), date(2026, 9, 15)), Days(date(2026, 7, 1), date(2027, 7, 1))

    found = {
        kind: year_of(
            an_enrolment(a_version(accumulate_on=kind), span=span, benefit_year=benefit_year), date(2026, 8, 1)
        )
        for kind in AccumulatorYear
    }

    assert found == {
        AccumulatorYear.EFFECTIVE_DATE: Days(date(2026, 3, 15), date(2027, 3, 15)),
        AccumulatorYear.CALENDAR_YEAR: Days(date(2026, 1, 1), date(2027, 1, 1)),
        AccumulatorYear.BENEFIT_YEAR: benefit_year,
        AccumulatorYear.ENROLMENT: span,
    }
