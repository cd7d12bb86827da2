"""Columns that are sealed, and the keys they are sealed with."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from migrations.sealing import add_data_keys, drop_data_keys, open_column, seal_column
from shared_models.triggers import APPEND_ONLY_FUNCTION

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the change."""
    op.execute(APPEND_ONLY_FUNCTION)
    add_data_keys()
    seal_column("medical_personnel", "email")
    seal_column("medical_personnel", "phone")


def downgrade() -> None:
    """Take it back."""
    open_column("medical_personnel", "phone", sa.Text())
    open_column("medical_personnel", "email", postgresql.CITEXT())
    drop_data_keys()
