"""Agents, leads, opportunities and quotes, and what crm adds to members, companies and schemes."""

from collections.abc import Iterable
from datetime import date, datetime
from decimal import Decimal
from typing import Any, ClassVar, Self
from uuid import UUID

import sqlalchemy as sa
import strawberry
from strawberry import Private

from shared_models import crm as tables
from shared_models.crm import AgentStatus, AgentType, LeadSource, LeadStatus, OpportunityStage, QuoteStatus
from shared_models.money import quantise
from subgraphs.crm.loaders import agent_of_record, open_stages_of_scheme
from subgraphs.crm.types.asking import (
    AgentFilter,
    AgentOrder,
    CommissionTransactionFilter,
    CommissionTransactionOrder,
    LeadFilter,
    LeadOrder,
    QuoteFilter,
    QuoteOrder,
    SalesOpportunityFilter,
    SalesOpportunityOrder,
)
from subgraphs.crm.types.commissions import CommissionTransaction
from subgraphs.crm.types.teams import AgentPerformance, SalesTeam
from subgraphs.kit.context import Info
from subgraphs.kit.lists import below
from subgraphs.kit.nodes import ID, POINTER, Node, Source, Stub, reads
from subgraphs.kit.paging import Connection
from subgraphs.kit.reading import find, find_owner
from subgraphs.kit.scalars import CurrencyCode
from subgraphs.kit.sealed import sealed
from subgraphs.kit.values import Money, money


@strawberry.federation.type(keys=[POINTER])
class User(Stub):
    """Someone who signs in; core tells about them."""

    id: ID


@strawberry.federation.type(keys=[POINTER])
class PremiumQuote(Stub):
    """A premium with its breakdown; schemes tells about it."""

    id: ID


@strawberry.type(description="What is open at one stage in one currency.")
class PipelineStage:
    """What is open at one stage in one currency."""

    stage: OpportunityStage
    opportunities: int
    lives: int
    expected: Money
    weighted: Money = strawberry.field(description="Each expected premium times its probability.")


@strawberry.type(description="The sales that may come, stage by stage.")
class Pipeline:
    """The sales that may come, stage by stage."""

    stages: list[PipelineStage]
    weighted: list[Money] = strawberry.field(description="The sum of all stages, one for each currency.")

    @classmethod
    def of(cls, rows: Iterable[sa.Row[Any]]) -> Self:
        """Make a pipeline of rows by stage and currency."""
        stages, totals = [], dict[str, Decimal]()
        for row in rows:
            totals[row.currency] = totals.get(row.currency, Decimal(0)) + row.weighted
            stages.append(
                PipelineStage(
                    stage=row.stage,
                    opportunities=row.opportunities,
                    lives=row.lives,
                    expected=_money(row.expected, row.currency),
                    weighted=_money(row.weighted, row.currency),
                )
            )
        return cls(stages=stages, weighted=[_money(total, currency) for currency, total in sorted(totals.items())])


def _money(amount: Decimal, currency: str) -> Money:
    return Money(amount=quantise(amount, currency), currency=CurrencyCode(currency))


@strawberry.federation.type(keys=["id"])
class Member(Stub):
    """A covered person; core tells about them."""

    id: ID
    company_id: ID | None = strawberry.federation.field(external=True, default=None)

    @strawberry.federation.field(
        requires=["companyId"], description="Who looks after the member today: an own agent, or else the employer's."
    )
    async def agent(self, info: Info) -> "Agent | None":
        return await agent_of_record(info, Agent, member=self.id, company=self.company_id)


@strawberry.federation.type(keys=["id"])
class Company(Stub):
    """An employer; core tells about it."""

    id: ID

    leads: "Connection[Lead]" = below(
        lambda: Lead, "company_id", filtered_by=LeadFilter, order=LeadOrder.CREATED_AT_DESC
    )
    opportunities: "Connection[SalesOpportunity]" = below(
        lambda: SalesOpportunity,
        "company_id",
        filtered_by=SalesOpportunityFilter,
        order=SalesOpportunityOrder.EXPECTED_CLOSE_ON_ASC,
    )

    @strawberry.field(description="Who looks after the company today.")
    async def agent(self, info: Info) -> "Agent | None":
        return await agent_of_record(info, Agent, member=None, company=self.id)


@strawberry.federation.type(keys=["id"])
class InsuranceScheme(Stub):
    """What an insurer sells; schemes tells about it."""

    id: ID

    @strawberry.field(description="The open opportunities to sell it.")
    async def sales_pipeline(self, info: Info) -> Pipeline:
        return Pipeline.of(await open_stages_of_scheme(info, SalesOpportunity, self.id))


@strawberry.federation.type(keys=["id", "agentCode"], description="Somebody who sells cover and earns commission.")
class Agent(Node):
    """Somebody who sells cover and earns commission."""

    source: ClassVar = Source(tables.Agent, keys=("id", "agent_code"))

    user_id: Private[UUID | None]
    team_id: Private[UUID | None]
    supervisor_id: Private[UUID | None]

    id: ID
    agent_code: str
    display_name: str
    agent_type: AgentType
    status: AgentStatus
    commission_plan: str
    license_number: str | None
    license_expires_on: date | None
    target_annual_premium: Money | None = money("target_annual_premium")
    currency: CurrencyCode
    joined_on: date
    terminated_on: date | None
    version: int

    leads: "Connection[Lead]" = below(
        lambda: Lead, "assigned_agent_id", filtered_by=LeadFilter, order=LeadOrder.CREATED_AT_DESC
    )
    opportunities: "Connection[SalesOpportunity]" = below(
        lambda: SalesOpportunity,
        "owner_agent_id",
        filtered_by=SalesOpportunityFilter,
        order=SalesOpportunityOrder.EXPECTED_CLOSE_ON_ASC,
    )
    commission_transactions: Connection[CommissionTransaction] = below(
        lambda: CommissionTransaction,
        "agent_id",
        filtered_by=CommissionTransactionFilter,
        order=CommissionTransactionOrder.EARNED_ON_DESC,
    )
    subordinates: "Connection[Agent]" = below(
        lambda: Agent, "supervisor_id", filtered_by=AgentFilter, order=AgentOrder.NAME_ASC
    )

    @strawberry.field(metadata=reads("user_id"), description="Whom the agent signs in as.")
    def user(self) -> User | None:
        return User.of(self.user_id)

    @strawberry.field(metadata=reads("team_id"))
    async def team(self, info: Info) -> SalesTeam | None:
        return None if self.team_id is None else await find(info, SalesTeam, id=self.team_id)

    @strawberry.field(metadata=reads("supervisor_id"))
    async def supervisor(self, info: Info) -> "Agent | None":
        return None if self.supervisor_id is None else await find(info, Agent, id=self.supervisor_id)

    @strawberry.field(
        metadata=reads("id", "currency"), description="How the agent did in a month, such as 2026-03, in own currency."
    )
    async def performance(self, info: Info, period: str) -> "AgentPerformance | None":
        return await find(info, AgentPerformance, agent_id=self.id, period=period, currency=self.currency)


@strawberry.federation.type(keys=["id"], description="Somebody who may want cover.")
class Lead(Node):
    """Somebody who may want cover."""

    source: ClassVar = Source(tables.Lead, keys=("id", "lead_code"))

    company_id: Private[UUID | None]
    assigned_agent_id: Private[UUID | None]

    id: ID
    lead_code: str
    first_name: str
    last_name: str
    email: str = sealed("email")
    phone: str | None = sealed("phone")
    company_name: str | None = strawberry.field(description="As the lead gave it.")
    job_title: str | None
    status: LeadStatus
    score: int = strawberry.field(description="How promising the lead is, from 0 to 100.")
    assigned_at: datetime | None
    next_follow_up_on: date | None
    lives_estimate: int | None = strawberry.field(description="How many people may be covered.")
    estimated_annual_premium: Money | None = money("estimated_annual_premium")
    lost_reason: str | None
    created_at: datetime
    version: int

    opportunities: "Connection[SalesOpportunity]" = below(
        lambda: SalesOpportunity,
        "lead_id",
        filtered_by=SalesOpportunityFilter,
        order=SalesOpportunityOrder.EXPECTED_CLOSE_ON_ASC,
    )

    @strawberry.field(name="source", metadata=reads("source"), description="How the lead came to us.")
    def came_from(self) -> LeadSource:
        return LeadSource(self.__dict__["source"])  # the class says by `source` where its rows are read

    @strawberry.field(metadata=reads("company_id"), description="The company it is about, once that is known.")
    def company(self) -> Company | None:
        return Company.of(self.company_id)

    @strawberry.field(metadata=reads("assigned_agent_id"))
    async def assigned_agent(self, info: Info) -> "Agent | None":
        return None if self.assigned_agent_id is None else await find(info, Agent, id=self.assigned_agent_id)


@strawberry.federation.type(keys=["id"], description="A sale that may come: for how much, how likely, how near.")
class SalesOpportunity(Node):
    """A sale that may come: for how much, how likely, how near."""

    source: ClassVar = Source(tables.SalesOpportunity, keys=("id", "opportunity_code"))

    lead_id: Private[UUID | None]
    company_id: Private[UUID | None]
    owner_agent_id: Private[UUID]
    scheme_id: Private[UUID | None]

    id: ID
    opportunity_code: str
    title: str
    stage: OpportunityStage
    probability: Decimal
    expected_premium: Money = money("expected_premium")
    lives: int = strawberry.field(description="How many people would be covered.")
    expected_close_on: date
    closed_on: date | None
    lost_reason: str | None
    competitor: str | None
    version: int

    quotes: "Connection[Quote]" = below(
        lambda: Quote, "opportunity_id", filtered_by=QuoteFilter, order=QuoteOrder.VALID_UNTIL_DESC
    )

    @strawberry.field(metadata=reads("lead_id"))
    async def lead(self, info: Info) -> "Lead | None":
        return None if self.lead_id is None else await find(info, Lead, id=self.lead_id)

    @strawberry.field(metadata=reads("company_id"))
    def company(self) -> Company | None:
        return Company.of(self.company_id)

    @strawberry.field(metadata=reads("owner_agent_id"))
    async def owner(self, info: Info) -> "Agent":
        return await find_owner(info, Agent, self.owner_agent_id)

    @strawberry.field(metadata=reads("scheme_id"), description="The scheme that would be sold.")
    def scheme(self) -> InsuranceScheme | None:
        return InsuranceScheme.of(self.scheme_id)


@strawberry.federation.type(keys=["id"], description="A price offered for an opportunity until a day.")
class Quote(Node):
    """A price offered for an opportunity until a day."""

    source: ClassVar = Source(tables.Quote, keys=("id", "quote_number"))

    opportunity_id: Private[UUID]
    premium_quote_id: Private[UUID]

    id: ID
    quote_number: str
    amount: Money = money("amount")
    valid_until: date = strawberry.field(description="The last day it may be accepted.")
    status: QuoteStatus
    version: int

    @strawberry.field(metadata=reads("opportunity_id"))
    async def opportunity(self, info: Info) -> SalesOpportunity:
        return await find_owner(info, SalesOpportunity, self.opportunity_id)

    @strawberry.field(metadata=reads("premium_quote_id"), description="What the price is made of.")
    def premium_quote(self) -> PremiumQuote:
        return PremiumQuote(id=ID(str(self.premium_quote_id)))
