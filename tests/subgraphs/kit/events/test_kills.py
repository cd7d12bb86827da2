"""Killed at the worst moment, relay and follower leave each event with one effect."""

import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from uuid import UUID

import pytest
import sqlalchemy as sa

from tests.subgraphs.kit.events import process
from tests.subgraphs.kit.events.house import House, rows, until

CLAIM = UUID(int=1)
ROOT = Path(__file__).resolve().parents[4]
LOCK_OUTBOX = "SELECT 1 FROM outbox_events FOR UPDATE"
LOCK_EFFECTS = "LOCK TABLE effects IN ACCESS EXCLUSIVE MODE"
WAITS = "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND datname = current_database()"

Start = Callable[[str, str, str], "subprocess.Popen[bytes]"]


@pytest.fixture
def start() -> Iterator[Start]:
    """Start processes of a service; none outlives the test."""
    with ExitStack() as stack:

        def begin(*arguments: str) -> "subprocess.Popen[bytes]":
            begun = subprocess.Popen([sys.executable, "-m", process.__name__, *arguments], cwd=ROOT)
            stack.callback(begun.wait)
            stack.callback(begun.kill)
            return begun

        yield begin


def kill(running: "subprocess.Popen[bytes]") -> None:
    running.kill()
    running.wait()


async def test_a_relay_killed_between_publishing_and_marking_tells_nothing_twice(house: House, start: Start) -> None:
    await house.pend(CLAIM)
    await house.number()

    async with house.claims.connect() as holding:
        await holding.execute(sa.text(LOCK_OUTBOX))
        first = start("claims", house.claims_url, house.broker.url)
        await until(lambda: _holds(house, 1))
        kill(first)
    start("claims", house.claims_url, house.broker.url)
    start("tokens", house.tokens_url, house.broker.url)
    await until(lambda: _is_drained(house))
    await until(lambda: _has_effects(house, 1))

    assert await house.outbox("position, attempts") == [(1, 1)]
    assert await house.count("claims") == 1
    assert await house.effects() == [(CLAIM, 1)]


async def test_a_follower_killed_between_effect_and_acknowledgement_does_nothing_twice(
    house: House, start: Start
) -> None:
    start("claims", house.claims_url, house.broker.url)
    async with house.tokens.connect() as holding:
        await holding.execute(sa.text(LOCK_EFFECTS))
        first = start("tokens", house.tokens_url, house.broker.url)
        await house.pend(CLAIM)
        await until(lambda: _waits(house))
        # Nobody is there to take the acknowledgement.
        house.kill_broker()
    await until(lambda: _has_effects(house, 1))
    kill(first)

    house.start_broker()
    start("tokens", house.tokens_url, house.broker.url)
    await house.pend(CLAIM)
    await until(lambda: _has_effects(house, 2))

    assert await house.effects() == [(CLAIM, 1), (CLAIM, 2)]


async def test_a_follower_killed_before_its_effect_does_it_later(house: House, start: Start) -> None:
    start("claims", house.claims_url, house.broker.url)
    async with house.tokens.connect() as holding:
        await holding.execute(sa.text(LOCK_EFFECTS))
        first = start("tokens", house.tokens_url, house.broker.url)
        await house.pend(CLAIM)
        await until(lambda: _waits(house))
        kill(first)
        await holding.rollback()
    house.kill_broker()
    house.start_broker()
    start("tokens", house.tokens_url, house.broker.url)

    await until(lambda: _has_effects(house, 1))

    assert await house.effects() == [(CLAIM, 1)]


async def _holds(house: House, count: int) -> bool:
    return await house.count("claims") == count


async def _is_drained(house: House) -> bool:
    return all(published for (published,) in await house.outbox("published_at IS NOT NULL"))


async def _has_effects(house: House, count: int) -> bool:
    return len(await house.effects()) >= count


async def _waits(house: House) -> bool:
    return bool((await rows(house.tokens, WAITS))[0][0])
