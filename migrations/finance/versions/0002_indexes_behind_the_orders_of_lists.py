"""Indexes behind the orders of lists."""

from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the change."""
    op.create_index(op.f("ix_commission_payments_period_id"), "commission_payments", ["period", "id"])
    op.create_index(op.f("ix_payables_due_on_id"), "payables", ["due_on", "id"])
    op.create_index(op.f("ix_payment_transactions_initiated_at_id"), "payment_transactions", ["initiated_at", "id"])
    op.create_index(op.f("ix_premium_invoices_due_on_id"), "premium_invoices", ["due_on", "id"])


def downgrade() -> None:
    """Take it back."""
    op.drop_index(op.f("ix_premium_invoices_due_on_id"), table_name="premium_invoices")
    op.drop_index(op.f("ix_payment_transactions_initiated_at_id"), table_name="payment_transactions")
    op.drop_index(op.f("ix_payables_due_on_id"), table_name="payables")
    op.drop_index(op.f("ix_commission_payments_period_id"), table_name="commission_payments")
