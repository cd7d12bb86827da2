"""The payment batch: what is scheduled for claims is given to the bank, each claim by a payment of its own.

A payee who was paid for claims that were taken back gets less until that is recovered. One batch at a time, in one
transaction: killed within it, nothing was done; after it, each payment waits for the bank's word.
"""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from functools import partial
from typing import Any, Final
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from shared_models.finance import (
    FinancialAccount,
    FinancialAccountKind,
    FinancialAccountStatus,
    LedgerSide,
    Payable,
    PayableKind,
    PayableStatus,
    PaymentKey,
)
from shared_models.finance.chart import ChartCode
from shared_models.finance.payments import PAYABLE
from shared_models.locks import Lock, wait_for
from subgraphs.finance.rules.payables import withheld
from subgraphs.finance.rules.payments import ATTEMPTS_MAX, takes_two
from subgraphs.finance.service.ledger import ACCOUNTS, ENTRIES
from subgraphs.finance.service.payments import begin
from subgraphs.kit.approvals import second_person
from subgraphs.kit.idempotency import once
from subgraphs.kit.refusals import ErrorCode, Refused
from subgraphs.kit.writing import Writer

PAID_AT_ONCE: Final = 100


async def run(writer: Writer, *, currency: str, key: str) -> Sequence[UUID] | Refused:
    """Give the bank what is scheduled in a currency, the oldest first; return the payments."""
    async with writer.transaction() as db:
        kept = await once(
            db,
            scope=f"runPaymentBatch:{writer.actor.subject}",
            key=key,
            order={"currency": currency},
            now=writer.now,
            do=partial(_run, db, writer, currency),
        )
        return kept if isinstance(kept, Refused) else [UUID(each) for each in kept["payments"]]


async def _run(db: AsyncSession, writer: Writer, currency: str) -> Mapping[str, Any] | Refused:
    await db.execute(wait_for(Lock.PAYMENT_BATCH))
    account = await _bank_account(db, currency)
    if account is None:
        message = f"There is no active bank account in {currency} to pay from."
        return Refused(ErrorCode.NOT_FOUND, message, ("input", "currency"))
    payables = await _payable_now(db, currency)
    refused = await _second_person(db, writer, payables, currency)
    if refused is not None:
        return refused
    tried = await _tried(db, payables)
    recoverable = await _recoverable(db, {payable.payee_id for payable in payables}, currency)
    payments = []
    for payable in payables:
        kept = withheld(payable.amount, recoverable.get(payable.payee_id, Decimal(0)))
        if kept:
            recoverable[payable.payee_id] -= kept
        attempt = tried.get(payable.id, 0) + 1
        payments.append(await begin(db, writer, payable, account, attempt=attempt, withheld=kept))
    return {"payments": [str(payment.id) for payment in payments]}


async def _second_person(
    db: AsyncSession, writer: Writer, payables: Sequence[Payable], currency: str
) -> Refused | None:
    """Ask for a second person where the sum takes one: for these very payables, so that nobody adds to them."""
    total = sum((payable.amount for payable in payables), Decimal(0))
    if not takes_two(total):
        return None
    order = {"currency": currency, "total": str(total), "payables": sorted(str(payable.id) for payable in payables)}
    decided = await second_person(db, writer, action="runPaymentBatch", order=order)
    return decided if isinstance(decided, Refused) else None


async def _bank_account(db: AsyncSession, currency: str) -> FinancialAccount | None:
    found = (
        sa.select(FinancialAccount)
        .where(
            col(FinancialAccount.kind) == FinancialAccountKind.BANK,
            col(FinancialAccount.status) == FinancialAccountStatus.ACTIVE,
            col(FinancialAccount.currency) == currency,
            col(FinancialAccount.deleted_at).is_(None),
        )
        .order_by(col(FinancialAccount.account_code))
        .limit(1)
    )
    return (await db.execute(found)).scalar_one_or_none()


async def _payable_now(db: AsyncSession, currency: str) -> Sequence[Payable]:
    """Return what is scheduled, or was tried and may be tried again, and is not with the bank; locked."""
    attempts = sa.select(PaymentKey).where(
        col(PaymentKey.source_type) == PAYABLE, col(PaymentKey.source_id) == col(Payable.id)
    )
    is_live = attempts.where(col(PaymentKey.failed_at).is_(None)).exists()
    is_given_up = attempts.where(col(PaymentKey.attempt) >= ATTEMPTS_MAX).exists()
    status = col(Payable.status)
    found = (
        sa.select(Payable)
        .where(
            col(Payable.kind) == PayableKind.CLAIM,
            sa.or_(status == PayableStatus.SCHEDULED, (status == PayableStatus.FAILED) & ~is_given_up),
            col(Payable.currency) == currency,
            ~is_live,
        )
        .order_by(col(Payable.due_on), col(Payable.id))
        .limit(PAID_AT_ONCE)
    )
    return (await db.execute(found.with_for_update(of=Payable))).scalars().all()


async def _tried(db: AsyncSession, payables: Sequence[Payable]) -> Mapping[UUID, int]:
    """Return how often each was tried, where it was."""
    found = (
        sa.select(col(PaymentKey.source_id), sa.func.max(col(PaymentKey.attempt)).label("attempts"))
        .where(
            col(PaymentKey.source_type) == PAYABLE,
            col(PaymentKey.source_id).in_([payable.id for payable in payables]),
        )
        .group_by(col(PaymentKey.source_id))
    )
    return {row.source_id: row.attempts for row in await db.execute(found)}


async def _recoverable(db: AsyncSession, payees: set[UUID], currency: str) -> dict[UUID, Decimal]:
    """Return what each payee was paid too much, less what is withheld by payments on their way."""
    signed = sa.case((ENTRIES.c.side == LedgerSide.DEBIT, ENTRIES.c.amount), else_=-ENTRIES.c.amount)
    open_recoveries = (
        sa.select(ENTRIES.c.party_id, sa.func.sum(signed).label("amount"))
        .join(ACCOUNTS, ACCOUNTS.c.id == ENTRIES.c.ledger_account_id)
        .where(
            ACCOUNTS.c.code == ChartCode.CLAIM_RECOVERIES,
            ENTRIES.c.party_id.in_(payees),
            ENTRIES.c.currency == currency,
        )
        .group_by(ENTRIES.c.party_id)
    )
    on_its_way = (
        sa.select(col(Payable.payee_id), sa.func.sum(col(Payable.withheld_amount)).label("amount"))
        .where(
            col(Payable.payee_id).in_(payees),
            col(Payable.currency) == currency,
            col(Payable.status) == PayableStatus.SCHEDULED,
        )
        .group_by(col(Payable.payee_id))
    )
    found = {row.party_id: row.amount for row in await db.execute(open_recoveries)}
    for row in await db.execute(on_its_way):
        if row.payee_id in found:
            found[row.payee_id] -= row.amount
    return found
