"""What becomes of a claim: its history, what it uses of limits, what finance is asked to pay, what to decide again."""

from typing import Final

import sqlalchemy as sa
from alembic import op

from migrations.operations import append_only, secure_tables
from shared_models.access import rows

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

OFFICERS: Final = ("claims_officer", "auditor")


def of_claim(column: str, tenants: str) -> str:
    """Say that a row is of a claim that names one of the ids somebody holds."""
    ours = f"{column} = ANY ((SELECT covergraph_ids('{tenants}'))::uuid[])"
    return f"claim_id IN (SELECT claims.id FROM claims WHERE claims.{ours})"  # noqa: S608  # names of ours


ACCESS: Final = {
    "claim_events": rows(
        all_for=OFFICERS,
        some_for={
            "member": of_claim("member_id", "member_ids"),
            "break_glass": of_claim("member_id", "break_glass"),
            "provider": of_claim("provider_id", "provider_ids"),
        },
    ),
    "claim_payments": rows(all_for=(*OFFICERS, "finance_officer")),
    "benefit_utilization_entries": rows(all_for=OFFICERS),
    "reprocess_candidates": rows(all_for=OFFICERS),
}
USED_FUNCTION: Final = """
CREATE OR REPLACE FUNCTION add_to_benefit_utilization() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE benefit_utilization
        SET used_amount = used_amount + NEW.delta_amount, used_count = used_count + NEW.delta_count,
            version = version + 1, updated_at = NEW.created_at
        WHERE id = NEW.utilization_id;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'benefit utilization % is not reached', NEW.utilization_id USING ERRCODE = 'check_violation';
    END IF;
    RETURN NULL;
END $$
"""
USED_TRIGGER: Final = """
CREATE TRIGGER benefit_utilization_entries_add_up AFTER INSERT ON benefit_utilization_entries
    FOR EACH ROW EXECUTE FUNCTION add_to_benefit_utilization()
"""


def upgrade() -> None:
    """Make the change."""
    op.create_table(
        "claim_events",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.Uuid(), nullable=True),
        sa.Column("claim_id", sa.Uuid(), nullable=False),
        sa.Column("from_status", sa.Text(), nullable=True),
        sa.Column("to_status", sa.Text(), nullable=False),
        sa.Column("reason", sa.String(length=40), nullable=True),
        sa.Column("actor", sa.Text(), nullable=False),
        sa.CheckConstraint(
            "from_status IN ('draft', 'submitted', 'rejected', 'cancelled', 'in_adjudication', 'pended', 'fraud_review', 'adjudicated', 'approved', 'partially_approved', 'denied', 'payment_requested', 'payment_failed', 'paid', 'reversed', 'under_appeal', 'closed')",
            name=op.f("ck_claim_events_from_status"),
        ),
        sa.CheckConstraint(
            "to_status IN ('draft', 'submitted', 'rejected', 'cancelled', 'in_adjudication', 'pended', 'fraud_review', 'adjudicated', 'approved', 'partially_approved', 'denied', 'payment_requested', 'payment_failed', 'paid', 'reversed', 'under_appeal', 'closed')",
            name=op.f("ck_claim_events_to_status"),
        ),
        sa.ForeignKeyConstraint(
            ["claim_id"], ["claims.id"], name=op.f("fk_claim_events_claim_id"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_claim_events")),
    )
    op.create_index(op.f("ix_claim_events_claim_id_id"), "claim_events", ["claim_id", "id"], unique=False)
    op.create_table(
        "reprocess_candidates",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.Uuid(), nullable=True),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_by", sa.Uuid(), nullable=True),
        sa.Column("claim_id", sa.Uuid(), nullable=False),
        sa.Column("cause", sa.String(length=40), nullable=False),
        sa.Column("detected_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("resolved_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["claim_id"], ["claims.id"], name=op.f("fk_reprocess_candidates_claim_id"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reprocess_candidates")),
    )
    op.create_index(
        op.f("ix_reprocess_candidates_detected_at_id"), "reprocess_candidates", ["detected_at", "id"], unique=False
    )
    op.create_index(
        "uq_reprocess_candidates_open",
        "reprocess_candidates",
        ["claim_id", "cause"],
        unique=True,
        postgresql_where=sa.text("resolved_at IS NULL"),
    )
    op.create_table(
        "benefit_utilization_entries",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.Uuid(), nullable=True),
        sa.Column("utilization_id", sa.Uuid(), nullable=False),
        sa.Column("claim_id", sa.Uuid(), nullable=False),
        sa.Column("line_id", sa.Uuid(), nullable=False),
        sa.Column("result_id", sa.Uuid(), nullable=False),
        sa.Column("delta_amount", sa.Numeric(precision=19, scale=4), nullable=False),
        sa.Column("delta_count", sa.Integer(), nullable=False),
        sa.Column("reverses_id", sa.Uuid(), nullable=True),
        sa.CheckConstraint("delta_amount <> 0 OR delta_count <> 0", name=op.f("ck_benefit_utilization_entries_moves")),
        sa.ForeignKeyConstraint(
            ["claim_id"], ["claims.id"], name=op.f("fk_benefit_utilization_entries_claim_id"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["line_id"], ["claim_lines.id"], name=op.f("fk_benefit_utilization_entries_line_id"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["result_id"],
            ["claim_adjudication_results.id"],
            name=op.f("fk_benefit_utilization_entries_result_id"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["reverses_id"],
            ["benefit_utilization_entries.id"],
            name=op.f("fk_benefit_utilization_entries_reverses_id"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["utilization_id"],
            ["benefit_utilization.id"],
            name=op.f("fk_benefit_utilization_entries_utilization_id"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_benefit_utilization_entries")),
        sa.UniqueConstraint("reverses_id", name=op.f("uq_benefit_utilization_entries_reverses_id")),
        sa.UniqueConstraint(
            "utilization_id",
            "line_id",
            "result_id",
            name=op.f("uq_benefit_utilization_entries_utilization_id_line_id_result_id"),
        ),
    )
    op.create_index(
        op.f("ix_benefit_utilization_entries_claim_id"), "benefit_utilization_entries", ["claim_id"], unique=False
    )
    op.create_index(
        op.f("ix_benefit_utilization_entries_result_id"), "benefit_utilization_entries", ["result_id"], unique=False
    )
    op.create_table(
        "claim_payments",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.Uuid(), nullable=True),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_by", sa.Uuid(), nullable=True),
        sa.Column("claim_id", sa.Uuid(), nullable=False),
        sa.Column("result_id", sa.Uuid(), nullable=False),
        sa.Column("payee_id", sa.Uuid(), nullable=False),
        sa.Column("amount", sa.Numeric(precision=19, scale=4), nullable=False),
        sa.Column("currency", sa.CHAR(length=3), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "status IN ('requested', 'paid', 'failed', 'cancelled')", name=op.f("ck_claim_payments_status")
        ),
        sa.CheckConstraint("amount > 0", name=op.f("ck_claim_payments_amount")),
        sa.CheckConstraint("failures >= 0", name=op.f("ck_claim_payments_failures")),
        sa.ForeignKeyConstraint(
            ["claim_id"], ["claims.id"], name=op.f("fk_claim_payments_claim_id"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["result_id", "currency"],
            ["claim_adjudication_results.id", "claim_adjudication_results.currency"],
            name=op.f("fk_claim_payments_result_id_currency"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_claim_payments")),
        sa.UniqueConstraint("result_id", name=op.f("uq_claim_payments_result_id")),
    )
    op.create_index(op.f("ix_claim_payments_claim_id"), "claim_payments", ["claim_id"], unique=False)
    for table in ("claim_events", "benefit_utilization_entries"):
        append_only(table)
    op.execute(USED_FUNCTION)
    op.execute(USED_TRIGGER)
    secure_tables("claims", ACCESS)


def downgrade() -> None:
    """Take it back."""
    op.drop_index(op.f("ix_claim_payments_claim_id"), table_name="claim_payments")
    op.drop_table("claim_payments")
    op.drop_index(op.f("ix_benefit_utilization_entries_result_id"), table_name="benefit_utilization_entries")
    op.drop_index(op.f("ix_benefit_utilization_entries_claim_id"), table_name="benefit_utilization_entries")
    op.drop_table("benefit_utilization_entries")
    op.drop_index(
        "uq_reprocess_candidates_open",
        table_name="reprocess_candidates",
        postgresql_where=sa.text("resolved_at IS NULL"),
    )
    op.drop_index(op.f("ix_reprocess_candidates_detected_at_id"), table_name="reprocess_candidates")
    op.drop_table("reprocess_candidates")
    op.drop_index(op.f("ix_claim_events_claim_id_id"), table_name="claim_events")
    op.drop_table("claim_events")
    op.execute("DROP FUNCTION add_to_benefit_utilization()")
