"""Rows are kept by the database: a role for the service, and who reaches which rows of each table."""

from collections.abc import Mapping
from typing import Final

import sqlalchemy as sa
from alembic import op

from migrations.operations import release_rows, secure_rows
from shared_models.access import COMMON, Rows, everybodys, rows

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

ACCESS: Final[Mapping[str, Rows]] = {
    **COMMON,
    "claims": rows(
        all_for=("claims_officer", "auditor", "finance_officer"),
        some_for={
            "member": "member_id = ANY ((SELECT covergraph_ids('member_ids'))::uuid[])",
            "break_glass": "member_id = ANY ((SELECT covergraph_ids('break_glass'))::uuid[])",
            "provider": "provider_id = ANY ((SELECT covergraph_ids('provider_ids'))::uuid[])",
            "employer_admin": "company_id = ANY ((SELECT covergraph_ids('company_ids'))::uuid[])",
        },
    ),
    "claim_lines": rows(
        all_for=("claims_officer", "auditor"),
        some_for={
            "member": "claim_id IN (SELECT claims.id FROM claims WHERE claims.member_id = ANY ((SELECT covergraph_ids('member_ids'))::uuid[]))",
            "break_glass": "claim_id IN (SELECT claims.id FROM claims WHERE claims.member_id = ANY ((SELECT covergraph_ids('break_glass'))::uuid[]))",
            "provider": "claim_id IN (SELECT claims.id FROM claims WHERE claims.provider_id = ANY ((SELECT covergraph_ids('provider_ids'))::uuid[]))",
        },
    ),
    "claim_diagnoses": rows(
        all_for=("claims_officer", "auditor"),
        some_for={
            "member": "claim_id IN (SELECT claims.id FROM claims WHERE claims.member_id = ANY ((SELECT covergraph_ids('member_ids'))::uuid[]))",
            "break_glass": "claim_id IN (SELECT claims.id FROM claims WHERE claims.member_id = ANY ((SELECT covergraph_ids('break_glass'))::uuid[]))",
            "provider": "claim_id IN (SELECT claims.id FROM claims WHERE claims.provider_id = ANY ((SELECT covergraph_ids('provider_ids'))::uuid[]))",
        },
    ),
    "claim_appeals": rows(
        all_for=("claims_officer", "auditor"),
        some_for={
            "member": "claim_id IN (SELECT claims.id FROM claims WHERE claims.member_id = ANY ((SELECT covergraph_ids('member_ids'))::uuid[]))",
            "break_glass": "claim_id IN (SELECT claims.id FROM claims WHERE claims.member_id = ANY ((SELECT covergraph_ids('break_glass'))::uuid[]))",
            "provider": "claim_id IN (SELECT claims.id FROM claims WHERE claims.provider_id = ANY ((SELECT covergraph_ids('provider_ids'))::uuid[]))",
        },
    ),
    "preauthorizations": rows(
        all_for=("claims_officer", "auditor"),
        some_for={
            "member": "member_id = ANY ((SELECT covergraph_ids('member_ids'))::uuid[])",
            "break_glass": "member_id = ANY ((SELECT covergraph_ids('break_glass'))::uuid[])",
            "provider": "provider_id = ANY ((SELECT covergraph_ids('provider_ids'))::uuid[])",
        },
    ),
    "adjudication_snapshots": rows(all_for=("claims_officer", "auditor")),
    "claim_adjudication_results": rows(
        all_for=("claims_officer", "auditor"),
        some_for={
            "member": "claim_id IN (SELECT claims.id FROM claims WHERE claims.member_id = ANY ((SELECT covergraph_ids('member_ids'))::uuid[]))",
            "break_glass": "claim_id IN (SELECT claims.id FROM claims WHERE claims.member_id = ANY ((SELECT covergraph_ids('break_glass'))::uuid[]))",
            "provider": "claim_id IN (SELECT claims.id FROM claims WHERE claims.provider_id = ANY ((SELECT covergraph_ids('provider_ids'))::uuid[]))",
        },
    ),
    "claim_line_results": rows(
        all_for=("claims_officer", "auditor"),
        some_for={
            "member": "result_id IN (SELECT claim_adjudication_results.id FROM claim_adjudication_results WHERE claim_adjudication_results.claim_id IN (SELECT claims.id FROM claims WHERE claims.member_id = ANY ((SELECT covergraph_ids('member_ids'))::uuid[])))",
            "break_glass": "result_id IN (SELECT claim_adjudication_results.id FROM claim_adjudication_results WHERE claim_adjudication_results.claim_id IN (SELECT claims.id FROM claims WHERE claims.member_id = ANY ((SELECT covergraph_ids('break_glass'))::uuid[])))",
            "provider": "result_id IN (SELECT claim_adjudication_results.id FROM claim_adjudication_results WHERE claim_adjudication_results.claim_id IN (SELECT claims.id FROM claims WHERE claims.provider_id = ANY ((SELECT covergraph_ids('provider_ids'))::uuid[])))",
        },
    ),
    "claim_adjustments": rows(
        all_for=("claims_officer", "auditor"),
        some_for={
            "member": "line_result_id IN (SELECT claim_line_results.id FROM claim_line_results WHERE claim_line_results.result_id IN (SELECT claim_adjudication_results.id FROM claim_adjudication_results WHERE claim_adjudication_results.claim_id IN (SELECT claims.id FROM claims WHERE claims.member_id = ANY ((SELECT covergraph_ids('member_ids'))::uuid[]))))",
            "break_glass": "line_result_id IN (SELECT claim_line_results.id FROM claim_line_results WHERE claim_line_results.result_id IN (SELECT claim_adjudication_results.id FROM claim_adjudication_results WHERE claim_adjudication_results.claim_id IN (SELECT claims.id FROM claims WHERE claims.member_id = ANY ((SELECT covergraph_ids('break_glass'))::uuid[]))))",
            "provider": "line_result_id IN (SELECT claim_line_results.id FROM claim_line_results WHERE claim_line_results.result_id IN (SELECT claim_adjudication_results.id FROM claim_adjudication_results WHERE claim_adjudication_results.claim_id IN (SELECT claims.id FROM claims WHERE claims.provider_id = ANY ((SELECT covergraph_ids('provider_ids'))::uuid[]))))",
        },
    ),
    "explanation_of_benefits": rows(
        all_for=("claims_officer", "auditor"),
        some_for={
            "member": "member_id = ANY ((SELECT covergraph_ids('member_ids'))::uuid[])",
            "break_glass": "member_id = ANY ((SELECT covergraph_ids('break_glass'))::uuid[])",
        },
    ),
    "benefit_utilization": rows(
        all_for=("claims_officer", "auditor"),
        some_for={
            "member": "member_id = ANY ((SELECT covergraph_ids('member_ids'))::uuid[])",
            "break_glass": "member_id = ANY ((SELECT covergraph_ids('break_glass'))::uuid[])",
            "provider": "member_id IN (SELECT claims.member_id FROM claims WHERE claims.provider_id = ANY ((SELECT covergraph_ids('provider_ids'))::uuid[]) AND claims.received_at >= CURRENT_DATE - 90)",
        },
    ),
    "medical_necessity_validations": rows(
        all_for=("claims_officer", "auditor"),
        some_for={
            "break_glass": "claim_id IN (SELECT claims.id FROM claims WHERE claims.member_id = ANY ((SELECT covergraph_ids('break_glass'))::uuid[]))"
        },
    ),
    "fraud_detection_results": rows(
        all_for=("claims_officer", "auditor"),
        some_for={
            "break_glass": "claim_id IN (SELECT claims.id FROM claims WHERE claims.member_id = ANY ((SELECT covergraph_ids('break_glass'))::uuid[]))"
        },
    ),
    "fraud_reviews": rows(all_for=("claims_officer", "auditor")),
    "diagnosis_codes": everybodys("a code list"),
    "procedure_codes": everybodys("a code list"),
    "necessity_rules": everybodys("rules of medicine, not of a person"),
}
SEQUENCES: Final = ("claim_number_seq", "eob_number_seq", "preauthorization_number_seq")


def upgrade() -> None:
    """Make the change."""
    op.create_index(
        "ix_claims_company_id_received_at",
        "claims",
        ["company_id", sa.text("received_at DESC"), sa.text("id DESC")],
    )
    secure_rows("claims", ACCESS, SEQUENCES)


def downgrade() -> None:
    """Take it back."""
    release_rows("claims", ACCESS, SEQUENCES)
    op.drop_index("ix_claims_company_id_received_at", table_name="claims")
