"""Rows are kept by the database: a role for the service, and who reaches which rows of each table."""

from collections.abc import Mapping
from typing import Final

import sqlalchemy as sa
from alembic import op

from migrations.operations import release_rows, secure_rows
from shared_models.access import COMMON, Rows, everybodys, rows

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

ACCESS: Final[Mapping[str, Rows]] = {
    **COMMON,
    "companies": rows(
        all_for=("sales_agent", "claims_officer", "finance_officer", "auditor", "system_admin"),
        some_for={
            "member": "id = ANY ((SELECT covergraph_ids('employer_ids'))::uuid[])",
            "employer_admin": "id = ANY ((SELECT covergraph_ids('company_ids'))::uuid[])",
        },
    ),
    "periods": everybodys("the insurer's calendar"),
    "company_periods": rows(
        all_for=("sales_agent", "claims_officer", "finance_officer", "auditor", "system_admin"),
        some_for={"employer_admin": "company_id = ANY ((SELECT covergraph_ids('company_ids'))::uuid[])"},
    ),
    "members": rows(
        all_for=("claims_officer", "finance_officer", "auditor", "system_admin"),
        some_for={
            "member": "id = ANY ((SELECT covergraph_ids('member_ids'))::uuid[])",
            "employer_admin": "company_id = ANY ((SELECT covergraph_ids('company_ids'))::uuid[])",
            "provider": "id IN (SELECT provider_member_links.member_id FROM provider_member_links WHERE provider_member_links.provider_id = ANY ((SELECT covergraph_ids('provider_ids'))::uuid[]) AND provider_member_links.seen_until >= CURRENT_DATE)",
        },
    ),
    "provider_member_links": rows(
        all_for=("claims_officer", "auditor"),
        some_for={"provider": "provider_id = ANY ((SELECT covergraph_ids('provider_ids'))::uuid[])"},
    ),
    "member_documents": rows(
        all_for=("claims_officer", "auditor"),
        some_for={
            "member": "member_id = ANY ((SELECT covergraph_ids('member_ids'))::uuid[])",
            "employer_admin": "document_type <> 'medical_report' AND member_id IN (SELECT members.id FROM members WHERE members.company_id = ANY ((SELECT covergraph_ids('company_ids'))::uuid[]))",
            "break_glass": "member_id = ANY ((SELECT covergraph_ids('break_glass'))::uuid[])",
        },
    ),
    "onboarding_sessions": rows(
        all_for=("system_admin",),
        some_for={
            "member": "member_id = ANY ((SELECT covergraph_ids('member_ids'))::uuid[])",
            "employer_admin": "member_id IN (SELECT members.id FROM members WHERE members.company_id = ANY ((SELECT covergraph_ids('company_ids'))::uuid[]))",
        },
    ),
    "card_templates": rows(
        all_for=("claims_officer", "auditor", "system_admin"),
        some_for={
            "member": "(company_id IS NULL OR company_id = ANY ((SELECT covergraph_ids('employer_ids'))::uuid[]))",
            "employer_admin": "(company_id IS NULL OR company_id = ANY ((SELECT covergraph_ids('company_ids'))::uuid[]))",
        },
    ),
    "member_cards": rows(
        all_for=("claims_officer", "auditor", "system_admin"),
        some_for={
            "member": "member_id = ANY ((SELECT covergraph_ids('member_ids'))::uuid[])",
            "employer_admin": "member_id IN (SELECT members.id FROM members WHERE members.company_id = ANY ((SELECT covergraph_ids('company_ids'))::uuid[]))",
            "provider": "member_id IN (SELECT provider_member_links.member_id FROM provider_member_links WHERE provider_member_links.provider_id = ANY ((SELECT covergraph_ids('provider_ids'))::uuid[]) AND provider_member_links.seen_until >= CURRENT_DATE)",
        },
    ),
    "member_consents": rows(
        all_for=("auditor", "claims_officer"),
        some_for={"member": "member_id = ANY ((SELECT covergraph_ids('member_ids'))::uuid[])"},
    ),
    "notifications": rows(
        all_for=("auditor",),
        some_for={
            "member": "(recipient_type = 'member' AND recipient_id = ANY ((SELECT covergraph_ids('member_ids'))::uuid[]))"
        },
    ),
    "break_glass_grants": rows(
        all_for=("auditor",), some_for={"system_admin": "user_id = ANY ((SELECT covergraph_ids('subject'))::uuid[])"}
    ),
    "users": rows(
        all_for=("auditor", "system_admin"),
        some_for={
            "member": "id = ANY ((SELECT covergraph_ids('subject'))::uuid[])",
            "employer_admin": "id = ANY ((SELECT covergraph_ids('subject'))::uuid[])",
            "provider": "id = ANY ((SELECT covergraph_ids('subject'))::uuid[])",
            "claims_officer": "id = ANY ((SELECT covergraph_ids('subject'))::uuid[])",
            "sales_agent": "id = ANY ((SELECT covergraph_ids('subject'))::uuid[])",
            "finance_officer": "id = ANY ((SELECT covergraph_ids('subject'))::uuid[])",
            "service": "id = ANY ((SELECT covergraph_ids('subject'))::uuid[])",
        },
    ),
    "roles": everybodys("the list of roles", commands=("select",)),
    "user_roles": rows(
        all_for=("auditor", "system_admin"),
        some_for={
            "member": "user_id = ANY ((SELECT covergraph_ids('subject'))::uuid[])",
            "employer_admin": "user_id = ANY ((SELECT covergraph_ids('subject'))::uuid[])",
            "provider": "user_id = ANY ((SELECT covergraph_ids('subject'))::uuid[])",
            "claims_officer": "user_id = ANY ((SELECT covergraph_ids('subject'))::uuid[])",
            "sales_agent": "user_id = ANY ((SELECT covergraph_ids('subject'))::uuid[])",
            "finance_officer": "user_id = ANY ((SELECT covergraph_ids('subject'))::uuid[])",
            "service": "user_id = ANY ((SELECT covergraph_ids('subject'))::uuid[])",
        },
    ),
    "login_attempts": rows(),
    "refresh_tokens": rows(),
    "service_clients": rows(),
    "signing_keys": rows(),
}
SEQUENCES: Final = ("company_code_seq", "member_number_seq")


def upgrade() -> None:
    """Make the change."""
    op.create_table(
        "provider_member_links",
        sa.Column("provider_id", sa.Uuid(), nullable=False),
        sa.Column("member_id", sa.Uuid(), nullable=False),
        sa.Column("seen_until", sa.Date(), nullable=False),
        sa.ForeignKeyConstraint(
            ["member_id"], ["members.id"], name=op.f("fk_provider_member_links_member_id"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("provider_id", "member_id", name=op.f("pk_provider_member_links")),
    )
    op.create_index(op.f("ix_provider_member_links_member_id"), "provider_member_links", ["member_id"])
    secure_rows("core", ACCESS, SEQUENCES)


def downgrade() -> None:
    """Take it back."""
    release_rows("core", ACCESS, SEQUENCES)
    op.drop_table("provider_member_links")
