"""A wallet opened to be moved: its row is locked until the transaction ends, its lots are at hand.

Whatever moves tokens opens the account first, so movements of a wallet come one after the other, and their numbers
have no gap. Opened, it lets go of lots whose time is over: nobody spends them.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from shared_models.access import user_id_of
from shared_models.audit import AuditAction
from shared_models.tokens import (
    BalanceEntryKind,
    OrganizationType,
    TokenBalanceEntry,
    TokenLot,
    TokenPurchase,
    TokenWallet,
)
from subgraphs.kit.events.outbox import emit
from subgraphs.kit.refusals import ErrorCode, Refused
from subgraphs.kit.writing import Author
from subgraphs.tokens.rules.wallet import CONSUMPTION, CREDITS, Lot, Movement, Step, Wallet, in_order_of_spending
from subgraphs.tokens.service.low_balance import look_at_balance

TOKEN: Final = "token"  # noqa: S105  # the aggregate of what tokens tells
NO_WALLET: Final = Refused(ErrorCode.NOT_FOUND, "There is no such wallet.", ("input", "walletId"))


@dataclass(frozen=True, slots=True)
class Why:
    """What tokens are moved for, and the key of the order, or the id of the event, that moves them."""

    key: str
    operation: str | None = None
    reference_type: str | None = None
    reference_id: UUID | None = None
    hold_id: UUID | None = None
    purchase_id: UUID | None = None


@dataclass(slots=True)
class Account:
    """A wallet that is open, in a transaction and for an author: its row, those of its lots, and its value."""

    db: AsyncSession
    author: Author
    row: TokenWallet
    lots: dict[UUID, TokenLot]
    wallet: Wallet

    @property
    def id(self) -> UUID:
        return self.row.id

    async def book(self, step: Step, why: Why) -> TokenBalanceEntry:
        """Write what a step moved: wallet, lots, and a row of history for each movement; return the last of these."""
        before, self.wallet = self.wallet, step.wallet
        self._write_wallet(step)
        for lot in step.wallet.lots:
            self.lots[lot.id].remaining = lot.remaining
        first = await self._last_seq() + 1
        entries = [self._entry(each, seq, why) for seq, each in enumerate(step.movements, first)]
        self.db.add_all(entries)
        await self.db.flush()
        changes = {"available": [before.available, self.wallet.available], "held": [before.held, self.wallet.held]}
        self.author.journal.note(AuditAction.UPDATE, "TokenWallet", self.id, changes=changes, reason=why.operation)
        await self.look()
        return entries[-1]

    async def look(self) -> None:
        """Give notice where the wallet runs low."""
        for kind in await look_at_balance(self.db, self.author, self.row):
            await self.tell("low_balance", tokens=self.wallet.available, reason=kind)

    async def tell(self, what: str, **data: Any) -> None:
        """Tell what happened to the wallet; its own events come in their order."""
        told = {
            "organization_type": self.row.organization_type,
            "organization_id": self.row.organization_id,
            "available_after": self.row.available,
            **data,
        }
        await emit(self.db, TOKEN, self.id, f"{TOKEN}.{what}", told, cause=self.author.cause, now=self.author.now)

    def _write_wallet(self, step: Step) -> None:
        row = self.row
        row.available, row.held = step.wallet.available, step.wallet.held
        row.lifetime_purchased += _sum(step, {BalanceEntryKind.CREDIT_PURCHASE})
        row.lifetime_consumed -= _sum(step, CONSUMPTION)
        row.lifetime_expired -= _sum(step, {BalanceEntryKind.EXPIRE})
        if any(each.entry in CREDITS for each in step.movements):
            row.reference_balance = row.available
        row.version += 1
        row.updated_at, row.updated_by = self.author.now, user_id_of(self.author.journal.principal)

    async def _last_seq(self) -> int:
        newest = (
            sa.select(col(TokenBalanceEntry.seq))
            .where(col(TokenBalanceEntry.wallet_id) == self.id)
            .order_by(col(TokenBalanceEntry.seq).desc())
            .limit(1)
        )
        return await self.db.scalar(newest) or 0

    def _entry(self, movement: Movement, seq: int, why: Why) -> TokenBalanceEntry:
        return TokenBalanceEntry(
            wallet_id=self.id,
            seq=seq,
            entry=movement.entry,
            available_delta=movement.available_delta,
            held_delta=movement.held_delta,
            available_after=movement.available_after,
            held_after=movement.held_after,
            lot_id=movement.lot_id,
            hold_id=why.hold_id,
            purchase_id=why.purchase_id,
            operation=why.operation,
            reference_type=why.reference_type,
            reference_id=why.reference_id,
            idempotency_key=why.key,
            occurred_at=self.author.now,
            created_at=self.author.now,
            created_by=user_id_of(self.author.journal.principal),
        )


async def open_account(db: AsyncSession, author: Author, wallet_id: UUID) -> Account | None:
    """Return a wallet, locked; None where there is none, or none that the actor reaches."""
    return await _open(db, author, col(TokenWallet.id) == wallet_id)


async def open_account_of(
    db: AsyncSession, author: Author, kind: OrganizationType, organization_id: UUID
) -> Account | None:
    """Return the wallet of an organisation, locked; None where it has none."""
    return await _open(
        db,
        author,
        col(TokenWallet.organization_type) == kind,
        col(TokenWallet.organization_id) == organization_id,
    )


async def _open(db: AsyncSession, author: Author, *conditions: sa.ColumnElement[bool]) -> Account | None:
    statement = sa.select(TokenWallet).where(*conditions).with_for_update().execution_options(populate_existing=True)
    row = (await db.execute(statement)).scalar_one_or_none()
    if row is None:
        return None
    lots = (
        sa.select(TokenLot, col(TokenPurchase.amount))
        .join(TokenPurchase, col(TokenPurchase.id) == col(TokenLot.purchase_id))
        .where(col(TokenLot.wallet_id) == row.id, col(TokenLot.remaining) > 0)
        .execution_options(populate_existing=True)
    )
    found = [(lot, amount) for lot, amount in await db.execute(lots)]
    values = (Lot(lot.id, lot.tokens, lot.remaining, amount, lot.expires_on) for lot, amount in found)
    wallet = Wallet(row.currency, row.status, row.available, row.held, in_order_of_spending(values))
    account = Account(db, author, row, {lot.id: lot for lot, _ in found}, wallet)
    await _let_go_of_expired(account)
    return account


async def _let_go_of_expired(account: Account) -> None:
    step = account.wallet.expire(account.author.now.date())
    if step.movements:
        await account.book(step, Why(key=f"expiry:{account.author.now:%Y-%m-%d}"))
        await account.tell("expired", tokens=-_sum(step, {BalanceEntryKind.EXPIRE}), **price_of(step))


def for_what(why: Why) -> dict[str, Any]:
    """Return what tokens were moved for, as an event says it."""
    return {"operation": why.operation, "reference_type": why.reference_type, "reference_id": why.reference_id}


def price_of(step: Step) -> dict[str, Any]:
    """Return what the tokens that left were bought for, as an event says it; nothing where they cost nothing."""
    return {"amount": step.cost, "currency": step.wallet.currency} if step.cost else {}


def _sum(step: Step, kinds: Iterable[BalanceEntryKind]) -> int:
    return sum(each.tokens for each in step.movements if each.entry in kinds)
