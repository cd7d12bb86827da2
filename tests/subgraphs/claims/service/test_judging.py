"""Claims decided by hand: by whom, with which words, by two above a limit; and what becomes of reviews and appeals."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest

from shared_models.claims import ClaimStatus, CodeSystem
from shared_models.identity import Principal, Role
from subgraphs.claims.rules.bill import Procedure
from subgraphs.claims.schema import schema
from subgraphs.claims.service.facts import Facts
from tests.principals import a_member, a_principal
from tests.subgraphs.claims.builders import a_procedure_code
from tests.subgraphs.claims.filings import a_key
from tests.subgraphs.claims.ordering import ANNA, BEN, history, order, refused
from tests.subgraphs.claims.rules.building import (
    MEMBER,
    a_benefit,
    a_bill,
    a_line,
    a_provider,
    a_snapshot,
    a_version,
)
from tests.subgraphs.claims.service.office import Office, facts_of
from tests.subgraphs.service import Service

CARA = a_principal(Role.CLAIMS_OFFICER, subject=str(UUID(int=0xC)))
DECIDED = (
    "claim { status version planPaid { amount } memberOwes { amount } runs { runNo mode outcome decidedBy { id } } }"
)
# A consultation is priced; nobody has agreed on a price for a scan.
PARTLY_PRICED = facts_of(
    a_snapshot(a_version(a_benefit(annual_limit=Decimal(50_000))), provider=a_provider({"VISIT": 80, "BIG": 12_000}))
)
VISIT, SCAN, BIG = a_line(1, "VISIT"), a_line(2, "SCAN", 500), a_line(1, "BIG", 15_000)


@pytest.fixture
def desk(office: Office) -> Service:
    """The service that orders are given to."""
    return Service("claims", schema, office.engine, office.owner, keyring=office.keyring)


async def a_pended_claim(office: Office, *lines: Any, facts: Facts = PARTLY_PRICED) -> UUID:
    """File a claim and have the engine leave it to a person."""
    claim_id = await office.file(a_bill(*(lines or (VISIT, SCAN))))
    await office.decide(claim_id, facts)
    assert (await office.claim(claim_id)).status is ClaimStatus.PENDED
    return claim_id


async def a_decided_claim(office: Office, *lines: Any, facts: Facts = PARTLY_PRICED) -> UUID:
    """File a claim and have the engine decide it, and finance pay what is due."""
    claim_id = await office.file(a_bill(*(lines or (VISIT,))))
    await office.decide(claim_id, facts)
    await office.pay(claim_id)
    return claim_id


async def decide(desk: Service, actor: Principal, claim_id: UUID, version: int, **given: Any) -> Any:
    given = {"decision": "APPROVE", "idempotencyKey": a_key(), **given}
    return await order(desk, actor, "decidePendedClaim", DECIDED, claimId=claim_id, expectedVersion=version, **given)


async def version_of(office: Office, claim_id: UUID) -> int:
    return (await office.claim(claim_id)).version


async def test_an_officer_prices_what_nobody_has_a_price_for(office: Office, desk: Service) -> None:
    claim_id = await a_pended_claim(office)
    words = [{"lineNo": 2, "pay": "CONTRACT_TERMS", "planPaid": "300.00", "allowed": "400.00"}]

    done = await decide(desk, ANNA, claim_id, await version_of(office, claim_id), lines=words)

    assert done["errors"] == []
    claim = done["claim"]
    assert (claim["status"], claim["planPaid"], claim["memberOwes"]) == (
        "PAYMENT_REQUESTED",
        {"amount": "380.00"},
        {"amount": "100.00"},
    )
    assert claim["runs"] == [
        {"runNo": 1, "mode": "AUTO", "outcome": "PENDED", "decidedBy": None},
        {"runNo": 2, "mode": "MANUAL", "outcome": "PARTIALLY_APPROVED", "decidedBy": {"id": ANNA.subject}},
    ]
    [(_, asked)] = await office.events("claim.payment_requested")
    assert asked["amount"] == "380.00"
    noted = await office.rows(
        "SELECT actor, changes FROM audit_log WHERE entity_id = :id AND action = 'update'", id=claim_id
    )
    assert [(actor, changes["run_no"], changes["plan_paid"][1]) for actor, changes in noted] == [
        (ANNA.subject, [1, 2], "380.00")
    ]


async def test_what_has_no_price_is_not_approved_as_it_is(office: Office, desk: Service) -> None:
    claim_id = await a_pended_claim(office)

    done = await decide(desk, ANNA, claim_id, await version_of(office, claim_id))

    (error,) = done["errors"]
    assert (error["code"], error["message"]) == (
        "VALIDATION",
        "Nobody has a price for line 2 yet: override or deny it.",
    )
    assert (await office.claim(claim_id)).status is ClaimStatus.PENDED
    assert await office.rows("SELECT count(*) FROM claim_adjudication_results") == [(1,)]


async def test_an_officer_denies_a_claim_for_a_reason(office: Office, desk: Service) -> None:
    claim_id = await a_pended_claim(office)
    version = await version_of(office, claim_id)

    done = await decide(desk, ANNA, claim_id, version, decision="DENY", denialReason="NOT_NECESSARY")

    assert (done["claim"]["status"], done["claim"]["planPaid"]) == ("DENIED", {"amount": "0.00"})
    assert await office.events("claim.payment_requested") == []
    reasons = await office.rows("SELECT DISTINCT reason, group_code FROM claim_adjustments WHERE reason <> 'NO_RATE'")
    assert ("NOT_NECESSARY", "CO") in reasons


@pytest.mark.parametrize("given", [{"decision": "DENY"}, {"decision": "APPROVE", "denialReason": "DUPLICATE"}])
async def test_a_denial_has_a_reason_and_an_approval_none(office: Office, desk: Service, given: dict[str, Any]) -> None:
    claim_id = await a_pended_claim(office)

    done = await decide(desk, ANNA, claim_id, await version_of(office, claim_id), **given)

    assert [each["path"] for each in done["errors"]] == [["input", "denialReason"]]


async def test_the_same_order_twice_decides_once(office: Office, desk: Service) -> None:
    claim_id = await a_pended_claim(office)
    version = await version_of(office, claim_id)
    given: dict[str, Any] = {
        "idempotencyKey": a_key(),
        "decision": "DENY",
        "denialReason": "DUPLICATE",
    }

    first = await decide(desk, ANNA, claim_id, version, **given)
    second = await decide(desk, ANNA, claim_id, version, **given)
    other = await decide(desk, ANNA, claim_id, version, **{**given, "denialReason": "EXCLUDED"})

    assert first == second
    assert len(first["claim"]["runs"]) == 2
    assert [each["code"] for each in other["errors"]] == ["IDEMPOTENCY_KEY_REUSED"]


async def test_what_is_decided_is_not_decided_again_as_pended(office: Office, desk: Service) -> None:
    claim_id = await a_decided_claim(office)
    claim = await office.claim(claim_id)

    done = await decide(desk, ANNA, claim_id, claim.version)

    (error,) = done["errors"]
    assert (error["code"], error["message"]) == (
        "INVALID_TRANSITION",
        f"Claim {claim.claim_number} is paid: this is for one that is pended.",
    )


async def test_what_was_never_priced_is_given_to_the_engine_first(office: Office, desk: Service) -> None:
    claim_id = await office.file(a_bill(VISIT), status=ClaimStatus.PENDED)

    done = await decide(desk, ANNA, claim_id, 1)

    assert [each["code"] for each in done["errors"]] == ["INVALID_TRANSITION"]
    assert done["errors"][0]["message"] == "This claim was never priced: order adjudicateClaim first."


async def test_above_ten_thousand_it_takes_a_second_officer(office: Office, desk: Service) -> None:
    claim_id = await a_pended_claim(office, BIG, SCAN)
    version = await version_of(office, claim_id)
    given: dict[str, Any] = {"lines": [{"lineNo": 2, "deny": "NOT_COVERED"}]}

    first = await decide(desk, ANNA, claim_id, version, **given)
    again = await decide(desk, ANNA, claim_id, version, **given)
    waiting = (await office.claim(claim_id)).status
    second = await decide(desk, BEN, claim_id, version, **given)

    assert [each["code"] for each in (*first["errors"], *again["errors"])] == ["SECOND_APPROVAL_REQUIRED"] * 2
    assert waiting is ClaimStatus.PENDED
    assert (second["claim"]["status"], second["claim"]["planPaid"]) == ("PAYMENT_REQUESTED", {"amount": "12000.00"})
    persons = await office.rows("SELECT requested_by, decided_by, status FROM approvals")
    assert persons == [(UUID(ANNA.subject), UUID(BEN.subject), "done")]


async def test_a_paid_line_is_overridden_and_the_difference_asked_for(office: Office, desk: Service) -> None:
    facts = facts_of(a_snapshot(a_version(individual_deductible=Decimal(30)), provider=a_provider({"VISIT": 80})))
    claim_id = await a_decided_claim(office, facts=facts)

    done = await order(
        desk,
        ANNA,
        "overrideLine",
        DECIDED,
        claimId=claim_id,
        expectedVersion=await version_of(office, claim_id),
        lineNo=1,
        planPaid="75.00",
        reason="GOODWILL",
        idempotencyKey=a_key(),
    )

    assert done["errors"] == []
    assert (done["claim"]["planPaid"], done["claim"]["memberOwes"]) == ({"amount": "75.00"}, {"amount": "5.00"})
    asked = [Decimal(payload["amount"]) for _, payload in await office.events("claim.payment_requested")]
    assert asked == [Decimal(50), Decimal(25)]
    assert (await office.used())["individual_deductible", None] == (Decimal(5), 0)


async def test_an_override_beyond_the_limits_changes_nothing(office: Office, desk: Service) -> None:
    facts = facts_of(a_snapshot(a_version(annual_limit=Decimal(60)), provider=a_provider({"VISIT": 80})))
    claim_id = await a_decided_claim(office, facts=facts)

    answer = await refused(
        desk,
        ANNA,
        "overrideLine",
        claimId=claim_id,
        expectedVersion=await version_of(office, claim_id),
        lineNo=1,
        planPaid="75.00",
        reason="GOODWILL",
        idempotencyKey=a_key(),
    )

    assert answer == ("VALIDATION", "Terms and limits let the plan pay 60.00 of line 1, not more.")
    assert await office.rows("SELECT count(*) FROM claim_adjudication_results") == [(1,)]


@pytest.mark.parametrize(("outcome", "status"), [("CLEARED", "PAYMENT_REQUESTED"), ("CONFIRMED", "DENIED")])
async def test_a_review_ends_what_it_held(office: Office, desk: Service, outcome: str, status: str) -> None:
    claim_id = await a_suspicious_claim(office)
    [(result_id,)] = await office.rows("SELECT id FROM fraud_detection_results WHERE claim_id = :id", id=claim_id)
    review = "fraudResult { review { id version status notes } claim { status } }"
    version = await version_of(office, claim_id)
    opened = await order(
        desk,
        ANNA,
        "openFraudReview",
        review,
        resultId=result_id,
        expectedVersion=version,
        notes="Two bills of one visit.",
    )
    held = opened["fraudResult"]

    closed = await order(
        desk,
        BEN,
        "closeFraudReview",
        review,
        reviewId=held["review"]["id"],
        expectedVersion=1,
        outcome=outcome,
        notes="The clinic was called.",
    )

    assert held["claim"] == {"status": "FRAUD_REVIEW"}
    assert closed["errors"] == []
    assert closed["fraudResult"]["claim"] == {"status": status}
    assert closed["fraudResult"]["review"]["status"] == outcome
    assert closed["fraudResult"]["review"]["notes"] == "Two bills of one visit.\n\nThe clinic was called."
    again = await refused(
        desk,
        BEN,
        "closeFraudReview",
        reviewId=held["review"]["id"],
        expectedVersion=2,
        outcome="CLEARED",
        notes="Once more, for sure.",
    )
    assert again[0] == "INVALID_TRANSITION"


async def test_an_appeal_that_is_upheld_closes_the_claim(office: Office, desk: Service) -> None:
    claim_id, appeal_id = await a_contested_claim(office, desk)

    done = await decide_appeal(desk, BEN, appeal_id, decision="UPHELD")

    assert done["appeal"] == {"status": "UPHELD", "claim": {"status": "CLOSED"}}
    assert (await history(desk, claim_id))[-2:] == ["under_appeal", "closed"]


async def test_an_appeal_that_is_overturned_is_a_run_by_hand(office: Office, desk: Service) -> None:
    claim_id, appeal_id = await a_contested_claim(office, desk)

    done = await decide_appeal(
        desk,
        BEN,
        appeal_id,
        decision="OVERTURNED",
        lines=[{"lineNo": 1, "pay": "DOCUMENTS_RECEIVED"}],
    )

    assert done["appeal"] == {"status": "OVERTURNED", "claim": {"status": "PAYMENT_REQUESTED"}}
    runs = await office.rows(
        "SELECT mode, outcome, plan_paid, decided_by FROM claim_adjudication_results WHERE claim_id = :id"
        " ORDER BY run_no",
        id=claim_id,
    )
    assert runs[1:] == [
        ("manual", "denied", Decimal("0.0000"), UUID(ANNA.subject)),
        ("manual", "partially_approved", Decimal("80.0000"), UUID(BEN.subject)),
    ]


async def test_who_decided_a_claim_does_not_decide_its_appeal(office: Office, desk: Service) -> None:
    _, appeal_id = await a_contested_claim(office, desk)

    done = await decide_appeal(desk, ANNA, appeal_id, decision="UPHELD")

    assert [each["code"] for each in done["errors"]] == ["FORBIDDEN"]


async def test_the_first_of_two_has_decided_as_well(office: Office, desk: Service) -> None:
    claim_id = await a_pended_claim(office, BIG, SCAN)
    version = await version_of(office, claim_id)
    given: dict[str, Any] = {"lines": [{"lineNo": 2, "deny": "NOT_COVERED"}]}
    await decide(desk, ANNA, claim_id, version, **given)
    await decide(desk, BEN, claim_id, version, **given)
    await office.pay(claim_id)
    appeal_id = await appealed(office, desk, claim_id)

    by_the_first = await decide_appeal(desk, ANNA, appeal_id, decision="UPHELD")
    by_another = await decide_appeal(desk, CARA, appeal_id, decision="UPHELD")

    assert [each["code"] for each in by_the_first["errors"]] == ["FORBIDDEN"]
    assert by_another["appeal"]["status"] == "UPHELD"


async def test_an_appeal_that_is_overturned_says_what_is_paid(office: Office, desk: Service) -> None:
    _, appeal_id = await a_contested_claim(office, desk)

    done = await decide_appeal(desk, BEN, appeal_id, decision="OVERTURNED")

    assert [each["path"] for each in done["errors"]] == [["input", "lines"]]


async def a_suspicious_claim(office: Office) -> UUID:
    """Have a claim decided that looks like fraud: a visit of 25 hours on a Sunday, the fifth claim within days."""
    long = Procedure(CodeSystem.CPT, "99499")
    code = {"code_system": long.system, "code": long.code, "default_minutes": 1_500}
    await office.store(*([] if await office.rows("SELECT 1 FROM procedure_codes") else [a_procedure_code(**code)]))
    for _ in range(4):
        await office.file(a_bill(a_line(code="OTHER")))
    sunday = replace(a_line(), procedure=long, service_date=date(2026, 3, 8))
    claim_id = await office.file(a_bill(sunday))
    await office.decide(claim_id, facts_of(a_snapshot()))
    return claim_id


async def a_contested_claim(office: Office, desk: Service) -> tuple[UUID, UUID]:
    """Have Anna deny a claim, and the member appeal against that."""
    claim_id = await a_pended_claim(office)
    version = await version_of(office, claim_id)
    await decide(desk, ANNA, claim_id, version, decision="DENY", denialReason="NOT_NECESSARY")
    return claim_id, await appealed(office, desk, claim_id)


async def appealed(office: Office, desk: Service, claim_id: UUID) -> UUID:
    done = await order(
        desk,
        a_member(MEMBER),
        "fileAppeal",
        "appeal { id }",
        claimId=claim_id,
        expectedVersion=await version_of(office, claim_id),
        grounds="The referral was attached.",
    )
    assert done["errors"] == [], done
    return UUID(done["appeal"]["id"])


async def decide_appeal(desk: Service, actor: Principal, appeal_id: UUID, **given: Any) -> Any:
    given = {"idempotencyKey": a_key(), "expectedVersion": 1, **given}
    return await order(desk, actor, "decideAppeal", "appeal { status claim { status } }", appealId=appeal_id, **given)
