"""Teams of agents, and how agents did month by month."""

from decimal import Decimal
from typing import TYPE_CHECKING, Annotated, Any, ClassVar, TypeAlias
from uuid import UUID

import strawberry
from strawberry import Private

from shared_models import crm as tables
from shared_models.crm import TeamType
from shared_models.crm.documents import Territory as TerritoryDocument
from subgraphs.crm.types import sales
from subgraphs.crm.types.asking import AgentFilter, AgentOrder
from subgraphs.kit.context import Info
from subgraphs.kit.lists import below
from subgraphs.kit.nodes import ID, Node, Source, reads
from subgraphs.kit.paging import Connection
from subgraphs.kit.reading import find, find_owner
from subgraphs.kit.values import Money, money

if TYPE_CHECKING:
    from subgraphs.crm.types.sales import Agent

# A team lists its agents, and they lead back to it: their module comes after this one.
LazyAgent: TypeAlias = Annotated["Agent", strawberry.lazy("subgraphs.crm.types.sales")]


@strawberry.type(description="Where a team sells; no countries or regions means anywhere.")
class Territory:
    """Where a team sells; no countries or regions means anywhere."""

    countries: list[str]
    regions: list[str]


@strawberry.federation.type(keys=["id"], description="A group of agents and the territory they sell in.")
class SalesTeam(Node):
    """A group of agents and the territory they sell in."""

    source: ClassVar = Source(tables.SalesTeam)

    manager_agent_id: Private[UUID | None]
    territory: Private[dict[str, Any]]

    id: ID
    name: str
    team_type: TeamType
    target_annual_premium: Money | None = money("target_annual_premium")
    version: int

    agents: "Connection[LazyAgent]" = below(
        lambda: sales.Agent, "team_id", filtered_by=AgentFilter, order=AgentOrder.NAME_ASC, description="Its members."
    )

    @strawberry.field(metadata=reads("manager_agent_id"))
    async def manager(self, info: Info) -> LazyAgent | None:
        return None if self.manager_agent_id is None else await find(info, sales.Agent, id=self.manager_agent_id)

    @strawberry.field(name="territory", metadata=reads("territory"))
    def sells_in(self) -> Territory:
        territory = TerritoryDocument.model_validate(self.territory)
        return Territory(countries=list(territory.countries), regions=list(territory.regions))


@strawberry.federation.type(keys=["id"], description="An agent's month in one currency.")
class AgentPerformance(Node):
    """An agent's month in one currency."""

    source: ClassVar = Source(tables.AgentPerformance, keys=("id", "agent_id period currency"))

    agent_id: Private[UUID]

    id: ID
    period: str = strawberry.field(description="The month, such as 2026-03.")
    new_premium: Money = money("new_premium")
    renewal_premium: Money = money("renewal_premium")
    commission_total: Money = money("commission_total")
    leads_assigned: int
    leads_converted: int
    opportunities_won: int
    opportunities_lost: int
    policies: int
    conversion_rate: Decimal | None = strawberry.field(description="Leads converted of those assigned.")
    average_deal: Money | None = money("average_deal")
    target_achievement: Decimal | None = strawberry.field(
        description="The year's premium so far of what the target asks for by now: 1 is on target."
    )
    team_rank: int | None
    company_rank: int | None

    @strawberry.field(metadata=reads("agent_id"))
    async def agent(self, info: Info) -> LazyAgent:
        return await find_owner(info, sales.Agent, self.agent_id)


@strawberry.type(description="A place on a leaderboard; those who tie share a rank.")
class LeaderboardEntry:
    """A place on a leaderboard; those who tie share a rank."""

    rank: int
    value: Decimal = strawberry.field(description="Of the metric asked for.")
    performance: AgentPerformance
