"""How wallets, movements, purchases, packages and subscriptions are listed and filtered."""

from datetime import datetime
from enum import Enum

import sqlalchemy as sa
import strawberry
from sqlmodel import col

from shared_models import tokens as tables
from shared_models.tokens import (
    BalanceEntryKind,
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
from subgraphs.kit.filters import Filter, among, at_least, equals, matching, search
from subgraphs.kit.filters import below as less_than
from subgraphs.kit.nodes import ID
from subgraphs.kit.paging import Order
from subgraphs.kit.scalars import CurrencyCode, Long
from subgraphs.kit.schema import expose

expose(
    BalanceEntryKind,
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


@strawberry.enum(description="How wallets are listed.")
class TokenWalletOrder(Enum):
    """How wallets are listed."""

    CREATED_AT_ASC = Order("created_at")
    CREATED_AT_DESC = Order("created_at", descending=True)
    AVAILABLE_ASC = Order("available")
    AVAILABLE_DESC = Order("available", descending=True)


@strawberry.enum(description="How movements of wallets are listed.")
class TokenBalanceEntryOrder(Enum):
    """How movements of wallets are listed."""

    OCCURRED_AT_ASC = Order("occurred_at")
    OCCURRED_AT_DESC = Order("occurred_at", descending=True)


@strawberry.enum(description="How tokens set aside are listed.")
class TokenHoldOrder(Enum):
    """How tokens set aside are listed."""

    EXPIRES_AT_ASC = Order("expires_at")
    EXPIRES_AT_DESC = Order("expires_at", descending=True)


@strawberry.enum(description="How purchases of tokens are listed.")
class TokenPurchaseOrder(Enum):
    """How purchases of tokens are listed."""

    CREATED_AT_ASC = Order("created_at")
    CREATED_AT_DESC = Order("created_at", descending=True)
    NUMBER_ASC = Order("purchase_number")
    NUMBER_DESC = Order("purchase_number", descending=True)


@strawberry.enum(description="How token packages are listed.")
class TokenPackageOrder(Enum):
    """How token packages are listed."""

    DISPLAY_ORDER_ASC = Order("display_order")
    DISPLAY_ORDER_DESC = Order("display_order", descending=True)
    PRICE_ASC = Order("price")
    PRICE_DESC = Order("price", descending=True)


@strawberry.enum(description="How token subscriptions are listed.")
class TokenSubscriptionOrder(Enum):
    """How token subscriptions are listed."""

    NEXT_BILLING_ON_ASC = Order("next_billing_on")
    NEXT_BILLING_ON_DESC = Order("next_billing_on", descending=True)


def _is_low(low: bool) -> sa.ColumnElement[bool]:
    asked_for = sa.case(
        (col(tables.LowBalanceRule.kind) == LowBalanceKind.ABSOLUTE, tables.LowBalanceRule.value),
        else_=col(tables.LowBalanceRule.value) * col(tables.TokenWallet.reference_balance),
    )
    rule = sa.exists().where(
        col(tables.LowBalanceRule.wallet_id) == tables.TokenWallet.id,
        col(tables.LowBalanceRule.is_active),
        col(tables.TokenWallet.available) < asked_for,
    )
    return rule if low else ~rule


@strawberry.input(description="Wallets that meet all conditions given.")
class TokenWalletFilter(Filter):
    """Wallets that meet all conditions given."""

    organization_type: OrganizationType | None = equals(tables.TokenWallet.organization_type)
    organization_id_in: list[ID] | None = among(tables.TokenWallet.organization_id)
    status: WalletStatus | None = equals(tables.TokenWallet.status)
    available_below: Long | None = less_than(tables.TokenWallet.available)
    low_balance: bool | None = matching(_is_low, "Whether fewer tokens are available than an active rule asks for.")


@strawberry.input(description="Movements of wallets that meet all conditions given.")
class TokenBalanceEntryFilter(Filter):
    """Movements of wallets that meet all conditions given."""

    wallet_id: ID | None = equals(tables.TokenBalanceEntry.wallet_id)
    entry: BalanceEntryKind | None = equals(tables.TokenBalanceEntry.entry)
    entry_in: list[BalanceEntryKind] | None = among(tables.TokenBalanceEntry.entry)
    operation: str | None = equals(tables.TokenBalanceEntry.operation)
    reference_id: ID | None = equals(tables.TokenBalanceEntry.reference_id)
    occurred_from: datetime | None = at_least(tables.TokenBalanceEntry.occurred_at)
    occurred_before: datetime | None = less_than(tables.TokenBalanceEntry.occurred_at)


@strawberry.input(description="Tokens set aside that meet all conditions given.")
class TokenHoldFilter(Filter):
    """Tokens set aside that meet all conditions given."""

    status: HoldStatus | None = equals(tables.TokenHold.status)
    operation: str | None = equals(tables.TokenHold.operation)


@strawberry.input(description="Purchases of tokens that meet all conditions given.")
class TokenPurchaseFilter(Filter):
    """Purchases of tokens that meet all conditions given."""

    wallet_id: ID | None = equals(tables.TokenPurchase.wallet_id)
    origin: PurchaseOrigin | None = equals(tables.TokenPurchase.origin)
    status: PurchaseStatus | None = equals(tables.TokenPurchase.status)
    status_in: list[PurchaseStatus] | None = among(tables.TokenPurchase.status)
    created_from: datetime | None = at_least(tables.TokenPurchase.created_at)
    created_before: datetime | None = less_than(tables.TokenPurchase.created_at)


@strawberry.input(description="Token packages that meet all conditions given.")
class TokenPackageFilter(Filter):
    """Token packages that meet all conditions given."""

    status: TokenPackageStatus | None = equals(tables.TokenPackage.status)
    currency: CurrencyCode | None = equals(tables.TokenPackage.currency)
    search: str | None = search(tables.TokenPackage.name, tables.TokenPackage.package_code)


@strawberry.input(description="Token subscriptions that meet all conditions given.")
class TokenSubscriptionFilter(Filter):
    """Token subscriptions that meet all conditions given."""

    status: SubscriptionStatus | None = equals(tables.TokenSubscription.status)
