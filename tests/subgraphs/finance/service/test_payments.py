"""What is owed is given to the bank once, and what the bank says is noted once."""

import asyncio
from datetime import date
from decimal import Decimal
from uuid import UUID

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError

from subgraphs.finance.service import batch, payables, payments
from subgraphs.kit.refusals import ErrorCode, Refused
from tests.subgraphs.finance.service.conftest import COLLEAGUE, Books, a_key

LATER = date(2026, 6, 1)
AGAIN = """
UPDATE payment_keys SET attempt = 2, source_id = (SELECT min(source_id::text)::uuid FROM payment_keys)
WHERE source_id = (SELECT max(source_id::text)::uuid FROM payment_keys)
"""


async def run(books: Books, *, key: str | None = None, currency: str = "USD") -> list[UUID]:
    done = await batch.run(books.writer(), currency=currency, key=key or a_key())
    assert not isinstance(done, Refused), done
    return list(done)


async def test_what_is_due_is_scheduled_and_what_is_not_waits(books: Books) -> None:
    claim = await books.owed()

    early = await payables.schedule(books.writer(), due_by=date(2026, 4, 8))
    in_time = await payables.schedule(books.writer(), due_by=date(2026, 4, 9))

    assert (len(early), len(in_time)) == (0, 1)
    assert await books.statuses(claim) == ["scheduled"]


async def test_a_batch_pays_each_claim_by_a_payment_that_waits_for_the_bank(books: Books) -> None:
    claim = await books.owed()

    [payment] = await books.given_to_bank()

    assert await books.rows(
        "SELECT id, claim_id, amount::text, method, status, source_type, direction, purpose FROM payment_transactions"
    ) == [(payment, claim.id, "400.0000", "bank_transfer", "processing", "payable", "outbound", "claim_payment")]
    assert await books.statuses(claim) == ["scheduled"]
    assert await books.balance("1000") == 0


async def test_what_the_bank_has_is_not_given_to_it_again(books: Books) -> None:
    await books.owed()
    await books.given_to_bank()

    assert await run(books) == []


async def test_a_confirmed_payment_is_booked_and_told_of_by_what_it_pays(books: Books) -> None:
    claim = await books.owed()
    [payment] = await books.given_to_bank()

    await books.confirm(payment)

    assert (await books.postings(claim))[1] == ("claim_paid", "2000", "1000", "400.0000")
    assert await books.statuses(claim) == ["paid"]
    [told] = await books.told("payment.completed")
    assert told == {
        "purpose": "claim_payment",
        "source_type": "claim_adjudication_result",
        "source_id": str(claim.result_id),
        "claim_id": str(claim.id),
        "amount": "400.0000",
        "currency": "USD",
        "paid_at": "2026-03-10T12:00:00+00:00",
    }


async def test_orders_that_come_twice_under_a_key_are_carried_out_once(books: Books) -> None:
    await books.owed()
    await payables.schedule(books.writer(), due_by=LATER)

    first, second = await run(books, key="batch-of-march"), await run(books, key="batch-of-march")
    confirmed = [
        await payments.confirm(books.writer(), payment_ids=first, reference="7", key="statement-7") for _ in range(2)
    ]

    assert first == second
    assert confirmed == [first, first]
    assert await books.balance("1000") == Decimal(-400)


async def test_a_payment_is_confirmed_once_whatever_the_key(books: Books) -> None:
    await books.owed()
    [payment] = await books.given_to_bank()
    await books.confirm(payment)

    again = await payments.confirm(books.writer(), payment_ids=[payment], reference="8", key=a_key())
    failed = await payments.fail(books.writer(), payment_id=payment, failure_code="lost", key=a_key())

    assert isinstance(again, Refused)
    assert again.code is ErrorCode.INVALID_TRANSITION
    assert again.message.endswith("is completed, and cannot become completed.")
    assert isinstance(failed, Refused)


async def test_of_several_payments_all_are_confirmed_or_none(books: Books) -> None:
    first, second = await books.owed(), await books.owed()
    given = await books.given_to_bank()
    await books.fail(given[1])

    refused = await payments.confirm(books.writer(), payment_ids=given, reference="9", key=a_key())

    assert isinstance(refused, Refused)
    assert sorted(await books.statuses(first) + await books.statuses(second)) == ["failed", "scheduled"]


async def test_a_payment_that_fails_is_tried_three_times_and_then_left_to_a_person(books: Books) -> None:
    claim = await books.owed()
    await payables.schedule(books.writer(), due_by=LATER)

    tries = []
    for _ in range(4):
        books.wait(days=1)
        given = await run(books)
        tries.append(len(given))
        for payment in given:
            await books.fail(payment)

    [(payable,)] = await books.rows("SELECT id FROM payables")
    left = await books.statuses(claim)
    retried = await payables.retry(books.writer(), payable_id=payable)
    again = await payables.retry(books.writer(), payable_id=payable)
    by_a_person = await run(books)

    assert (tries, left) == ([1, 1, 1, 0], ["failed"])
    assert retried == payable
    assert isinstance(again, Refused)
    assert again.message.endswith("is scheduled; only a failed one is tried again.")
    assert len(by_a_person) == 1
    assert [(each["attempt"], each["reason"]) for each in await books.told("payment.failed")] == [
        ("1", "account_closed"),
        ("2", "account_closed"),
        ("3", "account_closed"),
    ]
    assert await books.difference() == 0


async def test_batches_at_the_same_time_pay_a_claim_once(books: Books) -> None:
    for _ in range(5):
        await books.owed()
    await payables.schedule(books.writer(), due_by=LATER)

    given = await asyncio.gather(*(run(books) for _ in range(4)))

    assert sorted(map(len, given)) == [0, 0, 0, 5]


async def test_a_batch_above_fifty_thousand_takes_two_persons(books: Books) -> None:
    await books.owed(amount="50000.01")
    await payables.schedule(books.writer(), due_by=LATER)

    alone = await batch.run(books.writer(), currency="USD", key=a_key())
    alone_again = await batch.run(books.writer(), currency="USD", key=a_key())
    together = await batch.run(books.writer(COLLEAGUE), currency="USD", key=a_key())

    assert isinstance(alone, Refused)
    assert alone.code is ErrorCode.SECOND_APPROVAL_REQUIRED
    assert isinstance(alone_again, Refused)
    assert not isinstance(together, Refused)
    assert len(together) == 1


async def test_a_second_person_pays_what_the_first_one_saw(books: Books) -> None:
    await books.owed(amount="50000.01")
    await payables.schedule(books.writer(), due_by=LATER)
    await batch.run(books.writer(), currency="USD", key=a_key())
    await books.owed(amount="100.00")
    await payables.schedule(books.writer(), due_by=LATER)

    changed = await batch.run(books.writer(COLLEAGUE), currency="USD", key=a_key())

    assert isinstance(changed, Refused)
    assert changed.code is ErrorCode.SECOND_APPROVAL_REQUIRED


async def test_a_currency_without_a_bank_account_is_refused(books: Books) -> None:
    refused = await batch.run(books.writer(), currency="KES", key=a_key())

    assert refused == Refused(
        ErrorCode.NOT_FOUND, "There is no active bank account in KES to pay from.", ("input", "currency")
    )


@pytest.mark.parametrize(
    ("statement", "refusal"),
    [
        (AGAIN, "uq_payment_keys_not_failed"),
        ("UPDATE payables SET amount = amount + 1", "another amount or payee, is refused"),
        ("UPDATE payables SET status = 'open'", "from paid to open"),
        ("UPDATE payables SET withheld_amount = amount + 1", "ck_payables_withheld_amount"),
        ("UPDATE payment_transactions SET status = 'processing'", "from completed to processing"),
        ("UPDATE payment_transactions SET amount = amount + 1", "another amount or payee, is refused"),
    ],
)
async def test_the_database_refuses_to_pay_twice_or_otherwise(books: Books, statement: str, refusal: str) -> None:
    await books.paid()
    await books.paid()

    with pytest.raises(IntegrityError, match=refusal):
        async with books.owner.begin() as db:
            await db.execute(sa.text(statement))
