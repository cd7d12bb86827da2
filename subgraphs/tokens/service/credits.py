"""Tokens come into a wallet: a lot is made of a purchase that is complete, and the wallet credited with it."""

from typing import Any, Final

from shared_models.access import user_id_of
from shared_models.base import new_id
from shared_models.money import quantise
from shared_models.tokens import BalanceEntryKind, PurchaseOrigin, TokenLot, TokenPurchase
from shared_models.tokens.base import PURCHASE_NUMBERS
from subgraphs.kit.numbers import next_number
from subgraphs.kit.writing import Author
from subgraphs.tokens.rules.purchases import expires_on
from subgraphs.tokens.rules.wallet import Lot
from subgraphs.tokens.service.accounts import Account, Why

PREFIX: Final = "TKP"


async def credit(account: Account, purchase: TokenPurchase, key: str) -> None:
    """Credit an open wallet with a purchase: once, for a purchase has one lot."""
    author = account.author
    purchase.expires_on = expires_on(author.now.date(), account.row.expiry_months)
    row = TokenLot(
        id=new_id(),
        wallet_id=account.id,
        purchase_id=purchase.id,
        tokens=purchase.tokens,
        remaining=0,
        expires_on=purchase.expires_on,
        created_at=author.now,
        created_by=user_id_of(author.journal.principal),
    )
    account.db.add(row)
    await account.db.flush()
    account.lots[row.id] = row
    is_grant = purchase.origin is PurchaseOrigin.GRANT
    entry = BalanceEntryKind.CREDIT_GRANT if is_grant else BalanceEntryKind.CREDIT_PURCHASE
    lot = Lot(row.id, row.tokens, 0, purchase.amount, row.expires_on)
    await account.book(account.wallet.credit(lot, entry), Why(key, purchase_id=purchase.id))
    paid = quantise(purchase.amount, purchase.currency)
    price = {"amount": paid, "currency": purchase.currency} if paid else {}
    await account.tell("credited", tokens=purchase.tokens, operation=entry, purchase_id=purchase.id, **price)


def purchase_number(author: Author) -> Any:
    """Return the number of a new purchase, drawn by the statement that stores it."""
    return next_number(PREFIX, PURCHASE_NUMBERS, author.now)
