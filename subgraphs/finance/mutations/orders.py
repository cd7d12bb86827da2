"""The orders to finance: what is owed is paid, what no event does is journalled, the books are closed."""

import asyncio
from collections.abc import Sequence
from typing import TypeVar
from uuid import UUID

import strawberry

from subgraphs.finance.mutations.inputs import (
    CloseFiscalPeriodInput,
    ConfirmPaymentsInput,
    FailPaymentInput,
    OpenFiscalPeriodInput,
    PostManualJournalInput,
    RetryPayableInput,
    ReverseJournalInput,
    RunPaymentBatchInput,
    SchedulePayablesInput,
)
from subgraphs.finance.mutations.payloads import (
    CloseFiscalPeriodPayload,
    ConfirmPaymentsPayload,
    FailPaymentPayload,
    OpenFiscalPeriodPayload,
    PostManualJournalPayload,
    RetryPayablePayload,
    ReverseJournalPayload,
    RunPaymentBatchPayload,
    SchedulePayablesPayload,
)
from subgraphs.finance.rules.ledger import Entry
from subgraphs.finance.service import batch, journals, payables, payments, periods
from subgraphs.finance.service.journals import Journal
from subgraphs.finance.types.ledger import FiscalPeriod, LedgerTransaction
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

    @order(
        RetryPayablePayload,
        description="Have the next batch pay what failed too often, once the payee has another account, say.",
    )
    async def retry_payable(self, info: Info, input: RetryPayableInput) -> Payable | Refused | None:
        done = await payables.retry(info.context.writer(), payable_id=UUID(input.payable_id))
        return done if isinstance(done, Refused) else await find(info, Payable, id=done)

    @order(PostManualJournalPayload, description="Journal by hand what no event does. It takes two persons.")
    async def post_manual_journal(
        self, info: Info, input: PostManualJournalInput
    ) -> LedgerTransaction | Refused | None:
        journal = Journal(input.entry_date, input.currency, input.description, lines_of(input))
        done = await journals.post_journal(info.context.writer(), journal, key=input.idempotency_key)
        return done if isinstance(done, Refused) else await find(info, LedgerTransaction, id=done)

    @order(ReverseJournalPayload, description="Take back what was journalled by hand. It takes two persons.")
    async def reverse_journal(self, info: Info, input: ReverseJournalInput) -> LedgerTransaction | Refused | None:
        done = await journals.reverse_journal(
            info.context.writer(), transaction_id=UUID(input.transaction_id), key=input.idempotency_key
        )
        return done if isinstance(done, Refused) else await find(info, LedgerTransaction, id=done)

    @order(OpenFiscalPeriodPayload, description="Open a period, or one again that was closed but not for good.")
    async def open_fiscal_period(self, info: Info, input: OpenFiscalPeriodInput) -> FiscalPeriod | Refused | None:
        done = await periods.open_period(info.context.writer(), first=input.first, end=input.end)
        return done if isinstance(done, Refused) else await find(info, FiscalPeriod, id=done)

    @order(CloseFiscalPeriodPayload, description="Close a period: what comes late is posted on the first open day.")
    async def close_fiscal_period(self, info: Info, input: CloseFiscalPeriodInput) -> FiscalPeriod | Refused | None:
        done = await periods.close_period(
            info.context.writer(),
            period_id=UUID(input.period_id),
            expected_version=input.expected_version,
            is_final=input.is_final,
        )
        return done if isinstance(done, Refused) else await find(info, FiscalPeriod, id=done)


def lines_of(input: PostManualJournalInput) -> tuple[Entry, ...]:
    """Return the lines of a journal as the ledger's rules know them."""
    return tuple(Entry(line.account_code, line.side, line.amount, line.memo) for line in input.lines)


async def _all(info: Info, kind: type[N], ids: Sequence[UUID]) -> list[N]:
    return list(await asyncio.gather(*(find_owner(info, kind, each) for each in ids)))
