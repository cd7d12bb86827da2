"""Orders about wallets themselves, and about what tokens cost."""

from uuid import UUID

import strawberry

from subgraphs.kit.context import Info
from subgraphs.kit.orders import order
from subgraphs.kit.reading import find
from subgraphs.kit.refusals import Refused
from subgraphs.tokens.mutations.inputs import (
    CreateTokenPackageInput,
    ReactivateWalletInput,
    RetireTokenPackageInput,
    SetLowBalanceRuleInput,
    SetRateInput,
    SuspendWalletInput,
)
from subgraphs.tokens.mutations.payloads import (
    CreateTokenPackagePayload,
    ReactivateWalletPayload,
    RetireTokenPackagePayload,
    SetLowBalanceRulePayload,
    SetRatePayload,
    SuspendWalletPayload,
)
from subgraphs.tokens.service import offers, wallets
from subgraphs.tokens.types import LowBalanceRule, TokenPackage, TokenRate, TokenWallet


@strawberry.type
class KeepingOrders:
    """What is ordered about wallets, packages and rates."""

    @order(SuspendWalletPayload, description="Let nothing be spent from a wallet.")
    async def suspend_wallet(self, info: Info, input: SuspendWalletInput) -> TokenWallet | Refused | None:
        done = await wallets.suspend_wallet(
            info.context.writer(),
            wallet_id=UUID(input.wallet_id),
            expected_version=input.expected_version,
            reason=input.reason,
        )
        return done if isinstance(done, Refused) else await find(info, TokenWallet, id=done)

    @order(ReactivateWalletPayload, description="Let tokens of a wallet be spent again.")
    async def reactivate_wallet(self, info: Info, input: ReactivateWalletInput) -> TokenWallet | Refused | None:
        done = await wallets.reactivate_wallet(
            info.context.writer(), wallet_id=UUID(input.wallet_id), expected_version=input.expected_version
        )
        return done if isinstance(done, Refused) else await find(info, TokenWallet, id=done)

    @order(SetLowBalanceRulePayload, description="Say when a wallet counts as low; notice is given once each time.")
    async def set_low_balance_rule(self, info: Info, input: SetLowBalanceRuleInput) -> LowBalanceRule | Refused | None:
        done = await wallets.set_low_balance_rule(
            info.context.writer(),
            wallet_id=UUID(input.wallet_id),
            kind=input.kind,
            value=input.value,
            is_active=input.is_active,
        )
        return done if isinstance(done, Refused) else await find(info, LowBalanceRule, id=done)

    @order(CreateTokenPackagePayload, description="Put a package on sale; another price is another package.")
    async def create_token_package(self, info: Info, input: CreateTokenPackageInput) -> TokenPackage | Refused | None:
        done = await offers.create_package(info.context.writer(), input.offer())
        return done if isinstance(done, Refused) else await find(info, TokenPackage, id=done)

    @order(RetireTokenPackagePayload, description="Sell a package no longer.")
    async def retire_token_package(self, info: Info, input: RetireTokenPackageInput) -> TokenPackage | Refused | None:
        done = await offers.retire_package(
            info.context.writer(), package_id=UUID(input.package_id), expected_version=input.expected_version
        )
        return done if isinstance(done, Refused) else await find(info, TokenPackage, id=done)

    @order(SetRatePayload, description="Say what an operation costs from a later day on.")
    async def set_rate(self, info: Info, input: SetRateInput) -> TokenRate | Refused | None:
        done = await offers.set_rate(
            info.context.writer(),
            operation=input.operation,
            tokens=input.tokens,
            is_refundable=input.is_refundable,
            valid_from=input.valid_from,
        )
        return done if isinstance(done, Refused) else await find(info, TokenRate, id=done)
