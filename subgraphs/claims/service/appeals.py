"""Appeals: filed by member or provider in time, withdrawn by who filed them, decided by who did not decide before."""

from collections.abc import Mapping
from typing import Any, Final
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from shared_models.access import user_id_of
from shared_models.audit import AuditAction
from shared_models.base import new_id
from shared_models.claims import (
    AppealStatus,
    Claim,
    ClaimAdjudicationResult,
    ClaimAppeal,
    ClaimStatus,
    ExplanationOfBenefit,
)
from subgraphs.claims.rules.desk import (
    NOT_EXPLAINED,
    appeal_may_follow,
    is_in_time,
    may_appeal,
    may_decide,
    may_decide_appeal,
)
from subgraphs.claims.rules.judgement import Judgement
from subgraphs.claims.service.desk import Keyed, Sight, keyed, whose
from subgraphs.claims.service.judging import decide_by_hand
from subgraphs.claims.service.standing import NO_CLAIM, locked_claim, move, moved
from subgraphs.kit.approvals import requesters
from subgraphs.kit.events.outbox import emit
from subgraphs.kit.refusals import ErrorCode, Refused, version_conflict
from subgraphs.kit.writing import Writer

NO_APPEAL: Final = Refused(ErrorCode.NOT_FOUND, "There is no such appeal.", ("input", "appealId"))
NO_PERSON: Final = Refused(ErrorCode.FORBIDDEN, "A person files an appeal; a machine is none.")
NOT_THE_FILER: Final = Refused(ErrorCode.FORBIDDEN, "Only who filed an appeal withdraws it.", ("input", "appealId"))
WITHDRAWN: Final = "APPEAL_WITHDRAWN"
UPHELD: Final = "APPEAL_UPHELD"


async def file_appeal(writer: Writer, sight: Sight, *, grounds: str) -> UUID | Refused:
    """File an appeal against a decision, before its deadline; return the appeal."""
    filer = user_id_of(writer.actor)
    if filer is None:
        return NO_PERSON
    # The deadline stands in the explanation to the member, which a provider does not read: the rules decide who may.
    async with writer.system_transaction() as db:
        claim = await locked_claim(db, sight.claim_id)
        if claim is None or not may_appeal(writer.actor, whose(claim)):
            return NO_CLAIM
        refused = version_conflict(f"Claim {claim.claim_number}", claim.version, sight.version) or await _is_late(
            db, writer, claim
        )
        if refused is not None:
            return refused
        refused = await move(db, writer, claim, ClaimStatus.UNDER_APPEAL)
        return refused or await _stored(db, writer, claim, filer, grounds)


async def withdraw_appeal(writer: Writer, *, appeal_id: UUID, version: int) -> UUID | Refused:
    """Take an appeal back: the decision stands, and the claim is closed; return the appeal."""
    async with writer.system_transaction() as db:
        found = await locked_appeal(db, appeal_id)
        if found is None or not may_appeal(writer.actor, whose(found[1])):
            return NO_APPEAL
        appeal, claim = found
        if appeal.filed_by != user_id_of(writer.actor):
            return NOT_THE_FILER
        refused = version_conflict("The appeal", appeal.version, version) or end_appeal(
            writer, appeal, AppealStatus.WITHDRAWN
        )
        if refused is not None:
            return refused
        await moved(db, writer, claim, ClaimStatus.CLOSED, reason=WITHDRAWN)
        return appeal.id


async def decide_appeal(
    writer: Writer, *, appeal_id: UUID, version: int, judgement: Judgement | Refused | None, order: Keyed
) -> UUID | Refused:
    """Let a decision stand, where there is no judgement, or change it; return the appeal."""
    if isinstance(judgement, Refused):
        return judgement
    said = judgement

    async with writer.transaction() as db:

        async def decide() -> Mapping[str, Any] | Refused:
            refused = await _decide(db, writer, (appeal_id, version), said, order)
            return refused or {"appeal_id": str(appeal_id)}

        done = await keyed(db, writer, order, decide)
        return done if isinstance(done, Refused) else appeal_id


async def _decide(
    db: AsyncSession, writer: Writer, seen: tuple[UUID, int], judgement: Judgement | None, order: Keyed
) -> Refused | None:
    found = await locked_appeal(db, seen[0])
    if found is None:
        return NO_APPEAL
    appeal, claim = found
    status = AppealStatus.UPHELD if judgement is None else AppealStatus.OVERTURNED
    refused = (
        may_decide(writer.actor, whose(claim))
        or version_conflict("The appeal", appeal.version, seen[1])
        or appeal_may_follow(appeal.status, status)
        or may_decide_appeal(writer.actor, await _deciders(db, claim))
    )
    if refused is not None:
        return refused
    if judgement is None:
        await moved(db, writer, claim, ClaimStatus.CLOSED, reason=UPHELD)
    else:
        refused = await decide_by_hand(db, writer, claim, judgement, order)
    return refused or end_appeal(writer, appeal, status)


async def _deciders(db: AsyncSession, claim: Claim) -> set[UUID]:
    """Return who decided a claim by hand, the first of two persons as well as the second."""
    runs = sa.select(col(ClaimAdjudicationResult.decided_by)).where(
        col(ClaimAdjudicationResult.claim_id) == claim.id, col(ClaimAdjudicationResult.decided_by).is_not(None)
    )
    appeals = sa.select(col(ClaimAppeal.id)).where(col(ClaimAppeal.claim_id) == claim.id)
    return {
        *(each for each in await db.scalars(runs) if each is not None),
        *await requesters(db, "claim_id", [claim.id]),
        *await requesters(db, "appeal_id", await db.scalars(appeals)),
    }


async def locked_appeal(db: AsyncSession, appeal_id: UUID) -> tuple[ClaimAppeal, Claim] | None:
    """Return an appeal and its claim, locked: the claim first, as everybody does."""
    claim_id = await db.scalar(sa.select(col(ClaimAppeal.claim_id)).where(col(ClaimAppeal.id) == appeal_id))
    claim = None if claim_id is None else await locked_claim(db, claim_id)
    if claim is None:
        return None
    return await db.get_one(ClaimAppeal, appeal_id, with_for_update=True), claim


def end_appeal(writer: Writer, appeal: ClaimAppeal, status: AppealStatus) -> Refused | None:
    """Bring an appeal that is locked to its end."""
    refused = appeal_may_follow(appeal.status, status)
    if refused is not None:
        return refused
    writer.journal.note(AuditAction.TRANSITION, "ClaimAppeal", appeal.id, changes={"status": [appeal.status, status]})
    appeal.status = status
    appeal.decided_at = None if status is AppealStatus.WITHDRAWN else writer.now
    appeal.version += 1
    appeal.updated_at, appeal.updated_by = writer.now, user_id_of(writer.actor)
    return None


async def _is_late(db: AsyncSession, writer: Writer, claim: Claim) -> Refused | None:
    """Refuse an appeal against what was not explained yet, or after the deadline that the last explanation named."""
    deadlines = (
        sa.select(col(ExplanationOfBenefit.appeal_deadline))
        .where(col(ExplanationOfBenefit.claim_id) == claim.id, col(ExplanationOfBenefit.reverses_eob_id).is_(None))
        .order_by(col(ExplanationOfBenefit.issued_at).desc(), col(ExplanationOfBenefit.id).desc())
    )
    deadline = await db.scalar(deadlines.limit(1))
    return NOT_EXPLAINED if deadline is None else is_in_time(writer.now.date(), deadline)


async def _stored(db: AsyncSession, writer: Writer, claim: Claim, filer: UUID, grounds: str) -> UUID:
    appeal_id = new_id()
    async with writer.keyring.sealing(db) as sealer:
        sealed: Mapping[str, Any] = sealer.columns(ClaimAppeal, appeal_id, grounds=grounds)
    db.add(
        ClaimAppeal(
            id=appeal_id,
            created_at=writer.now,
            created_by=filer,
            updated_at=writer.now,
            claim_id=claim.id,
            filed_by=filer,
            filed_at=writer.now,
            **sealed,
        )
    )
    writer.journal.note(AuditAction.CREATE, "ClaimAppeal", appeal_id, changes={"claim_id": str(claim.id)})
    await emit(db, "claim", claim.id, "claim.appealed", {"appeal_id": appeal_id}, cause=writer.cause, now=writer.now)
    return appeal_id
