"""What orders to finance answer."""

from typing import Final

import strawberry

from subgraphs.finance.types.ledger import FiscalPeriod, LedgerTransaction
from subgraphs.finance.types.payments import Payable, PaymentTransaction
from subgraphs.kit.usererrors import Payload, UserError


@strawberry.type
class SchedulePayablesPayload(Payload):
    """What is scheduled now, a hundred at most: ordered again, the next; or why nothing is."""

    payables: list[Payable] | None
    errors: list[UserError]


@strawberry.type
class RunPaymentBatchPayload(Payload):
    """The payments that the bank is given, a hundred at most: ordered again, the next; or why there are none."""

    payments: list[PaymentTransaction] | None
    errors: list[UserError]


@strawberry.type
class ConfirmPaymentsPayload(Payload):
    """The payments, completed, or why none of them is."""

    payments: list[PaymentTransaction] | None
    errors: list[UserError]


@strawberry.type
class FailPaymentPayload(Payload):
    """The payment that failed, or why nothing changed."""

    payment: PaymentTransaction | None
    errors: list[UserError]


@strawberry.type
class RetryPayablePayload(Payload):
    """What is scheduled again, or why it is not."""

    payable: Payable | None
    errors: list[UserError]


@strawberry.type
class PostManualJournalPayload(Payload):
    """The transaction of a journal, or why there is none."""

    transaction: LedgerTransaction | None
    errors: list[UserError]


@strawberry.type
class ReverseJournalPayload(PostManualJournalPayload):
    """The transaction that takes a journal back, or why there is none."""


@strawberry.type
class OpenFiscalPeriodPayload(Payload):
    """The period, open, or why it is not."""

    period: FiscalPeriod | None
    errors: list[UserError]


@strawberry.type
class CloseFiscalPeriodPayload(OpenFiscalPeriodPayload):
    """The period, closed, or why it is not."""


ALL: Final = (
    SchedulePayablesPayload,
    RunPaymentBatchPayload,
    ConfirmPaymentsPayload,
    FailPaymentPayload,
    RetryPayablePayload,
    PostManualJournalPayload,
    ReverseJournalPayload,
    OpenFiscalPeriodPayload,
    CloseFiscalPeriodPayload,
)
