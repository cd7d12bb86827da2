"""Reviews of what looked like fraud: opened by an officer, closed as cleared or confirmed."""

from collections.abc import Mapping
from typing import Any, Final
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from shared_models.access import user_id_of
from shared_models.audit import AuditAction
from shared_models.base import new_id
from shared_models.claims import Claim, ClaimStatus, FraudDetectionResult, FraudReview, FraudReviewStatus
from shared_models.encryption.keyring import rows_of
from subgraphs.claims.rules.desk import NOTHING_TO_REVIEW, may_decide, review_may_end
from subgraphs.claims.rules.judgement import NOTHING_SAID, DenialReason, Deny, Judgement
from subgraphs.claims.rules.reasons import Reason
from subgraphs.claims.service.desk import Keyed, Sight, claim_at, whose
from subgraphs.claims.service.judging import decide_by_hand
from subgraphs.claims.service.standing import locked_claim, moved
from subgraphs.kit.events.outbox import emit
from subgraphs.kit.refusals import ErrorCode, Refused, version_conflict
from subgraphs.kit.writing import Writer

NO_REVIEW: Final = Refused(ErrorCode.NOT_FOUND, "There is no such review.", ("input", "reviewId"))
NO_RESULT: Final = Refused(ErrorCode.NOT_FOUND, "There is no such fraud result.", ("input", "resultId"))


async def open_review(writer: Writer, *, result_id: UUID, version: int, notes: str) -> UUID | Refused:
    """Begin to look into a fraud result; a claim that is not decided yet is held meanwhile. Return the result."""
    async with writer.transaction() as db:
        result = await db.get(FraudDetectionResult, result_id)
        if result is None:
            return NO_RESULT
        claim = await claim_at(db, writer, Sight(result.claim_id, version))
        if isinstance(claim, Refused):
            return claim
        if await db.scalar(sa.select(sa.exists().where(col(FraudReview.result_id) == result_id))):
            return NOTHING_TO_REVIEW
        await _store(db, writer, result, notes)
        await _hold(db, writer, claim, result)
        return result.id


async def close_review(
    writer: Writer, *, review_id: UUID, version: int, outcome: FraudReviewStatus, notes: str
) -> UUID | Refused:
    """End a review: a claim that it held is decided, as cleared, or denied; return the result that was reviewed."""
    async with writer.transaction() as db:
        found = await _locked(db, review_id)
        if found is None:
            return NO_REVIEW
        review, claim = found
        refused = (
            may_decide(writer.actor, whose(claim))
            or version_conflict("The review", review.version, version)
            or review_may_end(review.status, outcome)
        )
        if refused is None and claim.status is ClaimStatus.FRAUD_REVIEW:
            refused = await decide_by_hand(db, writer, claim, _verdict(outcome), Keyed("closeFraudReview", "", {}))
        if refused is not None:
            return refused
        await _close(db, writer, review, outcome, notes)
        return review.result_id


async def _locked(db: AsyncSession, review_id: UUID) -> tuple[FraudReview, Claim] | None:
    """Return a review and its claim, locked: the claim first, as everybody does."""
    found = (
        sa.select(col(FraudDetectionResult.claim_id))
        .join(FraudReview, col(FraudReview.result_id) == col(FraudDetectionResult.id))
        .where(col(FraudReview.id) == review_id)
    )
    claim_id = await db.scalar(found)
    claim = None if claim_id is None else await locked_claim(db, claim_id)
    if claim is None:
        return None
    return await db.get_one(FraudReview, review_id, with_for_update=True), claim


def _verdict(outcome: FraudReviewStatus) -> Judgement:
    """Return what a review means for the claim: cleared, the engine decides; confirmed, all of it is denied."""
    if outcome is FraudReviewStatus.CONFIRMED:
        return Judgement(rest=Deny(DenialReason.GUIDELINES_NOT_MET))
    return NOTHING_SAID


async def _close(db: AsyncSession, writer: Writer, review: FraudReview, outcome: FraudReviewStatus, notes: str) -> None:
    await writer.keyring.learn(rows_of(db))
    before = writer.keyring.open(review.notes_enc, table="fraud_reviews", column="notes", row_id=review.id)
    async with writer.keyring.sealing(db) as sealer:
        sealed: Mapping[str, Any] = sealer.columns(FraudReview, review.id, notes=f"{before}\n\n{notes}")
    review.notes_enc = sealed["notes_enc"]
    writer.journal.note(AuditAction.TRANSITION, "FraudReview", review.id, changes={"status": [review.status, outcome]})
    review.status, review.closed_at = outcome, writer.now
    review.version += 1
    review.updated_at, review.updated_by = writer.now, user_id_of(writer.actor)


async def _store(db: AsyncSession, writer: Writer, result: FraudDetectionResult, notes: str) -> None:
    review_id, investigator = new_id(), user_id_of(writer.actor)
    assert investigator is not None, "an officer is a person"
    async with writer.keyring.sealing(db) as sealer:
        sealed: Mapping[str, Any] = sealer.columns(FraudReview, review_id, notes=notes)
    db.add(
        FraudReview(
            id=review_id,
            created_at=writer.now,
            created_by=investigator,
            updated_at=writer.now,
            result_id=result.id,
            investigator_id=investigator,
            **sealed,
        )
    )
    writer.journal.note(AuditAction.CREATE, "FraudReview", review_id, changes={"result_id": str(result.id)})
    await db.flush()


async def _hold(db: AsyncSession, writer: Writer, claim: Claim, result: FraudDetectionResult) -> None:
    """Hold a claim that waits for a decision; what is decided, and perhaps paid, stays so until the review ends."""
    if claim.status is not ClaimStatus.PENDED:
        return
    reason = Reason.SUSPECTED_FRAUD.value
    await moved(db, writer, claim, ClaimStatus.IN_ADJUDICATION, ClaimStatus.FRAUD_REVIEW, reason=reason)
    told = {"reasons": [reason], "score_band": result.level.value}
    await emit(db, "claim", claim.id, "claim.fraud_flagged", told, cause=writer.cause, now=writer.now)
