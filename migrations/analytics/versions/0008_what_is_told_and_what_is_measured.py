"""What other services tell, as it was told, and the facts that measuring begins with."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from migrations.operations import append_only, default_partition, secure_tables
from shared_models.access import Rows, rows

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

ACCESS = {
    "event_log": Rows(commands=("select", "insert")),
    "fact_claims": rows(all_for=("auditor",), shown_to={"claims_officer": "true"}),
    "fact_payments": rows(),
    "fact_token_usage": rows(),
}


def upgrade() -> None:
    """Make the change."""
    op.create_table(
        "event_log",
        sa.Column("event_id", sa.Uuid(), nullable=False),
        sa.Column("occurred_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("source", sa.String(length=20), nullable=False),
        sa.Column("position", sa.BigInteger(), nullable=False),
        sa.Column("type", sa.String(length=64), nullable=False),
        sa.Column("subject_id", sa.Uuid(), nullable=False),
        sa.Column("payload", postgresql.JSONB(none_as_null=True, astext_type=sa.Text()), nullable=False),
        sa.CheckConstraint("jsonb_typeof(payload) = 'object'", name=op.f("ck_event_log_payload")),
        sa.CheckConstraint("position > 0", name=op.f("ck_event_log_position")),
        sa.PrimaryKeyConstraint("event_id", "occurred_at", name=op.f("pk_event_log")),
        postgresql_partition_by="RANGE (occurred_at)",
    )
    op.create_index(op.f("ix_event_log_source_position"), "event_log", ["source", "position"], unique=False)
    default_partition("event_log")
    append_only("event_log")
    op.create_table(
        "fact_claims",
        sa.Column("claim_id", sa.Uuid(), nullable=False),
        sa.Column("position", sa.BigInteger(), nullable=False),
        sa.Column("member_id", sa.Uuid(), nullable=True),
        sa.Column("provider_id", sa.Uuid(), nullable=True),
        sa.Column("company_id", sa.Uuid(), nullable=True),
        sa.Column("category", sa.String(length=64), nullable=True),
        sa.Column("service_from", sa.Date(), nullable=True),
        sa.Column("currency", sa.CHAR(length=3), nullable=True),
        sa.Column("submitted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("first_pended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("first_decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("score_band", sa.String(length=64), nullable=True),
        sa.Column("result_id", sa.Uuid(), nullable=True),
        sa.Column("run_no", sa.Integer(), nullable=True),
        sa.Column("outcome", sa.String(length=64), nullable=True),
        sa.Column("billed", sa.Numeric(precision=19, scale=4), nullable=True),
        sa.Column("allowed", sa.Numeric(precision=19, scale=4), nullable=True),
        sa.Column("plan_paid", sa.Numeric(precision=19, scale=4), nullable=True),
        sa.Column("member_amount", sa.Numeric(precision=19, scale=4), nullable=True),
        sa.Column("payment_requested_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reversed_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("claim_id", name=op.f("pk_fact_claims")),
    )
    op.create_table(
        "fact_payments",
        sa.Column("payment_id", sa.Uuid(), nullable=False),
        sa.Column("position", sa.BigInteger(), nullable=False),
        sa.Column("status", sa.String(length=64), nullable=False),
        sa.Column("told_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("purpose", sa.String(length=64), nullable=False),
        sa.Column("source_type", sa.String(length=64), nullable=False),
        sa.Column("source_id", sa.Uuid(), nullable=False),
        sa.Column("claim_id", sa.Uuid(), nullable=True),
        sa.Column("amount", sa.Numeric(precision=19, scale=4), nullable=False),
        sa.Column("currency", sa.CHAR(length=3), nullable=False),
        sa.Column("paid_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("attempt", sa.Integer(), nullable=True),
        sa.Column("reason", sa.String(length=64), nullable=True),
        sa.CheckConstraint("status IN ('completed', 'failed', 'refunded')", name=op.f("ck_fact_payments_status")),
        sa.PrimaryKeyConstraint("payment_id", name=op.f("pk_fact_payments")),
    )
    op.create_table(
        "fact_token_usage",
        sa.Column("event_id", sa.Uuid(), nullable=False),
        sa.Column("position", sa.BigInteger(), nullable=False),
        sa.Column("kind", sa.String(length=64), nullable=False),
        sa.Column("told_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("wallet_id", sa.Uuid(), nullable=False),
        sa.Column("tokens", sa.BigInteger(), nullable=False),
        sa.Column("organization_type", sa.String(length=64), nullable=True),
        sa.Column("organization_id", sa.Uuid(), nullable=True),
        sa.Column("operation", sa.String(length=64), nullable=True),
        sa.Column("reference_type", sa.String(length=64), nullable=True),
        sa.Column("reference_id", sa.Uuid(), nullable=True),
        sa.Column("reason", sa.String(length=64), nullable=True),
        sa.CheckConstraint(
            "kind IN ('spent', 'spend_refused', 'expired', 'refunded')", name=op.f("ck_fact_token_usage_kind")
        ),
        sa.PrimaryKeyConstraint("event_id", name=op.f("pk_fact_token_usage")),
    )
    secure_tables("analytics", ACCESS)


def downgrade() -> None:
    """Take it back."""
    op.drop_table("fact_token_usage")
    op.drop_table("fact_payments")
    op.drop_table("fact_claims")
    op.drop_table("event_log")
