"""Runs: what was decided about a claim is stored, with all that follows from it, in the transaction that decides.

A later run of a claim takes back what the one before it used of limits, and asks finance for the difference.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from shared_models.claims import (
    AdjudicationMode,
    AdjudicationOutcome,
    Claim,
    ClaimAdjudicationResult,
    ClaimStatus,
    ExplanationOfBenefit,
    FraudAction,
    LineDecision,
)
from subgraphs.claims.rules.fraud import Suspicion
from subgraphs.claims.rules.frozen import digest, freeze_judgement
from subgraphs.claims.rules.judgement import NOTHING_SAID, Judgement
from subgraphs.claims.rules.limits import enrolment_of, uses_of
from subgraphs.claims.rules.reasons import Reason
from subgraphs.claims.rules.result import Result
from subgraphs.claims.rules.snapshot import Snapshot
from subgraphs.claims.service.adjudication import counters, payments
from subgraphs.claims.service.adjudication.bills import line_ids
from subgraphs.claims.service.adjudication.eobs import explain_result, notes_of
from subgraphs.claims.service.adjudication.families import family_of
from subgraphs.claims.service.adjudication.payments import Asking
from subgraphs.claims.service.adjudication.result_rows import fraud_row, necessity_rows, shares_of, store_lines
from subgraphs.claims.service.adjudication.snapshots import freeze
from subgraphs.claims.service.preauthorizations import use_preauthorizations
from subgraphs.claims.service.standing import moved
from subgraphs.kit.events.outbox import Told, emit_all
from subgraphs.kit.writing import Author

HOLDS: Final = frozenset({FraudAction.PEND, FraudAction.HOLD})
_STATUS: Final = {
    AdjudicationOutcome.APPROVED: ClaimStatus.APPROVED,
    AdjudicationOutcome.PARTIALLY_APPROVED: ClaimStatus.PARTIALLY_APPROVED,
    AdjudicationOutcome.DENIED: ClaimStatus.DENIED,
}


@dataclass(frozen=True, slots=True)
class _Run:
    """A run that is stored: its claim, the facts, what it decided on them, and the ids of the claim's lines."""

    row: ClaimAdjudicationResult
    claim: Claim
    snapshot: Snapshot
    result: Result
    lines: Mapping[int, UUID]


async def store_run(
    db: AsyncSession,
    author: Author,
    claim: Claim,
    snapshot: Snapshot,
    result: Result,
    *,
    mode: AdjudicationMode,
    judgement: Judgement = NOTHING_SAID,
    decided_by: UUID | None = None,
    suspicion: Suspicion | None = None,
    duration_ms: int = 0,
) -> ClaimAdjudicationResult:
    """Store what was decided about a claim, and bring about what follows. Claim and family are locked."""
    before = await last_run(db, claim)
    replaced = None if before is None else await payments.standing_run(db, claim)
    is_held = suspicion is not None and suspicion.action in HOLDS
    reasons = (*result.reasons, Reason.SUSPECTED_FRAUD) if is_held else result.reasons
    frozen = await freeze(db, author, claim, snapshot)
    await db.flush()
    row = ClaimAdjudicationResult(
        created_at=author.now,
        claim_id=claim.id,
        run_no=before.run_no + 1 if before else 1,
        engine_version=result.engine_version,
        mode=mode,
        outcome=AdjudicationOutcome.PENDED if is_held else result.outcome,
        snapshot_id=frozen.id,
        reasons=[each.model_dump(mode="json") for each in notes_of(reasons)],
        decided_by=decided_by,
        duration_ms=duration_ms,
        content_hash=digest(result),
        judgement=freeze_judgement(judgement),
        **shares_of(result.totals, claim.currency),
    )
    db.add(row)
    await db.flush()
    run = _Run(row, claim, snapshot, result, await line_ids(db, claim))
    await store_lines(db, author, row, result, run.lines)
    db.add_all(necessity_rows(author, row, result, run.lines))
    if suspicion is not None:
        db.add(fraud_row(author, row, suspicion))
    if row.outcome is AdjudicationOutcome.PENDED:
        told = await _pend(db, author, claim, suspicion if is_held else None, reasons)
    else:
        told = await _conclude(db, author, run, replaced)
    await db.flush()
    await emit_all(db, told, cause=author.cause, now=author.now)
    return row


async def last_run(db: AsyncSession, claim: Claim) -> ClaimAdjudicationResult | None:
    """Return the run of a claim that counts; None before the first."""
    found = sa.select(ClaimAdjudicationResult).where(
        col(ClaimAdjudicationResult.claim_id) == claim.id,
        col(ClaimAdjudicationResult.mode) != AdjudicationMode.REPLAY,
    )
    return (await db.scalars(found.order_by(col(ClaimAdjudicationResult.run_no).desc()).limit(1))).one_or_none()


async def _pend(
    db: AsyncSession, author: Author, claim: Claim, suspicion: Suspicion | None, reasons: tuple[Reason, ...]
) -> list[Told]:
    """Leave a claim to a person; an earlier decision stands until then."""
    is_on_hold = suspicion is not None and suspicion.action is FraudAction.HOLD
    status = ClaimStatus.FRAUD_REVIEW if is_on_hold else ClaimStatus.PENDED
    await moved(db, author, claim, status, reason=reasons[0].value)
    codes = [each.value for each in reasons]
    told = [Told("claim", claim.id, "claim.pended", {"reasons": codes})]
    if suspicion is not None:
        features = [each.code for each in suspicion.features if each.points]
        flagged = {"reasons": features, "score_band": suspicion.level.value}
        told.append(Told("claim", claim.id, "claim.fraud_flagged", flagged))
    return told


async def _conclude(
    db: AsyncSession, author: Author, run: _Run, replaced: ClaimAdjudicationResult | None
) -> list[Told]:
    """Bring about what follows from a final result: limits used, the explanation, the payment, the claim's state."""
    row, claim, result = run.row, run.claim, run.result
    if replaced is not None:
        await counters.take_back(db, author, claim, result_id=row.id)
    family = family_of(claim.member_id, run.snapshot.membership)
    uses = uses_of(result, run.snapshot)
    await use_preauthorizations(db, author, claim, _promises_used(run), is_first=row.run_no == 1)
    await counters.enter(db, author, claim, uses, result_id=row.id, lines=run.lines, family=family)
    eob = await explain_result(db, author, row, result, run.snapshot)
    _show(author, run)
    await moved(db, author, claim, ClaimStatus.ADJUDICATED, _STATUS[row.outcome], reason=_status_reason(result))
    # In grace the premium comes first.
    is_in_grace = result.warning is Reason.IN_GRACE
    asking = Asking() if is_in_grace else await payments.ask(db, author, claim, row, replaced)
    await moved(db, author, claim, *asking.states)
    return [
        *asking.taken_back,
        Told("claim", claim.id, "claim.adjudicated", _adjudicated(run, replaced)),
        Told("eob", eob.id, "eob.issued", issued(eob)),
        *asking.requested,
    ]


def _promises_used(run: _Run) -> dict[UUID, UUID]:
    """Return which promise each line that is paid uses, by their ids."""
    return {
        run.lines[each.line.line_no]: each.promise.preauthorization_id
        for each in run.result.lines
        if each.decision is LineDecision.PAID and each.promise and each.promise.preauthorization_id
    }


def _show(author: Author, run: _Run) -> None:
    """Let the claim show the run that counts, and the cover it was decided under."""
    claim, row = run.claim, run.row
    claim.allowed_amount, claim.plan_paid_amount = row.allowed, row.plan_paid
    claim.member_amount, claim.writeoff_amount = row.member_amount, row.writeoff
    claim.other_payer_amount = row.other_payer
    claim.adjudicated_at = author.now
    covers = (enrolment_of(line, run.snapshot) for line in run.result.lines)
    enrolment = next((each for each in covers if each is not None), None)
    if enrolment is not None:
        claim.enrolment_id, claim.scheme_version_id = enrolment.enrolment_id, enrolment.version.version_id


def _adjudicated(run: _Run, replaced: ClaimAdjudicationResult | None) -> dict[str, Any]:
    row, claim = run.row, run.claim
    return {
        "result_id": row.id,
        "run_no": row.run_no,
        "outcome": row.outcome.value,
        "billed": row.billed,
        "allowed": row.allowed,
        "plan_paid": row.plan_paid,
        "member_amount": row.member_amount,
        "currency": row.currency,
        "member_id": claim.member_id,
        "provider_id": claim.provider_id,
        "service_from": claim.service_from,
        "replaces_result_id": None if replaced is None else replaced.id,
    }


def issued(eob: ExplanationOfBenefit) -> dict[str, Any]:
    """Return what is told of an explanation."""
    return {
        "eob_number": eob.eob_number,
        "claim_id": eob.claim_id,
        "member_id": eob.member_id,
        "result_id": eob.result_id,
    }


def _status_reason(result: Result) -> str | None:
    if result.warning is not None:
        return result.warning.value
    is_denied = all(each.decision is LineDecision.DENIED for each in result.lines)
    return result.reasons[0].value if is_denied else None
