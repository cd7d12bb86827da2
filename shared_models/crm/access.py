"""Who reaches which rows of crm, kept by the database."""

from collections.abc import Mapping
from typing import Final

from shared_models.access import AGENTS, COMMON, COMPANIES, EMPLOYERS, MEMBERS, Rows, ours, rows, within
from shared_models.identity import Role

AUDIT: Final = (Role.AUDITOR, Role.SYSTEM_ADMIN)
PAY: Final = (Role.FINANCE_OFFICER, *AUDIT)
EVERY_ROW: Final = "true"


def looked_after(column: str, tenants: str) -> str:
    """Say that an agent looks after, or did, somebody that an assignment names."""
    return within("agent_assignments", "id", ours(column, tenants), key="agent_id")


ACCESS: Final[Mapping[str, Rows]] = {
    **COMMON,
    "approvals": rows(all_for=(Role.SYSTEM_ADMIN, Role.AUDITOR)),
    # What agents work on.
    "leads": rows(all_for=AUDIT, some_for={Role.SALES_AGENT: ours("assigned_agent_id", AGENTS)}),
    "sales_opportunities": rows(all_for=AUDIT, some_for={Role.SALES_AGENT: ours("owner_agent_id", AGENTS)}),
    "quotes": rows(
        all_for=AUDIT,
        some_for={Role.SALES_AGENT: within("sales_opportunities", "opportunity_id", ours("owner_agent_id", AGENTS))},
    ),
    # What agents are, and earn.
    "agents": rows(
        all_for=PAY,
        shown_to={
            Role.SALES_AGENT: ours("id", AGENTS),
            Role.MEMBER: f"({looked_after('member_id', MEMBERS)} OR {looked_after('company_id', EMPLOYERS)})",
            Role.EMPLOYER_ADMIN: looked_after("company_id", COMPANIES),
            Role.CLAIMS_OFFICER: EVERY_ROW,
        },
    ),
    "agent_assignments": rows(
        all_for=PAY,
        shown_to={
            Role.SALES_AGENT: ours("agent_id", AGENTS),
            Role.MEMBER: f"({ours('member_id', MEMBERS)} OR {ours('company_id', EMPLOYERS)})",
            Role.EMPLOYER_ADMIN: ours("company_id", COMPANIES),
            Role.CLAIMS_OFFICER: EVERY_ROW,
        },
    ),
    "sales_teams": rows(
        all_for=PAY, shown_to={Role.SALES_AGENT: within("agents", "id", ours("id", AGENTS), key="team_id")}
    ),
    "agent_performance": rows(all_for=PAY, shown_to={Role.SALES_AGENT: ours("agent_id", AGENTS)}),
    "commission_transactions": rows(all_for=PAY, shown_to={Role.SALES_AGENT: ours("agent_id", AGENTS)}),
    "commission_statuses": rows(
        all_for=PAY,
        shown_to={Role.SALES_AGENT: within("commission_transactions", "transaction_id", ours("agent_id", AGENTS))},
    ),
    "commission_tiers": rows(all_for=PAY, shown_to={Role.SALES_AGENT: EVERY_ROW}),
}
