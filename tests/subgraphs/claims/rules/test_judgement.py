"""What a person says of a claim counts, and parts add up and limits hold all the same."""

import json
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared_models.claims import Accumulator, AdjudicationOutcome, LineDecision
from subgraphs.claims.rules import Result, adjudicate
from subgraphs.claims.rules.bill import Bill
from subgraphs.claims.rules.desk import is_about, is_kept, takes_two
from subgraphs.claims.rules.frozen import freeze_judgement, thaw_judgement
from subgraphs.claims.rules.judgement import (
    NOTHING_CHANGED,
    UNCLEAR,
    DenialReason,
    Deny,
    Judgement,
    Override,
    OverrideReason,
    Pay,
    Said,
    Word,
    approval,
    denial,
    overturning,
)
from subgraphs.claims.rules.reasons import Reason
from subgraphs.claims.rules.snapshot import Exclusion, ExclusionKind, Snapshot, Terms
from subgraphs.kit.refusals import ErrorCode
from tests.subgraphs.claims.rules.building import (
    a_benefit,
    a_bill,
    a_line,
    a_provider,
    a_snapshot,
    a_version,
    usd,
    used,
)
from tests.subgraphs.claims.rules.test_properties import amounts, bills, snapshots

PAY = Pay(OverrideReason.MEDICAL_REVIEW)
DENY = Deny(DenialReason.NOT_NECESSARY)


def judged(bill: Bill, snapshot: Snapshot, judgement: Judgement) -> Result:
    result = adjudicate(bill, snapshot, judgement=judgement)
    assert isinstance(result, Result), result
    return result


def on(line_no: int, word: Word) -> Judgement:
    return Judgement(((line_no, word),))


def override(plan_paid: str | int, allowed: str | int | None = None) -> Override:
    return Override(OverrideReason.CORRECTION, usd(plan_paid), None if allowed is None else usd(allowed))


# A deductible of 30.00 and a coinsurance of a fifth: of 100.00 the plan pays 56.00.
SHARED = a_snapshot(a_version(a_benefit(in_network=Terms(coinsurance=Decimal("0.2"))), individual_deductible=usd(30)))


@pytest.mark.parametrize(
    ("word", "parts"),
    [
        (None, {"plan_paid": 56, "deductible": 30, "coinsurance": 14}),
        (override(56), {"plan_paid": 56, "deductible": 30, "coinsurance": 14}),
        (override(60), {"plan_paid": 60, "deductible": 30, "coinsurance": 10}),
        (override(75), {"plan_paid": 75, "deductible": 25}),
        (override(100), {"plan_paid": 100}),
        (override(50), {"plan_paid": 50, "deductible": 30, "coinsurance": 14, "non_covered": 6}),
        (override(0), {"deductible": 30, "coinsurance": 14, "non_covered": 56}),
        (override(40, 40), {"plan_paid": 40, "write_off": 60}),
        (override(0, 40), {"deductible": 30, "coinsurance": 2, "non_covered": 8, "write_off": 60}),
    ],
)
def test_an_overridden_line_takes_from_the_members_parts_in_their_order(
    word: Override | None, parts: dict[str, int]
) -> None:
    said = Judgement() if word is None else on(1, word)

    (line,) = judged(a_bill(a_line()), SHARED, said).lines

    names = ("plan_paid", "deductible", "copay", "coinsurance", "non_covered", "write_off")
    assert {name: getattr(line.shares, name) for name in names if getattr(line.shares, name)} == parts


def test_a_denied_line_leaves_the_limit_to_the_next_one() -> None:
    bill = a_bill(a_line(1), a_line(2, "LAB"))

    result = judged(bill, SHARED, on(1, DENY))

    first, second = result.lines
    assert (first.decision, first.reason, first.shares.write_off) == (
        LineDecision.DENIED,
        Reason.NOT_NECESSARY,
        usd(100),
    )
    assert (second.shares.deductible, second.shares.plan_paid) == (usd(30), usd(56))
    assert result.outcome is AdjudicationOutcome.PARTIALLY_APPROVED


def test_what_a_gate_denies_is_paid_where_a_person_says_so() -> None:
    version = a_version(exclusions=(Exclusion(ExclusionKind.PROCEDURE, "custom", "VISIT", "cosmetic"),))

    without = judged(a_bill(a_line()), a_snapshot(version), Judgement())
    result = judged(a_bill(a_line()), a_snapshot(version), on(1, PAY))

    assert without.outcome is AdjudicationOutcome.DENIED
    assert (result.outcome, result.totals.plan_paid) == (AdjudicationOutcome.APPROVED, usd(100))


def test_what_waits_is_approved_as_it_is_priced() -> None:
    pended = a_snapshot(provider=a_provider({"OTHER": 50}))

    waiting = judged(a_bill(a_line()), pended, Judgement())
    approved = judged(a_bill(a_line()), pended, Judgement(approves_pended=True))
    priced = judged(a_bill(a_line()), pended, on(1, override(70, 80)))

    assert (waiting.outcome, approved.outcome) == (AdjudicationOutcome.PENDED, AdjudicationOutcome.PENDED)
    refused = is_kept(approved, Judgement(approves_pended=True))
    assert refused is not None
    assert refused.message == "Nobody has a price for line 1 yet: override or deny it."
    assert (priced.totals.plan_paid, priced.totals.write_off, priced.totals.non_covered) == (usd(70), usd(20), usd(10))


def test_nobody_pays_by_hand_what_no_benefit_covers() -> None:
    said = on(1, PAY)

    result = judged(a_bill(a_line()), a_snapshot(a_version(service_rules=())), said)

    refused = is_kept(result, said)
    assert refused is not None
    assert refused.message == "Line 1 cannot be paid: NOT_COVERED."


def test_nobody_pays_by_hand_what_is_above_a_limit() -> None:
    snapshot = a_snapshot(a_version(annual_limit=usd(1_000)), used=(used(Accumulator.ANNUAL_OVERALL, 940),))
    said = on(1, override(100))

    result = judged(a_bill(a_line()), snapshot, said)

    refused = is_kept(result, said)
    assert refused is not None
    assert refused.message == "Terms and limits let the plan pay 60.00 of line 1, not more."


@pytest.mark.parametrize(
    ("judgement", "message"),
    [
        (on(2, PAY), "This claim has no line 2."),
        (on(1, override(101)), "Of line 1 the plan pays what is allowed at most, and that is 100.00 at most."),
        (on(1, override(60, 50)), "Of line 1 the plan pays what is allowed at most, and that is 100.00 at most."),
        (on(1, override(60, 101)), "Of line 1 the plan pays what is allowed at most, and that is 100.00 at most."),
        (on(1, override(-1)), "Of line 1 the plan pays what is allowed at most, and that is 100.00 at most."),
        (
            on(1, Override(OverrideReason.GOODWILL, Decimal("1.001"))),
            "Amounts of line 1 have the decimals of USD.",
        ),
    ],
)
def test_words_that_fit_no_line_are_refused(judgement: Judgement, message: str) -> None:
    refused = is_about(a_bill(a_line()), judgement)
    assert refused is not None

    assert (refused.code, refused.message) == (ErrorCode.VALIDATION, message)


@pytest.mark.parametrize(("billed", "expected"), [("10000.00", False), ("10000.01", True)])
def test_above_ten_thousand_it_takes_two(billed: str, expected: bool) -> None:
    said = Judgement(approves_pended=True)

    result = judged(a_bill(a_line(billed=billed)), a_snapshot(), said)

    assert takes_two(result, said) is expected
    assert not takes_two(result, Judgement())


def test_what_is_said_later_counts() -> None:
    earlier = Judgement(((1, PAY), (2, DENY)))

    merged = earlier.then(Judgement(((2, PAY), (3, DENY)), approves_pended=True))
    denied = merged.then(Judgement(((3, PAY),), DENY))

    assert merged == Judgement(((1, PAY), (2, PAY), (3, DENY)), approves_pended=True)
    assert denied == Judgement(((3, PAY),), DENY)
    assert [denied.on(line_no) for line_no in (1, 2, 3)] == [DENY, DENY, PAY]


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        (Said(1, pay=OverrideReason.MEDICAL_REVIEW), PAY),
        (Said(1, deny=DenialReason.NOT_NECESSARY), DENY),
        (Said(1, pay=OverrideReason.CORRECTION, plan_paid=usd(5)), override(5)),
        (Said(1, pay=OverrideReason.CORRECTION, plan_paid=usd(5), allowed=usd(6)), override(5, 6)),
        (Said(1), None),
        (Said(1, pay=OverrideReason.CORRECTION, allowed=usd(6)), None),
        (Said(1, pay=OverrideReason.CORRECTION, deny=DenialReason.EXCLUDED), None),
        (Said(1, deny=DenialReason.EXCLUDED, plan_paid=usd(5)), None),
    ],
)
def test_what_is_said_of_a_line_means_one_thing_or_nothing(said: Said, expected: Word | None) -> None:
    assert said.word == expected


def test_contradictions_and_repetitions_make_no_judgement() -> None:
    paid = Said(1, pay=OverrideReason.MEDICAL_REVIEW)

    assert approval([paid]) == Judgement(((1, PAY),), approves_pended=True)
    assert denial(DenialReason.NOT_NECESSARY, []) == Judgement(rest=DENY)
    assert overturning([paid]) == Judgement(((1, PAY),))
    assert approval([Said(1)]) == UNCLEAR
    assert denial(DenialReason.DUPLICATE, [paid, paid]) == UNCLEAR
    assert overturning([]) == NOTHING_CHANGED


def test_a_judgement_is_frozen_and_read_again() -> None:
    said = Judgement(
        ((1, PAY), (2, DENY), (3, override(10)), (4, override(0, "12.50"))), rest=DENY, approves_pended=True
    )

    assert thaw_judgement(json.loads(json.dumps(freeze_judgement(said)))) == said
    assert freeze_judgement(Judgement()) is None


words: Any = st.one_of(
    st.builds(Pay, st.sampled_from(OverrideReason)),
    st.builds(Deny, st.sampled_from(DenialReason)),
    st.builds(Override, st.sampled_from(OverrideReason), amounts, st.none() | amounts),
)
judgements = st.builds(
    lambda said, rest, pended: Judgement(tuple(sorted(said.items())), rest, pended),
    st.dictionaries(st.integers(1, 7), words, max_size=7),
    st.none() | st.just(DENY),
    st.booleans(),
)


@given(bills, snapshots(), judgements)
def test_whatever_a_person_says_lines_add_up_and_limits_hold(
    bill: Bill, snapshot: Snapshot, judgement: Judgement
) -> None:
    result = judged(bill, snapshot, judgement)

    (enrolment,) = snapshot.enrolments
    limit = enrolment.version.annual_limit
    before = sum((each.amount for each in snapshot.used if each.accumulator is Accumulator.ANNUAL_OVERALL), Decimal(0))
    assert all(each.shares.is_conserved for each in result.lines)
    assert limit is None or result.totals.plan_paid <= max(Decimal(0), limit - before)
    for each in result.lines:
        if each.decision is not LineDecision.PENDED:
            adjusted = sum((adjustment.amount for adjustment in each.adjustments()), Decimal(0))
            assert each.shares.plan_paid + adjusted == each.line.billed
