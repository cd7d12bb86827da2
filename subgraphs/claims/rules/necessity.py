"""Medical necessity: whether a procedure fits the diagnosis, and whether it is done too often (step 8).

And what a rule must be to be kept.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from decimal import Decimal
from enum import StrEnum
from typing import Any, Final

from shared_models.claims import NecessitySeverity
from subgraphs.claims.rules.bill import Line
from subgraphs.claims.rules.case import Case
from subgraphs.claims.rules.snapshot import EarlierLine, NecessityRule
from subgraphs.kit.refusals import ErrorCode, Refused

NO_CONTENT: Final = Refused(
    ErrorCode.VALIDATION, "A rule says which diagnoses a procedure is for, how often it may be done, or both."
)


class Finding(StrEnum):
    """What the check found."""

    MET = "met"
    NOT_MET = "not_met"
    NO_RULE = "no_rule"


@dataclass(frozen=True, slots=True)
class Necessity:
    """The finding, how strictly the rule is meant, and what it looked at."""

    finding: Finding
    severity: NecessitySeverity | None = None
    inputs: Mapping[str, Any] = field(default_factory=dict)


def check_necessity(case: Case) -> Necessity:
    """Check a line against the rules for its procedure; where there is none, necessity is taken for granted."""
    rules = [
        rule
        for rule in case.snapshot.necessity_rules
        if rule.procedure == case.line.procedure and case.day in rule.span
    ]
    if not rules:
        return Necessity(Finding.NO_RULE)
    failed = [(rule, broken) for rule in rules if (broken := _broken(rule, case)) is not None]
    if not failed:
        return Necessity(Finding.MET)
    rule, broken = min(failed, key=lambda each: each[0].severity is not NecessitySeverity.HARD)
    return Necessity(Finding.NOT_MET, rule.severity, broken)


def rule_faults(rule: NecessityRule) -> tuple[Refused, ...]:
    """Return all that keeps a rule from being kept."""
    found = []
    if (rule.diagnosis_system is None) != (not rule.diagnosis_prefixes):
        found.append(_wrong("diagnosisPrefixes", "are codes of diagnosisCodeSystem: both are given, or none"))
    if rule.span.start is not None and rule.span.end is not None and rule.span.end <= rule.span.start:
        found.append(_wrong("lastDay", "is not before firstDay"))
    limits = (rule.max_units_per_day, rule.min_days_between, rule.max_per_year)
    if not rule.diagnosis_prefixes and limits == (None, None, None):
        found.append(NO_CONTENT)
    return tuple(found)


def _wrong(name: str, sentence: str) -> Refused:
    return Refused(ErrorCode.VALIDATION, f"{name} {sentence}.", ("input", name))


def _broken(rule: NecessityRule, case: Case) -> dict[str, Any] | None:
    """Return what a line breaks of a rule, None when it meets all of it."""
    line = case.line
    if rule.diagnosis_prefixes and not any(
        each.system == rule.diagnosis_system and each.code.startswith(rule.diagnosis_prefixes)
        for each in case.bill.pointed(line)
    ):
        return {"diagnosis": list(rule.diagnosis_prefixes)}
    others: tuple[EarlierLine | Line, ...] = (*case.snapshot.earlier_lines, *case.decided)
    earlier = [(each.service_date, each.units) for each in others if each.procedure == line.procedure]
    same_day = sum((units for day, units in earlier if day == case.day), Decimal(0)) + line.units
    if rule.max_units_per_day is not None and same_day > rule.max_units_per_day:
        return {"units": str(same_day), "max_units_per_day": str(rule.max_units_per_day)}
    days = {day for day, _ in earlier if day < case.day}
    if rule.min_days_between is not None and days and (case.day - max(days)).days < rule.min_days_between:
        return {"days": (case.day - max(days)).days, "min_days_between": rule.min_days_between}
    in_year = sum(day > case.day - timedelta(days=365) for day in days) + 1
    if rule.max_per_year is not None and in_year > rule.max_per_year:
        return {"times": in_year, "max_per_year": rule.max_per_year}
    return None
