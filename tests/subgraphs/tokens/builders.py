"""Rows of tokens with sensible defaults."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from itertools import count
from typing import Any
from uuid import uuid4

from sqlalchemy.dialects.postgresql import Range

from shared_models import tokens

START = datetime(2026, 3, 1, 9, 0, tzinfo=UTC)

_numbers = count(1)


def a_wallet(**values: Any) -> tokens.TokenWallet:
    """Return a company's wallet with 1,000 tokens."""
    defaults: dict[str, Any] = {
        "organization_type": tokens.OrganizationType.COMPANY,
        "organization_id": uuid4(),
        "available": 1_000,
        "reference_balance": 1_000,
        "currency": "USD",
    }
    return tokens.TokenWallet(**(defaults | values))


def an_entry(wallet: tokens.TokenWallet, seq: int, **values: Any) -> tokens.TokenBalanceEntry:
    """Return the movement number `seq` of a wallet, an hour after the one before: 1,000 granted, then 1 spent each."""
    defaults: dict[str, Any] = {
        "wallet_id": wallet.id,
        "seq": seq,
        "entry": tokens.BalanceEntryKind.CREDIT_GRANT if seq == 1 else tokens.BalanceEntryKind.DEBIT,
        "available_delta": 1_000 if seq == 1 else -1,
        "held_delta": 0,
        "available_after": 1_001 - seq,
        "held_after": 0,
        "idempotency_key": f"entry-{next(_numbers):06}",
        "occurred_at": START + timedelta(hours=seq),
    }
    return tokens.TokenBalanceEntry(**(defaults | values))


def a_package(**values: Any) -> tokens.TokenPackage:
    """Return an active package of 500 tokens for 25.00 USD."""
    number = next(_numbers)
    defaults: dict[str, Any] = {
        "package_code": f"PKG-{number:06}",
        "name": f"Package {number}",
        "tokens": 500,
        "price": Decimal(25),
        "currency": "USD",
        "valid_span": Range(date(2026, 1, 1), None),
        "status": tokens.TokenPackageStatus.ACTIVE,
    }
    return tokens.TokenPackage(**(defaults | values))


def a_purchase(wallet: tokens.TokenWallet, package: tokens.TokenPackage | None = None, **values: Any) -> Any:
    """Return a completed purchase of 500 tokens for 25.00 USD."""
    number = next(_numbers)
    defaults: dict[str, Any] = {
        "purchase_number": f"TKP-{number:06}",
        "wallet_id": wallet.id,
        "package_id": None if package is None else package.id,
        "origin": tokens.PurchaseOrigin.ONE_TIME,
        "tokens": 500,
        "unit_price": Decimal("0.05"),
        "amount": Decimal(25),
        "currency": "USD",
        "status": tokens.PurchaseStatus.COMPLETED,
    }
    return tokens.TokenPurchase(**(defaults | values))


def a_subscription(wallet: tokens.TokenWallet, package: tokens.TokenPackage, **values: Any) -> tokens.TokenSubscription:
    """Return a monthly subscription, billed next on 31 March."""
    defaults: dict[str, Any] = {
        "wallet_id": wallet.id,
        "package_id": package.id,
        "frequency": tokens.SubscriptionFrequency.MONTHLY,
        "anchor_day": 31,
        "next_billing_on": date(2026, 3, 31),
        "payment_method_id": uuid4(),
        "started_on": date(2026, 1, 31),
    }
    return tokens.TokenSubscription(**(defaults | values))


def a_topup_policy(wallet: tokens.TokenWallet, package: tokens.TokenPackage, **values: Any) -> tokens.AutoTopupPolicy:
    """Return a policy that buys below a fifth of the reference balance."""
    defaults: dict[str, Any] = {
        "wallet_id": wallet.id,
        "trigger": tokens.TopupTrigger.THRESHOLD,
        "threshold_rate": Decimal("0.20"),
        "package_id": package.id,
        "payment_method_id": uuid4(),
        "monthly_spend_cap": Decimal(60),
        "month_spent": Decimal(50),
        "currency": "USD",
        "month": "2026-03",
    }
    return tokens.AutoTopupPolicy(**(defaults | values))


def a_low_balance_rule(wallet: tokens.TokenWallet, **values: Any) -> tokens.LowBalanceRule:
    """Return a rule that holds below a fifth of the reference balance."""
    defaults: dict[str, Any] = {
        "wallet_id": wallet.id,
        "kind": tokens.LowBalanceKind.PERCENTAGE,
        "value": Decimal("0.20"),
    }
    return tokens.LowBalanceRule(**(defaults | values))


def a_rate(operation: str, cost: int, span: Range[date]) -> tokens.TokenRate:
    """Return what an operation costs while a span lasts."""
    return tokens.TokenRate(operation=operation, tokens=cost, span=span)
