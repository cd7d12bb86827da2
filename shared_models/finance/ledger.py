"""The double-entry ledger: accounts, periods, transactions, their entries, and the totals they add up to.

What the database itself keeps: a transaction has two entries or more and its debits equal its credits when it is
committed; its entries share its day and currency, and the day lies in no closed period; nothing is changed afterwards;
a reversal is not reversed; and `ledger_balances` is the sum of the entries, because a trigger adds them up.
"""

from datetime import date
from decimal import Decimal
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import Range

from shared_models.base import (
    AppendOnly,
    Recorded,
    SoftDeleted,
    after_create,
    amount,
    append_only,
    big,
    check,
    closed,
    code,
    column,
    currency,
    exclude,
    index,
    index_where,
    one_of,
    partitioned_by_month,
    refers_to,
    span,
    text,
    unique,
)
from shared_models.encryption import sealed
from shared_models.finance.base import FinanceTable
from shared_models.finance.choices import (
    FinancialAccountKind,
    FinancialAccountStatus,
    FiscalPeriodStatus,
    LedgerAccountStatus,
    LedgerAccountType,
    LedgerKind,
    LedgerSide,
    PartyType,
)
from shared_models.finance.triggers import ON_DAYS_OF_LEDGER, ON_LEDGER_ENTRIES, ON_LEDGER_TRANSACTIONS


class FiscalPeriod(Recorded, FinanceTable, table=True):
    """A span of days for which the books are closed together; days of no period are open."""

    __tablename__ = "fiscal_periods"
    __table_args__ = (
        exclude("ex_fiscal_periods_overlap", ("span", "&&")),
        one_of("status", FiscalPeriodStatus),
        check("span", "lower(span) < upper(span)"),
    )

    span: Range[date] = span()
    status: FiscalPeriodStatus = closed(FiscalPeriodStatus, default=FiscalPeriodStatus.OPEN)


class LedgerAccount(Recorded, FinanceTable, table=True):
    """An account of the chart; entries go to those that are postable."""

    __tablename__ = "ledger_accounts"
    __table_args__ = (
        unique("code"),
        index("parent_id"),
        one_of("type", LedgerAccountType),
        one_of("normal_side", LedgerSide),
        one_of("status", LedgerAccountStatus),
        check("normal_side_of_type", "(type IN ('asset', 'expense')) = (normal_side = 'debit')"),
    )

    code: str = code(20)
    name: str = text()
    type: LedgerAccountType = closed(LedgerAccountType)
    normal_side: LedgerSide = closed(LedgerSide)
    currency: str = currency()
    parent_id: UUID | None = refers_to("ledger_accounts.id", default=None)
    is_postable: bool = True
    status: LedgerAccountStatus = closed(LedgerAccountStatus, default=LedgerAccountStatus.ACTIVE)


class FinancialAccount(SoftDeleted, FinanceTable, table=True):
    """Where money is held; what is in it, the ledger says."""

    __tablename__ = "financial_accounts"
    __table_args__ = (
        unique("account_code"),
        unique("ledger_account_id"),
        one_of("kind", FinancialAccountKind),
        one_of("status", FinancialAccountStatus),
    )

    account_code: str = code(20)
    name: str = text()
    kind: FinancialAccountKind = closed(FinancialAccountKind)
    bank_name: str | None = text(default=None)
    account_number_enc: bytes | None = sealed(default=None)
    currency: str = currency()
    ledger_account_id: UUID = refers_to("ledger_accounts.id")
    status: FinancialAccountStatus = closed(FinancialAccountStatus, default=FinancialAccountStatus.ACTIVE)


@after_create(*ON_LEDGER_TRANSACTIONS, *ON_DAYS_OF_LEDGER)
class LedgerTransaction(AppendOnly, FinanceTable, table=True):
    """Something that happened, recorded once: the same source is never posted twice under one kind."""

    __tablename__ = "ledger_transactions"
    __table_args__ = (
        unique("position"),
        unique("kind", "source_type", "source_id"),
        unique("reverses_id"),
        unique("idempotency_key"),
        unique("id", "entry_date", "currency"),
        index("source_type", "source_id"),
        index("entry_date"),
        index_where("ix_ledger_transactions_claim", "claim_id", where="claim_id IS NOT NULL"),
        index_where("ix_ledger_transactions_unsealed", "created_at", "id", where="position IS NULL"),
        one_of("kind", LedgerKind),
        check("not_own_reversal", "reverses_id <> id"),
    )

    position: int | None = big(default=None)
    kind: LedgerKind = closed(LedgerKind)
    source_type: str = code(40)
    source_id: UUID
    claim_id: UUID | None = None
    description: str = text()
    entry_date: date
    currency: str = currency()
    reverses_id: UUID | None = refers_to("ledger_transactions.id", default=None)
    idempotency_key: str = text()


@append_only
@after_create(*ON_LEDGER_ENTRIES)
@partitioned_by_month
class LedgerEntry(AppendOnly, FinanceTable, table=True):
    """One side of a transaction: so much to the debit or credit of an account."""

    __tablename__ = "general_ledger_entries"
    __table_args__ = (
        sa.ForeignKeyConstraint(
            ["ledger_transaction_id", "entry_date", "currency"],
            ["ledger_transactions.id", "ledger_transactions.entry_date", "ledger_transactions.currency"],
            ondelete="RESTRICT",
        ),
        unique("ledger_transaction_id", "line_no", "entry_date"),
        index("ledger_account_id", "entry_date"),
        index("party_type", "party_id"),
        one_of("side", LedgerSide),
        one_of("party_type", PartyType),
        check("line_no", "line_no > 0"),
        check("amount", "amount > 0"),
        check("party", "(party_type IS NULL) = (party_id IS NULL)"),
        {"postgresql_partition_by": "RANGE (entry_date)"},
    )

    ledger_transaction_id: UUID
    line_no: int
    entry_date: date = column(sa.Date, primary_key=True)
    ledger_account_id: UUID = refers_to("ledger_accounts.id")
    side: LedgerSide = closed(LedgerSide)
    amount: Decimal = amount()
    currency: str = currency()
    party_type: PartyType | None = closed(PartyType, default=None)
    party_id: UUID | None = None
    memo: str | None = text(default=None)


class LedgerBalance(FinanceTable, table=True):
    """What the entries of an account add up to; a trigger of the entries keeps it, nobody else writes."""

    __tablename__ = "ledger_balances"
    __table_args__ = (check("totals", "debit_total >= 0 AND credit_total >= 0"),)

    ledger_account_id: UUID = refers_to("ledger_accounts.id", primary_key=True)
    currency: str = column(sa.CHAR(3), primary_key=True)
    debit_total: Decimal = amount(default=Decimal(0))
    credit_total: Decimal = amount(default=Decimal(0))
    version: int = 1
