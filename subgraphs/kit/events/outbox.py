"""The outbox: what happened is stored with what it happened to, in one transaction, and carried away later.

A service function says at its end::

    await emit(session, "claim", claim.id, "claim.submitted", {"member_id": claim.member_id, ...}, cause=writer.cause)

The relay of the service publishes what is committed. Events of one aggregate are numbered 1, 2, 3 …: their writers
queue at its head, from their first event to their commit.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncSession

from shared_models.base import new_id
from shared_models.base import now as this_instant
from shared_models.events import OUTBOX, OUTBOX_HEADS, Cause, checked

CHANNEL: Final = "covergraph_outbox"
NO_CAUSE: Final = Cause()

_EMIT: Final = sa.text(f"""
    WITH head AS (
        INSERT INTO {OUTBOX_HEADS} AS head (aggregate_type, aggregate_id, version)
        VALUES (:aggregate_type, :aggregate_id, 1)
        ON CONFLICT (aggregate_type, aggregate_id) DO UPDATE SET version = head.version + 1
        RETURNING version
    ), event AS (
        INSERT INTO {OUTBOX}
            (id, occurred_at, aggregate_type, aggregate_id, aggregate_version, type, payload, headers)
        SELECT :id, :occurred_at, :aggregate_type, :aggregate_id, version, :type, :payload, :headers FROM head
    )
    SELECT pg_notify('{CHANNEL}', '') FROM head
""").bindparams(  # noqa: S608  # names of ours
    sa.bindparam("id", type_=sa.Uuid),
    sa.bindparam("occurred_at", type_=sa.DateTime(timezone=True)),
    sa.bindparam("aggregate_type", type_=sa.Text),
    sa.bindparam("aggregate_id", type_=sa.Uuid),
    sa.bindparam("type", type_=sa.Text),
    sa.bindparam("payload", type_=JSONB),
    sa.bindparam("headers", type_=JSONB),
)


@dataclass(frozen=True, slots=True)
class Told:
    """What happened to an aggregate, as it is told to others."""

    aggregate_type: str
    aggregate_id: UUID
    type: str
    data: Mapping[str, Any]


async def emit(
    db: AsyncSession | AsyncConnection,
    aggregate_type: str,
    aggregate_id: UUID,
    event_type: str,
    data: Mapping[str, Any],
    *,
    cause: Cause = NO_CAUSE,
    now: datetime | None = None,
) -> UUID:
    """Store an event in the transaction of `db`; return its id. Raises UnknownEvent or BadPayload: a fault of ours."""
    values = _values(Told(aggregate_type, aggregate_id, event_type, data), cause, now)
    await db.execute(_EMIT, values)
    event_id: UUID = values["id"]
    return event_id


async def emit_all(
    db: AsyncSession | AsyncConnection, events: Sequence[Told], *, cause: Cause = NO_CAUSE, now: datetime | None = None
) -> None:
    """Store events in the order given, in one round trip; raises as `emit`."""
    if events:
        await db.execute(_EMIT, [_values(each, cause, now) for each in events])


def _values(told: Told, cause: Cause, now: datetime | None) -> dict[str, Any]:
    assert told.type.startswith(f"{told.aggregate_type}."), f"{told.type} is no event of a {told.aggregate_type}"
    event_id = new_id()
    return {
        "id": event_id,
        "occurred_at": now or this_instant(),
        "aggregate_type": told.aggregate_type,
        "aggregate_id": told.aggregate_id,
        "type": told.type,
        "payload": checked(told.type, told.data),
        "headers": {
            name: value
            for name, value in (
                ("correlation_id", cause.correlation_id or str(event_id)),
                ("causation_id", cause.causation_id),
                ("actor", cause.actor),
            )
            if value
        },
    }
