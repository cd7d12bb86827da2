"""The rules of the ledger that the database keeps, whoever writes."""

from decimal import Decimal
from uuid import UUID

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError

from shared_models.base import table_of
from shared_models.finance import LedgerAccount, LedgerAccountType, LedgerBalance, LedgerEntry, LedgerTransaction
from tests.subgraphs.finance.builders import a_ledger_account, a_posting
from tests.subgraphs.service import Service

TRANSACTIONS = table_of(LedgerTransaction)
ENTRIES = table_of(LedgerEntry)
BALANCES = table_of(LedgerBalance)


async def _accounts(finance: Service) -> tuple[LedgerAccount, LedgerAccount]:
    asset, liability = a_ledger_account(), a_ledger_account(type=LedgerAccountType.LIABILITY)
    await finance.store(asset, liability)
    return asset, liability


async def _posted(finance: Service) -> UUID:
    transaction, *entries = a_posting(*await _accounts(finance), Decimal(10))
    assert isinstance(transaction, LedgerTransaction)
    await finance.store(transaction, *entries)
    return transaction.id


async def _run(finance: Service, statement: sa.Executable) -> None:
    async with finance.engine.begin() as connection:
        await connection.execute(statement)


async def test_debits_that_differ_from_credits_are_refused_at_commit(finance: Service) -> None:
    transaction, debit, credit = a_posting(*await _accounts(finance), Decimal(10))
    assert isinstance(credit, LedgerEntry)
    credit.amount = Decimal("9.99")

    with pytest.raises(IntegrityError, match=r"2 entries, debit less credit 0\.0100"):
        await finance.store(transaction, debit, credit)


async def test_a_transaction_without_entries_is_refused_at_commit(finance: Service) -> None:
    transaction, *_ = a_posting(*await _accounts(finance), Decimal(10))

    with pytest.raises(IntegrityError, match="0 entries"):
        await finance.store(transaction)


async def test_an_entry_cannot_be_added_later(finance: Service) -> None:
    asset, liability = await _accounts(finance)
    transaction, debit, credit = a_posting(asset, liability, Decimal(10))
    await finance.store(transaction, debit, credit)
    _, late, _ = a_posting(asset, liability, Decimal(1))
    assert isinstance(late, LedgerEntry)
    assert isinstance(transaction, LedgerTransaction)
    late.ledger_transaction_id, late.line_no = transaction.id, 3

    with pytest.raises(IntegrityError, match=r"3 entries, debit less credit 1\.0000"):
        await finance.store(late)


async def test_entries_have_the_day_and_the_currency_of_their_transaction(finance: Service) -> None:
    transaction, debit, credit = a_posting(*await _accounts(finance), Decimal(10))
    assert isinstance(debit, LedgerEntry)
    debit.currency = "KES"

    with pytest.raises(IntegrityError, match="fk_general_ledger_entries"):
        await finance.store(transaction, debit, credit)


async def test_balances_are_the_sum_of_the_entries(finance: Service) -> None:
    asset, liability = await _accounts(finance)

    await finance.store(*a_posting(asset, liability, Decimal(100)), *a_posting(liability, asset, Decimal("30.25")))

    async with finance.engine.connect() as connection:
        rows = await connection.execute(
            sa.select(BALANCES.c.debit_total, BALANCES.c.credit_total).where(BALANCES.c.ledger_account_id == asset.id)
        )
    assert [tuple(row) for row in rows] == [(Decimal("100.0000"), Decimal("30.2500"))]


async def test_what_was_posted_is_never_changed(finance: Service) -> None:
    transaction = await _posted(finance)
    entries = ENTRIES.c.ledger_transaction_id == transaction

    for statement in (
        sa.update(ENTRIES).where(entries).values(amount=1),
        sa.delete(ENTRIES).where(entries),
        sa.update(TRANSACTIONS).where(TRANSACTIONS.c.id == transaction).values(description="Other"),
        sa.delete(TRANSACTIONS).where(TRANSACTIONS.c.id == transaction),
    ):
        with pytest.raises(IntegrityError, match="append-only"):
            await _run(finance, statement)


async def test_a_position_is_given_once(finance: Service) -> None:
    transaction = await _posted(finance)
    seal = sa.update(TRANSACTIONS).where(TRANSACTIONS.c.id == transaction)

    await _run(finance, seal.values(position=7))

    with pytest.raises(IntegrityError, match="append-only"):
        await _run(finance, seal.values(position=8))


async def test_a_transaction_is_reversed_once_and_a_reversal_never(finance: Service) -> None:
    asset, liability = await _accounts(finance)
    first = await _posted(finance)
    reversal, *entries = a_posting(liability, asset, Decimal(10), reverses_id=first)
    assert isinstance(reversal, LedgerTransaction)

    await finance.store(reversal, *entries)

    with pytest.raises(IntegrityError, match="uq_ledger_transactions_reverses_id"):
        await finance.store(*a_posting(liability, asset, Decimal(10), reverses_id=first))
    with pytest.raises(IntegrityError, match="a reversal is not reversed"):
        await finance.store(*a_posting(asset, liability, Decimal(10), reverses_id=reversal.id))


async def test_the_same_source_is_posted_once(finance: Service) -> None:
    asset, liability = await _accounts(finance)
    transaction, *entries = a_posting(asset, liability, Decimal(10))
    assert isinstance(transaction, LedgerTransaction)
    await finance.store(transaction, *entries)

    with pytest.raises(IntegrityError, match="uq_ledger_transactions_kind_source_type_source_id"):
        await finance.store(*a_posting(asset, liability, Decimal(10), source_id=transaction.source_id))
