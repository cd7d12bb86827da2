"""What a claim uses of a preauthorisation, and gives back."""

from decimal import Decimal

from tests.subgraphs.claims.rules.building import usd
from tests.subgraphs.claims.rules.test_worked_examples import facts_of_example_a
from tests.subgraphs.claims.service.office import Office, facts_of, file_example_a

FACTS_A = facts_of(facts_of_example_a())
STANDS = "SELECT status, units_used, amount_used FROM preauthorizations"


async def test_a_line_that_is_paid_uses_its_promise(office: Office) -> None:
    claim_id = await file_example_a(office)

    await office.decide(claim_id, FACTS_A)

    assert await office.rows(STANDS) == [("exhausted", Decimal(1), usd(360))]
    [(number,)] = await office.rows("SELECT line_no FROM claim_lines WHERE preauthorization_id IS NOT NULL")
    assert number == 3


async def test_a_claim_that_is_decided_again_counts_on_what_it_used_itself(office: Office) -> None:
    claim_id = await file_example_a(office)
    await office.decide(claim_id, FACTS_A)
    await office.pay(claim_id)

    await office.decide_again(claim_id, FACTS_A)

    assert await office.rows(STANDS) == [("exhausted", Decimal(1), usd(360))]
    paid = await office.rows("SELECT plan_paid FROM claim_adjudication_results ORDER BY run_no")
    assert paid == [(usd(400),), (usd(400),)]


async def test_a_claim_that_is_taken_back_gives_its_promise_back(office: Office) -> None:
    claim_id = await file_example_a(office)
    await office.decide(claim_id, FACTS_A)

    await office.reverse(claim_id)

    assert await office.rows(STANDS) == [("approved", Decimal(0), usd(0))]
