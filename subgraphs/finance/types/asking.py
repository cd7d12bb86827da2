"""How finance's lists are narrowed and ordered."""

from datetime import date, datetime
from enum import Enum

import strawberry

from shared_models import finance as tables
from shared_models.finance import (
    BillTo,
    CommissionPaymentStatus,
    CounterpartyType,
    FiscalPeriodStatus,
    InvoiceKind,
    InvoiceStatus,
    LedgerAccountStatus,
    LedgerAccountType,
    LedgerKind,
    LedgerSide,
    PayableKind,
    PayableStatus,
    PaymentDirection,
    PaymentMethodKind,
    PaymentPurpose,
    PaymentStatus,
)
from subgraphs.kit.filters import Filter, among, at_least, at_most, below, equals, search
from subgraphs.kit.nodes import ID
from subgraphs.kit.paging import Order
from subgraphs.kit.scalars import CurrencyCode
from subgraphs.kit.schema import expose

expose(
    BillTo,
    CommissionPaymentStatus,
    CounterpartyType,
    FiscalPeriodStatus,
    InvoiceKind,
    InvoiceStatus,
    LedgerAccountStatus,
    LedgerAccountType,
    LedgerKind,
    LedgerSide,
    PayableKind,
    PayableStatus,
    PaymentDirection,
    PaymentMethodKind,
    PaymentPurpose,
    PaymentStatus,
)


@strawberry.enum(description="How invoices are listed.")
class PremiumInvoiceOrder(Enum):
    """How invoices are listed."""

    DUE_ON_ASC = Order("due_on")
    DUE_ON_DESC = Order("due_on", descending=True)
    NUMBER_ASC = Order("invoice_number")
    NUMBER_DESC = Order("invoice_number", descending=True)


@strawberry.enum(description="How payments are listed.")
class PaymentTransactionOrder(Enum):
    """How payments are listed."""

    INITIATED_AT_ASC = Order("initiated_at")
    INITIATED_AT_DESC = Order("initiated_at", descending=True)


@strawberry.enum(description="How payables are listed.")
class PayableOrder(Enum):
    """How payables are listed."""

    DUE_ON_ASC = Order("due_on")
    DUE_ON_DESC = Order("due_on", descending=True)


@strawberry.enum(description="How payments of commissions are listed.")
class CommissionPaymentOrder(Enum):
    """How payments of commissions are listed."""

    PERIOD_ASC = Order("period")
    PERIOD_DESC = Order("period", descending=True)


@strawberry.enum(description="How lines of bank statements are listed.")
class BankStatementLineOrder(Enum):
    """How lines of bank statements are listed."""

    BOOKED_ON_ASC = Order("booked_on")
    BOOKED_ON_DESC = Order("booked_on", descending=True)


@strawberry.enum(description="How ledger accounts are listed.")
class LedgerAccountOrder(Enum):
    """How ledger accounts are listed."""

    CODE_ASC = Order("code")
    CODE_DESC = Order("code", descending=True)


@strawberry.enum(description="How fiscal periods are listed.")
class FiscalPeriodOrder(Enum):
    """How fiscal periods are listed."""

    START_ASC = Order("span")
    START_DESC = Order("span", descending=True)


@strawberry.enum(description="How transactions and entries of the ledger are listed.")
class LedgerOrder(Enum):
    """How transactions and entries of the ledger are listed."""

    ENTRY_DATE_ASC = Order("entry_date")
    ENTRY_DATE_DESC = Order("entry_date", descending=True)


@strawberry.input(description="Invoices that meet all conditions given.")
class PremiumInvoiceFilter(Filter):
    """Invoices that meet all conditions given."""

    status: InvoiceStatus | None = equals(tables.PremiumInvoice.status)
    status_in: list[InvoiceStatus] | None = among(tables.PremiumInvoice.status)
    kind: InvoiceKind | None = equals(tables.PremiumInvoice.kind)
    bill_to_type: BillTo | None = equals(tables.PremiumInvoice.bill_to_type)
    company_id: ID | None = equals(tables.PremiumInvoice.company_id)
    member_id: ID | None = equals(tables.PremiumInvoice.member_id)
    policy_id: ID | None = equals(tables.PremiumInvoice.policy_id)
    currency: CurrencyCode | None = equals(tables.PremiumInvoice.currency)
    issued_from: date | None = at_least(tables.PremiumInvoice.issued_on)
    issued_to: date | None = at_most(tables.PremiumInvoice.issued_on)
    due_from: date | None = at_least(tables.PremiumInvoice.due_on)
    due_to: date | None = at_most(tables.PremiumInvoice.due_on)
    search: str | None = search(tables.PremiumInvoice.invoice_number)


@strawberry.input(description="Payments that meet all conditions given.")
class PaymentTransactionFilter(Filter):
    """Payments that meet all conditions given."""

    transaction_number: str | None = equals(tables.PaymentTransaction.transaction_number)
    direction: PaymentDirection | None = equals(tables.PaymentTransaction.direction)
    purpose: PaymentPurpose | None = equals(tables.PaymentTransaction.purpose)
    status: PaymentStatus | None = equals(tables.PaymentTransaction.status)
    status_in: list[PaymentStatus] | None = among(tables.PaymentTransaction.status)
    method: PaymentMethodKind | None = equals(tables.PaymentTransaction.method)
    counterparty_type: CounterpartyType | None = equals(tables.PaymentTransaction.counterparty_type)
    counterparty_id: ID | None = equals(tables.PaymentTransaction.counterparty_id)
    initiated_from: datetime | None = at_least(tables.PaymentTransaction.initiated_at)
    initiated_before: datetime | None = below(tables.PaymentTransaction.initiated_at)


@strawberry.input(description="Payables that meet all conditions given.")
class PayableFilter(Filter):
    """Payables that meet all conditions given."""

    kind: PayableKind | None = equals(tables.Payable.kind)
    status: PayableStatus | None = equals(tables.Payable.status)
    status_in: list[PayableStatus] | None = among(tables.Payable.status)
    payee_type: CounterpartyType | None = equals(tables.Payable.payee_type)
    payee_id: ID | None = equals(tables.Payable.payee_id)
    due_to: date | None = at_most(tables.Payable.due_on)


@strawberry.input(description="Payments of commissions that meet all conditions given.")
class CommissionPaymentFilter(Filter):
    """Payments of commissions that meet all conditions given."""

    agent_id: ID | None = equals(tables.CommissionPayment.agent_id)
    period: str | None = equals(tables.CommissionPayment.period)
    status: CommissionPaymentStatus | None = equals(tables.CommissionPayment.status)


@strawberry.input(description="Lines of bank statements that meet all conditions given.")
class BankStatementLineFilter(Filter):
    """Lines of bank statements that meet all conditions given."""

    account_id: ID | None = equals(tables.BankStatementLine.account_id)
    booked_from: date | None = at_least(tables.BankStatementLine.booked_on)
    booked_to: date | None = at_most(tables.BankStatementLine.booked_on)


@strawberry.input(description="Ledger accounts that meet all conditions given.")
class LedgerAccountFilter(Filter):
    """Ledger accounts that meet all conditions given."""

    type: LedgerAccountType | None = equals(tables.LedgerAccount.type)
    status: LedgerAccountStatus | None = equals(tables.LedgerAccount.status)
    search: str | None = search(tables.LedgerAccount.name, tables.LedgerAccount.code)


@strawberry.input(description="Transactions of the ledger that meet all conditions given.")
class LedgerTransactionFilter(Filter):
    """Transactions of the ledger that meet all conditions given."""

    kind: LedgerKind | None = equals(tables.LedgerTransaction.kind)
    kind_in: list[LedgerKind] | None = among(tables.LedgerTransaction.kind)
    source_id: ID | None = equals(tables.LedgerTransaction.source_id)
    claim_id: ID | None = equals(tables.LedgerTransaction.claim_id)
    entry_from: date | None = at_least(tables.LedgerTransaction.entry_date)
    entry_to: date | None = at_most(tables.LedgerTransaction.entry_date)


@strawberry.input(description="Ledger entries that meet all conditions given.")
class LedgerEntryFilter(Filter):
    """Ledger entries that meet all conditions given."""

    side: LedgerSide | None = equals(tables.LedgerEntry.side)
    party_id: ID | None = equals(tables.LedgerEntry.party_id)


@strawberry.input(description="Fiscal periods that meet all conditions given.")
class FiscalPeriodFilter(Filter):
    """Fiscal periods that meet all conditions given."""

    status: FiscalPeriodStatus | None = equals(tables.FiscalPeriod.status)
