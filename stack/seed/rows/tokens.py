"""Tokens: packages and rates, and for every employer and provider a wallet that was granted a balance.

A wallet is what its history adds up to. Every third employer has spent nearly all and is low.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any, Final
from uuid import UUID

import asyncpg  # type: ignore[import-untyped]  # it ships no types

from shared_models.tokens import (
    BalanceEntryKind,
    LowBalanceKind,
    LowBalanceRule,
    OrganizationType,
    PurchaseOrigin,
    PurchaseStatus,
    TokenBalanceEntry,
    TokenLot,
    TokenPackage,
    TokenPackageStatus,
    TokenPurchase,
    TokenRate,
    TokenWallet,
)
from shared_models.tokens.base import PURCHASE_NUMBERS
from stack.loading.fields import CURRENCY
from stack.loading.writing import Batch, Number
from stack.seed.facts import Facts
from stack.seed.rows import DEMONSTRATION, demonstration_id, midnight

MADE_BY: Final = {"created_by": DEMONSTRATION}
IN_FORCE_SINCE: Final = date(2020, 1, 1)
PACKAGES: Final = (
    ("DEMO-SMALL", 500, 0, "25.00"),
    ("DEMO-MEDIUM", 2_000, 100, "90.00"),
    ("DEMO-LARGE", 10_000, 1_000, "400.00"),
)
RATES: Final = {"claim_submission": 1, "eligibility_check": 1, "card_issue": 5, "report_run": 10}
GRANTED_TO_COMPANY: Final = 5_000
GRANTED_TO_PROVIDER: Final = 1_000
SPENT_BY_MOST: Final = (120, 80, 150)
SPENT_BY_LOW: Final = (1_900, 1_700, 1_350)
LOW_BELOW: Final = 100
EVERY_THIRD: Final = 3
GRANTED_DAYS_AGO: Final = 100
MONTH: Final = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class Account:
    """One organisation's wallet: what it was granted, and what it spent month by month since."""

    kind: OrganizationType
    organization: UUID
    granted: int
    spent: tuple[int, ...]

    @property
    def wallet_id(self) -> UUID:
        return self.id("organization_token_wallets")

    @property
    def available(self) -> int:
        return self.granted - sum(self.spent)

    def id(self, table: str, name: object = "") -> UUID:
        """Return the id of a row of this wallet."""
        return demonstration_id(table, f"{self.organization}{name}")


def tokens_batches(facts: Facts) -> Iterator[Batch]:
    """Yield packages, rates, wallets and all that led to their balance."""
    accounts = tuple(_accounts(facts))
    in_dollars = {"currency": CURRENCY, **MADE_BY}
    always = asyncpg.Range(IN_FORCE_SINCE, None)
    yield Batch(
        TokenPackage, list(_packages()), {"valid_span": always, "status": TokenPackageStatus.ACTIVE, **in_dollars}
    )
    yield Batch(TokenRate, [_rate(operation) for operation in RATES], {"span": always, **MADE_BY})
    yield Batch(TokenWallet, [_wallet(account) for account in accounts], in_dollars)
    granted_at = midnight(facts.today - timedelta(days=GRANTED_DAYS_AGO))
    yield Batch(
        TokenPurchase,
        [_grant(account) for account in accounts],
        {
            "origin": PurchaseOrigin.GRANT,
            "unit_price": Decimal(0),
            "amount": Decimal(0),
            "status": PurchaseStatus.COMPLETED,
            "completed_at": granted_at,
            **in_dollars,
        },
        Number("purchase_number", "TKP", PURCHASE_NUMBERS),
    )
    yield Batch(TokenLot, [_lot(account) for account in accounts], MADE_BY, part_of="purchase_id")
    yield Batch(
        TokenBalanceEntry,
        [entry for account in accounts for entry in _history(account, facts.today)],
        {"held_delta": 0, "held_after": 0, **MADE_BY},
        part_of="wallet_id",
    )
    yield Batch(
        LowBalanceRule,
        [_rule(account) for account in accounts if account.kind is OrganizationType.COMPANY],
        {"kind": LowBalanceKind.ABSOLUTE, "value": Decimal(LOW_BELOW), **MADE_BY},
    )


def _accounts(facts: Facts) -> Iterator[Account]:
    for place, company in enumerate(facts.companies):
        spent = SPENT_BY_LOW if place % EVERY_THIRD == 1 else SPENT_BY_MOST
        yield Account(OrganizationType.COMPANY, company.id, GRANTED_TO_COMPANY, spent)
    for provider in facts.providers:
        yield Account(OrganizationType.PROVIDER, provider, GRANTED_TO_PROVIDER, ())


def _packages() -> Iterator[dict[str, Any]]:
    for order, (code, tokens, bonus, price) in enumerate(PACKAGES, 1):
        yield {
            "id": demonstration_id("token_packages", code),
            "package_code": code,
            "name": f"{tokens:,} tokens",
            "tokens": tokens,
            "bonus_tokens": bonus,
            "price": Decimal(price),
            "display_order": order,
        }


def _rate(operation: str) -> dict[str, Any]:
    return {"id": demonstration_id("token_rate_cards", operation), "operation": operation, "tokens": RATES[operation]}


def _wallet(account: Account) -> dict[str, Any]:
    return {
        "id": account.wallet_id,
        "organization_type": account.kind,
        "organization_id": account.organization,
        "available": account.available,
        "lifetime_consumed": sum(account.spent),
        "reference_balance": account.granted,
    }


def _grant(account: Account) -> dict[str, Any]:
    return {"id": account.id("token_purchases"), "wallet_id": account.wallet_id, "tokens": account.granted}


def _lot(account: Account) -> dict[str, Any]:
    return {
        "id": account.id("token_lots"),
        "wallet_id": account.wallet_id,
        "purchase_id": account.id("token_purchases"),
        "tokens": account.granted,
        "remaining": account.available,
    }


def _history(account: Account, today: date) -> Iterator[dict[str, Any]]:
    movements = [
        (BalanceEntryKind.CREDIT_GRANT, account.granted, None),
        *((BalanceEntryKind.DEBIT, -tokens, "claim_submission") for tokens in account.spent),
    ]
    available, day = 0, today - timedelta(days=GRANTED_DAYS_AGO)
    for seq, (entry, delta, operation) in enumerate(movements, 1):
        available += delta
        yield {
            "id": account.id("token_balance_history", f":{seq}"),
            "wallet_id": account.wallet_id,
            "seq": seq,
            "entry": entry,
            "available_delta": delta,
            "available_after": available,
            "purchase_id": account.id("token_purchases") if delta > 0 else None,
            "lot_id": account.id("token_lots"),
            "operation": operation,
            "idempotency_key": f"demonstration:{account.organization}:{seq}",
            "occurred_at": midnight(day),
        }
        day += MONTH


def _rule(account: Account) -> dict[str, Any]:
    return {
        "id": account.id("low_balance_rules"),
        "wallet_id": account.wallet_id,
        "armed": account.available >= LOW_BELOW,
    }
