"""Payments for claims: given to the bank, and what the bank says became of them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import partial
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from shared_models.audit import AuditAction
from shared_models.finance import (
    FinancialAccount,
    LedgerAccount,
    LedgerKind,
    PartyType,
    Payable,
    PayableStatus,
    PaymentDirection,
    PaymentKey,
    PaymentMethodKind,
    PaymentPurpose,
    PaymentStatus,
    PaymentTransaction,
)
from shared_models.finance.base import TRANSACTION_NUMBERS
from shared_models.finance.payments import PAYABLE, PAYMENT
from subgraphs.finance.rules.ledger import CLAIM_NOT_PAID_AFTER_ALL, CLAIM_PAID, Entry, Party, Posting
from subgraphs.finance.rules.payments import may_become
from subgraphs.finance.service.ledger import post
from subgraphs.finance.service.payables import move
from subgraphs.kit.events.outbox import emit
from subgraphs.kit.idempotency import once
from subgraphs.kit.refusals import ErrorCode, Refused
from subgraphs.kit.writing import Author, Writer


@dataclass(frozen=True, slots=True)
class Attempt:
    """A payment with what it pays, both locked."""

    payment: PaymentTransaction
    payable: Payable


async def begin(
    db: AsyncSession, author: Author, payable: Payable, account: FinancialAccount, *, attempt: int, withheld: Decimal
) -> PaymentTransaction:
    """Begin to pay what is owed: by the bank, or, where all of it is withheld, by that."""
    is_internal = withheld == payable.amount
    number = await db.scalar(sa.select(TRANSACTION_NUMBERS.next_value()))
    payment = PaymentTransaction(
        transaction_number=f"PAY-{author.now.year}-{number:06}",
        direction=PaymentDirection.OUTBOUND,
        purpose=PaymentPurpose.CLAIM_PAYMENT,
        counterparty_type=payable.payee_type,
        counterparty_id=payable.payee_id,
        claim_id=payable.claim_id,
        amount=payable.amount if is_internal else payable.amount - withheld,
        currency=payable.currency,
        method=PaymentMethodKind.INTERNAL if is_internal else PaymentMethodKind.BANK_TRANSFER,
        account_id=account.id,
        status=PaymentStatus.PROCESSING,
        initiated_at=author.now,
        source_type=PAYABLE,
        source_id=payable.id,
        created_at=author.now,
        updated_at=author.now,
    )
    db.add(payment)
    await db.flush()
    db.add(_key(payment, attempt))
    payable.withheld_amount = withheld
    if payable.status is PayableStatus.FAILED:
        await move(db, author, payable, PayableStatus.SCHEDULED)
    await db.flush()
    author.journal.note(AuditAction.CREATE, "PaymentTransaction", payment.id)
    if is_internal:
        await _complete(db, author, Attempt(payment, payable))
    return payment


async def confirm(writer: Writer, *, payment_ids: Sequence[UUID], reference: str, key: str) -> Sequence[UUID] | Refused:
    """Note that the bank has paid, all of them or none; return the payments."""
    async with writer.transaction() as db:
        given = {"payments": sorted(map(str, payment_ids)), "reference": reference}
        kept = await once(
            db,
            scope=f"confirmPayments:{writer.actor.subject}",
            key=key,
            order=given,
            now=writer.now,
            do=partial(_confirm, db, writer, payment_ids, reference),
        )
        return kept if isinstance(kept, Refused) else [UUID(each) for each in kept["payments"]]


async def fail(writer: Writer, *, payment_id: UUID, failure_code: str, key: str) -> UUID | Refused:
    """Note that the bank has not paid; the next batch tries again, up to a number of times. Return the payment."""
    async with writer.transaction() as db:
        kept = await once(
            db,
            scope=f"failPayment:{writer.actor.subject}",
            key=key,
            order={"payment": str(payment_id), "code": failure_code},
            now=writer.now,
            do=partial(_fail, db, writer, payment_id, failure_code),
        )
        return kept if isinstance(kept, Refused) else UUID(kept["payment"])


async def _confirm(
    db: AsyncSession, author: Author, payment_ids: Sequence[UUID], reference: str
) -> Mapping[str, Any] | Refused:
    attempts = await _locked(db, payment_ids)
    refused = _refusal(attempts, payment_ids, PaymentStatus.COMPLETED, "paymentIds")
    if refused is not None:
        return refused
    for attempt in attempts:
        attempt.payment.gateway_reference = reference
        await _complete(db, author, attempt)
    return {"payments": [str(attempt.payment.id) for attempt in attempts]}


async def _fail(db: AsyncSession, author: Author, payment_id: UUID, failure_code: str) -> Mapping[str, Any] | Refused:
    attempts = await _locked(db, (payment_id,))
    refused = _refusal(attempts, (payment_id,), PaymentStatus.FAILED, "paymentId")
    if refused is not None:
        return refused
    [attempt] = attempts
    attempt.payment.failure_code = failure_code
    number = await _close_key(db, author, attempt.payment)
    _move(author, attempt.payment, PaymentStatus.FAILED)
    attempt.payable.withheld_amount = Decimal(0)
    await move(db, author, attempt.payable, PayableStatus.FAILED)
    if attempt.payable.is_taken_back:
        await move(db, author, attempt.payable, PayableStatus.CANCELLED)
        entries = CLAIM_NOT_PAID_AFTER_ALL.entries(attempt.payable.amount)
        what = "Claim taken back, and not paid by"
        await _post(db, author, attempt, kind=CLAIM_NOT_PAID_AFTER_ALL.kind, entries=entries, what=what)
    await _tell(db, author, attempt, "payment.failed", {"attempt": number, "reason": failure_code})
    return {"payment": str(payment_id)}


async def _complete(db: AsyncSession, author: Author, attempt: Attempt) -> None:
    payment, payable = attempt.payment, attempt.payable
    payment.completed_at = author.now
    _move(author, payment, PaymentStatus.COMPLETED)
    await move(db, author, payable, PayableStatus.PAID)
    bank = await _ledger_account(db, payment)
    entries = CLAIM_PAID.entries(payable.amount - payable.withheld_amount, payable.withheld_amount, bank=bank)
    await _post(db, author, attempt, kind=CLAIM_PAID.kind, entries=entries, what="Claim paid by")
    await _tell(db, author, attempt, "payment.completed", {"paid_at": author.now})


def _move(author: Author, payment: PaymentTransaction, to: PaymentStatus) -> None:
    assert may_become(payment.status, to), f"payment {payment.transaction_number}: from {payment.status} to {to}"
    changes = {"status": [payment.status.value, to.value]}
    author.journal.note(AuditAction.TRANSITION, "PaymentTransaction", payment.id, changes=changes)
    payment.status = to
    payment.version += 1
    payment.updated_at = author.now


async def _post(
    db: AsyncSession, author: Author, attempt: Attempt, *, kind: LedgerKind, entries: tuple[Entry, ...], what: str
) -> None:
    payment, payable = attempt.payment, attempt.payable
    posting = Posting(
        kind=kind,
        source_type=PAYMENT,
        source_id=payment.id,
        day=author.now.date(),
        currency=payment.currency,
        description=f"{what} {payment.transaction_number}",
        entries=entries,
        party=Party(PartyType(payable.payee_type.value), payable.payee_id),
        claim_id=payable.claim_id,
    )
    await post(db, author, posting)


async def _ledger_account(db: AsyncSession, payment: PaymentTransaction) -> str:
    """Return the code of the ledger's account for where a payment's money was held."""
    found = (
        sa.select(col(LedgerAccount.code))
        .join(FinancialAccount, col(FinancialAccount.ledger_account_id) == col(LedgerAccount.id))
        .where(col(FinancialAccount.id) == payment.account_id)
    )
    return (await db.execute(found)).scalar_one()


async def _tell(db: AsyncSession, author: Author, attempt: Attempt, event: str, data: Mapping[str, Any]) -> None:
    """Tell of a payment by what it pays: the source and the whole of what was owed, with what is withheld of it."""
    payment, payable = attempt.payment, attempt.payable
    told = {
        "purpose": payment.purpose.value,
        "source_type": payable.source_type,
        "source_id": payable.source_id,
        "claim_id": payable.claim_id,
        "amount": payable.amount,
        "currency": payment.currency,
        **data,
    }
    await emit(db, "payment", payment.id, event, told, cause=author.cause, now=author.now)


def _key(payment: PaymentTransaction, attempt: int) -> PaymentKey:
    return PaymentKey(
        source_type=payment.source_type,
        source_id=payment.source_id,
        purpose=payment.purpose,
        attempt=attempt,
        payment_id=payment.id,
        payment_initiated_at=payment.initiated_at,
    )


async def _close_key(db: AsyncSession, author: Author, payment: PaymentTransaction) -> int:
    """Note that an attempt failed, which lets there be another; return its number."""
    found = sa.select(PaymentKey).where(col(PaymentKey.payment_id) == payment.id)
    key = (await db.execute(found)).scalar_one()
    key.failed_at = author.now
    return key.attempt


async def _locked(db: AsyncSession, payment_ids: Sequence[UUID]) -> Sequence[Attempt]:
    payments = sa.select(PaymentTransaction).where(
        col(PaymentTransaction.id).in_(payment_ids), col(PaymentTransaction.source_type) == PAYABLE
    )
    found = (await db.execute(payments.order_by(col(PaymentTransaction.id)).with_for_update())).scalars().all()
    sources = {payment.source_id: payment for payment in found}
    payables = sa.select(Payable).where(col(Payable.id).in_(sources)).order_by(col(Payable.id)).with_for_update()
    return [Attempt(sources[payable.id], payable) for payable in (await db.execute(payables)).scalars()]


def _refusal(attempts: Sequence[Attempt], payment_ids: Sequence[UUID], to: PaymentStatus, field: str) -> Refused | None:
    if len(attempts) < len(set(payment_ids)):
        return Refused(ErrorCode.NOT_FOUND, "There is no such payment of a claim.", ("input", field))
    for attempt in attempts:
        payment = attempt.payment
        if not may_become(payment.status, to):
            return Refused(
                ErrorCode.INVALID_TRANSITION,
                f"Payment {payment.transaction_number} is {payment.status.value}, and cannot become {to.value}.",
                ("input", field),
            )
    return None
