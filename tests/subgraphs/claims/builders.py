"""Rows of claims with sensible defaults."""

from datetime import UTC, date, datetime
from decimal import Decimal
from itertools import count
from typing import Any
from uuid import uuid4

from sqlalchemy.dialects.postgresql import Range

from shared_models import claims
from tests.keys import with_plain

_numbers = count(1)


def noon(day: date) -> datetime:
    """Return twelve o'clock UTC of a day."""
    return datetime(day.year, day.month, day.day, 12, tzinfo=UTC)


def a_claim(**values: Any) -> claims.Claim:
    """Return a submitted claim of 100.00 USD; numbers count up."""
    defaults: dict[str, Any] = {
        "claim_number": f"CLM-{next(_numbers):06}",
        "source": claims.ClaimSource.PORTAL,
        "claim_type": claims.ClaimType.PROFESSIONAL,
        "category": claims.ClaimCategory.OUTPATIENT,
        "member_id": uuid4(),
        "provider_id": uuid4(),
        "service_from": date(2026, 3, 2),
        "service_to": date(2026, 3, 2),
        "received_at": noon(date(2026, 3, 3)),
        "currency": "USD",
        "billed_amount": Decimal(100),
        "status": claims.ClaimStatus.SUBMITTED,
    }
    return claims.Claim(**(defaults | values))


def a_line(claim: claims.Claim, **values: Any) -> claims.ClaimLine:
    """Return the first line of a claim: one unit of 100.00."""
    defaults: dict[str, Any] = {
        "claim_id": claim.id,
        "line_no": 1,
        "procedure_code": "185349003",
        "code_system": claims.CodeSystem.SNOMED,
        "service_date": claim.service_from,
        "units": Decimal(1),
        "unit_price": Decimal(100),
        "billed_amount": Decimal(100),
        "currency": claim.currency,
    }
    return claims.ClaimLine(**(defaults | values))


def a_diagnosis(claim: claims.Claim, **values: Any) -> claims.ClaimDiagnosis:
    """Return the principal diagnosis of a claim."""
    defaults: dict[str, Any] = {
        "claim_id": claim.id,
        "position": 1,
        "code_system": claims.DiagnosisCodeSystem.ICD10CM,
        "code": "J06.9",
        "role": claims.DiagnosisRole.PRINCIPAL,
    }
    return claims.ClaimDiagnosis(**(defaults | values))


def a_run(claim: claims.Claim, **values: Any) -> claims.ClaimAdjudicationResult:
    """Return the first run over a claim: 80 allowed, of which the plan pays 64, the member a coinsurance of 16."""
    defaults: dict[str, Any] = {
        "claim_id": claim.id,
        "run_no": 1,
        "engine_version": "1",
        "mode": claims.AdjudicationMode.AUTO,
        "outcome": claims.AdjudicationOutcome.APPROVED,
    }
    return claims.ClaimAdjudicationResult(**(defaults | _shares(claim.currency) | values))


def a_line_result(run: claims.ClaimAdjudicationResult, line: claims.ClaimLine, **values: Any) -> claims.ClaimLineResult:
    """Return what a run decided for a line, with the shares of `a_run`."""
    defaults: dict[str, Any] = {
        "result_id": run.id,
        "line_id": line.id,
        "decision": claims.LineDecision.PAID,
        "benefit_category": "OUTPATIENT",
        "network_tier": claims.NetworkTier.STANDARD,
    }
    return claims.ClaimLineResult(**(defaults | _shares(run.currency) | values))


def _shares(currency: str) -> dict[str, Any]:
    return {
        "billed": Decimal(100),
        "allowed": Decimal(80),
        "plan_paid": Decimal(64),
        "member_amount": Decimal(16),
        "coinsurance": Decimal(16),
        "writeoff": Decimal(20),
        "currency": currency,
    }


def an_adjustment(line_result: claims.ClaimLineResult, **values: Any) -> claims.ClaimAdjustment:
    """Return the write-off of a line as an adjustment."""
    defaults: dict[str, Any] = {
        "line_result_id": line_result.id,
        "group_code": claims.AdjustmentGroup.CO,
        "reason": "CONTRACT_RATE",
        "reason_code": "45",
        "amount": Decimal(20),
        "currency": line_result.currency,
    }
    return claims.ClaimAdjustment(**(defaults | values))


def an_eob(run: claims.ClaimAdjudicationResult, claim: claims.Claim, **values: Any) -> claims.ExplanationOfBenefit:
    """Return the explanation of a run, with the shares of `a_run`."""
    shares = {"billed": "100.00", "provider_discount": "20.00", "plan_paid": "64.00", "you_may_owe": "16.00"}
    line = {"line_no": 1, "procedure_code": "185349003", "service_date": "2026-03-02"}
    defaults: dict[str, Any] = {
        "eob_number": f"EOB-{next(_numbers):06}",
        "claim_id": claim.id,
        "result_id": run.id,
        "member_id": claim.member_id,
        "issued_at": noon(date(2026, 3, 10)),
        "language": "en",
        "currency": claim.currency,
        "totals": shares,
        "lines": [line | shares],
        "accumulators": {"deductible": {"limit": "500.00", "used": "350.00", "remaining": "150.00"}},
        "appeal_deadline": date(2026, 9, 6),
    }
    return claims.ExplanationOfBenefit(**(defaults | values))


def a_limit(**values: Any) -> claims.BenefitUtilization:
    """Return a member's deductible of 500.00 for 2026, 350.00 of it used."""
    member = values.get("member_id", uuid4())
    defaults: dict[str, Any] = {
        "member_id": member,
        "family_key": member,
        "enrolment_id": uuid4(),
        "accumulator": claims.Accumulator.INDIVIDUAL_DEDUCTIBLE,
        "network_tier": claims.AccumulatorNetwork.ANY,
        "period": Range(date(2026, 1, 1), date(2027, 1, 1)),
        "limit_amount": Decimal(500),
        "used_amount": Decimal(350),
        "currency": "USD",
    }
    return claims.BenefitUtilization(**(defaults | values))


def a_preauthorization(**values: Any) -> claims.Preauthorization:
    """Return an approved preauthorisation of three units in 2026; numbers count up."""
    defaults: dict[str, Any] = {
        "preauthorization_number": f"PRE-{next(_numbers):06}",
        "member_id": uuid4(),
        "provider_id": uuid4(),
        "code_system": claims.CodeSystem.SNOMED,
        "procedure_code": "312681000",
        "units_requested": Decimal(3),
        "units_approved": Decimal(3),
        "currency": "USD",
        "span": Range(date(2026, 1, 1), date(2027, 1, 1)),
        "status": claims.PreauthorizationStatus.APPROVED,
    }
    return claims.Preauthorization(**(defaults | values))


def a_fraud_result(claim: claims.Claim, **values: Any) -> claims.FraudDetectionResult:
    """Return a score of 51, which pends the claim."""
    defaults: dict[str, Any] = {
        "claim_id": claim.id,
        "run_no": 1,
        "score": 51,
        "level": claims.FraudLevel.HIGH,
        "features": [{"code": "AMOUNT_Z", "value": "3.4", "threshold": "3", "points": 25}],
        "action": claims.FraudAction.PEND,
    }
    return claims.FraudDetectionResult(**(defaults | values))


def a_review(result: claims.FraudDetectionResult, **values: Any) -> claims.FraudReview:
    """Return an open investigation."""
    defaults: dict[str, Any] = {"result_id": result.id, "investigator_id": uuid4(), "notes": "Called the clinic."}
    return with_plain(claims.FraudReview, defaults | values)


def a_necessity_validation(claim: claims.Claim, line: claims.ClaimLine, **values: Any) -> Any:
    """Return a line found necessary for want of a rule."""
    defaults: dict[str, Any] = {
        "claim_id": claim.id,
        "line_id": line.id,
        "diagnosis_code": "J06.9",
        "procedure_code": line.procedure_code,
        "result": claims.NecessityResult.NO_RULE,
        "evidence": {},
    }
    return with_plain(claims.MedicalNecessityValidation, defaults | values)


def an_appeal(claim: claims.Claim, **values: Any) -> claims.ClaimAppeal:
    """Return an appeal that waits for an answer."""
    defaults: dict[str, Any] = {
        "claim_id": claim.id,
        "filed_by": uuid4(),
        "filed_at": noon(date(2026, 3, 9)),
        "grounds": "The referral was attached.",
    }
    return with_plain(claims.ClaimAppeal, defaults | values)


def an_event(claim: claims.Claim, **values: Any) -> claims.ClaimEvent:
    """Return the step that submitted a claim."""
    defaults: dict[str, Any] = {
        "claim_id": claim.id,
        "from_status": claims.ClaimStatus.DRAFT,
        "to_status": claims.ClaimStatus.SUBMITTED,
        "actor": "somebody",
    }
    return claims.ClaimEvent(**(defaults | values))


def a_document(claim: claims.Claim, **values: Any) -> claims.ClaimDocument:
    """Return an invoice; names count up."""
    defaults: dict[str, Any] = {
        "claim_id": claim.id,
        "document_type": claims.ClaimDocumentType.INVOICE,
        "file_name": "invoice.pdf",
        "storage_key": f"document-{next(_numbers):06}",
        "mime_type": claims.DocumentFormat.PDF,
        "size_bytes": 1_000,
        "sha256": bytes(32),
    }
    return claims.ClaimDocument(**(defaults | values))


def a_candidate(claim: claims.Claim, **values: Any) -> claims.ReprocessCandidate:
    """Return a claim whose cover ended before its care, as it turned out later."""
    defaults: dict[str, Any] = {
        "claim_id": claim.id,
        "cause": "ENROLMENT_CHANGED",
        "detected_at": noon(date(2026, 3, 9)),
    }
    return claims.ReprocessCandidate(**(defaults | values))


def a_diagnosis_code(**values: Any) -> claims.DiagnosisCode:
    """Return a diagnosis code valid since 2015; codes count up."""
    defaults: dict[str, Any] = {
        "code": f"Z{next(_numbers)}",
        "code_system": claims.DiagnosisCodeSystem.ICD10CM,
        "description": "Something that ails",
        "is_billable": True,
        "span": Range(date(2015, 10, 1), None),
    }
    return claims.DiagnosisCode(**(defaults | values))


def a_necessity_rule(**values: Any) -> claims.NecessityRule:
    """Return a rule that a procedure is done once a year; procedures count up."""
    defaults: dict[str, Any] = {
        "code_system": claims.CodeSystem.CPT,
        "procedure_code": f"P{next(_numbers)}",
        "max_per_year": 1,
        "severity": claims.NecessitySeverity.SOFT,
        "span": Range(date(2015, 10, 1), None),
    }
    return claims.NecessityRule(**(defaults | values))


def a_procedure_code(**values: Any) -> claims.ProcedureCode:
    """Return a procedure code valid since 2015; codes count up."""
    defaults: dict[str, Any] = {
        "code": f"P{next(_numbers)}",
        "code_system": claims.CodeSystem.HCPCS,
        "description": "Something that helps",
        "service_category": "other",
        "span": Range(date(2015, 10, 1), None),
    }
    return claims.ProcedureCode(**(defaults | values))
