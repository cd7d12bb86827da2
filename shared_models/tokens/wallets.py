"""Wallets, what moved their tokens, and when they run low."""

from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

import sqlalchemy as sa

from shared_models.base import (
    AppendOnly,
    Recorded,
    after_create,
    append_only,
    big,
    check,
    closed,
    code,
    column,
    currency,
    index,
    index_where,
    instant,
    number,
    one_of,
    partitioned_by_month,
    refers_to,
    text,
    unique,
)
from shared_models.tokens.base import TokensTable
from shared_models.tokens.choices import (
    BalanceEntryKind,
    ForecastMethod,
    HoldStatus,
    LowBalanceKind,
    OrganizationType,
    WalletStatus,
)
from shared_models.tokens.triggers import ON_HISTORY, ON_WALLETS


@after_create(*ON_WALLETS)
class TokenWallet(Recorded, TokensTable, table=True):
    """The tokens of one organisation: free ones, and ones set aside by holds.

    `reference_balance` is what was available right after the last credit; percentages are of it.
    """

    __tablename__ = "organization_token_wallets"
    __table_args__ = (
        index("created_at", "id"),
        index("available", "id"),
        unique("organization_type", "organization_id"),
        index("organization_id"),
        one_of("organization_type", OrganizationType),
        one_of("status", WalletStatus),
        check("available", "available >= 0"),
        check("held", "held >= 0"),
        check(
            "lifetimes",
            "lifetime_purchased >= 0 AND lifetime_consumed >= 0 AND lifetime_expired >= 0 AND reference_balance >= 0",
        ),
        check("expiry_months", "expiry_months > 0"),
    )

    organization_type: OrganizationType = closed(OrganizationType)
    organization_id: UUID
    status: WalletStatus = closed(WalletStatus, default=WalletStatus.ACTIVE)
    available: int = big(default=0)
    held: int = big(default=0)
    lifetime_purchased: int = big(default=0)
    lifetime_consumed: int = big(default=0)
    lifetime_expired: int = big(default=0)
    reference_balance: int = big(default=0)
    currency: str = currency()
    expiry_months: int | None = None
    suspension_reason: str | None = text(default=None)


class TokenHold(Recorded, TokensTable, table=True):
    """Tokens set aside for one operation, until it takes what it used or gives them back."""

    __tablename__ = "token_holds"
    __table_args__ = (
        unique("operation", "reference_type", "reference_id"),
        index("wallet_id"),
        index_where("ix_token_holds_expiry", "expires_at", where="status = 'active'"),
        one_of("status", HoldStatus),
        check("tokens", "tokens > 0"),
        check("captured_tokens", "captured_tokens BETWEEN 0 AND tokens"),
    )

    wallet_id: UUID = refers_to("organization_token_wallets.id")
    tokens: int = big()
    captured_tokens: int = big(default=0)
    status: HoldStatus = closed(HoldStatus, default=HoldStatus.ACTIVE)
    operation: str = code(40)
    reference_type: str = code(40)
    reference_id: UUID
    expires_at: datetime = instant()


@append_only
@partitioned_by_month
@after_create(*ON_HISTORY)
class TokenBalanceEntry(AppendOnly, TokensTable, table=True):
    """One movement of a wallet; replaying all from zero gives the wallet."""

    __tablename__ = "token_balance_history"
    __table_args__ = (
        index("occurred_at", "id"),
        unique("wallet_id", "seq", "occurred_at"),
        index_where("ix_token_balance_history_wallet_newest", "wallet_id", sa.text("occurred_at DESC")),
        one_of("entry", BalanceEntryKind),
        check("seq", "seq > 0"),
        check("available_after", "available_after >= 0"),
        check("held_after", "held_after >= 0"),
        {"postgresql_partition_by": "RANGE (occurred_at)"},
    )

    wallet_id: UUID = refers_to("organization_token_wallets.id")
    seq: int = big()
    entry: BalanceEntryKind = closed(BalanceEntryKind)
    available_delta: int = big()
    held_delta: int = big()
    available_after: int = big()
    held_after: int = big()
    hold_id: UUID | None = refers_to("token_holds.id", default=None)
    purchase_id: UUID | None = refers_to("token_purchases.id", default=None)
    lot_id: UUID | None = refers_to("token_lots.id", default=None)
    operation: str | None = code(40, default=None)
    reference_type: str | None = code(40, default=None)
    reference_id: UUID | None = None
    idempotency_key: str = text()
    occurred_at: datetime = column(sa.DateTime(timezone=True), primary_key=True)


@append_only
class TokenUsageForecast(AppendOnly, TokensTable, table=True):
    """When a wallet will be empty if it is used as it was; null where there is too little history."""

    __tablename__ = "token_usage_forecasts"
    __table_args__ = (
        index_where("ix_token_usage_forecasts_newest", "wallet_id", sa.text("computed_at DESC")),
        one_of("method", ForecastMethod),
        check("window_days", "window_days > 0"),
        check("daily_mean", "daily_mean >= 0 AND daily_stddev >= 0"),
    )

    wallet_id: UUID = refers_to("organization_token_wallets.id")
    computed_at: datetime = instant()
    method: ForecastMethod = closed(ForecastMethod)
    window_days: int
    daily_mean: Decimal = number(14, 4)
    daily_stddev: Decimal = number(14, 4)
    projected_days: int | None = None
    depletion_on: date | None = None
    depletion_low: date | None = None
    depletion_high: date | None = None
    recommended_package_id: UUID | None = refers_to("token_packages.id", default=None)


class LowBalanceRule(Recorded, TokensTable, table=True):
    """When a wallet counts as low: below so many tokens, or below a fraction of its reference balance."""

    __tablename__ = "low_balance_rules"
    __table_args__ = (
        index("wallet_id"),
        one_of("kind", LowBalanceKind),
        check("value", "value > 0 AND (kind = 'absolute' OR value <= 1)"),
    )

    wallet_id: UUID = refers_to("organization_token_wallets.id")
    kind: LowBalanceKind = closed(LowBalanceKind)
    value: Decimal = number(19, 6)
    is_active: bool = True
    armed: bool = True
    last_fired_at: datetime | None = instant(default=None)
