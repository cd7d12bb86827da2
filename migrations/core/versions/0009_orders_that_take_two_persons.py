"""Orders that take two persons: what the first one asked for waits for the second."""

from migrations.operations import add_approvals, drop_approvals
from shared_models.access import rows

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the change."""
    add_approvals("core", rows(all_for=("system_admin", "auditor")))


def downgrade() -> None:
    """Take it back."""
    drop_approvals()
