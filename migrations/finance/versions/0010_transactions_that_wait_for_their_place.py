"""An index of the ledger's transactions that have no place in the replay order yet."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the change."""
    op.create_index(
        "ix_ledger_transactions_unsealed",
        "ledger_transactions",
        ["created_at", "id"],
        postgresql_where=sa.text("position IS NULL"),
    )


def downgrade() -> None:
    """Take it back."""
    op.drop_index("ix_ledger_transactions_unsealed", table_name="ledger_transactions")
