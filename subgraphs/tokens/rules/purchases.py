"""What a purchase costs and credits, how long its tokens last, and what became of it once some were paid back."""

from calendar import monthrange
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import Final

from shared_models.tokens import PurchaseStatus, TokenPackageStatus, WalletStatus
from subgraphs.kit.refusals import ErrorCode, Refused

MONTHS: Final = 12
FINEST: Final = Decimal("0.000001")


@dataclass(frozen=True, slots=True)
class Package:
    """So many tokens for a price, and whether it is for sale on the day."""

    tokens: int
    bonus_tokens: int
    price: Decimal
    currency: str
    status: TokenPackageStatus
    is_valid: bool

    @property
    def all_tokens(self) -> int:
        """Return the tokens that it credits."""
        return self.tokens + self.bonus_tokens

    @property
    def unit_price(self) -> Decimal:
        """Return the price of a token, finer than the currency's minor unit."""
        return (self.price / self.all_tokens).quantize(FINEST, rounding=ROUND_HALF_UP)


def may_buy(package: Package, *, status: WalletStatus, currency: str) -> Refused | None:
    """Refuse a package that is not for sale, or not for a wallet in that status and currency."""
    if status is WalletStatus.CLOSED:
        return Refused(ErrorCode.WALLET_SUSPENDED, "The wallet is closed: nothing can be bought for it.")
    if package.status is not TokenPackageStatus.ACTIVE or not package.is_valid:
        return Refused(ErrorCode.VALIDATION, "This package is not for sale. Choose another.", ("input", "packageId"))
    if package.currency != currency:
        message = f"The package is sold in {package.currency}, the wallet is kept in {currency}. Choose another."
        return Refused(ErrorCode.VALIDATION, message, ("input", "packageId"))
    return None


def expires_on(credited_on: date, months: int | None) -> date | None:
    """Return the day on which tokens are no longer there: so many months later, on that month's last day at most."""
    if months is None:
        return None
    years, month = divmod(credited_on.month - 1 + months, MONTHS)
    year = credited_on.year + years
    return date(year, month + 1, min(credited_on.day, monthrange(year, month + 1)[1]))


def after_paying_back(tokens: int, refunded: int) -> PurchaseStatus:
    """Return the status of a purchase of which so many tokens were paid back."""
    return PurchaseStatus.REFUNDED if refunded == tokens else PurchaseStatus.PARTIALLY_REFUNDED
