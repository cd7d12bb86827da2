"""Facts made anew of the log are the facts as they were."""

import asyncio
from random import Random

import pytest
import sqlalchemy as sa

from subgraphs.analytics.rules.facts import Kind
from subgraphs.analytics.service import rebuilding
from subgraphs.analytics.service.facts import FACTS, take_in
from subgraphs.analytics.service.rebuilding import digests, rebuild
from subgraphs.kit.writing import Writer
from tests.subgraphs.analytics.service.test_facts import all_facts, take_all_in
from tests.subgraphs.analytics.told import SUBMITTED, a_story, of_claim, redelivered

WAITS = sa.text("""SELECT count(*) FROM pg_locks JOIN pg_database ON pg_database.oid = database
WHERE NOT granted AND datname = current_database()""")


async def test_facts_made_anew_are_identical(writer: Writer) -> None:
    await take_all_in(writer, redelivered(a_story(claims=5), Random(1)))
    before = await all_facts(writer)

    rebuilt = await rebuild(writer)

    assert rebuilt.events == 40
    assert rebuilt.before == rebuilt.after
    assert await all_facts(writer) == before


async def test_the_log_is_read_in_pages(writer: Writer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rebuilding, "AT_ONCE", 7)
    await take_all_in(writer, a_story(claims=5))

    rebuilt = await rebuild(writer)

    assert rebuilt.events == 40
    assert rebuilt.before == rebuilt.after


async def test_facts_that_went_wrong_are_mended_and_the_digests_tell(writer: Writer) -> None:
    await take_all_in(writer, a_story(claims=2))
    right = await all_facts(writer)
    async with writer.system_transaction() as db:
        await db.execute(sa.update(FACTS[Kind.PAYMENT]).values(amount=1))
        await db.execute(sa.delete(FACTS[Kind.CLAIM]))

    rebuilt = await rebuild(writer)

    assert await all_facts(writer) == right
    assert {kind for kind in Kind if rebuilt.before[kind] != rebuilt.after[kind]} == {Kind.CLAIM, Kind.PAYMENT}


async def test_what_is_told_meanwhile_is_not_lost(writer: Writer) -> None:
    await take_all_in(writer, [of_claim("submitted", 1, SUBMITTED)])
    later = of_claim("pended", 2, {"reasons": ["DUPLICATE"]})

    async with writer.system_transaction() as db:
        await take_in(db, later)
        rebuilding_it = asyncio.create_task(rebuild(writer))
        await _until_one_waits(writer)
    rebuilt = await rebuilding_it

    assert rebuilt.events == 2
    assert rebuilt.before == rebuilt.after


async def test_digests_differ_with_a_single_value(writer: Writer) -> None:
    await take_all_in(writer, [of_claim("submitted", 1, SUBMITTED)])
    async with writer.system_transaction() as db:
        before = await digests(db)
        await db.execute(sa.update(FACTS[Kind.CLAIM]).values(currency="EUR"))

        after = await digests(db)

    assert before[Kind.CLAIM] != after[Kind.CLAIM]
    assert before[Kind.PAYMENT] == after[Kind.PAYMENT]


async def _until_one_waits(writer: Writer) -> None:
    async with asyncio.timeout(30), writer.engine.connect() as connection:
        while not await connection.scalar(WAITS):
            await connection.rollback()
