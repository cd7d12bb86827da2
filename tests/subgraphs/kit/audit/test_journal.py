"""A request's notes become rows of the audit log, in the transaction of what they tell of."""

from collections.abc import AsyncIterator
from uuid import UUID

import pytest
import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncEngine

from shared_models.audit import AUDIT_LOG, AuditAction
from shared_models.connection import create_engine
from shared_models.identity import Principal, Role
from subgraphs.kit.audit.journal import Journal
from tests.conftest import NewDatabase

OFFICER = Principal("u1", frozenset({Role.CLAIMS_OFFICER, Role.MEMBER}))
FIRST, SECOND = UUID(int=1), UUID(int=2)


@pytest.fixture
async def engine(new_database: NewDatabase) -> AsyncIterator[AsyncEngine]:
    engine = create_engine(await new_database("claims"), application="covergraph-test")
    yield engine
    await engine.dispose()


async def _rows(engine: AsyncEngine) -> list[sa.Row[tuple[object, ...]]]:
    async with engine.connect() as connection:
        return list(await connection.execute(sa.select(AUDIT_LOG).order_by(AUDIT_LOG.c.occurred_at, AUDIT_LOG.c.id)))


async def test_reads_of_one_entity_are_one_row_with_fields_and_purpose(engine: AsyncEngine) -> None:
    journal = Journal(OFFICER, "r1", "2001:db8::1")

    for entity_id in (FIRST, SECOND, FIRST):
        for name in ("lines", "diagnoses"):
            journal.note_read(f"Claim.{name}", entity_id, "to decide claims")
    async with engine.begin() as connection:
        await journal.write(connection)

    first, second = await _rows(engine)
    assert (first.entity_id, second.entity_id) == (FIRST, SECOND)
    assert first.changes == {"fields": ["diagnoses", "lines"], "purpose": "to decide claims"}
    assert (first.actor, first.actor_roles, first.action) == ("u1", "claims_officer,member", "read")
    assert (str(first.ip), first.request_id, first.number) == ("2001:db8::1", "r1", None)


async def test_what_was_written_is_not_written_again(engine: AsyncEngine) -> None:
    journal = Journal()
    journal.note_denial("Claim.diagnoses")
    journal.note_denial("Claim.diagnoses")

    for _ in range(2):
        async with engine.begin() as connection:
            await journal.write(connection)

    (row,) = await _rows(engine)
    assert (row.actor, row.actor_roles, row.action, row.ip) == ("anonymous", "", "denial", None)


async def test_nothing_is_kept_of_a_transaction_that_fails(engine: AsyncEngine) -> None:
    journal = Journal(OFFICER, "r1")
    journal.note(AuditAction.UPDATE, "Claim", FIRST, changes={"status": ["submitted", "pended"]})

    async with engine.connect() as connection:
        await journal.write(connection)
        await connection.rollback()

    assert await _rows(engine) == []
