"""Indexes behind the orders of lists."""

from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the change."""
    op.create_index(op.f("ix_commission_transactions_amount_id"), "commission_transactions", ["amount", "id"])
    op.create_index(op.f("ix_commission_transactions_earned_on_id"), "commission_transactions", ["earned_on", "id"])
    op.create_index(op.f("ix_leads_created_at_id"), "leads", ["created_at", "id"])
    op.create_index(op.f("ix_leads_score_id"), "leads", ["score", "id"])
    op.create_index(op.f("ix_quotes_valid_until_id"), "quotes", ["valid_until", "id"])
    op.create_index(
        op.f("ix_sales_opportunities_expected_premium_id"), "sales_opportunities", ["expected_premium", "id"]
    )


def downgrade() -> None:
    """Take it back."""
    op.drop_index(op.f("ix_sales_opportunities_expected_premium_id"), table_name="sales_opportunities")
    op.drop_index(op.f("ix_quotes_valid_until_id"), table_name="quotes")
    op.drop_index(op.f("ix_leads_score_id"), table_name="leads")
    op.drop_index(op.f("ix_leads_created_at_id"), table_name="leads")
    op.drop_index(op.f("ix_commission_transactions_earned_on_id"), table_name="commission_transactions")
    op.drop_index(op.f("ix_commission_transactions_amount_id"), table_name="commission_transactions")
