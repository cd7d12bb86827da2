"""Deductibles, maxima, limits and visits at their boundaries (steps 13 to 16)."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest

from shared_models.claims import Accumulator, AdjudicationOutcome, AdjustmentGroup, LineDecision, NetworkTier
from subgraphs.claims.rules.reasons import Reason
from subgraphs.claims.rules.snapshot import (
    ALWAYS,
    Contract,
    Days,
    FamilyMode,
    InNetwork,
    OutOfPocketMode,
    Preauthorization,
    Rate,
    Rounding,
    Terms,
    Used,
)
from tests.subgraphs.claims.rules.building import (
    DAY,
    NETWORK,
    PROVIDER,
    a_benefit,
    a_bill,
    a_line,
    a_provider,
    a_snapshot,
    a_version,
    decided,
    procedure,
    usd,
    used,
)

COINSURANCE = Terms(coinsurance=Decimal("0.20"))


@pytest.mark.parametrize(
    ("mode", "family", "expected"),
    [
        (FamilyMode.EMBEDDED, None, 100),
        (FamilyMode.EMBEDDED, 1_050, 50),
        (FamilyMode.AGGREGATE, 1_500, 500),
        (FamilyMode.AGGREGATE, None, 100),
    ],
)
def test_the_deductible_of_a_family(mode: FamilyMode, family: int | None, expected: int) -> None:
    version = a_version(
        individual_deductible=usd(300),
        family_deductible=None if family is None else usd(family),
        family_mode=mode,
    )
    facts = a_snapshot(
        version, used=(used(Accumulator.INDIVIDUAL_DEDUCTIBLE, 200), used(Accumulator.FAMILY_DEDUCTIBLE, 1_000))
    )

    assert decided(a_bill(a_line(billed=600)), facts).totals.deductible == usd(expected)


def test_a_benefit_without_deductible_leaves_it_alone() -> None:
    version = a_version(a_benefit(in_network=Terms(deductible_applies=False)), individual_deductible=usd(300))

    result = decided(a_bill(a_line(billed=600)), a_snapshot(version))

    assert result.totals.plan_paid == usd(600)


def test_the_copay_is_taken_once_a_visit() -> None:
    version = a_version(a_benefit(in_network=Terms(copay=usd(20))))
    tomorrow = DAY + timedelta(days=1)
    lines = (a_line(1, "A"), a_line(2, "B"), a_line(3, "A", service_date=tomorrow))

    result = decided(a_bill(*lines), a_snapshot(version))

    assert [each.shares.copay for each in result.lines] == [usd(20), usd(0), usd(20)]


@pytest.mark.parametrize(
    ("used_before", "expected"),
    [("1800", ("200.00", "800.00")), ("1960", ("40.00", "960.00")), ("2000", ("0.00", "1000.00"))],
)
def test_the_maximum_caps_the_claim_that_crosses_it(used_before: str, expected: tuple[str, str]) -> None:
    version = a_version(
        a_benefit(in_network=COINSURANCE), individual_oop_max=usd(2_100 if used_before == "1900" else 2_000)
    )
    facts = a_snapshot(version, used=(used(Accumulator.INDIVIDUAL_OOP, used_before),))

    shares = decided(a_bill(a_line(billed=1_000)), facts).totals

    assert (str(shares.coinsurance), str(shares.plan_paid)) == expected


@pytest.mark.parametrize(("used_before", "member"), [(2_000, 200), ("2000.01", 0)])
def test_after_crossing_the_next_claim_is_free(used_before: int | str, member: int) -> None:
    version = a_version(
        a_benefit(in_network=COINSURANCE), individual_oop_max=usd(2_000), oop_mode=OutOfPocketMode.AFTER_CROSSING
    )
    facts = a_snapshot(version, used=(used(Accumulator.INDIVIDUAL_OOP, used_before),))

    result = decided(a_bill(a_line(1, "A", 600), a_line(2, "B", 400)), facts)

    assert result.totals.member == usd(member)


def test_what_does_not_count_is_neither_capped_nor_counted() -> None:
    version = a_version(a_benefit(in_network=COINSURANCE, counts_to_oop=False), individual_oop_max=usd(50))

    result = decided(a_bill(a_line(billed=1_000)), a_snapshot(version))

    assert result.totals.coinsurance == usd(200)
    assert {each.accumulator for each in result.entries}.isdisjoint(
        {Accumulator.INDIVIDUAL_OOP, Accumulator.FAMILY_OOP}
    )


LIMITS: list[tuple[dict[str, Any], dict[str, Any], Used | None]] = [
    ({"annual_limit": usd(70)}, {}, None),
    ({"annual_limit": usd(100)}, {}, used(Accumulator.BENEFIT_ANNUAL, 30, category="outpatient")),
    ({"per_visit_limit": usd(70)}, {}, None),
    ({}, {"annual_limit": usd(80)}, used(Accumulator.ANNUAL_OVERALL, 10)),
]


@pytest.mark.parametrize(("benefit", "version", "before"), LIMITS)
def test_what_is_above_a_limit_is_the_members(
    benefit: dict[str, Any], version: dict[str, Any], before: Used | None
) -> None:
    facts = a_snapshot(a_version(a_benefit(**benefit), **version), used=() if before is None else (before,))

    result = decided(a_bill(a_line()), facts)

    (line,) = result.lines
    assert (line.shares.plan_paid, line.shares.over_limit) == (usd(70), usd(30))
    assert [(each.carc, each.group, each.amount) for each in line.adjustments()] == [
        ("119", AdjustmentGroup.PR, usd(30))
    ]
    assert (result.outcome, result.reasons) == (AdjudicationOutcome.PARTIALLY_APPROVED, (Reason.LIMIT_REACHED,))


@pytest.mark.parametrize(("benefit", "version"), [({"lifetime_limit": usd(70)}, {}), ({}, {"lifetime_limit": usd(70)})])
def test_a_limit_for_life_has_its_own_number(benefit: dict[str, Any], version: dict[str, Any]) -> None:
    (line,) = decided(a_bill(a_line()), a_snapshot(a_version(a_benefit(**benefit), **version))).lines

    assert [(each.carc, each.amount) for each in line.adjustments()] == [("35", usd(30))]


def test_lines_of_one_visit_share_its_limit() -> None:
    version = a_version(a_benefit(per_visit_limit=usd(150)))

    result = decided(a_bill(a_line(1, "A"), a_line(2, "B")), a_snapshot(version))

    assert [each.shares.plan_paid for each in result.lines] == [usd(100), usd(50)]


def test_lines_under_one_promise_share_its_amount() -> None:
    promise = Preauthorization(procedure("VISIT"), PROVIDER, ALWAYS, Decimal(2), amount_left=usd(150))

    result = decided(a_bill(a_line(1), a_line(2, billed=90)), a_snapshot(preauthorizations=(promise,)))

    assert [each.shares.plan_paid for each in result.lines] == [usd(100), usd(50)]


@pytest.mark.parametrize(("visits", "decision"), [(4, LineDecision.PAID), (5, LineDecision.DENIED)])
def test_after_the_last_visit_lines_are_denied(visits: int, decision: LineDecision) -> None:
    facts = a_snapshot(
        a_version(a_benefit(visit_limit_count=5)),
        used=(used(Accumulator.BENEFIT_VISITS, category="outpatient", count=visits),),
    )

    result = decided(a_bill(a_line(1, "A"), a_line(2, "B")), facts)

    assert [each.decision for each in result.lines] == [decision, decision]
    if decision is LineDecision.DENIED:
        assert [(each.carc, each.group) for each in result.lines[0].adjustments()] == [("119", AdjustmentGroup.PR)]


def test_a_tier_changes_the_members_share() -> None:
    network = InNetwork(NETWORK, NetworkTier.BASIC, copay_delta=usd(10), coinsurance_delta=Decimal("0.10"))
    terms = Terms(copay=usd(20), coinsurance=Decimal("0.20"))

    shares = decided(
        a_bill(a_line(billed=130)), a_snapshot(a_version(a_benefit(in_network=terms), networks=(network,)))
    ).totals

    assert (shares.copay, shares.coinsurance) == (usd(30), usd(30))


def test_a_contract_without_a_rate_for_the_procedure_asks_a_person() -> None:
    facts = a_snapshot(provider=a_provider({"OTHER": 50}))

    result = decided(a_bill(a_line()), facts)

    assert (result.outcome, result.reasons) == (AdjudicationOutcome.PENDED, (Reason.NO_RATE,))


def test_the_rate_for_a_modifier_goes_before_the_one_without() -> None:
    rates = (Rate(procedure("VISIT"), usd(80)), Rate(procedure("VISIT"), usd(60), modifier="26"))
    facts = a_snapshot(provider=a_provider(contracts=(Contract(ALWAYS, rates=rates),)))

    result = decided(a_bill(a_line(1, modifier="26"), a_line(2)), facts)

    assert [each.shares.allowed for each in result.lines] == [usd(60), usd(80)]


@pytest.mark.parametrize(("rounding", "coinsurance"), [(Rounding.HALF_UP, "0.03"), (Rounding.HALF_EVEN, "0.02")])
def test_half_a_cent(rounding: Rounding, coinsurance: str) -> None:
    version = a_version(a_benefit(in_network=Terms(coinsurance=Decimal("0.25"))), rounding=rounding)

    assert decided(a_bill(a_line(billed="0.10")), a_snapshot(version)).totals.coinsurance == usd(coinsurance)


def test_each_year_has_its_own_accumulators() -> None:
    version = a_version(individual_deductible=usd(100))
    last_year = Used(Accumulator.INDIVIDUAL_DEDUCTIBLE, None, Days(date(2025, 1, 1), date(2026, 1, 1)), usd(100))

    assert decided(a_bill(a_line()), a_snapshot(version, used=(last_year,))).totals.deductible == usd(100)
