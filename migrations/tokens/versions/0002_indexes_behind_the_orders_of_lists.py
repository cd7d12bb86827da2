"""Indexes behind the orders of lists."""

from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the change."""
    op.create_index(
        op.f("ix_organization_token_wallets_available_id"), "organization_token_wallets", ["available", "id"]
    )
    op.create_index(
        op.f("ix_organization_token_wallets_created_at_id"), "organization_token_wallets", ["created_at", "id"]
    )
    op.create_index(op.f("ix_token_balance_history_occurred_at_id"), "token_balance_history", ["occurred_at", "id"])
    op.create_index(op.f("ix_token_purchases_created_at_id"), "token_purchases", ["created_at", "id"])


def downgrade() -> None:
    """Take it back."""
    op.drop_index(op.f("ix_token_purchases_created_at_id"), table_name="token_purchases")
    op.drop_index(op.f("ix_token_balance_history_occurred_at_id"), table_name="token_balance_history")
    op.drop_index(op.f("ix_organization_token_wallets_created_at_id"), table_name="organization_token_wallets")
    op.drop_index(op.f("ix_organization_token_wallets_available_id"), table_name="organization_token_wallets")
