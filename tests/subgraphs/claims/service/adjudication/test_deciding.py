"""A claim is decided: worked example A on a database, from what was filed to what the member reads (12.2 to 12.4)."""

import asyncio
from dataclasses import replace
from decimal import Decimal
from uuid import UUID, uuid4

import pytest
from sqlalchemy.exc import DBAPIError

from shared_models.claims import Accumulator, ClaimStatus
from subgraphs.claims.rules.bill import Bill
from subgraphs.claims.rules.snapshot import CompanyCover, Days, Standing
from tests.subgraphs.claims.rules.building import (
    DAY,
    a_benefit,
    a_bill,
    a_line,
    a_membership,
    a_person,
    a_provider,
    a_snapshot,
    a_version,
    usd,
)
from tests.subgraphs.claims.rules.test_worked_examples import facts_of_example_a
from tests.subgraphs.claims.service.office import Office, facts_of, file_example_a

FACTS_A = facts_of(facts_of_example_a())
PAID_IN_FULL = facts_of(a_snapshot())
LINES = """
    SELECT line_no, round(r.billed, 2), round(r.allowed, 2), round(r.writeoff, 2), round(r.deductible, 2),
        round(r.copay, 2), round(r.coinsurance, 2), round(r.over_limit, 2), round(r.non_covered, 2),
        round(r.plan_paid, 2), decision
    FROM claim_line_results AS r JOIN claim_lines ON claim_lines.id = r.line_id ORDER BY line_no
"""
ENTRIES = """
    SELECT accumulator, benefit_category, round(sum(delta_amount), 2), sum(delta_count)
    FROM benefit_utilization_entries JOIN benefit_utilization ON benefit_utilization.id = utilization_id
    GROUP BY 1, 2 ORDER BY 1, 2
"""


def own_claim(bill: Bill, member: UUID) -> Bill:
    return replace(bill, member_id=member)


async def test_example_a_is_partially_approved_and_asked_to_be_paid(office: Office) -> None:
    claim_id = await file_example_a(office)

    await office.decide(claim_id, FACTS_A)

    claim = await office.claim(claim_id)
    assert claim.status is ClaimStatus.PAYMENT_REQUESTED
    assert (claim.billed_amount, claim.allowed_amount, claim.writeoff_amount) == (usd(1471), usd(980), usd(291))
    assert (claim.plan_paid_amount, claim.member_amount) == (usd(400), usd(780))
    assert claim.adjudicated_at == office.now
    assert await office.rows("SELECT amount, status FROM claim_payments") == [(usd(400), "requested")]


async def test_example_a_is_stored_line_by_line(office: Office) -> None:
    await office.decide(await file_example_a(office), FACTS_A)

    stored = [[str(part) for part in row] for row in await office.rows(LINES)]

    assert stored == [
        ["1", "180.00", "150.00", "30.00", "150.00", "0.00", "0.00", "0.00", "0.00", "0.00", "paid"],
        ["2", "95.50", "80.00", "15.50", "0.00", "30.00", "10.00", "0.00", "0.00", "40.00", "paid"],
        ["3", "900.00", "750.00", "150.00", "0.00", "0.00", "110.00", "280.00", "0.00", "360.00", "paid"],
        ["4", "200.00", "0.00", "0.00", "0.00", "0.00", "0.00", "0.00", "200.00", "0.00", "denied"],
        ["5", "95.50", "0.00", "95.50", "0.00", "0.00", "0.00", "0.00", "0.00", "0.00", "denied"],
    ]


async def test_example_a_uses_up_what_is_printed_and_nothing_else(office: Office) -> None:
    await office.decide(await file_example_a(office), FACTS_A)

    assert await office.rows(ENTRIES) == [
        ("annual_overall", None, usd(400), 0),
        ("benefit_annual", "outpatient", usd(400), 0),
        ("benefit_visits", "outpatient", usd(0), 1),
        ("individual_deductible", None, usd(150), 0),
        ("individual_oop", None, usd(300), 0),
    ]
    assert await office.used() == {
        ("annual_overall", None): (usd(10_400), 0),
        ("benefit_annual", "outpatient"): (usd(5_000), 0),
        ("benefit_visits", "outpatient"): (usd(0), 1),
        ("individual_deductible", None): (usd(500), 0),
        ("individual_oop", None): (usd(2_000), 0),
    }


async def test_example_a_is_explained_to_the_member(office: Office) -> None:
    await office.decide(await file_example_a(office), FACTS_A)

    [(totals, accumulators, deadline)] = await office.rows(
        "SELECT totals, accumulators, appeal_deadline FROM explanation_of_benefits"
    )

    printed = {name: Decimal(amount) for name, amount in totals.items()}
    assert printed == {
        "billed": usd(1471),
        "provider_discount": usd(291),
        "plan_paid": usd(400),
        "you_may_owe": usd(780),
        "other_payer": usd(0),
    }
    assert [accumulators[name]["used"] for name in ("deductible", "oop")] == ["500.00", "2000.00"]
    [outpatient] = accumulators["benefits"]
    assert (outpatient["category"], Decimal(outpatient["limit"]), Decimal(outpatient["remaining"])) == (
        "outpatient",
        usd(5_000),
        usd(0),
    )
    assert str(deadline) == "2026-09-06"


async def test_others_are_told_what_was_decided_and_what_is_to_be_paid(office: Office) -> None:
    await office.decide(await file_example_a(office), FACTS_A)

    told = await office.events()

    assert [event for event, _ in told] == ["claim.adjudicated", "eob.issued", "claim.payment_requested"]
    amounts = {name: told[0][1][name] for name in ("outcome", "billed", "allowed", "plan_paid", "member_amount")}
    assert amounts == {
        "outcome": "partially_approved",
        "billed": "1471.00",
        "allowed": "980.00",
        "plan_paid": "400.00",
        "member_amount": "780.00",
    }
    assert told[2][1]["amount"] == "400.00"


async def test_a_claim_is_decided_once_however_often_it_is_asked_for(office: Office) -> None:
    claim_id = await file_example_a(office)

    for _ in range(3):
        await office.decide(claim_id, FACTS_A)

    counts = [
        (await office.rows(f"SELECT count(*) FROM {table}"))[0][0]  # names of ours
        for table in ("claim_adjudication_results", "explanation_of_benefits", "claim_payments")
    ]
    assert counts == [1, 1, 1]
    assert len(await office.events("claim.adjudicated")) == 1


async def test_two_at_the_same_time_decide_a_claim_once(office: Office) -> None:
    claim_id = await file_example_a(office)

    await asyncio.gather(*(office.decide(claim_id, FACTS_A) for _ in range(3)))

    assert await office.rows("SELECT count(*) FROM claim_adjudication_results") == [(1,)]


async def test_claims_of_one_family_at_the_same_time_never_overdraw_a_limit(office: Office) -> None:
    version = a_version(a_benefit(annual_limit=usd(250)), family_deductible=usd(100), individual_deductible=usd(100))
    principal = a_person()
    bills = [own_claim(a_bill(a_line(billed=90 + number)), uuid4()) for number in range(6)]
    facts = [
        facts_of(
            a_snapshot(version, membership=a_membership(person=a_person(member_id=bill.member_id), principal=principal))
        )
        for bill in bills
    ]
    ids = [await office.file(bill) for bill in bills]

    await asyncio.gather(*(office.decide(each, known) for each, known in zip(ids, facts, strict=True)))

    family = "SELECT used_amount FROM benefit_utilization WHERE accumulator = 'family_deductible' AND member_id = :id"
    assert await office.rows(family, id=principal.member_id) == [(usd(100),)]


async def test_claims_of_one_member_at_the_same_time_share_what_is_left(office: Office) -> None:
    facts = facts_of(a_snapshot(a_version(a_benefit(annual_limit=usd(250)))))
    ids = [await office.file(a_bill(a_line(code=f"CARE{number}", billed=100))) for number in range(5)]

    await asyncio.gather(*(office.decide(each, facts) for each in ids))

    used = await office.used()
    assert used["benefit_annual", "outpatient"] == (usd(250), 0)
    paid = await office.rows("SELECT plan_paid_amount FROM claims ORDER BY 1")
    assert paid == [(usd(0),), (usd(0),), (usd(50),), (usd(100),), (usd(100),)]


async def test_what_breaks_off_leaves_nothing_and_is_done_anew(office: Office) -> None:
    claim_id = await file_example_a(office)

    with pytest.raises(DBAPIError):
        await office.decide(claim_id, FACTS_A, and_then="SELECT 1 / 0")

    assert (await office.claim(claim_id)).status is ClaimStatus.SUBMITTED
    assert await office.events() == []
    await office.decide(claim_id, FACTS_A)
    assert (await office.claim(claim_id)).plan_paid_amount == usd(400)


async def test_a_claim_of_nobody_is_rejected_without_a_result(office: Office) -> None:
    claim_id = await office.file(a_bill(a_line()))

    await office.decide(claim_id, replace(PAID_IN_FULL, membership=None))

    claim = await office.claim(claim_id)
    assert (claim.status, claim.status_reason) == (ClaimStatus.REJECTED, "UNKNOWN_MEMBER")
    assert await office.rows("SELECT count(*) FROM claim_adjudication_results") == [(0,)]


async def test_a_claim_without_a_price_waits_for_a_person(office: Office) -> None:
    facts = facts_of(a_snapshot(provider=a_provider({"OTHER": 10})))
    claim_id = await office.file(a_bill(a_line()))

    await office.decide(claim_id, facts)

    claim = await office.claim(claim_id)
    assert (claim.status, claim.status_reason) == (ClaimStatus.PENDED, "NO_RATE")
    assert await office.events() == [("claim.pended", {"reasons": ["NO_RATE"]})]
    assert await office.used() == {}


async def test_in_grace_a_claim_is_approved_and_not_paid_yet(office: Office) -> None:
    lapsed = CompanyCover(Days(), Standing.LAPSED, lapsed_on=DAY)
    facts = facts_of(a_snapshot(membership=a_membership(is_group=True, company_covers=(lapsed,))))
    claim_id = await office.file(a_bill(a_line()))

    await office.decide(claim_id, facts)

    claim = await office.claim(claim_id)
    assert (claim.status, claim.status_reason) == (ClaimStatus.APPROVED, "IN_GRACE")
    assert await office.rows("SELECT count(*) FROM claim_payments") == [(0,)]


async def test_a_claim_the_plan_pays_nothing_for_stays_approved(office: Office) -> None:
    facts = facts_of(a_snapshot(a_version(individual_deductible=usd(500))))
    claim_id = await office.file(a_bill(a_line()))

    await office.decide(claim_id, facts)

    claim = await office.claim(claim_id)
    assert (claim.status, claim.plan_paid_amount, claim.member_amount) == (ClaimStatus.APPROVED, usd(0), usd(100))
    assert await office.events("claim.payment_requested") == []


async def test_a_bill_that_comes_twice_is_paid_once(office: Office) -> None:
    first = await office.file(a_bill(a_line()))
    office.wait(minutes=1)
    second = await office.file(a_bill(a_line()))

    # The later one is decided first, and still is the duplicate.
    await office.decide(second, PAID_IN_FULL)
    await office.decide(first, PAID_IN_FULL)

    assert (await office.claim(first)).status is ClaimStatus.PAYMENT_REQUESTED
    denied = await office.claim(second)
    assert (denied.status, denied.status_reason) == (ClaimStatus.DENIED, "DUPLICATE")


async def test_the_second_claim_goes_on_from_what_the_first_has_used(office: Office) -> None:
    facts = facts_of(a_snapshot(a_version(individual_deductible=usd(150))))
    first = await office.file(a_bill(a_line(code="ONE")))
    second = await office.file(a_bill(a_line(code="TWO")))

    await office.decide(first, facts)
    await office.decide(second, facts)

    assert (await office.claim(second)).member_amount == usd(50)
    used = await office.used()
    assert used[Accumulator.INDIVIDUAL_DEDUCTIBLE.value, None] == (usd(150), 0)
