"""What a member is told: the explanation of benefits, and the decision in words (domain rules 12.3)."""

from datetime import date

import pytest

from shared_models.claims import Accumulator
from subgraphs.claims.rules.explaining import Audience, explain
from subgraphs.claims.rules.snapshot import Days
from subgraphs.claims.rules.statement import Figures, Progress, reversed_entries, state
from tests.subgraphs.claims.rules.building import a_bill, a_line, a_snapshot, an_enrolment, decided, usd
from tests.subgraphs.claims.rules.test_worked_examples import EXAMPLE_A, facts_of_example_a


def test_example_a_prints() -> None:
    facts = facts_of_example_a()

    statement = state(decided(EXAMPLE_A, facts), facts, date(2026, 3, 10))

    assert statement.totals == Figures(
        billed=usd(1_471), provider_discount=usd(291), plan_paid=usd(400), other_payer=usd(0), you_may_owe=usd(780)
    )
    assert statement.progress == (
        Progress(Accumulator.INDIVIDUAL_DEDUCTIBLE, None, usd(500), usd(500)),
        Progress(Accumulator.INDIVIDUAL_OOP, None, usd(2_000), usd(2_000)),
        Progress(Accumulator.ANNUAL_OVERALL, None, usd(10_400), usd(100_000)),
        Progress(Accumulator.BENEFIT_ANNUAL, "outpatient", usd(5_000), usd(5_000)),
    )
    assert statement.appeal_deadline == date(2026, 9, 6)
    assert statement.lines[3].you_may_owe == usd(390)


def test_a_reversal_takes_back_exactly_what_was_used() -> None:
    entries = decided(EXAMPLE_A, facts_of_example_a()).entries

    taken_back = reversed_entries(entries)

    assert len(taken_back) == len(entries)
    assert all(
        (one.accumulator, one.category, one.period, one.line_no, -one.amount, -one.count)
        == (other.accumulator, other.category, other.period, other.line_no, other.amount, other.count)
        for one, other in zip(taken_back, entries, strict=True)
    )


def test_example_a_in_plain_words() -> None:
    told = explain(decided(EXAMPLE_A, facts_of_example_a()), Audience.MEMBER)

    assert [(each.line_no, each.text) for each in told] == [
        (1, "The agreed price is 150.00; the provider bears 30.00."),
        (1, "Your share is 150.00: 150.00 deductible, 0.00 copay, 0.00 coinsurance."),
        (2, "The agreed price is 80.00; the provider bears 15.50."),
        (2, "Your share is 40.00: 0.00 deductible, 30.00 copay, 10.00 coinsurance."),
        (3, "The agreed price is 750.00; the provider bears 150.00."),
        (3, "Your share is 150.00: 0.00 deductible, 0.00 copay, 150.00 coinsurance."),
        (3, "40.00 is above what you pay in a year at most; the plan pays it."),
        (3, "280.00 is above what the plan pays for this kind of care in a year; you pay it."),
        (4, "Your scheme excludes this."),
        (5, "This was billed already. You need not pay it twice."),
    ]
    assert all(each.inputs == {} for each in told)


def test_an_officer_reads_every_step_with_its_inputs() -> None:
    told = explain(decided(a_bill(a_line()), a_snapshot()), Audience.OFFICER)

    assert [each.step for each in told] == list(range(2, 18))
    assert told[1].inputs == {"days": 0, "limit": 90}


@pytest.mark.parametrize(
    ("starts", "sentence"),
    [
        (date(2026, 1, 1), "The provider sent the bill too late. You need not pay it."),
        (date(2026, 12, 1), "The service was before your cover began."),
    ],
)
def test_a_denial_says_why(starts: date, sentence: str) -> None:
    facts = a_snapshot(enrolments=(an_enrolment(span=Days(starts, None)),))

    (told,) = explain(decided(a_bill(a_line(), received_on=date(2026, 12, 31)), facts), Audience.MEMBER)

    assert told.text == sentence
