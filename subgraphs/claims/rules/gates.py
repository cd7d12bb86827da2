"""The gates a claim and then each line must pass before anything is priced: steps 1 to 11 (domain rules 12.2).

The first denial ends a line. What a person has to look at is collected, and pends the claim in the end.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any, Final, TypeAlias

from shared_models.claims import NecessitySeverity
from shared_models.money import quantise
from subgraphs.claims.rules.bill import Bill, Line
from subgraphs.claims.rules.case import Case
from subgraphs.claims.rules.eligibility import age_on
from subgraphs.claims.rules.necessity import Finding, check_necessity
from subgraphs.claims.rules.reasons import Reason
from subgraphs.claims.rules.snapshot import ExclusionKind, KnownCode, Provider, Snapshot


@dataclass(frozen=True, slots=True)
class Passed:
    """The gate lets the line through."""

    inputs: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Denied:
    """The gate ends the line."""

    reason: Reason
    inputs: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Pended:
    """A person has to look; the line goes on meanwhile."""

    reason: Reason
    inputs: Mapping[str, Any] = field(default_factory=dict)


Verdict: TypeAlias = Passed | Denied | Pended


# Step 1: what is not taken in at all


def rejections(bill: Bill, snapshot: Snapshot) -> tuple[Reason, ...]:
    """Return why a claim is not taken in; nothing is stored of one that is not."""
    found = []
    if snapshot.membership is None:
        found.append(Reason.UNKNOWN_MEMBER)
    if snapshot.provider is None:
        found.append(Reason.UNKNOWN_PROVIDER)
    if not bill.lines:
        found.append(Reason.NO_LINES)
    if any(day > bill.received_on for day in (bill.service_to, *(line.service_date for line in bill.lines))):
        found.append(Reason.FUTURE_SERVICE)
    if bill.service_to < bill.service_from:
        found.append(Reason.DATES_REVERSED)
    positions = {each.position for each in bill.diagnoses}
    if any(pointer not in positions for line in bill.lines for pointer in line.diagnosis_pointers):
        found.append(Reason.DIAGNOSIS_MISSING)
    if any(each.version.currency != bill.currency for each in snapshot.enrolments):
        found.append(Reason.WRONG_CURRENCY)
    if any(not _adds_up(line, bill.currency) for line in bill.lines):
        found.append(Reason.LINE_ARITHMETIC)
    return tuple(found)


# Steps 3 and 4: what decides the whole claim


def filing_limit(bill: Bill, days: int) -> Verdict:
    """Deny what comes in too late after the last service."""
    late = (bill.received_on - bill.service_to).days
    inputs = {"days": late, "limit": days}
    return Denied(Reason.LATE_FILING, inputs) if late > days else Passed(inputs)


def provider_standing(provider: Provider, day: date) -> Verdict:
    """Deny what was done by somebody who was not in good standing."""
    is_licensed = provider.license_expires_on is None or day <= provider.license_expires_on
    is_active = any(day in each for each in provider.active)
    inputs = {"active": is_active, "sanctioned": provider.is_sanctioned, "licensed": is_licensed}
    if is_active and is_licensed and not provider.is_sanctioned:
        return Passed(inputs)
    return Denied(Reason.PROVIDER_NOT_ELIGIBLE, inputs)


# Steps 5 to 11: what decides a line


def codes_valid(case: Case) -> Verdict:
    """Deny codes that are in no list of their system on the day."""
    snapshot, procedure = case.snapshot, case.line.procedure
    if procedure.system in snapshot.checked_systems and case.procedure_code is None:
        return Denied(Reason.CODE_INVALID, {"code": procedure.code, "system": procedure.system})
    for each in case.bill.pointed(case.line):
        if each.system in snapshot.checked_systems and _diagnosis_code(case, each.system, each.code) is None:
            return Denied(Reason.DIAGNOSIS_INVALID, {"code": each.code, "system": each.system})
    return Passed({"code": procedure.code, "system": procedure.system})


def not_a_duplicate(case: Case) -> Verdict:
    """Deny what was billed already; ask about what somebody else, or for another amount, billed for the same day."""
    line = case.line
    similar = None
    for each in case.snapshot.earlier_lines:
        if each.procedure != line.procedure or each.service_date != line.service_date:
            continue
        similar = each.claim_id
        what = each.provider_id, each.modifier, each.units, each.billed
        if what == (case.bill.provider_id, line.modifier, line.units, line.billed):
            return Denied(Reason.DUPLICATE, {"claim": str(each.claim_id)})
    for other in case.decided:
        if _same(other, line):
            return Denied(Reason.DUPLICATE, {"line": other.line_no})
    return Passed() if similar is None else Pended(Reason.POSSIBLE_DUPLICATE, {"claim": str(similar)})


def covered(case: Case) -> Verdict:
    """Deny what the version and the riders held do not pay for, and what they exclude."""
    benefit = case.benefit
    inputs: dict[str, Any] = {"category": case.category, "benefit": None if benefit is None else benefit.category}
    if benefit is None or not benefit.is_covered:
        return Denied(Reason.NOT_COVERED, inputs)
    diagnoses = case.bill.pointed(case.line)
    for each in case.version.exclusions:
        if each.waived_by in case.enrolment.riders:
            continue
        procedure = case.line.procedure
        codes = [procedure] if each.kind is ExclusionKind.PROCEDURE else diagnoses
        if any(code.system == each.system and code.code.startswith(each.code_prefix) for code in codes):
            return Denied(Reason.EXCLUDED, {**inputs, "exclusion": each.reason, "code": each.code_prefix})
    for known in case.snapshot.pre_existing:
        if case.day in known.span and any(
            code.system == known.system and code.code.startswith(known.code_prefix) for code in diagnoses
        ):
            return Denied(Reason.PRE_EXISTING, {**inputs, "code": known.code_prefix})
    return Passed(inputs)


def clinically_sound(case: Case) -> Verdict:
    """Deny what cannot concern this person, and what no rule of necessity allows."""
    person = case.membership.person
    age = age_on(person.born_on, case.day)
    diagnoses = [_diagnosis_code(case, each.system, each.code) for each in case.bill.pointed(case.line)]
    for code in (case.procedure_code, *diagnoses):
        if code is None:
            continue
        if code.sex is not None and person.sex is not None and code.sex is not person.sex:
            return Denied(Reason.WRONG_SEX, {"code": code.code})
        if not (code.min_age or 0) <= age <= (age if code.max_age is None else code.max_age):
            return Denied(Reason.WRONG_AGE, {"code": code.code, "age": age})
    check = check_necessity(case)
    if check.finding is Finding.NOT_MET:
        is_hard = check.severity is NecessitySeverity.HARD
        return Denied(Reason.NOT_NECESSARY, check.inputs) if is_hard else Pended(Reason.NECESSITY_REVIEW, check.inputs)
    return Passed({"necessity": check.finding.value, **check.inputs})


def waited(case: Case) -> Verdict:
    """Deny care before the waiting time of its benefit is over."""
    benefit, start = case.benefit, case.enrolment.span.start
    assert benefit is not None, "the gate before found it"
    credit = sum(days for category, days in case.enrolment.waiting_credits if category == benefit.category)
    wait = max(0, benefit.waiting_days - credit)
    if not wait or start is None:
        return Passed({"days": wait})
    first_day = start + timedelta(days=wait)
    inputs = {"days": benefit.waiting_days, "credit": credit, "first_day": first_day.isoformat()}
    is_waived = benefit.waiting_waived_for_accident and (case.bill.is_emergency or case.bill.accident_date is not None)
    return Denied(Reason.WAITING_PERIOD, inputs) if case.day < first_day and not is_waived else Passed(inputs)


def preauthorised(case: Case) -> Verdict:
    """Deny what needed a promise that was not asked for, or does not cover it."""
    benefit, line = case.benefit, case.line
    assert benefit is not None, "the gate before found it"
    is_large = benefit.preauth_threshold is not None and line.billed >= benefit.preauth_threshold
    if case.bill.is_emergency or not (benefit.requires_preauth or is_large):
        return Passed({"required": False})
    if case.preauthorization is not None:
        return Passed({"required": True})
    return Denied(Reason.NO_PREAUTH, {"required": True, "units": str(line.units)})


def reachable(case: Case) -> Verdict:
    """Deny care out of network where the benefit demands the network."""
    benefit = case.benefit
    assert benefit is not None, "the gate before found it"
    inputs = {"tier": None if case.tier is None else case.tier.value, "emergency": case.bill.is_emergency}
    if case.is_in_network or case.bill.is_emergency:
        return Passed(inputs)
    if benefit.network_required or benefit.out_of_network is None:
        return Denied(Reason.OUT_OF_NETWORK, inputs)
    return Passed(inputs)


LINE_GATES: Final[tuple[tuple[int, Callable[[Case], Verdict]], ...]] = (
    (5, codes_valid),
    (6, not_a_duplicate),
    (7, covered),
    (8, clinically_sound),
    (9, waited),
    (10, preauthorised),
    (11, reachable),
)


def _same(one: Line, other: Line) -> bool:
    return (one.procedure, one.modifier, one.service_date, one.units, one.billed) == (
        other.procedure,
        other.modifier,
        other.service_date,
        other.units,
        other.billed,
    )


def _diagnosis_code(case: Case, system: str, code: str) -> KnownCode | None:
    return next(
        (
            each
            for each in case.snapshot.diagnosis_codes
            if each.code == code and each.system == system and case.day in each.span
        ),
        None,
    )


def _adds_up(line: Line, currency: str) -> bool:
    return line.has_own_total or quantise(line.units * line.unit_price, currency) == line.billed
