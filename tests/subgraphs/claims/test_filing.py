"""Claims come in: what is stored, told and answered, and what is refused with the path to it."""

from typing import Any

import sqlalchemy as sa

from shared_models.access import AS_SYSTEM
from shared_models.identity import Principal
from tests.principals import a_provider
from tests.subgraphs.claims.filings import (
    CLINIC,
    MEMBER,
    a_claim_input,
    a_diagnosis_input,
    a_line_input,
)
from tests.subgraphs.service import Service

DOCTOR = a_provider(CLINIC)
SUBMIT = """
mutation ($input: SubmitClaimInput!) {
  submitClaim(input: $input) {
    claim { id claimNumber status source billed { amount currency } otherPayer { amount } lines { billed { amount } } }
    errors { code message path }
  }
}
"""


async def submit(claims: Service, actor: Principal, given: dict[str, Any]) -> Any:
    """Return the payload of a submission that is answered without top-level errors."""
    return (await claims.as_(actor).ask(SUBMIT, input=given))["submitClaim"]


async def accepted(claims: Service, given: dict[str, Any], *, actor: Principal = DOCTOR) -> Any:
    """Return the claim of a submission that must be taken in."""
    done = await submit(claims, actor, given)
    assert done["errors"] == [], done
    return done["claim"]


async def rows(claims: Service, statement: str, **values: Any) -> list[Any]:
    """Return rows as the service itself reads them."""
    async with claims.owner.connect() as connection:
        await connection.execute(sa.text(AS_SYSTEM))
        return [tuple(row) for row in await connection.execute(sa.text(statement), values)]


async def test_a_claim_is_stored_with_its_lines_and_told_of(claims: Service) -> None:
    lines = [a_line_input(units="3", unitPrice="33.33"), a_line_input(procedureCode="80053", otherPayerPaid="20.00")]

    claim = await accepted(claims, a_claim_input(*lines))

    assert claim["claimNumber"].startswith("CLM-20")
    assert (claim["status"], claim["source"]) == ("SUBMITTED", "PORTAL")
    assert claim["billed"] == {"amount": "199.99", "currency": "USD"}
    assert claim["otherPayer"] == {"amount": "20.00"}
    assert [each["billed"]["amount"] for each in claim["lines"]] == ["99.99", "100.00"]
    history = await rows(
        claims, "SELECT from_status, to_status, actor FROM claim_events WHERE claim_id = :id", id=claim["id"]
    )
    assert history == [("draft", "submitted", DOCTOR.subject)]
    [(payload,)] = await rows(
        claims,
        "SELECT payload FROM outbox_events WHERE type = 'claim.submitted' AND aggregate_id = :id",
        id=claim["id"],
    )
    assert payload == {
        "member_id": str(MEMBER),
        "provider_id": str(CLINIC),
        "billed": "199.9900",
        "currency": "USD",
        "service_from": "2026-03-02",
        "category": "outpatient",
        "claim_number": claim["claimNumber"],
    }
    audited = await rows(
        claims, "SELECT action, actor FROM audit_log WHERE entity_type = 'Claim' AND entity_id = :id", id=claim["id"]
    )
    assert ("create", DOCTOR.subject) in audited


async def test_a_submission_takes_as_few_statements_however_many_lines_it_has(claims: Service) -> None:
    lines = [a_line_input(diagnosisPointers=[1, 25]) for _ in range(200)]
    others = [a_diagnosis_input(role="SECONDARY") for _ in range(24)]
    submission = "mutation ($input: SubmitClaimInput!) { submitClaim(input: $input) { claim { id } } }"

    done = await claims.as_(DOCTOR).ask(
        submission, input=a_claim_input(*lines, diagnoses=[a_diagnosis_input(), *others])
    )

    assert done["submitClaim"]["claim"] is not None
    assert len(claims.statements) == 8
