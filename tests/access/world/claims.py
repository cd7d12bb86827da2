"""Rows of claims."""

from datetime import date
from decimal import Decimal
from typing import Final
from uuid import uuid4

from sqlmodel import SQLModel

from shared_models import claims
from subgraphs.claims.schema import schema
from tests.access.world.sides import NOW, Domain, Party, World
from tests.keys import with_plain
from tests.subgraphs.claims import builders as of_claims


def rows(world: World) -> list[SQLModel]:
    """Return the rows of claims."""
    codes = [of_claims.a_diagnosis_code(code="J06.9"), of_claims.a_procedure_code()]
    rule = of_claims.a_necessity_rule(
        procedure_code="99213",
        diagnosis_code_system=claims.DiagnosisCodeSystem.ICD10CM,
        diagnosis_prefixes=["J06"],
        max_units_per_day=Decimal(1),
        min_days_between=7,
    )
    return [*codes, rule, *(row for party in (world.own, world.foreign) for row in _of(party))]


def _of(party: Party) -> list[SQLModel]:
    add = party.add
    preauthorization = add(of_claims.a_preauthorization(member_id=party.member, provider_id=party.provider))
    claim = add(
        of_claims.a_claim(
            member_id=party.member,
            provider_id=party.provider,
            company_id=party.company,
            enrolment_id=uuid4(),
            scheme_version_id=uuid4(),
            personnel_id=uuid4(),
            agent_id=uuid4(),
            assignee_id=uuid4(),
            preauthorization_id=preauthorization.id,
            received_at=NOW,
            status_reason="AMOUNT",
            accident_date=date(2026, 3, 1),
            external_ref=str(party.member),
        )
    )
    line = add(of_claims.a_line(claim, preauthorization_id=preauthorization.id))
    run = add(of_claims.a_run(claim, decided_by=uuid4()))
    line_result = add(of_claims.a_line_result(run, line))
    fraud = add(of_claims.a_fraud_result(claim, model_id=uuid4(), model_score=Decimal("0.5")))
    return [
        preauthorization,
        claim,
        line,
        of_claims.a_diagnosis(claim),
        run,
        line_result,
        add(of_claims.an_adjustment(line_result)),
        add(of_claims.an_eob(run, claim)),
        add(of_claims.a_limit(member_id=party.member)),
        fraud,
        add(of_claims.a_review(fraud)),
        add(of_claims.a_necessity_validation(claim, line)),
        add(of_claims.an_appeal(claim)),
        add(of_claims.an_event(claim, reason="AMOUNT")),
        add(of_claims.a_document(claim)),
        add(of_claims.a_candidate(claim)),
        add(of_claims.a_necessity_rule()),
        add(
            with_plain(
                claims.AdjudicationSnapshot,
                {
                    "claim_id": claim.id,
                    "eligibility": {},
                    "coverage": {},
                    "network": {},
                    "accumulators": {},
                    "content_hash": b"x",
                },
            )
        ),
    ]


ESTIMATE: Final = (
    f'{{memberId: "{uuid4()}", providerId: "{uuid4()}", claimType: DENTAL, category: HOME, currency: "USD",'
    ' serviceFrom: "2026-03-10", serviceTo: "2026-03-10", diagnoses: [], lines: []}'
)

DOMAIN: Final = Domain(
    schema=schema,
    rows=rows,
    tables={
        "Claim": "claims",
        "ClaimLine": "claim_lines",
        "Preauthorization": "preauthorizations",
        "ClaimAdjudicationResult": "claim_adjudication_results",
        "ExplanationOfBenefit": "explanation_of_benefits",
        "BenefitUtilization": "benefit_utilization",
        "FraudDetectionResult": "fraud_detection_results",
        "MedicalNecessityValidation": "medical_necessity_validations",
        "ReprocessCandidate": "reprocess_candidates",
    },
    ways={
        "ClaimDiagnosis": ("Claim", "diagnoses"),
        "ClaimLineResult": ("ClaimAdjudicationResult", "lines"),
        "ClaimAdjustment": ("ClaimLineResult", "adjustments"),
        "FraudReview": ("FraudDetectionResult", "review"),
        "ClaimAppeal": ("Claim", "appeals"),
        "ClaimEvent": ("Claim", "history"),
        "ClaimDocument": ("Claim", "documents"),
    },
    arguments={
        "claim": "id",
        "preauthorization": "id",
        "adjudicationRuns": "claimId",
        "explainAdjudication": "claimId",
        "benefitUtilization": "memberId",
        "eligibility": f'memberId: "{uuid4()}", serviceDate: "2026-03-10"',
        "estimateClaim": f"input: {ESTIMATE}",
        "Member.eligibility": 'serviceDate: "2026-03-10"',
    },
    stubs={"Member": "member", "Company": "company", "Provider": "provider"},
    keys={
        "DiagnosisCode": (
            {"codeSystem": "ICD10CM", "code": "J06.9"},
            {"codeSystem": "ICD10CM", "code": "none"},
        )
    },
    lists={
        "ProcedureCode": (
            'procedureCodes(filter: {search: "helps"})',
            'procedureCodes(filter: {search: "nothing is called that"})',
            ("edges", "node"),
        ),
        "NecessityRule": (
            'necessityRules(filter: {procedureCode: "99213"})',
            'necessityRules(filter: {procedureCode: "none"})',
            ("edges", "node"),
        ),
    },
    composite={"claim_diagnoses": ("claim_id", "claims")},
)
