"""Orders that bring tokens into wallets, and take unspent ones back."""

from uuid import UUID

import strawberry

from subgraphs.kit.context import Info
from subgraphs.kit.orders import order
from subgraphs.kit.reading import find
from subgraphs.kit.refusals import Refused
from subgraphs.tokens.mutations.inputs import (
    CancelPurchaseInput,
    GrantTokensInput,
    PurchaseTokensInput,
    RefundPurchaseInput,
)
from subgraphs.tokens.mutations.payloads import (
    CancelPurchasePayload,
    GrantTokensPayload,
    PurchaseTokensPayload,
    RefundPurchasePayload,
)
from subgraphs.tokens.service import grants, purchases
from subgraphs.tokens.types import TokenPurchase


@strawberry.type
class BuyingOrders:
    """What is ordered about tokens that are bought or granted."""

    @order(PurchaseTokensPayload, description="Buy a package for a wallet; it is credited once it is paid.")
    async def purchase_tokens(self, info: Info, input: PurchaseTokensInput) -> TokenPurchase | Refused | None:
        done = await purchases.purchase_tokens(
            info.context.writer(),
            key=input.idempotency_key,
            wallet_id=UUID(input.wallet_id),
            package_id=UUID(input.package_id),
            payment_method_id=None if input.payment_method_id is None else UUID(input.payment_method_id),
        )
        return await _purchase(info, done)

    @order(CancelPurchasePayload, description="Take back a purchase that is not paid.")
    async def cancel_purchase(self, info: Info, input: CancelPurchaseInput) -> TokenPurchase | Refused | None:
        done = await purchases.cancel_purchase(
            info.context.writer(),
            purchase_id=UUID(input.purchase_id),
            expected_version=input.expected_version,
            reason=input.reason,
        )
        return await _purchase(info, done)

    @order(RefundPurchasePayload, description="Take unspent tokens back, for their part of the price.")
    async def refund_purchase(self, info: Info, input: RefundPurchaseInput) -> TokenPurchase | Refused | None:
        done = await purchases.refund_purchase(
            info.context.writer(),
            key=input.idempotency_key,
            purchase_id=UUID(input.purchase_id),
            tokens=input.tokens,
            reason=input.reason,
        )
        return await _purchase(info, done)

    @order(GrantTokensPayload, description="Give a wallet tokens without a price.")
    async def grant_tokens(self, info: Info, input: GrantTokensInput) -> TokenPurchase | Refused | None:
        done = await grants.grant_tokens(
            info.context.writer(),
            key=input.idempotency_key,
            wallet_id=UUID(input.wallet_id),
            tokens=input.tokens,
            reason=input.reason,
        )
        return await _purchase(info, done)


async def _purchase(info: Info, done: UUID | Refused) -> TokenPurchase | Refused | None:
    return done if isinstance(done, Refused) else await find(info, TokenPurchase, id=done)
