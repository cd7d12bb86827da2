"""What may be journalled by hand."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Final

from shared_models.finance import LedgerKind, LedgerSide
from shared_models.finance.chart import ChartCode
from shared_models.money import quantise
from subgraphs.finance.rules.ledger import Entry, difference
from subgraphs.kit.refusals import ErrorCode, Refused

# These are the sum of what is open elsewhere, account by account: only what happens there moves them.
KEPT_BY_SUBLEDGERS: Final = frozenset(
    {
        ChartCode.PREMIUM_RECEIVABLE,
        ChartCode.CLAIM_RECOVERIES,
        ChartCode.CLAIMS_PAYABLE,
        ChartCode.COMMISSION_PAYABLE,
        ChartCode.TOKEN_LIABILITY,
    }
)
NOT_BY_HAND: Final = Refused(
    ErrorCode.INVALID_TRANSITION,
    "Only what was journalled by hand is reversed by hand; anything else is corrected where it came from.",
    ("input", "transactionId"),
)
REVERSED: Final = Refused(ErrorCode.INVALID_TRANSITION, "This journal is reversed already.", ("input", "transactionId"))


def unfit(lines: Sequence[Entry], currency: str) -> Refused | None:
    """Say what is wrong with a journal: it balances, in whole minor units, and leaves subledgers alone."""
    for line in lines:
        if line.account in KEPT_BY_SUBLEDGERS:
            return _refused(f"Account {line.account} follows its subledger, and is not journalled by hand.")
        if line.amount != quantise(line.amount, currency):
            return _refused(f"{line.amount} is no amount of {currency}: it has too many digits after the point.")
    over = difference(lines)
    if over:
        debit = sum((line.amount for line in lines if line.side is LedgerSide.DEBIT), Decimal(0))
        return _refused(f"Debits of {debit} and credits of {debit - over} differ: a journal balances.")
    return None


def irreversible(kind: LedgerKind, *, is_reversed: bool) -> Refused | None:
    """Say why a transaction is not reversed by hand."""
    if kind is not LedgerKind.MANUAL_JOURNAL:
        return NOT_BY_HAND
    return REVERSED if is_reversed else None


def _refused(message: str) -> Refused:
    return Refused(ErrorCode.VALIDATION, message, ("input", "lines"))
