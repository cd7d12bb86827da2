"""Rows are kept by the database: a role for the service, and who reaches which rows of each table."""

from collections.abc import Mapping
from typing import Final

from migrations.operations import release_rows, secure_rows
from shared_models.access import COMMON, Rows, rows

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

ACCESS: Final[Mapping[str, Rows]] = {
    **COMMON,
    "leads": rows(
        all_for=("auditor", "system_admin"),
        some_for={"sales_agent": "assigned_agent_id = ANY ((SELECT covergraph_ids('agent_ids'))::uuid[])"},
    ),
    "sales_opportunities": rows(
        all_for=("auditor", "system_admin"),
        some_for={"sales_agent": "owner_agent_id = ANY ((SELECT covergraph_ids('agent_ids'))::uuid[])"},
    ),
    "quotes": rows(
        all_for=("auditor", "system_admin"),
        some_for={
            "sales_agent": "opportunity_id IN (SELECT sales_opportunities.id FROM sales_opportunities WHERE sales_opportunities.owner_agent_id = ANY ((SELECT covergraph_ids('agent_ids'))::uuid[]))"
        },
    ),
    "agents": rows(
        all_for=("finance_officer", "auditor", "system_admin"),
        shown_to={
            "sales_agent": "id = ANY ((SELECT covergraph_ids('agent_ids'))::uuid[])",
            "member": "(id IN (SELECT agent_assignments.agent_id FROM agent_assignments WHERE agent_assignments.member_id = ANY ((SELECT covergraph_ids('member_ids'))::uuid[])) OR id IN (SELECT agent_assignments.agent_id FROM agent_assignments WHERE agent_assignments.company_id = ANY ((SELECT covergraph_ids('employer_ids'))::uuid[])))",
            "employer_admin": "id IN (SELECT agent_assignments.agent_id FROM agent_assignments WHERE agent_assignments.company_id = ANY ((SELECT covergraph_ids('company_ids'))::uuid[]))",
            "claims_officer": "true",
        },
    ),
    "agent_assignments": rows(
        all_for=("finance_officer", "auditor", "system_admin"),
        shown_to={
            "sales_agent": "agent_id = ANY ((SELECT covergraph_ids('agent_ids'))::uuid[])",
            "member": "(member_id = ANY ((SELECT covergraph_ids('member_ids'))::uuid[]) OR company_id = ANY ((SELECT covergraph_ids('employer_ids'))::uuid[]))",
            "employer_admin": "company_id = ANY ((SELECT covergraph_ids('company_ids'))::uuid[])",
            "claims_officer": "true",
        },
    ),
    "sales_teams": rows(
        all_for=("finance_officer", "auditor", "system_admin"),
        shown_to={
            "sales_agent": "id IN (SELECT agents.team_id FROM agents WHERE agents.id = ANY ((SELECT covergraph_ids('agent_ids'))::uuid[]))"
        },
    ),
    "agent_performance": rows(
        all_for=("finance_officer", "auditor", "system_admin"),
        shown_to={"sales_agent": "agent_id = ANY ((SELECT covergraph_ids('agent_ids'))::uuid[])"},
    ),
    "commission_transactions": rows(
        all_for=("finance_officer", "auditor", "system_admin"),
        shown_to={"sales_agent": "agent_id = ANY ((SELECT covergraph_ids('agent_ids'))::uuid[])"},
    ),
    "commission_statuses": rows(
        all_for=("finance_officer", "auditor", "system_admin"),
        shown_to={
            "sales_agent": "transaction_id IN (SELECT commission_transactions.id FROM commission_transactions WHERE commission_transactions.agent_id = ANY ((SELECT covergraph_ids('agent_ids'))::uuid[]))"
        },
    ),
    "commission_tiers": rows(all_for=("finance_officer", "auditor", "system_admin"), shown_to={"sales_agent": "true"}),
}
SEQUENCES: Final = ("agent_code_seq", "lead_code_seq", "opportunity_code_seq", "quote_number_seq")


def upgrade() -> None:
    """Make the change."""
    secure_rows("crm", ACCESS, SEQUENCES)


def downgrade() -> None:
    """Take it back."""
    release_rows("crm", ACCESS, SEQUENCES)
