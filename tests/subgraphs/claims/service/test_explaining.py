"""A decision is told step by step, to each as is theirs: plain words, or all that was looked at."""

from typing import Any

import pytest

from shared_models.identity import Principal
from subgraphs.claims.schema import schema
from tests.principals import OFFICER, a_member, a_provider
from tests.subgraphs.claims.rules.building import MEMBER, PROVIDER
from tests.subgraphs.claims.rules.test_worked_examples import facts_of_example_a
from tests.subgraphs.claims.service.office import Office, facts_of, file_example_a
from tests.subgraphs.service import Service

EXPLAIN = """
    query ($id: ID!, $run: Int) {
        explainAdjudication(claimId: $id, runNo: $run) { lineNo step rule outcome inputs amount { amount } text }
    }
"""


@pytest.fixture
def desk(office: Office) -> Service:
    return Service("claims", schema, office.engine, office.owner, keyring=office.keyring)


async def explained(office: Office, desk: Service, to: Principal, *, run: int | None = None) -> list[Any]:
    """Decide worked example A, and have it explained."""
    claim_id = await file_example_a(office)
    await office.decide(claim_id, facts_of(facts_of_example_a()))
    answer = await desk.as_(to).ask(EXPLAIN, id=claim_id, run=run)
    steps: list[Any] = answer["explainAdjudication"]
    return steps


@pytest.mark.parametrize("reader", [a_member(MEMBER), a_provider(PROVIDER)], ids=["member", "provider"])
async def test_member_and_provider_read_plain_words(office: Office, desk: Service, reader: Principal) -> None:
    steps = await explained(office, desk, reader)

    assert [(each["lineNo"], each["text"]) for each in steps] == [
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
    assert all(each["inputs"] == {} for each in steps)


async def test_an_officer_reads_what_every_step_looked_at(office: Office, desk: Service) -> None:
    steps = await explained(office, desk, OFFICER, run=1)

    [share] = [each for each in steps if (each["lineNo"], each["step"]) == (2, 13)]
    assert (share["rule"], share["outcome"], share["amount"]) == ("cost share", "APPLIED", {"amount": "40.00"})
    assert share["inputs"]["copay_due"] == "30.00"
    assert {each["step"] for each in steps if each["lineNo"] == 2} == set(range(2, 18))


async def test_nobody_elses_claim_is_explained(office: Office, desk: Service) -> None:
    assert await explained(office, desk, a_member(PROVIDER)) == []


async def test_a_run_that_was_not_made_has_no_steps(office: Office, desk: Service) -> None:
    assert await explained(office, desk, OFFICER, run=2) == []


async def test_of_a_claim_that_was_taken_back_the_decision_is_told_still(office: Office, desk: Service) -> None:
    claim_id = await file_example_a(office)
    await office.decide(claim_id, facts_of(facts_of_example_a()))
    await office.reverse(claim_id)

    steps = (await desk.as_(a_member(MEMBER)).ask(EXPLAIN, id=claim_id, run=None))["explainAdjudication"]

    assert steps[0]["text"] == "The agreed price is 150.00; the provider bears 30.00."
