"""Whom a decision is about is sealed: the snapshot of a member has the birth date."""

from alembic import op
from sqlalchemy.dialects import postgresql

from migrations.sealing import open_column, seal_column
from shared_models.triggers import append_only_trigger

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

TABLE = "adjudication_snapshots"


def upgrade() -> None:
    """Make the change."""
    op.execute(f"DROP TRIGGER {TABLE}_append_only ON {TABLE}")
    seal_column(TABLE, "eligibility", required=True)
    op.execute(append_only_trigger(TABLE, "eligibility_enc"))


def downgrade() -> None:
    """Take it back."""
    op.execute(f"DROP TRIGGER {TABLE}_append_only ON {TABLE}")
    open_column(TABLE, "eligibility", postgresql.JSONB(), required=True)
    op.execute(append_only_trigger(TABLE))
