"""Tokens are spent at once: by a service that says how many, or for what happened, at the price of the day."""

from dataclasses import dataclass
from datetime import date
from typing import Any, Final
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from shared_models.tokens import OrganizationType, TokenBalanceEntry, TokenRate
from subgraphs.kit.events.outbox import emit
from subgraphs.kit.filters import includes
from subgraphs.kit.idempotency import once
from subgraphs.kit.refusals import Refused
from subgraphs.kit.writing import Author, Writer
from subgraphs.tokens.service.accounts import (
    NO_WALLET,
    TOKEN,
    Account,
    Why,
    for_what,
    open_account,
    open_account_of,
    price_of,
)

# Why something was not charged, beside the codes of refusals.
NO_RATE: Final = "no_rate"
NOTHING_TO_SPEND_FROM: Final = "no_wallet"


@dataclass(frozen=True, slots=True)
class Use:
    """What tokens are for: an operation of the platform, and the one thing it was done to."""

    operation: str
    reference_type: str
    reference_id: UUID

    def why(self, key: str, *, hold_id: UUID | None = None) -> Why:
        """Return it as the reason of a movement."""
        return Why(key, self.operation, self.reference_type, self.reference_id, hold_id)


@dataclass(frozen=True, slots=True)
class Spent:
    """The wallet that tokens left, and the last movement that took them out."""

    wallet_id: UUID
    entry_id: UUID


async def spend_tokens(writer: Writer, *, key: str, wallet_id: UUID, tokens: int, use: Use) -> Spent | Refused:
    """Spend tokens of a wallet, once for a key."""
    async with writer.system_transaction() as db:

        async def do() -> dict[str, Any] | Refused:
            account = await open_account(db, writer, wallet_id)
            entry = NO_WALLET if account is None else await spend(account, tokens, use.why(key))
            return entry if isinstance(entry, Refused) else {"entry_id": str(entry.id)}

        order = {"wallet": wallet_id, "tokens": tokens, "use": [use.operation, use.reference_type, use.reference_id]}
        scope = f"spendTokens:{writer.actor.subject}"
        kept = await once(db, scope=scope, key=key, order=order, now=writer.now, do=do)
    return kept if isinstance(kept, Refused) else Spent(wallet_id, UUID(kept["entry_id"]))


async def spend(account: Account, tokens: int, why: Why) -> TokenBalanceEntry | Refused:
    """Spend tokens of an open wallet; returns the last movement."""
    step = account.wallet.debit(tokens)
    if isinstance(step, Refused):
        return step
    entry = await account.book(step, why)
    await account.tell("spent", tokens=tokens, **for_what(why), **price_of(step))
    return entry


async def charge(
    db: AsyncSession, author: Author, *, kind: OrganizationType, organization_id: UUID, on: date, use: Use, key: str
) -> None:
    """Spend what an operation costs on its day; what cannot be charged is told, and keeps nobody from anything."""
    account = await open_account_of(db, author, kind, organization_id)
    price = await price_on(db, use.operation, on)
    why = use.why(key)
    reason = await _spend_price(account, price, why)
    if reason is None:
        return
    told = {
        "organization_type": kind,
        "organization_id": organization_id,
        "tokens": price or 0,
        "available_after": None if account is None else account.row.available,
        "reason": reason,
        **for_what(why),
    }
    # Who has no wallet is told of under the organisation's own id: it has one order as well.
    aggregate_id = organization_id if account is None else account.id
    await emit(db, TOKEN, aggregate_id, "token.spend_refused", told, cause=author.cause, now=author.now)


async def _spend_price(account: Account | None, price: int | None, why: Why) -> str | None:
    """Spend a price; return why it could not be, or None."""
    if price is None:
        return NO_RATE
    if price == 0:
        return None
    if account is None:
        return NOTHING_TO_SPEND_FROM
    spent = await spend(account, price, why)
    return spent.code.value if isinstance(spent, Refused) else None


async def price_on(db: AsyncSession, operation: str, day: date) -> int | None:
    """Return what an operation costs on a day; None where the rate card does not say."""
    rate = sa.select(col(TokenRate.tokens)).where(col(TokenRate.operation) == operation, includes(TokenRate.span, day))
    return (await db.execute(rate)).scalar_one_or_none()
