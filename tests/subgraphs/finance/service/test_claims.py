"""What claims owe is booked, paid and taken back, with the figures of the ledger's table."""

from decimal import Decimal
from uuid import uuid4

from tests.subgraphs.finance.service.conftest import Books, Claim


async def test_a_decided_claim_is_an_expense_and_a_debt(books: Books) -> None:
    claim = Claim()

    await books.adjudicated(claim)

    assert await books.postings(claim) == [("claim_adjudicated", "5000", "2000", "400.0000")]
    assert [each["totals"] for each in await books.told("ledger.posted")] == [
        [
            {"account": "5000", "debit": "400.00", "credit": "0"},
            {"account": "2000", "debit": "0", "credit": "400.00"},
        ]
    ]


async def test_a_claim_that_the_plan_does_not_pay_is_not_booked(books: Books) -> None:
    claim = Claim(amount="0.00")

    await books.adjudicated(claim)

    assert await books.postings(claim) == []


async def test_a_result_that_is_told_again_is_booked_and_owed_once(books: Books) -> None:
    claim = await books.owed()

    await books.adjudicated(claim)
    await books.requested(claim)

    assert await books.statuses(claim) == ["open"]
    assert await books.balance("2000") == Decimal(-400)


async def test_what_is_asked_for_is_owed_to_the_provider_and_due_after_thirty_days(books: Books) -> None:
    claim = await books.owed()

    owed = await books.rows(
        "SELECT payee_type, payee_id, source_id, amount::text, currency, due_on::text FROM payables"
    )

    assert owed == [("provider", claim.provider_id, claim.result_id, "400.0000", "USD", "2026-04-09")]
    assert await books.difference() == 0


async def test_a_claim_reversed_before_payment_is_owed_no_longer(books: Books) -> None:
    claim = await books.owed()

    await books.reversed(claim)
    await books.reversed(claim)

    assert await books.postings(claim) == [
        ("claim_adjudicated", "5000", "2000", "400.0000"),
        ("claim_reversed", "2000", "5000", "400.0000"),
    ]
    assert await books.statuses(claim) == ["cancelled"]
    assert await books.given_to_bank() == []


async def test_a_claim_reversed_after_payment_is_recovered(books: Books) -> None:
    claim = await books.paid()

    await books.reversed(claim)

    assert await books.postings(claim) == [
        ("claim_adjudicated", "5000", "2000", "400.0000"),
        ("claim_paid", "2000", "1000", "400.0000"),
        ("claim_reversed", "1150", "5000", "400.0000"),
    ]
    assert await books.statuses(claim) == ["paid"]


async def test_the_next_payment_to_the_provider_is_less_by_what_is_recovered(books: Books) -> None:
    first = await books.paid(amount="150.00")
    await books.reversed(first)
    second = await books.owed(provider_id=first.provider_id)

    [payment] = await books.given_to_bank()
    await books.confirm(payment)

    assert (await books.postings(second))[1] == ("claim_paid", "2000", "1000 1150", "400.0000")
    assert await books.rows("SELECT amount::text FROM payment_transactions WHERE id = :id", id=payment) == [
        ("250.0000",)
    ]
    assert await books.balance("1150") == 0
    assert await books.difference() == 0


async def test_a_claim_that_is_withheld_whole_is_paid_without_the_bank(books: Books) -> None:
    first = await books.paid(amount="900.00")
    await books.reversed(first)

    second = await books.owed(provider_id=first.provider_id)
    [payment] = await books.given_to_bank()

    assert (await books.postings(second))[1] == ("claim_paid", "2000", "1150", "400.0000")
    assert await books.rows("SELECT method, status FROM payment_transactions WHERE id = :id", id=payment) == [
        ("internal", "completed")
    ]
    assert await books.statuses(second) == ["paid"]
    assert await books.balance("1150") == Decimal(500)


async def test_what_is_recovered_once_is_not_withheld_twice(books: Books) -> None:
    first = await books.paid(amount="150.00")
    await books.reversed(first)
    await books.owed(provider_id=first.provider_id)
    await books.given_to_bank()

    await books.owed(provider_id=first.provider_id)
    [payment] = await books.given_to_bank()

    assert await books.rows("SELECT amount::text FROM payment_transactions WHERE id = :id", id=payment) == [
        ("400.0000",)
    ]


async def test_a_claim_taken_back_while_the_bank_has_it_is_recovered_or_not_paid_at_all(books: Books) -> None:
    paid, refused = await books.owed(), await books.owed()
    given = await books.given_to_bank()
    sources = await books.rows("SELECT claim_id, id FROM payment_transactions")
    payment_of = dict(sources)
    await books.reversed(paid)
    await books.reversed(refused)

    await books.confirm(payment_of[paid.id])
    await books.fail(payment_of[refused.id])

    assert len(given) == 2
    assert (await books.postings(paid))[1:] == [
        ("claim_reversed", "1150", "5000", "400.0000"),
        ("claim_paid", "2000", "1000", "400.0000"),
    ]
    assert (await books.postings(refused))[1:] == [
        ("claim_reversed", "1150", "5000", "400.0000"),
        ("claim_reversed", "2000", "1150", "400.0000"),
    ]
    assert await books.statuses(refused) == ["cancelled"]
    assert await books.balance("1150") == Decimal(400)
    assert await books.difference() == 0


async def test_a_later_result_that_pays_more_adds_the_difference(books: Books) -> None:
    claim = await books.paid()
    later = Claim(id=claim.id, provider_id=claim.provider_id, amount="450.00")

    await books.adjudicated(later, replaces=claim.result_id)
    await books.requested(later, "50.00")

    assert (await books.postings(claim))[2] == ("claim_adjudicated", "5000", "2000", "50.0000")
    assert await books.statuses(claim) == ["paid", "open"]
    assert await books.balance("5000") == Decimal(450)
    assert await books.difference() == 0


async def test_a_later_result_that_pays_the_same_books_nothing(books: Books) -> None:
    claim = await books.owed()

    await books.adjudicated(Claim(id=claim.id, provider_id=claim.provider_id), replaces=claim.result_id)

    assert len(await books.postings(claim)) == 1
    assert await books.statuses(claim) == ["open"]


async def test_a_later_result_that_pays_less_takes_the_earlier_back(books: Books) -> None:
    claim = await books.paid()
    later = Claim(id=claim.id, provider_id=claim.provider_id, amount="300.00")

    await books.reversed(claim)
    await books.adjudicated(later)
    await books.requested(later)
    await books.given_to_bank()

    assert await books.balance("5000") == Decimal(300)
    assert await books.balance("1000") == Decimal(-400)
    assert await books.balance("1150") == Decimal(100)
    assert await books.statuses(claim) == ["paid", "paid"]


async def test_a_claim_paid_in_two_parts_is_taken_back_whole(books: Books) -> None:
    claim = await books.paid()
    later = Claim(id=claim.id, provider_id=claim.provider_id, amount="450.00")
    await books.adjudicated(later, replaces=claim.result_id)
    await books.requested(later, "50.00")

    await books.reversed(later)

    assert await books.statuses(claim) == ["paid", "cancelled"]
    assert (await books.postings(claim))[3] == ("claim_reversed", "1150 2000", "5000", "450.0000")
    assert await books.balance("1150") == Decimal(400)
    assert await books.difference() == 0


async def test_a_claim_in_grace_is_booked_before_it_is_asked_for(books: Books) -> None:
    claim = Claim()
    await books.adjudicated(claim)
    later = Claim(id=claim.id, provider_id=claim.provider_id)
    await books.adjudicated(later, replaces=claim.result_id)
    await books.requested(later)

    await books.reversed(later)

    assert await books.balance("2000") == 0
    assert await books.statuses(claim) == ["cancelled"]


async def test_a_paid_claim_that_costs_less_in_grace_is_recovered_whole_when_it_is_taken_back(books: Books) -> None:
    claim = await books.paid()
    in_grace = Claim(id=claim.id, provider_id=claim.provider_id, amount="300.00")
    await books.adjudicated(in_grace, replaces=claim.result_id)

    await books.reversed(in_grace)

    assert (await books.postings(claim))[2:] == [
        ("claim_adjudicated", "2000", "5000", "100.0000"),
        ("claim_reversed", "1150", "2000 5000", "400.0000"),
    ]
    assert await books.difference() == 0


async def test_no_more_is_owed_for_a_claim_than_it_costs(books: Books) -> None:
    claim = await books.paid()
    later = Claim(id=claim.id, provider_id=claim.provider_id, amount="450.00")
    await books.adjudicated(later, replaces=claim.result_id)

    await books.requested(later, "450.00")
    await books.requested(Claim(id=claim.id, provider_id=claim.provider_id), "1.00")

    assert await books.rows("SELECT amount::text FROM payables ORDER BY id") == [("400.0000",), ("50.0000",)]
    assert await books.difference() == 0


async def test_nothing_is_paid_to_a_provider_that_is_suspended(books: Books) -> None:
    claim = await books.owed()

    await books.hear("provider.suspended", claim.provider_id, effective_on="2026-03-10")
    while_suspended = await books.given_to_bank()
    await books.hear("provider.activated", claim.provider_id, effective_on="2026-03-20")
    afterwards = await books.given_to_bank()

    assert while_suspended == []
    assert len(afterwards) == 1


async def test_spent_tokens_become_income_at_what_they_cost(books: Books) -> None:
    wallet, spent = uuid4(), uuid4()

    for _ in range(2):
        await books.hear("token.spent", wallet, event_id=spent, tokens=42, amount="2.10", currency="USD")
    await books.hear("token.spent", wallet, tokens=42)

    assert await books.balance("2300") == Decimal("2.10")
    assert await books.balance("4100") == Decimal("-2.10")
