"""Reads of crm that follow from more than one key: agents of record, standings of commission, pipelines, leaderboards.

Each is one statement for all who ask at the same time, and reads only the columns the operation needs.
"""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any, Final, TypeVar
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import ARRAY

from shared_models import crm as tables
from shared_models.base import table_of
from shared_models.crm import CommissionStatus, OpportunityStage
from subgraphs.kit.context import Context, Info
from subgraphs.kit.filters import includes
from subgraphs.kit.nodes import Node, as_uuid, columns_of, visible
from subgraphs.kit.reading import batch

N = TypeVar("N", bound=Node)

ASSIGNMENTS = table_of(tables.AgentAssignment)
MONTHS = table_of(tables.AgentPerformance)
OPPORTUNITIES = table_of(tables.SalesOpportunity)
STANDINGS = table_of(tables.CommissionStanding)
TRANSACTIONS = table_of(tables.CommissionTransaction)

# In the order an opportunity goes through them.
OPEN_STAGES: Final = (
    OpportunityStage.PROSPECTING,
    OpportunityStage.QUALIFICATION,
    OpportunityStage.PROPOSAL,
    OpportunityStage.NEGOTIATION,
)


async def agent_of_record(info: Info, kind: type[N], *, member: str | None, company: str | None) -> N | None:
    """Return who looks after a member today: the member's own agent, or else the employer's."""

    async def load(_context: Context, pairs: list[tuple[UUID | None, UUID | None]]) -> Mapping[Any, N]:
        members, companies = ([each for each in column if each is not None] for column in zip(*pairs, strict=True))
        table = kind.source.table
        statement = (
            sa.select(ASSIGNMENTS.c.member_id, ASSIGNMENTS.c.company_id, *columns_of(info, kind, "id"))
            .join_from(ASSIGNMENTS, table, table.c.id == ASSIGNMENTS.c.agent_id)
            .where(_is_one_of(ASSIGNMENTS.c.member_id, members) | _is_one_of(ASSIGNMENTS.c.company_id, companies))
            .where(includes(ASSIGNMENTS.c.span, info.context.today), *visible(info, kind))
        )
        rows = await info.context.transaction.rows(statement)
        agents = {row.member_id or row.company_id: kind.from_row(row) for row in rows}
        found = {pair: agents.get(pair[0]) or agents.get(pair[1]) for pair in pairs}
        return {pair: agent for pair, agent in found.items() if agent is not None}

    asked = (_uuid(member, "id"), _uuid(company, "companyId"))
    return await batch(info, agent_of_record, load, asked)


async def status_of(info: Info, transaction: UUID | str) -> CommissionStatus:
    """Return how far a commission transaction is paid; one without a standing is pending."""

    async def load(_context: Context, transactions: list[UUID]) -> Mapping[UUID, CommissionStatus]:
        statement = sa.select(STANDINGS.c.transaction_id, STANDINGS.c.status).where(
            _is_one_of(STANDINGS.c.transaction_id, transactions)
        )
        return {row.transaction_id: row.status for row in await info.context.transaction.rows(statement)}

    return await batch(info, status_of, load, as_uuid(transaction, "id")) or CommissionStatus.PENDING


def has_status(status: CommissionStatus) -> sa.ColumnElement[bool]:
    """Say in SQL that a commission transaction is paid that far."""
    standing = sa.select(STANDINGS.c.status).where(STANDINGS.c.transaction_id == TRANSACTIONS.c.id).scalar_subquery()
    return sa.func.coalesce(standing, CommissionStatus.PENDING) == status


async def open_stages(info: Info, kind: type[Node], *where: sa.ColumnElement[bool]) -> Sequence[sa.Row[Any]]:
    """Return what is open at each stage in each currency, over the opportunities that meet the conditions."""
    return await info.context.transaction.rows(_open_stages().where(*visible(info, kind), *where))


async def open_stages_of_scheme(info: Info, kind: type[Node], scheme: str) -> Sequence[sa.Row[Any]]:
    """Return what is open of one scheme at each stage in each currency."""
    scheme_id = OPPORTUNITIES.c.scheme_id

    async def load(_context: Context, schemes: list[UUID]) -> Mapping[UUID, list[sa.Row[Any]]]:
        statement = _open_stages(scheme_id).where(_is_one_of(scheme_id, schemes), *visible(info, kind))
        found: dict[UUID, list[sa.Row[Any]]] = {}
        for row in await info.context.transaction.rows(statement):
            found.setdefault(row.scheme_id, []).append(row)
        return found

    return await batch(info, open_stages_of_scheme, load, as_uuid(scheme, "id")) or []


async def best_months(
    info: Info, kind: type[N], *, metric: str, period: str, currency: str, size: int
) -> list[tuple[int, Decimal, N]]:
    """Return the months of a period and currency with their ranks by a metric, best first; ties share a rank."""
    value = MONTHS.c[metric]
    rank = sa.func.dense_rank().over(order_by=value.desc()).label("rank")
    statement = (
        sa.select(rank, value.label("value"), *columns_of(info, kind, "id"))
        .where(MONTHS.c.period == period, MONTHS.c.currency == currency, value.is_not(None), *visible(info, kind))
        .order_by(rank, MONTHS.c.id)
        .limit(size)
    )
    rows = await info.context.transaction.rows(statement)
    return [(row.rank, Decimal(row.value), kind.from_row(row)) for row in rows]


def _open_stages(*by: sa.Column[Any]) -> sa.Select[Any]:
    premium, stage, currency = OPPORTUNITIES.c.expected_premium, OPPORTUNITIES.c.stage, OPPORTUNITIES.c.currency
    in_order = sa.func.array_position(sa.literal(list(OPEN_STAGES), ARRAY(stage.type)), stage)
    return (
        sa.select(
            *by,
            stage,
            currency,
            sa.func.count().label("opportunities"),
            sa.func.sum(OPPORTUNITIES.c.lives).label("lives"),
            sa.func.sum(premium).label("expected"),
            sa.func.sum(premium * OPPORTUNITIES.c.probability).label("weighted"),
        )
        .where(stage.in_(OPEN_STAGES))
        .group_by(*by, stage, currency)
        .order_by(in_order, currency)
    )


def _uuid(value: str | None, argument: str) -> UUID | None:
    return None if value is None else as_uuid(value, argument)


def _is_one_of(column: sa.Column[Any], keys: Sequence[UUID]) -> sa.ColumnElement[bool]:
    return column == sa.any_(sa.literal(list(keys), ARRAY(sa.Uuid)))
