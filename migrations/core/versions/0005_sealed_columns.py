"""Columns that are sealed, and the keys they are sealed with."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from migrations.sealing import add_data_keys, drop_data_keys, open_column, seal_column
from shared_models.encryption import Form
from shared_models.triggers import APPEND_ONLY_FUNCTION

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the change."""
    op.execute(APPEND_ONLY_FUNCTION)
    add_data_keys()
    seal_column("companies", "tax_id")
    seal_column("companies", "contact_email", required=True)
    seal_column("companies", "contact_phone", required=True)
    seal_column("members", "date_of_birth", required=True)
    seal_column("members", "email", form=Form.EMAIL)
    seal_column("members", "phone")
    seal_column("members", "address")
    seal_column("member_documents", "document_number")
    seal_column("users", "email", form=Form.EMAIL, required=True)
    op.create_unique_constraint(op.f("uq_users_email_hash"), "users", ["email_hash"])
    op.create_index(op.f("ix_members_email_hash"), "members", ["email_hash"])
    op.create_index(op.f("ix_members_passport_hash"), "members", ["passport_hash"])


def downgrade() -> None:
    """Take it back."""
    op.drop_index(op.f("ix_members_passport_hash"), table_name="members")
    op.drop_index(op.f("ix_members_email_hash"), table_name="members")
    op.drop_constraint(op.f("uq_users_email_hash"), "users")
    open_column("users", "email", postgresql.CITEXT(), required=True)
    op.create_unique_constraint(op.f("uq_users_email"), "users", ["email"])
    open_column("member_documents", "document_number", sa.Text())
    open_column("members", "address", postgresql.JSONB())
    open_column("members", "phone", sa.Text())
    open_column("members", "email", postgresql.CITEXT())
    open_column("members", "date_of_birth", sa.Date(), required=True)
    op.create_check_constraint(op.f("ck_members_born_before_today"), "members", "date_of_birth <= CURRENT_DATE")
    op.create_index(op.f("ix_members_date_of_birth_id"), "members", ["date_of_birth", "id"])
    open_column("companies", "contact_phone", sa.Text(), required=True)
    open_column("companies", "contact_email", postgresql.CITEXT(), required=True)
    open_column("companies", "tax_id", sa.Text())
    drop_data_keys()
