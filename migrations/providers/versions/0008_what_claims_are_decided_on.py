"""Claims are decided on what was agreed with providers, on prices of reference, and on a provider's standing."""

from collections.abc import Mapping
from typing import Final

import sqlalchemy as sa
from alembic import op

from migrations.operations import add_reader, append_only, drop_reader, secure_tables
from shared_models.access import Rows, release, rows

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

# As it was.
ACCESS: Final[Mapping[str, Rows]] = {
    "providers": rows(
        all_for=("claims_officer", "auditor", "system_admin"),
        some_for={"provider": "id = ANY ((SELECT covergraph_ids('provider_ids'))::uuid[])"},
        shown_to={
            "member": "providers.status NOT IN ('applicant', 'in_credentialing')",
            "employer_admin": "providers.status NOT IN ('applicant', 'in_credentialing')",
            "provider": "providers.status NOT IN ('applicant', 'in_credentialing')",
            "sales_agent": "providers.status NOT IN ('applicant', 'in_credentialing')",
            "finance_officer": "providers.status NOT IN ('applicant', 'in_credentialing')",
            "service": "providers.status NOT IN ('applicant', 'in_credentialing')",
        },
    ),
    "provider_network_assignments": rows(
        all_for=("claims_officer", "auditor", "system_admin"),
        shown_to={
            "member": "EXISTS (SELECT FROM providers WHERE providers.id = provider_network_assignments.provider_id) AND EXISTS (SELECT FROM provider_networks WHERE provider_networks.id = provider_network_assignments.network_id)",
            "employer_admin": "EXISTS (SELECT FROM providers WHERE providers.id = provider_network_assignments.provider_id) AND EXISTS (SELECT FROM provider_networks WHERE provider_networks.id = provider_network_assignments.network_id)",
            "provider": "EXISTS (SELECT FROM providers WHERE providers.id = provider_network_assignments.provider_id) AND EXISTS (SELECT FROM provider_networks WHERE provider_networks.id = provider_network_assignments.network_id)",
            "sales_agent": "EXISTS (SELECT FROM providers WHERE providers.id = provider_network_assignments.provider_id) AND EXISTS (SELECT FROM provider_networks WHERE provider_networks.id = provider_network_assignments.network_id)",
            "finance_officer": "EXISTS (SELECT FROM providers WHERE providers.id = provider_network_assignments.provider_id) AND EXISTS (SELECT FROM provider_networks WHERE provider_networks.id = provider_network_assignments.network_id)",
            "service": "EXISTS (SELECT FROM providers WHERE providers.id = provider_network_assignments.provider_id) AND EXISTS (SELECT FROM provider_networks WHERE provider_networks.id = provider_network_assignments.network_id)",
        },
    ),
    "provider_contracts": rows(
        all_for=("claims_officer", "auditor", "system_admin"),
        shown_to={"provider": "provider_id = ANY ((SELECT covergraph_ids('provider_ids'))::uuid[])"},
    ),
    "fee_schedules": rows(
        all_for=("claims_officer", "auditor", "system_admin"),
        shown_to={
            "provider": "id IN (SELECT provider_contracts.fee_schedule_id FROM provider_contracts WHERE provider_contracts.provider_id = ANY ((SELECT covergraph_ids('provider_ids'))::uuid[]))"
        },
    ),
    "fee_schedule_items": rows(
        all_for=("claims_officer", "auditor", "system_admin"),
        shown_to={
            "provider": "fee_schedule_id IN (SELECT provider_contracts.fee_schedule_id FROM provider_contracts WHERE provider_contracts.provider_id = ANY ((SELECT covergraph_ids('provider_ids'))::uuid[]))"
        },
    ),
}
STATUS_EVENTS: Final = rows(
    all_for=("claims_officer", "auditor", "system_admin", "adjudication"),
    shown_to={"provider": "provider_id = ANY ((SELECT covergraph_ids('provider_ids'))::uuid[])"},
)
STATUSES: Final = "('applicant', 'in_credentialing', 'active', 'suspended', 'sanctioned', 'terminated')"


def upgrade() -> None:
    """Make the change."""
    op.create_table(
        "provider_status_events",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.Uuid(), nullable=True),
        sa.Column("provider_id", sa.Uuid(), nullable=False),
        sa.Column("former_status", sa.Text(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("effective_on", sa.Date(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.CheckConstraint(f"status IN {STATUSES}", name=op.f("ck_provider_status_events_status")),
        sa.CheckConstraint(f"former_status IN {STATUSES}", name=op.f("ck_provider_status_events_former_status")),
        sa.CheckConstraint("status <> former_status", name=op.f("ck_provider_status_events_changes")),
        sa.ForeignKeyConstraint(
            ["provider_id"], ["providers.id"], name=op.f("fk_provider_status_events_provider_id"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_provider_status_events")),
    )
    op.create_index(
        op.f("ix_provider_status_events_provider_id_effective_on"),
        "provider_status_events",
        ["provider_id", "effective_on"],
        unique=False,
    )
    append_only("provider_status_events")
    op.add_column("fee_schedules", sa.Column("is_reference", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.alter_column("fee_schedules", "is_reference", server_default=None)
    op.create_exclude_constraint(
        "ex_fee_schedules_reference",
        "fee_schedules",
        (sa.column("currency"), "="),
        (sa.column("span"), "&&"),
        where=sa.text("is_reference AND status = 'published'"),
        using="gist",
    )
    secure_tables("providers", {"provider_status_events": STATUS_EVENTS})
    add_reader("providers", ACCESS, "adjudication")


def downgrade() -> None:
    """Take it back."""
    drop_reader("providers", ACCESS, "adjudication")
    op.drop_constraint("ex_fee_schedules_reference", "fee_schedules")
    op.drop_column("fee_schedules", "is_reference")
    for statement in release("providers", "provider_status_events", STATUS_EVENTS):
        op.execute(statement)
    op.drop_table("provider_status_events")
