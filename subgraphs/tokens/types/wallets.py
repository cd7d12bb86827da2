"""Wallets and what moves them, what is bought for them, and what tokens cost."""

from datetime import date, datetime
from decimal import Decimal
from typing import Annotated, ClassVar, TypeAlias
from uuid import UUID

import strawberry
from strawberry import Private

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
from subgraphs.kit.context import Info
from subgraphs.kit.lists import below
from subgraphs.kit.nodes import ID, Node, Source, Stub, reads
from subgraphs.kit.paging import Connection
from subgraphs.kit.reading import all_of, find, find_owner
from subgraphs.kit.scalars import CurrencyCode, Long
from subgraphs.kit.values import DateSpan, Money, days, money
from subgraphs.tokens.types.asking import (
    TokenBalanceEntryFilter,
    TokenBalanceEntryOrder,
    TokenHoldFilter,
    TokenHoldOrder,
    TokenPurchaseFilter,
    TokenPurchaseOrder,
    TokenSubscriptionFilter,
    TokenSubscriptionOrder,
)


@strawberry.federation.type(keys=["id"])
class Member(Stub):
    """A covered person; core tells about them."""

    id: ID
    company_id: ID | None = strawberry.federation.field(external=True, default=None)

    @strawberry.federation.field(requires=["companyId"], description="The employer's wallet; individuals have none.")
    async def wallet(self, info: Info) -> "TokenWallet | None":
        return None if self.company_id is None else await find(info, TokenWallet, organization_id=self.company_id)


@strawberry.federation.type(keys=["id"])
class Company(Stub):
    """An employer; core tells about it."""

    id: ID

    @strawberry.field(description="The company's prepaid operating credits.")
    async def wallet(self, info: Info) -> "TokenWallet | None":
        return await find(info, TokenWallet, organization_id=self.id)


@strawberry.federation.type(keys=["id"])
class Provider(Stub):
    """An organisation that gives care; providers tells about it."""

    id: ID

    @strawberry.field(description="The provider's prepaid operating credits.")
    async def wallet(self, info: Info) -> "TokenWallet | None":
        return await find(info, TokenWallet, organization_id=self.id)


Organization: TypeAlias = Annotated[
    Company | Provider, strawberry.union("Organization", description="Who holds a wallet.")
]


@strawberry.federation.type(keys=["id"], description="The prepaid operating credits of one organisation.")
class TokenWallet(Node):
    """The prepaid operating credits of one organisation."""

    source: ClassVar = Source(tables.TokenWallet, keys=("id", "organization_id"))

    organization_id: Private[UUID]

    id: ID
    organization_type: OrganizationType
    status: WalletStatus
    available: Long = strawberry.field(description="Tokens free to be spent.")
    held: Long = strawberry.field(description="Tokens set aside for operations under way.")
    lifetime_purchased: Long
    lifetime_consumed: Long
    lifetime_expired: Long
    reference_balance: Long = strawberry.field(
        description="What was available right after the last credit; percentages are of it."
    )
    currency: CurrencyCode
    expiry_months: int | None = strawberry.field(description="How long bought tokens last; null: for ever.")
    suspension_reason: str | None
    version: int

    @strawberry.field(metadata=reads("organization_type", "organization_id"), description="Who holds the wallet.")
    def organization(self) -> Organization:
        kind = Company if self.organization_type is OrganizationType.COMPANY else Provider
        return kind(id=ID(str(self.organization_id)))

    history: "Connection[TokenBalanceEntry]" = below(
        lambda: TokenBalanceEntry,
        "wallet_id",
        filtered_by=TokenBalanceEntryFilter,
        order=TokenBalanceEntryOrder.OCCURRED_AT_DESC,
        description="What moved the wallet's tokens, newest first.",
    )
    holds: "Connection[TokenHold]" = below(
        lambda: TokenHold,
        "wallet_id",
        filtered_by=TokenHoldFilter,
        order=TokenHoldOrder.EXPIRES_AT_DESC,
        description="Tokens set aside, now and before.",
    )
    purchases: "Connection[TokenPurchase]" = below(
        lambda: TokenPurchase,
        "wallet_id",
        filtered_by=TokenPurchaseFilter,
        order=TokenPurchaseOrder.CREATED_AT_DESC,
        description="Tokens bought and granted, newest first.",
    )
    subscriptions: "Connection[TokenSubscription]" = below(
        lambda: TokenSubscription,
        "wallet_id",
        filtered_by=TokenSubscriptionFilter,
        order=TokenSubscriptionOrder.NEXT_BILLING_ON_ASC,
        description="Packages bought again and again.",
    )

    @strawberry.field(metadata=reads("id"), description="When the wallet buys tokens by itself.")
    async def auto_topup_policy(self, info: Info) -> "AutoTopupPolicy | None":
        return await find(info, AutoTopupPolicy, wallet_id=self.id)

    @strawberry.field(metadata=reads("id"), description="When the wallet counts as low.")
    async def low_balance_rules(self, info: Info) -> "list[LowBalanceRule]":
        return await all_of(info, LowBalanceRule, "wallet_id", self.id)


@strawberry.type(description="One movement of a wallet's tokens.")
class TokenBalanceEntry(Node):
    """One movement of a wallet's tokens."""

    source: ClassVar = Source(tables.TokenBalanceEntry)

    wallet_id: Private[UUID]
    purchase_id: Private[UUID | None]

    id: ID
    seq: Long = strawberry.field(description="1, 2, 3 … within the wallet.")
    entry: BalanceEntryKind
    available_delta: Long
    held_delta: Long
    available_after: Long
    held_after: Long
    operation: str | None = strawberry.field(description="What the tokens were for, as in the rate card.")
    reference_type: str | None
    reference_id: ID | None
    occurred_at: datetime

    @strawberry.field(metadata=reads("wallet_id"))
    async def wallet(self, info: Info) -> TokenWallet:
        return await find_owner(info, TokenWallet, self.wallet_id)

    @strawberry.field(metadata=reads("purchase_id"), description="The purchase that a credit or refund belongs to.")
    async def purchase(self, info: Info) -> "TokenPurchase | None":
        return None if self.purchase_id is None else await find(info, TokenPurchase, id=self.purchase_id)


@strawberry.type(description="Tokens set aside for an operation, until it takes what it used or gives them back.")
class TokenHold(Node):
    """Tokens set aside for an operation."""

    source: ClassVar = Source(tables.TokenHold)

    wallet_id: Private[UUID]

    id: ID
    tokens: Long
    captured_tokens: Long = strawberry.field(description="How many of them were spent.")
    status: HoldStatus
    operation: str
    reference_type: str
    reference_id: ID
    expires_at: datetime

    @strawberry.field(metadata=reads("wallet_id"))
    async def wallet(self, info: Info) -> TokenWallet:
        return await find_owner(info, TokenWallet, self.wallet_id)


@strawberry.type(description="When a wallet counts as low.")
class LowBalanceRule(Node):
    """When a wallet counts as low."""

    source: ClassVar = Source(tables.LowBalanceRule)

    id: ID
    kind: LowBalanceKind
    value: Decimal = strawberry.field(description="Tokens, or a fraction of the reference balance: 0.2 is 20 %.")
    is_active: bool
    armed: bool = strawberry.field(description="Whether it will give notice the next time it holds.")
    last_fired_at: datetime | None


@strawberry.federation.type(keys=["id"], description="So many tokens for a price.")
class TokenPackage(Node):
    """So many tokens for a price."""

    source: ClassVar = Source(tables.TokenPackage)

    id: ID
    package_code: str
    name: str
    tokens: Long
    bonus_tokens: Long = strawberry.field(description="Tokens that come on top, at no price.")
    price: Money = money("price")
    valid: DateSpan = days("valid_span")
    display_order: int
    status: TokenPackageStatus
    version: int


@strawberry.federation.type(keys=["id"], description="Tokens bought for a wallet or granted to it.")
class TokenPurchase(Node):
    """Tokens bought for a wallet or granted to it; credited once they are paid."""

    source: ClassVar = Source(tables.TokenPurchase)

    wallet_id: Private[UUID]
    package_id: Private[UUID | None]

    id: ID
    purchase_number: str
    origin: PurchaseOrigin
    tokens: Long
    unit_price: Decimal = strawberry.field(description="Price of one token, finer than the currency's minor unit.")
    amount: Money = money("amount")
    status: PurchaseStatus
    expires_on: date | None
    created_at: datetime
    completed_at: datetime | None
    failure_code: str | None
    refunded_tokens: Long
    version: int

    @strawberry.field(metadata=reads("wallet_id"))
    async def wallet(self, info: Info) -> TokenWallet:
        return await find_owner(info, TokenWallet, self.wallet_id)

    @strawberry.field(metadata=reads("package_id"))
    async def package(self, info: Info) -> TokenPackage | None:
        return None if self.package_id is None else await find(info, TokenPackage, id=self.package_id)


@strawberry.federation.type(keys=["id"], description="A package bought again and again.")
class TokenSubscription(Node):
    """A package bought again and again."""

    source: ClassVar = Source(tables.TokenSubscription)

    wallet_id: Private[UUID]
    package_id: Private[UUID]

    id: ID
    frequency: SubscriptionFrequency
    anchor_day: int = strawberry.field(description="Day of the month or week; kept through short months.")
    status: SubscriptionStatus
    next_billing_on: date
    last_billed_on: date | None
    failed_attempts: int
    grace_until: date | None
    started_on: date
    cancelled_at: datetime | None
    cancel_reason: str | None

    @strawberry.field(metadata=reads("wallet_id"))
    async def wallet(self, info: Info) -> TokenWallet:
        return await find_owner(info, TokenWallet, self.wallet_id)

    @strawberry.field(metadata=reads("package_id"))
    async def package(self, info: Info) -> TokenPackage:
        return await find_owner(info, TokenPackage, self.package_id)


@strawberry.federation.type(keys=["id"], description="When a wallet buys tokens by itself, and for how much a month.")
class AutoTopupPolicy(Node):
    """When a wallet buys tokens by itself."""

    source: ClassVar = Source(tables.AutoTopupPolicy, keys=("id", "wallet_id"))

    wallet_id: Private[UUID]
    package_id: Private[UUID]

    id: ID
    is_enabled: bool
    trigger: TopupTrigger
    threshold_tokens: Long | None = strawberry.field(description="Buy when fewer tokens are available.")
    threshold_rate: Decimal | None = strawberry.field(
        description="Buy when less than this fraction of the reference balance is available."
    )
    schedule: TopupSchedule | None
    next_run_at: datetime | None
    monthly_spend_cap: Money | None = money("monthly_spend_cap")
    month_spent: Money = money("month_spent")
    month: str = strawberry.field(description="The month that `monthSpent` counts, such as 2026-03.")
    cooldown_minutes: int
    failure_count: int
    paused_until: datetime | None
    pause_reason: str | None
    last_triggered_at: datetime | None

    @strawberry.field(metadata=reads("wallet_id"))
    async def wallet(self, info: Info) -> TokenWallet:
        return await find_owner(info, TokenWallet, self.wallet_id)

    @strawberry.field(metadata=reads("package_id"))
    async def package(self, info: Info) -> TokenPackage:
        return await find_owner(info, TokenPackage, self.package_id)


@strawberry.type(description="What an operation of the platform costs.")
class TokenRate(Node):
    """What an operation of the platform costs."""

    source: ClassVar = Source(tables.TokenRate)

    operation: str
    tokens: int
    is_refundable: bool
    valid: DateSpan = days("span")
