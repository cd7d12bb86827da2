"""Who may see what of tokens: an organisation its own wallet, its people the balance, everybody what tokens cost."""

from typing import Final

from shared_models import tokens as tables
from shared_models.access import SPENDING
from shared_models.identity import Role
from shared_models.tokens import OrganizationType, TokenPackageStatus
from subgraphs.kit.policy import (
    ANY,
    ANY_ROLE,
    PUBLIC,
    ROW,
    SIGNED_IN,
    Policy,
    Relation,
    Rows,
    but_not,
    company,
    employer,
    neighbour,
    on,
    only,
    provider,
    root,
    values,
    via,
    where,
)
from subgraphs.kit.usererrors import UserError
from subgraphs.tokens.mutations import Mutation, payloads
from subgraphs.tokens.queries import Query
from subgraphs.tokens.types import (
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

MEMBER: Final = Role.MEMBER
EMPLOYER: Final = Role.EMPLOYER_ADMIN
PROVIDER: Final = Role.PROVIDER
FINANCE: Final = Role.FINANCE_OFFICER
AUDITOR: Final = Role.AUDITOR
ADMIN: Final = Role.SYSTEM_ADMIN

# Who acts for a wallet, and who watches all of them.
STAFF: Final = (FINANCE, AUDITOR, ADMIN)
KEEPERS: Final = (EMPLOYER, PROVIDER, *STAFF)


def of_company(relation: Relation) -> Relation:
    """Let a relation hold for wallets of companies alone: ids of companies and of providers are told apart."""
    return where(relation, "organization_type", OrganizationType.COMPANY)


def of_provider(relation: Relation) -> Relation:
    """Let a relation hold for wallets of providers alone."""
    return where(relation, "organization_type", OrganizationType.PROVIDER)


# A service that spends reads what it did: the wallet's balance, its movements, its holds.
WALLETS: Final[Rows] = {
    MEMBER: of_company(employer("organization_id")),
    EMPLOYER: of_company(company("organization_id")),
    PROVIDER: of_provider(provider("organization_id")),
    **dict.fromkeys((*STAFF, SPENDING), ANY),
}
# What lies below a wallet is for those who act for it; a member reads the balance and nothing else.
BELOW: Final[Rows] = {
    EMPLOYER: via(tables.TokenWallet, "wallet_id", WALLETS[EMPLOYER]),
    PROVIDER: via(tables.TokenWallet, "wallet_id", WALLETS[PROVIDER]),
    **dict.fromkeys(STAFF, ANY),
}
SPENT: Final[Rows] = {**BELOW, SPENDING: ANY}
OFFERED: Final = but_not(ANY, "status", TokenPackageStatus.DRAFT)

POLICY: Final = Policy(
    root(
        Query,
        {
            PUBLIC: "rateCard",
            ANY_ROLE: "tokenPackages",
            only(*STAFF): "tokenWallets",
            only(*KEEPERS): "tokenWallet balanceHistory tokenPurchases tokenSubscription autoTopupPolicy",
        },
    ),
    root(
        Mutation,
        {
            only(SPENDING): "holdTokens captureHold releaseHold spendTokens",
            only(EMPLOYER, PROVIDER): "purchaseTokens setLowBalanceRule",
            only(EMPLOYER, PROVIDER, FINANCE): "cancelPurchase",
            only(FINANCE): "refundPurchase",
            only(ADMIN): ("grantTokens suspendWallet reactivateWallet createTokenPackage retireTokenPackage setRate"),
        },
    ),
    on(
        TokenWallet,
        rows=WALLETS,
        fields={
            ROW: "id status available held",
            only(*KEEPERS, SPENDING): "history holds",
            only(*KEEPERS): (
                "organizationType organization lifetimePurchased lifetimeConsumed lifetimeExpired referenceBalance"
                " currency expiryMonths suspensionReason version purchases subscriptions autoTopupPolicy"
                " lowBalanceRules"
            ),
        },
        asked_by={only(*KEEPERS): "created_at"},
    ),
    on(
        TokenHold,
        rows=SPENT,
        fields={ROW: "id tokens capturedTokens status operation referenceType referenceId expiresAt wallet"},
    ),
    on(
        TokenBalanceEntry,
        rows=SPENT,
        fields={
            ROW: "id seq entry availableDelta heldDelta availableAfter heldAfter operation referenceType referenceId"
            " occurredAt wallet purchase"
        },
    ),
    on(LowBalanceRule, rows=BELOW, fields={ROW: "id kind value isActive armed lastFiredAt"}),
    on(
        TokenPurchase,
        rows=BELOW,
        fields={
            ROW: "id purchaseNumber origin tokens unitPrice amount status expiresOn createdAt completedAt failureCode"
            " refundedTokens version wallet package"
        },
    ),
    on(
        TokenSubscription,
        rows=BELOW,
        fields={
            ROW: "id frequency anchorDay status nextBillingOn lastBilledOn failedAttempts graceUntil startedOn"
            " cancelledAt cancelReason wallet package"
        },
    ),
    on(
        AutoTopupPolicy,
        rows=BELOW,
        fields={
            ROW: "id isEnabled trigger thresholdTokens thresholdRate schedule nextRunAt monthlySpendCap monthSpent"
            " month cooldownMinutes failureCount pausedUntil pauseReason lastTriggeredAt wallet package"
        },
    ),
    on(
        TokenPackage,
        rows={SIGNED_IN: OFFERED, **dict.fromkeys(STAFF, ANY)},
        fields={ANY_ROLE: "id packageCode name tokens bonusTokens price valid displayOrder status version"},
    ),
    on(TokenRate, rows=None, fields={PUBLIC: "operation tokens isRefundable valid"}),
    values(*payloads.ALL, UserError),
    neighbour(Member, {PUBLIC: "id companyId", only(MEMBER, EMPLOYER, *STAFF): "wallet"}),
    neighbour(Company, {PUBLIC: "id", only(EMPLOYER, *STAFF): "wallet"}),
    neighbour(Provider, {PUBLIC: "id", only(PROVIDER, *STAFF): "wallet"}),
)
