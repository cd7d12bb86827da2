"""The relay: carries committed events from the outbox of a service to its stream, in the order of each aggregate.

Each round numbers what was committed, publishes what is not, waits until the broker has it, and marks it. Killed
between any two of these, the next relay does the rest: the numbers are there already, and the broker recognises a
message that comes again. A notification wakes it; asking every second is what it relies on.

When it finds no stream it makes one and publishes everything anew: that broker has lost, or never had, what was
published before. Followers know what they have dealt with.
"""

import asyncio
from collections.abc import Sequence
from typing import Any, Final

import nats.js.errors
import orjson
import sqlalchemy as sa
import structlog
from nats.aio.client import Client
from nats.aio.msg import Msg
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from shared_models.events import OUTBOX, Cause, Event
from shared_models.locks import Lock
from subgraphs.kit.events.duty import Pace, on_duty
from subgraphs.kit.events.outbox import CHANNEL
from subgraphs.kit.events.streams import BROKER_ERRORS, MESSAGE_ID, ensure_stream

BATCH: Final = 100
ACK_PATIENCE_S: Final = 10.0
ASKED_MAX: Final = 1_000

log = structlog.get_logger()

_NUMBER: Final = sa.text(f"""
    UPDATE {OUTBOX} AS event SET position = numbered.position
    FROM (
        SELECT waiting.id, waiting.occurred_at,
            row_number() OVER (ORDER BY waiting.turn)
                + coalesce((SELECT max(position) FROM {OUTBOX}), 0) AS position
        FROM (SELECT id, occurred_at, turn FROM {OUTBOX} WHERE position IS NULL ORDER BY turn LIMIT {BATCH}) AS waiting
    ) AS numbered
    WHERE event.id = numbered.id AND event.occurred_at = numbered.occurred_at
""")  # noqa: S608  # names of ours
_UNPUBLISHED: Final = sa.text(f"""
    SELECT id, occurred_at, aggregate_type, aggregate_id, aggregate_version, type, payload, headers, attempts, position
    FROM {OUTBOX} WHERE published_at IS NULL AND position IS NOT NULL ORDER BY position LIMIT {BATCH}
""").columns(payload=sa.JSON, headers=sa.JSON)  # noqa: S608  # the same
_MARK: Final = sa.text(f"""
    UPDATE {OUTBOX} AS event SET published_at = now(), attempts = event.attempts + 1
    FROM unnest(:ids, :instants) AS done(id, occurred_at)
    WHERE event.id = done.id AND event.occurred_at = done.occurred_at
""").bindparams(  # noqa: S608  # the same
    sa.bindparam("ids", type_=ARRAY(sa.Uuid)),
    sa.bindparam("instants", type_=ARRAY(sa.DateTime(timezone=True))),
)
_ALL_AGAIN: Final = sa.text(f"UPDATE {OUTBOX} SET published_at = NULL WHERE published_at IS NOT NULL")  # noqa: S608  # the same
_SOME_AGAIN: Final = sa.text(f"""
    UPDATE {OUTBOX} SET published_at = NULL
    WHERE aggregate_id = :aggregate_id AND aggregate_type = :aggregate_type
      AND aggregate_version > :after AND aggregate_version < :before AND published_at IS NOT NULL
""").bindparams(sa.bindparam("aggregate_id", type_=sa.Uuid))  # noqa: S608  # the same


class Relay:
    """Carries the events of one service as long as it is on duty."""

    def __init__(self, service: str, engine: AsyncEngine, client: Client, pace: Pace) -> None:
        self.service = service
        self.engine = engine
        self.client = client
        self.pace = pace
        self._woken = asyncio.Event()
        self._asked: asyncio.Queue[dict[str, Any]] = asyncio.Queue(ASKED_MAX)

    async def run(self) -> None:
        """Take the duty and carry events; raises when database or broker goes away."""
        async with on_duty(self.engine, Lock.RELAYING, self.pace) as connection:
            asking = await self.client.subscribe(f"again.{self.service}", cb=self._ask)
            try:
                await self._listen(connection)
                await self._carry(connection)
            finally:
                await _unsubscribe(asking)

    async def _carry(self, connection: AsyncConnection) -> None:
        if await ensure_stream(self.client, self.service):
            await connection.execute(_ALL_AGAIN)
        failures = 0
        while True:
            # Before the round: what is committed during it wakes the next.
            self._woken.clear()
            await self._give_again(connection)
            numbered = (await connection.execute(_NUMBER)).rowcount
            rows = (await connection.execute(_UNPUBLISHED)).all()
            published = await self._publish(rows)
            if published:
                ids, instants = [row.id for row in published], [row.occurred_at for row in published]
                await connection.execute(_MARK, {"ids": ids, "instants": instants})
            if len(published) < len(rows):
                failures += 1
                await asyncio.sleep(self.pace.retry_s(failures))
            elif not numbered and not rows:
                failures = 0
                await self._wait()

    async def _publish(self, rows: Sequence[sa.Row[Any]]) -> list[sa.Row[Any]]:
        """Publish in order without waiting in between; return the rows that the broker has."""
        if not rows:
            return []
        stream = self.client.jetstream()
        waiting: dict[asyncio.Future[Any], sa.Row[Any]] = {}
        for row in rows:
            event = self._event(row)
            # One that is to be published again must not be recognised as the one before.
            number = f".{row.attempts}" if row.attempts else ""
            headers = {MESSAGE_ID: f"{row.id}{number}"}
            waiting[await stream.publish_async(event.subject, event.to_json(), headers=headers)] = row
        done, late = await asyncio.wait(waiting, timeout=ACK_PATIENCE_S)
        for future in late:
            future.cancel()
        errors = [future.exception() for future in done if future.exception()]
        if errors or late:
            log.warning(
                "events are not published yet",
                service=self.service,
                errors=sorted({type(each).__name__ for each in errors}),
                late=len(late),
            )
        for error in errors:
            if isinstance(error, nats.js.errors.NoStreamResponseError):
                raise error
        return [row for future, row in waiting.items() if future in done and future.exception() is None]

    def _event(self, row: sa.Row[Any]) -> Event:
        said = row.headers
        return Event(
            id=row.id,
            source=self.service,
            type=row.type,
            aggregate_type=row.aggregate_type,
            aggregate_id=row.aggregate_id,
            version=row.aggregate_version,
            position=row.position,
            time=row.occurred_at,
            data=row.payload,
            cause=Cause(said.get("correlation_id", ""), said.get("causation_id", ""), said.get("actor", "")),
        )

    async def _listen(self, connection: AsyncConnection) -> None:
        raw = await connection.get_raw_connection()
        driver = raw.driver_connection
        assert driver is not None, "just connected"
        await driver.add_listener(CHANNEL, lambda *_: self._woken.set())

    async def _wait(self) -> None:
        try:
            async with asyncio.timeout(self.pace.poll_s):
                await self._woken.wait()
        except TimeoutError:
            return

    async def _ask(self, message: Msg) -> None:
        """Note that a follower misses events of an aggregate; of too many such notes, it sends another."""
        try:
            self._asked.put_nowait(orjson.loads(message.data))
        except (ValueError, asyncio.QueueFull):
            return
        self._woken.set()

    async def _give_again(self, connection: AsyncConnection) -> None:
        while not self._asked.empty():
            asked = self._asked.get_nowait()
            await connection.execute(_SOME_AGAIN, asked)


async def _unsubscribe(subscription: Any) -> None:
    try:
        await subscription.unsubscribe()
    except BROKER_ERRORS:
        return
