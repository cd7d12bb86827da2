"""What orders to finance answer."""

from typing import Final

import strawberry

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


ALL: Final = (SchedulePayablesPayload, RunPaymentBatchPayload, ConfirmPaymentsPayload, FailPaymentPayload)
