"""What `covergraph events` says of events, and what it has told again."""

import asyncio
from collections.abc import AsyncIterator
from uuid import UUID

import pytest
import sqlalchemy as sa

from stack.events import DeadLetter, Events, FollowerState, ServiceState
from subgraphs.kit.events.follow import Reaction, follow
from tests.conftest import NewDatabase
from tests.subgraphs.kit.events.house import House, a_house, rows, until

CLAIM, OTHER = UUID(int=1), UUID(int=2)
NOTE = sa.text("INSERT INTO effects (event_id, aggregate_id, version) VALUES (:event, :aggregate, :version)")


@pytest.fixture
async def house(new_database: NewDatabase) -> AsyncIterator[House]:
    async with a_house(await new_database("claims"), await new_database("tokens")) as house:
        yield house


class Mood:
    """A handler that fails until it is mended."""

    def __init__(self) -> None:
        self.is_mended = False

    async def __call__(self, reaction: Reaction) -> None:
        event = reaction.event
        if not self.is_mended and event.aggregate_id == CLAIM and event.version == 2:
            raise ValueError("not mended")
        await reaction.db.execute(NOTE, {"event": event.id, "aggregate": event.aggregate_id, "version": event.version})


def events_of(house: House) -> Events:
    return Events({"claims": house.claims_url, "tokens": house.tokens_url}, house.broker.url)


async def test_status_counts_what_waits_and_who_follows(house: House) -> None:
    mended = Mood()
    mended.is_mended = True
    await house.pend(CLAIM, times=3)
    before = await asyncio.to_thread(events_of(house).status, ["claims"])
    async with house.sender().running(), house.receiver(follow("claims").on("claim.pended", mended)).running():
        await until(lambda: _is_settled(house, 3))

        after = await asyncio.to_thread(events_of(house).status, ["claims"])

    assert [(each.told, each.waiting, each.held, each.followers) for each in before] == [(3, 3, 0, ())]
    assert after == [ServiceState("claims", 3, 0, None, 3, (FollowerState("tokens", lag=0, held=0, dead=0),))]
    assert list(after[0].lines()) == [
        "claims              3 told, 0 unpublished, 3 in its stream",
        "  tokens            0 behind, 0 in hand or waiting",
    ]


async def test_dead_letters_are_listed_and_redriven_in_their_order(house: House) -> None:
    mood = Mood()
    events = events_of(house)
    async with house.sender().running(), house.receiver(follow("claims").on("claim.pended", mood)).running():
        await house.pend(CLAIM, times=4)
        await house.pend(OTHER)
        await until(lambda: _are_dead(house, 3))
        letters = await asyncio.to_thread(events.dead, "tokens")
        [state] = await asyncio.to_thread(events.status, ["claims"])
        mood.is_mended = True

        redriven = await asyncio.to_thread(events.redrive, None, None)
        await until(lambda: _is_settled(house, 5))

    assert [(each.number, each.follower, each.reason) for each in letters] == [
        (1, "tokens", "ValueError"),
        (2, "tokens", "behind a dead letter"),
        (3, "tokens", "behind a dead letter"),
    ]
    assert state.followers[0].dead == 3
    assert redriven == 3
    assert [version for claim, version in await house.effects() if claim == CLAIM] == [1, 2, 3, 4]
    assert await asyncio.to_thread(events.dead, None) == []


async def test_a_letter_that_dies_again_is_a_letter_again(house: House) -> None:
    events = events_of(house)
    async with house.sender().running(), house.receiver(follow("claims").on("claim.pended", Mood())).running():
        await house.pend(CLAIM, times=2)
        await until(lambda: _are_dead(house, 1))

        await asyncio.to_thread(events.redrive, "tokens", 1)
        await until(lambda: _has_letter(events, 2))

    assert await house.inbox() == [(1, True, False), (2, False, True)]


async def test_a_projection_that_was_emptied_is_built_again_by_a_replay(house: House) -> None:
    mended = Mood()
    mended.is_mended = True
    async with house.sender().running(), house.receiver(follow("claims").on("claim.pended", mended)).running():
        await house.pend(CLAIM, times=3)
        await until(lambda: _is_settled(house, 3))
        async with house.tokens.begin() as connection:
            await connection.execute(sa.text("DELETE FROM effects"))

        replayed = await asyncio.to_thread(events_of(house).replay, "claims", 0, "tokens")
        await until(lambda: _is_settled(house, 3))

    assert replayed == 3
    assert await house.effects() == [(CLAIM, 1), (CLAIM, 2), (CLAIM, 3)]


async def test_tail_says_each_event_on_a_line(house: House) -> None:
    said: list[str] = []
    async with house.sender().running():
        await house.pend(CLAIM, times=2)
        await until(lambda: _holds(house, 2))

    await asyncio.to_thread(lambda: events_of(house).tail(["claims"], said.append, count=2, from_beginning=True))

    assert [line.partition(" ")[2] for line in said] == [
        f"claims     claim.pended                 claim/{CLAIM} v1 at 1",
        f"claims     claim.pended                 claim/{CLAIM} v2 at 2",
    ]


async def _is_settled(house: House, count: int) -> bool:
    [(dealt,)] = await rows(house.tokens, "SELECT count(*) FROM inbox_events WHERE processed_at IS NOT NULL")
    async with house.client() as client:
        info = await client.jetstream().consumer_info("claims", "tokens") if dealt >= count else None
        return info is not None and not info.num_ack_pending and not info.num_pending


async def _are_dead(house: House, count: int) -> bool:
    [(dead,)] = await rows(house.tokens, "SELECT count(*) FROM inbox_events WHERE dead_at IS NOT NULL")
    return bool(dead == count)


async def _has_letter(events: Events, number: int) -> bool:
    letters: list[DeadLetter] = await asyncio.to_thread(events.dead, None)
    return [each.number for each in letters] == [number]


async def _holds(house: House, count: int) -> bool:
    return await house.count("claims") == count
