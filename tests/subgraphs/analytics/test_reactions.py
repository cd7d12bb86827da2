"""Analytics follows all that the others tell: through the real broker, once, however often it is told."""

import random
from collections.abc import AsyncIterator
from typing import Any, Final
from uuid import UUID

import pytest
import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncEngine

from shared_models.access import role_of
from shared_models.connection import create_engine
from shared_models.events import PAYLOADS
from subgraphs.analytics.reactions import FOLLOWS
from subgraphs.kit.audit.heads import HEAD_SEALED, with_heads
from subgraphs.kit.events.backbone import Backbone
from subgraphs.kit.events.outbox import emit
from tests.conftest import NewDatabase
from tests.keys import a_keyring
from tests.subgraphs.analytics.told import ADJUDICATED, RESULT, SUBMITTED
from tests.subgraphs.kit.events.house import QUICK, House, a_house, ids, rows, until

OURS: Final = {"alert.fired", "alert.resolved", "risk.scored"}
FACTS: Final = """SELECT claim_id, billed, plan_paid, first_pended_at IS NOT NULL, first_decided_at >= submitted_at
FROM fact_claims ORDER BY claim_id"""


@pytest.fixture
async def house(new_database: NewDatabase) -> AsyncIterator[House]:
    async with a_house(await new_database("claims"), await new_database("tokens")) as house:
        yield house


@pytest.fixture
async def engine(new_database: NewDatabase) -> AsyncIterator[AsyncEngine]:
    """The database of analytics, as its owner sees it."""
    engine = create_engine(await new_database("analytics"), application="covergraph-test")
    yield engine
    await engine.dispose()


def analytics(house: House, engine: AsyncEngine) -> Backbone:
    """Return what follows claims for analytics."""
    return Backbone(
        "analytics",
        engine.url.render_as_string(hide_password=False).replace("postgresql+asyncpg", "postgresql"),
        house.broker.url,
        role_of("analytics"),
        a_keyring("analytics"),
        follows=[each for each in FOLLOWS if each.source == "claims"],
        pace=QUICK,
    )


def test_every_type_of_the_other_seven_is_followed() -> None:
    followed = {event_type for each in FOLLOWS for event_type in each.deeds}

    assert {each.source for each in FOLLOWS} == {
        "core",
        "crm",
        "claims",
        "providers",
        "finance",
        "tokens",
        "schemes",
    }
    assert followed == PAYLOADS.keys() - OURS - {HEAD_SEALED}
    assert any(HEAD_SEALED in each.deeds for each in with_heads("analytics", FOLLOWS))


async def test_what_comes_three_times_and_shuffled_is_one_fact_each(house: House, engine: AsyncEngine) -> None:
    for claim in ids(10):
        await _tell(house, claim)
    async with house.sender().running():
        await until(lambda: _holds(house, 40))
    await _shuffle(house)

    async with analytics(house, engine).running():
        await until(lambda: _has_logged(engine, 40))
        await until(lambda: _has_nothing_left(house))

    assert await rows(engine, "SELECT count(*), count(DISTINCT position), min(type), max(source) FROM event_log") == [
        (40, 40, "claim.adjudicated", "claims")
    ]
    assert await rows(engine, FACTS) == [(claim, 150, 96, True, True) for claim in ids(10)]


async def _tell(house: House, claim: UUID) -> None:
    async with house.claims.begin() as connection:
        for what, data in _JOURNEY:
            await emit(connection, "claim", claim, f"claim.{what}", data)


_JOURNEY: Final[list[tuple[str, dict[str, Any]]]] = [
    ("submitted", SUBMITTED),
    ("pended", {"reasons": ["DUPLICATE"]}),
    ("adjudicated", ADJUDICATED),
    (
        "payment_requested",
        {"payee_id": str(UUID(int=3)), "amount": "96.00", "currency": "USD", "result_id": str(RESULT)},
    ),
]


async def _shuffle(house: House) -> None:
    """Replace the stream by one that holds each message three times, in any order."""
    async with house.client() as client:
        stream = client.jetstream()
        copies = [await stream.get_msg("claims", number) for number in range(1, 41)] * 3
        await stream.purge_stream("claims")
        random.Random(1).shuffle(copies)
        for message in copies:
            await stream.publish(message.subject or "", message.data or b"")


async def _holds(house: House, count: int) -> bool:
    return await house.count("claims") >= count


async def _has_logged(engine: AsyncEngine, count: int) -> bool:
    async with engine.connect() as connection:
        return bool(await connection.scalar(sa.text("SELECT count(*) FROM event_log")) == count)


async def _has_nothing_left(house: House) -> bool:
    async with house.client() as client:
        info = await client.jetstream().consumer_info("claims", "analytics")
    return not info.num_pending and not info.num_ack_pending
