"""Postings get their place in the replay order after commit, once and without gaps."""

import asyncio

from subgraphs.finance.service import sealing
from tests.subgraphs.finance.service.conftest import Books

POSITIONS = "SELECT position FROM ledger_transactions ORDER BY created_at, id"


async def test_postings_are_numbered_in_their_order_and_later_ones_go_on(books: Books) -> None:
    for _ in range(3):
        await books.owed()
    first = await sealing.seal(books.writer())
    books.wait(hours=1)
    await books.owed()

    second = await sealing.seal(books.writer())

    assert (first, second) == (3, 1)
    assert await books.rows(POSITIONS) == [(1,), (2,), (3,), (4,)]


async def test_two_that_seal_at_the_same_time_number_each_posting_once(books: Books) -> None:
    for _ in range(5):
        await books.owed()

    sealed = await asyncio.gather(*(sealing.seal(books.writer()) for _ in range(4)))

    assert sorted(sealed) == [0, 0, 0, 5]
    assert await books.rows(POSITIONS) == [(1,), (2,), (3,), (4,), (5,)]
