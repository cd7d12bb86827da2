"""Agents, their teams, whom they look after, and how they did each month."""

from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import Range

from shared_models.base import (
    Recorded,
    SoftDeleted,
    after_create,
    amount,
    check,
    closed,
    code,
    currency,
    exclude,
    index,
    json,
    one_of,
    rate,
    refers_to,
    span,
    text,
    trigram,
    unique,
)
from shared_models.crm.base import CrmTable, month, month_format
from shared_models.crm.choices import AgentStatus, AgentType, TeamType


class SalesTeam(SoftDeleted, CrmTable, table=True):
    """A group of agents and the territory they sell in."""

    __tablename__ = "sales_teams"
    __table_args__ = (
        unique("name"),
        one_of("team_type", TeamType),
        check("target_annual_premium", "target_annual_premium >= 0"),
        # Teams and agents refer to each other, so one of the two keys is added when both tables are there.
        sa.ForeignKeyConstraint(
            ["manager_agent_id"],
            ["agents.id"],
            name="fk_sales_teams_manager_agent_id",
            ondelete="RESTRICT",
            use_alter=True,
        ),
    )

    name: str = text()
    team_type: TeamType = closed(TeamType)
    manager_agent_id: UUID | None = None
    territory: dict[str, Any] = json(default_factory=dict)
    target_annual_premium: Decimal | None = amount(default=None)
    currency: str = currency()


# Who supervises whom is a tree of at most five levels above anybody, which a CHECK cannot see.
SUPERVISORS_FUNCTION = """
CREATE OR REPLACE FUNCTION supervisors_are_a_tree() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    levels_above int;
    levels_below int;
BEGIN
    WITH RECURSIVE above (id, level) AS (
        SELECT NEW.supervisor_id, 1
        UNION ALL
        SELECT agents.supervisor_id, above.level + 1 FROM agents JOIN above ON agents.id = above.id
        WHERE agents.supervisor_id IS NOT NULL AND above.level <= 5
    ), below (id, level) AS (
        SELECT NEW.id, 0
        UNION ALL
        SELECT agents.id, below.level + 1 FROM agents JOIN below ON agents.supervisor_id = below.id
        WHERE below.level <= 5
    )
    SELECT (SELECT max(level) FROM above), (SELECT max(level) FROM below) INTO levels_above, levels_below;
    IF levels_above + levels_below > 5 THEN
        RAISE EXCEPTION 'agent %: a circle of supervisors, or more than five above somebody', NEW.agent_code
            USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$
"""
SUPERVISORS_TRIGGER = """
CREATE TRIGGER agents_supervisors_are_a_tree AFTER INSERT OR UPDATE OF supervisor_id ON agents
    FOR EACH ROW WHEN (NEW.supervisor_id IS NOT NULL) EXECUTE FUNCTION supervisors_are_a_tree()
"""


@after_create(SUPERVISORS_FUNCTION, SUPERVISORS_TRIGGER)
class Agent(SoftDeleted, CrmTable, table=True):
    """Somebody who sells cover and earns commission."""

    __tablename__ = "agents"
    __table_args__ = (
        unique("agent_code"),
        unique("user_id"),
        index("team_id"),
        index("supervisor_id"),
        trigram("ix_agents_display_name_trigram", "display_name"),
        one_of("agent_type", AgentType),
        one_of("status", AgentStatus),
        check("not_own_supervisor", "supervisor_id <> id"),
        check("target_annual_premium", "target_annual_premium >= 0"),
        check("terminated_after_joined", "terminated_on >= joined_on"),
    )

    agent_code: str = code(20)
    user_id: UUID | None = None
    display_name: str = text()
    agent_type: AgentType = closed(AgentType)
    team_id: UUID | None = refers_to("sales_teams.id", default=None)
    supervisor_id: UUID | None = refers_to("agents.id", default=None)
    commission_plan: str = text(default="default")
    license_number: str | None = text(default=None)
    license_expires_on: date | None = None
    target_annual_premium: Decimal | None = amount(default=None)
    currency: str = currency()
    joined_on: date
    terminated_on: date | None = None
    status: AgentStatus = closed(AgentStatus, default=AgentStatus.ACTIVE)


class AgentAssignment(Recorded, CrmTable, table=True):
    """The agent of record of a company, or of a member without one; one at a time."""

    __tablename__ = "agent_assignments"
    __table_args__ = (
        exclude("ex_agent_assignments_company", ("company_id", "="), ("span", "&&"), where="company_id IS NOT NULL"),
        exclude("ex_agent_assignments_member", ("member_id", "="), ("span", "&&"), where="member_id IS NOT NULL"),
        index("agent_id"),
        check("company_or_member", "num_nonnulls(company_id, member_id) = 1"),
    )

    agent_id: UUID = refers_to("agents.id")
    company_id: UUID | None = None
    member_id: UUID | None = None
    span: Range[date] = span()


class AgentPerformance(Recorded, CrmTable, table=True):
    """An agent's month in one currency, recomputed from leads, opportunities and commissions, never edited."""

    __tablename__ = "agent_performance"
    __table_args__ = (
        unique("agent_id", "period", "currency"),
        index("period", "currency"),
        month_format(),
        check(
            "counts",
            "LEAST(leads_assigned, leads_converted, opportunities_won, opportunities_lost, policies) >= 0",
        ),
        check("ranks", "LEAST(team_rank, company_rank) > 0"),
    )

    agent_id: UUID = refers_to("agents.id")
    period: str = month()
    new_premium: Decimal = amount(default=Decimal(0))
    renewal_premium: Decimal = amount(default=Decimal(0))
    commission_total: Decimal = amount(default=Decimal(0))
    currency: str = currency()
    leads_assigned: int = 0
    leads_converted: int = 0
    opportunities_won: int = 0
    opportunities_lost: int = 0
    policies: int = 0
    conversion_rate: Decimal | None = rate(default=None)
    average_deal: Decimal | None = amount(default=None)
    target_achievement: Decimal | None = rate(default=None)
    team_rank: int | None = None
    company_rank: int | None = None
