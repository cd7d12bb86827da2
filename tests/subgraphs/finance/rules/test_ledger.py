"""The table of the ledger, row by row with its printed figures, and what holds for every row."""

from decimal import Decimal
from typing import Final

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared_models.finance import LedgerKind, LedgerSide
from shared_models.finance.chart import CHART
from subgraphs.finance.rules import ledger
from subgraphs.finance.rules.ledger import BOOKINGS, Booking, Entry, difference, reversed_entries

Lines = tuple[tuple[str, str], ...]

ROWS: Final[tuple[tuple[Booking, tuple[str, ...], Lines, Lines], ...]] = (
    (ledger.INVOICE_ISSUED, ("292.33", "5.85"), (("1100", "298.18"),), (("2100", "292.33"), ("2500", "5.85"))),
    (ledger.PREMIUM_RECEIVED, ("298.18", "201.82"), (("1000", "500.00"),), (("1100", "298.18"), ("2400", "201.82"))),
    (ledger.PREMIUM_EARNED, ("292.33",), (("2100", "292.33"),), (("4000", "292.33"),)),
    (ledger.CLAIM_ADJUDICATED, ("400.00",), (("5000", "400.00"),), (("2000", "400.00"),)),
    (ledger.CLAIM_PAID, ("400.00", "0"), (("2000", "400.00"),), (("1000", "400.00"),)),
    (ledger.CLAIM_PAID, ("250.00", "150.00"), (("2000", "400.00"),), (("1000", "250.00"), ("1150", "150.00"))),
    (ledger.CLAIM_REVERSED, ("400.00", "0"), (("2000", "400.00"),), (("5000", "400.00"),)),
    (ledger.CLAIM_REVERSED, ("0", "400.00"), (("1150", "400.00"),), (("5000", "400.00"),)),
    (ledger.CLAIM_REVERSED, ("-100.00", "400.00"), (("1150", "400.00"),), (("2000", "100.00"), ("5000", "300.00"))),
    (ledger.CLAIM_NOT_PAID_AFTER_ALL, ("400.00",), (("2000", "400.00"),), (("1150", "400.00"),)),
    (ledger.COMMISSION_EARNED, ("1240.00",), (("5100", "1240.00"),), (("2200", "1240.00"),)),
    (ledger.COMMISSION_PAID, ("1240.00",), (("2200", "1240.00"),), (("1000", "1240.00"),)),
    (ledger.COMMISSION_CLAWBACK, ("826.67",), (("2200", "826.67"),), (("5100", "826.67"),)),
    (ledger.TOKENS_PURCHASED, ("25.00",), (("1050", "25.00"),), (("2300", "25.00"),)),
    (ledger.TOKENS_CONSUMED, ("2.10",), (("2300", "2.10"),), (("4100", "2.10"),)),
    (ledger.TOKENS_EXPIRED, ("2.10",), (("2300", "2.10"),), (("4100", "2.10"),)),
    (ledger.CARD_FEE, ("5.00",), (("1100", "5.00"),), (("4200", "5.00"),)),
    (ledger.CREDIT_NOTE, ("98.04", "1.96"), (("2100", "98.04"), ("2500", "1.96")), (("1100", "100.00"),)),
    (ledger.WRITE_OFF, ("298.18",), (("5300", "298.18"),), (("1100", "298.18"),)),
    (ledger.REFUND_PAID, ("201.82",), (("2600", "201.82"),), (("1000", "201.82"),)),
)

amounts = st.decimals(min_value=-(10**12), max_value=10**12, places=4)


def side(entries: tuple[Entry, ...], wanted: LedgerSide) -> Lines:
    return tuple((str(each.account), str(each.amount)) for each in entries if each.side is wanted)


@pytest.mark.parametrize(("booking", "parts", "debit", "credit"), ROWS, ids=lambda each: getattr(each, "kind", None))
def test_an_event_moves_the_accounts_of_its_row(
    booking: Booking, parts: tuple[str, ...], debit: Lines, credit: Lines
) -> None:
    entries = booking.entries(*map(Decimal, parts))

    assert side(entries, LedgerSide.DEBIT) == debit
    assert side(entries, LedgerSide.CREDIT) == credit


def test_every_kind_but_those_made_by_hand_has_a_row_and_every_account_is_in_the_chart() -> None:
    by_hand = {LedgerKind.MANUAL_JOURNAL, LedgerKind.REVERSAL}

    assert {booking.kind for booking in BOOKINGS} == set(LedgerKind) - by_hand
    assert {booking for booking, *_ in ROWS} == set(BOOKINGS)
    assert {code for booking in BOOKINGS for code in (*booking.debit, *booking.credit)} <= set(CHART)


def test_another_bank_account_pays_instead_of_the_first() -> None:
    entries = ledger.CLAIM_PAID.entries(Decimal(400), Decimal(0), bank="1010")

    assert side(entries, LedgerSide.CREDIT) == (("1010", "400"),)


@given(booking=st.sampled_from(BOOKINGS), parts=st.lists(amounts, min_size=2, max_size=2).filter(any))
def test_debits_equal_credits_whatever_the_amounts(booking: Booking, parts: list[Decimal]) -> None:
    parts = parts[: max(len(booking.debit), len(booking.credit))]

    entries = booking.entries(*parts)

    assert difference(entries) == 0
    assert all(entry.amount > 0 for entry in entries)


@given(booking=st.sampled_from(BOOKINGS), parts=st.lists(amounts, min_size=2, max_size=2).filter(any))
def test_a_reversal_moves_every_account_back(booking: Booking, parts: list[Decimal]) -> None:
    entries = booking.entries(*parts[: max(len(booking.debit), len(booking.credit))])

    back = reversed_entries(entries)

    for account in {entry.account for entry in entries}:
        assert difference([each for each in (*entries, *back) if each.account == account]) == 0
