"""Reversals: a decided claim is taken back as if it had not been: exact negatives of all that it brought about (12.16).

Claims that were decided on the limits it had used may come out otherwise today: they are listed for a person.
"""

from decimal import Decimal
from typing import Any, Final
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from shared_models.base import new_id
from shared_models.claims import (
    AdjudicationMode,
    AdjudicationOutcome,
    Claim,
    ClaimAdjudicationResult,
    ClaimAdjustment,
    ClaimLineResult,
    ClaimStatus,
    ReasonNote,
)
from subgraphs.claims.service.adjudication import candidates, counters, eobs, payments
from subgraphs.claims.service.adjudication.families import family_of_claim, lock_family
from subgraphs.claims.service.adjudication.runs import issued, last_run
from subgraphs.claims.service.preauthorizations import use_preauthorizations
from subgraphs.claims.service.standing import moved
from subgraphs.kit.events.outbox import Told, emit_all
from subgraphs.kit.writing import Author

_PARTS: Final = (
    "billed",
    "allowed",
    "plan_paid",
    "member_amount",
    "deductible",
    "copay",
    "coinsurance",
    "over_limit",
    "non_covered",
    "balance_bill",
    "writeoff",
    "other_payer",
)


async def reverse_run(
    db: AsyncSession, author: Author, claim: Claim, *, reason: str, reversed_by: UUID | None = None
) -> ClaimAdjudicationResult:
    """Take back what stands of a claim that is locked; return the run that does it. The claim must be decided."""
    await lock_family(db, await family_of_claim(db, claim))
    before, standing = await last_run(db, claim), await payments.standing_run(db, claim)
    assert before is not None, "what is reversed was decided"
    assert standing is not None, "and its decision stands"
    run = ClaimAdjudicationResult(
        created_at=author.now,
        created_by=reversed_by,
        claim_id=claim.id,
        run_no=before.run_no + 1,
        engine_version=standing.engine_version,
        mode=AdjudicationMode.IMPORT if standing.mode is AdjudicationMode.IMPORT else AdjudicationMode.MANUAL,
        outcome=AdjudicationOutcome.REVERSED,
        snapshot_id=standing.snapshot_id,
        reasons=[ReasonNote(code=reason, message="Taken back.").model_dump(mode="json")],
        decided_by=reversed_by,
        currency=standing.currency,
        **_negative(standing),
    )
    db.add(run)
    await db.flush()
    await _reverse_lines(db, author, run, standing)
    others = [*await candidates.decided_after(db, claim), *await candidates.denied_beside(db, claim)]
    await counters.take_back(db, author, claim, result_id=run.id)
    await use_preauthorizations(db, author, claim, {}, is_first=False)
    await db.flush()
    eob = await eobs.take_back(db, author, run, await counters.counters_of(db, claim))
    await payments.cancel(db, author, claim)
    await candidates.list_for_review(db, author, others, cause=candidates.REVERSAL)
    _show_nothing(claim)
    await moved(db, author, claim, ClaimStatus.REVERSED, reason=reason)
    told = [payments.reversal(claim, standing, reason=reason)]
    if eob is not None:
        told.append(Told("eob", eob.id, "eob.issued", issued(eob)))
    await emit_all(db, told, cause=author.cause, now=author.now)
    return run


async def _reverse_lines(
    db: AsyncSession, author: Author, run: ClaimAdjudicationResult, standing: ClaimAdjudicationResult
) -> None:
    found = sa.select(ClaimLineResult).where(col(ClaimLineResult.result_id) == standing.id)
    lines = (await db.scalars(found.order_by(col(ClaimLineResult.id)))).all()
    ids = {each.id: new_id() for each in lines}
    db.add_all(
        ClaimLineResult(
            id=ids[each.id],
            created_at=author.now,
            result_id=run.id,
            line_id=each.line_id,
            benefit_category=each.benefit_category,
            scheme_benefit_id=each.scheme_benefit_id,
            rider_id=each.rider_id,
            network_tier=each.network_tier,
            decision=each.decision,
            currency=each.currency,
            **_negative(each),
        )
        for each in lines
    )
    await db.flush()
    parts = sa.select(ClaimAdjustment).where(col(ClaimAdjustment.line_result_id).in_(ids))
    db.add_all(
        ClaimAdjustment(
            created_at=author.now,
            line_result_id=ids[each.line_result_id],
            group_code=each.group_code,
            reason=each.reason,
            reason_code=each.reason_code,
            amount=-each.amount,
            currency=each.currency,
        )
        for each in (await db.scalars(parts.order_by(col(ClaimAdjustment.id)))).all()
    )


def _negative(shares: ClaimAdjudicationResult | ClaimLineResult) -> dict[str, Any]:
    return {name: Decimal(0) - getattr(shares, name) for name in _PARTS}


def _show_nothing(claim: Claim) -> None:
    """Let the claim show no decision: none stands."""
    claim.allowed_amount = claim.plan_paid_amount = claim.member_amount = claim.writeoff_amount = None
