"""Facts are made anew by a command, which says what has changed."""

import asyncio

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession

from shared_models.connection import create_engine
from stack.facts import rebuild_facts
from subgraphs.analytics.service.facts import take_in
from tests.conftest import NewDatabase
from tests.subgraphs.analytics.told import a_story


async def test_facts_are_made_anew_and_the_command_says_what_changed(new_database: NewDatabase) -> None:
    url = await new_database("analytics")
    engine = create_engine(url, application="covergraph-test")
    async with AsyncSession(engine) as db, db.begin():
        for told in a_story(claims=2):
            await take_in(db, told)
        await db.execute(sa.text("UPDATE fact_claims SET plan_paid = 0"))

    first = await asyncio.to_thread(rebuild_facts, url)
    second = await asyncio.to_thread(rebuild_facts, url)

    assert [line.partition(" (")[0] for line in first] == [
        "claim: changed",
        "payment: as before",
        "token_usage: as before",
        "16 events were laid over the facts.",
    ]
    assert second[0] == first[0].replace("changed", "as before")
    async with engine.connect() as connection:
        noted = await connection.scalar(sa.text("SELECT count(*) FROM audit_log WHERE entity_type = 'Facts'"))
    await engine.dispose()
    assert noted == 2
