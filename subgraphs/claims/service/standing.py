"""Where a claim stands: found, locked, and moved from one state to the next; nothing else sets a state."""

from typing import Final
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from shared_models.audit import AuditAction
from shared_models.claims import Claim, ClaimEvent, ClaimStatus
from subgraphs.claims.rules.states import may_follow
from subgraphs.kit.refusals import ErrorCode, Refused
from subgraphs.kit.writing import Author

NO_CLAIM: Final = Refused(ErrorCode.NOT_FOUND, "There is no such claim.", ("input", "claimId"))


async def locked_claim(db: AsyncSession, claim_id: UUID) -> Claim | None:
    """Return a claim, locked until the transaction ends; None where there is none, or none that the actor reaches.

    Rows that refer to the claim may be written meanwhile: who notes something about it does not wait.
    """
    found = sa.select(Claim).where(col(Claim.id) == claim_id, col(Claim.deleted_at).is_(None))
    return (await db.execute(found.with_for_update(key_share=True))).scalar_one_or_none()


def begun(author: Author, claim_id: UUID, number: str, status: ClaimStatus) -> ClaimEvent:
    """Return the first line of a new claim's history, and have it noted: it was a draft, if only for a moment."""
    author.journal.note(AuditAction.CREATE, "Claim", claim_id, changes={"number": number, "status": status})
    return ClaimEvent(
        claim_id=claim_id,
        from_status=None if status is ClaimStatus.DRAFT else ClaimStatus.DRAFT,
        to_status=status,
        actor=author.journal.principal.subject,
        created_at=author.now,
    )


async def move(
    db: AsyncSession, author: Author, claim: Claim, to: ClaimStatus, *, reason: str | None = None
) -> Refused | None:
    """Bring a claim that is locked into another state, with its history; returns why it may not go there."""
    refused = _step(db, author, claim, to, reason)
    if refused is None:
        await db.flush()
    return refused


async def moved(
    db: AsyncSession, author: Author, claim: Claim, *states: ClaimStatus, reason: str | None = None
) -> None:
    """Bring a claim through states of which each may follow the one before: the engine's own way, never refused."""
    for each in states:
        refused = _step(db, author, claim, each, reason if each is states[-1] else None)
        assert refused is None, refused
    await db.flush()


async def note(db: AsyncSession, author: Author, claim: Claim, reason: str) -> None:
    """Note something about a claim where it stands."""
    db.add(_event(author, claim, claim.status, reason))
    await db.flush()


def _step(db: AsyncSession, author: Author, claim: Claim, to: ClaimStatus, reason: str | None) -> Refused | None:
    if not may_follow(claim.status, to):
        return Refused(
            ErrorCode.INVALID_TRANSITION,
            f"Claim {claim.claim_number} is {claim.status.value}, and cannot become {to.value}.",
            ("input", "claimId"),
        )
    db.add(_event(author, claim, to, reason))
    author.journal.note(
        AuditAction.TRANSITION, "Claim", claim.id, changes={"status": [claim.status, to]}, reason=reason
    )
    claim.status, claim.status_reason = to, reason
    claim.version += 1
    claim.updated_at = author.now
    return None


def _event(author: Author, claim: Claim, to: ClaimStatus, reason: str | None) -> ClaimEvent:
    actor = author.journal.principal.subject
    return ClaimEvent(
        claim_id=claim.id,
        from_status=claim.status,
        to_status=to,
        reason=reason,
        actor=actor,
        created_at=author.now,
    )
