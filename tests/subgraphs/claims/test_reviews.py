"""Fraud results, necessity, appeals and preauthorisations as a claims officer reads them."""

from datetime import date
from decimal import Decimal
from uuid import uuid4

from shared_models.claims import AppealStatus, FraudAction, FraudLevel, FraudReviewStatus, NecessityResult
from tests.subgraphs.claims.builders import (
    a_claim,
    a_fraud_result,
    a_line,
    a_necessity_validation,
    a_preauthorization,
    a_review,
    an_appeal,
    noon,
)
from tests.subgraphs.service import Service


async def test_a_claim_shows_its_newest_fraud_result_with_its_features_and_review(claims: Service) -> None:
    claim, officer, model = a_claim(), uuid4(), uuid4()
    result = a_fraud_result(claim, run_no=2, model_id=model, model_score=Decimal("0.4"))
    review = a_review(result, investigator_id=officer)
    await claims.store(claim, a_fraud_result(claim, score=5, level=FraudLevel.LOW), result, review)

    data = await claims.ask(
        """query ($id: ID) { claim(id: $id) { fraud {
             runNo score level action modelScore model { id } features { code value threshold points }
             review { status notes investigator { id } closedAt } } } }""",
        id=claim.id,
    )

    assert data["claim"]["fraud"] == {
        "runNo": 2,
        "score": 51,
        "level": "HIGH",
        "action": "PEND",
        "modelScore": "0.400000",
        "model": {"id": str(model)},
        "features": [{"code": "AMOUNT_Z", "value": "3.4", "threshold": "3", "points": 25}],
        "review": {
            "status": "OPEN",
            "notes": "Called the clinic.",
            "investigator": {"id": str(officer)},
            "closedAt": None,
        },
    }


async def test_the_fraud_queue_holds_what_is_held_up_and_not_closed_worst_first(claims: Service) -> None:
    claim = a_claim()
    pended, opened = a_fraud_result(claim), a_fraud_result(claim, run_no=2, score=80, action=FraudAction.HOLD)
    cleared = a_fraud_result(claim, run_no=3, score=90, action=FraudAction.HOLD)
    harmless = a_fraud_result(claim, run_no=4, score=10, level=FraudLevel.LOW, action=FraudAction.NONE)
    await claims.store(
        claim,
        pended,
        opened,
        cleared,
        harmless,
        a_review(opened),
        a_review(cleared, status=FraudReviewStatus.CLEARED, closed_at=noon(date(2026, 3, 9))),
    )
    query = """query ($f: FraudResultFilter) {
      fraudQueue(filter: $f) { totalCount edges { node { score claim { claimNumber } } } } }"""

    data = await claims.ask(query, f={"claimId": str(claim.id)})

    assert data["fraudQueue"]["totalCount"] == 2
    assert [edge["node"]["score"] for edge in data["fraudQueue"]["edges"]] == [80, 51]
    assert data["fraudQueue"]["edges"][0]["node"]["claim"] == {"claimNumber": claim.claim_number}


async def test_fraud_results_are_filtered_by_level_and_score(claims: Service) -> None:
    claim = a_claim()
    await claims.store(
        claim, a_fraud_result(claim), a_fraud_result(claim, run_no=2, score=80, level=FraudLevel.CRITICAL)
    )
    query = """query ($f: FraudResultFilter) { fraudResults(filter: $f) { edges { node { score } } } }"""

    critical = await claims.ask(query, f={"claimId": str(claim.id), "levelIn": ["CRITICAL"]})
    from_fifty = await claims.ask(query, f={"claimId": str(claim.id), "scoreFrom": 52})

    assert critical == from_fifty == {"fraudResults": {"edges": [{"node": {"score": 80}}]}}


async def test_a_claim_shows_what_was_found_about_necessity(claims: Service) -> None:
    claim, officer = a_claim(), uuid4()
    line = a_line(claim)
    finding = a_necessity_validation(
        claim,
        line,
        result=NecessityResult.PENDING_REVIEW,
        confidence=Decimal("0.5"),
        reviewer_id=officer,
        note="Asked.",
    )
    await claims.store(claim, line, finding)

    data = await claims.ask(
        """query ($id: ID) { claim(id: $id) { necessityValidations {
             result confidence note diagnosisCode procedureCode line { lineNo } reviewer { id } } } }""",
        id=claim.id,
    )

    assert data["claim"]["necessityValidations"] == [
        {
            "result": "PENDING_REVIEW",
            "confidence": "0.500000",
            "note": "Asked.",
            "diagnosisCode": "J06.9",
            "procedureCode": "185349003",
            "line": {"lineNo": 1},
            "reviewer": {"id": str(officer)},
        }
    ]


async def test_appeals_are_listed_newest_first_and_stand_on_their_claim(claims: Service) -> None:
    claim, filer = a_claim(), uuid4()
    await claims.store(
        claim,
        an_appeal(claim, status=AppealStatus.UPHELD, decided_at=noon(date(2026, 3, 10)), filed_by=filer),
        an_appeal(claim, filed_at=noon(date(2026, 3, 20)), grounds="A second opinion.", filed_by=filer),
    )
    query = """query ($f: AppealFilter) {
      appeals(filter: $f) { edges { node { status grounds filedBy { id } claim { appeals { status } } } } } }"""

    data = await claims.ask(query, f={"claimId": str(claim.id)})

    on_claim = {"appeals": [{"status": "UPHELD"}, {"status": "FILED"}]}
    shared = {"filedBy": {"id": str(filer)}, "claim": on_claim}
    assert [edge["node"] for edge in data["appeals"]["edges"]] == [
        {"status": "FILED", "grounds": "A second opinion."} | shared,
        {"status": "UPHELD", "grounds": "The referral was attached."} | shared,
    ]


async def test_a_preauthorization_is_found_by_number_and_listed_by_day(claims: Service) -> None:
    promise = a_preauthorization(preauthorization_number="PRE-FIND", amount_limit=Decimal(750))
    await claims.store(promise)

    one = await claims.ask(
        """{ preauthorization(preauthorizationNumber: "PRE-FIND") {
               procedureCode unitsApproved unitsUsed amountLimit { amount currency }
               member { id } provider { id } } }"""
    )
    listed = await claims.ask(
        """query ($f: PreauthorizationFilter) { preauthorizations(filter: $f) { totalCount } }""",
        f={"memberId": str(promise.member_id), "validOn": "2026-12-31"},
    )
    too_late = await claims.ask(
        """query ($f: PreauthorizationFilter) { preauthorizations(filter: $f) { totalCount } }""",
        f={"memberId": str(promise.member_id), "validOn": "2027-01-01"},
    )

    assert one["preauthorization"] == {
        "procedureCode": "312681000",
        "unitsApproved": "3.000",
        "unitsUsed": "0.000",
        "amountLimit": {"amount": "750.00", "currency": "USD"},
        "member": {"id": str(promise.member_id)},
        "provider": {"id": str(promise.provider_id)},
    }
    assert listed == {"preauthorizations": {"totalCount": 1}}
    assert too_late == {"preauthorizations": {"totalCount": 0}}
