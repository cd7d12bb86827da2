"""The orders to finance: what is owed is scheduled, given to the bank, and what the bank says is noted."""

import asyncio
from collections.abc import Sequence
from typing import TypeVar
from uuid import UUID

import strawberry

from subgraphs.finance.mutations.inputs import (
    ConfirmPaymentsInput,
    FailPaymentInput,
    RunPaymentBatchInput,
    SchedulePayablesInput,
)
from subgraphs.finance.mutations.payloads import (
    ConfirmPaymentsPayload,
    FailPaymentPayload,
    RunPaymentBatchPayload,
    SchedulePayablesPayload,
)
from subgraphs.finance.service import batch, payables, payments
from subgraphs.finance.types.payments import Payable, PaymentTransaction
from subgraphs.kit.context import Info
from subgraphs.kit.nodes import Node
from subgraphs.kit.orders import order
from subgraphs.kit.reading import find, find_owner
from subgraphs.kit.refusals import Refused

N = TypeVar("N", bound=Node)


@strawberry.type
class Mutation:
    """Finance's part of the orders."""

    @order(SchedulePayablesPayload, description="Have what is open and due paid with the next batches, oldest first.")
    async def schedule_payables(self, info: Info, input: SchedulePayablesInput) -> list[Payable] | Refused:
        done = await payables.schedule(info.context.writer(), due_by=input.due_by)
        return await _all(info, Payable, done)

    @order(
        RunPaymentBatchPayload,
        description="Give the bank what is scheduled in a currency. Above 50,000.00 it takes two persons.",
    )
    async def run_payment_batch(self, info: Info, input: RunPaymentBatchInput) -> list[PaymentTransaction] | Refused:
        done = await batch.run(info.context.writer(), currency=input.currency, key=input.idempotency_key)
        return done if isinstance(done, Refused) else await _all(info, PaymentTransaction, done)

    @order(ConfirmPaymentsPayload, description="Note that the bank has paid: all of these, or none.")
    async def confirm_payments(self, info: Info, input: ConfirmPaymentsInput) -> list[PaymentTransaction] | Refused:
        done = await payments.confirm(
            info.context.writer(),
            payment_ids=[UUID(each) for each in input.payment_ids],
            reference=input.reference,
            key=input.idempotency_key,
        )
        return done if isinstance(done, Refused) else await _all(info, PaymentTransaction, done)

    @order(
        FailPaymentPayload,
        description="Note that the bank has not paid. The next batches try again, three times in all.",
    )
    async def fail_payment(self, info: Info, input: FailPaymentInput) -> PaymentTransaction | Refused | None:
        done = await payments.fail(
            info.context.writer(),
            payment_id=UUID(input.payment_id),
            failure_code=input.failure_code,
            key=input.idempotency_key,
        )
        return done if isinstance(done, Refused) else await find(info, PaymentTransaction, id=done)


async def _all(info: Info, kind: type[N], ids: Sequence[UUID]) -> list[N]:
    return list(await asyncio.gather(*(find_owner(info, kind, each) for each in ids)))
