"""Tables of the finance domain: what is owed, what was paid, and the ledger of both.

choices      the closed choices of the columns
base         the domain's base class
chart        the accounts that are there from the beginning
ledger       fiscal_periods, ledger_accounts, financial_accounts, ledger_transactions, general_ledger_entries,
             ledger_balances
invoices     premium_invoices, invoice_lines
payments     payment_methods, payment_transactions, payment_keys, payment_allocations, payables, commission_payments,
             bank_statement_lines, reconciliations
reports      financial_reports
triggers     the rules of money that the database keeps by itself
access       who reaches which rows
personal     what columns tell about persons
"""

from shared_models.access import attach
from shared_models.finance.access import ACCESS
from shared_models.finance.base import FinanceTable
from shared_models.finance.choices import (
    BillTo,
    CommissionPaymentStatus,
    CounterpartyType,
    FinancialAccountKind,
    FinancialAccountStatus,
    FinancialReportType,
    FiscalPeriodStatus,
    InstrumentKind,
    InstrumentStatus,
    InvoiceItem,
    InvoiceKind,
    InvoiceStatus,
    LedgerAccountStatus,
    LedgerAccountType,
    LedgerKind,
    LedgerSide,
    PartyType,
    PayableKind,
    PayableStatus,
    PaymentDirection,
    PaymentMethodKind,
    PaymentPurpose,
    PaymentStatus,
    ReconciliationStatus,
)
from shared_models.finance.invoices import InvoiceLine, PremiumInvoice
from shared_models.finance.ledger import (
    FinancialAccount,
    FiscalPeriod,
    LedgerAccount,
    LedgerBalance,
    LedgerEntry,
    LedgerTransaction,
)
from shared_models.finance.payments import (
    BankStatementLine,
    CommissionPayment,
    Payable,
    PaymentAllocation,
    PaymentKey,
    PaymentMethod,
    PaymentTransaction,
    Reconciliation,
)
from shared_models.finance.personal import PERSONAL
from shared_models.finance.reports import FinancialReport
from shared_models.personal import tag

metadata = FinanceTable.metadata
tag(metadata, PERSONAL)

__all__ = [
    "BankStatementLine",
    "BillTo",
    "CommissionPayment",
    "CommissionPaymentStatus",
    "CounterpartyType",
    "FinanceTable",
    "FinancialAccount",
    "FinancialAccountKind",
    "FinancialAccountStatus",
    "FinancialReport",
    "FinancialReportType",
    "FiscalPeriod",
    "FiscalPeriodStatus",
    "InstrumentKind",
    "InstrumentStatus",
    "InvoiceItem",
    "InvoiceKind",
    "InvoiceLine",
    "InvoiceStatus",
    "LedgerAccount",
    "LedgerAccountStatus",
    "LedgerAccountType",
    "LedgerBalance",
    "LedgerEntry",
    "LedgerKind",
    "LedgerSide",
    "LedgerTransaction",
    "PartyType",
    "Payable",
    "PayableKind",
    "PayableStatus",
    "PaymentAllocation",
    "PaymentDirection",
    "PaymentKey",
    "PaymentMethod",
    "PaymentMethodKind",
    "PaymentPurpose",
    "PaymentStatus",
    "PaymentTransaction",
    "PremiumInvoice",
    "Reconciliation",
    "ReconciliationStatus",
    "metadata",
]

attach(metadata, "finance", ACCESS)
