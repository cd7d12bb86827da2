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
    everybody_reads,
    everybodys,
    ours,
    rows,
    within,
)
from shared_models.identity import Role

# What a row must hold for those who reach some: who files claims writes them, who breaks the glass only reads.
FILERS: Final[Mapping[Grant, str]] = {
    Role.MEMBER: ours("member_id", MEMBERS),
    Role.PROVIDER: ours("provider_id", PROVIDERS),
}
IN_EMERGENCY: Final[Mapping[Grant, str]] = {BREAK_GLASS: ours("member_id", GLASS)}
OF_PERSONS: Final[Mapping[Grant, str]] = {Role.MEMBER: FILERS[Role.MEMBER], **IN_EMERGENCY}
DECIDE: Final = (Role.CLAIMS_OFFICER, Role.AUDITOR)


def below(table: str, column: str, conditions: Mapping[Grant, str]) -> dict[Grant, str]:
    """Make conditions on rows of those on the rows they belong to."""
    return {grant: within(table, column, condition) for grant, condition in conditions.items()}


BY_FILERS: Final = below("claims", "claim_id", FILERS)
GLASS_ON_CLAIM: Final = below("claims", "claim_id", IN_EMERGENCY)
OF_CLAIM: Final = {**BY_FILERS, **GLASS_ON_CLAIM}
OF_RESULT: Final = below("claim_adjudication_results", "result_id", OF_CLAIM)
# What whoever files a claim adds to it.
PART_OF_CLAIM: Final = rows(all_for=DECIDE, some_for=BY_FILERS, shown_to=GLASS_ON_CLAIM)
# A provider asks how used up limits are of somebody it treated not long ago.
TREATED: Final = f"{ours('provider_id', PROVIDERS)} AND claims.received_at >= CURRENT_DATE - 90"

ACCESS: Final[Mapping[str, Rows]] = {
    **COMMON,
    "approvals": rows(all_for=DECIDE),
    "claims": rows(
        all_for=(*DECIDE, Role.FINANCE_OFFICER),
        some_for=FILERS,
        shown_to={**IN_EMERGENCY, Role.EMPLOYER_ADMIN: ours("company_id", COMPANIES)},
    ),
    "claim_lines": PART_OF_CLAIM,
    "claim_diagnoses": PART_OF_CLAIM,
    "claim_documents": PART_OF_CLAIM,
    "claim_appeals": PART_OF_CLAIM,
    "preauthorizations": rows(all_for=DECIDE, some_for=FILERS, shown_to=IN_EMERGENCY),
    "adjudication_snapshots": rows(all_for=DECIDE),
    # What the engine and officers decide, everybody else only reads.
    "claim_adjudication_results": rows(all_for=DECIDE, shown_to=OF_CLAIM),
    "claim_line_results": rows(all_for=DECIDE, shown_to=OF_RESULT),
    "claim_adjustments": rows(all_for=DECIDE, shown_to=below("claim_line_results", "line_result_id", OF_RESULT)),
    "explanation_of_benefits": rows(all_for=DECIDE, shown_to=OF_PERSONS),
    "claim_events": PART_OF_CLAIM,
    "claim_payments": rows(all_for=(*DECIDE, Role.FINANCE_OFFICER)),
    "benefit_utilization_entries": rows(all_for=DECIDE),
    "reprocess_candidates": rows(all_for=DECIDE),
    "benefit_utilization": rows(
        all_for=DECIDE,
        shown_to={**OF_PERSONS, Role.PROVIDER: within("claims", "member_id", TREATED, key="member_id")},
    ),
    "medical_necessity_validations": rows(all_for=DECIDE, shown_to=GLASS_ON_CLAIM),
    "fraud_detection_results": rows(all_for=DECIDE, shown_to=GLASS_ON_CLAIM),
    "fraud_reviews": rows(all_for=DECIDE),
    "diagnosis_codes": everybodys("a code list"),
    "procedure_codes": everybodys("a code list"),
    # Every claim is decided by them, whoever asks what would be decided.
    "necessity_rules": everybody_reads(all_for=(Role.CLAIMS_OFFICER, Role.SYSTEM_ADMIN)),
}
