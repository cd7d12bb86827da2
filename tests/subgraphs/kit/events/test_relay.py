"""The relay carries what is committed, in order, once, whatever dies."""

import asyncio
from uuid import UUID

import orjson
import pytest

from shared_models.events import BadPayload, UnknownEvent
from subgraphs.kit.events.outbox import emit
from tests.subgraphs.kit.events.house import House, ids, until

CLAIM, OTHER = UUID(int=1), UUID(int=2)


async def _is_drained(house: House) -> bool:
    return all(published for (published,) in await house.outbox("published_at IS NOT NULL"))


async def test_versions_count_the_events_of_each_aggregate(house: House) -> None:
    await house.pend(CLAIM)
    await house.pend(OTHER)
    await house.pend(CLAIM)

    assert await house.outbox("aggregate_id, aggregate_version") == [(CLAIM, 1), (OTHER, 1), (CLAIM, 2)]


async def test_what_is_rolled_back_was_never_told(house: House) -> None:
    async with house.claims.connect() as connection:
        await emit(connection, "claim", CLAIM, "claim.pended", {"reasons": ["A"]})
        await connection.rollback()
    await house.pend(CLAIM)

    assert await house.outbox("aggregate_version") == [(1,)]


async def test_positions_have_no_gaps_though_writers_overtake_each_other(house: House) -> None:
    async with house.claims.connect() as slow, house.claims.connect() as dropped:
        await emit(slow, "claim", CLAIM, "claim.pended", {"reasons": ["A"]})
        await emit(dropped, "claim", OTHER, "claim.pended", {"reasons": ["A"]})
        async with house.sender().running():
            await house.pend(UUID(int=3))
            await until(lambda: _is_drained(house))
            await dropped.rollback()
            await slow.commit()
            await until(lambda: _is_drained(house))

    assert await house.outbox("aggregate_id, position") == [(CLAIM, 2), (UUID(int=3), 1)]


async def test_a_message_says_what_happened_in_the_words_of_the_envelope(house: House) -> None:
    await house.pend(CLAIM)

    async with house.sender().running():
        await until(lambda: _is_drained(house))

    async with house.client() as client:
        message = await client.jetstream().get_msg("claims", 1)
    said = orjson.loads(message.data or b"")
    [(event_id,)] = await house.outbox("id")
    assert message.subject == f"claims.claim.pended.{CLAIM}"
    assert (message.headers or {})["Nats-Msg-Id"] == str(event_id)
    assert {name: said[name] for name in ("id", "source", "type", "subject", "aggregate_version", "position")} == {
        "id": str(event_id),
        "source": "claims",
        "type": "claim.pended",
        "subject": f"claim/{CLAIM}",
        "aggregate_version": 1,
        "position": 1,
    }
    assert said["data"] == {"reasons": ["DUPLICATE"]}
    assert said["correlation_id"] == str(event_id)


async def test_writes_go_on_without_a_broker_and_drain_when_it_is_back(house: House) -> None:
    async with house.sender().running():
        await house.pend(CLAIM)
        await until(lambda: _is_drained(house))
        house.kill_broker()
        for claim in ids(150):
            await house.pend(claim)
        assert not await _is_drained(house)

        house.start_broker()
        await until(lambda: _is_drained(house))

    assert await house.count("claims") == 151


async def test_a_broker_that_lost_everything_is_told_again(house: House) -> None:
    await house.pend(CLAIM, times=3)
    async with house.sender().running():
        await until(lambda: _is_drained(house))
    async with house.client() as client:
        await client.jetstream().delete_stream("claims")

    async with house.sender().running():
        await until(lambda: _holds(house, 3))

    assert await house.outbox("position") == [(1,), (2,), (3,)]


async def _holds(house: House, count: int) -> bool:
    return await house.count("claims") == count


async def test_of_two_relays_one_works_and_the_other_takes_over(house: House) -> None:
    async with house.sender().running():
        async with house.sender().running():
            await house.pend(CLAIM, times=20)
            await until(lambda: _is_drained(house))
        await house.pend(CLAIM, times=20)
        await until(lambda: _is_drained(house))

    assert await house.outbox("position") == [(number,) for number in range(1, 41)]
    assert await house.count("claims") == 40


async def test_a_relay_whose_connection_is_cut_takes_its_duty_again(house: House) -> None:
    async with house.sender().running():
        await house.pend(CLAIM)
        await until(lambda: _is_drained(house))
        await house.cut("covergraph-claims-relay")

        await house.pend(CLAIM)
        await until(lambda: _is_drained(house))

    assert await house.outbox("position") == [(1,), (2,)]


async def test_writers_of_one_aggregate_queue_and_leave_no_gap(house: House) -> None:
    await asyncio.gather(*(house.pend(CLAIM, times=10) for _ in range(4)))

    assert await house.outbox("aggregate_version") == [(number,) for number in range(1, 41)]


@pytest.mark.parametrize(
    ("event_type", "data", "refusal"),
    [
        ("claim.eaten", {}, UnknownEvent),
        ("claim.pended", {}, BadPayload),
        ("claim.pended", {"reasons": ["Her knee hurts"]}, BadPayload),
        ("claim.pended", {"reasons": [], "first_name": "Ada"}, BadPayload),
    ],
    ids=["unknown type", "missing field", "a sentence", "a name"],
)
async def test_what_the_registry_does_not_have_is_not_told(
    house: House, event_type: str, data: dict[str, object], refusal: type[Exception]
) -> None:
    async with house.claims.connect() as connection:
        with pytest.raises(refusal):
            await emit(connection, "claim", CLAIM, event_type, data)
