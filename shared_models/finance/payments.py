"""Money that moves: payments, what they settle, what they are made with, and what is owed."""

from datetime import date, datetime
from decimal import Decimal
from typing import Final
from uuid import UUID

import sqlalchemy as sa

from shared_models.base import (
    AppendOnly,
    Closed,
    Recorded,
    SoftDeleted,
    after_create,
    amount,
    append_only,
    array,
    check,
    closed,
    code,
    column,
    currency,
    in_currency_of,
    index,
    index_where,
    instant,
    one_of,
    partitioned_by_month,
    refers_to,
    text,
    unique,
    unique_where,
)
from shared_models.encryption import sealed
from shared_models.finance.base import FinanceTable, refers_to_payment
from shared_models.finance.choices import (
    CommissionPaymentStatus,
    CounterpartyType,
    InstrumentKind,
    InstrumentStatus,
    PayableKind,
    PayableStatus,
    PaymentDirection,
    PaymentMethodKind,
    PaymentPurpose,
    PaymentStatus,
    ReconciliationStatus,
)
from shared_models.finance.triggers import ON_PAYABLES, ON_PAYMENTS

# The sources of payables, payments and postings.
CLAIM_RESULT: Final = "claim_adjudication_result"
PAYABLE: Final = "payable"
PAYMENT: Final = "payment_transaction"
TOKEN_PURCHASE: Final = "token_purchase"  # noqa: S105  # tokens are credits here, not credentials
TOKEN_EVENT: Final = "token_event"  # noqa: S105  # the same
JOURNAL: Final = "journal"
LEDGER_TRANSACTION: Final = "ledger_transaction"


class PaymentMethod(SoftDeleted, FinanceTable, table=True):
    """A means of payment that a gateway keeps; here is only its token."""

    __tablename__ = "payment_methods"
    __table_args__ = (
        unique_where("uq_payment_methods_default", "owner_type", "owner_id", where="is_default AND deleted_at IS NULL"),
        index("owner_type", "owner_id"),
        one_of("owner_type", CounterpartyType),
        one_of("kind", InstrumentKind),
        one_of("status", InstrumentStatus),
    )

    owner_type: CounterpartyType = closed(CounterpartyType)
    owner_id: UUID
    kind: InstrumentKind = closed(InstrumentKind)
    gateway: str = code(40)
    gateway_token_enc: bytes = sealed()
    last4: str = code(4)
    expires_on: date | None = None
    is_default: bool = False
    status: InstrumentStatus = closed(InstrumentStatus, default=InstrumentStatus.ACTIVE)


@partitioned_by_month
@after_create(*ON_PAYMENTS)
class PaymentTransaction(Recorded, FinanceTable, table=True):
    """One attempt to move money; a failed one is final, the next attempt is another row.

    `source_type` and `source_id` say what made it: a payable, an invoice, a token purchase.
    """

    __tablename__ = "payment_transactions"
    __table_args__ = (
        index("initiated_at", "id"),
        refers_to_payment("refunds_payment_id", "refunds_payment_initiated_at", "currency"),
        unique("id", "initiated_at", "currency"),
        index("transaction_number"),
        index_where(
            "ix_payment_transactions_counterparty",
            "counterparty_type",
            "counterparty_id",
            sa.text("initiated_at DESC"),
        ),
        index("status"),
        index("source_type", "source_id"),
        index_where("ix_payment_transactions_claim", "claim_id", where="claim_id IS NOT NULL"),
        one_of("direction", PaymentDirection),
        one_of("purpose", PaymentPurpose),
        one_of("counterparty_type", CounterpartyType),
        one_of("method", PaymentMethodKind),
        one_of("status", PaymentStatus),
        check("amount", "amount > 0"),
        check("completed", "completed_at IS NOT NULL OR status NOT IN ('completed', 'partially_refunded', 'refunded')"),
        check("refunds", "(refunds_payment_id IS NULL) = (refunds_payment_initiated_at IS NULL)"),
        {"postgresql_partition_by": "RANGE (initiated_at)"},
    )

    transaction_number: str = code(24)
    direction: PaymentDirection = closed(PaymentDirection)
    purpose: PaymentPurpose = closed(PaymentPurpose)
    counterparty_type: CounterpartyType = closed(CounterpartyType)
    counterparty_id: UUID
    claim_id: UUID | None = None
    amount: Decimal = amount()
    currency: str = currency()
    method: PaymentMethodKind = closed(PaymentMethodKind)
    payment_method_id: UUID | None = refers_to("payment_methods.id", default=None)
    account_id: UUID = refers_to("financial_accounts.id")
    status: PaymentStatus = closed(PaymentStatus, default=PaymentStatus.PENDING)
    gateway: str | None = code(40, default=None)
    gateway_reference: str | None = text(default=None)
    gateway_payload_enc: bytes | None = sealed(default=None)
    failure_code: str | None = code(40, default=None)
    initiated_at: datetime = column(sa.DateTime(timezone=True), primary_key=True)
    completed_at: datetime | None = instant(default=None)
    refunds_payment_id: UUID | None = None
    refunds_payment_initiated_at: datetime | None = instant(default=None)
    source_type: str = code(40)
    source_id: UUID


class PaymentKey(FinanceTable, table=True):
    """An attempt to pay something: it is paid by one attempt that has not failed, or by none."""

    __tablename__ = "payment_keys"
    __table_args__ = (
        refers_to_payment("payment_id", "payment_initiated_at"),
        unique("payment_id"),
        unique("gateway", "gateway_reference"),
        unique_where("uq_payment_keys_not_failed", "source_type", "source_id", "purpose", where="failed_at IS NULL"),
        one_of("purpose", PaymentPurpose),
        check("attempt", "attempt > 0"),
    )

    source_type: str = column(sa.String(40), primary_key=True)
    source_id: UUID = column(sa.Uuid, primary_key=True)
    purpose: PaymentPurpose = column(Closed(PaymentPurpose), primary_key=True)
    attempt: int = column(sa.Integer, primary_key=True)
    payment_id: UUID
    payment_initiated_at: datetime = instant()
    gateway: str | None = code(40, default=None)
    gateway_reference: str | None = text(default=None)
    failed_at: datetime | None = instant(default=None)


@append_only
class PaymentAllocation(AppendOnly, FinanceTable, table=True):
    """The part of a payment that settles an invoice; taken back by another row with the amount negative."""

    __tablename__ = "payment_allocations"
    __table_args__ = (
        refers_to_payment("payment_id", "payment_initiated_at", "currency"),
        in_currency_of("invoice_id", "premium_invoices"),
        unique("reverses_id"),
        index("payment_id"),
        index("invoice_id"),
        check("amount", "amount <> 0 AND (amount < 0) = (reverses_id IS NOT NULL)"),
    )

    payment_id: UUID
    payment_initiated_at: datetime = instant()
    invoice_id: UUID
    amount: Decimal = amount()
    currency: str = currency()
    reverses_id: UUID | None = refers_to("payment_allocations.id", default=None)


@after_create(*ON_PAYABLES)
class Payable(Recorded, FinanceTable, table=True):
    """What is owed to somebody, once for each source."""

    __tablename__ = "payables"
    __table_args__ = (
        index("due_on", "id"),
        unique("payable_number"),
        unique("kind", "source_type", "source_id"),
        index("payee_type", "payee_id"),
        index("status", "due_on"),
        index_where("ix_payables_claim", "claim_id", where="claim_id IS NOT NULL"),
        one_of("kind", PayableKind),
        one_of("payee_type", CounterpartyType),
        one_of("status", PayableStatus),
        check("amount", "amount > 0"),
        check("withheld_amount", "withheld_amount BETWEEN 0 AND amount"),
    )

    payable_number: str = code(24)
    kind: PayableKind = closed(PayableKind)
    payee_type: CounterpartyType = closed(CounterpartyType)
    payee_id: UUID
    source_type: str = code(40)
    source_id: UUID
    claim_id: UUID | None = None
    # What is kept of it because more was paid to the payee before than was owed.
    withheld_amount: Decimal = amount(default=Decimal(0))
    amount: Decimal = amount()
    currency: str = currency()
    due_on: date
    status: PayableStatus = closed(PayableStatus, default=PayableStatus.OPEN)
    # Its claim was taken back when it was paid, or with the bank: it is recovered.
    is_taken_back: bool = False


class CommissionPayment(Recorded, FinanceTable, table=True):
    """What an agent is paid for a month; a negative balance is carried forward, never paid."""

    __tablename__ = "commission_payments"
    __table_args__ = (
        index("period", "id"),
        refers_to_payment("payment_id", "payment_initiated_at", "currency"),
        unique("payment_number"),
        unique_where("uq_commission_payments_once", "agent_id", "period", "currency", where="status <> 'cancelled'"),
        index("agent_id", "period", "id"),
        sa.Index("ix_commission_payments_commissions", "commission_ids", postgresql_using="gin"),
        one_of("status", CommissionPaymentStatus),
        check("period", r"period ~ '^\d{4}-(0[1-9]|1[0-2])$'"),
        check("parts", "gross >= 0 AND clawback >= 0 AND withholding_tax >= 0"),
        check("net", "net = gross - clawback - withholding_tax AND net >= 0"),
        check("payment", "(payment_id IS NULL) = (payment_initiated_at IS NULL)"),
    )

    payment_number: str = code(24)
    agent_id: UUID
    period: str = code(7)
    gross: Decimal = amount()
    clawback: Decimal = amount(default=Decimal(0))
    withholding_tax: Decimal = amount(default=Decimal(0))
    net: Decimal = amount()
    currency: str = currency()
    commission_ids: list[UUID] = array(sa.Uuid, default_factory=list)
    status: CommissionPaymentStatus = closed(CommissionPaymentStatus, default=CommissionPaymentStatus.DRAFT)
    payment_id: UUID | None = None
    payment_initiated_at: datetime | None = instant(default=None)


@append_only
class BankStatementLine(AppendOnly, FinanceTable, table=True):
    """What a bank says happened on an account; negative when it paid out."""

    __tablename__ = "bank_statement_lines"
    __table_args__ = (
        unique("account_id", "bank_reference"),
        index("booked_on", "id"),
        check("amount", "amount <> 0"),
    )

    account_id: UUID = refers_to("financial_accounts.id")
    bank_reference: str = text()
    booked_on: date
    amount: Decimal = amount()
    currency: str = currency()
    description: str | None = text(default=None)


class Reconciliation(Recorded, FinanceTable, table=True):
    """The payment that a line of a bank statement is about."""

    __tablename__ = "reconciliations"
    __table_args__ = (
        refers_to_payment("payment_id", "payment_initiated_at"),
        unique("statement_line_id"),
        index("payment_id"),
        one_of("status", ReconciliationStatus),
    )

    statement_line_id: UUID = refers_to("bank_statement_lines.id")
    payment_id: UUID
    payment_initiated_at: datetime = instant()
    status: ReconciliationStatus = closed(ReconciliationStatus, default=ReconciliationStatus.MATCHED)
