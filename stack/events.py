"""`covergraph events`: looks at outboxes, streams, followers and dead letters, and has events told again."""

import asyncio
from collections.abc import AsyncIterator, Callable, Iterator, Mapping, Sequence
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, Final

import nats
import nats.errors
import nats.js.errors
import orjson
import sqlalchemy as sa
from nats.aio.client import Client
from nats.aio.msg import Msg
from nats.js import JetStreamContext
from nats.js.api import DeliverPolicy
from sqlalchemy.ext.asyncio import AsyncConnection

from shared_models.access import AS_SYSTEM
from shared_models.connection import create_engine
from shared_models.events import INBOX, OUTBOX
from stack.errors import NotRunning
from stack.folder import DataFolder
from stack.progress import Terminal
from stack.servers import open_databases
from stack.settings import Settings
from subgraphs.kit.events.outbox import CHANNEL
from subgraphs.kit.events.streams import CONSUMER, DEAD_LETTERS, MESSAGE_ID, REASON, REDRIVEN, SUBJECT
from subgraphs.registry import SUBGRAPHS

APPLICATION: Final = "covergraph-events"
CONNECT_TIMEOUT_S: Final = 5
REPLAYED_AT_ONCE: Final = 5_000

_OUTBOX: Final = sa.text(f"""
    SELECT coalesce((SELECT max(position) FROM {OUTBOX}), 0) + (SELECT count(*) FROM {OUTBOX} WHERE position IS NULL)
               AS told,
           (SELECT count(*) FROM {OUTBOX} WHERE published_at IS NULL) AS waiting,
           (SELECT min(occurred_at) FROM {OUTBOX} WHERE published_at IS NULL) AS oldest
""")  # noqa: S608  # names of ours
_AGAIN: Final = sa.text(f"""
    UPDATE {OUTBOX} SET published_at = NULL
    WHERE position > :after AND position <= :upto AND published_at IS NOT NULL
""")  # noqa: S608  # the same
_LAST: Final = sa.text(f"SELECT coalesce(max(position), 0) FROM {OUTBOX}")  # noqa: S608  # the same
_FORGET: Final = sa.text(f"DELETE FROM {INBOX} WHERE consumer = :consumer AND source = :source")  # noqa: S608  # the same
_WAKE: Final = sa.text(f"NOTIFY {CHANNEL}")


@dataclass(frozen=True, slots=True)
class FollowerState:
    """How far a follower is: what it has not been given yet, what it holds, what it gave up."""

    name: str
    lag: int
    held: int
    dead: int

    def __str__(self) -> str:
        letters = f", {self.dead} dead letters" if self.dead else ""
        return f"  {self.name:<10} {self.lag:>8,} behind, {self.held:,} in hand or waiting{letters}"


@dataclass(frozen=True, slots=True)
class ServiceState:
    """What a service has told, what is not published yet and since when, what its stream holds, who follows it."""

    name: str
    told: int
    waiting: int
    oldest: datetime | None
    held: int
    followers: tuple[FollowerState, ...]

    def lines(self) -> Iterator[str]:
        """Yield what to show."""
        since = f" since {self.oldest:%Y-%m-%d %H:%M:%S}" if self.oldest else ""
        yield f"{self.name:<12} {self.told:>8,} told, {self.waiting:,} unpublished{since}, {self.held:,} in its stream"
        yield from (str(each) for each in self.followers)


@dataclass(frozen=True, slots=True)
class DeadLetter:
    """An event that a follower gave up."""

    number: int
    at: datetime | None
    follower: str
    subject: str
    reason: str
    data: bytes = field(repr=False)

    def __str__(self) -> str:
        when = f"{self.at:%Y-%m-%d %H:%M:%S}" if self.at else ""
        return f"{self.number:>6}  {when}  {self.follower:<10} {self.subject}  {self.reason}"


@contextmanager
def open_events(folder: DataFolder) -> "Iterator[Events]":
    """Yield the events of a stack: given by the environment, or of the one that runs on the folder."""
    notes = folder.read_notes() if folder.is_held() else None
    broker_url = Settings().broker_url() or (notes.broker_url if notes else "")
    if not broker_url:
        raise NotRunning(
            f"No stack is running on {folder.root}, so there is no broker to ask. Start it with `./covergraph up`, or "
            "name a broker with NATS_URL."
        )
    with open_databases(folder, SUBGRAPHS, Terminal()) as urls:
        yield Events(urls, broker_url)


@dataclass(frozen=True, slots=True)
class Events:
    """The events of one stack."""

    urls: Mapping[str, str] = field(repr=False)
    broker_url: str = field(repr=False)

    def status(self, services: Sequence[str]) -> list[ServiceState]:
        """Return the state of these services."""
        return asyncio.run(self._status(services))

    def tail(
        self, services: Sequence[str], say: Callable[[str], None], *, count: int | None, from_beginning: bool
    ) -> None:
        """Say each event of these services as it is published, until so many were said."""
        asyncio.run(self._tail(services, say, count, from_beginning=from_beginning))

    def dead(self, follower: str | None) -> list[DeadLetter]:
        """Return the dead letters, the oldest first."""
        return asyncio.run(self._dead(follower))

    def redrive(self, follower: str | None, number: int | None) -> int:
        """Give dead letters to their followers again; return how many."""
        return asyncio.run(self._redrive(follower, number))

    def replay(self, service: str, after: int, forgetful: str | None) -> int:
        """Have the events of a service published again; return how many."""
        return asyncio.run(self._replay(service, after, forgetful))

    async def _status(self, services: Sequence[str]) -> list[ServiceState]:
        async with self._streams() as streams:
            dead = await _dead_counts(streams)
            return [await self._status_of(service, streams, dead) for service in services]

    async def _status_of(self, service: str, streams: JetStreamContext, dead: Mapping[str, int]) -> ServiceState:
        async with _connection(self.urls[service]) as connection:
            row = (await connection.execute(_OUTBOX)).one()
        held, followers = 0, []
        try:
            held = (await streams.stream_info(service)).state.messages
            followers = [
                FollowerState(
                    each.name, each.num_pending or 0, each.num_ack_pending or 0, dead.get(f"{each.name}.{service}", 0)
                )
                for each in await streams.consumers_info(service)
            ]
        except nats.js.errors.NotFoundError:
            pass
        return ServiceState(service, row.told, row.waiting, row.oldest, held, tuple(followers))

    async def _tail(
        self, services: Sequence[str], say: Callable[[str], None], count: int | None, *, from_beginning: bool
    ) -> None:
        policy = DeliverPolicy.ALL if from_beginning else DeliverPolicy.NEW
        found: asyncio.Queue[Msg] = asyncio.Queue(1_000)
        async with self._streams() as streams:
            for service in services:
                try:
                    await streams.subscribe(
                        f"{service}.>", stream=service, ordered_consumer=True, deliver_policy=policy, cb=found.put
                    )
                except nats.js.errors.NotFoundError:
                    say(f"{service} has told nothing yet")
            said = 0
            while count is None or said < count:
                say(_line(await found.get()))
                said += 1

    async def _dead(self, follower: str | None) -> list[DeadLetter]:
        async with self._streams() as streams:
            return [letter async for letter in _letters(streams, follower)]

    async def _redrive(self, follower: str | None, number: int | None) -> int:
        redriven = 0
        async with self._streams() as streams:
            # Of a letter that dies again at once there is a new one behind the last: not one of these.
            async for letter in _letters(streams, follower):
                if number in {None, letter.number}:
                    headers = {MESSAGE_ID: f"redriven.{letter.number}", REDRIVEN: letter.follower}
                    await streams.publish(letter.subject, letter.data, headers=headers)
                    await streams.delete_msg(DEAD_LETTERS, letter.number)
                    redriven += 1
        return redriven

    async def _replay(self, service: str, after: int, forgetful: str | None) -> int:
        if forgetful is not None:
            async with _connection(self.urls[forgetful]) as connection:
                await connection.execute(_FORGET, {"consumer": forgetful, "source": service})
                await connection.commit()
        count = 0
        async with _connection(self.urls[service]) as connection:
            last: int = await connection.scalar(_LAST) or 0
            # In parts, none of which holds the relay up for long; it begins with the oldest, as we do.
            for start in range(after, last, REPLAYED_AT_ONCE):
                part = {"after": start, "upto": min(last, start + REPLAYED_AT_ONCE)}
                await connection.execute(sa.text(AS_SYSTEM))
                count += (await connection.execute(_AGAIN, part)).rowcount
                await connection.commit()
            await connection.execute(_WAKE)
            await connection.commit()
        return count

    @asynccontextmanager
    async def _streams(self) -> AsyncIterator[JetStreamContext]:
        async with _client(self.broker_url) as client:
            yield client.jetstream()


@asynccontextmanager
async def _client(url: str) -> AsyncIterator[Client]:
    try:
        client = await nats.connect(url, name=APPLICATION, allow_reconnect=False, connect_timeout=CONNECT_TIMEOUT_S)
    except (OSError, nats.errors.Error, TimeoutError) as error:
        raise NotRunning(
            f"The broker does not answer ({type(error).__name__}). Look with `./covergraph status`."
        ) from error
    try:
        yield client
    finally:
        await client.close()


@asynccontextmanager
async def _connection(url: str) -> AsyncIterator[AsyncConnection]:
    engine = create_engine(url, application=APPLICATION, pool_size=1)
    try:
        async with engine.connect() as connection:
            await connection.execute(sa.text(AS_SYSTEM))
            yield connection
    finally:
        await engine.dispose()


async def _dead_counts(streams: JetStreamContext) -> dict[str, int]:
    """Return how many dead letters there are, by follower and source."""
    counts: dict[str, int] = {}
    try:
        info = await streams.stream_info(DEAD_LETTERS, subjects_filter="dead.>")
    except nats.js.errors.NotFoundError:
        return counts
    for subject, count in (info.state.subjects or {}).items():
        _, follower, source, *_ = subject.split(".")
        counts[f"{follower}.{source}"] = counts.get(f"{follower}.{source}", 0) + count
    return counts


async def _letters(streams: JetStreamContext, follower: str | None) -> AsyncIterator[DeadLetter]:
    """Yield the dead letters there are now, the oldest first."""
    try:
        state = (await streams.stream_info(DEAD_LETTERS)).state
    except nats.js.errors.NotFoundError:
        return
    subject, number = f"dead.{follower or '*'}.>", state.first_seq
    while number <= state.last_seq:
        try:
            message = await streams.get_msg(DEAD_LETTERS, seq=number, subject=subject, next=True)
        except nats.js.errors.NotFoundError:
            return
        if message.seq is None or message.seq > state.last_seq:
            return
        yield _letter(message)
        number = message.seq + 1


def _letter(message: Any) -> DeadLetter:
    headers: Mapping[str, str] = message.headers or {}
    return DeadLetter(
        message.seq,
        message.time,
        headers.get(CONSUMER, ""),
        headers.get(SUBJECT, ""),
        headers.get(REASON, ""),
        message.data or b"",
    )


def _line(message: Msg) -> str:
    try:
        said = orjson.loads(message.data)
        when = datetime.fromisoformat(said["time"]).astimezone(UTC)
        return (
            f"{when:%H:%M:%S.%f} {said['source']:<10} {said['type']:<28} {said['subject']} "
            f"v{said['aggregate_version']} at {said['position']}"
        )
    except (KeyError, TypeError, ValueError):
        return f"{message.subject}: no event"
