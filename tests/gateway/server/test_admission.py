"""How many are in work, how many wait, and who is told to come back."""

import asyncio

import pytest

from gateway.server.admission import Admission
from gateway.server.refusal import Refusal
from gateway.server.settings import Limits


async def test_a_burst_of_ordinary_size_waits_its_turn() -> None:
    admission = Admission(Limits())
    most = 0

    async def work() -> None:
        nonlocal most
        async with admission:
            most = max(most, admission.in_work)
            await asyncio.sleep(0)

    await asyncio.gather(*(work() for _ in range(300)))

    assert most == 64
    assert admission.in_work == 0


async def test_beyond_those_who_may_wait_one_is_refused_at_once() -> None:
    admission = Admission(Limits(operations_in_work=1, operations_waiting=1))

    async with admission:
        waiting = asyncio.create_task(admission.__aenter__())
        await asyncio.sleep(0)
        with pytest.raises(Refusal, match="operations in work: at most 1 at once"):
            await admission.__aenter__()
    await waiting

    assert admission.in_work == 1


async def test_who_waits_too_long_is_refused_and_leaves_no_trace() -> None:
    admission = Admission(Limits(operations_in_work=1, waiting_seconds=0.001))

    async with admission:
        with pytest.raises(Refusal):
            await admission.__aenter__()

    assert admission.in_work == 0
