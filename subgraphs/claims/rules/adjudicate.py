"""Decide a claim: the seventeen steps in their order (domain rules 12.2). A pure function, without clock or chance.

The gates of the claim, then line after line in order of service: the gates of the line, its price, who bears it. What a
line uses of a limit is gone for the next one. What a person has said of a line is taken for what a gate would say.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Final, TypeAlias
from uuid import UUID

from shared_models.claims import AdjudicationOutcome, AdjustmentGroup, LineDecision
from subgraphs.claims.rules.bill import Bill, Line
from subgraphs.claims.rules.case import Case
from subgraphs.claims.rules.eligibility import Eligibility, check_eligibility
from subgraphs.claims.rules.gates import (
    LINE_GATES,
    Denied,
    Passed,
    Pended,
    Verdict,
    filing_limit,
    provider_standing,
    rejections,
)
from subgraphs.claims.rules.judgement import NOTHING_SAID, Deny, Judgement, Override, Pay, reason_of, told
from subgraphs.claims.rules.pricing import price, price_by_hand
from subgraphs.claims.rules.reasons import Reason, remittance
from subgraphs.claims.rules.result import LineResult, Rejection, Result
from subgraphs.claims.rules.rounding import rounder_of
from subgraphs.claims.rules.shares import Shares
from subgraphs.claims.rules.sharing import SoFar, has_crossed, has_terms, share, use_up, visit_limit_is_reached
from subgraphs.claims.rules.snapshot import Membership, Preauthorization, Provider, Snapshot
from subgraphs.claims.rules.trace import Step, StepOutcome
from subgraphs.claims.rules.usage import Usage

ENGINE_VERSION: Final = "1"
# What a person says stands between the gates, steps 1 to 11, and the price: it is no step of its own.
BY_HAND: Final = 11

_ZERO: Final = Decimal(0)
_Visit: TypeAlias = tuple[str, date]


def adjudicate(
    bill: Bill, snapshot: Snapshot, *, engine_version: str = ENGINE_VERSION, judgement: Judgement = NOTHING_SAID
) -> Result | Rejection:
    """Decide a claim on the facts of a snapshot, and by what a person has said of it."""
    refused = rejections(bill, snapshot)
    if refused:
        return Rejection(refused)
    assert snapshot.membership is not None, "a claim of nobody was rejected"
    assert snapshot.provider is not None, "a claim of no provider was rejected"
    run = _Run(bill, snapshot, snapshot.membership, snapshot.provider, Usage(snapshot.used), judgement)
    lines = tuple(run.decide(line) for line in sorted(bill.lines, key=lambda line: (line.service_date, line.line_no)))
    outcome, reasons = _outcome(lines)
    entries = tuple(run.usage.entries) if outcome is not AdjudicationOutcome.PENDED else ()
    return Result(bill, outcome, lines, entries, reasons, engine_version, run.warning)


@dataclass
class _Run:
    """One claim while it is decided: what was found for its days, and what its lines have used up."""

    bill: Bill
    snapshot: Snapshot
    membership: Membership
    provider: Provider
    usage: Usage
    judgement: Judgement = NOTHING_SAID
    warning: Reason | None = None
    _eligibility: dict[date, Eligibility] = field(default_factory=dict)
    _crossed: dict[UUID, bool] = field(default_factory=dict)
    _decided: list[Line] = field(default_factory=list)
    _copays: set[_Visit] = field(default_factory=set)
    _visits: dict[_Visit, Decimal] = field(default_factory=dict)
    _promises: dict[Preauthorization, Decimal] = field(default_factory=dict)

    def decide(self, line: Line) -> LineResult:
        """Decide one line after those before it."""
        trace: list[Step] = []
        eligibility = self._eligible(line.service_date)
        if not eligibility.is_eligible:
            reason = eligibility.reasons[0]
            trace.append(_denied(2, "eligibility", reasons=[each.value for each in eligibility.reasons]))
            return _deny(line, reason, trace)
        assert eligibility.enrolment is not None, "who is eligible is enrolled"
        self.warning = self.warning or eligibility.warning
        trace.append(_step(2, "eligibility", Passed({"enrolment": str(eligibility.enrolment.enrolment_id)})))
        case = Case(
            self.bill,
            line,
            self.snapshot,
            self.membership,
            self.provider,
            eligibility.enrolment,
            self.usage,
            tuple(self._decided),
        )
        word = self.judgement.on(line.line_no)
        if isinstance(word, Deny):
            trace.append(_step(BY_HAND, "by hand", Denied(reason_of(word), told(word))))
            return _deny(line, reason_of(word), trace, case)
        pends: list[Reason] = []
        for number, rule, verdict in self._verdicts(case):
            trace.append(_step(number, rule, verdict))
            # Without terms there is nothing to pay a line by, whoever wants to.
            if isinstance(verdict, Denied) and (word is None or not has_terms(case)):
                return _deny(line, verdict.reason, trace, case)
            if isinstance(verdict, Pended):
                pends.append(verdict.reason)
        if self.judgement.settles(line.line_no):
            pends.clear()
        if word is not None:
            trace.append(Step(BY_HAND, "by hand", StepOutcome.APPLIED, told(word)))
        return self._pay(case, trace, pends, word)

    def _eligible(self, day: date) -> Eligibility:
        found = self._eligibility.get(day)
        if found is None:
            found = check_eligibility(self.membership, self.snapshot.enrolments, day)
            self._eligibility[day] = found
        return found

    def _verdicts(self, case: Case) -> Iterator[tuple[int, str, Verdict]]:
        yield 3, "filing limit", filing_limit(self.bill, case.version.filing_limit_days)
        yield 4, "provider standing", provider_standing(self.provider, case.day)
        for number, gate in LINE_GATES:
            yield number, gate.__name__.replace("_", " "), gate(case)

    def _pay(self, case: Case, trace: list[Step], pends: list[Reason], word: Pay | Override | None) -> LineResult:
        """Price and share out a line that no gate denied, or none that a person did not overrule."""
        rounder = rounder_of(case.version)
        override = word if isinstance(word, Override) else None
        priced = price(case, rounder) if override is None else price_by_hand(case, rounder, override)
        if priced is None:
            trace.append(_step(12, "price", Pended(Reason.NO_RATE, {"procedure": case.line.procedure.code})))
            return _result(case, LineDecision.PENDED, _unpriced(case.line), trace, pends=(*pends, Reason.NO_RATE))
        trace.append(Step(12, "price", StepOutcome.APPLIED, {"basis": priced.basis}, priced.allowed))
        is_new_visit = case.visit not in self._visits
        if is_new_visit and visit_limit_is_reached(case):
            trace.append(_denied(15, "limits", limit="visits"))
            return _deny(case.line, Reason.LIMIT_REACHED, trace, case)
        shared = share(case, priced, rounder, self._so_far(case), override)
        trace.extend(shared.steps)
        trace.append(_conserved(shared.shares))
        self._remember(case, shared.shares, took_copay=shared.took_copay, is_new_visit=is_new_visit)
        return _result(
            case,
            LineDecision.PENDED if pends else LineDecision.PAID,
            shared.shares,
            trace,
            reason=Reason.NOT_COVERED if shared.shares.non_covered else None,
            pends=tuple(pends),
            is_lifetime_limit=shared.is_lifetime_limit,
        )

    def _so_far(self, case: Case) -> SoFar:
        # Asked before the first line uses anything up: the claim that crosses the maximum is not freed by it.
        cover = case.enrolment.enrolment_id
        if cover not in self._crossed:
            self._crossed[cover] = has_crossed(case)
        promise = case.preauthorization
        return SoFar(
            copay_is_due=case.visit not in self._copays,
            has_crossed=self._crossed[cover],
            paid_of_visit=self._visits.get(case.visit, _ZERO),
            paid_of_promise=_ZERO if promise is None else self._promises.get(promise, _ZERO),
        )

    def _remember(self, case: Case, shares: Shares, *, took_copay: bool, is_new_visit: bool) -> None:
        use_up(case, shares, is_first_of_visit=is_new_visit)
        self._decided.append(case.line)
        self._visits[case.visit] = self._visits.get(case.visit, _ZERO) + shares.plan_paid
        if took_copay:
            self._copays.add(case.visit)
        promise = case.preauthorization
        if promise is not None:
            self._promises[promise] = self._promises.get(promise, _ZERO) + shares.plan_paid


def _outcome(lines: tuple[LineResult, ...]) -> tuple[AdjudicationOutcome, tuple[Reason, ...]]:
    pends = tuple(dict.fromkeys(reason for line in lines for reason in line.pends))
    if pends:
        return AdjudicationOutcome.PENDED, pends
    denials = tuple(dict.fromkeys(line.reason for line in lines if line.reason is not None))
    if all(line.decision is LineDecision.DENIED for line in lines):
        return AdjudicationOutcome.DENIED, denials
    is_reduced = any(line.shares.over_limit for line in lines)
    if denials or is_reduced:
        reasons = (*denials, Reason.LIMIT_REACHED) if is_reduced else denials
        return AdjudicationOutcome.PARTIALLY_APPROVED, tuple(dict.fromkeys(reasons))
    return AdjudicationOutcome.APPROVED, ()


def _deny(line: Line, reason: Reason, trace: list[Step], case: Case | None = None) -> LineResult:
    """Deny a line: by its reason, the provider bears it, or the member does."""
    is_in_network = case is not None and case.is_in_network
    if remittance(reason, is_in_network=is_in_network).group is AdjustmentGroup.CO:
        shares = Shares(billed=line.billed, write_off=line.billed)
    else:
        shares = Shares(billed=line.billed, non_covered=line.billed)
    trace.append(_conserved(shares))
    if case is None:
        return LineResult(line, LineDecision.DENIED, shares, tuple(trace), reason)
    return _result(case, LineDecision.DENIED, shares, trace, reason=reason)


def _result(
    case: Case,
    decision: LineDecision,
    shares: Shares,
    trace: list[Step],
    *,
    reason: Reason | None = None,
    pends: tuple[Reason, ...] = (),
    is_lifetime_limit: bool = False,
) -> LineResult:
    return LineResult(
        case.line,
        decision,
        shares,
        tuple(trace),
        reason,
        pends,
        case.benefit,
        case.tier,
        case.is_in_network,
        is_lifetime_limit,
        case.preauthorization,
    )


def _unpriced(line: Line) -> Shares:
    """Return the shares of a line nobody can price yet: all of it is open, which is shown as not covered."""
    return Shares(billed=line.billed, non_covered=line.billed)


def _conserved(shares: Shares) -> Step:
    assert shares.is_conserved, f"the parts of a line do not add up: {shares}"
    return Step(17, "conservation", StepOutcome.PASSED, {}, shares.billed)


def _step(number: int, rule: str, verdict: Verdict) -> Step:
    match verdict:
        case Passed(inputs):
            return Step(number, rule, StepOutcome.PASSED, inputs)
        case Denied(reason, inputs):
            return Step(number, rule, StepOutcome.DENIED, {**inputs, "reason": reason.value})
        case Pended(reason, inputs):
            return Step(number, rule, StepOutcome.PENDED, {**inputs, "reason": reason.value})


def _denied(number: int, rule: str, **inputs: object) -> Step:
    return Step(number, rule, StepOutcome.DENIED, inputs)
