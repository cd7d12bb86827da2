"""Columns that are sealed, and the keys they are sealed with."""

import sqlalchemy as sa
from alembic import op

from migrations.sealing import add_data_keys, drop_data_keys, open_column, seal_column
from shared_models.triggers import APPEND_ONLY_FUNCTION, append_only_trigger

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the change."""
    op.execute(APPEND_ONLY_FUNCTION)
    add_data_keys()
    op.execute("DROP TRIGGER medical_necessity_validations_append_only ON medical_necessity_validations")
    seal_column("medical_necessity_validations", "note")
    op.execute(append_only_trigger("medical_necessity_validations", "note_enc"))
    seal_column("fraud_reviews", "notes", required=True)
    seal_column("claim_appeals", "grounds", required=True)


def downgrade() -> None:
    """Take it back."""
    open_column("claim_appeals", "grounds", sa.Text(), required=True)
    open_column("fraud_reviews", "notes", sa.Text(), required=True)
    op.execute("DROP TRIGGER medical_necessity_validations_append_only ON medical_necessity_validations")
    open_column("medical_necessity_validations", "note", sa.Text())
    op.execute(append_only_trigger("medical_necessity_validations"))
    drop_data_keys()
