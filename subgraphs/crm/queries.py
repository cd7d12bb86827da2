"""What one may ask crm."""

import re

import sqlalchemy as sa
import strawberry

from subgraphs.crm.loaders import MONTHS, OPPORTUNITIES, best_months, open_stages
from subgraphs.crm.types.asking import (
    AgentFilter,
    AgentOrder,
    AgentPerformanceFilter,
    AgentPerformanceOrder,
    CommissionTierFilter,
    CommissionTierOrder,
    CommissionTransactionFilter,
    CommissionTransactionOrder,
    LeaderboardMetric,
    LeadFilter,
    LeadOrder,
    QuoteFilter,
    QuoteOrder,
    SalesOpportunityFilter,
    SalesOpportunityOrder,
    SalesTeamFilter,
    SalesTeamOrder,
)
from subgraphs.crm.types.commissions import CommissionTier, CommissionTransaction
from subgraphs.crm.types.sales import Agent, Lead, Pipeline, Quote, SalesOpportunity
from subgraphs.crm.types.teams import AgentPerformance, LeaderboardEntry, SalesTeam
from subgraphs.kit.context import Info
from subgraphs.kit.errors import BadInput
from subgraphs.kit.lists import SIZED_LIST, SIZED_PAGE, Size, all_nodes
from subgraphs.kit.nodes import ID
from subgraphs.kit.paging import PAGE_SIZE_MAX, Connection
from subgraphs.kit.reading import find, page
from subgraphs.kit.scalars import CurrencyCode
from subgraphs.kit.values import DateSpanInput

LEADERS = 10
MONTH = re.compile(r"[0-9]{4}-(0[1-9]|1[0-2])")


@strawberry.type
class Query:
    """Crm's part of the root."""

    @strawberry.field(description="One lead, by id or by code.")
    async def lead(self, info: Info, id: ID | None = None, lead_code: str | None = None) -> Lead | None:
        return await find(info, Lead, id=id, lead_code=lead_code)

    @strawberry.field(description="One opportunity, by id or by code.")
    async def sales_opportunity(
        self, info: Info, id: ID | None = None, opportunity_code: str | None = None
    ) -> SalesOpportunity | None:
        return await find(info, SalesOpportunity, id=id, opportunity_code=opportunity_code)

    @strawberry.field(description="One agent, by id or by code.")
    async def agent(self, info: Info, id: ID | None = None, agent_code: str | None = None) -> Agent | None:
        return await find(info, Agent, id=id, agent_code=agent_code)

    @strawberry.field(description="The open opportunities that are expected to close within a span, or all.")
    async def pipeline(self, info: Info, span: DateSpanInput | None = None) -> Pipeline:
        return Pipeline.of(await open_stages(info, SalesOpportunity, *_closing_within(span)))

    @strawberry.field(description="The months of agents in a period, such as 2026-03.", directives=[SIZED_PAGE])
    def agent_performance(
        self,
        info: Info,
        *,
        period: str,
        first: Size = None,
        after: str | None = None,
        last: Size = None,
        before: str | None = None,
        filter: AgentPerformanceFilter | None = None,
        order_by: AgentPerformanceOrder = AgentPerformanceOrder.NEW_PREMIUM_DESC,
    ) -> Connection[AgentPerformance]:
        return page(
            info,
            AgentPerformance,
            order=order_by,
            first=first,
            after=after,
            last=last,
            before=before,
            matching=filter,
            where=(MONTHS.c.period == _month(period),),
        )

    @strawberry.field(
        description="The best agents of a period, such as 2026-03, by one metric in one currency; of those one sees.",
        directives=[SIZED_LIST],
    )
    async def leaderboard(
        self, info: Info, *, period: str, metric: LeaderboardMetric, currency: CurrencyCode, first: int = LEADERS
    ) -> list[LeaderboardEntry]:
        if not 0 <= first <= PAGE_SIZE_MAX:
            raise BadInput(f"first: {first} is not between 0 and {PAGE_SIZE_MAX}")
        best = await best_months(
            info, AgentPerformance, metric=metric.value, period=_month(period), currency=currency, size=first
        )
        return [LeaderboardEntry(rank=rank, value=value, performance=month) for rank, value, month in best]

    leads: Connection[Lead] = all_nodes(lambda: Lead, filtered_by=LeadFilter, order=LeadOrder.CREATED_AT_DESC)
    sales_opportunities: Connection[SalesOpportunity] = all_nodes(
        lambda: SalesOpportunity,
        filtered_by=SalesOpportunityFilter,
        order=SalesOpportunityOrder.EXPECTED_CLOSE_ON_ASC,
    )
    quotes: Connection[Quote] = all_nodes(lambda: Quote, filtered_by=QuoteFilter, order=QuoteOrder.VALID_UNTIL_DESC)
    agents: Connection[Agent] = all_nodes(lambda: Agent, filtered_by=AgentFilter, order=AgentOrder.NAME_ASC)
    sales_teams: Connection[SalesTeam] = all_nodes(
        lambda: SalesTeam, filtered_by=SalesTeamFilter, order=SalesTeamOrder.NAME_ASC
    )
    commission_transactions: Connection[CommissionTransaction] = all_nodes(
        lambda: CommissionTransaction,
        filtered_by=CommissionTransactionFilter,
        order=CommissionTransactionOrder.EARNED_ON_DESC,
    )
    commission_tiers: Connection[CommissionTier] = all_nodes(
        lambda: CommissionTier, filtered_by=CommissionTierFilter, order=CommissionTierOrder.THRESHOLD_ASC
    )


def _closing_within(span: DateSpanInput | None) -> list[sa.ColumnElement[bool]]:
    day = OPPORTUNITIES.c.expected_close_on
    conditions = []
    if span is not None and span.from_ is not None:
        conditions.append(day >= span.from_)
    if span is not None and span.to is not None:
        conditions.append(day < span.to)
    return conditions


def _month(period: str) -> str:
    if not MONTH.fullmatch(period):
        raise BadInput("period: not a month, such as 2026-03")
    return period
