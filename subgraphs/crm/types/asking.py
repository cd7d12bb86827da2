"""Filters and orders of crm's lists."""

from datetime import date
from enum import Enum

import strawberry

from shared_models import crm as tables
from shared_models.crm import (
    AgentStatus,
    AgentType,
    BusinessType,
    CommissionKind,
    CommissionSource,
    CommissionStatus,
    LeadSource,
    LeadStatus,
    OpportunityStage,
    QuoteStatus,
    TeamType,
)
from subgraphs.crm.loaders import has_status
from subgraphs.kit.filters import (
    Filter,
    among,
    at_least,
    at_most,
    contains_day,
    equals,
    equals_sealed,
    matching,
    search,
)
from subgraphs.kit.nodes import ID
from subgraphs.kit.paging import Order
from subgraphs.kit.scalars import CurrencyCode
from subgraphs.kit.schema import expose

expose(
    AgentStatus,
    AgentType,
    BusinessType,
    CommissionKind,
    CommissionSource,
    CommissionStatus,
    LeadSource,
    LeadStatus,
    OpportunityStage,
    QuoteStatus,
    TeamType,
)


@strawberry.enum(description="How leads are listed.")
class LeadOrder(Enum):
    """How leads are listed."""

    CREATED_AT_ASC = Order("created_at")
    CREATED_AT_DESC = Order("created_at", descending=True)
    SCORE_ASC = Order("score")
    SCORE_DESC = Order("score", descending=True)
    CODE_ASC = Order("lead_code")
    CODE_DESC = Order("lead_code", descending=True)


@strawberry.enum(description="How opportunities are listed.")
class SalesOpportunityOrder(Enum):
    """How opportunities are listed."""

    EXPECTED_CLOSE_ON_ASC = Order("expected_close_on")
    EXPECTED_CLOSE_ON_DESC = Order("expected_close_on", descending=True)
    EXPECTED_PREMIUM_ASC = Order("expected_premium")
    EXPECTED_PREMIUM_DESC = Order("expected_premium", descending=True)
    CODE_ASC = Order("opportunity_code")
    CODE_DESC = Order("opportunity_code", descending=True)


@strawberry.enum(description="How quotes are listed.")
class QuoteOrder(Enum):
    """How quotes are listed."""

    VALID_UNTIL_ASC = Order("valid_until")
    VALID_UNTIL_DESC = Order("valid_until", descending=True)
    NUMBER_ASC = Order("quote_number")
    NUMBER_DESC = Order("quote_number", descending=True)


@strawberry.enum(description="How agents are listed.")
class AgentOrder(Enum):
    """How agents are listed."""

    NAME_ASC = Order("display_name")
    NAME_DESC = Order("display_name", descending=True)
    CODE_ASC = Order("agent_code")
    CODE_DESC = Order("agent_code", descending=True)
    JOINED_ON_ASC = Order("joined_on")
    JOINED_ON_DESC = Order("joined_on", descending=True)


@strawberry.enum(description="How teams are listed.")
class SalesTeamOrder(Enum):
    """How teams are listed."""

    NAME_ASC = Order("name")
    NAME_DESC = Order("name", descending=True)


@strawberry.enum(description="How months of agents are listed.")
class AgentPerformanceOrder(Enum):
    """How months of agents are listed."""

    PERIOD_ASC = Order("period")
    PERIOD_DESC = Order("period", descending=True)
    NEW_PREMIUM_ASC = Order("new_premium")
    NEW_PREMIUM_DESC = Order("new_premium", descending=True)
    COMMISSION_TOTAL_ASC = Order("commission_total")
    COMMISSION_TOTAL_DESC = Order("commission_total", descending=True)


@strawberry.enum(description="How commission transactions are listed.")
class CommissionTransactionOrder(Enum):
    """How commission transactions are listed."""

    EARNED_ON_ASC = Order("earned_on")
    EARNED_ON_DESC = Order("earned_on", descending=True)
    AMOUNT_ASC = Order("amount")
    AMOUNT_DESC = Order("amount", descending=True)


@strawberry.enum(description="How bands of commission plans are listed.")
class CommissionTierOrder(Enum):
    """How bands of commission plans are listed."""

    THRESHOLD_ASC = Order("threshold_from")
    THRESHOLD_DESC = Order("threshold_from", descending=True)
    START_ASC = Order("span")
    START_DESC = Order("span", descending=True)


@strawberry.enum(description="What a leaderboard compares agents by.")
class LeaderboardMetric(Enum):
    """What a leaderboard compares agents by: a column of their months."""

    NEW_PREMIUM = "new_premium"
    RENEWAL_PREMIUM = "renewal_premium"
    COMMISSION_TOTAL = "commission_total"
    POLICIES = "policies"
    CONVERSION_RATE = "conversion_rate"
    AVERAGE_DEAL = "average_deal"
    TARGET_ACHIEVEMENT = "target_achievement"


@strawberry.input(description="Leads that meet all conditions given.")
class LeadFilter(Filter):
    """Leads that meet all conditions given."""

    status: LeadStatus | None = equals(tables.Lead.status)
    status_in: list[LeadStatus] | None = among(tables.Lead.status)
    source: LeadSource | None = equals(tables.Lead.source)
    assigned_agent_id: ID | None = equals(tables.Lead.assigned_agent_id)
    company_id: ID | None = equals(tables.Lead.company_id)
    score_from: int | None = at_least(tables.Lead.score)
    follow_up_to: date | None = at_most(tables.Lead.next_follow_up_on)
    email: str | None = equals_sealed(tables.Lead.email_hash)
    search: str | None = search(
        tables.Lead.last_name, tables.Lead.first_name, tables.Lead.company_name, tables.Lead.lead_code
    )


@strawberry.input(description="Opportunities that meet all conditions given.")
class SalesOpportunityFilter(Filter):
    """Opportunities that meet all conditions given."""

    stage: OpportunityStage | None = equals(tables.SalesOpportunity.stage)
    stage_in: list[OpportunityStage] | None = among(tables.SalesOpportunity.stage)
    owner_agent_id: ID | None = equals(tables.SalesOpportunity.owner_agent_id)
    company_id: ID | None = equals(tables.SalesOpportunity.company_id)
    scheme_id: ID | None = equals(tables.SalesOpportunity.scheme_id)
    expected_close_from: date | None = at_least(tables.SalesOpportunity.expected_close_on)
    expected_close_to: date | None = at_most(tables.SalesOpportunity.expected_close_on)
    search: str | None = search(tables.SalesOpportunity.title, tables.SalesOpportunity.opportunity_code)


@strawberry.input(description="Quotes that meet all conditions given.")
class QuoteFilter(Filter):
    """Quotes that meet all conditions given."""

    status: QuoteStatus | None = equals(tables.Quote.status)
    opportunity_id: ID | None = equals(tables.Quote.opportunity_id)
    valid_from: date | None = at_least(tables.Quote.valid_until)
    search: str | None = search(tables.Quote.quote_number)


@strawberry.input(description="Agents that meet all conditions given.")
class AgentFilter(Filter):
    """Agents that meet all conditions given."""

    status: AgentStatus | None = equals(tables.Agent.status)
    agent_type: AgentType | None = equals(tables.Agent.agent_type)
    team_id: ID | None = equals(tables.Agent.team_id)
    supervisor_id: ID | None = equals(tables.Agent.supervisor_id)
    search: str | None = search(tables.Agent.display_name, tables.Agent.agent_code)


@strawberry.input(description="Teams that meet all conditions given.")
class SalesTeamFilter(Filter):
    """Teams that meet all conditions given."""

    team_type: TeamType | None = equals(tables.SalesTeam.team_type)
    search: str | None = search(tables.SalesTeam.name)


@strawberry.input(description="Months of agents that meet all conditions given.")
class AgentPerformanceFilter(Filter):
    """Months of agents that meet all conditions given."""

    agent_id: ID | None = equals(tables.AgentPerformance.agent_id)
    currency: CurrencyCode | None = equals(tables.AgentPerformance.currency)


@strawberry.input(description="Commission transactions that meet all conditions given.")
class CommissionTransactionFilter(Filter):
    """Commission transactions that meet all conditions given."""

    agent_id: ID | None = equals(tables.CommissionTransaction.agent_id)
    policy_id: ID | None = equals(tables.CommissionTransaction.policy_id)
    kind: CommissionKind | None = equals(tables.CommissionTransaction.kind)
    period: str | None = equals(tables.CommissionTransaction.period)
    status: CommissionStatus | None = matching(has_status)
    earned_from: date | None = at_least(tables.CommissionTransaction.earned_on)
    earned_to: date | None = at_most(tables.CommissionTransaction.earned_on)


@strawberry.input(description="Bands of commission plans that meet all conditions given.")
class CommissionTierFilter(Filter):
    """Bands of commission plans that meet all conditions given."""

    plan: str | None = equals(tables.CommissionTier.plan)
    business_type: BusinessType | None = equals(tables.CommissionTier.business_type)
    currency: CurrencyCode | None = equals(tables.CommissionTier.currency)
    valid_on: date | None = contains_day(tables.CommissionTier.span)
