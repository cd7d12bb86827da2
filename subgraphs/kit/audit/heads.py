"""Heads of audit logs, kept by another service: who makes a whole chain anew cannot make that one anew as well.

An hour after the last time, the sealer tells the head of its chain as an event, if there is more of it by then. In the
ring of services each keeps what the one before it tells.
"""

from typing import Final
from uuid import UUID, uuid5

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from shared_models.access import AS_SYSTEM, role_of
from shared_models.audit import AUDIT_HEADS
from shared_models.base import new_id
from subgraphs.kit.events.follow import Following, Reaction, follow
from subgraphs.kit.events.outbox import emit
from subgraphs.registry import SUBGRAPHS, subgraph

HEAD_SEALED: Final = "audit.head_sealed"

_NAMESPACE: Final = UUID("6f1c7a52-9f0c-5d0e-8a7e-6a1f0c6f5d11")


async def tell_head(connection: AsyncConnection, domain: str, number: int, digest: bytes) -> None:
    """Tell the head of a service's chain, in the transaction of the connection."""
    await connection.execute(sa.text(f"SET LOCAL ROLE {role_of(domain)}"))
    await connection.execute(sa.text(AS_SYSTEM))
    log_id = uuid5(_NAMESPACE, domain)
    await emit(connection, "audit", log_id, HEAD_SEALED, {"number": number, "hash": digest.hex()})


async def keep_head(reaction: Reaction) -> None:
    """Keep the head that another service tells."""
    event = reaction.event
    head = {
        "id": new_id(),
        "service": event.source,
        "number": int(event.data["number"]),
        "hash": bytes.fromhex(event.data["hash"]),
        "received_at": reaction.now,
    }
    await reaction.db.execute(insert(AUDIT_HEADS).values(head).on_conflict_do_nothing())


def kept_for(domain: str) -> str:
    """Return the service whose heads a service keeps: the one before it in the ring."""
    return SUBGRAPHS[SUBGRAPHS.index(subgraph(domain)) - 1].name


def with_heads(domain: str, follows: tuple[Following, ...]) -> tuple[Following, ...]:
    """Add to what a service follows the heads that it keeps."""
    source = kept_for(domain)
    if all(each.source != source for each in follows):
        return (*follows, follow(source).on(HEAD_SEALED, keep_head))
    return tuple(each.on(HEAD_SEALED, keep_head) if each.source == source else each for each in follows)
