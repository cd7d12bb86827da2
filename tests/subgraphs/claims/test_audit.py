"""Reads of health data and refusals leave a row in the audit log of claims, in the transaction of the read."""

from typing import Any
from uuid import UUID

import sqlalchemy as sa

from shared_models.audit import AUDIT_LOG
from shared_models.identity import Principal, Role
from tests.subgraphs.claims.builders import a_claim, a_diagnosis
from tests.subgraphs.service import Service

OFFICER = Principal(str(UUID(int=501)), frozenset({Role.CLAIMS_OFFICER}))
EMPLOYER_ID = UUID(int=601)
EMPLOYER = Principal(str(UUID(int=502)), frozenset({Role.EMPLOYER_ADMIN}), company_ids=(EMPLOYER_ID,))


async def _noted(service: Service, somebody: Principal) -> list[tuple[Any, ...]]:
    log = AUDIT_LOG.c
    rows = sa.select(log.action, log.entity_type, log.entity_id, log.changes).where(log.actor == somebody.subject)
    async with service.owner.connect() as connection:
        return [tuple(row) for row in await connection.execute(rows.order_by(log.occurred_at, log.id))]


async def test_an_officers_read_of_a_diagnosis_is_noted_with_what_it_is_for(claims: Service) -> None:
    claim = a_claim()
    await claims.store(claim, a_diagnosis(claim))
    officer = claims.as_(OFFICER)

    await officer.ask("query ($id: ID!) { claim(id: $id) { claimNumber category diagnoses { code } } }", id=claim.id)

    told = {"fields": ["category", "diagnoses"], "purpose": "to decide the claim and to understand the decision"}
    code = {"fields": ["code"], "purpose": "to decide the claim"}
    assert await _noted(claims, OFFICER) == [
        ("read", "Claim", claim.id, told),
        ("read", "ClaimDiagnosis", claim.id, code),
    ]


async def test_a_refused_field_is_noted_once(claims: Service) -> None:
    mine = [a_claim(company_id=EMPLOYER_ID) for _ in range(2)]
    await claims.store(*mine)
    employer = claims.as_(EMPLOYER)

    result = await employer.run("{ claims { edges { node { claimNumber category } } } }", {})

    assert {error.extensions["code"] for error in result.errors} == {"FORBIDDEN"}
    assert await _noted(claims, EMPLOYER) == [("denial", "Claim", None, {"fields": ["category"]})]


async def test_what_is_no_health_data_is_read_without_a_note(claims: Service) -> None:
    somebody = Principal(str(UUID(int=503)), frozenset({Role.CLAIMS_OFFICER}))
    claim = a_claim()
    await claims.store(claim)

    await claims.as_(somebody).ask("query ($id: ID!) { claim(id: $id) { claimNumber billed { amount } } }", id=claim.id)

    assert await _noted(claims, somebody) == []


async def test_without_its_note_nothing_is_told(claims: Service) -> None:
    claim = a_claim()
    await claims.store(claim)
    async with claims.owner.begin() as connection:
        await connection.execute(sa.text("REVOKE INSERT ON audit_log FROM covergraph_claims_app"))

    result = await claims.as_(OFFICER).run(
        "query ($id: ID!) { claim(id: $id) { claimNumber category } }", {"id": claim.id}
    )

    async with claims.owner.begin() as connection:
        await connection.execute(sa.text("GRANT INSERT ON audit_log TO covergraph_claims_app"))
    assert result.data is None
    assert [error.extensions["code"] for error in result.errors] == ["DEPENDENCY_UNAVAILABLE"]
