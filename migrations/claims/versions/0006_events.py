"""Outbox, inbox and idempotency keys."""

from migrations.operations import add_event_tables, drop_event_tables

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the change."""
    add_event_tables("claims")


def downgrade() -> None:
    """Take it back."""
    drop_event_tables()
