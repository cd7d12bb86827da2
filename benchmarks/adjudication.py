"""How fast claims are decided: by the engine alone, and from submission to the explanation of benefits on a stack.

    python -m benchmarks.adjudication [--rate 5 10] [--seconds 20] [--data DIR]

The engine decides the worked example of five lines again and again, in one process. The stack is begun on a folder of
its own with the sample; claims are submitted at a steady rate, whether or not earlier ones are decided, and the time of
each runs from the first byte sent until its explanation can be read in the database. At the end the rest is submitted
by eight clients at once.
"""

import argparse
import asyncio
import statistics
import tempfile
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import chain, islice
from pathlib import Path
from typing import Final
from uuid import UUID

import aiohttp
import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from benchmarks.gateway.process import cpu_seconds
from benchmarks.journey.bills import Bill, rounds_of_bills
from benchmarks.journey.door import SUBMIT, Door
from benchmarks.journey.stack import notes_of, stack_on
from shared_models.access import AS_SYSTEM
from shared_models.connection import create_engine
from stack.folder import DataFolder
from subgraphs.claims.rules import adjudicate
from tests.subgraphs.claims.rules.test_worked_examples import EXAMPLE_A, facts_of_example_a

LOOK_S: Final = 0.01
ENGINE_S: Final = 3.0
WARM_UP: Final = 20
CLIENTS: Final = 8
AT_ONCE: Final = 200
# When each explanation, or decision to ask a person, can be read.
DECIDED: Final = sa.text(
    """SELECT claims.id, eob.id IS NOT NULL
       FROM claims LEFT JOIN explanation_of_benefits eob ON eob.claim_id = claims.id
       WHERE claims.id = ANY (:waiting) AND status NOT IN ('submitted', 'in_adjudication', 'adjudicated')"""
).bindparams(sa.bindparam("waiting", type_=sa.ARRAY(sa.Uuid)))


@dataclass
class Clock:
    """When each claim was submitted, and when its decision could be read."""

    submitted: dict[str, float] = field(default_factory=dict)
    waiting: dict[UUID, str] = field(default_factory=dict)
    decided: dict[str, float] = field(default_factory=dict)
    explained: set[str] = field(default_factory=set)
    _news: asyncio.Event = field(default_factory=asyncio.Event)

    def taken(self, keys: Sequence[str]) -> list[float]:
        """Return the times from submission to explanation, in seconds."""
        return [self.decided[key] - self.submitted[key] for key in keys if key in self.explained]

    async def watch(self, url: str) -> None:
        """Look again and again which claims are decided."""
        engine = create_engine(url, application="covergraph-benchmark", pool_size=1)
        try:
            async with engine.connect() as connection:
                await connection.execution_options(isolation_level="AUTOCOMMIT")
                await connection.execute(sa.text(AS_SYSTEM.replace("true", "false")))
                while True:
                    await self._look(connection)
                    await asyncio.sleep(LOOK_S)
        finally:
            await engine.dispose()

    async def _look(self, connection: AsyncConnection) -> None:
        if not self.waiting:
            return
        rows = await connection.execute(DECIDED, {"waiting": list(self.waiting)})
        now = time.perf_counter()
        for claim_id, is_explained in rows:
            key = self.waiting.pop(claim_id)
            self.decided[key] = now
            if is_explained:
                self.explained.add(key)
        self._news.set()

    async def until_decided(self, keys: Sequence[str]) -> None:
        """Wait until all these are decided."""
        while not self.decided.keys() >= set(keys):
            self._news.clear()
            await self._news.wait()


def engine_rate() -> float:
    """Return how many claims of five lines the engine decides a second."""
    facts = facts_of_example_a()
    done, begun = 0, time.perf_counter()
    while time.perf_counter() - begun < ENGINE_S:
        adjudicate(EXAMPLE_A, facts)
        done += 1
    return done / (time.perf_counter() - begun)


async def steadily(door: Door, clock: Clock, bills: Sequence[Bill], rate: float) -> None:
    """Submit bills at a rate, each at its time."""
    begun = time.perf_counter()
    async with asyncio.TaskGroup() as group:
        for place, bill in enumerate(bills):
            await asyncio.sleep(max(0.0, begun + place / rate - time.perf_counter()))
            group.create_task(submit(door, clock, bill))
    await clock.until_decided([bill.key for bill in bills])


async def at_once(door: Door, clock: Clock, bills: Sequence[Bill]) -> float:
    """Submit bills by several clients as fast as they are answered; return how many were decided a second."""
    waiting = iter(bills)

    async def client() -> None:
        for bill in waiting:
            await submit(door, clock, bill)

    begun = time.perf_counter()
    await asyncio.gather(*(client() for _ in range(CLIENTS)))
    await clock.until_decided([bill.key for bill in bills])
    return len(bills) / (time.perf_counter() - begun)


def cpu_of(folder: DataFolder) -> dict[str, float]:
    """Return the CPU seconds that each program of the stack has used."""
    return {each.name: cpu_seconds(each.pid) for each in notes_of(folder).programs}


async def submit(door: Door, clock: Clock, bill: Bill) -> None:
    """Submit one claim, and note when."""
    clock.submitted[bill.key] = time.perf_counter()
    done = await door.order("claims_officer", SUBMIT, bill.input)
    clock.waiting[UUID(done["claim"]["id"])] = bill.key


async def measure(folder: DataFolder, rates: Sequence[float], seconds: float) -> None:
    """Measure on a running stack and print the table."""
    urls: Mapping[str, str] = dict(notes_of(folder).databases)
    count = WARM_UP + AT_ONCE + sum(int(rate * seconds) for rate in rates)
    bills = chain.from_iterable(await rounds_of_bills(urls, count, datetime.now(UTC).date()))
    clock = Clock()
    watching = asyncio.create_task(clock.watch(urls["claims"]))
    try:
        async with aiohttp.ClientSession() as session:
            door = Door(folder, session)
            await steadily(door, clock, list(islice(bills, WARM_UP)), 5)
            print("| claims a second | claims | explained at once | p50 ms | p95 ms | p99 ms |")
            print("|---|---|---|---|---|---|")
            for rate in rates:
                part = list(islice(bills, int(rate * seconds)))
                await steadily(door, clock, part, rate)
                taken = clock.taken([bill.key for bill in part])
                cuts = statistics.quantiles(taken, n=100)
                figures = " | ".join(f"{cuts[at - 1] * 1000:.0f}" for at in (50, 95, 99))
                print(f"| {rate:g} | {len(part)} | {len(taken)} | {figures} |", flush=True)
            before = cpu_of(folder)
            rate = await at_once(door, clock, list(islice(bills, AT_ONCE)))
            print(f"\nthrough the whole pipeline: {rate:.1f} claims a second ({CLIENTS} clients, {AT_ONCE} claims)")
            spent = {name: (seconds - before[name]) / AT_ONCE * 1000 for name, seconds in cpu_of(folder).items()}
            parts = ", ".join(f"{name} {ms:.0f}" for name, ms in sorted(spent.items(), key=lambda each: -each[1]))
            print(f"CPU of a claim, all that follows included: {sum(spent.values()):.0f} ms ({parts})")
    finally:
        watching.cancel()


def main() -> None:
    """Read the arguments and run."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.adjudication", description=__doc__)
    parser.add_argument("--rate", type=float, nargs="+", default=[5.0, 10.0], help="claims a second")
    parser.add_argument("--seconds", type=float, default=20.0, help="how long each rate is kept")
    parser.add_argument("--data", type=Path, help="where the stack keeps its data; a temporary folder without it")
    arguments = parser.parse_args()
    print(f"engine alone: {engine_rate():,.0f} claims of five lines a second\n", flush=True)
    with tempfile.TemporaryDirectory(prefix="covergraph-benchmark-", ignore_cleanup_errors=True) as temporary:
        root = arguments.data or Path(temporary)
        root.mkdir(mode=0o755, parents=True, exist_ok=True)
        root.chmod(0o755)
        with stack_on(root / "stack") as folder:
            asyncio.run(measure(folder, arguments.rate, arguments.seconds))


if __name__ == "__main__":
    main()
