"""A service's workers work in one of its processes at a time, and one that fails begins again."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field

import pytest

from shared_models.access import role_of
from subgraphs.kit.events.duty import Pace
from subgraphs.kit.workers import Shift, Worker, Workforce
from tests.conftest import NewDatabase
from tests.keys import a_keyring

QUICK = Pace(poll_s=0.02, retry_s_min=0.01, retry_s_max=0.02)


@dataclass
class Diary:
    """What workers did, and a sign for whoever waits for it."""

    lines: list[str] = field(default_factory=list)
    news: asyncio.Condition = field(default_factory=asyncio.Condition)

    async def write(self, line: str) -> None:
        async with self.news:
            self.lines.append(line)
            self.news.notify_all()

    async def has(self, count: int) -> None:
        async with asyncio.timeout(30), self.news:
            await self.news.wait_for(lambda: len(self.lines) >= count)


@pytest.fixture
async def url(new_database: NewDatabase) -> str:
    return await new_database("tokens")


def a_workforce(url: str, workers: Sequence[Worker]) -> Workforce:
    return Workforce("tokens", url, role_of("tokens"), a_keyring("tokens"), workers, pace=QUICK)


async def test_a_worker_goes_on_at_once_while_there_is_more(url: str) -> None:
    diary = Diary()

    async def work(shift: Shift) -> bool:
        await diary.write(shift.writer().actor.subject)
        return len(diary.lines) < 3

    async with a_workforce(url, [Worker("three batches", work, pause_s=3_600)]).running():
        await diary.has(3)

    assert diary.lines == ["service:tokens"] * 3


async def test_a_worker_that_fails_begins_anew(url: str) -> None:
    diary = Diary()

    async def fail_once(_shift: Shift) -> bool:
        await diary.write("began")
        if len(diary.lines) == 1:
            raise RuntimeError("this time only")
        return False

    async with a_workforce(url, [Worker("fails once", fail_once, pause_s=3_600)]).running():
        await diary.has(2)

    assert diary.lines == ["began", "began"]


async def test_the_next_process_takes_over_when_the_first_stops(url: str) -> None:
    diary = Diary()

    def of(process: str) -> Workforce:
        return a_workforce(url, [Worker("signs", lambda _: _sign(diary, process), pause_s=0.001)])

    async with of("first").running():
        await diary.has(1)
        second = of("second").running()
        await second.__aenter__()
        await diary.has(50)
        while_first_was_there = set(diary.lines)
    diary.lines.clear()
    await diary.has(1)
    await second.__aexit__(None, None, None)

    assert while_first_was_there == {"first"}
    assert set(diary.lines) == {"second"}


async def _sign(diary: Diary, process: str) -> bool:
    await diary.write(process)
    return False
