"""Tokens' services on a database of their own, at a time that tests move."""

from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any, TypeVar
from uuid import UUID, uuid4

import pytest
import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession
from sqlmodel import SQLModel

from shared_models.access import role_of
from shared_models.connection import create_engine
from shared_models.encryption import Keyring
from shared_models.identity import Principal, Role
from shared_models.tokens import TokenWallet
from subgraphs.kit.audit.journal import Journal
from subgraphs.kit.refusals import Refused
from subgraphs.kit.writing import Writer
from subgraphs.tokens.service import grants, holds, spending
from subgraphs.tokens.service.spending import Spent, Use
from tests.conftest import NewDatabase
from tests.keys import a_keyring
from tests.principals import a_principal, an_admin
from tests.subgraphs.tokens.builders import a_wallet

SERVICE = a_principal(Role.SERVICE, subject="service:claims")
POOL = 20

Outcome = TypeVar("Outcome")


@dataclass
class Counter:
    """Where tokens are paid in and out, in a test: `engine` is that of the service's role, `owner` of the tables'."""

    engine: AsyncEngine
    owner: AsyncEngine
    keyring: Keyring = field(default_factory=lambda: a_keyring("tokens"))
    now: datetime = datetime(2026, 3, 10, 12, 0, tzinfo=UTC)
    keys: Any = field(default_factory=lambda: count(1))

    def writer(self, actor: Principal = SERVICE) -> Writer:
        return Writer(self.engine, self.keyring, Journal(actor, "request-1"), self.now)

    def wait(self, **time: float) -> None:
        self.now += timedelta(**time)

    def key(self) -> str:
        return f"key-{next(self.keys):08}"

    async def store(self, *rows: SQLModel) -> None:
        """Insert rows in the order given."""
        async with AsyncSession(self.owner, expire_on_commit=False) as db, db.begin():
            for row in rows:
                db.add(row)
                await db.flush()

    async def open(self, tokens: int = 0, **values: Any) -> UUID:
        """Open a wallet, and grant it tokens."""
        wallet = a_wallet(available=0, reference_balance=0, **values)
        await self.store(wallet)
        if tokens:
            await self.grant(wallet.id, tokens)
        return wallet.id

    async def grant(self, wallet_id: UUID, tokens: int) -> UUID:
        return done(
            await grants.grant_tokens(
                self.writer(an_admin()), key=self.key(), wallet_id=wallet_id, tokens=tokens, reason="a test"
            )
        )

    async def hold(self, wallet_id: UUID, tokens: int, *, key: str = "", use: Use | None = None) -> UUID | Refused:
        return await holds.hold_tokens(
            self.writer(), key=key or self.key(), wallet_id=wallet_id, tokens=tokens, use=use or a_use()
        )

    async def capture(self, hold_id: UUID, tokens: int, *, key: str = "") -> UUID | Refused:
        return await holds.capture_hold(self.writer(), key=key or self.key(), hold_id=hold_id, tokens=tokens)

    async def release(self, hold_id: UUID, *, key: str = "") -> UUID | Refused:
        return await holds.release_hold(self.writer(), key=key or self.key(), hold_id=hold_id)

    async def debit(self, wallet_id: UUID, tokens: int, *, key: str = "", use: Use | None = None) -> Spent | Refused:
        return await spending.spend_tokens(
            self.writer(), key=key or self.key(), wallet_id=wallet_id, tokens=tokens, use=use or a_use()
        )

    async def balance(self, wallet_id: UUID) -> tuple[int, int]:
        """Return what is available and what is held."""
        async with AsyncSession(self.owner) as db:
            wallet = await db.get_one(TokenWallet, wallet_id)
            return wallet.available, wallet.held

    async def history(self, wallet_id: UUID) -> list[tuple[Any, ...]]:
        """Return the movements of a wallet, oldest first."""
        return await self.rows(
            "SELECT seq, entry, available_delta, held_delta, available_after, held_after FROM token_balance_history"
            " WHERE wallet_id = :id ORDER BY seq",
            id=wallet_id,
        )

    async def events(self, wallet_id: UUID) -> list[tuple[str, dict[str, Any]]]:
        """Return what was told of a wallet, oldest first."""
        rows = await self.rows(
            "SELECT type, payload FROM outbox_events WHERE aggregate_id = :id ORDER BY turn", id=wallet_id
        )
        return [(kind, payload) for kind, payload in rows]

    async def rows(self, query: str, **values: Any) -> list[tuple[Any, ...]]:
        async with self.owner.connect() as connection:
            return [tuple(row) for row in await connection.execute(sa.text(query), values)]


def a_use(operation: str = "report_run") -> Use:
    """Return a use of tokens for something that nothing else is about."""
    return Use(operation, "report", uuid4())


def done(outcome: Outcome | Refused) -> Outcome:
    """Return what was done of an order that must not be refused."""
    assert not isinstance(outcome, Refused), outcome
    return outcome


@pytest.fixture(scope="module")
async def counter(new_database: NewDatabase) -> AsyncIterator[Counter]:
    """A counter on a database that the tests of one file share; each opens wallets of its own."""
    url = await new_database("tokens")
    engine = create_engine(url, application="covergraph-test", role=role_of("tokens"), pool_size=POOL)
    owner = create_engine(url, application="covergraph-test")
    yield Counter(engine, owner)
    await engine.dispose()
    await owner.dispose()
