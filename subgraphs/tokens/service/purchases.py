"""Tokens are bought, credited once they are paid, cancelled before, and paid back after, as far as they are unspent."""

from decimal import Decimal
from typing import Any, Final
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from shared_models.access import user_id_of
from shared_models.audit import AuditAction
from shared_models.money import quantise
from shared_models.tokens import PurchaseOrigin, PurchaseStatus, TokenLot, TokenPackage, TokenPurchase
from subgraphs.kit.events.outbox import emit
from subgraphs.kit.filters import includes
from subgraphs.kit.idempotency import once
from subgraphs.kit.refusals import ErrorCode, Refused, version_conflict
from subgraphs.kit.writing import Author, Writer
from subgraphs.tokens.rules import states
from subgraphs.tokens.rules.purchases import Package, after_paying_back, may_buy
from subgraphs.tokens.service.accounts import (
    NO_WALLET,
    TOKEN,
    Account,
    Why,
    open_account,
)
from subgraphs.tokens.service.credits import credit, purchase_number

NO_PACKAGE: Final = Refused(ErrorCode.NOT_FOUND, "There is no such package.", ("input", "packageId"))
NO_PURCHASE: Final = Refused(ErrorCode.NOT_FOUND, "There is no such purchase.", ("input", "purchaseId"))
NOT_LATE: Final = frozenset({PurchaseStatus.PENDING, PurchaseStatus.PROCESSING})


async def purchase_tokens(
    writer: Writer, *, key: str, wallet_id: UUID, package_id: UUID, payment_method_id: UUID | None
) -> UUID | Refused:
    """Order a package for a wallet and have it paid, once for a key; return the purchase."""
    async with writer.transaction() as db:

        async def do() -> dict[str, Any] | Refused:
            account = await open_account(db, writer, wallet_id)
            if account is None:
                return NO_WALLET
            package = await _package(db, writer, package_id)
            if package is None:
                return NO_PACKAGE
            refused = may_buy(package, status=account.row.status, currency=account.row.currency)
            if refused is not None:
                return refused
            purchase = await _order(db, writer, account, package, package_id)
            await _request_payment(db, writer, purchase, payment_method_id)
            return {"purchase_id": str(purchase.id)}

        order = {"wallet": wallet_id, "package": package_id, "method": payment_method_id}
        scope = f"purchaseTokens:{writer.actor.subject}"
        kept = await once(db, scope=scope, key=key, order=order, now=writer.now, do=do)
    return kept if isinstance(kept, Refused) else UUID(kept["purchase_id"])


async def _package(db: AsyncSession, author: Author, package_id: UUID) -> Package | None:
    is_valid = includes(TokenPackage.valid_span, author.now.date()).label("is_valid")
    found = sa.select(TokenPackage, is_valid).where(
        col(TokenPackage.id) == package_id, col(TokenPackage.deleted_at).is_(None)
    )
    row = (await db.execute(found)).one_or_none()
    if row is None:
        return None
    package = row.TokenPackage
    return Package(
        package.tokens, package.bonus_tokens, package.price, package.currency, package.status, is_valid=row.is_valid
    )


async def _order(
    db: AsyncSession, author: Author, account: Account, package: Package, package_id: UUID
) -> TokenPurchase:
    purchase = TokenPurchase(
        purchase_number=purchase_number(author),
        wallet_id=account.id,
        package_id=package_id,
        origin=PurchaseOrigin.ONE_TIME,
        tokens=package.all_tokens,
        unit_price=package.unit_price,
        amount=package.price,
        currency=package.currency,
        requested_by=user_id_of(author.journal.principal),
        created_at=author.now,
        created_by=user_id_of(author.journal.principal),
    )
    db.add(purchase)
    await db.flush()
    changes = {"tokens": purchase.tokens, "amount": str(purchase.amount), "currency": purchase.currency}
    author.journal.note(AuditAction.CREATE, "TokenPurchase", purchase.id, changes=changes)
    return purchase


async def _request_payment(
    db: AsyncSession, author: Author, purchase: TokenPurchase, payment_method_id: UUID | None
) -> None:
    told = {
        "purchase_id": purchase.id,
        "amount": quantise(purchase.amount, purchase.currency),
        "currency": purchase.currency,
        "payment_method_id": payment_method_id,
    }
    event_type = "token.purchase_requested"
    await emit(db, TOKEN, purchase.wallet_id, event_type, told, cause=author.cause, now=author.now)


async def cancel_purchase(writer: Writer, *, purchase_id: UUID, expected_version: int, reason: str) -> UUID | Refused:
    """Take back a purchase that is not paid; what is paid for it all the same is given back. Return the purchase."""
    async with writer.transaction() as db:
        found = await _open_purchase(db, writer, purchase_id)
        if found is None:
            return NO_PURCHASE
        _, purchase = found
        refused = version_conflict("The purchase", purchase.version, expected_version)
        return refused or await _move(*found, PurchaseStatus.CANCELLED, reason=reason) or purchase_id


async def complete(db: AsyncSession, author: Author, *, purchase_id: UUID, payment_id: UUID) -> None:
    """Credit what was bought, now that it is paid; money that nobody waits for any more goes back."""
    found = await _open_purchase(db, author, purchase_id)
    if found is None or found[1].payment_id == payment_id:
        return
    account, purchase = found
    purchase.payment_id = purchase.payment_id or payment_id
    if purchase.status not in NOT_LATE:
        await _pay_back(account, purchase, tokens=0, amount=purchase.amount, reason=purchase.status)
        return
    purchase.completed_at = author.now
    await _move(account, purchase, PurchaseStatus.COMPLETED)
    await credit(account, purchase, str(payment_id))


async def fail(db: AsyncSession, author: Author, *, purchase_id: UUID, payment_id: UUID, reason: str | None) -> None:
    """Give up a purchase that could not be paid; nothing was credited."""
    found = await _open_purchase(db, author, purchase_id)
    if found is None or found[1].status not in NOT_LATE:
        return
    account, purchase = found
    purchase.payment_id, purchase.failure_code = payment_id, reason
    await _move(account, purchase, PurchaseStatus.FAILED)


async def refund_purchase(writer: Writer, *, key: str, purchase_id: UUID, tokens: int, reason: str) -> UUID | Refused:
    """Take unspent tokens of a purchase back for their part of its price, once for a key; return the purchase."""
    async with writer.transaction() as db:

        async def do() -> dict[str, Any] | Refused:
            found = await _open_purchase(db, writer, purchase_id)
            return NO_PURCHASE if found is None else await _take_back(*found, tokens, reason, key)

        order = {"purchase": purchase_id, "tokens": tokens, "reason": reason}
        scope = f"refundPurchase:{writer.actor.subject}"
        kept = await once(db, scope=scope, key=key, order=order, now=writer.now, do=do)
    return kept if isinstance(kept, Refused) else purchase_id


async def _take_back(
    account: Account, purchase: TokenPurchase, tokens: int, reason: str, key: str
) -> dict[str, Any] | Refused:
    refunded = purchase.refunded_tokens + tokens
    status = after_paying_back(purchase.tokens, refunded)
    refused = states.may_become(states.PURCHASE, "purchase", purchase.status, status, "purchaseId")
    if refused is not None:
        return refused
    lot_id = await account.db.scalar(sa.select(col(TokenLot.id)).where(col(TokenLot.purchase_id) == purchase.id))
    assert lot_id is not None, "a completed purchase has its lot"
    step = account.wallet.pay_back(lot_id, tokens)
    if isinstance(step, Refused):
        return step
    purchase.refunded_tokens = refunded
    await _move(account, purchase, status, reason=reason)
    await account.book(step, Why(key, purchase_id=purchase.id))
    await _pay_back(account, purchase, tokens=tokens, amount=step.cost, reason=status)
    return {"purchase_id": str(purchase.id)}


async def _pay_back(account: Account, purchase: TokenPurchase, *, tokens: int, amount: Decimal, reason: str) -> None:
    """Tell that money is to go back to who paid for a purchase."""
    price = {"amount": quantise(amount, purchase.currency), "currency": purchase.currency}
    await account.tell("refunded", tokens=tokens, purchase_id=purchase.id, reason=reason, **price)


async def _open_purchase(db: AsyncSession, author: Author, purchase_id: UUID) -> tuple[Account, TokenPurchase] | None:
    """Return a purchase and its wallet, which is locked first."""
    wallet_id = await db.scalar(sa.select(col(TokenPurchase.wallet_id)).where(col(TokenPurchase.id) == purchase_id))
    account = None if wallet_id is None else await open_account(db, author, wallet_id)
    if account is None:
        return None
    return account, await db.get_one(TokenPurchase, purchase_id, populate_existing=True)


async def _move(
    account: Account, purchase: TokenPurchase, status: PurchaseStatus, *, reason: str | None = None
) -> Refused | None:
    """Bring a purchase into another status; returns why it may not get there."""
    refused = states.may_become(states.PURCHASE, "purchase", purchase.status, status, "purchaseId")
    if refused is not None:
        return refused
    changes = {"status": [purchase.status, status]}
    author = account.author
    author.journal.note(AuditAction.TRANSITION, "TokenPurchase", purchase.id, changes=changes, reason=reason)
    purchase.status = status
    purchase.version += 1
    purchase.updated_at, purchase.updated_by = author.now, user_id_of(author.journal.principal)
    await account.db.flush()
    return None
