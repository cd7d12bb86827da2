"""Who reaches which rows of claims, kept by the database."""

from collections.abc import Mapping
from typing import Final

from shared_models.access import (
    BREAK_GLASS,
    COMMON,
    COMPANIES,
    GLASS,
    MEMBERS,
    PROVIDERS,
    Grant,
    Rows,
    everybodys,
    ours,
    rows,
    within,
)
from shared_models.identity import Role

# What a row must hold for those who reach some.
OF_PERSONS: Final[Mapping[Grant, str]] = {
    Role.MEMBER: ours("member_id", MEMBERS),
    BREAK_GLASS: ours("member_id", GLASS),
}
OF_BOTH: Final[Mapping[Grant, str]] = {**OF_PERSONS, Role.PROVIDER: ours("provider_id", PROVIDERS)}
DECIDE: Final = (Role.CLAIMS_OFFICER, Role.AUDITOR)


def below(table: str, column: str, conditions: Mapping[Grant, str]) -> dict[Grant, str]:
    """Make conditions on rows of those on the rows they belong to."""
    return {grant: within(table, column, condition) for grant, condition in conditions.items()}


OF_CLAIM: Final = below("claims", "claim_id", OF_BOTH)
OF_RESULT: Final = below("claim_adjudication_results", "result_id", OF_CLAIM)
IN_EMERGENCY: Final = {BREAK_GLASS: OF_CLAIM[BREAK_GLASS]}
# A provider asks how used up limits are of somebody it treated not long ago.
TREATED: Final = f"{ours('provider_id', PROVIDERS)} AND claims.received_at >= CURRENT_DATE - 90"

ACCESS: Final[Mapping[str, Rows]] = {
    **COMMON,
    "approvals": rows(all_for=DECIDE),
    "claims": rows(
        all_for=(*DECIDE, Role.FINANCE_OFFICER),
        some_for={**OF_BOTH, Role.EMPLOYER_ADMIN: ours("company_id", COMPANIES)},
    ),
    "claim_lines": rows(all_for=DECIDE, some_for=OF_CLAIM),
    "claim_diagnoses": rows(all_for=DECIDE, some_for=OF_CLAIM),
    "claim_documents": rows(all_for=DECIDE, some_for=OF_CLAIM),
    "claim_appeals": rows(all_for=DECIDE, some_for=OF_CLAIM),
    "preauthorizations": rows(all_for=DECIDE, some_for=OF_BOTH),
    "adjudication_snapshots": rows(all_for=DECIDE),
    "claim_adjudication_results": rows(all_for=DECIDE, some_for=OF_CLAIM),
    "claim_line_results": rows(all_for=DECIDE, some_for=OF_RESULT),
    "claim_adjustments": rows(all_for=DECIDE, some_for=below("claim_line_results", "line_result_id", OF_RESULT)),
    "explanation_of_benefits": rows(all_for=DECIDE, some_for=OF_PERSONS),
    "claim_events": rows(all_for=DECIDE, some_for=OF_CLAIM),
    "claim_payments": rows(all_for=(*DECIDE, Role.FINANCE_OFFICER)),
    "benefit_utilization_entries": rows(all_for=DECIDE),
    "reprocess_candidates": rows(all_for=DECIDE),
    "benefit_utilization": rows(
        all_for=DECIDE,
        some_for={**OF_PERSONS, Role.PROVIDER: within("claims", "member_id", TREATED, key="member_id")},
    ),
    "medical_necessity_validations": rows(all_for=DECIDE, some_for=IN_EMERGENCY),
    "fraud_detection_results": rows(all_for=DECIDE, some_for=IN_EMERGENCY),
    "fraud_reviews": rows(all_for=DECIDE),
    "diagnosis_codes": everybodys("a code list"),
    "procedure_codes": everybodys("a code list"),
    "necessity_rules": everybodys("rules of medicine, not of a person"),
}
