"""What events cost: from the commit that tells of something to the commit of its effect in another service.

    python -m benchmarks.events [--events N] [--rate PER_SECOND] [--seconds N]

Servers of its own in a temporary folder, with all the safety of a real start (PostgreSQL waits for its disk); relay
and follower in one process, as tasks. First a steady rate, of which the time to the effect is shown; then a full outbox
that is drained, by the relay alone and by the follower alone, of which events a second are shown.
"""

import argparse
import asyncio
import signal
import statistics
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Final
from uuid import UUID

import sqlalchemy as sa
import uvloop
from sqlalchemy.ext.asyncio import AsyncEngine

from migrations.run import upgrade
from shared_models.access import role_of
from shared_models.base import new_id
from shared_models.connection import create_engine
from shared_models.encryption import Keyring
from stack.broker import Broker, embedded_broker
from stack.databases import make_databases
from stack.folder import DataFolder
from stack.postgres import PostgresServer, embedded_server
from stack.processes import stop
from subgraphs.kit.events.backbone import Backbone
from subgraphs.kit.events.follow import Reaction, follow
from subgraphs.kit.events.outbox import emit
from subgraphs.registry import subgraph

PENDED: Final = {"reasons": ["DUPLICATE"]}
AGGREGATES: Final = 500
WARM_UP: Final = 50


class Effects:
    """The follower's handler: notes when each event's effect came."""

    def __init__(self) -> None:
        self.delays_ms: list[float] = []

    async def __call__(self, reaction: Reaction) -> None:
        """Note the delay; the row in the inbox is the effect."""
        self.delays_ms.append((datetime.now(UTC) - reaction.event.time).total_seconds() * 1000)


@contextmanager
def servers() -> Iterator[tuple[PostgresServer, Broker]]:
    """Start PostgreSQL and NATS in a temporary folder."""
    with tempfile.TemporaryDirectory(prefix="covergraph-bench-", ignore_cleanup_errors=True) as root:
        Path(root).chmod(0o755)
        folder = DataFolder(Path(root))
        folder.prepare()
        found = (embedded_server(folder), embedded_broker(folder))
        running = [(server, server.start()) for server in found]
        try:
            for server, process in running:
                server.await_ready(process)
            yield found
        finally:
            stop([(process, signal.SIGKILL) for _, process in running], patience_s=10)


def backbone(name: str, url: str, broker: Broker, effects: Effects | None = None) -> Backbone:
    """Return the tasks of a service, which follows claims where there is somebody to note it."""
    follows = () if effects is None else (follow("claims").on("claim.pended", effects),)
    return Backbone(name, url, broker.url, role_of(name), Keyring(name, None), follows=follows)


async def tell(engine: AsyncEngine, claim_id: UUID) -> None:
    """Commit one event."""
    async with engine.begin() as connection:
        await emit(connection, "claim", claim_id, "claim.pended", PENDED)


async def until(engine: AsyncEngine, query: str) -> float:
    """Wait until a query says true; return when that was."""
    async with engine.connect() as connection:
        while not await connection.scalar(sa.text(query)):
            await connection.rollback()
            await asyncio.sleep(0.005)
    return time.perf_counter()


async def steady(claims: AsyncEngine, tokens: AsyncEngine, effects: Effects, rate: int, seconds: int) -> None:
    """Tell at a steady rate, and print the time to the effect."""
    ids = [new_id() for _ in range(AGGREGATES)]
    began = time.perf_counter()
    for number in range(rate * seconds + WARM_UP):
        await asyncio.sleep(max(0.0, began + number / rate - time.perf_counter()))
        await tell(claims, ids[number % AGGREGATES])
    await until(tokens, f"SELECT count(*) = {rate * seconds + WARM_UP} FROM inbox_events")
    delays = sorted(effects.delays_ms[WARM_UP:])
    cuts = statistics.quantiles(delays, n=100)
    print(f"| {rate}/s, commit to effect | p50 {cuts[49]:.1f} ms | p95 {cuts[94]:.1f} ms | p99 {cuts[98]:.1f} ms |")


async def drain(claims: AsyncEngine, tokens: AsyncEngine, relay: Backbone, follower: Backbone, count: int) -> None:
    """Fill the outbox, drain it, and print events a second of each part."""
    ids = [new_id() for _ in range(AGGREGATES)]
    began = time.perf_counter()
    for number in range(count):
        await tell(claims, ids[number % AGGREGATES])
    _say("told by one writer", count, time.perf_counter() - began)
    began = time.perf_counter()
    async with relay.running():
        ended = await until(claims, "SELECT NOT EXISTS (SELECT FROM outbox_events WHERE published_at IS NULL)")
    _say("published", count, ended - began)
    known = f"SELECT count(*) >= {count} FROM inbox_events"
    began = time.perf_counter()
    async with follower.running():
        ended = await until(tokens, known)
    _say("dealt with", count, ended - began)


def _say(what: str, count: int, seconds: float) -> None:
    print(f"| {what} | {count / seconds:,.0f}/s | | |")


async def measure(postgres: PostgresServer, broker: Broker, arguments: argparse.Namespace) -> None:
    """Do all of it."""
    urls = {name: postgres.url(subgraph(name).database_name) for name in ("claims", "tokens")}
    for name, url in urls.items():
        await upgrade(name, url)
    claims, tokens = (create_engine(url, application="covergraph-bench") for url in urls.values())
    effects = Effects()
    relay = backbone("claims", urls["claims"], broker)
    follower = backbone("tokens", urls["tokens"], broker, effects)
    print("| | | | |\n|---|---|---|---|")
    async with relay.running(), follower.running():
        await steady(claims, tokens, effects, arguments.rate, arguments.seconds)
    async with tokens.begin() as connection:
        await connection.execute(sa.text("DELETE FROM inbox_events"))
    await drain(claims, tokens, relay, follower, arguments.events)
    await claims.dispose()
    await tokens.dispose()


def main() -> None:
    """Read the arguments and measure."""
    parser = argparse.ArgumentParser(description="What events cost.")
    parser.add_argument("--events", type=int, default=5_000)
    parser.add_argument("--rate", type=int, default=50)
    parser.add_argument("--seconds", type=int, default=10)
    arguments = parser.parse_args()
    with servers() as (postgres, broker):
        make_databases(postgres.url("postgres"), ("claims", "tokens"))
        uvloop.run(measure(postgres, broker, arguments))


if __name__ == "__main__":
    main()
