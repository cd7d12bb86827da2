"""What is asked of a preauthorisation, who decided it, and how much of its amount is used."""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

TABLE = "preauthorizations"


def upgrade() -> None:
    """Make the change."""
    op.add_column(TABLE, sa.Column("units_requested", sa.Numeric(precision=12, scale=3), nullable=True))
    op.execute(f"UPDATE {TABLE} SET units_requested = greatest(units_approved, 0.001)")  # noqa: S608  # a name of ours
    op.alter_column(TABLE, "units_requested", nullable=False)
    op.add_column(
        TABLE, sa.Column("amount_used", sa.Numeric(precision=19, scale=4), nullable=False, server_default="0")
    )
    op.alter_column(TABLE, "amount_used", server_default=None)
    op.add_column(TABLE, sa.Column("decided_by", sa.Uuid(), nullable=True))
    op.add_column(TABLE, sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column(TABLE, sa.Column("decision_reason", sa.String(length=40), nullable=True))
    op.drop_constraint(op.f("ck_preauthorizations_amount_limit"), TABLE)
    op.create_check_constraint("amount_limit", TABLE, "LEAST(amount_limit, amount_used) >= 0")
    op.create_check_constraint("units_requested", TABLE, "units_requested > 0")
    op.create_check_constraint("decided", TABLE, "(decided_at IS NULL) = (decided_by IS NULL)")
    op.create_index(
        "ix_preauthorizations_open",
        TABLE,
        [sa.literal_column("upper(span)")],
        postgresql_where=sa.text("status IN ('requested', 'approved')"),
    )


def downgrade() -> None:
    """Take it back."""
    op.drop_index("ix_preauthorizations_open", table_name=TABLE)
    op.drop_constraint(op.f("ck_preauthorizations_amount_limit"), TABLE)
    op.create_check_constraint("amount_limit", TABLE, "amount_limit >= 0")
    for name in ("decision_reason", "decided_at", "decided_by", "amount_used", "units_requested"):
        op.drop_column(TABLE, name)
