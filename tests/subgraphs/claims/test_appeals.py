"""Appeals: who may file one, until when, and what becomes of the claim."""

from datetime import date
from typing import Any
from uuid import uuid4

import pytest

from shared_models.claims import Claim, ClaimStatus
from shared_models.identity import Principal
from tests.principals import AUDITOR, OFFICER, a_member, a_provider
from tests.subgraphs.claims.builders import a_claim, a_run, an_eob
from tests.subgraphs.claims.ordering import document, history, order, refused, rows, told
from tests.subgraphs.service import Service

APPEAL = "appeal { id status grounds version filedBy { id } claim { status } }"
GROUNDS = "The referral was attached to the bill."
IN_TIME = date(2199, 12, 31)


async def an_explained_claim(
    claims: Service, status: ClaimStatus = ClaimStatus.DENIED, deadline: date = IN_TIME
) -> Claim:
    """Store a claim that was decided and explained."""
    claim = a_claim(status=status)
    run = a_run(claim)
    await claims.store(claim, run, an_eob(run, claim, appeal_deadline=deadline))
    return claim


async def filed(claims: Service, claim: Claim, actor: Principal | None = None) -> Any:
    """File an appeal that must be taken."""
    done = await order(
        claims,
        actor or a_member(claim.member_id),
        "fileAppeal",
        APPEAL,
        claimId=claim.id,
        expectedVersion=1,
        grounds=GROUNDS,
    )
    assert done["errors"] == [], done
    return done["appeal"]


@pytest.mark.parametrize(
    "status", [ClaimStatus.DENIED, ClaimStatus.PARTIALLY_APPROVED, ClaimStatus.PAID], ids=lambda each: each.value
)
async def test_a_member_appeals_against_a_decision(claims: Service, status: ClaimStatus) -> None:
    claim = await an_explained_claim(claims, status)

    appeal = await filed(claims, claim)

    assert (appeal["status"], appeal["grounds"], appeal["claim"]) == ("FILED", GROUNDS, {"status": "UNDER_APPEAL"})
    assert await told(claims, claim.id) == [("claim.appealed", {"appeal_id": appeal["id"]})]
    stored = await rows(
        claims,
        "SELECT position(cast(:grounds AS bytea) in grounds_enc) FROM claim_appeals WHERE claim_id = :id",
        grounds=GROUNDS.encode(),
        id=claim.id,
    )
    assert stored == [(0,)]


async def test_the_provider_who_treated_appeals(claims: Service) -> None:
    claim = await an_explained_claim(claims)

    appeal = await filed(claims, claim, a_provider(claim.provider_id))

    assert appeal["status"] == "FILED"


@pytest.mark.parametrize("actor", [a_member(uuid4()), a_provider(uuid4())], ids=["member", "provider"])
async def test_nobody_else_learns_that_there_is_a_claim(claims: Service, actor: Principal) -> None:
    claim = await an_explained_claim(claims)

    answer = await refused(claims, actor, "fileAppeal", claimId=claim.id, expectedVersion=9, grounds=GROUNDS)

    assert answer == ("NOT_FOUND", "There is no such claim.")


@pytest.mark.parametrize("actor", [OFFICER, AUDITOR], ids=["claims_officer", "auditor"])
async def test_who_decides_or_audits_files_no_appeal(claims: Service, actor: Principal) -> None:
    given = {"claimId": str(uuid4()), "expectedVersion": 1, "grounds": GROUNDS}

    answer = await claims.as_(actor).refusal(document("fileAppeal", "__typename"), input=given)

    assert answer == ("this is not for you to see", "FORBIDDEN")


async def test_after_the_deadline_a_decision_stands(claims: Service) -> None:
    claim = await an_explained_claim(claims, deadline=date(2026, 9, 6))

    answer = await refused(
        claims, a_member(claim.member_id), "fileAppeal", claimId=claim.id, expectedVersion=1, grounds=GROUNDS
    )

    assert answer == ("INVALID_TRANSITION", "The time for an appeal ended on 2026-09-06.")


async def test_what_was_not_explained_is_not_contested(claims: Service) -> None:
    claim = a_claim(status=ClaimStatus.DENIED)
    await claims.store(claim)

    answer = await refused(
        claims, a_member(claim.member_id), "fileAppeal", claimId=claim.id, expectedVersion=1, grounds=GROUNDS
    )

    assert answer == ("INVALID_TRANSITION", "This claim has not been explained to the member yet.")


@pytest.mark.parametrize("status", [ClaimStatus.APPROVED, ClaimStatus.PAYMENT_REQUESTED, ClaimStatus.CLOSED])
async def test_only_what_was_not_paid_in_full_or_is_paid_is_contested(claims: Service, status: ClaimStatus) -> None:
    claim = await an_explained_claim(claims, status)

    code, _ = await refused(
        claims, a_member(claim.member_id), "fileAppeal", claimId=claim.id, expectedVersion=1, grounds=GROUNDS
    )

    assert code == "INVALID_TRANSITION"


async def test_a_decision_is_contested_by_one_appeal_at_a_time(claims: Service) -> None:
    claim = await an_explained_claim(claims)
    await filed(claims, claim)

    code, _ = await refused(
        claims, a_provider(claim.provider_id), "fileAppeal", claimId=claim.id, expectedVersion=2, grounds=GROUNDS
    )

    assert code == "INVALID_TRANSITION"


async def test_an_appeal_that_is_withdrawn_closes_the_claim(claims: Service) -> None:
    claim = await an_explained_claim(claims)
    member = a_member(claim.member_id)
    appeal = await filed(claims, claim)

    done = await order(claims, member, "withdrawAppeal", APPEAL, appealId=appeal["id"], expectedVersion=1)
    again = await refused(claims, member, "withdrawAppeal", appealId=appeal["id"], expectedVersion=2)

    assert (done["appeal"]["status"], done["appeal"]["claim"]) == ("WITHDRAWN", {"status": "CLOSED"})
    assert await history(claims, claim.id) == ["under_appeal", "closed"]
    assert again == ("INVALID_TRANSITION", "This appeal is withdrawn, and cannot become withdrawn.")


async def test_nobody_withdraws_the_appeal_of_another(claims: Service) -> None:
    claim = await an_explained_claim(claims)
    appeal = await filed(claims, claim)
    doctor = Principal(str(uuid4()), a_provider().roles, provider_ids=(claim.provider_id,))
    given = {"appealId": appeal["id"], "expectedVersion": 1}

    by_the_provider = await refused(claims, doctor, "withdrawAppeal", **given)
    by_a_stranger = await refused(claims, a_member(uuid4()), "withdrawAppeal", **given)

    assert by_the_provider == ("FORBIDDEN", "Only who filed an appeal withdraws it.")
    assert by_a_stranger == ("NOT_FOUND", "There is no such appeal.")
