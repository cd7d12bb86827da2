"""What tokens cost, who bought which, and what buys them without being asked."""

from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from sqlalchemy.dialects.postgresql import Range

from shared_models.base import (
    Recorded,
    SoftDeleted,
    amount,
    big,
    check,
    closed,
    code,
    currency,
    exclude,
    in_currency_of,
    index,
    index_where,
    instant,
    number,
    one_of,
    rate,
    refers_to,
    span,
    text,
    unique,
    unique_where,
)
from shared_models.tokens.base import TokensTable
from shared_models.tokens.choices import (
    PurchaseOrigin,
    PurchaseStatus,
    SubscriptionFrequency,
    SubscriptionStatus,
    TokenPackageStatus,
    TopupSchedule,
    TopupTrigger,
)


class TokenPackage(SoftDeleted, TokensTable, table=True):
    """So many tokens for a price; another price is another package."""

    __tablename__ = "token_packages"
    __table_args__ = (
        unique("package_code"),
        unique("id", "currency"),
        index("status", "display_order"),
        one_of("status", TokenPackageStatus),
        check("tokens", "tokens > 0"),
        check("bonus_tokens", "bonus_tokens >= 0"),
        check("price", "price >= 0"),
    )

    package_code: str = code(20)
    name: str = text()
    tokens: int = big()
    bonus_tokens: int = big(default=0)
    price: Decimal = amount()
    currency: str = currency()
    valid_span: Range[date] = span()
    display_order: int = 0
    status: TokenPackageStatus = closed(TokenPackageStatus, default=TokenPackageStatus.DRAFT)


class TokenSubscription(Recorded, TokensTable, table=True):
    """A package bought again and again; `anchor_day` is kept through short months."""

    __tablename__ = "token_subscriptions"
    __table_args__ = (
        unique_where(
            "uq_token_subscriptions_open",
            "wallet_id",
            "package_id",
            where="status IN ('active', 'past_due', 'paused')",
        ),
        index("status", "next_billing_on"),
        one_of("frequency", SubscriptionFrequency),
        one_of("status", SubscriptionStatus),
        check("anchor_day", "anchor_day BETWEEN 1 AND CASE frequency WHEN 'weekly' THEN 7 ELSE 31 END"),
        check("failed_attempts", "failed_attempts >= 0"),
    )

    wallet_id: UUID = refers_to("organization_token_wallets.id")
    package_id: UUID = refers_to("token_packages.id")
    frequency: SubscriptionFrequency = closed(SubscriptionFrequency)
    anchor_day: int
    status: SubscriptionStatus = closed(SubscriptionStatus, default=SubscriptionStatus.ACTIVE)
    next_billing_on: date
    last_billed_on: date | None = None
    failed_attempts: int = 0
    grace_until: date | None = None
    payment_method_id: UUID
    started_on: date
    cancelled_at: datetime | None = instant(default=None)
    cancel_reason: str | None = text(default=None)


class AutoTopupPolicy(Recorded, TokensTable, table=True):
    """When a wallet buys tokens by itself, and how much that may cost in a month."""

    __tablename__ = "auto_topup_policies"
    __table_args__ = (
        unique("wallet_id"),
        in_currency_of("package_id", "token_packages"),
        one_of("trigger", TopupTrigger),
        one_of("schedule", TopupSchedule),
        check(
            "one_threshold",
            "trigger = 'scheduled' OR num_nonnulls(threshold_tokens, threshold_rate) = 1",
        ),
        check("scheduled", "trigger = 'threshold' OR schedule IS NOT NULL"),
        check("threshold_tokens", "threshold_tokens > 0"),
        check("threshold_rate", "threshold_rate > 0 AND threshold_rate <= 1"),
        check("spending", "month_spent >= 0 AND monthly_spend_cap >= 0"),
        check("month", r"month ~ '^\d{4}-(0[1-9]|1[0-2])$'"),
        check("counts", "cooldown_minutes >= 0 AND failure_count >= 0"),
    )

    wallet_id: UUID = refers_to("organization_token_wallets.id")
    is_enabled: bool = True
    trigger: TopupTrigger = closed(TopupTrigger)
    threshold_tokens: int | None = big(default=None)
    threshold_rate: Decimal | None = rate(default=None)
    schedule: TopupSchedule | None = closed(TopupSchedule, default=None)
    next_run_at: datetime | None = instant(default=None)
    package_id: UUID
    payment_method_id: UUID
    monthly_spend_cap: Decimal | None = amount(default=None)
    currency: str = currency()
    month_spent: Decimal = amount(default=Decimal(0))
    month: str = code(7)
    cooldown_minutes: int = 15
    failure_count: int = 0
    paused_until: datetime | None = instant(default=None)
    pause_reason: str | None = text(default=None)
    last_triggered_at: datetime | None = instant(default=None)


class TokenPurchase(Recorded, TokensTable, table=True):
    """Tokens bought for a wallet or granted to it; credited once they are paid."""

    __tablename__ = "token_purchases"
    __table_args__ = (
        index("created_at", "id"),
        unique("purchase_number"),
        in_currency_of("package_id", "token_packages"),
        unique_where(
            "uq_token_purchases_topup_in_flight",
            "wallet_id",
            where="origin = 'auto_topup' AND status IN ('pending', 'processing')",
        ),
        index("wallet_id", "created_at", "id"),
        index("status"),
        one_of("origin", PurchaseOrigin),
        one_of("status", PurchaseStatus),
        check("tokens", "tokens > 0"),
        check("price", "amount >= 0 AND unit_price >= 0"),
        check("grant_is_free", "origin <> 'grant' OR amount = 0"),
        check("refunded_tokens", "refunded_tokens BETWEEN 0 AND tokens"),
    )

    purchase_number: str = code(24)
    wallet_id: UUID = refers_to("organization_token_wallets.id")
    package_id: UUID | None = None
    origin: PurchaseOrigin = closed(PurchaseOrigin)
    tokens: int = big()
    unit_price: Decimal = number(19, 6)
    amount: Decimal = amount()
    currency: str = currency()
    status: PurchaseStatus = closed(PurchaseStatus, default=PurchaseStatus.PENDING)
    payment_id: UUID | None = None
    subscription_id: UUID | None = refers_to("token_subscriptions.id", default=None)
    topup_policy_id: UUID | None = refers_to("auto_topup_policies.id", default=None)
    requested_by: UUID | None = None
    expires_on: date | None = None
    completed_at: datetime | None = instant(default=None)
    failure_code: str | None = code(40, default=None)
    refunded_tokens: int = big(default=0)


class TokenLot(Recorded, TokensTable, table=True):
    """The tokens of one purchase that are still there; the lot that expires first is spent first."""

    __tablename__ = "token_lots"
    __table_args__ = (
        unique("purchase_id"),
        index_where("ix_token_lots_open", "wallet_id", "expires_on", where="remaining > 0"),
        check("tokens", "tokens > 0"),
        check("remaining", "remaining BETWEEN 0 AND tokens"),
    )

    wallet_id: UUID = refers_to("organization_token_wallets.id")
    purchase_id: UUID = refers_to("token_purchases.id")
    tokens: int = big()
    remaining: int = big()
    expires_on: date | None = None


class TokenRate(Recorded, TokensTable, table=True):
    """What an operation of the platform costs while `span` lasts."""

    __tablename__ = "token_rate_cards"
    __table_args__ = (
        exclude("ex_token_rate_cards_overlap", ("operation", "="), ("span", "&&")),
        check("tokens", "tokens >= 0"),
    )

    operation: str = code(40)
    tokens: int
    is_refundable: bool = True
    span: Range[date] = span()
