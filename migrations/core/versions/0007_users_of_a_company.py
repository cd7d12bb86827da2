"""Users of a company are seen by who made them; reasons for breaking the glass are sealed."""

from typing import Final

import sqlalchemy as sa
from alembic import op

from migrations.sealing import open_column, seal_column
from shared_models.access import Rows, release, rows, secure

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

OWN: Final = "id = ANY ((SELECT covergraph_ids('subject'))::uuid[])"
MADE: Final = "created_by = ANY ((SELECT covergraph_ids('subject'))::uuid[])"
ROLES: Final = ("member", "employer_admin", "provider", "claims_officer", "sales_agent", "finance_officer", "service")
BEFORE: Final = rows(all_for=("auditor", "system_admin"), some_for=dict.fromkeys(ROLES, OWN))
AFTER: Final = rows(
    all_for=("auditor", "system_admin"),
    some_for={**dict.fromkeys(ROLES, OWN), "employer_admin": f"({OWN} OR {MADE})"},
)


def upgrade() -> None:
    """Make the change."""
    change_access(BEFORE, AFTER)
    seal_column("break_glass_grants", "reason", required=True)
    op.create_index(op.f("ix_members_user_id"), "members", ["user_id"])


def downgrade() -> None:
    """Take it back."""
    op.drop_index(op.f("ix_members_user_id"), table_name="members")
    open_column("break_glass_grants", "reason", sa.Text(), required=True)
    change_access(AFTER, BEFORE)


def change_access(before: Rows, after: Rows) -> None:
    """Give the users other policies."""
    for statement in (*release("core", "users", before), *secure("core", "users", after)):
        op.execute(statement)
