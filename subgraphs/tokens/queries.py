"""What one may ask tokens."""

from datetime import date

import strawberry

from subgraphs.kit.context import Info
from subgraphs.kit.lists import all_nodes
from subgraphs.kit.nodes import ID
from subgraphs.kit.paging import Connection
from subgraphs.kit.reading import find
from subgraphs.tokens.loaders import rates_on
from subgraphs.tokens.types import (
    AutoTopupPolicy,
    TokenBalanceEntry,
    TokenBalanceEntryFilter,
    TokenBalanceEntryOrder,
    TokenPackage,
    TokenPackageFilter,
    TokenPackageOrder,
    TokenPurchase,
    TokenPurchaseFilter,
    TokenPurchaseOrder,
    TokenRate,
    TokenSubscription,
    TokenWallet,
    TokenWalletFilter,
    TokenWalletOrder,
)


@strawberry.type
class Query:
    """Tokens' part of the root."""

    @strawberry.field(description="One wallet, by id or by the company or provider that holds it.")
    async def token_wallet(
        self, info: Info, id: ID | None = None, organization_id: ID | None = None
    ) -> TokenWallet | None:
        return await find(info, TokenWallet, id=id, organization_id=organization_id)

    @strawberry.field
    async def token_subscription(self, info: Info, id: ID) -> TokenSubscription | None:
        return await find(info, TokenSubscription, id=id)

    @strawberry.field(description="One top-up policy, by id or by its wallet.")
    async def auto_topup_policy(
        self, info: Info, id: ID | None = None, wallet_id: ID | None = None
    ) -> AutoTopupPolicy | None:
        return await find(info, AutoTopupPolicy, id=id, wallet_id=wallet_id)

    @strawberry.field(description="What each operation costs on a day, today by default.")
    async def rate_card(self, info: Info, on: date | None = None) -> list[TokenRate]:
        return await rates_on(info, on or info.context.today)

    token_wallets: Connection[TokenWallet] = all_nodes(
        lambda: TokenWallet, filtered_by=TokenWalletFilter, order=TokenWalletOrder.CREATED_AT_ASC
    )
    balance_history: Connection[TokenBalanceEntry] = all_nodes(
        lambda: TokenBalanceEntry,
        filtered_by=TokenBalanceEntryFilter,
        order=TokenBalanceEntryOrder.OCCURRED_AT_DESC,
        description="What moved tokens, newest first.",
    )
    token_purchases: Connection[TokenPurchase] = all_nodes(
        lambda: TokenPurchase, filtered_by=TokenPurchaseFilter, order=TokenPurchaseOrder.CREATED_AT_DESC
    )
    token_packages: Connection[TokenPackage] = all_nodes(
        lambda: TokenPackage, filtered_by=TokenPackageFilter, order=TokenPackageOrder.DISPLAY_ORDER_ASC
    )
