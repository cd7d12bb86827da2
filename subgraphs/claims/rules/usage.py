"""How much of each limit is used: before the claim, and as its lines use it up one after the other."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Final, TypeAlias

from shared_models.claims import Accumulator
from subgraphs.claims.rules.snapshot import ALWAYS, AccumulatorYear, Days, Enrolment, Used

_ZERO: Final = Decimal(0)
_LIFETIME: Final = frozenset({Accumulator.LIFETIME_OVERALL, Accumulator.BENEFIT_LIFETIME})

Key: TypeAlias = tuple[Accumulator, str | None, Days]


@dataclass(frozen=True, slots=True)
class UsageEntry:
    """What one line adds to one accumulator: an amount, or a count of visits."""

    accumulator: Accumulator
    category: str | None
    period: Days
    line_no: int
    amount: Decimal = _ZERO
    count: int = 0


class Usage:
    """The accumulators while a claim is decided; what a line uses counts for the next line."""

    def __init__(self, used: Iterable[Used]) -> None:
        self.entries: list[UsageEntry] = []
        self._amounts: dict[Key, Decimal] = {}
        self._counts: dict[Key, int] = {}
        for each in used:
            key = each.accumulator, each.category, each.period
            self._amounts[key] = self._amounts.get(key, _ZERO) + each.amount
            self._counts[key] = self._counts.get(key, 0) + each.count

    def amount(self, accumulator: Accumulator, year: Days, category: str | None = None) -> Decimal:
        """Return how much of an accumulator is used."""
        return self._amounts.get(_key(accumulator, year, category), _ZERO)

    def count(self, accumulator: Accumulator, year: Days, category: str | None = None) -> int:
        """Return how often an accumulator was used."""
        return self._counts.get(_key(accumulator, year, category), 0)

    def left(
        self, limit: Decimal | None, accumulator: Accumulator, year: Days, category: str | None = None
    ) -> Decimal | None:
        """Return what is left of a limit, never below zero; None where there is no limit."""
        return None if limit is None else max(_ZERO, limit - self.amount(accumulator, year, category))

    def add(
        self,
        accumulator: Accumulator,
        year: Days,
        line_no: int,
        *,
        category: str | None = None,
        amount: Decimal = _ZERO,
        count: int = 0,
    ) -> None:
        """Use up an amount or a count; nothing is noted for nothing."""
        if not amount and not count:
            return
        key = _key(accumulator, year, category)
        self._amounts[key] = self._amounts.get(key, _ZERO) + amount
        self._counts[key] = self._counts.get(key, 0) + count
        self.entries.append(UsageEntry(accumulator, category, key[2], line_no, amount, count))


def year_of(enrolment: Enrolment, day: date) -> Days:
    """Return the period whose accumulators a day counts in."""
    match enrolment.version.accumulate_on:
        case AccumulatorYear.CALENDAR_YEAR:
            return Days(date(day.year, 1, 1), date(day.year + 1, 1, 1))
        case AccumulatorYear.ENROLMENT:
            return enrolment.span
        case AccumulatorYear.BENEFIT_YEAR if enrolment.benefit_year is not None:
            return enrolment.benefit_year
        case _:
            return _anniversary_year(enrolment.span.start, day)


def _anniversary_year(start: date | None, day: date) -> Days:
    """Return the year from the last anniversary of `start` on; one of 29 February falls on 1 March."""
    if start is None:
        return Days(date(day.year, 1, 1), date(day.year + 1, 1, 1))
    begin = _anniversary(start, day.year)
    if day < begin:
        return Days(_anniversary(start, day.year - 1), begin)
    return Days(begin, _anniversary(start, day.year + 1))


def _anniversary(start: date, year: int) -> date:
    try:
        return start.replace(year=year)
    except ValueError:
        return date(year, 3, 1)


def _key(accumulator: Accumulator, year: Days, category: str | None) -> Key:
    return accumulator, category, ALWAYS if accumulator in _LIFETIME else year
