"""What one may ask finance."""

from datetime import date

import sqlalchemy as sa
import strawberry
from sqlmodel import col

from shared_models import finance as tables
from subgraphs.finance.loaders import account_statement, all_open_of_company, entries_within, trial_balance
from subgraphs.finance.types.asking import (
    BankStatementLineFilter,
    BankStatementLineOrder,
    CommissionPaymentFilter,
    CommissionPaymentOrder,
    FiscalPeriodFilter,
    FiscalPeriodOrder,
    LedgerAccountFilter,
    LedgerAccountOrder,
    LedgerOrder,
    LedgerTransactionFilter,
    PayableFilter,
    PayableOrder,
    PaymentTransactionFilter,
    PaymentTransactionOrder,
    PremiumInvoiceFilter,
    PremiumInvoiceOrder,
)
from subgraphs.finance.types.invoices import PremiumInvoice
from subgraphs.finance.types.ledger import (
    AccountStatement,
    FinancialAccount,
    FinancialReport,
    FiscalPeriod,
    LedgerAccount,
    LedgerEntry,
    LedgerTransaction,
    TrialBalanceRow,
)
from subgraphs.finance.types.payments import BankStatementLine, CommissionPayment, Payable, PaymentTransaction
from subgraphs.kit.context import Info
from subgraphs.kit.lists import all_nodes
from subgraphs.kit.nodes import ID, as_uuid
from subgraphs.kit.paging import Connection
from subgraphs.kit.reading import find
from subgraphs.kit.scalars import CurrencyCode
from subgraphs.kit.values import DateSpanInput, Money, money_of

UNMATCHED = ~sa.exists().where(col(tables.Reconciliation.statement_line_id) == tables.BankStatementLine.id)


@strawberry.type
class Query:
    """Finance's part of the root."""

    @strawberry.field(description="One invoice, by id or by number.")
    async def invoice(
        self, info: Info, id: ID | None = None, invoice_number: str | None = None
    ) -> PremiumInvoice | None:
        return await find(info, PremiumInvoice, id=id, invoice_number=invoice_number)

    @strawberry.field
    async def payment(self, info: Info, id: ID) -> PaymentTransaction | None:
        return await find(info, PaymentTransaction, id=id)

    @strawberry.field
    async def ledger_transaction(self, info: Info, id: ID) -> LedgerTransaction | None:
        return await find(info, LedgerTransaction, id=id)

    @strawberry.field
    async def financial_report(self, info: Info, id: ID) -> FinancialReport | None:
        return await find(info, FinancialReport, id=id)

    @strawberry.field(description="What a company owes, one amount for each currency it has open invoices in.")
    async def outstanding(self, info: Info, company_id: ID) -> list[Money]:
        return await all_open_of_company(info, PremiumInvoice, as_uuid(company_id, "companyId"))

    @strawberry.field(description="What each account adds up to, up to and with a day.")
    async def trial_balance(
        self, info: Info, as_of: date, currency: CurrencyCode | None = None
    ) -> list[TrialBalanceRow]:
        return [TrialBalanceRow.from_row(row) for row in await trial_balance(info, LedgerEntry, as_of, currency)]

    @strawberry.field(description="What happened on an account where money is held; null where there is no such one.")
    async def account_statement(self, info: Info, account_id: ID, span: DateSpanInput) -> AccountStatement | None:
        key = as_uuid(account_id, "accountId")
        row = await account_statement(info, FinancialAccount, key, span.from_, span.to)
        if row is None:
            return None
        return AccountStatement(
            account_id=key,
            opening=money_of(row.opening, row.currency),
            closing=money_of(row.closing, row.currency),
            entries_of=entries_within(row, span.from_, span.to),
        )

    invoices: Connection[PremiumInvoice] = all_nodes(
        lambda: PremiumInvoice, filtered_by=PremiumInvoiceFilter, order=PremiumInvoiceOrder.DUE_ON_DESC
    )
    payments: Connection[PaymentTransaction] = all_nodes(
        lambda: PaymentTransaction,
        filtered_by=PaymentTransactionFilter,
        order=PaymentTransactionOrder.INITIATED_AT_DESC,
    )
    payables: Connection[Payable] = all_nodes(lambda: Payable, filtered_by=PayableFilter, order=PayableOrder.DUE_ON_ASC)
    fiscal_periods: Connection[FiscalPeriod] = all_nodes(
        lambda: FiscalPeriod, filtered_by=FiscalPeriodFilter, order=FiscalPeriodOrder.START_DESC
    )
    ledger_accounts: Connection[LedgerAccount] = all_nodes(
        lambda: LedgerAccount, filtered_by=LedgerAccountFilter, order=LedgerAccountOrder.CODE_ASC
    )
    ledger_transactions: Connection[LedgerTransaction] = all_nodes(
        lambda: LedgerTransaction, filtered_by=LedgerTransactionFilter, order=LedgerOrder.ENTRY_DATE_DESC
    )
    commission_payments: Connection[CommissionPayment] = all_nodes(
        lambda: CommissionPayment, filtered_by=CommissionPaymentFilter, order=CommissionPaymentOrder.PERIOD_DESC
    )
    unreconciled: Connection[BankStatementLine] = all_nodes(
        lambda: BankStatementLine,
        filtered_by=BankStatementLineFilter,
        order=BankStatementLineOrder.BOOKED_ON_ASC,
        where=(UNMATCHED,),
        description="Lines of bank statements that nobody has matched with a payment, oldest first.",
    )
