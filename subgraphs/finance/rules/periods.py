"""On which day something is posted: its own, unless the books are closed there."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Final

from shared_models.finance import FiscalPeriodStatus, LedgerKind

BY_HAND: Final = frozenset({LedgerKind.MANUAL_JOURNAL, LedgerKind.REVERSAL})

# Which status of a period may follow which.
TRANSITIONS: Final = {
    FiscalPeriodStatus.OPEN: frozenset({FiscalPeriodStatus.SOFT_CLOSED, FiscalPeriodStatus.CLOSED}),
    FiscalPeriodStatus.SOFT_CLOSED: frozenset({FiscalPeriodStatus.OPEN, FiscalPeriodStatus.CLOSED}),
    FiscalPeriodStatus.CLOSED: frozenset[FiscalPeriodStatus](),
}


@dataclass(frozen=True, slots=True)
class Period:
    """Days of the books, from `first` up to, not including, `end`."""

    first: date
    end: date
    status: FiscalPeriodStatus


def takes(status: FiscalPeriodStatus, kind: LedgerKind) -> bool:
    """Say whether a period takes postings of a kind; a soft-closed one takes what is journalled by hand."""
    if status is FiscalPeriodStatus.SOFT_CLOSED:
        return kind in BY_HAND
    return status is FiscalPeriodStatus.OPEN


def first_open_day(day: date, kind: LedgerKind, periods: Iterable[Period]) -> date:
    """Return the day itself, or the first after it that no period closes; days of no period are open."""
    for period in sorted(periods, key=lambda each: each.first):
        if period.first <= day < period.end and not takes(period.status, kind):
            day = period.end
    return day
