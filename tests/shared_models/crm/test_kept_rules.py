"""Supervisors form a tree, agents of record are one at a time, bands do not overlap, commission is only added to."""

from collections.abc import AsyncIterator
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import uuid4

import pytest
import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import Range
from sqlalchemy.exc import IntegrityError
from sqlmodel import SQLModel

from shared_models.base import table_of
from shared_models.crm import Agent, CommissionKind, OpportunityStage
from tests.conftest import NewDatabase
from tests.subgraphs.crm.builders import (
    a_commission,
    a_tier,
    an_agent,
    an_assignment,
    an_opportunity,
)
from tests.subgraphs.service import Service

AGENTS = table_of(Agent)


@pytest.fixture(scope="module")
async def crm(new_database: NewDatabase) -> AsyncIterator[Service]:
    """A database of crm."""
    service = Service.start("crm", await new_database("crm"), is_owner=True)
    yield service
    await service.stop()


async def refused(service: Service, row: SQLModel) -> str:
    """Return the name of the constraint that refuses a row."""
    with pytest.raises(IntegrityError) as refusal:
        await service.store(row)
    cause: Any = refusal.value.orig
    name: str = cause.__cause__.constraint_name
    return name


async def supervise(service: Service, agent: Agent, by: Agent) -> None:
    """Give an agent a supervisor."""
    async with service.engine.begin() as connection:
        await connection.execute(sa.update(AGENTS).where(AGENTS.c.id == agent.id).values(supervisor_id=by.id))


async def a_line_of_command(service: Service, length: int) -> list[Agent]:
    """Store so many agents, each supervised by the one before."""
    agents: list[Agent] = []
    for _ in range(length):
        agents.append(an_agent(supervisor_id=agents[-1].id if agents else None))
    await service.store(*agents)
    return agents


async def test_nobody_supervises_a_supervisor_of_theirs(crm: Service) -> None:
    first, second, third = await a_line_of_command(crm, 3)

    with pytest.raises(IntegrityError, match="a circle of supervisors"):
        await supervise(crm, first, by=third)
    await supervise(crm, third, by=first)

    assert await refused(crm, an_agent(id=(own := uuid4()), supervisor_id=own)) == "ck_agents_not_own_supervisor"
    assert second.supervisor_id == first.id


async def test_nobody_has_more_than_five_supervisors_above(crm: Service) -> None:
    six = await a_line_of_command(crm, 6)
    head = an_agent()
    await crm.store(head)

    with pytest.raises(IntegrityError, match="more than five above"):
        await crm.store(an_agent(supervisor_id=six[-1].id))
    with pytest.raises(IntegrityError, match="more than five above"):
        await supervise(crm, six[0], by=head)


async def test_a_company_has_one_agent_of_record_at_a_time(crm: Service) -> None:
    agent, company, member = an_agent(), uuid4(), uuid4()
    await crm.store(
        agent,
        an_assignment(agent, company_id=company, span=Range(date(2025, 1, 1), date(2026, 1, 1))),
        an_assignment(agent, company_id=company),
        an_assignment(agent, member_id=member),
    )

    second_of_company = await refused(crm, an_assignment(agent, company_id=company))
    second_of_member = await refused(crm, an_assignment(agent, member_id=member))
    of_nobody = await refused(crm, an_assignment(agent))

    assert second_of_company == "ex_agent_assignments_company"
    assert second_of_member == "ex_agent_assignments_member"
    assert of_nobody == "ck_agent_assignments_company_or_member"


async def test_bands_of_a_plan_do_not_overlap(crm: Service) -> None:
    await crm.store(
        a_tier(plan="bands"),
        a_tier(plan="bands", tier_level=2, threshold_from=Decimal(50_000), threshold_to=None, rate=Decimal("0.07")),
        a_tier(plan="bands", currency="EUR"),
        a_tier(plan="bands", span=Range(date(2020, 1, 1), date(2026, 1, 1))),
    )

    await crm.store(a_tier(plan="levels"))
    same_level = await refused(crm, a_tier(plan="levels", threshold_from=Decimal(50_000), threshold_to=None))
    same_band = await refused(
        crm, a_tier(plan="bands", tier_level=3, threshold_from=Decimal(70_000), threshold_to=None)
    )
    upside_down = await refused(crm, a_tier(plan="other", threshold_from=Decimal(60_000)))

    assert same_level == "ex_commission_tiers_level"
    assert same_band == "ex_commission_tiers_band"
    assert upside_down == "ck_commission_tiers_thresholds"


async def test_commission_is_earned_once_and_taken_back_once(crm: Service) -> None:
    agent = an_agent()
    earned = a_commission(agent)
    back = {"kind": CommissionKind.CLAWBACK, "amount": Decimal(-100), "reverses_id": earned.id}
    await crm.store(agent, earned, a_commission(agent, **back))

    earned_again = await refused(crm, a_commission(agent, source_id=earned.source_id))
    back_again = await refused(crm, a_commission(agent, **back))
    back_from_nothing = await refused(crm, a_commission(agent, **(back | {"reverses_id": None})))
    given_back = await refused(crm, a_commission(agent, amount=Decimal(-1)))

    assert earned_again == "uq_commission_transactions_agent_id_source_type_source_id_kind"
    assert back_again == "uq_commission_transactions_reverses_id"
    assert back_from_nothing == "ck_commission_transactions_clawback_reverses"
    assert given_back == "ck_commission_transactions_sign"


async def test_commission_is_never_changed_or_removed(crm: Service) -> None:
    agent = an_agent()
    earned = a_commission(agent)
    await crm.store(agent, earned)
    table = table_of(type(earned))

    for statement in (sa.update(table).values(amount=0), sa.delete(table)):
        async with crm.engine.connect() as connection:
            with pytest.raises(IntegrityError, match="append-only"):
                await connection.execute(statement.where(table.c.id == earned.id))


async def test_a_closed_opportunity_has_a_day_and_a_lost_one_a_reason(crm: Service) -> None:
    agent = an_agent()
    await crm.store(agent)
    lost = {"stage": OpportunityStage.CLOSED_LOST, "probability": Decimal(0)}

    no_reason = await refused(crm, an_opportunity(agent, closed_on=date(2026, 3, 1), **lost))
    no_day = await refused(crm, an_opportunity(agent, lost_reason="price", **lost))

    assert no_reason == "ck_sales_opportunities_lost_reason"
    assert no_day == "ck_sales_opportunities_closed_on"
