"""Indexes behind the orders of lists."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the change."""
    op.create_index(op.f("ix_claim_appeals_filed_at_id"), "claim_appeals", ["filed_at", "id"])
    op.create_index(op.f("ix_claims_billed_amount_id"), "claims", ["billed_amount", "id"])
    op.create_index(op.f("ix_claims_service_from_id"), "claims", ["service_from", "id"])
    op.create_index(op.f("ix_diagnosis_codes_code_id"), "diagnosis_codes", ["code", "id"])
    op.create_index(op.f("ix_explanation_of_benefits_issued_at_id"), "explanation_of_benefits", ["issued_at", "id"])
    op.create_index(op.f("ix_fraud_detection_results_created_at_id"), "fraud_detection_results", ["created_at", "id"])
    op.create_index(op.f("ix_fraud_detection_results_score_id"), "fraud_detection_results", ["score", "id"])
    op.create_index(
        "ix_preauthorizations_start",
        "preauthorizations",
        [sa.literal_column("COALESCE(lower(span), '-infinity'::date)"), "id"],
    )
    op.create_index(op.f("ix_procedure_codes_code_id"), "procedure_codes", ["code", "id"])


def downgrade() -> None:
    """Take it back."""
    op.drop_index(op.f("ix_procedure_codes_code_id"), table_name="procedure_codes")
    op.drop_index("ix_preauthorizations_start", table_name="preauthorizations")
    op.drop_index(op.f("ix_fraud_detection_results_score_id"), table_name="fraud_detection_results")
    op.drop_index(op.f("ix_fraud_detection_results_created_at_id"), table_name="fraud_detection_results")
    op.drop_index(op.f("ix_explanation_of_benefits_issued_at_id"), table_name="explanation_of_benefits")
    op.drop_index(op.f("ix_diagnosis_codes_code_id"), table_name="diagnosis_codes")
    op.drop_index(op.f("ix_claims_service_from_id"), table_name="claims")
    op.drop_index(op.f("ix_claims_billed_amount_id"), table_name="claims")
    op.drop_index(op.f("ix_claim_appeals_filed_at_id"), table_name="claim_appeals")
