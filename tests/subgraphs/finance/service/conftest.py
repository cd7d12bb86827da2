"""Finance's services on a database of their own: claims tell, an officer pays, the books are read."""

from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from itertools import count
from typing import Any
from uuid import UUID, uuid4

import pytest
import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession

from shared_models.access import AS_SYSTEM, role_of
from shared_models.connection import create_engine
from shared_models.encryption import Keyring
from shared_models.events import Event
from shared_models.identity import NOBODY, Principal, Role
from subgraphs.finance.reactions import FOLLOWS
from subgraphs.finance.service import batch, payables, payments
from subgraphs.kit.audit.journal import Journal
from subgraphs.kit.events.follow import Reaction
from subgraphs.kit.writing import Writer
from tests.conftest import NewDatabase
from tests.keys import a_keyring
from tests.principals import FINANCE, a_principal

COLLEAGUE = a_principal(Role.FINANCE_OFFICER, subject="00000000-0000-7000-8000-0000000000bb")
DEEDS = {event_type: deed for following in FOLLOWS for event_type, deed in following.deeds.items()}
SOURCES = {event_type: following.source for following in FOLLOWS for event_type in following.deeds}
OWED = "SELECT coalesce(sum(amount), 0) FROM payables WHERE status IN ('open', 'held', 'scheduled', 'failed')"


_numbers = count(1)


@dataclass(frozen=True)
class Claim:
    """A claim as claims tells of it."""

    id: UUID = field(default_factory=uuid4)
    result_id: UUID = field(default_factory=uuid4)
    provider_id: UUID = field(default_factory=uuid4)
    amount: str = "400.00"


@dataclass
class Books:
    """Finance in a test: the engine is that of the service's role, `owner` that of the tables' owner."""

    engine: AsyncEngine
    owner: AsyncEngine
    keyring: Keyring = field(default_factory=lambda: a_keyring("finance"))
    now: datetime = datetime(2026, 3, 10, 12, 0, tzinfo=UTC)

    def writer(self, actor: Principal = FINANCE) -> Writer:
        return Writer(self.engine, self.keyring, Journal(actor, "request-1"), self.now)

    def wait(self, **time: float) -> None:
        self.now += timedelta(**time)

    async def hear(self, event_type: str, aggregate_id: UUID, *, event_id: UUID | None = None, **data: Any) -> None:
        """Have finance deal with an event, in a transaction as the follower opens it."""
        plain = {name: str(value) for name, value in data.items() if value is not None}
        event = Event(
            event_id or uuid4(), SOURCES[event_type], event_type, event_type.partition(".")[0], aggregate_id,
            version=1, position=1, time=self.now, data=plain,
        )  # fmt: skip
        async with AsyncSession(self.engine, expire_on_commit=False) as db, db.begin():
            await db.execute(sa.text(AS_SYSTEM))
            journal = Journal(NOBODY, "event")
            await DEEDS[event_type].handler(Reaction(event, db, self.keyring, journal, self.now))
            await db.flush()
            await journal.write(await db.connection())

    async def adjudicated(self, claim: Claim, *, replaces: UUID | None = None, **data: Any) -> None:
        told: dict[str, Any] = {
            "result_id": claim.result_id,
            "plan_paid": claim.amount,
            "provider_id": claim.provider_id,
        } | data
        await self.hear("claim.adjudicated", claim.id, **told, currency="USD", replaces_result_id=replaces)

    async def requested(self, claim: Claim, amount: str | None = None) -> None:
        asked: dict[str, Any] = {"payee_id": claim.provider_id, "amount": amount or claim.amount}
        await self.hear("claim.payment_requested", claim.id, **asked, result_id=claim.result_id, currency="USD")

    async def reversed(self, claim: Claim) -> None:
        told: dict[str, Any] = {"result_id": claim.result_id, "amount": claim.amount, "payee_id": claim.provider_id}
        await self.hear("claim.reversed", claim.id, **told, currency="USD")

    async def owed(self, **values: Any) -> Claim:
        """Have a claim decided and its payment asked for."""
        claim = Claim(**values)
        await self.adjudicated(claim)
        await self.requested(claim)
        return claim

    async def given_to_bank(self) -> list[UUID]:
        """Schedule what is owed and run a batch; return its payments."""
        await payables.schedule(self.writer(), due_by=self.now.date() + timedelta(days=60))
        done = await batch.run(self.writer(), currency="USD", key=a_key())
        assert isinstance(done, list), done
        return done

    async def paid(self, **values: Any) -> Claim:
        """Have a claim paid by the bank."""
        claim = await self.owed(**values)
        [payment] = await self.given_to_bank()
        await self.confirm(payment)
        return claim

    async def confirm(self, *payment_ids: UUID) -> None:
        done = await payments.confirm(self.writer(), payment_ids=payment_ids, reference="STMT-1", key=a_key())
        assert isinstance(done, list), done

    async def fail(self, payment_id: UUID) -> None:
        done = await payments.fail(self.writer(), payment_id=payment_id, failure_code="account_closed", key=a_key())
        assert isinstance(done, UUID), done

    # What the books say

    async def rows(self, query: str, **values: Any) -> list[tuple[Any, ...]]:
        async with self.owner.connect() as connection:
            return [tuple(row) for row in await connection.execute(sa.text(query), values)]

    async def balance(self, code: str) -> Decimal:
        """Return debits less credits of an account."""
        [(balance,)] = await self.rows(
            "SELECT coalesce(sum(debit_total - credit_total), 0) FROM ledger_balances AS balance"
            " JOIN ledger_accounts AS account ON account.id = balance.ledger_account_id WHERE code = :code",
            code=code,
        )
        return Decimal(balance)

    async def postings(self, claim: Claim) -> list[tuple[Any, ...]]:
        """Return what the ledger has of a claim, oldest first: kind, debited and credited accounts, amount."""
        return await self.rows(
            "SELECT kind, string_agg(code, ' ' ORDER BY code) FILTER (WHERE side = 'debit'),"
            " string_agg(code, ' ' ORDER BY code) FILTER (WHERE side = 'credit'),"
            " sum(amount) FILTER (WHERE side = 'debit')::text"
            " FROM ledger_transactions AS posted JOIN general_ledger_entries AS entry"
            " ON entry.ledger_transaction_id = posted.id"
            " JOIN ledger_accounts AS account ON account.id = entry.ledger_account_id"
            " WHERE claim_id = :claim GROUP BY posted.id ORDER BY posted.id",
            claim=claim.id,
        )

    async def statuses(self, claim: Claim) -> list[str]:
        """Return where what is owed for a claim stands, oldest first."""
        found = await self.rows("SELECT status FROM payables WHERE claim_id = :claim ORDER BY id", claim=claim.id)
        return [status for (status,) in found]

    async def told(self, event_type: str) -> list[dict[str, Any]]:
        found = await self.rows("SELECT payload FROM outbox_events WHERE type = :type ORDER BY turn", type=event_type)
        return [payload for (payload,) in found]

    async def difference(self) -> Decimal:
        """Return how far the ledger's claims payable is from what is owed."""
        [(owed,)] = await self.rows(OWED)
        return await self.balance("2000") + Decimal(owed)


def a_key() -> str:
    """Return a key no order has had."""
    return f"order-{next(_numbers):06}"


@pytest.fixture(scope="module")
async def module_books(new_database: NewDatabase) -> AsyncIterator[Books]:
    """Books on a database that the tests of one file share."""
    url = await new_database("finance")
    engine = create_engine(url, application="covergraph-test", role=role_of("finance"), pool_size=10)
    owner = create_engine(url, application="covergraph-test")
    yield Books(engine, owner)
    await engine.dispose()
    await owner.dispose()


@pytest.fixture
async def books(module_books: Books) -> Books:
    """Books in which nothing is written yet but the chart."""
    async with module_books.owner.begin() as db:
        written = "ledger_balances, general_ledger_entries, ledger_transactions, payables, payment_transactions"
        more = "fiscal_periods, outbox_events, outbox_heads, idempotency_keys, approvals"
        await db.execute(sa.text(f"TRUNCATE {written}, {more} CASCADE"))
    return Books(module_books.engine, module_books.owner)
