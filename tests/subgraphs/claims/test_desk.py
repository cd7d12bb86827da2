"""The claims officers' desk: who works on what, what is put aside, what is looked into."""

from dataclasses import replace
from typing import Any
from uuid import UUID, uuid4

import pytest

from shared_models.claims import ClaimStatus, FraudLevel
from shared_models.identity import Principal, Role
from tests.principals import AUDITOR, FINANCE, a_member, a_provider, an_admin
from tests.subgraphs.claims.builders import a_claim, a_fraud_result
from tests.subgraphs.claims.filings import a_claim_input
from tests.subgraphs.claims.ordering import ANNA, BEN, document, history, order, refused, rows, told
from tests.subgraphs.service import Service

CLAIM = "claim { status statusReason version assignee { id } }"
REVIEW = "fraudResult { claim { status } review { status notes investigator { id } } }"
NOTES = "The same visit stands in two bills."
SOMETHING = str(UUID(int=1))
KEY = {"idempotencyKey": "order-of-nobody"}
ON_CLAIM: dict[str, Any] = {"claimId": SOMETHING, "expectedVersion": 1}
ON_APPEAL: dict[str, Any] = {"appealId": SOMETHING, "expectedVersion": 1}
OF_OFFICERS: dict[str, dict[str, Any]] = {
    "assignClaim": ON_CLAIM,
    "pendClaim": {**ON_CLAIM, "reason": "DOCUMENTS_NEEDED"},
    "decidePendedClaim": {**ON_CLAIM, **KEY, "decision": "APPROVE"},
    "overrideLine": {**ON_CLAIM, **KEY, "lineNo": 1, "planPaid": "1.00", "reason": "GOODWILL"},
    "adjudicateClaim": {**ON_CLAIM, **KEY},
    "reprocessClaims": {**KEY, "claimIds": [SOMETHING]},
    "reverseClaim": {**ON_CLAIM, **KEY, "reason": "DUPLICATE"},
    "replaceClaim": {**ON_CLAIM, **KEY, "reason": "CORRECTED", "replacement": a_claim_input()},
    "openFraudReview": {"resultId": SOMETHING, "expectedVersion": 1, "notes": NOTES},
    "closeFraudReview": {"reviewId": SOMETHING, "expectedVersion": 1, "outcome": "CLEARED", "notes": NOTES},
    "decideAppeal": {**ON_APPEAL, **KEY, "decision": "UPHELD"},
}
del OF_OFFICERS["replaceClaim"]["replacement"]["idempotencyKey"]


@pytest.mark.parametrize("name", OF_OFFICERS)
@pytest.mark.parametrize(
    "actor",
    [a_member(uuid4()), a_provider(uuid4()), FINANCE, AUDITOR, an_admin()],
    ids=["member", "provider", "finance_officer", "auditor", "system_admin"],
)
async def test_only_officers_sit_at_the_desk(claims: Service, actor: Principal, name: str) -> None:
    answer = await claims.as_(actor).refusal(document(name, "__typename"), input=OF_OFFICERS[name])

    assert answer == ("this is not for you to see", "FORBIDDEN")


async def test_a_claim_is_given_to_an_officer_and_taken_from_them(claims: Service) -> None:
    claim = a_claim()
    await claims.store(claim)

    given = await order(claims, ANNA, "assignClaim", CLAIM, claimId=claim.id, expectedVersion=1, assigneeId=BEN.subject)
    taken = await order(claims, ANNA, "assignClaim", CLAIM, claimId=claim.id, expectedVersion=2)

    assert given["claim"]["assignee"] == {"id": BEN.subject}
    assert taken["claim"] == {"status": "SUBMITTED", "statusReason": None, "version": 3, "assignee": None}
    noted = await rows(
        claims, "SELECT changes FROM audit_log WHERE entity_id = :id AND action = 'update' ORDER BY id", id=claim.id
    )
    assert noted == [({"assignee_id": [None, BEN.subject]},), ({"assignee_id": [BEN.subject, None]},)]


async def test_what_changed_meanwhile_is_looked_at_again(claims: Service) -> None:
    claim = a_claim(version=4)
    await claims.store(claim)

    answer = await refused(claims, ANNA, "assignClaim", claimId=claim.id, expectedVersion=3)

    assert answer == (
        "VERSION_CONFLICT",
        f"Claim {claim.claim_number} is at version 4 now. Read it again, and decide again.",
    )


async def test_nobody_decides_about_the_own_family(claims: Service) -> None:
    claim = a_claim()
    await claims.store(claim)
    both = replace(ANNA, roles=frozenset({Role.CLAIMS_OFFICER, Role.MEMBER}), member_ids=(claim.member_id,))

    answer = await refused(claims, both, "pendClaim", claimId=claim.id, expectedVersion=1, reason="MEDICAL_REVIEW")

    assert answer == ("FORBIDDEN", "Nobody decides about claims of the own family.")
    denials = await rows(
        claims, "SELECT reason FROM audit_log WHERE entity_id = :id AND action = 'denial'", id=claim.id
    )
    assert denials == [("decision",)]


async def test_a_claim_that_is_not_there_is_not_found(claims: Service) -> None:
    answer = await refused(claims, ANNA, "assignClaim", claimId=uuid4(), expectedVersion=1)

    assert answer == ("NOT_FOUND", "There is no such claim.")


@pytest.mark.parametrize(
    ("status", "passed"),
    [
        (ClaimStatus.SUBMITTED, ["in_adjudication", "pended"]),
        (ClaimStatus.IN_ADJUDICATION, ["pended"]),
    ],
)
async def test_a_claim_that_is_not_decided_is_put_aside(
    claims: Service, status: ClaimStatus, passed: list[str]
) -> None:
    claim = a_claim(status=status)
    await claims.store(claim)

    done = await order(claims, ANNA, "pendClaim", CLAIM, claimId=claim.id, expectedVersion=1, reason="DOCUMENTS_NEEDED")

    assert (done["claim"]["status"], done["claim"]["statusReason"]) == ("PENDED", "DOCUMENTS_NEEDED")
    assert await history(claims, claim.id) == passed
    assert await told(claims, claim.id) == [("claim.pended", {"reasons": ["DOCUMENTS_NEEDED"]})]


@pytest.mark.parametrize("status", [ClaimStatus.DRAFT, ClaimStatus.PENDED, ClaimStatus.PAID, ClaimStatus.REVERSED])
async def test_nothing_else_is_put_aside(claims: Service, status: ClaimStatus) -> None:
    claim = a_claim(status=status)
    await claims.store(claim)

    code, _ = await refused(claims, ANNA, "pendClaim", claimId=claim.id, expectedVersion=1, reason="COVER_UNCLEAR")

    assert code == "INVALID_TRANSITION"
    assert await told(claims, claim.id) == []


async def test_a_review_holds_a_claim_that_waits(claims: Service) -> None:
    claim = a_claim(status=ClaimStatus.PENDED)
    result = a_fraud_result(claim, level=FraudLevel.HIGH)
    await claims.store(claim, result)

    done = await order(claims, ANNA, "openFraudReview", REVIEW, resultId=result.id, expectedVersion=1, notes=NOTES)

    assert done["fraudResult"] == {
        "claim": {"status": "FRAUD_REVIEW"},
        "review": {"status": "OPEN", "notes": NOTES, "investigator": {"id": ANNA.subject}},
    }
    assert await told(claims, claim.id) == [
        ("claim.fraud_flagged", {"reasons": ["SUSPECTED_FRAUD"], "score_band": "high"})
    ]


async def test_a_review_of_what_was_decided_changes_nothing_yet(claims: Service) -> None:
    claim = a_claim(status=ClaimStatus.PAID)
    result = a_fraud_result(claim)
    await claims.store(claim, result)

    done = await order(claims, ANNA, "openFraudReview", REVIEW, resultId=result.id, expectedVersion=1, notes=NOTES)

    assert done["fraudResult"]["claim"] == {"status": "PAID"}


async def test_a_result_is_reviewed_once(claims: Service) -> None:
    claim = a_claim(status=ClaimStatus.FRAUD_REVIEW)
    result = a_fraud_result(claim)
    await claims.store(claim, result)
    given = {"resultId": result.id, "expectedVersion": 1, "notes": NOTES}
    await order(claims, ANNA, "openFraudReview", REVIEW, **given)

    answer = await refused(claims, BEN, "openFraudReview", **given)

    assert answer == ("INVALID_TRANSITION", "A review of this result has been opened before.")


async def test_notes_of_a_review_stand_nowhere_in_the_clear(claims: Service) -> None:
    claim = a_claim(status=ClaimStatus.PENDED)
    result = a_fraud_result(claim)
    await claims.store(claim, result)

    await order(claims, ANNA, "openFraudReview", REVIEW, resultId=result.id, expectedVersion=1, notes=NOTES)

    stored = await rows(
        claims,
        "SELECT position(cast(:notes AS bytea) in notes_enc) FROM fraud_reviews WHERE result_id = :id",
        notes=NOTES.encode(),
        id=result.id,
    )
    assert stored == [(0,)]
    logged = await rows(claims, "SELECT count(*) FROM audit_log WHERE changes::text LIKE :notes", notes=f"%{NOTES}%")
    assert logged == [(0,)]
