"""On which day something is posted."""

from datetime import date

import pytest

from shared_models.finance import FiscalPeriodStatus, LedgerKind
from subgraphs.finance.rules.periods import Period, first_open_day

JANUARY, FEBRUARY = date(2026, 1, 1), date(2026, 2, 1)
MARCH, APRIL = date(2026, 3, 1), date(2026, 4, 1)
OPEN, SOFT, CLOSED = FiscalPeriodStatus.OPEN, FiscalPeriodStatus.SOFT_CLOSED, FiscalPeriodStatus.CLOSED
PAID, BY_HAND = LedgerKind.CLAIM_PAID, LedgerKind.MANUAL_JOURNAL


@pytest.mark.parametrize(
    ("day", "kind", "expected"),
    [
        (date(2026, 1, 20), PAID, MARCH),
        (date(2026, 2, 28), PAID, MARCH),
        (MARCH, PAID, MARCH),
        (date(2025, 12, 31), PAID, date(2025, 12, 31)),
        (date(2026, 4, 5), PAID, date(2026, 4, 5)),
        (date(2026, 2, 10), BY_HAND, date(2026, 2, 10)),
        (date(2026, 1, 20), BY_HAND, FEBRUARY),
    ],
)
def test_the_first_open_day_is_its_own_or_the_next_that_no_period_closes(
    day: date, kind: LedgerKind, expected: date
) -> None:
    periods = (Period(MARCH, APRIL, OPEN), Period(FEBRUARY, MARCH, SOFT), Period(JANUARY, FEBRUARY, CLOSED))

    assert first_open_day(day, kind, periods) == expected
