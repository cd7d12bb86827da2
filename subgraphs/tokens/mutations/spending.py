"""Orders of services: tokens are held, captured, released and spent."""

from uuid import UUID

import strawberry

from subgraphs.kit.context import Info
from subgraphs.kit.orders import order
from subgraphs.kit.reading import find
from subgraphs.kit.refusals import Refused
from subgraphs.tokens.mutations.inputs import CaptureHoldInput, HoldTokensInput, ReleaseHoldInput, SpendTokensInput
from subgraphs.tokens.mutations.payloads import (
    CaptureHoldPayload,
    HoldTokensPayload,
    ReleaseHoldPayload,
    SpendTokensPayload,
)
from subgraphs.tokens.service import holds, spending
from subgraphs.tokens.types import TokenBalanceEntry, TokenHold, TokenWallet


@strawberry.type
class SpendingOrders:
    """What services order about the tokens that operations take."""

    @order(HoldTokensPayload, description="Set tokens aside for an operation under way, for 15 minutes.")
    async def hold_tokens(self, info: Info, input: HoldTokensInput) -> TokenHold | Refused | None:
        done = await holds.hold_tokens(
            info.context.writer(),
            key=input.idempotency_key,
            wallet_id=UUID(input.wallet_id),
            tokens=input.tokens,
            use=input.use(),
        )
        return await _hold(info, done)

    @order(CaptureHoldPayload, description="Spend what an operation used of its hold; the rest is given back.")
    async def capture_hold(self, info: Info, input: CaptureHoldInput) -> TokenHold | Refused | None:
        done = await holds.capture_hold(
            info.context.writer(), key=input.idempotency_key, hold_id=UUID(input.hold_id), tokens=input.tokens
        )
        return await _hold(info, done)

    @order(ReleaseHoldPayload, description="Give back all that is held.")
    async def release_hold(self, info: Info, input: ReleaseHoldInput) -> TokenHold | Refused | None:
        done = await holds.release_hold(info.context.writer(), key=input.idempotency_key, hold_id=UUID(input.hold_id))
        return await _hold(info, done)

    @order(SpendTokensPayload, description="Spend tokens at once.")
    async def spend_tokens(
        self, info: Info, input: SpendTokensInput
    ) -> tuple[TokenWallet | None, TokenBalanceEntry | None] | Refused:
        done = await spending.spend_tokens(
            info.context.writer(),
            key=input.idempotency_key,
            wallet_id=UUID(input.wallet_id),
            tokens=input.tokens,
            use=input.use(),
        )
        if isinstance(done, Refused):
            return done
        return await find(info, TokenWallet, id=done.wallet_id), await find(info, TokenBalanceEntry, id=done.entry_id)


async def _hold(info: Info, done: UUID | Refused) -> TokenHold | Refused | None:
    return done if isinstance(done, Refused) else await find(info, TokenHold, id=done)
