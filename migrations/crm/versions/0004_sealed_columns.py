"""Columns that are sealed, and the keys they are sealed with."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from migrations.sealing import add_data_keys, drop_data_keys, open_column, seal_column
from shared_models.encryption import Form
from shared_models.triggers import APPEND_ONLY_FUNCTION

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the change."""
    op.execute(APPEND_ONLY_FUNCTION)
    add_data_keys()
    seal_column("leads", "email", form=Form.EMAIL, required=True)
    seal_column("leads", "phone")
    op.create_index(op.f("ix_leads_email_hash"), "leads", ["email_hash"])


def downgrade() -> None:
    """Take it back."""
    op.drop_index(op.f("ix_leads_email_hash"), table_name="leads")
    open_column("leads", "phone", sa.Text())
    open_column("leads", "email", postgresql.CITEXT(), required=True)
    drop_data_keys()
