"""What a client sees of tokens.

asking   how lists are ordered and filtered
wallets  wallets and all that belongs to them
"""

from subgraphs.tokens.types.asking import (
    TokenBalanceEntryFilter,
    TokenBalanceEntryOrder,
    TokenHoldFilter,
    TokenHoldOrder,
    TokenPackageFilter,
    TokenPackageOrder,
    TokenPurchaseFilter,
    TokenPurchaseOrder,
    TokenSubscriptionFilter,
    TokenSubscriptionOrder,
    TokenWalletFilter,
    TokenWalletOrder,
)
from subgraphs.tokens.types.wallets import (
    AutoTopupPolicy,
    Company,
    LowBalanceRule,
    Member,
    Provider,
    TokenBalanceEntry,
    TokenHold,
    TokenPackage,
    TokenPurchase,
    TokenRate,
    TokenSubscription,
    TokenWallet,
)

__all__ = [
    "AutoTopupPolicy",
    "Company",
    "LowBalanceRule",
    "Member",
    "Provider",
    "TokenBalanceEntry",
    "TokenBalanceEntryFilter",
    "TokenBalanceEntryOrder",
    "TokenHold",
    "TokenHoldFilter",
    "TokenHoldOrder",
    "TokenPackage",
    "TokenPackageFilter",
    "TokenPackageOrder",
    "TokenPurchase",
    "TokenPurchaseFilter",
    "TokenPurchaseOrder",
    "TokenRate",
    "TokenSubscription",
    "TokenSubscriptionFilter",
    "TokenSubscriptionOrder",
    "TokenWallet",
    "TokenWalletFilter",
    "TokenWalletOrder",
]
