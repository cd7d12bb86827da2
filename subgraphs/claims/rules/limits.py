"""Which uses of limits are kept, and what the limits are (domain rules 12.4).

A family's limits and those of a lifetime are counted where the cover has such a limit; a year's always, so that a
member sees what was used where there is no limit.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Final
from uuid import UUID

from shared_models.claims import Accumulator
from subgraphs.claims.rules.result import LineResult, Result
from subgraphs.claims.rules.snapshot import Benefit, Enrolment, Snapshot, Version
from subgraphs.claims.rules.usage import UsageEntry

OF_FAMILY: Final = frozenset({Accumulator.FAMILY_DEDUCTIBLE, Accumulator.FAMILY_OOP})
_ONLY_WITH_LIMIT: Final = OF_FAMILY | {Accumulator.LIFETIME_OVERALL, Accumulator.BENEFIT_LIFETIME}


@dataclass(frozen=True, slots=True)
class Use:
    """What a line uses of a limit under an enrolment; None where there is no limit."""

    entry: UsageEntry
    enrolment_id: UUID
    limit: Decimal | None = None
    limit_count: int | None = None


def uses_of(result: Result, snapshot: Snapshot) -> tuple[Use, ...]:
    """Return what a result uses of limits, line by line."""
    lines = {each.line.line_no: each for each in result.lines}
    return tuple(use for entry in result.entries for use in _kept(entry, lines[entry.line_no], snapshot))


def enrolment_of(line: LineResult, snapshot: Snapshot) -> Enrolment | None:
    """Return the cover a line was decided under."""
    return next((each for each in snapshot.enrolments if line.line.service_date in each.span), None)


def _kept(entry: UsageEntry, line: LineResult, snapshot: Snapshot) -> Iterator[Use]:
    enrolment = enrolment_of(line, snapshot)
    assert enrolment is not None, "what uses up limits is covered"
    assert line.benefit is not None, "and has a benefit"
    if entry.accumulator is Accumulator.BENEFIT_VISITS:
        yield Use(entry, enrolment.enrolment_id, limit_count=line.benefit.visit_limit_count)
        return
    limit = _limit(entry.accumulator, enrolment.version, line.benefit)
    if limit is not None or entry.accumulator not in _ONLY_WITH_LIMIT:
        yield Use(entry, enrolment.enrolment_id, limit)


def _limit(accumulator: Accumulator, version: Version, benefit: Benefit) -> Decimal | None:
    return {
        Accumulator.INDIVIDUAL_DEDUCTIBLE: version.individual_deductible,
        Accumulator.FAMILY_DEDUCTIBLE: version.family_deductible,
        Accumulator.INDIVIDUAL_OOP: version.individual_oop_max,
        Accumulator.FAMILY_OOP: version.family_oop_max,
        Accumulator.ANNUAL_OVERALL: version.annual_limit,
        Accumulator.LIFETIME_OVERALL: version.lifetime_limit,
        Accumulator.BENEFIT_ANNUAL: benefit.annual_limit,
        Accumulator.BENEFIT_LIFETIME: benefit.lifetime_limit,
    }[accumulator]
