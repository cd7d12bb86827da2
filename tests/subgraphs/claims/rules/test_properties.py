"""What holds for every claim, whatever the terms: parts add up, lower limits never help, a replay agrees."""

import json
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from shared_models.claims import Accumulator, LineDecision
from subgraphs.claims.rules.bill import Bill, Line
from subgraphs.claims.rules.frozen import digest, freeze_bill, freeze_snapshot, replay
from subgraphs.claims.rules.snapshot import (
    CostShareOrder,
    FamilyMode,
    OutOfPocketMode,
    Rounding,
    ServiceRule,
    Snapshot,
    Terms,
    Version,
)
from tests.subgraphs.claims.rules.building import (
    DAY,
    a_benefit,
    a_bill,
    a_line,
    a_provider,
    a_snapshot,
    a_stranger,
    a_version,
    an_enrolment,
    decided,
    used,
)

CODES = ("VISIT", "LAB", "MRI", "DENTAL")
amounts = st.decimals(0, 3_000, places=2)
maybe = st.none() | amounts
fractions = st.sampled_from(
    [Decimal(0), Decimal("0.1"), Decimal("0.2"), Decimal("0.333333"), Decimal("0.5"), Decimal(1)]
)
terms = st.builds(Terms, copay=st.decimals(0, 80, places=2), coinsurance=fractions, deductible_applies=st.booleans())


@st.composite
def lines(draw: st.DrawFn) -> tuple[Line, ...]:
    return tuple(
        a_line(
            number,
            draw(st.sampled_from(CODES)),
            str(draw(amounts)),
            service_date=DAY + timedelta(days=draw(st.integers(0, 2))),
            other_payer_paid=draw(st.just(Decimal(0)) | amounts),
        )
        for number in range(1, draw(st.integers(2, 7)))
    )


@st.composite
def versions(draw: st.DrawFn) -> Version:
    def benefit(category: str) -> Any:
        return a_benefit(
            category,
            in_network=draw(terms),
            out_of_network=draw(st.none() | terms),
            annual_limit=draw(maybe),
            lifetime_limit=draw(maybe),
            per_visit_limit=draw(maybe),
            visit_limit_count=draw(st.none() | st.integers(0, 3)),
            counts_to_oop=draw(st.booleans()),
        )

    return a_version(
        benefit("outpatient"),
        benefit("dental"),
        service_rules=(ServiceRule("outpatient", 0), ServiceRule("dental", 1, code_prefix="DENTAL")),
        individual_deductible=draw(amounts),
        family_deductible=draw(maybe),
        individual_oop_max=draw(maybe),
        family_oop_max=draw(maybe),
        annual_limit=draw(maybe),
        lifetime_limit=draw(maybe),
        oop_mode=draw(st.sampled_from(OutOfPocketMode)),
        cost_share_order=draw(st.sampled_from(CostShareOrder)),
        family_mode=draw(st.sampled_from(FamilyMode)),
        rounding=draw(st.sampled_from(Rounding)),
        non_network_reference_rate=draw(fractions),
    )


@st.composite
def snapshots(draw: st.DrawFn) -> Snapshot:
    rates: dict[str, str | int] = {
        code: str(draw(amounts)) for code in draw(st.sets(st.sampled_from(CODES), min_size=1))
    }
    provider = draw(st.sampled_from([a_provider(), a_provider(rates), a_stranger(), a_stranger(rates)]))
    before = [
        used(accumulator, str(draw(amounts)), category=category)
        for accumulator, category in (
            (Accumulator.INDIVIDUAL_DEDUCTIBLE, None),
            (Accumulator.FAMILY_DEDUCTIBLE, None),
            (Accumulator.INDIVIDUAL_OOP, None),
            (Accumulator.ANNUAL_OVERALL, None),
            (Accumulator.BENEFIT_ANNUAL, "outpatient"),
        )
        if draw(st.booleans())
    ]
    return a_snapshot(draw(versions()), provider=provider, used=tuple(before))


bills = st.builds(lambda items, urgent: a_bill(*items, is_emergency=urgent), lines(), st.booleans())


@given(bills, snapshots())
def test_every_line_adds_up_and_so_does_the_claim(bill: Bill, snapshot: Snapshot) -> None:
    result = decided(bill, snapshot)

    assert all(each.shares.is_conserved for each in result.lines)
    assert result.totals.is_conserved
    assert result.totals.billed == sum(line.billed for line in bill.lines)
    for each in result.lines:
        if each.decision is not LineDecision.PENDED:
            adjusted = sum((adjustment.amount for adjustment in each.adjustments()), Decimal(0))
            assert each.shares.plan_paid + adjusted == each.line.billed


@given(bills, snapshots())
def test_what_is_used_up_is_what_was_shared(bill: Bill, snapshot: Snapshot) -> None:
    result = decided(bill, snapshot)

    def total(accumulator: Accumulator) -> Decimal:
        return sum((each.amount for each in result.entries if each.accumulator is accumulator), Decimal(0))

    if result.is_final:
        assert total(Accumulator.INDIVIDUAL_DEDUCTIBLE) == result.totals.deductible
        assert total(Accumulator.ANNUAL_OVERALL) == result.totals.plan_paid
        assert total(Accumulator.BENEFIT_ANNUAL) == result.totals.plan_paid


@given(bills, snapshots(), amounts)
def test_more_of_a_limit_never_lowers_the_plans_part(bill: Bill, snapshot: Snapshot, more: Decimal) -> None:
    (enrolment,) = snapshot.enrolments
    version = enrolment.version
    raised = replace(
        version,
        annual_limit=_raised(version.annual_limit, more),
        lifetime_limit=_raised(version.lifetime_limit, more),
        benefits=tuple(
            replace(
                each,
                annual_limit=_raised(each.annual_limit, more),
                lifetime_limit=_raised(each.lifetime_limit, more),
                per_visit_limit=_raised(each.per_visit_limit, more),
            )
            for each in version.benefits
        ),
    )

    before = decided(bill, snapshot)
    after = decided(bill, replace(snapshot, enrolments=(an_enrolment(raised),)))

    assert after.totals.plan_paid >= before.totals.plan_paid


@given(bills, snapshots(), bills, snapshots())
def test_deciding_another_members_claim_in_between_changes_nothing(
    bill: Bill, snapshot: Snapshot, other_bill: Bill, other_snapshot: Snapshot
) -> None:
    first = decided(bill, snapshot)

    decided(other_bill, other_snapshot)

    assert decided(bill, snapshot) == first


@given(bills, snapshots(), st.randoms())
def test_the_order_in_which_lines_are_written_down_does_not_matter(bill: Bill, snapshot: Snapshot, chance: Any) -> None:
    shuffled = list(bill.lines)
    chance.shuffle(shuffled)

    assert decided(replace(bill, lines=tuple(shuffled)), snapshot).lines == decided(bill, snapshot).lines


@given(bills, snapshots())
def test_a_replay_of_what_was_stored_agrees_to_the_last_bit(bill: Bill, snapshot: Snapshot) -> None:
    result = decided(bill, snapshot)
    stored = json.dumps([freeze_bill(bill), freeze_snapshot(snapshot)])

    stored_bill, stored_facts = json.loads(stored)
    again = replay(stored_bill, stored_facts, result.engine_version)

    assert again.totals == result.totals
    assert digest(again) == digest(result)


def _raised(limit: Decimal | None, more: Decimal) -> Decimal | None:
    return None if limit is None else limit + more
