"""Rows of crm: an agent with a team, what they sell and earn, and whom they look after."""

from typing import Final

from sqlmodel import SQLModel

from subgraphs.crm.schema import schema
from tests.access.world.sides import Domain, Party, World
from tests.subgraphs.crm import builders as of_crm


def rows(world: World) -> list[SQLModel]:
    """Return the rows of crm."""
    return [row for party in (world.own, world.foreign) for row in _of(party)]


def _of(party: Party) -> list[SQLModel]:
    team = of_crm.a_team()
    agent = of_crm.an_agent(id=party.agent, team_id=team.id, license_number="1")
    lead = of_crm.a_lead(assigned_agent_id=agent.id, company_id=party.company, phone="+1 555 0100")
    opportunity = of_crm.an_opportunity(agent, lead_id=lead.id, company_id=party.company)
    commission = of_crm.a_commission(agent, company_id=party.company, member_id=party.member)
    found = [
        team,
        agent,
        lead,
        opportunity,
        of_crm.a_quote(opportunity),
        of_crm.a_month(agent),
        commission,
        of_crm.a_standing(commission),
        of_crm.a_tier(plan=f"plan {party.agent}"),
        of_crm.an_assignment(agent, company_id=party.company),
    ]
    of_the_member = of_crm.an_assignment(agent, member_id=party.member)
    return [*(party.add(row) for row in found), party.add(of_the_member, "M")]


DOMAIN: Final = Domain(
    schema=schema,
    rows=rows,
    tables={
        "Lead": "leads",
        "SalesOpportunity": "sales_opportunities",
        "Quote": "quotes",
        "Agent": "agents",
        "SalesTeam": "sales_teams",
        "AgentPerformance": "agent_performance",
        "CommissionTransaction": "commission_transactions",
        "CommissionTier": "commission_tiers",
    },
    arguments={
        "lead": "id",
        "salesOpportunity": "id",
        "agent": "id",
        "agentPerformance": 'period: "2026-03"',
        "leaderboard": 'metric: NEW_PREMIUM, currency: "USD", period: "2026-03"',
        "Agent.performance": 'period: "2026-03"',
    },
    stubs={"Member": "member", "Company": "company", "InsuranceScheme": "member"},
    brought={"Member": {"companyId": "company"}},
)
