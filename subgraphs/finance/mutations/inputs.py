"""What orders to finance take."""

from datetime import date
from typing import Final

import strawberry

from shared_models.finance.chart import HOME_CURRENCY
from subgraphs.kit import inputs
from subgraphs.kit.inputs import CURRENCY, DAY, IDEMPOTENCY_KEY, Many, Text, bounded
from subgraphs.kit.nodes import ID
from subgraphs.kit.scalars import CurrencyCode

REFERENCE: Final = Text(longest=100)
FAILURE_CODE: Final = Text(longest=40, pattern=r"[a-z][a-z0-9_]*", form="small letters, digits and underscores")
PAYMENTS_MAX: Final = 100
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
