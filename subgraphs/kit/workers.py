"""Workers: what a service does by itself, again and again, in the one of its processes that is on duty.

The domain's `workers.py` says it so::

    async def release_expired(shift: Shift) -> bool:
        return await holds.release_expired(shift.writer()) == holds.BATCH

    WORKERS = (Worker("expired holds", release_expired, pause_s=5.0),)

A worker does one batch a call, in transactions of its own, and says whether there is more; when there is not, it rests
for its pause. One that fails is logged and begins anew, each time after a longer pause; the others go on meanwhile. A
process that is killed leaves what it was about to the next: a batch must be harmless, begun twice.
"""

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextlib import AbstractAsyncContextManager, AsyncExitStack
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import partial
from typing import Final, TypeAlias

from sqlalchemy.ext.asyncio import AsyncEngine

from shared_models.connection import create_engine
from shared_models.encryption import Keyring
from shared_models.identity import Principal, Role
from shared_models.locks import Lock
from subgraphs.kit.audit.journal import Journal
from subgraphs.kit.events.duty import Pace, alongside, held_engine, keep_doing, on_duty, watch
from subgraphs.kit.graph import Graph, GraphSettings, asks_of, open_graph, settings_of_environment
from subgraphs.kit.parts import part_of
from subgraphs.kit.writing import Writer

WORKERS_MODULE: Final = "workers"
POOL_SIZE: Final = 3


@dataclass(frozen=True, slots=True)
class Shift:
    """What a worker gets: who it is, what it writes with, and the graph, where a gateway is named."""

    service: str
    engine: AsyncEngine
    keyring: Keyring
    graph: Graph | None = None
    clock: Callable[[], datetime] = lambda: datetime.now(UTC)  # a field's default

    def writer(self) -> Writer:
        """Return what a service function gets: the service itself writes, now."""
        actor = Principal(subject=f"service:{self.service}", roles=frozenset({Role.SERVICE}))
        return Writer(self.engine, self.keyring, Journal(actor), self.clock())


Work: TypeAlias = Callable[[Shift], Awaitable[bool]]


@dataclass(frozen=True, slots=True)
class Worker:
    """Work that comes again and again; `work` does some of it and says whether there is more."""

    name: str
    work: Work
    pause_s: float = 1.0

    async def keep_working(self, shift: Shift) -> None:
        """Work for ever; raises what the work raises."""
        while True:
            if not await self.work(shift):
                await asyncio.sleep(self.pause_s)


@dataclass(frozen=True, slots=True)
class Workforce:
    """The workers of one service, and what they work with."""

    service: str
    database_url: str = field(repr=False)
    role: str | None
    keyring: Keyring
    workers: Sequence[Worker]
    graph: GraphSettings | None = None
    asks: Mapping[str, str] = field(default_factory=dict)
    pace: Pace = field(default_factory=Pace)
    clock: Callable[[], datetime] = field(default=lambda: datetime.now(UTC))

    def running(self) -> AbstractAsyncContextManager[None]:
        """Have the workers work while the block runs, whenever this process is on duty."""
        name = f"workers of {self.service}"
        return alongside(*([keep_doing(name, self.work, self.pace)] if self.workers else []))

    async def work(self) -> None:
        """Wait for the duty, and work as long as it is ours."""
        application = f"covergraph-{self.service}-workers"
        async with AsyncExitStack() as stack:
            held = held_engine(self.database_url, application=application, role=self.role)
            stack.push_async_callback(held.dispose)
            connection = await stack.enter_async_context(on_duty(held, Lock.WORKING, self.pace))
            engine = create_engine(self.database_url, application=application, role=self.role, pool_size=POOL_SIZE)
            stack.push_async_callback(engine.dispose)
            graph = await stack.enter_async_context(open_graph(self.graph, self.asks)) if self.graph else None
            shift = Shift(self.service, engine, self.keyring, graph, self.clock)
            async with asyncio.TaskGroup() as group:
                group.create_task(watch(connection, self.pace))
                for each in self.workers:
                    name = f"{each.name} of {self.service}"
                    group.create_task(keep_doing(name, partial(each.keep_working, shift), self.pace))


def workforce_of(
    service: str,
    package: str,
    database_url: str,
    *,
    role: str | None,
    keyring: Keyring,
    graph: GraphSettings | None = None,
    besides: Sequence[Worker] = (),
) -> Workforce:
    """Return the workforce of a service, its domain's and what others there are `besides`.

    Without `graph`, the environment says where the gateway is.
    """
    return Workforce(
        service,
        database_url,
        role,
        keyring,
        workers=(*workers_of(package), *besides),
        graph=graph or settings_of_environment(service),
        asks=asks_of(package),
    )


def workers_of(package: str) -> tuple[Worker, ...]:
    """Return the workers of a domain: `workers.py` says, where there is one."""
    workers: tuple[Worker, ...] = part_of(package, WORKERS_MODULE, "WORKERS", ())
    return workers
