"""What finance is asked to pay for a claim, and what came of it.

A later result that pays more asks for the difference. One that pays less takes back what was asked for before, and asks
anew: finance cancels what was open, and nets what was paid from the provider's next payment.
"""

from dataclasses import dataclass
from decimal import Decimal
from typing import Final
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from shared_models.audit import AuditAction
from shared_models.claims import (
    AdjudicationMode,
    AdjudicationOutcome,
    Claim,
    ClaimAdjudicationResult,
    ClaimPayment,
    ClaimPaymentStatus,
    ClaimStatus,
)
from subgraphs.claims.rules.paying import PAYMENT_FAILURES_MAX, may_become
from subgraphs.claims.rules.reasons import Reason
from subgraphs.claims.service.standing import locked_claim, moved
from subgraphs.kit.events.outbox import Told
from subgraphs.kit.writing import Author

REPLACED: Final = "REPLACED"
_ZERO: Final = Decimal(0)


async def standing_run(db: AsyncSession, claim: Claim) -> ClaimAdjudicationResult | None:
    """Return the final run of a claim that stands; None where none was made, or the last was taken back."""
    row = ClaimAdjudicationResult
    final = sa.select(row).where(
        col(row.claim_id) == claim.id,
        col(row.mode) != AdjudicationMode.REPLAY,
        col(row.outcome) != AdjudicationOutcome.PENDED,
    )
    found = (await db.scalars(final.order_by(col(row.run_no).desc()).limit(1))).one_or_none()
    return None if found is None or found.outcome is AdjudicationOutcome.REVERSED else found


@dataclass(frozen=True, slots=True)
class Asking:
    """What a final result makes of what was asked for before: what is told, and the states the claim goes through."""

    taken_back: tuple[Told, ...] = ()
    requested: tuple[Told, ...] = ()
    states: tuple[ClaimStatus, ...] = ()


async def ask(
    db: AsyncSession,
    author: Author,
    claim: Claim,
    run: ClaimAdjudicationResult,
    replaced: ClaimAdjudicationResult | None = None,
) -> Asking:
    """Keep what finance is asked to pay for a final result that replaces another, or none."""
    # Where no decision stands, nothing is asked for.
    asked = _ZERO if replaced is None else await _asked(db, claim)
    taken_back: tuple[Told, ...] = ()
    if replaced is not None and run.plan_paid < asked:
        await cancel(db, author, claim)
        taken_back, asked = (reversal(claim, replaced, reason=REPLACED),), _ZERO
    amount = run.plan_paid - asked
    if amount:
        db.add(_payment(author, claim, run, amount))
        return Asking(taken_back, (_request(claim, run, amount),), (ClaimStatus.PAYMENT_REQUESTED,))
    # What is decided again was paid by then, or never asked for.
    return Asking(taken_back, (), (ClaimStatus.PAYMENT_REQUESTED, ClaimStatus.PAID) if asked else ())


async def cancel(db: AsyncSession, author: Author, claim: Claim) -> None:
    """Cancel what was asked for; what was paid, finance gets back."""
    asked = sa.update(ClaimPayment).where(
        col(ClaimPayment.claim_id) == claim.id, col(ClaimPayment.status) != ClaimPaymentStatus.CANCELLED
    )
    changes = {"status": ClaimPaymentStatus.CANCELLED, "version": ClaimPayment.version + 1, "updated_at": author.now}
    await db.execute(asked.values(changes))


def reversal(claim: Claim, run: ClaimAdjudicationResult, *, reason: str) -> Told:
    """Tell that a result is taken back."""
    data = {
        "result_id": run.id,
        "amount": run.plan_paid,
        "currency": run.currency,
        "payee_id": claim.provider_id,
        "member_amount": run.member_amount,
        "reason": reason,
    }
    return Told("claim", claim.id, "claim.reversed", data)


async def note_paid(db: AsyncSession, author: Author, result_id: UUID) -> None:
    """Note that finance has paid a result."""
    awaited = await _awaited(db, result_id, ClaimPaymentStatus.PAID)
    if awaited is None:
        return
    claim, payment = awaited
    _set(author, payment, ClaimPaymentStatus.PAID)
    if claim.status in {ClaimStatus.PAYMENT_REQUESTED, ClaimStatus.PAYMENT_FAILED}:
        claim.paid_at = author.now
        await moved(db, author, claim, ClaimStatus.PAID)


async def note_failed(db: AsyncSession, author: Author, result_id: UUID) -> None:
    """Note that a payment failed; finance tries again, and after the third time somebody looks at the claim."""
    awaited = await _awaited(db, result_id, ClaimPaymentStatus.FAILED)
    if awaited is None:
        return
    claim, payment = awaited
    _set(author, payment, ClaimPaymentStatus.FAILED)
    payment.failures += 1
    is_last = payment.failures >= PAYMENT_FAILURES_MAX
    reason = Reason.PAYMENT_FAILED_THRICE if is_last else Reason.PAYMENT_FAILED
    if claim.status is ClaimStatus.PAYMENT_FAILED:
        await moved(db, author, claim, ClaimStatus.PAYMENT_REQUESTED)
    if claim.status is ClaimStatus.PAYMENT_REQUESTED:
        await moved(db, author, claim, ClaimStatus.PAYMENT_FAILED, reason=reason.value)


async def _awaited(db: AsyncSession, result_id: UUID, to: ClaimPaymentStatus) -> tuple[Claim, ClaimPayment] | None:
    """Return claim and payment, the claim locked; None where nothing waits for this any more."""
    payment = sa.select(ClaimPayment).where(col(ClaimPayment.result_id) == result_id)
    asked = (await db.scalars(payment)).one_or_none()
    claim = None if asked is None else await locked_claim(db, asked.claim_id)
    if asked is None or claim is None:
        return None
    await db.refresh(asked)
    return (claim, asked) if may_become(asked.status, to) else None


def _set(author: Author, payment: ClaimPayment, status: ClaimPaymentStatus) -> None:
    changes = {"status": [payment.status, status]}
    author.journal.note(AuditAction.TRANSITION, "ClaimPayment", payment.id, changes=changes)
    payment.status = status
    payment.version += 1
    payment.updated_at = author.now


async def _asked(db: AsyncSession, claim: Claim) -> Decimal:
    standing = sa.select(sa.func.sum(col(ClaimPayment.amount))).where(
        col(ClaimPayment.claim_id) == claim.id, col(ClaimPayment.status) != ClaimPaymentStatus.CANCELLED
    )
    return await db.scalar(standing) or _ZERO


def _payment(author: Author, claim: Claim, run: ClaimAdjudicationResult, amount: Decimal) -> ClaimPayment:
    return ClaimPayment(
        created_at=author.now,
        updated_at=author.now,
        claim_id=claim.id,
        result_id=run.id,
        payee_id=claim.provider_id,
        amount=amount,
        currency=run.currency,
    )


def _request(claim: Claim, run: ClaimAdjudicationResult, amount: Decimal) -> Told:
    data = {
        "payee_type": "provider",
        "payee_id": claim.provider_id,
        "amount": amount,
        "currency": run.currency,
        "result_id": run.id,
        "member_id": claim.member_id,
    }
    return Told("claim", claim.id, "claim.payment_requested", data)
