"""A thousand operations in a random order, repeated, and cut off by a backend that ends midway: the books balance."""

import random
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from decimal import Decimal
from functools import partial
from typing import Any, Final, TypeAlias
from uuid import UUID, uuid4

import sqlalchemy as sa
from sqlalchemy.exc import DBAPIError

from subgraphs.finance.service import batch, payables, payments
from subgraphs.kit.errors import Unavailable
from subgraphs.kit.refusals import Refused
from tests.subgraphs.finance.service.conftest import Books, Claim, a_key

OPERATIONS: Final = 1_000
PROVIDERS: Final = tuple(uuid4() for _ in range(6))
CUT: Final = "SELECT pg_terminate_backend(pg_backend_pid())"
PROCESSING: Final = "SELECT id FROM payment_transactions WHERE status = 'processing' ORDER BY id"

Deed: TypeAlias = Callable[[], Awaitable[Any]]


@dataclass
class Drive:
    """Claims that come, are paid, fail and are taken back at random; `standing` holds what each still costs."""

    books: Books
    chance: random.Random
    standing: dict[UUID, Claim] = field(default_factory=dict)
    counts: Counter[str] = field(default_factory=Counter)

    async def step(self) -> None:
        """Do one operation."""
        operations = (self.decide, self.decide, self.decide, self.replace, self.take_back)
        moves = (self.schedule, self.pay, self.pay, self.confirm, self.confirm, self.fail, self.suspend)
        operation = self.chance.choice((*operations, *moves))
        self.counts[operation.__name__] += 1
        await operation()

    async def surely(self, deed: Deed) -> None:
        """Do something until it is done: cut off at times before that, and at times done again after it."""
        if self.chance.random() < 0.15:
            async with self.cut_off_at(self.chance.randrange(1, 14)):
                try:
                    await deed()
                except (DBAPIError, Unavailable):
                    self.counts["cut off"] += 1
        for _ in range(self.chance.choice((1, 1, 1, 2))):
            done = await deed()
            assert not isinstance(done, Refused), done

    @asynccontextmanager
    async def cut_off_at(self, number: int) -> AsyncIterator[None]:
        """Have the server end the connection at the statement of that number."""
        engine, statements = self.books.engine.sync_engine, Counter[str]()

        def cut(_connection: Any, _cursor: Any, statement: str, parameters: Any, *_rest: Any) -> tuple[str, Any]:
            statements["all"] += 1
            return (CUT, ()) if statements["all"] == number else (statement, parameters)

        sa.event.listen(engine, "before_cursor_execute", cut, retval=True)
        try:
            yield
        finally:
            sa.event.remove(engine, "before_cursor_execute", cut)

    def _amount(self) -> str:
        return str(Decimal(self.chance.randrange(1, 90_000)).scaleb(-2))

    async def decide(self) -> None:
        claim = Claim(provider_id=self.chance.choice(PROVIDERS), amount=self._amount())
        await self.surely(partial(self.books.adjudicated, claim))
        await self.surely(partial(self.books.requested, claim))
        self.standing[claim.id] = claim

    async def replace(self) -> None:
        """Decide a claim again: what is more is asked for, what is less takes the earlier result back first."""
        if self.standing:
            before = self.chance.choice(list(self.standing.values()))
            claim = Claim(id=before.id, provider_id=before.provider_id, amount=self._amount())
            more = Decimal(claim.amount) - Decimal(before.amount)
            if more < 0:
                await self.surely(partial(self.books.reversed, before))
            replaced = before.result_id if more >= 0 else None
            await self.surely(partial(self.books.adjudicated, claim, replaces=replaced))
            if more:
                await self.surely(partial(self.books.requested, claim, str(more) if more > 0 else claim.amount))
            self.standing[claim.id] = claim

    async def take_back(self) -> None:
        if self.standing:
            claim = self.standing.pop(self.chance.choice(list(self.standing)))
            await self.surely(partial(self.books.reversed, claim))

    async def schedule(self) -> None:
        later = self.books.now.replace(year=2027).date()
        await self.surely(partial(payables.schedule, self.books.writer(), due_by=later))

    async def pay(self) -> None:
        await self.surely(partial(batch.run, self.books.writer(), currency="USD", key=a_key()))

    async def confirm(self) -> None:
        given = [payment for (payment,) in await self.books.rows(PROCESSING)]
        some = self.chance.sample(given, k=min(len(given), self.chance.randrange(1, 9)))
        if some:
            await self.surely(
                partial(payments.confirm, self.books.writer(), payment_ids=some, reference="S", key=a_key())
            )

    async def fail(self) -> None:
        given = [payment for (payment,) in await self.books.rows(PROCESSING)]
        if given:
            payment = self.chance.choice(given)
            await self.surely(
                partial(payments.fail, self.books.writer(), payment_id=payment, failure_code="closed", key=a_key())
            )

    async def suspend(self) -> None:
        provider = self.chance.choice(PROVIDERS)
        kind = self.chance.choice(("provider.suspended", "provider.activated", "provider.activated"))
        await self.surely(partial(self.books.hear, kind, provider, effective_on="2026-03-10"))


async def test_after_a_thousand_random_operations_the_books_balance(books: Books) -> None:
    drive = Drive(books, random.Random(20_260_310))

    for _ in range(OPERATIONS):
        await drive.step()

    assert drive.counts["cut off"] > 50
    cost = sum((Decimal(claim.amount) for claim in drive.standing.values()), Decimal(0))
    assert await books.balance("5000") == cost
    assert await books.difference() == 0
    assert await books.rows("SELECT sum(debit_total) - sum(credit_total) FROM ledger_balances") == [(0,)]
    assert (
        await books.rows(
            "SELECT * FROM (SELECT ledger_account_id, coalesce(sum(amount) FILTER (WHERE side = 'debit'), 0) AS debit,"
            " coalesce(sum(amount) FILTER (WHERE side = 'credit'), 0) AS credit FROM general_ledger_entries GROUP BY 1)"
            " AS summed FULL JOIN ledger_balances USING (ledger_account_id)"
            " WHERE (debit, credit) IS DISTINCT FROM (debit_total, credit_total)"
        )
        == []
    )
    assert (
        await books.rows(
            "SELECT source_id FROM payment_transactions WHERE status <> 'failed' GROUP BY 1 HAVING count(*) > 1"
        )
        == []
    )
    [(moved,)] = await books.rows(
        "SELECT sum(amount) FROM payment_transactions WHERE status = 'completed' AND method = 'bank_transfer'"
    )
    assert await books.balance("1000") == -moved
    [(told,)] = await books.rows("SELECT count(*) FROM outbox_events WHERE type = 'payment.completed'")
    assert [(told,)] == await books.rows("SELECT count(*) FROM payment_transactions WHERE status = 'completed'")
