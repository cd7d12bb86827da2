"""Indexes behind the orders of lists."""

from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the change."""
    op.create_index(op.f("ix_medical_personnel_last_name_id"), "medical_personnel", ["last_name", "id"])
    op.create_index(op.f("ix_providers_legal_name_id"), "providers", ["legal_name", "id"])


def downgrade() -> None:
    """Take it back."""
    op.drop_index(op.f("ix_providers_legal_name_id"), table_name="providers")
    op.drop_index(op.f("ix_medical_personnel_last_name_id"), table_name="medical_personnel")
