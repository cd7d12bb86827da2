"""Orders that take two persons: what the first one asked for waits for the second."""

from migrations.operations import add_approvals, drop_approvals
from shared_models.access import rows

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the change."""
    add_approvals("providers", rows(all_for=("system_admin", "auditor")))


def downgrade() -> None:
    """Take it back."""
    drop_approvals()
