"""Orders that take two persons: the first one's is kept, the same one by another holder of the role is carried out.

In the transaction of the order, when nothing else refuses it any more::

    match await second_person(db, writer, action="reverseClaim", order=input):
        case Refused() as refused: return refused
        case Approved(requested_by): ...

`order` is the input without its key: each of the two has a key of their own. Who holds the role is asked by the policy
and the rules, before this; here counts only that they are two. What is kept holds ids, codes and amounts, no text.
"""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.ext.asyncio import AsyncSession

from shared_models.access import user_id_of
from shared_models.approvals import NAME
from shared_models.audit import AuditAction
from shared_models.base import new_id
from subgraphs.kit.idempotency import canonical, digest_of
from subgraphs.kit.refusals import ErrorCode, Refused
from subgraphs.kit.writing import Author

WAITS: Final = timedelta(days=7)

_EXPIRE_ALL: Final = sa.text(f"""
    UPDATE {NAME} SET status = 'expired', version = version + 1, updated_at = :now
    WHERE status = 'open' AND expires_at <= :now
""")  # noqa: S608  # names of ours
_EXPIRE: Final = sa.text(f"{_EXPIRE_ALL.text} AND action = :action AND input_hash = :input_hash")
_REQUEST: Final = sa.text(f"""
    INSERT INTO {NAME} (id, version, created_at, created_by, updated_at, updated_by, action, input_hash, input,
                        requested_by, status, expires_at)
    VALUES (:id, 1, :now, :actor, :now, :actor, :action, :input_hash, :input, :actor, 'open', :expires_at)
    ON CONFLICT (action, input_hash) WHERE status = 'open' DO NOTHING
    RETURNING id
""").bindparams(sa.bindparam("input", type_=JSONB))  # noqa: S608  # the same
_FIND: Final = sa.text(f"""
    SELECT id, requested_by FROM {NAME}
    WHERE action = :action AND input_hash = :input_hash AND status = 'open' FOR UPDATE
""")  # noqa: S608  # the same
_DECIDE: Final = sa.text(f"""
    UPDATE {NAME}
    SET status = 'done', decided_by = :actor, version = version + 1, updated_at = :now, updated_by = :actor
    WHERE id = :id
""")  # noqa: S608  # the same

_REQUESTERS: Final = sa.text(f"""
    SELECT requested_by FROM {NAME} WHERE status = 'done' AND input ->> :name = ANY (:values)
""")  # noqa: S608  # the same

NO_PERSON: Final = Refused(ErrorCode.FORBIDDEN, "Two persons order this; a machine is none.")


@dataclass(frozen=True, slots=True)
class Approved:
    """An order that two persons gave: the request of the first, carried out for the second."""

    id: UUID
    requested_by: UUID


async def second_person(
    db: AsyncSession, author: Author, *, action: str, order: Mapping[str, Any]
) -> Approved | Refused:
    """Keep an order for a second person, or say that this is the second who gives it."""
    actor = user_id_of(author.journal.principal)
    if actor is None:
        return NO_PERSON
    names = {"action": action, "input_hash": digest_of(order)}
    await db.execute(_EXPIRE, {**names, "now": author.now})
    while True:
        # Who asked for the same at the same time may be through with it when the wait for their row is over.
        asked = await _request(db, author, actor, names, order)
        if asked is not None:
            return _waiting(asked)
        found = (await db.execute(_FIND, names)).one_or_none()
        if found is not None:
            break
    if found.requested_by == actor:
        return _waiting(found.id)
    await db.execute(_DECIDE, {"id": found.id, "actor": actor, "now": author.now})
    author.journal.note(AuditAction.TRANSITION, "Approval", found.id, changes={"status": ["open", "done"]})
    return Approved(found.id, found.requested_by)


async def close_expired(db: AsyncSession, now: datetime) -> None:
    """Close what nobody seconded in time."""
    await db.execute(_EXPIRE_ALL, {"now": now})


async def requesters(db: AsyncSession, name: str, values: Iterable[UUID]) -> set[UUID]:
    """Return who was the first of two in orders that were carried out about something, which their input names."""
    found = await db.scalars(_REQUESTERS, {"name": name, "values": [str(each) for each in values]})
    return set(found)


async def _request(
    db: AsyncSession, author: Author, actor: UUID, names: Mapping[str, Any], order: Mapping[str, Any]
) -> UUID | None:
    """Store what the first person asks for; None where it is asked for already."""
    row = {**names, "id": new_id(), "actor": actor, "input": json.loads(canonical(order))}
    asked = await db.execute(_REQUEST, {**row, "now": author.now, "expires_at": author.now + WAITS})
    asked_id: UUID | None = asked.scalar_one_or_none()
    if asked_id is not None:
        author.journal.note(AuditAction.CREATE, "Approval", asked_id, changes={"action": names["action"]})
    return asked_id


def _waiting(approval_id: UUID) -> Refused:
    return Refused(
        ErrorCode.SECOND_APPROVAL_REQUIRED,
        f"This takes two persons: approval {approval_id} waits {WAITS.days} days for the same order by another one.",
    )
