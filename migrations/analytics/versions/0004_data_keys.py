"""The keys that columns are sealed with."""

from alembic import op

from migrations.sealing import add_data_keys, drop_data_keys
from shared_models.triggers import APPEND_ONLY_FUNCTION

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the change."""
    op.execute(APPEND_ONLY_FUNCTION)
    add_data_keys()


def downgrade() -> None:
    """Take it back."""
    drop_data_keys()
