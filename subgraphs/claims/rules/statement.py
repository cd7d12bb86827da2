"""The explanation of benefits: what a member is told about a final result, from its figures alone (rules 12.3)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Final

from shared_models.claims import Accumulator
from subgraphs.claims.rules.result import Result
from subgraphs.claims.rules.shares import Shares
from subgraphs.claims.rules.snapshot import Enrolment, Snapshot
from subgraphs.claims.rules.usage import Usage, UsageEntry, year_of

APPEAL_DAYS: Final = 180


@dataclass(frozen=True, slots=True)
class Figures:
    """What is printed of a claim or a line; `billed` is the sum of the others."""

    billed: Decimal
    provider_discount: Decimal
    plan_paid: Decimal
    other_payer: Decimal
    you_may_owe: Decimal


@dataclass(frozen=True, slots=True)
class Progress:
    """How much of a limit is used after the claim; `limit` None is without limit."""

    accumulator: Accumulator
    category: str | None
    used: Decimal
    limit: Decimal | None


@dataclass(frozen=True, slots=True)
class Statement:
    """One explanation of benefits."""

    totals: Figures
    lines: Mapping[int, Figures]
    progress: tuple[Progress, ...]
    appeal_deadline: date


def state(result: Result, snapshot: Snapshot, issued_on: date) -> Statement:
    """Make the explanation of a final result."""
    assert result.is_final, "what is pended is not explained yet"
    enrolments = [
        each for each in snapshot.enrolments if any(line.service_date in each.span for line in result.bill.lines)
    ]
    # Who was not covered on these days may appeal as well: under the terms of other days, if there are any.
    appeal_days = max((each.version.appeal_days for each in enrolments or snapshot.enrolments), default=APPEAL_DAYS)
    return Statement(
        figures_of(result.totals),
        {each.line.line_no: figures_of(each.shares) for each in result.lines},
        tuple(each for enrolment in enrolments[:1] for each in _progress(result, snapshot, enrolment)),
        issued_on + timedelta(days=appeal_days),
    )


def figures_of(shares: Shares) -> Figures:
    """Return what is printed of shares."""
    return Figures(shares.billed, shares.write_off, shares.plan_paid, shares.other_payer, shares.member)


def _progress(result: Result, snapshot: Snapshot, enrolment: Enrolment) -> list[Progress]:
    """Return the accumulators of the first service's year, with what this claim has added."""
    version = enrolment.version
    year = year_of(enrolment, min(line.service_date for line in result.bill.lines))
    limits: list[tuple[Accumulator, str | None, Decimal | None]] = [
        (Accumulator.INDIVIDUAL_DEDUCTIBLE, None, version.individual_deductible),
        (Accumulator.INDIVIDUAL_OOP, None, version.individual_oop_max),
        (Accumulator.ANNUAL_OVERALL, None, version.annual_limit),
    ]
    benefits = {each.benefit.category: each.benefit for each in result.lines if each.benefit is not None}
    limits += [
        (Accumulator.BENEFIT_ANNUAL, category, benefit.annual_limit)
        for category, benefit in benefits.items()
        if benefit.annual_limit is not None
    ]
    used = Usage(snapshot.used)
    for each in result.entries:
        used.add(each.accumulator, each.period, each.line_no, category=each.category, amount=each.amount)
    return [
        Progress(accumulator, category, used.amount(accumulator, year, category), limit)
        for accumulator, category, limit in limits
    ]


def reversed_entries(entries: tuple[UsageEntry, ...]) -> tuple[UsageEntry, ...]:
    """Return the exact negatives of what a result has used up (12.16)."""
    return tuple(
        UsageEntry(each.accumulator, each.category, each.period, each.line_no, -each.amount, -each.count)
        for each in entries
    )
