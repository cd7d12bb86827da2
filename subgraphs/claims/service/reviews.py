"""Reviews of what looked like fraud: opened by an officer, closed as cleared or confirmed."""

from collections.abc import Mapping
from typing import Any, Final
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from shared_models.audit import AuditAction
from shared_models.base import new_id
from shared_models.claims import Claim, ClaimStatus, FraudDetectionResult, FraudReview
from subgraphs.claims.rules.desk import NOTHING_TO_REVIEW
from subgraphs.claims.rules.reasons import Reason
from subgraphs.claims.service.desk import Sight, claim_at
from subgraphs.claims.service.filing import maker
from subgraphs.claims.service.standing import moved
from subgraphs.kit.events.outbox import emit
from subgraphs.kit.refusals import ErrorCode, Refused
from subgraphs.kit.writing import Writer

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


async def _store(db: AsyncSession, writer: Writer, result: FraudDetectionResult, notes: str) -> None:
    review_id, investigator = new_id(), maker(writer.actor)
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
