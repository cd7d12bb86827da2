"""Indexes behind the orders of lists."""

from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the change."""
    op.create_index(op.f("ix_companies_name_id"), "companies", ["name", "id"])
    op.create_index(op.f("ix_member_documents_created_at_id"), "member_documents", ["created_at", "id"])
    op.create_index(op.f("ix_members_date_of_birth_id"), "members", ["date_of_birth", "id"])
    op.create_index(op.f("ix_members_last_name_id"), "members", ["last_name", "id"])


def downgrade() -> None:
    """Take it back."""
    op.drop_index(op.f("ix_members_last_name_id"), table_name="members")
    op.drop_index(op.f("ix_members_date_of_birth_id"), table_name="members")
    op.drop_index(op.f("ix_member_documents_created_at_id"), table_name="member_documents")
    op.drop_index(op.f("ix_companies_name_id"), table_name="companies")
