"""The inbox: which events of other services were dealt with here, by whom, and which could not be.

A row is written in the transaction of the effect, so an event that comes again has none. Since a follower is told of
all events of an aggregate, each must find the one before it in the inbox; if it does not, it came too early and waits.
"""

from dataclasses import dataclass
from datetime import datetime
from enum import Enum, auto
from typing import Final

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession

from shared_models.events import INBOX, Event

_OWN: Final = "consumer = :consumer AND event_id = :event_id"
_BEFORE: Final = """consumer = :consumer AND source = :source AND aggregate_type = :aggregate_type
    AND aggregate_id = :aggregate_id AND aggregate_version = :version - 1"""
_LOOK: Final = sa.text(f"""
    SELECT 'own' AS place, processed_at, dead_at FROM {INBOX} WHERE {_OWN}
    UNION ALL SELECT 'before', processed_at, dead_at FROM {INBOX} WHERE {_BEFORE}
""")  # noqa: S608  # names of ours
_INSERT: Final = f"""
    INSERT INTO {INBOX} AS row (consumer, event_id, source, type, aggregate_type, aggregate_id, aggregate_version,
        received_at, attempts, processed_at, error, dead_at)
    VALUES (:consumer, :event_id, :source, :type, :aggregate_type, :aggregate_id, :version, :now, """  # noqa: S608  # the same
_FINISH: Final = sa.text(f"""{_INSERT} 1, :now, NULL, NULL)
    ON CONFLICT (consumer, event_id) DO UPDATE
    SET processed_at = :now, attempts = row.attempts + 1, error = NULL, dead_at = NULL WHERE row.processed_at IS NULL
    RETURNING 1
""")  # noqa: S608  # the same
_FAIL: Final = sa.text(f"""{_INSERT} 1, NULL, :error, NULL)
    ON CONFLICT (consumer, event_id) DO UPDATE
    SET attempts = CASE WHEN row.dead_at IS NULL THEN row.attempts + 1 ELSE 1 END, error = :error, dead_at = NULL
    WHERE row.processed_at IS NULL
    RETURNING attempts
""")  # noqa: S608  # the same
_BURY: Final = sa.text(f"""{_INSERT} 0, NULL, :error, :now)
    ON CONFLICT (consumer, event_id) DO UPDATE SET error = :error, dead_at = :now WHERE row.processed_at IS NULL
""")
_WAIT: Final = sa.text(f"{_INSERT} 0, NULL, NULL, NULL) ON CONFLICT (consumer, event_id) DO NOTHING")
_LAST: Final = sa.text(f"""
    SELECT coalesce(max(aggregate_version), 0) FROM {INBOX}
    WHERE consumer = :consumer AND source = :source AND aggregate_type = :aggregate_type
      AND aggregate_id = :aggregate_id AND aggregate_version < :version AND processed_at IS NOT NULL
""")  # noqa: S608  # the same


class Standing(Enum):
    """How an event stands to what was dealt with before."""

    NEXT = auto()
    DONE = auto()
    DEAD = auto()
    EARLY = auto()
    BEHIND_FAILING = auto()
    BEHIND_DEAD = auto()


@dataclass(frozen=True, slots=True)
class Inbox:
    """The inbox of one consumer, within transactions that others open."""

    consumer: str

    async def look(self, db: AsyncSession, event: Event, *, is_redriven: bool = False) -> Standing:
        """Say how an event stands; one that was given up is dealt with again where somebody redrives it."""
        rows = (await db.execute(_LOOK, self._names(event))).all()
        own = next((row for row in rows if row.place == "own"), None)
        before = next((row for row in rows if row.place == "before"), None)
        if own is not None and own.processed_at:
            return Standing.DONE
        if own is not None and own.dead_at and not is_redriven:
            return Standing.DEAD
        if event.version == 1 or (before is not None and before.processed_at):
            return Standing.NEXT
        if before is None:
            return Standing.EARLY
        return Standing.BEHIND_DEAD if before.dead_at else Standing.BEHIND_FAILING

    async def finish(self, db: AsyncSession, event: Event, now: datetime) -> bool:
        """Note an event as dealt with, when this transaction commits; false when another already did."""
        return (await db.execute(_FINISH, {**self._names(event), "now": now})).first() is not None

    async def fail(self, db: AsyncSession, event: Event, now: datetime, error: str) -> int:
        """Note that dealing with an event failed; return how often it has."""
        attempts = await db.scalar(_FAIL, {**self._names(event), "now": now, "error": error})
        return attempts or 0

    async def wait(self, db: AsyncSession, event: Event, now: datetime) -> None:
        """Note that an event waits for somebody else: it has come, and was not dealt with yet."""
        await db.execute(_WAIT, {**self._names(event), "now": now})

    async def bury(self, db: AsyncSession, event: Event, now: datetime, error: str) -> None:
        """Note that an event was given up."""
        await db.execute(_BURY, {**self._names(event), "now": now, "error": error})

    async def last_before(self, db: AsyncSession, event: Event) -> int:
        """Return the version of the last event dealt with before this one in its aggregate; 0 where there is none."""
        last = await db.scalar(_LAST, self._names(event))
        return last or 0

    def _names(self, event: Event) -> dict[str, object]:
        return {
            "consumer": self.consumer,
            "event_id": event.id,
            "source": event.source,
            "type": event.type,
            "aggregate_type": event.aggregate_type,
            "aggregate_id": event.aggregate_id,
            "version": event.version,
        }
