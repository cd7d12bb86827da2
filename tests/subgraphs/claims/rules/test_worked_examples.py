"""The worked examples of the design, figure by figure (domain rules 12.2)."""

from datetime import date
from decimal import Decimal

import pytest

from shared_models.claims import (
    Accumulator,
    AdjudicationOutcome,
    AdjustmentGroup,
    CodeSystem,
    LineDecision,
    NetworkTier,
)
from subgraphs.claims.rules.reasons import Reason
from subgraphs.claims.rules.shares import Shares
from subgraphs.claims.rules.snapshot import (
    ALWAYS,
    CostShareOrder,
    Days,
    Exclusion,
    ExclusionKind,
    Preauthorization,
    ServiceRule,
    Snapshot,
    Terms,
    Version,
)
from tests.subgraphs.claims.rules.building import (
    DAY,
    PROVIDER,
    a_benefit,
    a_bill,
    a_line,
    a_provider,
    a_snapshot,
    a_stranger,
    a_version,
    an_enrolment,
    decided,
    procedure,
    usd,
    used,
)


def _parts(shares: Shares) -> list[str]:
    names = ("billed", "allowed", "write_off", "deductible", "copay", "coinsurance", "over_limit", "non_covered")
    return [str(getattr(shares, name).quantize(Decimal("0.01"))) for name in (*names, "plan_paid")]


def facts_of_example_a() -> Snapshot:
    terms = Terms(copay=usd(30), coinsurance=Decimal("0.20"))
    version = a_version(
        a_benefit("outpatient", in_network=terms, annual_limit=usd(5_000), preauth_threshold=usd(500)),
        individual_deductible=usd(500),
        individual_oop_max=usd(2_000),
        annual_limit=usd(100_000),
        exclusions=(Exclusion(ExclusionKind.PROCEDURE, CodeSystem.CUSTOM, "PEEL", "cosmetic"),),
    )
    return a_snapshot(
        version,
        provider=a_provider({"CONSULT": 150, "LAB": 80, "MRI": 750}),
        preauthorizations=(Preauthorization(procedure("MRI"), PROVIDER, ALWAYS, Decimal(1)),),
        used=(
            used(Accumulator.INDIVIDUAL_DEDUCTIBLE, 350),
            used(Accumulator.INDIVIDUAL_OOP, 1_700),
            used(Accumulator.BENEFIT_ANNUAL, 4_600, category="outpatient"),
            used(Accumulator.ANNUAL_OVERALL, 10_000),
        ),
    )


EXAMPLE_A = a_bill(
    a_line(1, "CONSULT", 180),
    a_line(2, "LAB", "95.50"),
    a_line(3, "MRI", 900),
    a_line(4, "PEEL", 200),
    a_line(5, "LAB", "95.50"),
)


def test_example_a_line_by_line() -> None:
    result = decided(EXAMPLE_A, facts_of_example_a())

    assert [_parts(each.shares) for each in result.lines] == [
        ["180.00", "150.00", "30.00", "150.00", "0.00", "0.00", "0.00", "0.00", "0.00"],
        ["95.50", "80.00", "15.50", "0.00", "30.00", "10.00", "0.00", "0.00", "40.00"],
        ["900.00", "750.00", "150.00", "0.00", "0.00", "110.00", "280.00", "0.00", "360.00"],
        ["200.00", "0.00", "0.00", "0.00", "0.00", "0.00", "0.00", "200.00", "0.00"],
        ["95.50", "0.00", "95.50", "0.00", "0.00", "0.00", "0.00", "0.00", "0.00"],
    ]
    assert _parts(result.totals) == [
        "1471.00",
        "980.00",
        "291.00",
        "150.00",
        "30.00",
        "120.00",
        "280.00",
        "200.00",
        "400.00",
    ]
    assert result.totals.member == usd(780)


def test_example_a_says_why() -> None:
    result = decided(EXAMPLE_A, facts_of_example_a())

    assert result.outcome is AdjudicationOutcome.PARTIALLY_APPROVED
    assert result.reasons == (Reason.EXCLUDED, Reason.DUPLICATE, Reason.LIMIT_REACHED)
    excluded, duplicate = result.lines[3], result.lines[4]
    assert (excluded.decision, excluded.reason) == (LineDecision.DENIED, Reason.EXCLUDED)
    assert [(each.group, each.carc, each.amount) for each in excluded.adjustments()] == [
        (AdjustmentGroup.PR, "96", usd(200))
    ]
    assert [(each.group, each.carc, each.amount) for each in duplicate.adjustments()] == [
        (AdjustmentGroup.CO, "18", usd("95.50"))
    ]


def test_example_a_uses_up() -> None:
    result = decided(EXAMPLE_A, facts_of_example_a())

    sums: dict[tuple[Accumulator, str | None], tuple[Decimal, int]] = {}
    for each in result.entries:
        amount, count = sums.get((each.accumulator, each.category), (Decimal(0), 0))
        sums[each.accumulator, each.category] = amount + each.amount, count + each.count
    assert sums[Accumulator.INDIVIDUAL_DEDUCTIBLE, None] == (usd(150), 0)
    assert sums[Accumulator.INDIVIDUAL_OOP, None] == (usd(300), 0)
    assert sums[Accumulator.BENEFIT_ANNUAL, "outpatient"] == (usd(400), 0)
    assert sums[Accumulator.ANNUAL_OVERALL, None] == (usd(400), 0)
    assert sums[Accumulator.BENEFIT_VISITS, "outpatient"] == (Decimal(0), 1)


def test_example_b_an_emergency_out_of_network_is_shared_as_in_network() -> None:
    terms = Terms(copay=usd(100), coinsurance=Decimal("0.20"))
    version = a_version(
        a_benefit("emergency", in_network=terms), individual_deductible=usd(500), individual_oop_max=usd(2_000)
    )
    facts = a_snapshot(version, provider=a_stranger({"ER": 2_000}))

    shares = decided(a_bill(a_line(1, "ER", 2_400), is_emergency=True), facts).totals

    assert (shares.allowed, shares.deductible, shares.copay, shares.coinsurance) == (
        usd(2_000),
        usd(500),
        usd(100),
        usd(280),
    )
    assert (shares.plan_paid, shares.balance_bill, shares.member) == (usd(1_120), usd(400), usd(1_280))


def test_example_c_planned_care_out_of_network() -> None:
    terms = Terms(coinsurance=Decimal("0.40"))
    version = a_version(
        a_benefit(out_of_network=terms), individual_deductible=usd(1_000), non_network_reference_rate=Decimal("0.70")
    )
    facts = a_snapshot(version, provider=a_stranger({"SURGERY": 2_000}))

    shares = decided(a_bill(a_line(1, "SURGERY", 2_400)), facts).totals

    assert (shares.allowed, shares.deductible, shares.coinsurance) == (usd(1_400), usd(1_000), usd(160))
    assert (shares.plan_paid, shares.balance_bill, shares.member) == (usd(240), usd(1_000), usd(2_160))


@pytest.mark.parametrize(
    ("day", "decision"), [(date(2026, 9, 27), LineDecision.DENIED), (date(2026, 9, 28), LineDecision.PAID)]
)
def test_example_d_the_first_day_after_waiting(day: date, decision: LineDecision) -> None:
    version = a_version(a_benefit("maternity", waiting_days=300))
    facts = a_snapshot(enrolments=(an_enrolment(version, waiting_credits=(("maternity", 30),)),))

    (line,) = decided(a_bill(a_line(1, service_date=day)), facts).lines

    assert line.decision is decision
    if decision is LineDecision.DENIED:
        assert [(each.carc, each.group) for each in line.adjustments()] == [("179", AdjustmentGroup.PR)]


@pytest.mark.parametrize(
    ("order", "allowed", "expected"),
    [
        (CostShareOrder.COPAY_FIRST, 200, (35, 100, 13, 52)),
        (CostShareOrder.DEDUCTIBLE_FIRST, 200, (35, 100, 13, 52)),
        (CostShareOrder.COPAY_FIRST, 120, (35, 85, 0, 0)),
        (CostShareOrder.DEDUCTIBLE_FIRST, 120, (20, 100, 0, 0)),
    ],
)
def test_example_e_the_order_of_copay_and_deductible(
    order: CostShareOrder, allowed: int, expected: tuple[int, int, int, int]
) -> None:
    terms = Terms(copay=usd(35), coinsurance=Decimal("0.20"))
    version = a_version(a_benefit(in_network=terms), individual_deductible=usd(100), cost_share_order=order)

    shares = decided(a_bill(a_line(1, billed=allowed)), a_snapshot(version)).totals

    assert (shares.copay, shares.deductible, shares.coinsurance, shares.plan_paid) == tuple(map(usd, expected))


@pytest.mark.parametrize(("other", "plan", "coinsurance"), [(30, 160, 10), (100, 100, 0)])
def test_another_payer_relieves_the_member_first(other: int, plan: int, coinsurance: int) -> None:
    version = a_version(a_benefit(in_network=Terms(coinsurance=Decimal("0.20"))))
    line = a_line(1, billed=200, other_payer_paid=usd(other))

    shares = decided(a_bill(line), a_snapshot(version)).totals

    assert (shares.plan_paid, shares.coinsurance, shares.other_payer) == (usd(plan), usd(coinsurance), usd(other))


def test_each_claim_is_decided_under_the_version_its_enrolment_is_pinned_to() -> None:
    cheap = a_version(a_benefit(in_network=Terms(coinsurance=Decimal("0.50"))))
    generous: Version = a_version(a_benefit(in_network=Terms()))
    july = date(2026, 7, 1)
    first = an_enrolment(cheap, span=Days(date(2026, 1, 1), july))
    second = an_enrolment(generous, span=Days(july, date(2027, 1, 1)))
    lines = (a_line(1, service_date=date(2026, 6, 30)), a_line(2, service_date=july))

    result = decided(a_bill(*lines), a_snapshot(enrolments=(first, second)))

    assert [each.shares.plan_paid for each in result.lines] == [usd(50), usd(100)]


def test_the_best_tier_of_the_day_counts() -> None:
    result = decided(a_bill(a_line(service_date=DAY)), a_snapshot())

    assert result.lines[0].tier is NetworkTier.STANDARD


def test_a_line_is_of_the_kind_that_the_rule_with_the_highest_priority_says() -> None:
    version = a_version(
        a_benefit("outpatient"),
        a_benefit("maternity", is_covered=False),
        service_rules=(ServiceRule("outpatient", 0), ServiceRule("maternity", 5, code_prefix="MAT")),
    )

    result = decided(a_bill(a_line(1, "MAT-1"), a_line(2, "VISIT")), a_snapshot(version))

    assert [each.reason for each in result.lines] == [Reason.NOT_COVERED, None]
