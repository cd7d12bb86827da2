"""Who pays how much of an allowed amount: steps 13 to 16 (domain rules 12.2).

Deductible and copay in the version's order, coinsurance on what is left, the out-of-pocket maximum, the plan's limits,
and what another payer has paid already.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any, Final

from shared_models.claims import Accumulator
from subgraphs.claims.rules.case import Case
from subgraphs.claims.rules.judgement import Override
from subgraphs.claims.rules.pricing import Price
from subgraphs.claims.rules.rounding import Rounder
from subgraphs.claims.rules.shares import Shares
from subgraphs.claims.rules.snapshot import Benefit, CostShareOrder, Days, FamilyMode, OutOfPocketMode, Terms, Version
from subgraphs.claims.rules.trace import Step, StepOutcome
from subgraphs.claims.rules.usage import Usage, year_of

_ZERO: Final = Decimal(0)


@dataclass(frozen=True, slots=True)
class Shared:
    """What came of it: the shares, whether the copay of the visit was taken, and the steps."""

    shares: Shares
    took_copay: bool
    is_lifetime_limit: bool
    steps: tuple[Step, ...]


@dataclass(frozen=True, slots=True)
class SoFar:
    """What earlier lines of the same claim mean for a line.

    `has_crossed`: the out-of-pocket maximum was exceeded before the claim. The amounts are what the plan pays already
    for lines of the same visit, and for lines under the same preauthorisation.
    """

    copay_is_due: bool = True
    has_crossed: bool = False
    paid_of_visit: Decimal = _ZERO
    paid_of_promise: Decimal = _ZERO


@dataclass(frozen=True, slots=True)
class _Context:
    """What the steps look at, found once."""

    case: Case
    so_far: SoFar
    benefit: Benefit
    terms: Terms
    year: Days
    rounder: Rounder


def share(case: Case, price: Price, rounder: Rounder, so_far: SoFar, override: Override | None = None) -> Shared:
    """Share out an allowed amount; what a person lets the plan pay still meets limits and other payers."""
    benefit = case.benefit
    assert benefit is not None, "a line without benefit was denied"
    context = _Context(case, so_far, benefit, _terms(case, benefit), year_of(case.enrolment, case.day), rounder)
    shares = Shares(
        billed=case.line.billed,
        allowed=price.allowed,
        write_off=price.write_off,
        balance_bill=price.balance_bill,
    )
    if so_far.has_crossed and benefit.counts_to_oop:
        steps = [_step(14, "out of pocket maximum reached", StepOutcome.APPLIED, {}, _ZERO)]
    else:
        shares, first = _cost_share(context, shares)
        shares, second = _out_of_pocket(context, shares)
        steps = [first, second]
    if override is None:
        shares = replace(shares, plan_paid=shares.allowed - shares.cost_share)
    else:
        shares = _paid_by_hand(shares, min(shares.allowed, rounder(override.plan_paid)))
    took_copay = shares.copay > 0
    shares, is_lifetime, limit_step = _limits(context, shares)
    shares, other_step = _other_payer(shares, case.line.other_payer_paid)
    return Shared(shares, took_copay, is_lifetime, (*steps, limit_step, other_step))


def use_up(case: Case, shares: Shares, *, is_first_of_visit: bool) -> None:
    """Count what a line has used for the lines and claims that follow."""
    benefit, usage, line_no = case.benefit, case.usage, case.line.line_no
    assert benefit is not None, "a line without benefit was denied"
    year = year_of(case.enrolment, case.day)
    for accumulator in (Accumulator.INDIVIDUAL_DEDUCTIBLE, Accumulator.FAMILY_DEDUCTIBLE):
        usage.add(accumulator, year, line_no, amount=shares.deductible)
    if benefit.counts_to_oop:
        for accumulator in (Accumulator.INDIVIDUAL_OOP, Accumulator.FAMILY_OOP):
            usage.add(accumulator, year, line_no, amount=shares.cost_share)
    for accumulator in (Accumulator.ANNUAL_OVERALL, Accumulator.LIFETIME_OVERALL):
        usage.add(accumulator, year, line_no, amount=shares.plan_paid)
    for accumulator in (Accumulator.BENEFIT_ANNUAL, Accumulator.BENEFIT_LIFETIME):
        usage.add(accumulator, year, line_no, category=benefit.category, amount=shares.plan_paid)
    if is_first_of_visit:
        usage.add(Accumulator.BENEFIT_VISITS, year, line_no, category=benefit.category, count=1)


def has_crossed(case: Case) -> bool:
    """Say whether the claims before this one exceeded the maximum, in a version where that frees the later ones."""
    version = case.version
    if version.oop_mode is not OutOfPocketMode.AFTER_CROSSING:
        return False
    year = year_of(case.enrolment, case.day)
    return any(
        limit is not None and case.usage.amount(accumulator, year) > limit
        for limit, accumulator in (
            (version.individual_oop_max, Accumulator.INDIVIDUAL_OOP),
            (version.family_oop_max, Accumulator.FAMILY_OOP),
        )
    )


def visit_limit_is_reached(case: Case) -> bool:
    """Say whether all visits of the benefit's year are used."""
    benefit = case.benefit
    assert benefit is not None, "a line without benefit was denied"
    if benefit.visit_limit_count is None:
        return False
    year = year_of(case.enrolment, case.day)
    return case.usage.count(Accumulator.BENEFIT_VISITS, year, benefit.category) >= benefit.visit_limit_count


def has_terms(case: Case) -> bool:
    """Say whether there are terms to share a line by: a benefit, and one for where it was treated."""
    if case.benefit is None:
        return False
    return case.is_in_network or case.bill.is_emergency or case.benefit.out_of_network is not None


def _terms(case: Case, benefit: Benefit) -> Terms:
    """Return the member's terms: those of the tier in network, and in an emergency wherever it was treated."""
    if case.network is None:
        terms = benefit.in_network if case.bill.is_emergency else benefit.out_of_network
        assert terms is not None, "a line out of network without terms was denied"
        return terms
    network, terms = case.network[0], benefit.in_network
    return replace(
        terms,
        copay=terms.copay + network.copay_delta,
        coinsurance=min(Decimal(1), terms.coinsurance + network.coinsurance_delta),
    )


def _cost_share(context: _Context, shares: Shares) -> tuple[Shares, Step]:
    """Step 13: deductible, copay and coinsurance."""
    terms, version = context.terms, context.case.version
    left = (
        deductible_left(context.case.version, context.case.usage, context.year) if terms.deductible_applies else _ZERO
    )
    due = terms.copay if context.so_far.copay_is_due else _ZERO
    if version.cost_share_order is CostShareOrder.COPAY_FIRST:
        copay = min(due, shares.allowed)
        deductible = min(left, shares.allowed - copay)
    else:
        deductible = min(left, shares.allowed)
        copay = min(due, shares.allowed - deductible)
    deductible, copay = context.rounder(deductible), context.rounder(copay)
    coinsurance = context.rounder((shares.allowed - deductible - copay) * terms.coinsurance)
    inputs = {
        "order": version.cost_share_order.value,
        "deductible_left": str(left),
        "copay_due": str(due),
        "coinsurance_rate": str(terms.coinsurance),
        "deductible": str(deductible),
        "copay": str(copay),
        "coinsurance": str(coinsurance),
    }
    shares = replace(shares, deductible=deductible, copay=copay, coinsurance=coinsurance)
    return shares, _step(13, "cost share", StepOutcome.APPLIED, inputs, shares.cost_share)


def deductible_left(version: Version, usage: Usage, year: Days) -> Decimal:
    """Return how much of the deductible a member still pays in a year."""
    family = usage.left(version.family_deductible, Accumulator.FAMILY_DEDUCTIBLE, year)
    individual = usage.left(version.individual_deductible, Accumulator.INDIVIDUAL_DEDUCTIBLE, year)
    assert individual is not None, "a version always has one, if of zero"
    if version.family_mode is FamilyMode.AGGREGATE and family is not None:
        return family
    return individual if family is None else min(individual, family)


def out_of_pocket_left(version: Version, usage: Usage, year: Days) -> Decimal | None:
    """Return how much a member still pays in a year at most; None where there is no maximum."""
    return _least(
        usage.left(version.individual_oop_max, Accumulator.INDIVIDUAL_OOP, year),
        usage.left(version.family_oop_max, Accumulator.FAMILY_OOP, year),
    )


def _out_of_pocket(context: _Context, shares: Shares) -> tuple[Shares, Step]:
    """Step 14: what is above the out-of-pocket maximum moves to the plan, from coinsurance, copay, deductible."""
    version, usage, year = context.case.version, context.case.usage, context.year
    rule = "out of pocket maximum"
    if not context.benefit.counts_to_oop:
        return shares, _step(14, rule, StepOutcome.SKIPPED, {"counts": False})
    if version.oop_mode is OutOfPocketMode.AFTER_CROSSING:
        return shares, _step(14, rule, StepOutcome.SKIPPED, {"mode": version.oop_mode.value})
    left = out_of_pocket_left(version, usage, year)
    excess = _ZERO if left is None else max(_ZERO, shares.cost_share - left)
    inputs = {"left": None if left is None else str(left)}
    return (
        _cut(shares, excess, ("coinsurance", "copay", "deductible")),
        _step(14, rule, StepOutcome.APPLIED if excess else StepOutcome.PASSED, inputs, excess),
    )


def _paid_by_hand(shares: Shares, plan_paid: Decimal) -> Shares:
    """Let the plan pay what a person says: the member's parts shrink in their order; what is more is not covered."""
    owed = shares.allowed - plan_paid
    shares = _cut(shares, max(_ZERO, shares.cost_share - owed), ("coinsurance", "copay", "deductible"))
    return replace(shares, plan_paid=plan_paid, non_covered=owed - shares.cost_share)


def _limits(context: _Context, shares: Shares) -> tuple[Shares, bool, Step]:
    """Step 15: what is above the tightest limit on the plan's part goes to the member."""
    case, benefit, usage, year = context.case, context.benefit, context.case.usage, context.year
    category, version, promise = benefit.category, case.version, case.preauthorization
    lefts = {
        "visit": _rest(benefit.per_visit_limit, context.so_far.paid_of_visit),
        "benefit_annual": usage.left(benefit.annual_limit, Accumulator.BENEFIT_ANNUAL, year, category),
        "annual": usage.left(version.annual_limit, Accumulator.ANNUAL_OVERALL, year),
        "preauthorised": None if promise is None else _rest(promise.amount_left, context.so_far.paid_of_promise),
        "benefit_lifetime": usage.left(benefit.lifetime_limit, Accumulator.BENEFIT_LIFETIME, year, category),
        "lifetime": usage.left(version.lifetime_limit, Accumulator.LIFETIME_OVERALL, year),
    }
    known = {name: left for name, left in lefts.items() if left is not None}
    if not known:
        return shares, False, _step(15, "limits", StepOutcome.PASSED, {})
    binding = min(known, key=lambda name: known[name])
    over = max(_ZERO, shares.plan_paid - known[binding])
    inputs = {"limit": binding, "left": str(known[binding])}
    shares = replace(shares, plan_paid=shares.plan_paid - over, over_limit=over)
    outcome = StepOutcome.APPLIED if over else StepOutcome.PASSED
    return shares, bool(over) and binding.endswith("lifetime"), _step(15, "limits", outcome, inputs, over)


def _other_payer(shares: Shares, paid: Decimal) -> tuple[Shares, Step]:
    """Step 16: what another payer paid is not paid again; the member's parts shrink before the plan's stays."""
    if not paid:
        return shares, _step(16, "other payer", StepOutcome.SKIPPED, {})
    rest = max(_ZERO, shares.allowed - paid)
    plan = min(shares.plan_paid, rest)
    excess = plan + shares.cost_share + shares.over_limit + shares.non_covered - rest
    shares = replace(shares, plan_paid=plan, other_payer=shares.allowed - rest)
    shares = _cut(shares, excess, ("non_covered", "over_limit", "coinsurance", "copay", "deductible"))
    return shares, _step(16, "other payer", StepOutcome.APPLIED, {"paid": str(paid)}, shares.other_payer)


def _cut(shares: Shares, excess: Decimal, order: tuple[str, ...]) -> Shares:
    """Take an excess from parts, one after the other."""
    changes = {}
    for name in order:
        part: Decimal = getattr(shares, name)
        taken = min(excess, part)
        changes[name], excess = part - taken, excess - taken
    return replace(shares, **changes)


def _rest(limit: Decimal | None, used: Decimal) -> Decimal | None:
    return None if limit is None else max(_ZERO, limit - used)


def _least(*lefts: Decimal | None) -> Decimal | None:
    known = [left for left in lefts if left is not None]
    return min(known) if known else None


def _step(
    number: int, rule: str, outcome: StepOutcome, inputs: Mapping[str, Any], amount: Decimal | None = None
) -> Step:
    return Step(number, rule, outcome, inputs, amount)
