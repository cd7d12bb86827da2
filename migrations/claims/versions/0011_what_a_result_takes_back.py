"""The digest of a result, and a result that takes back what the one before it used."""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

ENTRIES = "benefit_utilization_entries"
OF_A_RUN = "uq_benefit_utilization_entries_utilization_id_line_id_result_id"


def upgrade() -> None:
    """Make the change."""
    op.create_index(
        op.f("ix_claim_lines_procedure_code_service_date"), "claim_lines", ["procedure_code", "service_date"]
    )
    op.add_column("claim_adjudication_results", sa.Column("content_hash", sa.LargeBinary(), nullable=True))
    op.drop_constraint(op.f(OF_A_RUN), ENTRIES, type_="unique")
    op.create_index(
        "uq_benefit_utilization_entries_use",
        ENTRIES,
        ["utilization_id", "line_id", "result_id"],
        unique=True,
        postgresql_where=sa.text("reverses_id IS NULL"),
    )


def downgrade() -> None:
    """Take it back."""
    op.drop_index("uq_benefit_utilization_entries_use", table_name=ENTRIES)
    op.create_unique_constraint(op.f(OF_A_RUN), ENTRIES, ["utilization_id", "line_id", "result_id"])
    op.drop_column("claim_adjudication_results", "content_hash")
    op.drop_index(op.f("ix_claim_lines_procedure_code_service_date"), table_name="claim_lines")
