"""Indexes behind the orders of lists."""

from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the change."""
    op.create_index(op.f("ix_alert_instances_started_at_id"), "alert_instances", ["started_at", "id"])
    op.create_index(op.f("ix_report_executions_scheduled_for_id"), "report_executions", ["scheduled_for", "id"])


def downgrade() -> None:
    """Take it back."""
    op.drop_index(op.f("ix_report_executions_scheduled_for_id"), table_name="report_executions")
    op.drop_index(op.f("ix_alert_instances_started_at_id"), table_name="alert_instances")
