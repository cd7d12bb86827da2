"""Deciding a claim: what others know of it is asked before, then all of it is one transaction."""

from collections.abc import Sequence
from datetime import date
from time import perf_counter
from typing import TypedDict
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from shared_models.claims import AdjudicationMode, Claim, ClaimLine, ClaimStatus
from subgraphs.claims.rules import Rejection, adjudicate
from subgraphs.claims.rules.reasons import Reason
from subgraphs.claims.service.adjudication.bills import bill_of
from subgraphs.claims.service.adjudication.runs import store_run
from subgraphs.claims.service.adjudication.snapshots import complete
from subgraphs.claims.service.adjudication.suspicions import suspicion_of
from subgraphs.claims.service.facts import Facts
from subgraphs.claims.service.standing import locked_claim, moved
from subgraphs.kit.events.outbox import emit
from subgraphs.kit.writing import Author


class Question(TypedDict):
    """What others are asked about a claim."""

    member_id: UUID
    provider_id: UUID
    service_from: date
    service_to: date
    codes: Sequence[str]


async def decide(db: AsyncSession, author: Author, claim_id: UUID, facts: Facts) -> None:
    """Decide a claim that was submitted, once: what became of it meanwhile stands."""
    claim = await locked_claim(db, claim_id)
    if claim is None or not waits_for_engine(claim):
        return
    await moved(db, author, claim, ClaimStatus.IN_ADJUDICATION)
    await run_engine(db, author, claim, facts, mode=AdjudicationMode.AUTO)


async def run_engine(
    db: AsyncSession,
    author: Author,
    claim: Claim,
    facts: Facts,
    *,
    mode: AdjudicationMode,
    decided_by: UUID | None = None,
) -> None:
    """Run the engine on a claim that is in adjudication, and store what it decides."""
    began = perf_counter()
    bill = await bill_of(db, claim)
    snapshot = await complete(db, bill, facts)
    result = adjudicate(bill, snapshot)
    if isinstance(result, Rejection):
        await moved(db, author, claim, ClaimStatus.REJECTED, reason=result.reasons[0].value)
        return
    claim.company_id = facts.company_id
    suspicion = await suspicion_of(db, claim, snapshot, result)
    duration_ms = round((perf_counter() - began) * 1_000)
    await store_run(
        db,
        author,
        claim,
        snapshot,
        result,
        mode=mode,
        decided_by=decided_by,
        suspicion=suspicion,
        duration_ms=duration_ms,
    )


async def mark_waiting(db: AsyncSession, author: Author, claim_id: UUID) -> None:
    """Show that a claim waits for other services; said once, however long it takes."""
    claim = await locked_claim(db, claim_id)
    if claim is None or claim.status is not ClaimStatus.SUBMITTED:
        return
    reason = Reason.DEPENDENCY_UNAVAILABLE.value
    await moved(db, author, claim, ClaimStatus.IN_ADJUDICATION, ClaimStatus.PENDED, reason=reason)
    told = {"reasons": [reason]}
    await emit(db, "claim", claim.id, "claim.pended", told, cause=author.cause, now=author.now)


def waits_for_engine(claim: Claim) -> bool:
    """Say whether a claim was not decided yet: it came in, or waits for other services since."""
    is_waiting = claim.status is ClaimStatus.PENDED and claim.status_reason == Reason.DEPENDENCY_UNAVAILABLE.value
    return claim.status is ClaimStatus.SUBMITTED or is_waiting


async def question_of(db: AsyncSession, claim_id: UUID) -> Question | None:
    """Return what others are asked about a claim; None when it does not wait for the engine."""
    claim = (await db.scalars(sa.select(Claim).where(col(Claim.id) == claim_id))).one_or_none()
    return None if claim is None or not waits_for_engine(claim) else await question_about(db, claim)


async def question_about(db: AsyncSession, claim: Claim) -> Question:
    """Return what others are asked about a claim."""
    codes = sa.select(col(ClaimLine.procedure_code)).where(col(ClaimLine.claim_id) == claim.id).distinct()
    return Question(
        member_id=claim.member_id,
        provider_id=claim.provider_id,
        service_from=claim.service_from,
        service_to=claim.service_to,
        codes=tuple(await db.scalars(codes)),
    )
