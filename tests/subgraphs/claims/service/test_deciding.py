"""A claim is decided: worked example A on a database, from what was filed to what the member reads (12.2 to 12.4)."""

from decimal import Decimal

from shared_models.claims import ClaimStatus
from tests.subgraphs.claims.rules.test_worked_examples import facts_of_example_a
from tests.subgraphs.claims.service.office import Office, facts_of, file_example_a

FACTS_A = facts_of(facts_of_example_a())


def usd(amount: str) -> Decimal:
    return Decimal(amount)


async def test_example_a_is_partially_approved_and_asked_to_be_paid(office: Office) -> None:
    claim_id = await file_example_a(office)

    await office.decide(claim_id, FACTS_A)

    claim = await office.claim(claim_id)
    assert claim.status is ClaimStatus.PAYMENT_REQUESTED
    amounts = (claim.billed_amount, claim.allowed_amount, claim.writeoff_amount)
    assert amounts == (usd("1471.00"), usd("980.00"), usd("291.00"))
    assert (claim.plan_paid_amount, claim.member_amount) == (usd("400.00"), usd("780.00"))
