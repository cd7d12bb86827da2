"""The chart of accounts that every installation begins with: a migration stores its rows, rules and seed name them."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Final
from uuid import UUID, uuid5

from shared_models.finance.choices import LedgerAccountType, LedgerSide

NAMESPACE: Final = UUID("0c2f3c1e-7f4b-5a51-8a3d-6d1f0f6f5a10")
# What the insurer's books are kept in.
HOME_CURRENCY: Final = "USD"
_DEBIT_TYPES: Final = (LedgerAccountType.ASSET, LedgerAccountType.EXPENSE)


class ChartCode(StrEnum):
    """The codes of the accounts that the rules of the ledger name."""

    BANK = "1000"
    GATEWAY_CLEARING = "1050"
    PREMIUM_RECEIVABLE = "1100"
    CLAIM_RECOVERIES = "1150"
    CLAIMS_PAYABLE = "2000"
    UNEARNED_PREMIUM = "2100"
    COMMISSION_PAYABLE = "2200"
    TOKEN_LIABILITY = "2300"  # noqa: S105  # tokens are credits here, not credentials
    UNAPPLIED_CASH = "2400"
    PREMIUM_TAX = "2500"
    REFUNDS_PAYABLE = "2600"
    EQUITY = "3000"
    PREMIUM_INCOME = "4000"
    TOKEN_INCOME = "4100"  # noqa: S105  # the same
    FEE_INCOME = "4200"
    CLAIMS_EXPENSE = "5000"
    COMMISSION_EXPENSE = "5100"
    PAYMENT_FEES = "5200"
    BAD_DEBT = "5300"


CHART: Final[Mapping[ChartCode, tuple[str, LedgerAccountType]]] = {
    ChartCode.BANK: ("Bank", LedgerAccountType.ASSET),
    ChartCode.GATEWAY_CLEARING: ("Gateway clearing", LedgerAccountType.ASSET),
    ChartCode.PREMIUM_RECEIVABLE: ("Premium receivable", LedgerAccountType.ASSET),
    ChartCode.CLAIM_RECOVERIES: ("Claim recoveries", LedgerAccountType.ASSET),
    ChartCode.CLAIMS_PAYABLE: ("Claims payable", LedgerAccountType.LIABILITY),
    ChartCode.UNEARNED_PREMIUM: ("Unearned premium", LedgerAccountType.LIABILITY),
    ChartCode.COMMISSION_PAYABLE: ("Commission payable", LedgerAccountType.LIABILITY),
    ChartCode.TOKEN_LIABILITY: ("Token liability", LedgerAccountType.LIABILITY),
    ChartCode.UNAPPLIED_CASH: ("Unapplied cash", LedgerAccountType.LIABILITY),
    ChartCode.PREMIUM_TAX: ("Premium tax payable", LedgerAccountType.LIABILITY),
    ChartCode.REFUNDS_PAYABLE: ("Refunds payable", LedgerAccountType.LIABILITY),
    ChartCode.EQUITY: ("Equity", LedgerAccountType.EQUITY),
    ChartCode.PREMIUM_INCOME: ("Premium income", LedgerAccountType.REVENUE),
    ChartCode.TOKEN_INCOME: ("Token income", LedgerAccountType.REVENUE),
    ChartCode.FEE_INCOME: ("Fee income", LedgerAccountType.REVENUE),
    ChartCode.CLAIMS_EXPENSE: ("Claims expense", LedgerAccountType.EXPENSE),
    ChartCode.COMMISSION_EXPENSE: ("Commission expense", LedgerAccountType.EXPENSE),
    ChartCode.PAYMENT_FEES: ("Payment fees", LedgerAccountType.EXPENSE),
    ChartCode.BAD_DEBT: ("Bad debt", LedgerAccountType.EXPENSE),
}
# Where money is held at first: one bank account, on the ledger's own for the bank.
OPERATING_ACCOUNT: Final = "BANK"
OPERATING_ACCOUNT_ID: Final = uuid5(NAMESPACE, f"financial_accounts:{OPERATING_ACCOUNT}")


def account_id(code: ChartCode) -> UUID:
    """Return the id of an account of the chart, the same in every installation."""
    return uuid5(NAMESPACE, f"ledger_accounts:{code}")


def normal_side(kind: LedgerAccountType) -> LedgerSide:
    """Return the side on which accounts of a type grow."""
    return LedgerSide.DEBIT if kind in _DEBIT_TYPES else LedgerSide.CREDIT
