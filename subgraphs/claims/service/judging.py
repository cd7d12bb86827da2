"""Claims decided by hand: what an officer says goes into the engine, and what it decides with that is stored.

The facts are those the claim was decided on before; limits are as used up as they are now.
"""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from shared_models.access import user_id_of
from shared_models.audit import AuditAction
from shared_models.claims import (
    AdjudicationMode,
    AdjudicationSnapshot,
    Claim,
    ClaimAdjudicationResult,
    ClaimStatus,
)
from subgraphs.claims.rules import Rejection, adjudicate
from subgraphs.claims.rules.desk import NOT_PRICED, is_about, is_kept, takes_two
from subgraphs.claims.rules.frozen import thaw_judgement, thaw_snapshot
from subgraphs.claims.rules.judgement import Judgement
from subgraphs.claims.rules.states import OPEN_TO_WORDS
from subgraphs.claims.service.adjudication.bills import bill_of
from subgraphs.claims.service.adjudication.runs import last_run, store_run
from subgraphs.claims.service.adjudication.snapshots import complete, frozen_facts
from subgraphs.claims.service.desk import Keyed, Sight, claim_at, keyed
from subgraphs.claims.service.facts import Facts
from subgraphs.claims.service.standing import moved
from subgraphs.kit.approvals import second_person
from subgraphs.kit.refusals import ErrorCode, Refused
from subgraphs.kit.writing import Writer


async def decide_pended_claim(
    writer: Writer, sight: Sight, judgement: Judgement | Refused, order: Keyed
) -> UUID | Refused:
    """Decide a claim that waits for a person; return it."""
    return await _judge(writer, sight, judgement, order, frozenset({ClaimStatus.PENDED}))


async def override_line(writer: Writer, sight: Sight, judgement: Judgement | Refused, order: Keyed) -> UUID | Refused:
    """Decide a claim again with another amount for a line; return the claim."""
    return await _judge(writer, sight, judgement, order, OPEN_TO_WORDS)


async def _judge(
    writer: Writer, sight: Sight, judgement: Judgement | Refused, order: Keyed, among: frozenset[ClaimStatus]
) -> UUID | Refused:
    if isinstance(judgement, Refused):
        return judgement
    said = judgement

    async with writer.transaction() as db:

        async def judge() -> Mapping[str, Any] | Refused:
            claim = await claim_at(db, writer, sight)
            if isinstance(claim, Refused):
                return claim
            refused = standing_among(claim, among) or await decide_by_hand(db, writer, claim, said, order)
            return refused or {"claim_id": str(claim.id)}

        done = await keyed(db, writer, order, judge)
        return done if isinstance(done, Refused) else UUID(done["claim_id"])


async def decide_by_hand(
    db: AsyncSession, writer: Writer, claim: Claim, judgement: Judgement, order: Keyed
) -> Refused | None:
    """Decide a claim that is locked with what is said of it now and was before; two persons, where it is much."""
    bill = await bill_of(db, claim)
    before = await last_run(db, claim)
    facts = None if before is None else await facts_of(db, writer, before)
    if before is None or facts is None:
        return NOT_PRICED
    refused = is_about(bill, judgement)
    if refused is not None:
        return refused
    snapshot = await complete(db, bill, facts)
    said = thaw_judgement(before.judgement).then(judgement)
    result = adjudicate(bill, snapshot, judgement=said)
    assert not isinstance(result, Rejection), "a claim with a run was taken in"
    refused = is_kept(result, judgement)
    if refused is None and takes_two(result, judgement):
        approved = await second_person(db, writer, action=order.name, order=order.content)
        refused = approved if isinstance(approved, Refused) else None
    if refused is not None:
        return refused
    await moved(db, writer, claim, ClaimStatus.IN_ADJUDICATION)
    by = user_id_of(writer.actor)
    run = await store_run(
        db, writer, claim, snapshot, result, mode=AdjudicationMode.MANUAL, decided_by=by, judgement=said
    )
    changes = {"run_no": [before.run_no, run.run_no], "plan_paid": [str(before.plan_paid), str(run.plan_paid)]}
    writer.journal.note(AuditAction.UPDATE, "Claim", claim.id, changes=changes)
    return None


async def facts_of(db: AsyncSession, writer: Writer, run: ClaimAdjudicationResult) -> Facts | None:
    """Return what others knew when a run was decided; None for a run of no engine."""
    if run.snapshot_id is None:
        return None
    frozen = await frozen_facts(db, writer, await db.get_one(AdjudicationSnapshot, run.snapshot_id))
    snapshot = thaw_snapshot(frozen)
    return Facts(snapshot.membership, snapshot.enrolments, snapshot.provider, snapshot.pre_existing)


def standing_among(claim: Claim, among: frozenset[ClaimStatus]) -> Refused | None:
    """Refuse an order about a claim that stands elsewhere."""
    if claim.status in among:
        return None
    return Refused(
        ErrorCode.INVALID_TRANSITION,
        f"Claim {claim.claim_number} is {claim.status.value}: this is for one that is {_either(among)}.",
        ("input", "claimId"),
    )


def _either(among: frozenset[ClaimStatus]) -> str:
    return " or ".join(each.value for each in ClaimStatus if each in among)
