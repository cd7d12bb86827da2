"""What is journalled by hand takes two persons, balances, and leaves subledgers and closed books alone."""

from datetime import date
from decimal import Decimal
from uuid import UUID, uuid4

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError

from shared_models.finance import LedgerSide
from subgraphs.finance.rules.ledger import Entry
from subgraphs.finance.service import journals, periods
from subgraphs.finance.service.journals import Journal
from subgraphs.kit.refusals import ErrorCode, Refused
from tests.principals import FINANCE
from tests.subgraphs.finance.service.conftest import COLLEAGUE, Books, Claim, a_key

CAPITAL = (
    Entry("1000", LedgerSide.DEBIT, Decimal("1000.00")),
    Entry("3000", LedgerSide.CREDIT, Decimal("1000.00")),
)


def a_journal(*lines: Entry, day: date = date(2026, 3, 10), currency: str = "USD") -> Journal:
    return Journal(day, currency, "Capital paid in", lines or CAPITAL)


async def post(books: Books, journal: Journal) -> UUID | Refused:
    """Have two persons post a journal; return what the second is answered."""
    await journals.post_journal(books.writer(FINANCE), journal, key=a_key())
    return await journals.post_journal(books.writer(COLLEAGUE), journal, key=a_key())


async def refusal(books: Books, journal: Journal) -> tuple[ErrorCode, str]:
    refused = await post(books, journal)
    assert isinstance(refused, Refused), refused
    return refused.code, refused.message


async def close(books: Books, first: date, end: date, *, is_final: bool) -> UUID:
    opened = await periods.open_period(books.writer(), first=first, end=end)
    assert isinstance(opened, UUID), opened
    closed = await periods.close_period(books.writer(), period_id=opened, expected_version=1, is_final=is_final)
    assert closed == opened
    return opened


async def test_a_journal_is_posted_when_a_second_person_orders_the_same(books: Books) -> None:
    alone = await journals.post_journal(books.writer(), a_journal(), key=a_key())
    posted = await journals.post_journal(books.writer(COLLEAGUE), a_journal(), key=a_key())

    assert isinstance(alone, Refused)
    assert alone.code is ErrorCode.SECOND_APPROVAL_REQUIRED
    assert isinstance(posted, UUID)
    assert await books.balance("1000") == Decimal(1000)
    assert await books.balance("3000") == Decimal(-1000)


async def test_what_two_persons_order_differently_is_not_posted(books: Books) -> None:
    await journals.post_journal(books.writer(), a_journal(), key=a_key())

    other = await journals.post_journal(books.writer(COLLEAGUE), a_journal(day=date(2026, 3, 11)), key=a_key())

    assert isinstance(other, Refused)
    assert await books.balance("1000") == 0


@pytest.mark.parametrize(
    ("lines", "code", "message"),
    [
        (
            (CAPITAL[0], Entry("3000", LedgerSide.CREDIT, Decimal("999.99"))),
            ErrorCode.VALIDATION,
            "Debits of 1000.00 and credits of 999.99 differ: a journal balances.",
        ),
        (
            (CAPITAL[0], Entry("2000", LedgerSide.CREDIT, Decimal("1000.00"))),
            ErrorCode.VALIDATION,
            "Account 2000 follows its subledger, and is not journalled by hand.",
        ),
        (
            (Entry("5200", LedgerSide.DEBIT, Decimal("0.005")), Entry("1000", LedgerSide.CREDIT, Decimal("0.005"))),
            ErrorCode.VALIDATION,
            "0.005 is no amount of USD: it has too many digits after the point.",
        ),
        (
            (CAPITAL[0], Entry("9999", LedgerSide.CREDIT, Decimal("1000.00"))),
            ErrorCode.NOT_FOUND,
            "There is no account 9999 that takes entries.",
        ),
    ],
)
async def test_a_journal_that_does_not_fit_is_refused(
    books: Books, lines: tuple[Entry, ...], code: ErrorCode, message: str
) -> None:
    assert await refusal(books, a_journal(*lines)) == (code, message)


async def test_a_journal_is_taken_back_once(books: Books) -> None:
    posted = await post(books, a_journal())
    assert isinstance(posted, UUID)

    answers = [
        await journals.reverse_journal(books.writer(actor), transaction_id=posted, key=a_key())
        for actor in (FINANCE, COLLEAGUE, FINANCE)
    ]

    assert [isinstance(each, UUID) for each in answers] == [False, True, False]
    assert await books.balance("1000") == 0
    assert await books.rows("SELECT reverses_id FROM ledger_transactions WHERE kind = 'reversal'") == [(posted,)]


async def test_what_an_event_posted_is_not_reversed_by_hand(books: Books) -> None:
    await books.adjudicated(Claim())
    [(posted,)] = await books.rows("SELECT id FROM ledger_transactions")

    refused = await journals.reverse_journal(books.writer(), transaction_id=posted, key=a_key())
    unknown = await journals.reverse_journal(books.writer(), transaction_id=uuid4(), key=a_key())

    assert isinstance(refused, Refused)
    assert refused.code is ErrorCode.INVALID_TRANSITION
    assert isinstance(unknown, Refused)
    assert unknown.code is ErrorCode.NOT_FOUND


async def test_what_comes_when_the_books_are_closed_is_posted_on_the_first_open_day(books: Books) -> None:
    await close(books, date(2026, 3, 1), date(2026, 4, 1), is_final=True)

    await books.adjudicated(Claim())

    assert await books.rows("SELECT DISTINCT entry_date::text, memo FROM general_ledger_entries") == [
        ("2026-04-01", "of 2026-03-10, when the books were closed")
    ]


async def test_books_that_are_not_closed_for_good_still_take_what_is_journalled_by_hand(books: Books) -> None:
    await close(books, date(2026, 3, 1), date(2026, 4, 1), is_final=False)

    posted = await post(books, a_journal())

    assert isinstance(posted, UUID)
    assert await books.rows("SELECT entry_date::text FROM ledger_transactions") == [("2026-03-10",)]


async def test_books_that_are_closed_for_good_take_nothing_and_stay_so(books: Books) -> None:
    period = await close(books, date(2026, 3, 1), date(2026, 4, 1), is_final=True)

    journal = await refusal(books, a_journal())
    opened = await periods.open_period(books.writer(), first=date(2026, 3, 1), end=date(2026, 4, 1))
    with pytest.raises(IntegrityError, match="lies in a closed fiscal period"):
        async with books.owner.begin() as db:
            await db.execute(
                sa.text(
                    "INSERT INTO ledger_transactions (id, created_at, kind, source_type, source_id, description,"
                    " entry_date, currency, idempotency_key) VALUES (:id, now(), 'manual_journal', 'journal', :id,"
                    " 'Late', '2026-03-10', 'USD', 'late')"
                ),
                {"id": period},
            )

    assert journal == (ErrorCode.VALIDATION, "The books are closed on 2026-03-10; the first open day is 2026-04-01.")
    assert isinstance(opened, Refused)
    assert opened.message == "The period is closed, and cannot become open."


async def test_a_period_is_closed_as_it_was_seen_and_overlaps_no_other(books: Books) -> None:
    first = await periods.open_period(books.writer(), first=date(2026, 1, 1), end=date(2026, 2, 1))
    assert isinstance(first, UUID)

    overlapping = await periods.open_period(books.writer(), first=date(2026, 1, 15), end=date(2026, 3, 1))
    stale = await periods.close_period(books.writer(), period_id=first, expected_version=7, is_final=True)
    closed = await periods.close_period(books.writer(), period_id=first, expected_version=1, is_final=False)
    again = await periods.open_period(books.writer(), first=date(2026, 1, 1), end=date(2026, 2, 1))

    assert isinstance(overlapping, Refused)
    assert overlapping.message == "It overlaps the period from 2026-01-01 to 2026-02-01."
    assert isinstance(stale, Refused)
    assert stale.code is ErrorCode.VERSION_CONFLICT
    assert stale.message == "The period was changed meanwhile: it is at version 1."
    assert closed == again == first
