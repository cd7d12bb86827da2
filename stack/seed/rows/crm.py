"""Crm: two teams, their agents with whom they look after, leads, opportunities, and commission on what was paid."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any, Final
from uuid import UUID

import asyncpg  # type: ignore[import-untyped]  # it ships no types

from shared_models.crm import (
    Agent,
    AgentAssignment,
    AgentPerformance,
    AgentType,
    BusinessType,
    CommissionKind,
    CommissionSource,
    CommissionTier,
    CommissionTransaction,
    Lead,
    LeadSource,
    LeadStatus,
    OpportunityStage,
    SalesOpportunity,
    SalesTeam,
    TeamType,
)
from shared_models.crm.base import AGENT_CODES, LEAD_CODES, OPPORTUNITY_CODES
from shared_models.money import quantise
from stack.loading.fields import CURRENCY
from stack.loading.writing import Batch, Number
from stack.seed.facts import Company, Facts
from stack.seed.rows import DEMONSTRATION, demonstration_id, midnight
from stack.seed.rows.finance import Invoice, invoices

MADE_BY: Final = {"created_by": DEMONSTRATION}
IN_DOLLARS: Final = {"currency": CURRENCY, **MADE_BY}
SINCE: Final = date(2020, 1, 1)
ALWAYS: Final = asyncpg.Range(SINCE, None)
RATE: Final = Decimal("0.05")
PLAN: Final = "default"

TEAMS: Final = {"Employers": TeamType.SALES, "Individuals": TeamType.REGIONAL}
MANAGER: Final = "Ruth Okafor"
# Each agent with the team; the manager of all comes first.
AGENTS: Final = {
    MANAGER: "Employers",
    "Daniel Mwangi": "Employers",
    "Sofia Lindqvist": "Employers",
    "Amara Diallo": "Individuals",
}
OF_EMPLOYERS: Final = ("Daniel Mwangi", "Sofia Lindqvist")
OF_INDIVIDUALS: Final = "Amara Diallo"


@dataclass(frozen=True, slots=True)
class Prospect:
    """Somebody who may want cover; `employer` says by place which of our companies it is about, if any."""

    first_name: str
    last_name: str
    status: LeadStatus
    source: LeadSource
    score: int
    lives: int
    employer: int | None = None


@dataclass(frozen=True, slots=True)
class Sale:
    """An opportunity: its stage, what was expected of it, and which of our companies it is about."""

    title: str
    stage: OpportunityStage
    probability: str
    premium: int
    lives: int
    employer: int


PROSPECTS: Final = (
    Prospect("Grace", "Hopkins", LeadStatus.QUALIFIED, LeadSource.REFERRAL, 82, 40, employer=0),
    Prospect("Marco", "Bianchi", LeadStatus.QUALIFIED, LeadSource.BROKER, 74, 25, employer=1),
    Prospect("Leila", "Haddad", LeadStatus.CONVERTED, LeadSource.EVENT, 91, 60, employer=2),
    Prospect("Peter", "Novak", LeadStatus.NEW, LeadSource.WEB, 20, 5),
    Prospect("Ingrid", "Solberg", LeadStatus.CONTACTED, LeadSource.CAMPAIGN, 45, 12),
    Prospect("Kofi", "Mensah", LeadStatus.NURTURING, LeadSource.WEB, 38, 8),
    Prospect("Yuki", "Tanaka", LeadStatus.LOST, LeadSource.OTHER, 10, 3),
)
SALES: Final = (
    Sale("Dental cover for all", OpportunityStage.PROPOSAL, "0.5", 48_000, 40, employer=0),
    Sale("A second benefit year", OpportunityStage.NEGOTIATION, "0.75", 90_000, 25, employer=1),
    Sale("Health cover", OpportunityStage.CLOSED_WON, "1", 120_000, 60, employer=2),
    Sale("Vision cover", OpportunityStage.PROSPECTING, "0.1", 15_000, 20, employer=3),
    Sale("Accident cover", OpportunityStage.CLOSED_LOST, "0", 20_000, 30, employer=0),
)


def crm_batches(facts: Facts) -> Iterator[Batch]:
    """Yield teams, agents, leads, opportunities, and commission for premiums that were paid."""
    yield Batch(
        SalesTeam,
        [_team(name) for name in TEAMS],
        {"territory": {"countries": ["US"], "regions": ["Massachusetts"]}, **IN_DOLLARS},
    )
    yield Batch(
        Agent,
        [_agent(name) for name in AGENTS],
        {"agent_type": AgentType.INDIVIDUAL, "commission_plan": PLAN, "joined_on": SINCE, **IN_DOLLARS},
        Number("agent_code", "AGT", AGENT_CODES),
    )
    yield Batch(AgentAssignment, list(_assignments(facts)), {"span": ALWAYS, **MADE_BY})
    yield Batch(Lead, [_lead(facts, each) for each in PROSPECTS], IN_DOLLARS, Number("lead_code", "LED", LEAD_CODES))
    yield Batch(
        SalesOpportunity,
        [_opportunity(facts, sale) for sale in SALES if sale.employer < len(facts.companies)],
        IN_DOLLARS,
        Number("opportunity_code", "OPP", OPPORTUNITY_CODES),
    )
    yield Batch(CommissionTier, [_tier(business) for business in BusinessType], {"span": ALWAYS, **IN_DOLLARS})
    earned = tuple(_commissions(facts))
    yield Batch(
        CommissionTransaction,
        [commission.row() for commission in earned],
        {
            "kind": CommissionKind.EARNED,
            "source_type": CommissionSource.PREMIUM_PAYMENT,
            "rate": RATE,
            **IN_DOLLARS,
        },
    )
    yield Batch(AgentPerformance, list(_performance(earned)), IN_DOLLARS)


def _agent_id(name: str) -> UUID:
    return demonstration_id("agents", name)


def _agent_of(place: int) -> str:
    return OF_EMPLOYERS[place % len(OF_EMPLOYERS)]


def _team(name: str) -> dict[str, Any]:
    return {"id": demonstration_id("sales_teams", name), "name": f"DEMO {name}", "team_type": TEAMS[name]}


# Teams and agents refer to each other: the agents come after the teams, and then the teams get their manager.
NAME_MANAGER: Final = """
UPDATE sales_teams SET manager_agent_id = $1 WHERE manager_agent_id IS NULL AND created_by = $2
"""
MANAGER_ID: Final = _agent_id(MANAGER)


def _agent(name: str) -> dict[str, Any]:
    return {
        "id": _agent_id(name),
        "display_name": name,
        "team_id": demonstration_id("sales_teams", AGENTS[name]),
        "supervisor_id": None if name == MANAGER else MANAGER_ID,
        "license_number": f"DEMO-{list(AGENTS).index(name) + 1:04}",
        "license_expires_on": date(2999, 12, 31),
        "target_annual_premium": Decimal(1_000_000),
    }


def _assignments(facts: Facts) -> Iterator[dict[str, Any]]:
    for place, company in enumerate(facts.companies):
        yield _assignment(_agent_of(place), "company_id", company.id)
    for person in facts.people:
        if person.policy_id is None:
            yield _assignment(OF_INDIVIDUALS, "member_id", person.member_id)


def _assignment(agent: str, column: str, subject: UUID) -> dict[str, Any]:
    nobody = {"company_id": None, "member_id": None}
    return {
        "id": demonstration_id("agent_assignments", subject),
        "agent_id": _agent_id(agent),
        **nobody,
        column: subject,
    }


def _employer(facts: Facts, place: int | None) -> Company | None:
    return facts.companies[place] if place is not None and place < len(facts.companies) else None


def _lead(facts: Facts, prospect: Prospect) -> dict[str, Any]:
    employer = _employer(facts, prospect.employer)
    name = f"{prospect.first_name}.{prospect.last_name}".lower()
    place = PROSPECTS.index(prospect)
    is_open = prospect.status not in (LeadStatus.CONVERTED, LeadStatus.LOST)
    return {
        "id": demonstration_id("leads", name),
        "first_name": prospect.first_name,
        "last_name": prospect.last_name,
        "email": f"{name}@prospects.example",
        "company_name": employer.name if employer else None,
        "company_id": employer.id if employer else None,
        "job_title": "Head of benefits" if employer else None,
        "source": prospect.source,
        "status": prospect.status,
        "score": prospect.score,
        "assigned_agent_id": _agent_id(_agent_of(place)),
        "assigned_at": midnight(facts.today - timedelta(days=30 + place)),
        "next_follow_up_on": facts.today + timedelta(days=7 + place) if is_open else None,
        "lives_estimate": prospect.lives,
        "estimated_annual_premium": Decimal(prospect.lives * 4_800),
        "lost_reason": "Chose another insurer" if prospect.status is LeadStatus.LOST else None,
    }


def _opportunity(facts: Facts, sale: Sale) -> dict[str, Any]:
    employer = facts.companies[sale.employer]
    lead = next((each for each in PROSPECTS if each.employer == sale.employer), None)
    is_closed = sale.stage in (OpportunityStage.CLOSED_WON, OpportunityStage.CLOSED_LOST)
    return {
        "id": demonstration_id("sales_opportunities", sale.title),
        "title": sale.title,
        "lead_id": demonstration_id("leads", f"{lead.first_name}.{lead.last_name}".lower()) if lead else None,
        "company_id": employer.id,
        "owner_agent_id": _agent_id(_agent_of(sale.employer)),
        "stage": sale.stage,
        "probability": Decimal(sale.probability),
        "expected_premium": Decimal(sale.premium),
        "lives": sale.lives,
        "expected_close_on": facts.today + timedelta(days=-20 if is_closed else 45),
        "closed_on": facts.today - timedelta(days=20) if is_closed else None,
        "lost_reason": "The budget was cut" if sale.stage is OpportunityStage.CLOSED_LOST else None,
        "scheme_id": employer.scheme_id,
    }


def _tier(business: BusinessType) -> dict[str, Any]:
    return {
        "id": demonstration_id("commission_tiers", business),
        "plan": PLAN,
        "business_type": business,
        "tier_level": 1,
        "threshold_from": Decimal(0),
        "rate": RATE,
    }


@dataclass(frozen=True, slots=True)
class Commission:
    """What an agent earned on a premium that was paid."""

    agent: str
    invoice: Invoice
    paid_on: date
    before: Decimal

    @property
    def premium(self) -> Decimal:
        return self.invoice.subtotal

    @property
    def amount(self) -> Decimal:
        return quantise(self.premium * RATE, CURRENCY)

    @property
    def period(self) -> str:
        return f"{self.paid_on:%Y-%m}"

    def row(self) -> dict[str, Any]:
        slices = [
            {"tier_level": 1, "premium": str(self.premium), "rate": str(RATE), "commission": str(self.amount)},
        ]
        return {
            "id": demonstration_id("commission_transactions", self.invoice.id),
            "agent_id": _agent_id(self.agent),
            "source_id": self.invoice.payment_id,
            "company_id": self.invoice.company.id,
            "policy_id": self.invoice.company.policy_id,
            "premium_amount": self.premium,
            "amount": self.amount,
            "calc": {"premium_before": str(self.before), "slices": slices},
            "period": self.period,
            "earned_on": self.paid_on,
        }


def _commissions(facts: Facts) -> Iterator[Commission]:
    places = {company.id: place for place, company in enumerate(facts.companies)}
    before: dict[tuple[str, int], Decimal] = {}
    paid = [(invoice.paid_on, invoice) for invoice in invoices(facts) if invoice.paid_on is not None]
    for paid_on, invoice in sorted(paid, key=lambda each: (each[0], places[each[1].company.id])):
        agent = _agent_of(places[invoice.company.id])
        year = (agent, paid_on.year)
        yield Commission(agent, invoice, paid_on, before.get(year, Decimal(0)))
        before[year] = before.get(year, Decimal(0)) + invoice.subtotal


def _performance(earned: tuple[Commission, ...]) -> Iterator[dict[str, Any]]:
    """Yield each agent's month as the commissions of it add up."""
    by_month: dict[tuple[str, str], list[Commission]] = {}
    for commission in earned:
        by_month.setdefault((commission.agent, commission.period), []).append(commission)
    for (agent, period), commissions in by_month.items():
        months_ago = sorted({each.period for each in earned}, reverse=True).index(period)
        yield {
            "id": demonstration_id("agent_performance", f"{agent}:{months_ago}"),
            "agent_id": _agent_id(agent),
            "period": period,
            "renewal_premium": sum((each.premium for each in commissions), Decimal(0)),
            "commission_total": sum((each.amount for each in commissions), Decimal(0)),
            "policies": len({each.invoice.company.policy_id for each in commissions}),
        }
