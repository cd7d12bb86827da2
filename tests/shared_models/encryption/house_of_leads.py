"""A small table of sealed values in a real database, written and read as services do."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from shared_models.access import AS_SYSTEM
from shared_models.base import new_id, table_of
from shared_models.crm import Lead, metadata
from shared_models.encryption import Keyring, UnknownKey
from shared_models.encryption.keyring import rows_of
from shared_models.encryption.rewriting import Rewriting
from tests.keys import a_keyring

LEADS = table_of(Lead)
SYSTEM = sa.text(AS_SYSTEM)


def a_job(engine: AsyncEngine, keyring: Keyring | None = None) -> Rewriting:
    """Return the job over crm's values, as another process would run it."""
    return Rewriting(engine, keyring or a_keyring("crm"), metadata, (SYSTEM,))


@asynccontextmanager
async def beginning(engine: AsyncEngine) -> AsyncIterator[AsyncConnection]:
    """Open a transaction that sees all rows."""
    async with engine.begin() as connection:
        await connection.execute(SYSTEM)
        yield connection


async def add_lead(engine: AsyncEngine, keyring: Keyring, email: str, *, phone: str | None = "+1 555 0100") -> UUID:
    """Store a lead; return its id."""
    lead_id = new_id()
    async with beginning(engine) as connection, keyring.sealing(connection) as sealer:
        await insert_lead(connection, lead_id, sealer.columns(Lead, lead_id, email=email, phone=phone))
    return lead_id


async def insert_lead(connection: AsyncConnection, lead_id: UUID, sealed: dict[str, Any]) -> None:
    """Insert a lead with these sealed columns."""
    now = datetime.now(UTC)
    about = {"version": 1, "created_at": now, "updated_at": now, "score": 0, "currency": "USD"}
    named = {"lead_code": lead_id.hex[-20:], "first_name": "Ada", "last_name": "Hill", "source": "web", "status": "new"}
    await connection.execute(sa.insert(LEADS).values(id=lead_id, **about, **named, **sealed))


async def email_of(connection: AsyncConnection, keyring: Keyring, lead_id: UUID) -> str:
    """Read a lead's e-mail as a service does: keys are learned when a value asks for them."""
    held = await connection.scalar(sa.select(LEADS.c.email_enc).where(LEADS.c.id == lead_id))
    assert held is not None
    place: Any = {"table": "leads", "column": "email", "row_id": lead_id}
    try:
        return keyring.open(held, **place)
    except UnknownKey:
        await keyring.learn(rows_of(connection))
        return keyring.open(held, **place)


async def leads_by(connection: AsyncConnection, keyring: Keyring, email: str) -> list[UUID]:
    """Find leads by their e-mail."""
    digests = await keyring.digests(connection, Lead.email_hash, email)
    found = await connection.scalars(sa.select(LEADS.c.id).where(LEADS.c.email_hash.in_(digests)))
    return list(found)
