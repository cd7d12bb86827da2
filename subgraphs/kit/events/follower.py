"""The follower: takes the events of another service from its stream and has them dealt with, each once and in order.

Events of different aggregates are dealt with side by side, those of one after the other. One that comes before its turn
goes back to the broker for a while; if it comes early again, the source is asked to publish the missing ones again.
"""

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, Final

import nats.errors
import nats.js.errors
import orjson
import sqlalchemy as sa
import structlog
from nats.aio.client import Client
from nats.aio.msg import Msg
from nats.js.api import AckPolicy, ConsumerConfig, DeliverPolicy
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession

from shared_models.access import AS_SYSTEM
from shared_models.encryption import Keyring
from shared_models.events import PAYLOADS, BadPayload, Event, Unreadable, read_event
from shared_models.events.payloads import read_payload
from shared_models.identity import Principal, Role
from subgraphs.kit.audit.journal import Journal
from subgraphs.kit.events.duty import Pace, is_passing
from subgraphs.kit.events.follow import Deed, Following, Gather, Inquiry, NotNow, Reaction
from subgraphs.kit.events.inbox import Inbox, Standing
from subgraphs.kit.events.pulling import Pull
from subgraphs.kit.events.streams import CONSUMER, MESSAGE_ID, REASON, REDRIVEN, SUBJECT, ensure_dead_letters
from subgraphs.kit.graph import Graph

FAILURES_MAX: Final = 5
SIDE_BY_SIDE: Final = 8
UNACKNOWLEDGED_MAX: Final = 5_000
# An event that came early so often lets its source be asked for what is missing.
EARLY_PATIENCE: Final = 2

log = structlog.get_logger()


@dataclass(slots=True)
class Follower:
    """What one service does about the events of another."""

    consumer: str
    following: Following
    engine: AsyncEngine
    client: Client
    keyring: Keyring
    graph: Graph | None = None
    pace: Pace = field(default_factory=Pace)
    clock: Callable[[], datetime] = lambda: datetime.now(UTC)  # a field's default

    @property
    def inbox(self) -> Inbox:
        return Inbox(self.consumer)

    async def run(self) -> None:
        """Deal with events for ever; raises when database or broker goes away."""
        await ensure_dead_letters(self.client)
        await self._ensure_consumer()
        turns = asyncio.Semaphore(SIDE_BY_SIDE)
        async with Pull(self.client, self.following.source, self.consumer) as pull:
            while True:
                taken = await pull.some()
                holding = asyncio.create_task(self._hold(taken))
                try:
                    async with asyncio.TaskGroup() as group:
                        for messages in _by_aggregate(taken):
                            group.create_task(self._deal_with_all(messages, turns))
                finally:
                    holding.cancel()

    async def _hold(self, messages: Sequence[Msg]) -> None:
        """Tell the broker that these are being dealt with: it gives what it hears nothing of to others."""
        while messages:
            await asyncio.sleep(self.pace.unacknowledged_s / 3)
            for message in messages:
                if not message.is_acked:
                    await message.in_progress()

    async def _ensure_consumer(self) -> None:
        """Make the durable consumer, or bring it to what is listened to now; waits for the stream of the source."""
        config = ConsumerConfig(
            durable_name=self.consumer,
            deliver_policy=DeliverPolicy.ALL,
            ack_policy=AckPolicy.EXPLICIT,
            ack_wait=self.pace.unacknowledged_s,
            max_ack_pending=UNACKNOWLEDGED_MAX,
            filter_subjects=self.following.subjects,
        )
        while True:
            try:
                await self.client.jetstream().add_consumer(self.following.source, config)
            except nats.js.errors.NotFoundError:
                await asyncio.sleep(self.pace.poll_s)
            else:
                return

    async def _deal_with_all(self, messages: Sequence[Msg], turns: asyncio.Semaphore) -> None:
        async with turns:
            for message in messages:
                await self._deal_with(message)

    async def _deal_with(self, message: Msg) -> None:
        try:
            event = read_event(message.data)
        except Unreadable as error:
            await self._send_dead_letter(message, "unreadable", str(error))
            await message.ack()
            return
        if event.type not in PAYLOADS:
            await self._bury(message, event, "unknown type")
            return
        try:
            standing = await self._perform(event, is_redriven=(message.headers or {}).get(REDRIVEN) == self.consumer)
        except BadPayload as error:
            await self._bury(message, event, str(error))
        except Exception as error:  # noqa: BLE001  # whatever a handler raises counts against its event
            await self._put_off(message, event, error)
        else:
            await self._answer(message, event, standing)

    async def _answer(self, message: Msg, event: Event, standing: Standing) -> None:
        match standing:
            case Standing.NEXT | Standing.DONE | Standing.DEAD:
                await message.ack()
            case Standing.BEHIND_DEAD:
                await self._bury(message, event, "behind a dead letter")
            case Standing.BEHIND_FAILING | Standing.EARLY:
                await self._park(message, event, standing)

    async def _perform(self, event: Event, *, is_redriven: bool) -> Standing:
        """Deal with an event whose turn it is: its effect and its row in the inbox in one transaction."""
        journal = Journal(Principal(subject=f"service:{self.consumer}", roles=frozenset({Role.SERVICE})), str(event.id))
        deed = self.following.deeds.get(event.type)
        facts = None
        if deed is not None and deed.first is not None:
            standing = await self._look(event, is_redriven=is_redriven)
            if standing is not Standing.NEXT:
                return standing
            facts = await self._gather(deed, deed.first, event, journal)
        now = self.clock()
        async with self._transaction() as db:
            standing = await self.inbox.look(db, event, is_redriven=is_redriven)
            if standing is not Standing.NEXT or not await self.inbox.finish(db, event, now) or deed is None:
                return standing
            read_payload(event.type, event.data)
            await deed.handler(Reaction(event, db, self.keyring, journal, now, facts))
            await db.flush()
            await journal.write(await db.connection())
            return standing

    async def _look(self, event: Event, *, is_redriven: bool) -> Standing:
        async with self._transaction() as db:
            return await self.inbox.look(db, event, is_redriven=is_redriven)

    async def _gather(self, deed: Deed, first: Gather, event: Event, journal: Journal) -> Any:
        """Ask the graph, with no transaction open meanwhile; raises NotNow where it does not answer."""
        read_payload(event.type, event.data)
        try:
            return await first(Inquiry(event, self._answering(), self._transaction))
        except NotNow:
            await self._wait(deed, event, journal)
            raise

    def _answering(self) -> Graph:
        if self.graph is None:
            raise NotNow("no gateway is named")
        return self.graph

    async def _wait(self, deed: Deed, event: Event, journal: Journal) -> None:
        """Note that an event waits, so that those behind it know, and do what is done meanwhile."""
        now = self.clock()
        async with self._transaction() as db:
            await self.inbox.wait(db, event, now)
            if deed.meanwhile is not None:
                await deed.meanwhile(Reaction(event, db, self.keyring, journal, now))
                await db.flush()
                await journal.write(await db.connection())

    async def _put_off(self, message: Msg, event: Event, error: Exception) -> None:
        """Let an event come again later; one that failed too often is given up."""
        if is_passing(error) or isinstance(error, NotNow):
            log.warning("an event waits", consumer=self.consumer, type=event.type, error=type(error).__name__)
            await message.nak(delay=self.pace.wait_s(_deliveries(message)))
            return
        async with self._transaction() as db:
            failures = await self.inbox.fail(db, event, self.clock(), type(error).__name__)
        log.error("an event failed", consumer=self.consumer, type=event.type, failures=failures, exc_info=error)
        if failures >= FAILURES_MAX:
            await self._bury(message, event, type(error).__name__)
        else:
            await message.nak(delay=self.pace.retry_s(failures))

    async def _park(self, message: Msg, event: Event, standing: Standing) -> None:
        """Let an event that came before its turn wait; ask for what is missing when that does not come by itself."""
        if standing is Standing.EARLY and _deliveries(message) >= EARLY_PATIENCE:
            async with self._transaction() as db:
                after = await self.inbox.last_before(db, event)
            missing = {
                "aggregate_type": event.aggregate_type,
                "aggregate_id": str(event.aggregate_id),
                "after": after,
                "before": event.version,
            }
            await self.client.publish(f"again.{event.source}", orjson.dumps(missing))
        await message.nak(delay=self.pace.retry_s(_deliveries(message)))

    async def _bury(self, message: Msg, event: Event, reason: str) -> None:
        await self._send_dead_letter(message, str(event.id), reason)
        async with self._transaction() as db:
            await self.inbox.bury(db, event, self.clock(), reason)
        await message.ack()

    async def _send_dead_letter(self, message: Msg, name: str, reason: str) -> None:
        log.error("a dead letter", consumer=self.consumer, subject=message.subject, reason=reason)
        headers = {
            # The place in the stream: the same letter once, a letter that died again anew.
            MESSAGE_ID: f"{self.consumer}.{name}.{message.metadata.sequence.stream}",
            CONSUMER: self.consumer,
            SUBJECT: message.subject,
            REASON: reason,
        }
        subject = f"dead.{self.consumer}.{message.subject}"
        await self.client.jetstream().publish(subject, message.data, headers=headers)

    @asynccontextmanager
    async def _transaction(self) -> AsyncIterator[AsyncSession]:
        async with AsyncSession(self.engine, expire_on_commit=False) as db, db.begin():
            await db.execute(sa.text(AS_SYSTEM))
            yield db


def _by_aggregate(messages: Sequence[Msg]) -> list[list[Msg]]:
    """Put together the messages of each aggregate, in their order; the subject ends with its id."""
    groups: dict[str, list[Msg]] = {}
    for message in messages:
        service, aggregate, *_, key = message.subject.split(".")
        groups.setdefault(f"{service}.{aggregate}.{key}", []).append(message)
    return list(groups.values())


def _deliveries(message: Msg) -> int:
    return message.metadata.num_delivered or 1
