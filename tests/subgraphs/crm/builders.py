"""Rows of crm with sensible defaults."""

from datetime import UTC, date, datetime
from decimal import Decimal
from itertools import count
from typing import Any
from uuid import uuid4

from sqlalchemy.dialects.postgresql import Range

from shared_models import crm
from tests.keys import with_plain

_numbers = count(1)


def noon(day: date) -> datetime:
    """Return twelve o'clock UTC of a day."""
    return datetime(day.year, day.month, day.day, 12, tzinfo=UTC)


def a_team(**values: Any) -> crm.SalesTeam:
    """Return a sales team; names count up."""
    defaults: dict[str, Any] = {
        "name": f"Team {next(_numbers)}",
        "team_type": crm.TeamType.SALES,
        "territory": {"countries": ["US"], "regions": ["MA"]},
        "currency": "USD",
    }
    return crm.SalesTeam(**(defaults | values))


def an_agent(**values: Any) -> crm.Agent:
    """Return an active agent; codes count up."""
    number = next(_numbers)
    defaults: dict[str, Any] = {
        "agent_code": f"AGT-{number:06}",
        "display_name": f"Agent {number}",
        "agent_type": crm.AgentType.INDIVIDUAL,
        "currency": "USD",
        "joined_on": date(2024, 1, 1),
    }
    return crm.Agent(**(defaults | values))


def an_assignment(agent: crm.Agent, **values: Any) -> crm.AgentAssignment:
    """Return an assignment since 2026; say of which member or company."""
    defaults: dict[str, Any] = {"agent_id": agent.id, "span": Range(date(2026, 1, 1), None)}
    return crm.AgentAssignment(**(defaults | values))


def a_month(agent: crm.Agent, **values: Any) -> crm.AgentPerformance:
    """Return an agent's March of 2026 without any sale."""
    defaults: dict[str, Any] = {"agent_id": agent.id, "period": "2026-03", "currency": "USD"}
    return crm.AgentPerformance(**(defaults | values))


def a_lead(**values: Any) -> crm.Lead:
    """Return a new lead from a referral; codes count up."""
    number = next(_numbers)
    defaults: dict[str, Any] = {
        "lead_code": f"LED-{number:06}",
        "first_name": "Grace",
        "last_name": f"Hopper{number}",
        "email": f"grace{number}@example.org",
        "source": crm.LeadSource.REFERRAL,
        "currency": "USD",
    }
    return with_plain(crm.Lead, defaults | values)


def an_opportunity(owner: crm.Agent, **values: Any) -> crm.SalesOpportunity:
    """Return an opportunity at proposal, worth 100,000.00 at one half; codes count up."""
    number = next(_numbers)
    defaults: dict[str, Any] = {
        "opportunity_code": f"OPP-{number:06}",
        "title": f"Opportunity {number}",
        "owner_agent_id": owner.id,
        "stage": crm.OpportunityStage.PROPOSAL,
        "probability": Decimal("0.5"),
        "expected_premium": Decimal(100_000),
        "currency": "USD",
        "lives": 64,
        "expected_close_on": date(2026, 6, 30),
    }
    return crm.SalesOpportunity(**(defaults | values))


def a_quote(opportunity: crm.SalesOpportunity, **values: Any) -> crm.Quote:
    """Return a sent quote; numbers count up."""
    defaults: dict[str, Any] = {
        "quote_number": f"QUO-{next(_numbers):06}",
        "opportunity_id": opportunity.id,
        "premium_quote_id": uuid4(),
        "amount": Decimal("3507.90"),
        "currency": "USD",
        "valid_until": date(2026, 4, 30),
        "status": crm.QuoteStatus.SENT,
    }
    return crm.Quote(**(defaults | values))


def a_tier(**values: Any) -> crm.CommissionTier:
    """Return the first band of the default plan for new business since 2026."""
    defaults: dict[str, Any] = {
        "plan": "default",
        "business_type": crm.BusinessType.NEW,
        "tier_level": 1,
        "threshold_from": Decimal(0),
        "threshold_to": Decimal(50_000),
        "rate": Decimal("0.05"),
        "currency": "USD",
        "span": Range(date(2026, 1, 1), None),
    }
    return crm.CommissionTier(**(defaults | values))


def a_commission(agent: crm.Agent, **values: Any) -> crm.CommissionTransaction:
    """Return 1,240.00 earned on a premium of 20,000.00, of which 8,000.00 still fell into the first band."""
    first = {"tier_level": 1, "premium": "8000", "rate": "0.05", "commission": "400"}
    second = {"tier_level": 2, "premium": "12000", "rate": "0.07", "commission": "840"}
    defaults: dict[str, Any] = {
        "agent_id": agent.id,
        "kind": crm.CommissionKind.EARNED,
        "source_type": crm.CommissionSource.PREMIUM_PAYMENT,
        "source_id": uuid4(),
        "premium_amount": Decimal(20_000),
        "rate": Decimal("0.062"),
        "amount": Decimal(1240),
        "currency": "USD",
        "calc": {"premium_before": "42000", "slices": [first, second]},
        "period": "2026-03",
        "earned_on": date(2026, 3, 5),
    }
    return crm.CommissionTransaction(**(defaults | values))


def a_standing(commission: crm.CommissionTransaction, **values: Any) -> crm.CommissionStanding:
    """Return the standing of a commission that may be paid."""
    defaults: dict[str, Any] = {"transaction_id": commission.id, "status": crm.CommissionStatus.PAYABLE}
    return crm.CommissionStanding(**(defaults | values))
