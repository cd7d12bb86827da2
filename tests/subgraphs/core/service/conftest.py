"""Core's services on a database of their own, at a time that tests move."""

from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any, TypeVar
from uuid import UUID

import pytest
import sqlalchemy as sa
from joserfc import jwt
from joserfc.jwk import KeySet
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession
from sqlmodel import SQLModel

from shared_models.access import role_of
from shared_models.connection import create_engine
from shared_models.core import User
from shared_models.encryption import Keyring
from shared_models.identity import NOBODY, Principal
from subgraphs.core.rules.roles import Held
from subgraphs.core.service import sessions, users
from subgraphs.core.service.desk import Desk
from subgraphs.core.service.hashing import Hasher
from subgraphs.core.service.keys import published
from subgraphs.core.service.principals import principal_of
from subgraphs.core.service.sessions import Session
from subgraphs.kit.audit.journal import Journal
from subgraphs.kit.refusals import Refused
from subgraphs.kit.writing import Writer
from tests.conftest import NewDatabase
from tests.keys import a_keyring, seal

PASSWORD = "correct horse battery staple"
HOME = "192.0.2.1"

Row = TypeVar("Row", bound=SQLModel)


@dataclass
class Office:
    """Where people sign in, in a test: the engine is that of the service's role, `owner` that of the tables' owner."""

    engine: AsyncEngine
    owner: AsyncEngine
    keyring: Keyring = field(default_factory=lambda: a_keyring("core"))
    # What a hash costs is the hasher's own test; here it is as cheap as Argon2 can be.
    desk: Desk = field(default_factory=lambda: Desk(hasher=Hasher(passes=1, memory_kib=8)))
    now: datetime = datetime(2026, 3, 10, 12, 0, tzinfo=UTC)
    audited_before: int = 0

    def writer(self, actor: Principal = NOBODY, *, address: str = HOME) -> Writer:
        return Writer(self.engine, self.keyring, Journal(actor, "request-1", address), self.now)

    def wait(self, **time: float) -> None:
        self.now += timedelta(**time)

    async def hire(self, email: str, *roles: Held, password: str = PASSWORD) -> UUID:
        """Store a user with these roles; return the id."""
        writer = self.writer()
        async with writer.system_transaction() as db:
            hashed = await self.desk.hasher.hash(password)
            user = await users.make_user(db, writer, email=email, password_hash=hashed)
            for role in roles:
                await users.give(db, user, role)
            return user.id

    async def actor(self, user_id: UUID, *methods: str) -> Principal:
        """Return a user as a principal that is signed in."""
        async with self.writer().system_transaction() as db:
            user = await db.get_one(User, user_id)
            return await principal_of(db, user, methods or ("pwd",))

    async def log_in(
        self, email: str, password: str = PASSWORD, *, otp: str | None = None, address: str = HOME
    ) -> Session | Refused:
        return await sessions.log_in(self.writer(address=address), self.desk, email=email, password=password, otp=otp)

    async def signed_in(self, email: str, *, otp: str | None = None) -> Session:
        session = await self.log_in(email, otp=otp)
        assert isinstance(session, Session), session
        return session

    async def renew(self, token: str, *, address: str = HOME) -> Session | Refused:
        return await sessions.renew(self.writer(address=address), self.desk, refresh_token=token)

    async def renewed(self, token: str) -> Session:
        session = await self.renew(token)
        assert isinstance(session, Session), session
        return session

    async def user(self, user_id: UUID) -> User:
        async with AsyncSession(self.owner) as db:
            return await db.get_one(User, user_id)

    async def cover(self, *members: Row) -> Row:
        """Store members and what they belong to, in the order given; return the last."""
        async with self.writer().system_transaction() as db:
            for each in members:
                async with self.keyring.sealing(db) as sealer:
                    seal(each, sealer)
                db.add(each)
                await db.flush()
        return members[-1]

    async def read(self, token: str) -> tuple[dict[str, Any], dict[str, Any]]:
        """Return header and claims of a token, checked with the keys that are published."""
        async with self.writer().system_transaction() as db:
            keys: Any = {"keys": await published(db, self.keyring, self.now)}
        decoded = jwt.decode(token, KeySet.import_key_set(keys), ["ES256"])
        return decoded.header, decoded.claims

    async def audited(self) -> list[tuple[Any, ...]]:
        """Return what the audit log tells, oldest first."""
        statement = sa.text("SELECT action, entity_type, entity_id, reason FROM audit_log ORDER BY id OFFSET :before")
        async with self.owner.connect() as connection:
            return [tuple(row) for row in await connection.execute(statement, {"before": self.audited_before})]


@pytest.fixture(scope="module")
async def one_office(new_database: NewDatabase) -> AsyncIterator[Office]:
    """A desk on a database that the tests of one file share."""
    url = await new_database("core")
    engine = create_engine(url, application="covergraph-test", role=role_of("core"))
    owner = create_engine(url, application="covergraph-test")
    yield Office(engine, owner)
    await engine.dispose()
    await owner.dispose()


@pytest.fixture
async def office(one_office: Office) -> Office:
    """A desk where nobody has been yet; only the audit log remembers, so a test reads its own part of it."""
    async with one_office.owner.begin() as db:
        people = "users, members, companies, notifications"
        await db.execute(sa.text(f"TRUNCATE {people}, login_attempts, service_clients, signing_keys CASCADE"))
        before = await db.scalar(sa.text("SELECT count(*) FROM audit_log"))
    return Office(one_office.engine, one_office.owner, audited_before=before)
