"""What stands of a claim is taken back, replaced, and replayed (12.16)."""

from decimal import Decimal
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col, select

from shared_models.claims import ClaimAdjudicationResult, ClaimStatus
from subgraphs.claims.service.adjudication.replays import Replay, replay_run
from tests.keys import a_keyring
from tests.subgraphs.claims.rules.building import a_bill, a_line, a_snapshot, a_version, usd
from tests.subgraphs.claims.rules.test_worked_examples import facts_of_example_a
from tests.subgraphs.claims.service.office import Office, facts_of, file_example_a

FACTS_A = facts_of(facts_of_example_a())
USED_BEFORE = {
    ("annual_overall", None): (usd(10_000), 0),
    ("benefit_annual", "outpatient"): (usd(4_600), 0),
    ("benefit_visits", "outpatient"): (usd(0), 0),
    ("individual_deductible", None): (usd(350), 0),
    ("individual_oop", None): (usd(1_700), 0),
}


async def test_a_reversal_takes_back_all_that_was_used(office: Office) -> None:
    claim_id = await file_example_a(office)
    await office.decide(claim_id, FACTS_A)

    await office.reverse(claim_id)

    assert await office.used() == USED_BEFORE
    entries = (
        "SELECT count(*), count(reverses_id), sum(delta_amount), sum(delta_count) FROM benefit_utilization_entries"
    )
    [(count, reversing, amount, times)] = await office.rows(entries)
    assert (reversing * 2, amount, times) == (count, usd(0), 0)


async def test_a_reversal_tells_the_member_the_negative_of_what_was_told(office: Office) -> None:
    claim_id = await file_example_a(office)
    await office.decide(claim_id, FACTS_A)

    await office.reverse(claim_id)

    told = await office.rows("SELECT totals, accumulators, reverses_eob_id IS NOT NULL FROM explanation_of_benefits")
    assert [is_reversing for *_, is_reversing in told] == [False, True]
    assert {name: Decimal(amount) for name, amount in told[1][0].items()} == {
        "billed": usd(-1471),
        "provider_discount": usd(-291),
        "plan_paid": usd(-400),
        "you_may_owe": usd(-780),
        "other_payer": usd(0),
    }
    assert Decimal(told[1][1]["deductible"]["used"]) == usd(350)


async def test_a_reversed_claim_is_not_paid_and_shows_no_decision(office: Office) -> None:
    claim_id = await file_example_a(office)
    await office.decide(claim_id, FACTS_A)

    await office.reverse(claim_id)

    claim = await office.claim(claim_id)
    assert (claim.status, claim.status_reason, claim.plan_paid_amount) == (ClaimStatus.REVERSED, "CORRECTION", None)
    assert await office.rows("SELECT status FROM claim_payments") == [("cancelled",)]
    runs = await office.rows("SELECT run_no, outcome, plan_paid FROM claim_adjudication_results ORDER BY run_no")
    assert runs == [(1, "partially_approved", usd(400)), (2, "reversed", usd(-400))]
    [(_, told)] = await office.events("claim.reversed")
    assert (told["amount"], told["reason"]) == ("400.0000", "CORRECTION")


async def test_claims_decided_later_on_the_same_limits_are_listed(office: Office) -> None:
    facts = facts_of(a_snapshot(a_version(individual_deductible=usd(150))))
    earlier = await office.file(a_bill(a_line(code="ZERO")))
    first = await office.file(a_bill(a_line(code="ONE")))
    second = await office.file(a_bill(a_line(code="TWO")))
    for each in (earlier, first, second):
        await office.decide(each, facts)

    await office.reverse(first)

    assert await office.rows("SELECT claim_id, cause FROM reprocess_candidates") == [(second, "REVERSAL")]


async def test_a_later_run_takes_back_what_the_one_before_it_used(office: Office) -> None:
    claim_id = await office.file(a_bill(a_line()))
    await office.decide(claim_id, facts_of(a_snapshot(a_version(individual_deductible=usd(80)))))
    await office.pay(claim_id)

    await office.decide_again(claim_id, facts_of(a_snapshot(a_version(individual_deductible=usd(30)))))

    claim = await office.claim(claim_id)
    assert (claim.status, claim.plan_paid_amount) == (ClaimStatus.PAYMENT_REQUESTED, usd(70))
    used = await office.used()
    assert used["individual_deductible", None] == (usd(30), 0)
    assert used["annual_overall", None] == (usd(70), 0)
    assert used["benefit_visits", "outpatient"] == (usd(0), 1)
    payments = await office.rows("SELECT amount, status FROM claim_payments ORDER BY amount")
    assert payments == [(usd(20), "paid"), (usd(50), "requested")]


async def test_a_later_run_that_pays_less_takes_the_payment_back_and_asks_anew(office: Office) -> None:
    claim_id = await office.file(a_bill(a_line()))
    await office.decide(claim_id, facts_of(a_snapshot(a_version(individual_deductible=usd(30)))))
    await office.pay(claim_id)

    await office.decide_again(claim_id, facts_of(a_snapshot(a_version(individual_deductible=usd(80)))))

    payments = await office.rows("SELECT amount, status FROM claim_payments ORDER BY amount")
    assert payments == [(usd(20), "requested"), (usd(70), "cancelled")]
    assert [event for event, _ in await office.events()][3:] == [
        "claim.reversed",
        "claim.adjudicated",
        "eob.issued",
        "claim.payment_requested",
    ]


async def test_a_later_run_that_pays_the_same_leaves_a_claim_paid(office: Office) -> None:
    claim_id = await office.file(a_bill(a_line()))
    await office.decide(claim_id, facts_of(a_snapshot()))
    await office.pay(claim_id)

    await office.decide_again(claim_id, facts_of(a_snapshot()))

    assert (await office.claim(claim_id)).status is ClaimStatus.PAID
    assert await office.rows("SELECT status FROM claim_payments") == [("paid",)]


async def test_a_later_run_names_the_result_it_replaces(office: Office) -> None:
    claim_id = await office.file(a_bill(a_line()))
    await office.decide(claim_id, facts_of(a_snapshot()))
    await office.pay(claim_id)

    await office.decide_again(claim_id, facts_of(a_snapshot()))

    first, second = await office.events("claim.adjudicated")
    assert "replaces_result_id" not in first[1]
    assert second[1]["replaces_result_id"] == first[1]["result_id"]
    assert (first[1]["run_no"], second[1]["run_no"]) == ("1", "2")


async def test_a_replay_comes_out_the_same_from_what_is_stored(office: Office) -> None:
    claim_id = await file_example_a(office)
    await office.decide(claim_id, FACTS_A)
    await office.decide(await office.file(a_bill(a_line(code="LAB", billed=10))), FACTS_A)

    replay = await _replayed(office, claim_id)

    assert replay.is_same
    assert (replay.result.totals.plan_paid, replay.result.totals.member) == (usd(400), usd(780))


async def _replayed(office: Office, claim_id: UUID) -> Replay:
    """Replay the first run of a claim in another process, which has learned no keys yet."""
    office.keyring = a_keyring("claims")
    author = office.author()
    async with author.system_transaction() as db:
        return await replay_run(db, author, await _first_run(db, claim_id))


async def _first_run(db: AsyncSession, claim_id: UUID) -> ClaimAdjudicationResult:
    found = select(ClaimAdjudicationResult).where(col(ClaimAdjudicationResult.claim_id) == claim_id)
    return (await db.execute(found)).scalars().one()


async def test_claims_denied_because_they_came_twice_are_listed_when_the_other_is_taken_back(office: Office) -> None:
    facts = facts_of(a_snapshot(a_version()))
    first = await office.file(a_bill(a_line(code="ONE")))
    other = await office.file(a_bill(a_line(code="TWO")))
    office.wait(minutes=1)
    twice = await office.file(a_bill(a_line(code="ONE")))
    other_twice = await office.file(a_bill(a_line(code="TWO")))
    for each in (first, twice, other, other_twice):
        await office.decide(each, facts)

    await office.reverse(first)

    assert (await office.claim(twice)).status_reason == "DUPLICATE"
    assert await office.rows("SELECT claim_id FROM reprocess_candidates WHERE claim_id <> :id", id=other) == [(twice,)]
