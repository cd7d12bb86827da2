"""What orders to tokens answer."""

from typing import Final

import strawberry

from subgraphs.kit.usererrors import Payload, UserError
from subgraphs.tokens.types import (
    LowBalanceRule,
    TokenBalanceEntry,
    TokenHold,
    TokenPackage,
    TokenPurchase,
    TokenRate,
    TokenWallet,
)


@strawberry.type
class HoldTokensPayload(Payload):
    """The tokens that are set aside, or why they are not."""

    hold: TokenHold | None
    errors: list[UserError]


@strawberry.type
class CaptureHoldPayload(HoldTokensPayload):
    """The hold whose tokens were spent, or why they were not."""


@strawberry.type
class ReleaseHoldPayload(HoldTokensPayload):
    """The hold whose tokens were given back, or why they were not."""


@strawberry.type
class SpendTokensPayload(Payload):
    """The wallet that tokens left and the last movement that took them out, or why none did."""

    wallet: TokenWallet | None
    entry: TokenBalanceEntry | None
    errors: list[UserError]


@strawberry.type
class PurchaseTokensPayload(Payload):
    """The purchase, which is credited once it is paid, or why there is none."""

    purchase: TokenPurchase | None
    errors: list[UserError]


@strawberry.type
class CancelPurchasePayload(PurchaseTokensPayload):
    """The purchase that was cancelled, or why it was not."""


@strawberry.type
class RefundPurchasePayload(PurchaseTokensPayload):
    """The purchase of which tokens were taken back, or why none were."""


@strawberry.type
class GrantTokensPayload(PurchaseTokensPayload):
    """The purchase without a price that stands for the grant, or why there is none."""


@strawberry.type
class SuspendWalletPayload(Payload):
    """The wallet that is suspended, or why it is not."""

    wallet: TokenWallet | None
    errors: list[UserError]


@strawberry.type
class ReactivateWalletPayload(SuspendWalletPayload):
    """The wallet that is active again, or why it is not."""


@strawberry.type
class SetLowBalanceRulePayload(Payload):
    """The rule, or why there is none."""

    rule: LowBalanceRule | None
    errors: list[UserError]


@strawberry.type
class CreateTokenPackagePayload(Payload):
    """The package on sale, or why there is none."""

    package: TokenPackage | None
    errors: list[UserError]


@strawberry.type
class RetireTokenPackagePayload(CreateTokenPackagePayload):
    """The package that is sold no longer, or why it still is."""


@strawberry.type
class SetRatePayload(Payload):
    """The rate, or why there is none."""

    rate: TokenRate | None
    errors: list[UserError]


ALL: Final = (
    HoldTokensPayload,
    CaptureHoldPayload,
    ReleaseHoldPayload,
    SpendTokensPayload,
    PurchaseTokensPayload,
    CancelPurchasePayload,
    RefundPurchasePayload,
    GrantTokensPayload,
    SuspendWalletPayload,
    ReactivateWalletPayload,
    SetLowBalanceRulePayload,
    CreateTokenPackagePayload,
    RetireTokenPackagePayload,
    SetRatePayload,
)
