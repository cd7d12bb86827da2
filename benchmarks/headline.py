"""The headline query on a running stack: latency and throughput, and what one query costs behind the gateway.

    ./covergraph up --detach && python -m benchmarks.headline [--data DIR] [--seconds N] [--clients 1 8 32]

Latency and throughput are those of the stack's own endpoint, as a client on this machine sees them. Subgraph requests
and SQL statements are counted in one process, where the same gateway and services run on the same databases.
"""

import argparse
import asyncio
import json
import os
import statistics
import time
from pathlib import Path

import aiohttp

from stack.folder import data_folder
from stack.seed.showcase import showcase_member
from stack.showcase import query_for
from tests.journeys.house import open_house

WARM_UP_REQUESTS = 200


async def latencies(endpoint: str, body: bytes, clients: int, seconds: float) -> tuple[list[float], float]:
    """Ask as fast as `clients` can, each waiting for its answer; returns the latencies and the time it took."""
    headers = {"content-type": "application/json"}
    taken: list[float] = []

    async def client(session: aiohttp.ClientSession, until: float) -> None:
        while (begun := time.perf_counter()) < until:
            async with session.post(endpoint, data=body, headers=headers) as answer:
                text = await answer.read()
            assert answer.status == 200, text  # noqa: PLR2004  # OK
            assert b'"errors"' not in text, text
            taken.append(time.perf_counter() - begun)

    async with aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=clients)) as session:
        for _ in range(WARM_UP_REQUESTS):
            async with session.post(endpoint, data=body, headers=headers) as answer:
                await answer.read()
        begun = time.perf_counter()
        await asyncio.gather(*(client(session, begun + seconds) for _ in range(clients)))
        return taken, time.perf_counter() - begun


async def counted(urls: dict[str, str], query: str) -> tuple[int, int]:
    """Return how many subgraph requests and SQL statements one query takes, on warm services."""
    async with open_house(urls) as house:
        await house.ask(query)
        await house.ask(query)
        return house.requests.total(), house.statements.total()


async def run(folder: Path | None, clients: list[int], seconds: float) -> None:
    """Measure and print the table."""
    running = data_folder(folder).read_notes()
    if running is None:
        raise SystemExit("No stack runs on that folder; start one with `./covergraph up --detach`.")
    urls = dict(running.databases)
    query = query_for(await showcase_member(urls))
    requests, statements = await counted(urls, query)
    print(f"one query: {requests} subgraph requests, {statements} SQL statements; {os.cpu_count()} cores\n")
    print("| clients | requests | requests per second | p50 ms | p95 ms | p99 ms |")
    print("|---|---|---|---|---|---|")
    body = json.dumps({"query": query}).encode()
    for number in clients:
        taken, elapsed = await latencies(running.endpoint, body, number, seconds)
        cuts = statistics.quantiles(taken, n=100)
        figures = " | ".join(f"{cuts[at - 1] * 1000:.1f}" for at in (50, 95, 99))
        print(f"| {number} | {len(taken)} | {len(taken) / elapsed:.0f} | {figures} |")


def main() -> None:
    """Read the arguments and run."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.headline", description=__doc__)
    parser.add_argument("--data", type=Path, help="the data folder of the running stack")
    parser.add_argument("--seconds", type=float, default=5.0, help="how long each row is measured")
    parser.add_argument("--clients", type=int, nargs="+", default=[1, 8, 32])
    arguments = parser.parse_args()
    asyncio.run(run(arguments.data, arguments.clients, arguments.seconds))


if __name__ == "__main__":
    main()
