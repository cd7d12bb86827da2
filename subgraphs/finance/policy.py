"""Who may see what of finance: a payer the own invoices, a payee the own payments, the books those who keep them."""

from typing import Final

from shared_models import finance as tables
from shared_models.access import Grant
from shared_models.finance import CounterpartyType
from shared_models.identity import Role
from subgraphs.finance.mutations import Mutation, payloads
from subgraphs.finance.queries import Query
from subgraphs.finance.types.invoices import (
    Company,
    Enrolment,
    GroupPolicy,
    InvoiceLine,
    Member,
    PaymentAllocation,
    PremiumInvoice,
)
from subgraphs.finance.types.ledger import (
    AccountStatement,
    FinancialAccount,
    FinancialReport,
    FiscalPeriod,
    LedgerAccount,
    LedgerBalance,
    LedgerEntry,
    LedgerTransaction,
    TokenWallet,
    TrialBalanceRow,
)
from subgraphs.finance.types.payments import (
    Agent,
    BankStatementLine,
    Claim,
    CommissionPayment,
    CommissionTransaction,
    Payable,
    PaymentTransaction,
    Provider,
    Reconciliation,
    Remittance,
    TokenPurchase,
)
from subgraphs.kit.policy import (
    ANY,
    PUBLIC,
    ROW,
    Policy,
    Relation,
    Rows,
    agent,
    company,
    neighbour,
    on,
    only,
    own,
    provider,
    root,
    values,
    via,
    where,
)
from subgraphs.kit.usererrors import UserError

MEMBER: Final = Role.MEMBER
EMPLOYER: Final = Role.EMPLOYER_ADMIN
PROVIDER: Final = Role.PROVIDER
SALES: Final = Role.SALES_AGENT
FINANCE: Final = Role.FINANCE_OFFICER

# Who keeps the books, who audits them, and who runs the system.
BOOKS: Final[tuple[Grant, ...]] = (Role.FINANCE_OFFICER, Role.AUDITOR, Role.SYSTEM_ADMIN)
OF_THE_BOOKS: Final[Rows] = dict.fromkeys(BOOKS, ANY)


def parties(kind: str, key: str) -> dict[Grant, Relation]:
    """Let each party see the rows that name it: what kind of party it is, and which."""
    return {
        MEMBER: where(own(key), kind, CounterpartyType.MEMBER),
        EMPLOYER: where(company(key), kind, CounterpartyType.COMPANY),
        PROVIDER: where(provider(key), kind, CounterpartyType.PROVIDER),
        SALES: where(agent(key), kind, CounterpartyType.AGENT),
    }


INVOICES: Final[Rows] = {MEMBER: own("member_id"), EMPLOYER: company("company_id"), **OF_THE_BOOKS}
BELOW_INVOICES: Final[Rows] = {
    MEMBER: via(tables.PremiumInvoice, "invoice_id", INVOICES[MEMBER]),
    EMPLOYER: via(tables.PremiumInvoice, "invoice_id", INVOICES[EMPLOYER]),
    **OF_THE_BOOKS,
}
PAYMENTS: Final[Rows] = {**parties("counterparty_type", "counterparty_id"), **OF_THE_BOOKS}
# To whom claims are paid: the others have no field that leads to what is owed.
PAYABLES: Final[Rows] = {
    **{each: rows for each, rows in parties("payee_type", "payee_id").items() if each in (MEMBER, PROVIDER)},
    **OF_THE_BOOKS,
}

POLICY: Final = Policy(
    root(
        Query,
        {
            only(MEMBER, EMPLOYER, *BOOKS): "invoice invoices",
            only(MEMBER, EMPLOYER, PROVIDER, SALES, *BOOKS): "payment payments",
            only(*BOOKS): (
                "outstanding payables fiscalPeriods ledgerAccounts ledgerTransaction ledgerTransactions trialBalance"
                " accountStatement financialReport commissionPayments unreconciled"
            ),
        },
    ),
    root(
        Mutation,
        {
            only(FINANCE): (
                "schedulePayables runPaymentBatch confirmPayments failPayment retryPayable postManualJournal"
                " reverseJournal openFiscalPeriod closeFiscalPeriod"
            ),
        },
    ),
    on(
        PremiumInvoice,
        rows=INVOICES,
        fields={
            ROW: (
                "id invoiceNumber billToType kind billingSpan issuedOn dueOn currency subtotal discount tax total paid"
                " outstanding status dunningLevel version company member policy credits lines allocations"
            ),
        },
    ),
    on(
        InvoiceLine,
        rows=BELOW_INVOICES,
        fields={ROW: "lineNo item description quantity unitAmount amount member enrolment"},
    ),
    on(PaymentAllocation, rows=BELOW_INVOICES, fields={ROW: "id amount createdAt payment invoice"}),
    on(
        PaymentTransaction,
        rows=PAYMENTS,
        fields={
            ROW: (
                "id transactionNumber direction purpose counterpartyType counterpartyId amount method status"
                " failureCode initiatedAt completedAt sourceType sourceId version claim refunds"
            ),
            # Providers and agents are paid, they settle no invoices.
            only(MEMBER, EMPLOYER, *BOOKS): "allocations",
            # Our side of it.
            only(*BOOKS): "account gateway gatewayReference",
        },
    ),
    on(
        Remittance,
        rows={PROVIDER: PAYMENTS[PROVIDER], **OF_THE_BOOKS},
        fields={ROW: "payment claims"},
        asked_by={ROW: "initiated_at direction purpose status method transaction_number counterparty_type"},
    ),
    on(
        Payable,
        rows=PAYABLES,
        fields={ROW: "id payableNumber kind payeeType payeeId amount withheld dueOn status sourceType sourceId claim"},
    ),
    on(
        CommissionPayment,
        rows={SALES: agent("agent_id"), **OF_THE_BOOKS},
        fields={ROW: "id paymentNumber period gross clawback withholdingTax net status agent commissions payment"},
    ),
    on(
        BankStatementLine,
        rows=OF_THE_BOOKS,
        fields={ROW: "id bankReference bookedOn amount description account reconciliation"},
    ),
    on(Reconciliation, rows=OF_THE_BOOKS, fields={ROW: "status payment"}),
    on(
        LedgerAccount,
        rows=OF_THE_BOOKS,
        fields={ROW: "id code name type normalSide currency isPostable status parent balances"},
    ),
    on(FiscalPeriod, rows=OF_THE_BOOKS, fields={ROW: "id span status version"}),
    on(LedgerBalance, rows=OF_THE_BOOKS, fields={ROW: "debitTotal creditTotal"}),
    on(
        FinancialAccount,
        rows=OF_THE_BOOKS,
        fields={ROW: "id accountCode name kind bankName currency status ledgerAccount"},
    ),
    on(
        LedgerTransaction,
        rows=OF_THE_BOOKS,
        fields={ROW: "id position kind sourceType sourceId description entryDate currency createdAt reverses entries"},
        asked_by={ROW: "claim_id"},
    ),
    on(
        LedgerEntry,
        rows=OF_THE_BOOKS,
        fields={ROW: "id lineNo entryDate side amount partyType partyId memo account transaction"},
    ),
    on(
        FinancialReport,
        rows=OF_THE_BOOKS,
        fields={ROW: "id reportType span currency parameters ledgerPosition content createdAt checksum"},
    ),
    neighbour(Member, {PUBLIC: "id", only(MEMBER, *BOOKS): "invoices payments outstandingBalance"}),
    neighbour(Company, {PUBLIC: "id currency", only(EMPLOYER, *BOOKS): "invoices payments balance"}),
    neighbour(Enrolment, {PUBLIC: "id", only(MEMBER, EMPLOYER, *BOOKS): "invoices"}),
    neighbour(
        Claim,
        {
            PUBLIC: "id",
            # A member sees what was paid back to the own family, a provider what it was paid.
            only(MEMBER, PROVIDER, *BOOKS): "payments payable",
            only(*BOOKS): "ledgerTransactions",
        },
    ),
    neighbour(Provider, {PUBLIC: "id", only(PROVIDER, *BOOKS): "payments remittances"}),
    neighbour(Agent, {PUBLIC: "id", only(SALES, *BOOKS): "commissionPayments"}),
    neighbour(CommissionTransaction, {PUBLIC: "id", only(SALES, *BOOKS): "payment"}),
    neighbour(TokenPurchase, {PUBLIC: "id", only(EMPLOYER, PROVIDER, *BOOKS): "payment"}),
    neighbour(TokenWallet, {PUBLIC: "id", only(*BOOKS): "ledgerTransactions"}),
    neighbour(GroupPolicy, {PUBLIC: "id"}),
    values(TrialBalanceRow, AccountStatement, *payloads.ALL, UserError),
)
