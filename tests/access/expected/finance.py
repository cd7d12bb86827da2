"""Who may see what of finance."""

from typing import Final

from tests.access.expected.entries import LETTERS, Losses, Type

TYPES: Final = {
    "Query": Type(
        all=LETTERS,
        fields={
            "invoice invoices": "MEFAU",
            "payment payments": "MEPSFAU",
            "outstanding payables fiscalPeriods ledgerAccounts ledgerTransaction ledgerTransactions trialBalance"
            " accountStatement financialReport commissionPayments unreconciled": "FAU",
        },
    ),
    "PremiumInvoice": Type(
        own="ME",
        all="FAU",
        fields={
            "id invoiceNumber billToType kind billingSpan issuedOn dueOn currency subtotal discount tax total paid"
            " outstanding status dunningLevel version company member policy credits lines allocations": "MEFAU"
        },
    ),
    "InvoiceLine": Type(
        own="ME",
        all="FAU",
        fields={"lineNo item description quantity unitAmount amount member enrolment": "MEFAU"},
    ),
    "PaymentAllocation": Type(own="ME", all="FAU", fields={"id amount createdAt payment invoice": "MEFAU"}),
    "PaymentTransaction": Type(
        own="MEPS",
        all="FAU",
        fields={
            "id transactionNumber direction purpose counterpartyType counterpartyId amount method status failureCode"
            " initiatedAt completedAt sourceType sourceId version claim refunds": "MEPSFAU",
            "allocations": "MEFAU",
            "account gateway gatewayReference": "FAU",
        },
    ),
    "Remittance": Type(own="P", all="FAU", fields={"payment claims": "PFAU"}),
    # No field leads an employer or an agent to what is owed to anybody.
    "Payable": Type(
        own="MP",
        all="FAU",
        fields={
            "id payableNumber kind payeeType payeeId amount withheld dueOn status sourceType sourceId claim": "MPFAU"
        },
    ),
    "CommissionPayment": Type(
        own="S",
        all="FAU",
        fields={
            "id paymentNumber period gross clawback withholdingTax net status agent commissions payment": "SFAU",
        },
    ),
    "BankStatementLine": Type(
        all="FAU", fields={"id bankReference bookedOn amount description account reconciliation": "FAU"}
    ),
    # Only lines that nobody has matched are listed, and no way leads to the others.
    "Reconciliation": Type(fields={"status payment": "FAU"}),
    "LedgerAccount": Type(
        all="FAU", fields={"id code name type normalSide currency isPostable status parent balances": "FAU"}
    ),
    "FiscalPeriod": Type(all="FAU", fields={"id span status version": "FAU"}),
    "LedgerBalance": Type(all="FAU", fields={"debitTotal creditTotal": "FAU"}),
    "FinancialAccount": Type(
        all="FAU", fields={"id accountCode name kind bankName currency status ledgerAccount": "FAU"}
    ),
    "LedgerTransaction": Type(
        all="FAU",
        fields={
            "id position kind sourceType sourceId description entryDate currency createdAt reverses entries": "FAU"
        },
    ),
    "LedgerEntry": Type(
        all="FAU",
        fields={"id lineNo entryDate side amount partyType partyId memo account transaction": "FAU"},
    ),
    "FinancialReport": Type(
        all="FAU",
        fields={"id reportType span currency parameters ledgerPosition content createdAt checksum": "FAU"},
    ),
    # What finance adds to the types of others: whose rows come of it is said above.
    "Member": Type(all=LETTERS, fields={"id": LETTERS, "invoices payments outstandingBalance": "MFAU"}),
    "Company": Type(all=LETTERS, fields={"id currency": LETTERS, "invoices payments balance": "EFAU"}),
    "Enrolment": Type(all=LETTERS, fields={"id": LETTERS, "invoices": "MEFAU"}),
    "Claim": Type(all=LETTERS, fields={"id": LETTERS, "payments payable": "MPFAU", "ledgerTransactions": "FAU"}),
    "Provider": Type(all=LETTERS, fields={"id": LETTERS, "payments remittances": "PFAU"}),
    "Agent": Type(all=LETTERS, fields={"id": LETTERS, "commissionPayments": "SFAU"}),
    "CommissionTransaction": Type(all=LETTERS, fields={"id": LETTERS, "payment": "SFAU"}),
    "TokenPurchase": Type(all=LETTERS, fields={"id": LETTERS, "payment": "EPFAU"}),
    "TokenWallet": Type(all=LETTERS, fields={"id": LETTERS, "ledgerTransactions": "FAU"}),
}

BOOKS: Final = Type(all="FAU")

# Who reaches which rows of a table.
TABLES: Final = {
    "premium_invoices": TYPES["PremiumInvoice"],
    "invoice_lines": TYPES["InvoiceLine"],
    "payment_allocations": TYPES["PaymentAllocation"],
    "payment_methods": Type(own="MEP", all="FU"),
    "payment_transactions": TYPES["PaymentTransaction"],
    "payables": TYPES["Payable"],
    "commission_payments": TYPES["CommissionPayment"],
    "payment_keys": BOOKS,
    "fiscal_periods": BOOKS,
    "bank_statement_lines": BOOKS,
    "reconciliations": BOOKS,
    "ledger_accounts": BOOKS,
    "financial_accounts": BOOKS,
    "ledger_transactions": BOOKS,
    "general_ledger_entries": BOOKS,
    "ledger_balances": BOOKS,
    "financial_reports": BOOKS,
}

# What the matrix must miss when it is taken away.
LOSSES: Final = Losses(
    fields=(
        ("PaymentTransaction", "gatewayReference", "P"),
        ("PaymentTransaction", "allocations", "S"),
        ("Query", "trialBalance", "E"),
        ("Claim", "payments", "E"),
    ),
    rows=(
        ("PremiumInvoice", "E", "employer_admin"),
        ("PaymentTransaction", "P", "provider"),
        ("Payable", "M", "member"),
    ),
    tables=("premium_invoices", "payment_methods", "ledger_balances"),
    coordinates=("Query.invoices", "PaymentTransaction.gatewayReference"),
)
