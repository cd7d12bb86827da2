"""What claims' columns tell about persons. Whom a claim is for is in one table; care and decisions are in all."""

from collections.abc import Mapping
from typing import Final

from shared_models.personal import Personal, about

_PARTS: Final = (
    "billed allowed plan_paid member_amount deductible copay coinsurance over_limit non_covered balance_bill writeoff "
    "other_payer currency"
)

PERSONAL: Final[Mapping[str, Personal]] = {
    "claims": about(
        pii="member_id external_ref",
        phi="claim_type category provider_id personnel_id service_from service_to is_emergency accident_date "
        "status_reason",
        rest="claim_number source use enrolment_id scheme_version_id company_id agent_id received_at "
        "preauthorization_id currency billed_amount allowed_amount plan_paid_amount member_amount writeoff_amount "
        "other_payer_amount status priority assignee_id replaces_claim_id adjudicated_at paid_at",
    ),
    "claim_lines": about(
        phi="procedure_code code_system modifier service_date place_of_service units diagnosis_pointers tooth",
        rest="claim_id line_no unit_price unit_price_derived billed_amount other_payer_amount currency"
        " preauthorization_id",
    ),
    "claim_diagnoses": about(phi="code_system code role", rest="claim_id position"),
    "claim_documents": about(
        pii="file_name storage_key", phi="document_type sha256", rest="claim_id mime_type size_bytes"
    ),
    "claim_appeals": about(phi="grounds", rest="claim_id filed_by filed_at status decided_at"),
    "preauthorizations": about(
        pii="member_id",
        phi="provider_id code_system procedure_code units_requested units_approved units_used decision_reason",
        rest="preauthorization_number amount_limit amount_used currency span status decided_by decided_at",
    ),
    "adjudication_snapshots": about(
        pii="eligibility", phi="coverage network accumulators", rest="claim_id content_hash"
    ),
    "claim_adjudication_results": about(
        phi="reasons judgement",
        rest=f"{_PARTS} claim_id run_no engine_version mode outcome snapshot_id decided_by duration_ms content_hash",
    ),
    "explanation_of_benefits": about(
        pii="member_id document_key",
        phi="lines accumulators",
        rest="eob_number claim_id result_id issued_at language currency totals appeal_deadline reverses_eob_id",
    ),
    "benefit_utilization": about(
        pii="member_id family_key",
        phi="accumulator benefit_category",
        rest="enrolment_id network_tier period limit_amount used_amount limit_count used_count currency",
    ),
    "medical_necessity_validations": about(
        phi="diagnosis_code procedure_code result confidence evidence note", rest="claim_id line_id rule_id reviewer_id"
    ),
    "fraud_detection_results": about(phi="features", rest="claim_id run_no score level model_id model_score action"),
    "fraud_reviews": about(phi="notes", rest="result_id status investigator_id closed_at"),
    "claim_events": about(phi="reason", rest="claim_id from_status to_status actor"),
    "claim_payments": about(rest="claim_id result_id payee_id amount currency status failures"),
    "benefit_utilization_entries": about(
        rest="utilization_id claim_id line_id result_id delta_amount delta_count reverses_id"
    ),
    "reprocess_candidates": about(rest="claim_id cause detected_at resolved_at"),
}
