"""The ledger's rules: each kind of event, and the accounts it moves.

A booking has one account on one side, which takes the sum, and as many as it needs on the other, which take the parts.
So whatever the amounts, debits equal credits. A part of nothing makes no entry.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Final
from uuid import UUID

from shared_models.finance import LedgerKind as Kind
from shared_models.finance import LedgerSide, PartyType
from shared_models.finance.chart import ChartCode as Code

DEBIT, CREDIT = LedgerSide.DEBIT, LedgerSide.CREDIT
OTHER_SIDE: Final = {DEBIT: CREDIT, CREDIT: DEBIT}


@dataclass(frozen=True, slots=True)
class Entry:
    """So much to the debit or the credit of an account."""

    account: str
    side: LedgerSide
    amount: Decimal
    memo: str | None = None


@dataclass(frozen=True, slots=True)
class Booking:
    """What an event does: which accounts are debited, which credited."""

    kind: Kind
    debit: tuple[str, ...]
    credit: tuple[str, ...]

    def entries(self, *parts: Decimal, bank: str = Code.BANK) -> tuple[Entry, ...]:
        """Return the entries for amounts, one for each account of the side with more of them; `bank` pays or is paid.

        A negative amount goes to the other side. The amounts are not all zero.
        """
        several, single = (DEBIT, CREDIT) if len(self.debit) > 1 else (CREDIT, DEBIT)
        amounts = {several: parts, single: (sum(parts, Decimal(0)),)}
        accounts = {DEBIT: self.debit, CREDIT: self.credit}
        return tuple(
            Entry(bank if account == Code.BANK else account, side if amount > 0 else OTHER_SIDE[side], abs(amount))
            for side in (DEBIT, CREDIT)
            for account, amount in zip(accounts[side], amounts[side], strict=True)
            if amount
        )


# What happens, what it debits, what it credits.
INVOICE_ISSUED: Final = Booking(
    Kind.INVOICE_ISSUED, (Code.PREMIUM_RECEIVABLE,), (Code.UNEARNED_PREMIUM, Code.PREMIUM_TAX)
)
PREMIUM_RECEIVED: Final = Booking(Kind.PREMIUM_RECEIVED, (Code.BANK,), (Code.PREMIUM_RECEIVABLE, Code.UNAPPLIED_CASH))
PREMIUM_EARNED: Final = Booking(Kind.PREMIUM_EARNED, (Code.UNEARNED_PREMIUM,), (Code.PREMIUM_INCOME,))
CREDIT_NOTE: Final = Booking(Kind.CREDIT_NOTE, (Code.UNEARNED_PREMIUM, Code.PREMIUM_TAX), (Code.PREMIUM_RECEIVABLE,))
WRITE_OFF: Final = Booking(Kind.WRITE_OFF, (Code.BAD_DEBT,), (Code.PREMIUM_RECEIVABLE,))
REFUND_PAID: Final = Booking(Kind.REFUND_PAID, (Code.REFUNDS_PAYABLE,), (Code.BANK,))
CARD_FEE: Final = Booking(Kind.CARD_FEE, (Code.PREMIUM_RECEIVABLE,), (Code.FEE_INCOME,))

CLAIM_ADJUDICATED: Final = Booking(Kind.CLAIM_ADJUDICATED, (Code.CLAIMS_EXPENSE,), (Code.CLAIMS_PAYABLE,))
# What the bank pays, and what is withheld for claims that were paid and taken back.
CLAIM_PAID: Final = Booking(Kind.CLAIM_PAID, (Code.CLAIMS_PAYABLE,), (Code.BANK, Code.CLAIM_RECOVERIES))
# What is owed no longer, and what was paid and is recovered: more than it costs, where a later result cost less.
CLAIM_REVERSED: Final = Booking(
    Kind.CLAIM_REVERSED, (Code.CLAIMS_PAYABLE, Code.CLAIM_RECOVERIES), (Code.CLAIMS_EXPENSE,)
)
# It was with the bank when it was taken back, and then the bank did not pay.
CLAIM_NOT_PAID_AFTER_ALL: Final = Booking(Kind.CLAIM_REVERSED, (Code.CLAIMS_PAYABLE,), (Code.CLAIM_RECOVERIES,))

COMMISSION_EARNED: Final = Booking(Kind.COMMISSION_EARNED, (Code.COMMISSION_EXPENSE,), (Code.COMMISSION_PAYABLE,))
COMMISSION_PAID: Final = Booking(Kind.COMMISSION_PAID, (Code.COMMISSION_PAYABLE,), (Code.BANK,))
COMMISSION_CLAWBACK: Final = Booking(Kind.COMMISSION_CLAWBACK, (Code.COMMISSION_PAYABLE,), (Code.COMMISSION_EXPENSE,))

TOKENS_PURCHASED: Final = Booking(Kind.TOKENS_PURCHASED, (Code.GATEWAY_CLEARING,), (Code.TOKEN_LIABILITY,))
TOKENS_CONSUMED: Final = Booking(Kind.TOKENS_CONSUMED, (Code.TOKEN_LIABILITY,), (Code.TOKEN_INCOME,))
TOKENS_EXPIRED: Final = Booking(Kind.TOKENS_EXPIRED, (Code.TOKEN_LIABILITY,), (Code.TOKEN_INCOME,))

BOOKINGS: Final = (
    INVOICE_ISSUED,
    PREMIUM_RECEIVED,
    PREMIUM_EARNED,
    CREDIT_NOTE,
    WRITE_OFF,
    REFUND_PAID,
    CARD_FEE,
    CLAIM_ADJUDICATED,
    CLAIM_PAID,
    CLAIM_REVERSED,
    CLAIM_NOT_PAID_AFTER_ALL,
    COMMISSION_EARNED,
    COMMISSION_PAID,
    COMMISSION_CLAWBACK,
    TOKENS_PURCHASED,
    TOKENS_CONSUMED,
    TOKENS_EXPIRED,
)


@dataclass(frozen=True, slots=True)
class Party:
    """Whom entries concern."""

    type: PartyType
    id: UUID


@dataclass(frozen=True, slots=True)
class Posting:
    """A transaction of the ledger before it is stored; of one kind, a source is posted once."""

    kind: Kind
    source_type: str
    source_id: UUID
    day: date
    currency: str
    description: str
    entries: tuple[Entry, ...]
    party: Party | None = None
    claim_id: UUID | None = None
    reverses_id: UUID | None = None


def reversed_entries(entries: Sequence[Entry]) -> tuple[Entry, ...]:
    """Return the entries that take others back: the same, with the sides swapped."""
    return tuple(Entry(each.account, OTHER_SIDE[each.side], each.amount, each.memo) for each in entries)


def difference(entries: Sequence[Entry]) -> Decimal:
    """Return debits less credits: zero where entries are balanced."""
    return sum((each.amount if each.side is DEBIT else -each.amount for each in entries), Decimal(0))
