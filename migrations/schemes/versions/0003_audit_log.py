"""The audit log."""

from migrations.operations import add_audit_log, drop_audit_log

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the change."""
    add_audit_log()


def downgrade() -> None:
    """Take it back."""
    drop_audit_log()
