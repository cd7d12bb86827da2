"""Tables of the tokens domain: the prepaid operating credits of employers and providers.

choices      the closed choices of the columns
base         the domain's base class
wallets      organization_token_wallets, token_holds, token_balance_history, token_usage_forecasts, low_balance_rules
purchases    token_packages, token_subscriptions, auto_topup_policies, token_purchases, token_lots, token_rate_cards
triggers     what the database keeps of wallets by itself
access       who reaches which rows
"""

from shared_models.access import attach
from shared_models.tokens.access import ACCESS
from shared_models.tokens.base import TokensTable
from shared_models.tokens.choices import (
    BalanceEntryKind,
    ForecastMethod,
    HoldStatus,
    LowBalanceKind,
    OrganizationType,
    PurchaseOrigin,
    PurchaseStatus,
    SubscriptionFrequency,
    SubscriptionStatus,
    TokenPackageStatus,
    TopupSchedule,
    TopupTrigger,
    WalletStatus,
)
from shared_models.tokens.purchases import (
    AutoTopupPolicy,
    TokenLot,
    TokenPackage,
    TokenPurchase,
    TokenRate,
    TokenSubscription,
)
from shared_models.tokens.wallets import LowBalanceRule, TokenBalanceEntry, TokenHold, TokenUsageForecast, TokenWallet

metadata = TokensTable.metadata
attach(metadata, "tokens", ACCESS)

__all__ = [
    "AutoTopupPolicy",
    "BalanceEntryKind",
    "ForecastMethod",
    "HoldStatus",
    "LowBalanceKind",
    "LowBalanceRule",
    "OrganizationType",
    "PurchaseOrigin",
    "PurchaseStatus",
    "SubscriptionFrequency",
    "SubscriptionStatus",
    "TokenBalanceEntry",
    "TokenHold",
    "TokenLot",
    "TokenPackage",
    "TokenPackageStatus",
    "TokenPurchase",
    "TokenRate",
    "TokenSubscription",
    "TokenUsageForecast",
    "TokenWallet",
    "TokensTable",
    "TopupSchedule",
    "TopupTrigger",
    "WalletStatus",
    "metadata",
]
