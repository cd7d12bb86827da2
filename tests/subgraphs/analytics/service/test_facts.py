"""What is told is logged once and laid over the facts, however often it comes and whatever comes in between."""

from collections.abc import Iterable
from datetime import timedelta
from decimal import Decimal
from random import Random
from typing import Any

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from subgraphs.analytics.rules.facts import Kind, Told
from subgraphs.analytics.service.facts import FACTS, LOG, take_in
from subgraphs.kit.writing import Writer
from tests.subgraphs.analytics.told import ADJUDICATED, NOON, SUBMITTED, a_story, of_claim, redelivered


async def take_all_in(writer: Writer, events: Iterable[Told]) -> None:
    async with writer.system_transaction() as db:
        for each in events:
            await take_in(db, each)


async def all_facts(writer: Writer) -> dict[Kind, list[Any]]:
    async with writer.system_transaction() as db:
        return {
            kind: [tuple(row) for row in await db.execute(sa.select(table).order_by(*table.primary_key.columns))]
            for kind, table in FACTS.items()
        }


async def the_claim(writer: Writer) -> Any:
    async with writer.system_transaction() as db:
        return (await db.execute(sa.select(FACTS[Kind.CLAIM]))).one()


async def test_a_claim_is_one_fact_of_all_that_was_told_of_it(writer: Writer) -> None:
    await take_all_in(writer, [of_claim("submitted", 1, SUBMITTED), of_claim("adjudicated", 31, ADJUDICATED)])

    claim = await the_claim(writer)
    assert (claim.submitted_at, claim.first_decided_at) == (NOON + timedelta(minutes=1), NOON + timedelta(minutes=31))
    assert (claim.billed, claim.plan_paid, claim.outcome) == (Decimal("150.0000"), Decimal("96.0000"), "approved")
    assert (claim.position, claim.first_pended_at) == (31, None)


async def test_the_first_decision_stands_and_the_last_result_counts(writer: Writer) -> None:
    again = {**ADJUDICATED, "run_no": "2", "outcome": "denied", "plan_paid": "0.00"}

    await take_all_in(
        writer,
        [
            of_claim("submitted", 1, SUBMITTED),
            of_claim("adjudicated", 2, ADJUDICATED),
            of_claim("adjudicated", 3, again),
        ],
    )

    claim = await the_claim(writer)
    assert claim.first_decided_at == NOON + timedelta(minutes=2)
    assert (claim.run_no, claim.outcome, claim.plan_paid) == (2, "denied", Decimal("0.0000"))


async def test_what_comes_again_later_changes_nothing(writer: Writer) -> None:
    first, second = (
        of_claim("adjudicated", 2, ADJUDICATED),
        of_claim("adjudicated", 3, {**ADJUDICATED, "run_no": "2"}),
    )

    await take_all_in(writer, [first, second, first])

    assert (await the_claim(writer)).run_no == 2


async def test_an_event_is_logged_once_and_the_log_is_not_changed(writer: Writer) -> None:
    event = of_claim("submitted", 1, SUBMITTED)

    await take_all_in(writer, [event, event])

    async with writer.system_transaction() as db:
        [row] = (await db.execute(sa.select(LOG))).all()
        assert Told(**row._mapping) == event
        for statement in (sa.update(LOG).values(position=9), sa.delete(LOG)):
            with pytest.raises(sa.exc.ProgrammingError, match="permission denied"):
                async with db.begin_nested():
                    await db.execute(statement)


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(seed=st.integers(min_value=0, max_value=2**32))
async def test_three_times_and_shuffled_across_aggregates_ends_as_once_in_order(writer: Writer, seed: int) -> None:
    story = a_story(claims=3)
    await forget_facts(writer)
    await take_all_in(writer, story)
    in_order = await all_facts(writer)

    await forget_facts(writer)
    await take_all_in(writer, redelivered(story, Random(seed)))

    assert {kind: len(rows) for kind, rows in in_order.items()} == {
        Kind.CLAIM: 3,
        Kind.PAYMENT: 3,
        Kind.TOKEN_USAGE: 3,
    }
    assert await all_facts(writer) == in_order


async def forget_facts(writer: Writer) -> None:
    async with writer.system_transaction() as db:
        for table in FACTS.values():
            await db.execute(sa.delete(table))
