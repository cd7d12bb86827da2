"""Reads of finance that are sums, or follow from more than a key: one statement for all who ask at the same time."""

from collections import defaultdict
from collections.abc import Awaitable, Callable, Mapping
from datetime import date
from decimal import Decimal
from typing import Any, Final, TypeVar
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import ARRAY, distinct_on

from shared_models import finance as tables
from shared_models.base import table_of
from shared_models.finance import CommissionPaymentStatus, InvoiceKind, InvoiceStatus, LedgerSide
from shared_models.finance.payments import TOKEN_PURCHASE
from subgraphs.kit.context import Context, Info
from subgraphs.kit.errors import BadInput
from subgraphs.kit.nodes import Node, columns_of, visible
from subgraphs.kit.reading import batch
from subgraphs.kit.values import Money, money_of

N = TypeVar("N", bound=Node)

INVOICES: Final = table_of(tables.PremiumInvoice)
PAYMENTS: Final = table_of(tables.PaymentTransaction)
PAYABLES: Final = table_of(tables.Payable)
COMMISSION_PAYMENTS: Final = table_of(tables.CommissionPayment)
ACCOUNTS: Final = table_of(tables.FinancialAccount)
LEDGER_ACCOUNTS: Final = table_of(tables.LedgerAccount)
ENTRIES: Final = table_of(tables.LedgerEntry)

OPEN: Final = (InvoiceStatus.ISSUED, InvoiceStatus.PARTIALLY_PAID, InvoiceStatus.OVERDUE)
CANCELLED: Final = CommissionPaymentStatus.CANCELLED

# What somebody without invoices owes is nothing, in the insurer's currency.
HOME_CURRENCY: Final = "USD"

Sums = dict[str, Decimal]


# What is open


async def open_of_member(info: Info, kind: type[Node], member: UUID, currency: str | None) -> Money:
    """Return what a member owes in a currency; without one, in that of all the open invoices."""
    sums = await batch(info, "open of members", _open_by(info, kind, "member_id"), member) or {}
    if currency is None and len(sums) > 1:
        raise BadInput(f"currency: there are open invoices in {', '.join(sorted(sums))}; give one of them")
    chosen = currency or next(iter(sums), HOME_CURRENCY)
    return money_of(sums.get(chosen, Decimal(0)), chosen)


async def open_of_company(info: Info, kind: type[Node], company: UUID, currency: str) -> Money:
    """Return what a company owes in a currency."""
    sums = await batch(info, "open of companies", _open_by(info, kind, "company_id"), company) or {}
    return money_of(sums.get(currency, Decimal(0)), currency)


async def all_open_of_company(info: Info, kind: type[Node], company: UUID) -> list[Money]:
    """Return what a company owes in each currency it has open invoices in."""
    sums = await batch(info, "open of companies", _open_by(info, kind, "company_id"), company) or {}
    return [money_of(amount, currency) for currency, amount in sorted(sums.items())]


def _open_by(
    info: Info, kind: type[Node], column: str
) -> Callable[[Context, list[UUID]], Awaitable[Mapping[UUID, Sums]]]:
    payer = INVOICES.c[column]
    open_amount = INVOICES.c.total - INVOICES.c.paid_amount
    owed = sa.case((INVOICES.c.kind == InvoiceKind.CREDIT_NOTE, -open_amount), else_=open_amount)

    async def load(context: Context, payers: list[UUID]) -> dict[UUID, Sums]:
        statement = (
            sa.select(payer.label("payer"), INVOICES.c.currency, sa.func.sum(owed).label("owed"))
            .where(payer == _any(payers), INVOICES.c.status.in_(OPEN), *visible(info, kind))
            .group_by(payer, INVOICES.c.currency)
        )
        found: dict[UUID, Sums] = defaultdict(dict)
        for row in await context.transaction.rows(statement):
            found[row.payer][row.currency] = row.owed
        return found

    return load


# What was paid


async def newest_payable(info: Info, kind: type[N], claim: UUID) -> N | None:
    """Return the newest payable of a claim."""

    async def load(context: Context, claims: list[UUID]) -> dict[UUID, N]:
        statement = _newest_by(PAYABLES.c.claim_id, PAYABLES.c.created_at, columns_of(info, kind, "id"))
        rows = await context.transaction.rows(
            statement.where(PAYABLES.c.claim_id == _any(claims), *visible(info, kind))
        )
        return {row.asked: kind.from_row(row) for row in rows}

    return await batch(info, "payable of claims", load, claim)


async def payment_of_purchase(info: Info, kind: type[N], purchase: UUID) -> N | None:
    """Return the last attempt to pay a purchase of tokens."""

    async def load(context: Context, purchases: list[UUID]) -> dict[UUID, N]:
        statement = _newest_by(PAYMENTS.c.source_id, PAYMENTS.c.initiated_at, columns_of(info, kind, "id")).where(
            PAYMENTS.c.source_type == TOKEN_PURCHASE, PAYMENTS.c.source_id == _any(purchases), *visible(info, kind)
        )
        return {row.asked: kind.from_row(row) for row in await context.transaction.rows(statement)}

    return await batch(info, "payment of purchases", load, purchase)


async def payment_of_commission(info: Info, kind: type[N], commission: UUID) -> N | None:
    """Return the payment that a commission is part of: the newest that was not cancelled."""
    ids = COMMISSION_PAYMENTS.c.commission_ids

    async def load(context: Context, commissions: list[UUID]) -> dict[UUID, N]:
        part = sa.func.unnest(ids).column_valued("part", joins_implicitly=True)
        asked = sa.bindparam("asked", commissions, type_=ARRAY(sa.Uuid))
        statement = (
            _newest_by(part, COMMISSION_PAYMENTS.c.created_at, columns_of(info, kind, "id"))
            .select_from(COMMISSION_PAYMENTS)
            .where(ids.overlap(asked), part == sa.any_(asked), COMMISSION_PAYMENTS.c.status != CANCELLED)
            .where(*visible(info, kind))
        )
        return {row.asked: kind.from_row(row) for row in await context.transaction.rows(statement)}

    return await batch(info, "payment of commissions", load, commission)


def _newest_by(
    key: sa.ColumnElement[Any], instant: sa.Column[Any], columns: list[sa.ColumnElement[Any]]
) -> sa.Select[tuple[Any, ...]]:
    newest_first = (key, sa.desc(instant), sa.desc(instant.table.c.id))
    return sa.select(key.label("asked"), *columns).ext(distinct_on(key)).order_by(*newest_first)


# What the ledger adds up to


async def trial_balance(info: Info, kind: type[Node], as_of: date, currency: str | None) -> list[sa.Row[Any]]:
    """Return debit and credit of each account and currency, up to and with a day."""
    statement = (
        sa.select(ENTRIES.c.ledger_account_id, ENTRIES.c.currency, _total(LedgerSide.DEBIT), _total(LedgerSide.CREDIT))
        .join(LEDGER_ACCOUNTS, LEDGER_ACCOUNTS.c.id == ENTRIES.c.ledger_account_id)
        .where(ENTRIES.c.entry_date <= as_of, *visible(info, kind))
        .group_by(ENTRIES.c.ledger_account_id, ENTRIES.c.currency, LEDGER_ACCOUNTS.c.code)
        .order_by(ENTRIES.c.currency, LEDGER_ACCOUNTS.c.code)
    )
    if currency is not None:
        statement = statement.where(ENTRIES.c.currency == currency)
    return list(await info.context.transaction.rows(statement))


def entries_within(account: sa.Row[Any], first: date | None, end: date | None) -> tuple[sa.ColumnElement[bool], ...]:
    """Return the conditions of the entries of an account, in its currency, from a day to before another."""
    return (
        ENTRIES.c.ledger_account_id == account.ledger_account_id,
        ENTRIES.c.currency == account.currency,
        *(() if first is None else (ENTRIES.c.entry_date >= first,)),
        *(() if end is None else (ENTRIES.c.entry_date < end,)),
    )


async def account_statement(
    info: Info, kind: type[Node], account: UUID, first: date | None, end: date | None
) -> sa.Row[Any] | None:
    """Return an account where money is held with what was in it before a day and before another."""
    grows = ENTRIES.c.side == LEDGER_ACCOUNTS.c.normal_side
    moved = sa.case((grows, ENTRIES.c.amount), else_=-ENTRIES.c.amount)
    before_first = sa.false() if first is None else ENTRIES.c.entry_date < first
    before_end = sa.true() if end is None else ENTRIES.c.entry_date < end
    same = (ENTRIES.c.ledger_account_id == LEDGER_ACCOUNTS.c.id) & (ENTRIES.c.currency == ACCOUNTS.c.currency)
    statement = (
        sa.select(
            ACCOUNTS.c.ledger_account_id,
            ACCOUNTS.c.currency,
            sa.func.coalesce(sa.func.sum(moved).filter(before_first), 0).label("opening"),
            sa.func.coalesce(sa.func.sum(moved).filter(before_end), 0).label("closing"),
        )
        .join(LEDGER_ACCOUNTS, LEDGER_ACCOUNTS.c.id == ACCOUNTS.c.ledger_account_id)
        .outerjoin(ENTRIES, same)
        .where(ACCOUNTS.c.id == account, *visible(info, kind))
        .group_by(ACCOUNTS.c.id)
    )
    rows = await info.context.transaction.rows(statement)
    return rows[0] if rows else None


def _total(side: LedgerSide) -> sa.Label[Any]:
    amount = sa.func.sum(ENTRIES.c.amount).filter(ENTRIES.c.side == side)
    return sa.func.coalesce(amount, 0).label(side.value)


def _any(keys: list[UUID]) -> sa.ColumnElement[Any]:
    return sa.any_(sa.bindparam("keys", keys, type_=ARRAY(sa.Uuid), unique=True))
