"""The tasks behind a service that carry its events and follow those of others, one process of the service at a time."""

import asyncio
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from os import environ

import structlog

from shared_models.connection import create_engine
from shared_models.encryption import Keyring
from shared_models.locks import Lock
from subgraphs.kit.audit.heads import with_heads
from subgraphs.kit.events.duty import Pace, alongside, held_engine, keep_doing, on_duty, watch
from subgraphs.kit.events.follow import REACTIONS, Following
from subgraphs.kit.events.follower import SIDE_BY_SIDE, Follower
from subgraphs.kit.events.relay import Relay
from subgraphs.kit.events.streams import BROKER_VARIABLE, broker
from subgraphs.kit.graph import GraphSettings, asks_of, open_graph, settings_of_environment
from subgraphs.kit.parts import part_of

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Backbone:
    """What the tasks of one service work with."""

    service: str
    database_url: str = field(repr=False)
    broker_url: str = field(repr=False)
    role: str | None
    keyring: Keyring
    follows: Sequence[Following] = ()
    graph: GraphSettings | None = None
    asks: Mapping[str, str] = field(default_factory=dict)
    pace: Pace = field(default_factory=Pace)
    clock: Callable[[], datetime] = field(default=lambda: datetime.now(UTC))

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        """Carry and follow events while the block runs; what is under way at the end, the next process does."""
        work = [keep_doing(f"relay of {self.service}", self.relay, self.pace)]
        if self.follows:
            work.append(keep_doing(f"followers of {self.service}", self.follow, self.pace))
        async with alongside(*work):
            yield

    async def relay(self) -> None:
        """Carry events to the broker, on a connection of its own."""
        application = f"covergraph-{self.service}-relay"
        engine = held_engine(self.database_url, application=application, role=self.role)
        try:
            async with broker(self.broker_url, application) as client:
                await Relay(self.service, engine, client, self.pace).run()
        finally:
            await engine.dispose()

    async def follow(self) -> None:
        """Deal with the events of all services that are followed, as long as the lock is ours."""
        application = f"covergraph-{self.service}-followers"
        async with AsyncExitStack() as stack:
            held = held_engine(self.database_url, application=application, role=self.role)
            stack.push_async_callback(held.dispose)
            engine = create_engine(
                self.database_url, application=application, role=self.role, pool_size=SIDE_BY_SIDE, plans_once=True
            )
            stack.push_async_callback(engine.dispose)
            connection = await stack.enter_async_context(on_duty(held, Lock.FOLLOWING, self.pace))
            client = await stack.enter_async_context(broker(self.broker_url, application))
            graph = await stack.enter_async_context(open_graph(self.graph, self.asks)) if self.graph else None
            async with asyncio.TaskGroup() as group:
                group.create_task(watch(connection, self.pace))
                for following in self.follows:
                    follower = Follower(
                        self.service,
                        following,
                        engine,
                        client,
                        self.keyring,
                        graph=graph,
                        pace=self.pace,
                        clock=self.clock,
                    )
                    group.create_task(follower.run())


def backbone_of(
    service: str,
    package: str,
    database_url: str,
    *,
    role: str | None,
    keyring: Keyring,
    graph: GraphSettings | None = None,
) -> Backbone | None:
    """Return the backbone of a service; None without a broker: then events wait in the outbox."""
    broker_url = environ.get(BROKER_VARIABLE)
    if not broker_url:
        log.warning("no broker is named: events wait in the outbox", service=service, variable=BROKER_VARIABLE)
        return None
    return Backbone(
        service,
        database_url,
        broker_url,
        role,
        keyring,
        follows=with_heads(service, follows_of(package)),
        graph=graph or settings_of_environment(service),
        asks=asks_of(package),
    )


def follows_of(package: str) -> tuple[Following, ...]:
    """Return what a domain follows: `reactions.py` says, where there is one."""
    follows: tuple[Following, ...] = part_of(package, REACTIONS, "FOLLOWS", ())
    return follows
