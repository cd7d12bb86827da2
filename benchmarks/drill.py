"""Claims from submission to payment while processes are killed, and the same without: both must end alike.

    python -m benchmarks.drill [--claims 1000] [--seed N] [--data DIR]

Two stacks are begun one after the other, each on a folder of its own with the sample. The same claims are submitted to
both and paid by a batch. On the second, every process in turn is killed with SIGKILL at random moments: services with
their relays and workers, gateway, broker, database; the launcher starts them again, clients try again with their keys.
Prints what was killed and what was counted; exit code 1 when the runs differ or something happened twice.
"""

import argparse
import asyncio
import random
import sys
import tempfile
from collections.abc import Mapping, Sequence
from contextlib import suppress
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Final

import aiohttp

from benchmarks.journey.bills import Bill, rounds_of_bills
from benchmarks.journey.door import SUBMIT, Door
from benchmarks.journey.killing import Killer
from benchmarks.journey.paying import hire_second_officer, pay_all
from benchmarks.journey.rest import settled, until_none
from benchmarks.journey.stack import notes_of, stack_on
from benchmarks.journey.state import UNDER_WAY, EndState, count_of, not_published
from stack.folder import DataFolder

AT_ONCE: Final = 12
SHOWN: Final = 10


async def journey(folder: DataFolder, count: int, today: date, killer: Killer | None) -> EndState:
    """Submit the claims round by round, have them decided and paid; return what is left."""
    urls = dict(notes_of(folder).databases)
    rounds = await rounds_of_bills(urls, count, today)
    async with aiohttp.ClientSession() as session:
        door = Door(folder, session)
        await hire_second_officer(door)
        killing = asyncio.create_task(killer.run()) if killer else None
        for number, bills in enumerate(rounds, start=1):
            await _submit(door, bills)
            await until_none("claims under way", lambda: count_of(urls["claims"], UNDER_WAY))
            print(f"  round {number} of {len(rounds)}: {len(bills)} claims decided", flush=True)
        await pay_all(door, urls)
        if killing:
            killing.cancel()
            with suppress(asyncio.CancelledError):
                await killing
        await until_none("events not published", lambda: not_published(urls))
        print(f"  paid; {door.tries} requests", flush=True)
    return await settled(urls)


async def _submit(door: Door, bills: Sequence[Bill]) -> None:
    turns = asyncio.Semaphore(AT_ONCE)

    async def one(bill: Bill) -> None:
        async with turns:
            await door.order("claims_officer", SUBMIT, bill.input)

    async with asyncio.TaskGroup() as group:
        for bill in bills:
            group.create_task(one(bill))


def report(calm: EndState, stormy: EndState, killed: Mapping[str, int]) -> bool:
    """Print the counts of both runs and where they differ; return whether all is well."""
    print(
        f"\nkilled {sum(killed.values())}: {', '.join(f'{name} {times}' for name, times in sorted(killed.items()))}\n"
    )
    print(f"| {'':<46} | undisturbed | disturbed |\n|---|---:|---:|")
    for name in calm.rows:
        print(f"| {name:<46} | {len(calm.rows[name]):>11,} | {len(stormy.rows[name]):>9,} |")
    for name in calm.faults:
        print(f"| {name:<46} | {calm.faults[name]:>11,} | {stormy.faults[name]:>9,} |")
    differences = calm.differences(stormy)
    for name, rows in differences.items():
        print(f"\n{name} differ in {len(rows)} rows:")
        for row in rows[:SHOWN]:
            print("  ", *row)
    faults = sum(calm.faults.values()) + sum(stormy.faults.values())
    print(f"\n{'The runs end alike' if not differences else 'THE RUNS DIFFER'}; {faults} faults.")
    return not differences and not faults


def main() -> None:
    """Read the arguments and run."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.drill", description=__doc__)
    parser.add_argument("--claims", type=int, default=1000)
    parser.add_argument("--seed", type=int, default=20260310, help="of the moments and the order of kills")
    parser.add_argument("--data", type=Path, help="where the two stacks keep their data; a temporary folder without it")
    arguments = parser.parse_args()
    today = datetime.now(UTC).date()
    with tempfile.TemporaryDirectory(prefix="covergraph-drill-", ignore_cleanup_errors=True) as temporary:
        root = arguments.data or Path(temporary)
        root.mkdir(mode=0o755, parents=True, exist_ok=True)
        root.chmod(0o755)
        print("undisturbed", flush=True)
        with stack_on(root / "calm") as folder:
            calm = asyncio.run(journey(folder, arguments.claims, today, None))
        print("disturbed", flush=True)
        with stack_on(root / "stormy") as folder:
            killer = Killer(folder, random.Random(arguments.seed))  # chance, not secrecy
            stormy = asyncio.run(journey(folder, arguments.claims, today, killer))
    sys.exit(0 if report(calm, stormy, killer.killed) else 1)


if __name__ == "__main__":
    main()
