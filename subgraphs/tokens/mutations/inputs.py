"""What orders to tokens take."""

from datetime import date
from decimal import Decimal
from typing import Final
from uuid import UUID

import strawberry

from shared_models.tokens import LowBalanceKind
from subgraphs.kit import inputs
from subgraphs.kit.inputs import CURRENCY, DAY, IDEMPOTENCY_KEY, Number, Text, Whole, bounded
from subgraphs.kit.nodes import ID
from subgraphs.kit.scalars import CurrencyCode, Long
from subgraphs.tokens import types  # noqa: F401  # the closed choices become enums of the API there
from subgraphs.tokens.service.offers import Offer
from subgraphs.tokens.service.spending import Use

TOKENS: Final = Whole(1, 1_000_000_000)
BONUS: Final = Whole(0, 1_000_000_000)
VERSION: Final = Whole(1, 2**31 - 1)
RATE: Final = Whole(0, 1_000_000)
ORDER: Final = Whole(0, 1_000_000)
REASON: Final = Text(longest=1_000, shortest=3)
OPERATION: Final = Text(longest=40, pattern=r"[a-z][a-z0-9_]*", form="the name of an operation, such as report_run")
PACKAGE_CODE: Final = Text(longest=20, shortest=2, pattern=r"[A-Z][A-Z0-9-]*", form="capitals, digits and hyphens")
NAME: Final = Text(longest=100)
PRICE: Final = Number(least=Decimal(0), most=Decimal("999999999.9999"), places=4)
LOW: Final = Number(least=Decimal(0), most=Decimal(1000000000), places=6, is_more=True)

OF_KEY: Final = "8 to 100 characters of the client's; the same order given again under it is carried out once."


@strawberry.input
class UseInput:
    """What tokens are for: an operation of the platform, and the one thing it is done to."""

    idempotency_key: str = bounded(IDEMPOTENCY_KEY, description=OF_KEY)
    wallet_id: ID = bounded(inputs.ID)
    operation: str = bounded(OPERATION, description="As in the rate card.")
    tokens: Long = bounded(TOKENS)
    reference_type: str = bounded(OPERATION)
    reference_id: ID = bounded(inputs.ID)

    def use(self) -> Use:
        """Return it as services take it."""
        return Use(self.operation, self.reference_type, UUID(self.reference_id))


@strawberry.input
class HoldTokensInput(UseInput):
    """Tokens to set aside."""


@strawberry.input
class SpendTokensInput(UseInput):
    """Tokens to spend at once."""


@strawberry.input
class CaptureHoldInput:
    """How many of the tokens set aside were used; the others are given back."""

    idempotency_key: str = bounded(IDEMPOTENCY_KEY, description=OF_KEY)
    hold_id: ID = bounded(inputs.ID)
    tokens: Long = bounded(TOKENS)


@strawberry.input
class ReleaseHoldInput:
    """Tokens set aside that are not needed."""

    idempotency_key: str = bounded(IDEMPOTENCY_KEY, description=OF_KEY)
    hold_id: ID = bounded(inputs.ID)


@strawberry.input
class PurchaseTokensInput:
    """A package to buy for a wallet."""

    idempotency_key: str = bounded(IDEMPOTENCY_KEY, description=OF_KEY)
    wallet_id: ID = bounded(inputs.ID)
    package_id: ID = bounded(inputs.ID)
    payment_method_id: ID | None = bounded(inputs.ID, default=None)


@strawberry.input
class CancelPurchaseInput:
    """A purchase that is not wanted any more."""

    purchase_id: ID = bounded(inputs.ID)
    expected_version: int = bounded(VERSION)
    reason: str = bounded(REASON)


@strawberry.input
class RefundPurchaseInput:
    """Unspent tokens of a purchase to take back for their part of its price."""

    idempotency_key: str = bounded(IDEMPOTENCY_KEY, description=OF_KEY)
    purchase_id: ID = bounded(inputs.ID)
    tokens: Long = bounded(TOKENS)
    reason: str = bounded(REASON)


@strawberry.input
class GrantTokensInput:
    """Tokens to give a wallet without a price."""

    idempotency_key: str = bounded(IDEMPOTENCY_KEY, description=OF_KEY)
    wallet_id: ID = bounded(inputs.ID)
    tokens: Long = bounded(TOKENS)
    reason: str = bounded(REASON)


@strawberry.input
class SuspendWalletInput:
    """A wallet that nothing may be spent from."""

    wallet_id: ID = bounded(inputs.ID)
    expected_version: int = bounded(VERSION)
    reason: str = bounded(REASON)


@strawberry.input
class ReactivateWalletInput:
    """A wallet that tokens may be spent from again."""

    wallet_id: ID = bounded(inputs.ID)
    expected_version: int = bounded(VERSION)


@strawberry.input
class SetLowBalanceRuleInput:
    """When a wallet counts as low; a rule of that kind which it has already is replaced."""

    wallet_id: ID = bounded(inputs.ID)
    kind: LowBalanceKind
    value: Decimal = bounded(LOW, description="Tokens, or a fraction of the reference balance: 0.2 is 20 %.")
    is_active: bool = True


@strawberry.input
class CreateTokenPackageInput:
    """A package to sell."""

    package_code: str = bounded(PACKAGE_CODE)
    name: str = bounded(NAME)
    tokens: Long = bounded(TOKENS)
    bonus_tokens: Long = bounded(BONUS, default=0, description="Tokens that come on top, at no price.")
    price: Decimal = bounded(PRICE)
    currency: CurrencyCode = bounded(CURRENCY)
    valid_from: date = bounded(DAY)
    valid_until: date | None = bounded(DAY, default=None, description="The first day it is not sold any more.")
    display_order: int = bounded(ORDER, default=0)

    def offer(self) -> Offer:
        """Return it as services take it."""
        return Offer(**vars(self))


@strawberry.input
class RetireTokenPackageInput:
    """A package to sell no longer."""

    package_id: ID = bounded(inputs.ID)
    expected_version: int = bounded(VERSION)


@strawberry.input
class SetRateInput:
    """What an operation costs from a day on, until the next rate that is set already."""

    operation: str = bounded(OPERATION)
    tokens: int = bounded(RATE)
    is_refundable: bool = True
    valid_from: date = bounded(DAY)
