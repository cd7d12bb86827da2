"""What finance is asked to pay for a claim, and what came of it."""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Final
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from shared_models.claims import (
    AdjudicationMode,
    AdjudicationOutcome,
    Claim,
    ClaimAdjudicationResult,
    ClaimPayment,
    ClaimPaymentStatus,
    ClaimStatus,
)
from subgraphs.kit.events.outbox import Told

OPEN: Final = frozenset({ClaimPaymentStatus.REQUESTED, ClaimPaymentStatus.FAILED})
_ZERO: Final = Decimal(0)


@dataclass(frozen=True, slots=True)
class Due:
    """What a result changes of what is owed: what is asked for, and the result whose payment is taken back.

    `replaces` is the result that this one goes on from, where nothing of it is taken back.
    """

    amount: Decimal = _ZERO
    is_open: bool = False
    is_paid: bool = False
    replaces: UUID | None = None
    reversed_run: ClaimAdjudicationResult | None = None

    @property
    def states(self) -> tuple[ClaimStatus, ...]:
        """Return the states a claim goes through for it: something is awaited, or all was paid for an earlier run."""
        if self.amount > 0 or self.is_open:
            return (ClaimStatus.PAYMENT_REQUESTED,)
        return (ClaimStatus.PAYMENT_REQUESTED, ClaimStatus.PAID) if self.is_paid else ()

    def taken_back(self, claim: Claim) -> Iterator[Told]:
        """Tell of the result that is taken back."""
        if self.reversed_run is not None:
            yield reversal(claim, self.reversed_run, reason="rerun")

    def requested(self, claim: Claim, run: ClaimAdjudicationResult) -> Iterator[Told]:
        """Tell what is asked for."""
        if self.amount > 0:
            yield request(claim, run, self.amount)


async def due(db: AsyncSession, claim: Claim, run: ClaimAdjudicationResult, *, is_in_grace: bool) -> Due:
    """Say what a final result makes due, and keep what is asked for; in grace nothing is, until the premium is in."""
    before = await standing_run(db, claim, run)
    payments = await payments_of(db, claim)
    is_less = before is not None and run.plan_paid < before.plan_paid
    if is_less:
        cancel(payments)
        asked = _ZERO
    else:
        asked = _asked(before, payments)
    amount = _ZERO if is_in_grace else max(_ZERO, run.plan_paid - asked)
    if amount:
        db.add(_payment(claim, run, amount))
    left = [] if is_less else payments
    return Due(
        amount,
        is_open=any(each.status in OPEN for each in left),
        is_paid=any(each.status is ClaimPaymentStatus.PAID for each in left),
        replaces=before.id if before is not None and not is_less else None,
        reversed_run=before if is_less else None,
    )


async def standing_run(db: AsyncSession, claim: Claim, run: ClaimAdjudicationResult) -> ClaimAdjudicationResult | None:
    """Return the last final run of a claim before this one; None where there is none, or it was reversed."""
    row = ClaimAdjudicationResult
    final = sa.select(row).where(
        col(row.claim_id) == claim.id,
        col(row.run_no) < run.run_no,
        col(row.mode) != AdjudicationMode.REPLAY,
        col(row.outcome) != AdjudicationOutcome.PENDED,
    )
    found = (await db.scalars(final.order_by(col(row.run_no).desc()).limit(1))).one_or_none()
    return None if found is None or found.outcome is AdjudicationOutcome.REVERSED else found


async def payments_of(db: AsyncSession, claim: Claim) -> list[ClaimPayment]:
    """Return what finance was asked to pay for a claim and is not cancelled, oldest first."""
    found = sa.select(ClaimPayment).where(
        col(ClaimPayment.claim_id) == claim.id, col(ClaimPayment.status) != ClaimPaymentStatus.CANCELLED
    )
    return list(await db.scalars(found.order_by(col(ClaimPayment.id))))


def cancel(payments: list[ClaimPayment]) -> None:
    """Cancel what is not paid yet; what is, finance gets back."""
    for each in payments:
        if each.status in OPEN:
            each.status = ClaimPaymentStatus.CANCELLED


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


def request(claim: Claim, run: ClaimAdjudicationResult, amount: Decimal) -> Told:
    """Tell what finance is asked to pay."""
    data = {
        "payee_type": "provider",
        "payee_id": claim.provider_id,
        "amount": amount,
        "currency": run.currency,
        "result_id": run.id,
        "member_id": claim.member_id,
    }
    return Told("claim", claim.id, "claim.payment_requested", data)


def _payment(claim: Claim, run: ClaimAdjudicationResult, amount: Decimal) -> ClaimPayment:
    return ClaimPayment(
        claim_id=claim.id, result_id=run.id, payee_id=claim.provider_id, amount=amount, currency=run.currency
    )


def _asked(before: ClaimAdjudicationResult | None, payments: list[ClaimPayment]) -> Decimal:
    """Return what was asked for already; an imported claim was paid by its source."""
    if before is not None and before.mode is AdjudicationMode.IMPORT:
        return before.plan_paid
    return sum((each.amount for each in payments), _ZERO)
