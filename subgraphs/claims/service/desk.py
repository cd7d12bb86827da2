"""The claims officers' desk: who works on which claim, what is put aside, what every order of theirs begins with."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from shared_models.audit import AuditAction
from shared_models.claims import Claim, ClaimStatus
from subgraphs.claims.rules.desk import PendReason, Whose, may_decide
from subgraphs.claims.service.standing import NO_CLAIM, locked_claim, move, moved
from subgraphs.kit.events.outbox import emit
from subgraphs.kit.idempotency import once
from subgraphs.kit.refusals import Refused, version_conflict
from subgraphs.kit.writing import Writer


@dataclass(frozen=True, slots=True)
class Keyed:
    """An order with its key; `content` is all of the input but the key: ids, codes and amounts."""

    name: str
    key: str
    content: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Sight:
    """A claim that is to change, at the version somebody saw it at."""

    claim_id: UUID
    version: int


async def assign_claim(writer: Writer, sight: Sight, *, assignee_id: UUID | None) -> UUID | Refused:
    """Give a claim to an officer, or to nobody; return the claim."""
    async with writer.transaction() as db:
        claim = await claim_at(db, writer, sight)
        if isinstance(claim, Refused):
            return claim
        changes = {"assignee_id": [_text(claim.assignee_id), _text(assignee_id)]}
        writer.journal.note(AuditAction.UPDATE, "Claim", claim.id, changes=changes)
        claim.assignee_id = assignee_id
        claim.version += 1
        claim.updated_at = writer.now
        return claim.id


async def pend_claim(writer: Writer, sight: Sight, *, reason: PendReason) -> UUID | Refused:
    """Put a claim aside that is not decided yet, until a person decides it; return the claim."""
    async with writer.transaction() as db:
        claim = await claim_at(db, writer, sight)
        if isinstance(claim, Refused):
            return claim
        if claim.status is ClaimStatus.SUBMITTED:
            await moved(db, writer, claim, ClaimStatus.IN_ADJUDICATION)
        refused = await move(db, writer, claim, ClaimStatus.PENDED, reason=reason.value)
        if refused is not None:
            return refused
        await emit(
            db, "claim", claim.id, "claim.pended", {"reasons": [reason.value]}, cause=writer.cause, now=writer.now
        )
        return claim.id


async def claim_at(db: AsyncSession, writer: Writer, sight: Sight) -> Claim | Refused:
    """Return a claim, locked, that the actor may decide about and that is as it was seen."""
    claim = await locked_claim(db, sight.claim_id)
    if claim is None:
        return NO_CLAIM
    refused = may_decide(writer.actor, whose(claim))
    if refused is not None:
        writer.journal.note(AuditAction.DENIAL, "Claim", claim.id, reason="decision")
        return refused
    return version_conflict(f"Claim {claim.claim_number}", claim.version, sight.version) or claim


async def keyed(
    db: AsyncSession, writer: Writer, order: Keyed, do: Callable[[], Awaitable[Mapping[str, Any] | Refused]]
) -> Mapping[str, Any] | Refused:
    """Carry an order of the actor out once."""
    scope = f"{order.name}:{writer.actor.subject}"
    return await once(db, scope=scope, key=order.key, order=order.content, now=writer.now, do=do)


def whose(claim: Claim) -> Whose:
    """Return whom a claim concerns."""
    return Whose(claim.member_id, claim.provider_id)


def _text(value: UUID | None) -> str | None:
    return None if value is None else str(value)
