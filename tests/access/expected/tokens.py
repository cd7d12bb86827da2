"""Who may see what of tokens."""

from typing import Final

from tests.access.expected.entries import LETTERS, SIGNED_IN, Losses, Type

TYPES: Final = {
    "Query": Type(
        all=LETTERS,
        fields={
            "rateCard": LETTERS,
            "tokenPackages": SIGNED_IN,
            "tokenWallets": "FAU",
            "tokenWallet balanceHistory tokenPurchases tokenSubscription autoTopupPolicy": "EPFAU",
        },
    ),
    "TokenWallet": Type(
        own="MEP",
        all="FAUW",
        fields={
            "id status available held": "MEPFAUW",
            "history holds": "EPFAUW",
            "organizationType organization lifetimePurchased lifetimeConsumed lifetimeExpired referenceBalance currency"
            " expiryMonths suspensionReason version purchases subscriptions autoTopupPolicy lowBalanceRules": ("EPFAU"),
        },
    ),
    "TokenBalanceEntry": Type(
        own="EP",
        all="FAUW",
        fields={
            "id seq entry availableDelta heldDelta availableAfter heldAfter operation referenceType referenceId"
            " occurredAt wallet purchase": "EPFAUW"
        },
    ),
    "TokenHold": Type(
        own="EP",
        all="FAUW",
        fields={"id tokens capturedTokens status operation referenceType referenceId expiresAt wallet": "EPFAUW"},
    ),
    "LowBalanceRule": Type(own="EP", all="FAU", fields={"id kind value isActive armed lastFiredAt": "EPFAU"}),
    "TokenPurchase": Type(
        own="EP",
        all="FAU",
        fields={
            "id purchaseNumber origin tokens unitPrice amount status expiresOn createdAt completedAt failureCode"
            " refundedTokens version wallet package": "EPFAU"
        },
    ),
    "TokenSubscription": Type(
        own="EP",
        all="FAU",
        fields={
            "id frequency anchorDay status nextBillingOn lastBilledOn failedAttempts graceUntil startedOn cancelledAt"
            " cancelReason wallet package": "EPFAU"
        },
    ),
    "AutoTopupPolicy": Type(
        own="EP",
        all="FAU",
        fields={
            "id isEnabled trigger thresholdTokens thresholdRate schedule nextRunAt monthlySpendCap monthSpent month"
            " cooldownMinutes failureCount pausedUntil pauseReason lastTriggeredAt wallet package": "EPFAU"
        },
    ),
    # The other side's is one in preparation.
    "TokenPackage": Type(
        own=SIGNED_IN,
        all="FAU",
        fields={"id packageCode name tokens bonusTokens price valid displayOrder status version": SIGNED_IN},
    ),
    "TokenRate": Type(all=LETTERS, fields={"operation tokens isRefundable valid": LETTERS}),
    # What tokens adds to the types of others: whose rows come of it is said above.
    "Member": Type(all=LETTERS, fields={"id companyId": LETTERS, "wallet": "MEFAU"}),
    "Company": Type(all=LETTERS, fields={"id": LETTERS, "wallet": "EFAU"}),
    "Provider": Type(all=LETTERS, fields={"id": LETTERS, "wallet": "PFAU"}),
}

BELOW: Final = Type(own="EP", all="FAU")

# Who reaches which rows of a table.
TABLES: Final = {
    "organization_token_wallets": TYPES["TokenWallet"],
    "token_balance_history": TYPES["TokenBalanceEntry"],
    "token_holds": TYPES["TokenHold"],
    "token_lots": BELOW,
    "token_usage_forecasts": BELOW,
    "low_balance_rules": BELOW,
    "token_purchases": BELOW,
    "token_subscriptions": BELOW,
    "auto_topup_policies": BELOW,
    "token_packages": TYPES["TokenPackage"],
    "token_rate_cards": TYPES["TokenRate"],
}

# What the matrix must miss when it is taken away.
LOSSES: Final = Losses(
    fields=(("TokenWallet", "lifetimeConsumed", "M"), ("Query", "tokenWallets", "E"), ("Provider", "wallet", "E")),
    rows=(("TokenWallet", "M", "member"), ("TokenPurchase", "P", "provider"), ("TokenPackage", "M", "signed_in")),
    tables=("organization_token_wallets", "token_packages", "token_holds"),
    coordinates=("Query.tokenWallets", "TokenWallet.history"),
)
