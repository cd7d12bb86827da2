"""Indexes behind the orders of lists."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the change."""
    op.create_index(
        "ix_group_policies_start",
        "group_policies",
        [sa.literal_column("COALESCE(lower(span), '-infinity'::date)"), "id"],
    )


def downgrade() -> None:
    """Take it back."""
    op.drop_index("ix_group_policies_start", table_name="group_policies")
