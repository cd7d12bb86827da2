"""A follower deals with each event once and in the order of its aggregate, whatever comes twice, late or wrong."""

import random
from collections import defaultdict
from dataclasses import replace
from uuid import UUID

import nats.js.errors
import sqlalchemy as sa
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route

from subgraphs.kit.events.follow import Following, Inquiry, NotNow, Reaction, follow
from subgraphs.kit.graph import GraphSettings
from tests.serving import serving
from tests.subgraphs.kit.events.house import House, ids, rows, until

CLAIM, OTHER = UUID(int=1), UUID(int=2)
NOTE = sa.text("INSERT INTO effects (event_id, aggregate_id, version) VALUES (:event, :aggregate, :version)")


async def note(reaction: Reaction) -> None:
    """Leave an effect."""
    event = reaction.event
    await reaction.db.execute(NOTE, {"event": event.id, "aggregate": event.aggregate_id, "version": event.version})


def noting() -> Following:
    return follow("claims").on("claim.pended", note)


async def _has_effects(house: House, count: int) -> bool:
    return len(await house.effects()) >= count


async def _is_dealt_with(house: House, count: int) -> bool:
    [(dealt,)] = await rows(house.tokens, "SELECT count(*) FROM inbox_events WHERE processed_at IS NOT NULL")
    return bool(dealt >= count)


async def _are_dead(house: House, count: int) -> bool:
    return await house.count("dead_letters") >= count and all(dead or done for _, done, dead in await house.inbox())


def by_aggregate(effects: list[tuple[UUID, int]]) -> dict[UUID, list[int]]:
    found: dict[UUID, list[int]] = defaultdict(list)
    for aggregate, version in effects:
        found[aggregate].append(version)
    return dict(found)


async def test_an_event_has_its_effect(house: House) -> None:
    async with house.sender().running(), house.receiver(noting()).running():
        await house.pend(CLAIM)

        await until(lambda: _has_effects(house, 1))

    assert await house.effects() == [(CLAIM, 1)]


async def test_a_thousand_events_of_many_aggregates_each_have_one_effect_in_order(house: House) -> None:
    told = [claim for claim in ids(50) for _ in range(20)]
    random.Random(1).shuffle(told)

    async with house.sender().running(), house.receiver(noting()).running():
        for claim in told:
            await house.pend(claim)
        await until(lambda: _has_effects(house, 1_000))

    assert by_aggregate(await house.effects()) == {claim: list(range(1, 21)) for claim in ids(50)}


async def test_three_times_and_shuffled_ends_as_once(house: House) -> None:
    for claim in ids(10):
        await house.pend(claim, times=5)
    async with house.sender().running():
        await until(lambda: _holds(house, 50))
    await _shuffle(house, times=3)

    async with house.receiver(noting()).running():
        await until(lambda: _has_effects(house, 50))
        await until(lambda: _has_nothing_left(house))

    assert by_aggregate(await house.effects()) == {claim: [1, 2, 3, 4, 5] for claim in ids(10)}


async def test_a_replay_from_the_beginning_changes_nothing(house: House) -> None:
    async with house.sender().running(), house.receiver(noting()).running():
        await house.pend(CLAIM, times=5)
        await until(lambda: _has_effects(house, 5))
        async with house.claims.begin() as connection:
            await connection.execute(sa.text("UPDATE outbox_events SET published_at = NULL"))

        await until(lambda: _holds(house, 10))
        await until(lambda: _has_nothing_left(house))

    assert await house.effects() == [(CLAIM, version) for version in range(1, 6)]


async def test_what_is_missing_is_asked_for_again(house: House) -> None:
    await house.pend(CLAIM, times=3)
    async with house.sender().running():
        await until(lambda: _holds(house, 3))
        async with house.client() as client:
            await client.jetstream().delete_msg("claims", 1)
            await client.jetstream().delete_msg("claims", 2)

        async with house.receiver(noting()).running():
            await until(lambda: _has_effects(house, 3))

    assert await house.effects() == [(CLAIM, 1), (CLAIM, 2), (CLAIM, 3)]


async def test_types_nobody_deals_with_are_passed_over(house: House) -> None:
    async with house.sender().running(), house.receiver(follow("claims").on("claim.submitted", note)).running():
        await house.pend(CLAIM, times=2)

        await until(lambda: _is_dealt_with(house, 2))

    assert await house.effects() == []


async def test_a_poison_message_holds_up_its_own_aggregate_only(house: House) -> None:
    calls: list[int] = []

    async def fail_for_one(reaction: Reaction) -> None:
        if reaction.event.aggregate_id == CLAIM and reaction.event.version == 2:
            calls.append(reaction.event.version)
            raise ValueError("poison")
        await note(reaction)

    async with house.sender().running(), house.receiver(follow("claims").on("claim.pended", fail_for_one)).running():
        await house.pend(CLAIM, times=3)
        await house.pend(OTHER, times=3)
        await until(lambda: _are_dead(house, 2))
        await until(lambda: _has_effects(house, 4))

    assert by_aggregate(await house.effects()) == {CLAIM: [1], OTHER: [1, 2, 3]}
    assert len(calls) == 5
    reasons = await rows(house.tokens, "SELECT aggregate_version, error FROM inbox_events WHERE dead_at IS NOT NULL")
    assert sorted(reasons) == [(2, "ValueError"), (3, "behind a dead letter")]


async def test_dependencies_that_are_away_do_not_count_as_failures(house: House) -> None:
    calls: list[int] = []

    async def wait_ten_times(reaction: Reaction) -> None:
        calls.append(1)
        if len(calls) <= 10:
            raise NotNow
        await note(reaction)

    async with house.sender().running(), house.receiver(follow("claims").on("claim.pended", wait_ten_times)).running():
        await house.pend(CLAIM)
        await until(lambda: _has_effects(house, 1))

    assert await house.inbox("attempts, error") == [(1, None)]
    assert await house.count("dead_letters") == 0


async def test_facts_are_gathered_from_the_graph_before_the_transaction(house: House) -> None:
    asked: list[str] = []
    noted: list[object] = []

    async def answer(request: Request) -> JSONResponse:
        operation = (await request.json())["operationName"]
        if operation == "SignIn":
            token = {"accessToken": "t", "expiresAt": "2099-01-01T00:00:00+00:00"}
            return JSONResponse({"data": {"serviceToken": {"token": token, "errors": []}}})
        asked.append(operation)
        if len(asked) < 3:
            return JSONResponse({"errors": [{"message": "no", "extensions": {"code": "SUBGRAPH_UNREACHABLE"}}]})
        return JSONResponse({"data": {"claim": {"id": "c1"}}})

    async def gather(inquiry: Inquiry) -> object:
        return await inquiry.graph.ask("Facts", {})

    async def note_facts(reaction: Reaction) -> None:
        noted.append(reaction.facts)
        await note(reaction)

    following = follow("claims").on("claim.pended", note_facts, first=gather)
    async with serving(Starlette(routes=[Route("/graphql", answer, methods=["POST"])])) as base:
        receiver = replace(
            house.receiver(following),
            graph=GraphSettings(f"{base}/graphql", "tokens", "secret"),
            asks={"Facts": "query Facts { claim { id } }"},
        )
        async with house.sender().running(), receiver.running():
            await house.pend(CLAIM)
            await until(lambda: _has_effects(house, 1))

    assert noted == [{"claim": {"id": "c1"}}]
    assert await house.inbox("attempts, error") == [(1, None)]


async def test_what_fails_at_first_is_dealt_with_in_order(house: House) -> None:
    calls: list[int] = []

    async def fail_at_first(reaction: Reaction) -> None:
        await note(reaction)
        calls.append(1)
        if len(calls) < 4:
            raise ValueError("not yet")

    async with house.sender().running(), house.receiver(follow("claims").on("claim.pended", fail_at_first)).running():
        await house.pend(CLAIM, times=3)
        await until(lambda: _has_effects(house, 3))

    assert await house.effects() == [(CLAIM, 1), (CLAIM, 2), (CLAIM, 3)]


async def test_what_cannot_be_read_or_is_unknown_becomes_a_dead_letter(house: House) -> None:
    envelope = (
        b'{"id": "00000000-0000-0000-0000-00000000000a", "source": "claims", "type": "claim.eaten", "specversion": '
        b'"1.0", "subject": "claim/00000000-0000-0000-0000-000000000001", "time": "2026-11-23T12:00:00+00:00", '
        b'"aggregate_version": 1, "position": 1, "correlation_id": "", "causation_id": "", "actor": "", '
        b'"schema_version": 1, "data": {}}'
    )

    async with house.sender().running(), house.receiver(noting()).running(), house.client() as client:
        await until(lambda: _has_stream(house))
        await client.jetstream().publish(f"claims.claim.pended.{CLAIM}", b"\x00 no event")
        await client.jetstream().publish(f"claims.claim.eaten.{CLAIM}", envelope)
        await until(lambda: _are_dead(house, 2))
        await house.pend(OTHER)
        await until(lambda: _has_effects(house, 1))

    assert await house.effects() == [(OTHER, 1)]


async def test_who_follows_later_gets_all_from_the_beginning(house: House) -> None:
    async with house.sender().running():
        await house.pend(CLAIM, times=5)
        await until(lambda: _holds(house, 5))

        async with house.receiver(noting()).running():
            await until(lambda: _has_effects(house, 5))

    assert await house.effects() == [(CLAIM, version) for version in range(1, 6)]


async def test_followers_go_on_when_the_broker_is_back(house: House) -> None:
    async with house.sender().running(), house.receiver(noting()).running():
        await house.pend(CLAIM, times=5)
        await until(lambda: _has_effects(house, 5))
        house.kill_broker()
        await house.pend(CLAIM, times=5)
        house.start_broker()

        await until(lambda: _has_effects(house, 10))

    assert await house.effects() == [(CLAIM, version) for version in range(1, 11)]


async def _holds(house: House, count: int) -> bool:
    return await house.count("claims") == count


async def _has_stream(house: House) -> bool:
    async with house.client() as client:
        try:
            await client.jetstream().stream_info("claims")
        except nats.js.errors.NotFoundError:
            return False
        return True


async def _has_nothing_left(house: House) -> bool:
    async with house.client() as client:
        info = await client.jetstream().consumer_info("claims", "tokens")
        return not info.num_pending and not info.num_ack_pending


async def _shuffle(house: House, times: int) -> None:
    """Replace the stream by one that holds each message several times, in no order."""
    async with house.client() as client:
        stream = client.jetstream()
        held = [await stream.get_msg("claims", number) for number in range(1, 51)]
        await stream.purge_stream("claims")
        copies = held * times
        random.Random(1).shuffle(copies)
        for message in copies:
            await stream.publish(message.subject or "", message.data or b"")
