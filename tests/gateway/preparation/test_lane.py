"""New texts are read and planned aside, the small ones first, equal ones once."""

import asyncio
import threading
from collections.abc import AsyncIterator
from functools import partial

import pytest

from gateway.preparation.lane import Lane


@pytest.fixture
async def lane() -> AsyncIterator[Lane]:
    lane = Lane()
    yield lane
    lane.close()


async def test_equal_work_is_done_once(lane: Lane) -> None:
    done: list[int] = []

    def work() -> int:
        done.append(1)
        return 7

    results = await asyncio.gather(*(lane.run("key", 1, work) for _ in range(5)))

    assert (list(results), done) == ([7] * 5, [1])


async def test_the_small_goes_before_the_large(lane: Lane) -> None:
    order: list[str] = []
    may_go = threading.Event()
    first = asyncio.create_task(lane.run("first", 1, lambda: may_go.wait(10)))
    others = [
        asyncio.create_task(lane.run(name, len(name), partial(order.append, name)))
        for name in ("largest", "small", "middle")
    ]
    await asyncio.sleep(0)

    may_go.set()
    await asyncio.gather(first, *others)

    assert order == ["small", "middle", "largest"]


async def test_everyone_who_waits_gets_the_error_and_the_next_try_is_new(lane: Lane) -> None:
    attempts: list[int] = []

    def fail() -> None:
        attempts.append(1)
        raise ValueError("no")

    results = await asyncio.gather(*(lane.run("key", 1, fail) for _ in range(3)), return_exceptions=True)
    with pytest.raises(ValueError, match="no"):
        await lane.run("key", 1, fail)

    assert [str(result) for result in results] == ["no"] * 3
    assert len(attempts) == 2


async def test_one_who_gives_up_takes_nothing_from_the_others(lane: Lane) -> None:
    may_go = threading.Event()
    leaving = asyncio.create_task(lane.run("key", 1, lambda: may_go.wait(10)))
    staying = asyncio.create_task(lane.run("key", 1, lambda: may_go.wait(10)))
    await asyncio.sleep(0)

    leaving.cancel()
    may_go.set()

    assert await staying is True
    with pytest.raises(asyncio.CancelledError):
        await leaving
