"""Claims that may come out otherwise today, because something before them changed: listed, never changed silently."""

from collections.abc import Sequence
from datetime import date
from typing import Final
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased
from sqlmodel import col

from shared_models.base import new_id
from shared_models.claims import (
    BenefitUtilizationEntry,
    Claim,
    ClaimAdjustment,
    ClaimLine,
    ClaimLineResult,
    ReprocessCandidate,
)
from subgraphs.claims.rules.reasons import Reason
from subgraphs.claims.rules.states import STANDING
from subgraphs.kit.writing import Author

REVERSAL: Final = "REVERSAL"
ENROLMENT: Final = "ENROLMENT_CHANGED"


async def decided_after(db: AsyncSession, claim: Claim) -> Sequence[UUID]:
    """Return the claims that were decided after one, on limits that it had used by then."""
    own, other = aliased(BenefitUtilizationEntry), aliased(BenefitUtilizationEntry)
    found = (
        sa.select(col(Claim.id))
        .join(other, col(other.claim_id) == col(Claim.id))
        .join(own, col(own.utilization_id) == col(other.utilization_id))
        .where(
            col(own.claim_id) == claim.id,
            col(own.reverses_id).is_(None),
            col(other.claim_id) != claim.id,
            col(other.id) > col(own.id),
            col(Claim.status).in_(sorted(STANDING)),
        )
    )
    return (await db.scalars(found.distinct())).all()


async def denied_beside(db: AsyncSession, claim: Claim) -> Sequence[UUID]:
    """Return the claims of which a line was denied because it was on another claim, as it may be on this one."""
    own, other = aliased(ClaimLine), aliased(ClaimLine)
    found = (
        sa.select(col(Claim.id))
        .join(other, col(other.claim_id) == col(Claim.id))
        .join(ClaimLineResult, col(ClaimLineResult.line_id) == col(other.id))
        .join(ClaimAdjustment, col(ClaimAdjustment.line_result_id) == col(ClaimLineResult.id))
        .join(
            own,
            sa.and_(
                col(own.procedure_code) == col(other.procedure_code),
                col(own.code_system) == col(other.code_system),
                col(own.service_date) == col(other.service_date),
            ),
        )
        .where(
            col(own.claim_id) == claim.id,
            col(ClaimAdjustment.reason) == Reason.DUPLICATE,
            col(Claim.member_id) == claim.member_id,
            col(Claim.id) != claim.id,
            col(Claim.status).in_(sorted(STANDING)),
        )
    )
    return (await db.scalars(found.distinct())).all()


async def served_after(db: AsyncSession, member_id: UUID, end: date) -> Sequence[UUID]:
    """Return the decided claims of a member for services from a day on."""
    found = sa.select(col(Claim.id)).where(
        col(Claim.member_id) == member_id,
        col(Claim.service_to) >= end,
        col(Claim.status).in_(sorted(STANDING)),
        col(Claim.deleted_at).is_(None),
    )
    return (await db.scalars(found)).all()


async def list_for_review(db: AsyncSession, author: Author, claims: Sequence[UUID], *, cause: str) -> None:
    """List claims for a person to look at; one that is listed for the same cause already stays so once."""
    if not claims:
        return
    rows = [
        {
            "id": new_id(),
            "version": 1,
            "created_at": author.now,
            "updated_at": author.now,
            "claim_id": each,
            "cause": cause,
            "detected_at": author.now,
        }
        for each in sorted(set(claims))
    ]
    once = insert(ReprocessCandidate).values(rows).on_conflict_do_nothing()
    await db.execute(once)
