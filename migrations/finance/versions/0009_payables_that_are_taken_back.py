"""Payables whose claim is taken back after they were paid, or given to the bank."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the change."""
    op.add_column("payables", sa.Column("is_taken_back", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.alter_column("payables", "is_taken_back", server_default=None)


def downgrade() -> None:
    """Take it back."""
    op.drop_column("payables", "is_taken_back")
