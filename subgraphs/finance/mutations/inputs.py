"""What orders to finance take."""

from datetime import date
from decimal import Decimal
from typing import Final

import strawberry

from shared_models.finance import LedgerSide
from shared_models.finance.chart import HOME_CURRENCY
from subgraphs.finance.types import asking  # noqa: F401  # the closed choices become enums of the API there
from subgraphs.kit import inputs
from subgraphs.kit.inputs import CURRENCY, DAY, IDEMPOTENCY_KEY, INPUT, Many, Number, Text, Whole, bounded
from subgraphs.kit.nodes import ID
from subgraphs.kit.scalars import CurrencyCode

REFERENCE: Final = Text(longest=100)
FAILURE_CODE: Final = Text(longest=40, pattern=r"[a-z][a-z0-9_]*", form="small letters, digits and underscores")
PAYMENTS_MAX: Final = 100
LINES_MAX: Final = 100
DESCRIPTION: Final = Text(longest=500, shortest=3)
ACCOUNT: Final = Text(longest=20, pattern=r"[0-9A-Z.-]+", form="the code of a ledger account")
AMOUNT: Final = Number(Decimal(0), Decimal(10) ** 12, places=4, is_more=True)
VERSION: Final = Whole(1, 2**31 - 1)
OF_KEY: Final = "Of your choice; the same order under the same key is carried out once."


@strawberry.input
class SchedulePayablesInput:
    """What is to be paid with the next batches."""

    due_by: date = bounded(DAY, description="What is open and due by this day is scheduled.")


@strawberry.input
class RunPaymentBatchInput:
    """What to pay now."""

    idempotency_key: str = bounded(IDEMPOTENCY_KEY, description=OF_KEY)
    currency: CurrencyCode = bounded(CURRENCY, default=CurrencyCode(HOME_CURRENCY))


@strawberry.input
class ConfirmPaymentsInput:
    """Payments that the bank has made."""

    payment_ids: list[ID] = bounded(Many(inputs.ID, longest=PAYMENTS_MAX, shortest=1))
    reference: str = bounded(REFERENCE, description="Where the bank says so: the number of its statement.")
    idempotency_key: str = bounded(IDEMPOTENCY_KEY, description=OF_KEY)


@strawberry.input
class FailPaymentInput:
    """A payment that the bank has not made."""

    payment_id: ID = bounded(inputs.ID)
    failure_code: str = bounded(FAILURE_CODE, description="Why, in a word, such as account_closed.")
    idempotency_key: str = bounded(IDEMPOTENCY_KEY, description=OF_KEY)


@strawberry.input
class RetryPayableInput:
    """What no batch tries to pay any more."""

    payable_id: ID = bounded(inputs.ID)


@strawberry.input
class JournalLineInput:
    """One side of a journal."""

    account_code: str = bounded(ACCOUNT)
    side: LedgerSide
    amount: Decimal = bounded(AMOUNT)
    memo: str | None = bounded(DESCRIPTION, default=None)


@strawberry.input
class PostManualJournalInput:
    """What to journal by hand."""

    entry_date: date = bounded(DAY)
    description: str = bounded(DESCRIPTION, description="What it is for, without anybody's name.")
    lines: list[JournalLineInput] = bounded(Many(INPUT, longest=LINES_MAX, shortest=2))
    idempotency_key: str = bounded(IDEMPOTENCY_KEY, description=OF_KEY)
    currency: CurrencyCode = bounded(CURRENCY, default=CurrencyCode(HOME_CURRENCY))


@strawberry.input
class ReverseJournalInput:
    """The journal to take back."""

    transaction_id: ID = bounded(inputs.ID)
    idempotency_key: str = bounded(IDEMPOTENCY_KEY, description=OF_KEY)


@strawberry.input
class OpenFiscalPeriodInput:
    """The days of a period, `end` not included."""

    first: date = bounded(DAY)
    end: date = bounded(DAY)


@strawberry.input
class CloseFiscalPeriodInput:
    """The period to close."""

    period_id: ID = bounded(inputs.ID)
    expected_version: int = bounded(VERSION)
    is_final: bool = strawberry.field(
        default=False, description="For good; else journals by hand are still taken, and it may be opened again."
    )
