"""A claim's journey on a stack whose processes are killed on the way: nothing is lost, and nothing is done twice."""

import asyncio
import os
import signal
from collections.abc import Iterator
from datetime import UTC, datetime

import aiohttp
import pytest

from benchmarks.journey.bills import Bill, rounds_of_bills
from benchmarks.journey.door import SUBMIT, Door
from benchmarks.journey.rest import settled, until_none
from benchmarks.journey.stack import notes_of
from benchmarks.journey.state import UNDER_WAY, count_of, not_published
from tests.stack.newcomer import Started, a_started_stack

pytestmark = pytest.mark.journey

KILLED = ("claims", "gateway", "broker", "tokens", "postgres", "finance")


@pytest.fixture(scope="module")
def started() -> Iterator[Started]:
    with a_started_stack() as started:
        yield started


async def test_each_claim_is_decided_and_charged_once_whoever_dies_meanwhile(started: Started) -> None:
    folder = started.stack.folder
    urls = dict(notes_of(folder).databases)
    [bills] = await rounds_of_bills(urls, 2 * len(KILLED), datetime.now(UTC).date())

    async with aiohttp.ClientSession() as session:
        door = Door(folder, session)
        for name, pair in zip(KILLED, zip(bills[::2], bills[1::2], strict=True), strict=True):
            await _submit_while_killing(started, door, name, pair)
    await until_none("claims under way", lambda: count_of(urls["claims"], UNDER_WAY))
    await until_none("events not published", lambda: not_published(urls))
    state = await settled(urls)

    counts = {name: len(state.rows[name]) for name in ("claims", "results", "explanations", "movements of tokens")}
    assert counts == dict.fromkeys(counts, len(bills))
    assert not any(state.faults.values()), state.faults


async def _submit_while_killing(started: Started, door: Door, name: str, bills: tuple[Bill, ...]) -> None:
    """Submit claims, and kill a process when the first of them is on its way."""
    async with asyncio.TaskGroup() as group:
        for bill in bills:
            group.create_task(door.order("claims_officer", SUBMIT, bill.input))
        await asyncio.sleep(0)
        pid = started.stack.pid_of(name)
        assert pid, f"{name} runs"
        os.kill(pid, signal.SIGKILL)
