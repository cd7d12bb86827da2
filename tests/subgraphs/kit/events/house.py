"""Two services in a test: claims, which tells, and tokens, which follows, with a broker that may die between them."""

import asyncio
import signal
import tempfile
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from uuid import UUID

import nats
import sqlalchemy as sa
from nats.aio.client import Client
from sqlalchemy.ext.asyncio import AsyncEngine

from shared_models.access import role_of
from shared_models.connection import create_engine
from stack.broker import Broker, embedded_broker
from stack.folder import DataFolder
from stack.processes import Process, stop
from subgraphs.kit.events.backbone import Backbone
from subgraphs.kit.events.duty import Pace
from subgraphs.kit.events.follow import Following
from subgraphs.kit.events.outbox import emit
from tests.keys import a_keyring

PATIENCE_S = 60
QUICK = Pace(poll_s=0.05, retry_s_min=0.02, retry_s_max=0.1, wait_s_max=0.1, unacknowledged_s=3.0)
EFFECTS = "CREATE TABLE effects (number serial PRIMARY KEY, event_id uuid, aggregate_id uuid, version int)"
CUT = """
SELECT pg_terminate_backend(pid) FROM pg_stat_activity
WHERE application_name = :name AND datname = current_database()
"""
PENDED = {"reasons": ["DUPLICATE"]}


@dataclass
class House:
    """A broker, the database of claims and that of tokens with a table of effects."""

    broker: Broker
    process: Process
    claims_url: str
    tokens_url: str
    claims: AsyncEngine = field(init=False)
    tokens: AsyncEngine = field(init=False)

    def __post_init__(self) -> None:
        self.claims = create_engine(self.claims_url, application="covergraph-test")
        self.tokens = create_engine(self.tokens_url, application="covergraph-test")

    async def prepare(self) -> None:
        async with self.tokens.begin() as connection:
            await connection.execute(sa.text(EFFECTS))
            await connection.execute(sa.text(f"GRANT ALL ON effects, effects_number_seq TO {role_of('tokens')}"))

    def sender(self) -> Backbone:
        """Return what carries the events of claims."""
        return Backbone("claims", self.claims_url, self.broker.url, role_of("claims"), a_keyring("claims"), pace=QUICK)

    def receiver(self, *follows: Following) -> Backbone:
        """Return what follows for tokens."""
        return Backbone(
            "tokens",
            self.tokens_url,
            self.broker.url,
            role_of("tokens"),
            a_keyring("tokens"),
            follows=follows,
            pace=QUICK,
        )

    async def pend(self, claim_id: UUID, times: int = 1) -> None:
        """Have claims tell of a claim, in a transaction each time."""
        for _ in range(times):
            async with self.claims.begin() as connection:
                await emit(connection, "claim", claim_id, "claim.pended", PENDED)

    async def number(self) -> None:
        """Number what is committed, as a relay does."""
        async with self.claims.begin() as connection:
            await connection.execute(sa.text("UPDATE outbox_events SET position = turn"))

    async def outbox(self, columns: str) -> list[tuple[Any, ...]]:
        return await rows(self.claims, f"SELECT {columns} FROM outbox_events ORDER BY turn")

    async def effects(self) -> list[tuple[Any, ...]]:
        return await rows(self.tokens, "SELECT aggregate_id, version FROM effects ORDER BY number")

    async def inbox(self, columns: str = "aggregate_version, processed_at IS NOT NULL, dead_at IS NOT NULL") -> Any:
        return await rows(self.tokens, f"SELECT {columns} FROM inbox_events ORDER BY aggregate_version")

    async def count(self, stream: str) -> int:
        """Return how many messages a stream holds; 0 before there is one."""
        async with self.client() as client:
            try:
                info = await client.jetstream().stream_info(stream)
            except nats.js.errors.NotFoundError:
                return 0
            return int(info.state.messages)

    @asynccontextmanager
    async def client(self) -> AsyncIterator[Client]:
        client = await nats.connect(self.broker.url, allow_reconnect=False)
        try:
            yield client
        finally:
            await client.close()

    def kill_broker(self) -> None:
        stop([(self.process, signal.SIGKILL)], patience_s=PATIENCE_S)

    def start_broker(self) -> None:
        self.process = self.broker.start()
        self.broker.await_ready(self.process)

    async def cut(self, application: str) -> None:
        """Have the database end the connections of an application of claims."""
        async with self.claims.connect() as connection:
            await connection.execute(sa.text(CUT), {"name": application})

    async def close(self) -> None:
        await self.claims.dispose()
        await self.tokens.dispose()
        stop([(self.process, self.broker.stop_signal)], patience_s=PATIENCE_S)


@asynccontextmanager
async def a_house(claims_url: str, tokens_url: str) -> AsyncIterator[House]:
    """Give a house with a broker that runs, and tear it down."""
    with tempfile.TemporaryDirectory(prefix="covergraph-events-", ignore_cleanup_errors=True) as root:
        folder = DataFolder(Path(root))
        for each in (folder.broker, folder.logs, folder.run):
            each.mkdir()
        broker = embedded_broker(folder)
        process = broker.start()
        broker.await_ready(process)
        house = House(broker, process, claims_url, tokens_url)
        await house.prepare()
        try:
            yield house
        finally:
            await house.close()


async def rows(engine: AsyncEngine, query: str) -> list[tuple[Any, ...]]:
    async with engine.connect() as connection:
        return [tuple(row) for row in await connection.execute(sa.text(query))]


async def until(is_so: Callable[[], Awaitable[bool]]) -> None:
    """Wait until it is so: for the thing itself, asked for again and again."""
    async with asyncio.timeout(PATIENCE_S):
        while not await is_so():  # noqa: ASYNC110  # it happens in a database or another process
            await asyncio.sleep(0.02)


def ids(count: int) -> Sequence[UUID]:
    return [UUID(int=number) for number in range(1, count + 1)]
