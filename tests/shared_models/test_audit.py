"""What the database itself holds of the audit log: rows are sealed once and otherwise never change."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncEngine

from shared_models import core
from shared_models.audit import FIRST_PREV_HASH, HEADS, LOG, seal_of
from shared_models.connection import create_engine
from tests.conftest import NewDatabase

AUDIT_LOG = core.metadata.tables[LOG]
AUDIT_HEADS = core.metadata.tables[HEADS]
ROW: dict[str, Any] = {
    "id": UUID(int=1),
    "occurred_at": datetime(2026, 11, 23, 12, tzinfo=UTC),
    "actor": "u1",
    "actor_roles": "claims_officer",
    "action": "read",
    "entity_type": "Claim",
    "entity_id": UUID(int=2),
    "changes": {"fields": ["diagnoses"]},
    "reason": None,
    "request_id": "r1",
    "ip": "10.0.0.1",
}
SEAL = {"number": 1, "prev_hash": FIRST_PREV_HASH, "hash": seal_of(ROW, number=1, prev_hash=FIRST_PREV_HASH)}


@pytest.fixture
async def engine(new_database: NewDatabase) -> AsyncIterator[AsyncEngine]:
    engine = create_engine(await new_database("core"), application="covergraph-test")
    yield engine
    await engine.dispose()


async def _run(engine: AsyncEngine, *statements: sa.Executable) -> None:
    for statement in statements:
        async with engine.begin() as connection:
            await connection.execute(statement)


async def test_a_row_is_sealed_once(engine: AsyncEngine) -> None:
    await _run(engine, AUDIT_LOG.insert().values(ROW), AUDIT_LOG.update().values(SEAL))

    with pytest.raises(DBAPIError, match="sealed once"):
        await _run(engine, AUDIT_LOG.update().values({**SEAL, "number": 2}))


@pytest.mark.parametrize(
    "statement",
    [
        AUDIT_LOG.update().values(actor="somebody else"),
        AUDIT_LOG.update().values({**SEAL, "action": "create"}),
        AUDIT_LOG.update().values({"number": 1}),
        AUDIT_LOG.delete(),
        sa.text("TRUNCATE audit_log"),
    ],
    ids=["another actor", "a seal with another action", "half a seal", "delete", "truncate"],
)
async def test_nothing_else_changes_a_row(engine: AsyncEngine, statement: sa.Executable) -> None:
    await _run(engine, AUDIT_LOG.insert().values(ROW))

    with pytest.raises(DBAPIError, match=r"sealed once|ck_audit_log_seal"):
        await _run(engine, statement)


async def test_heads_of_others_are_kept_as_they_came(engine: AsyncEngine) -> None:
    head = {"id": UUID(int=3), "service": "claims", "number": 7, "hash": bytes(32), "received_at": ROW["occurred_at"]}
    await _run(engine, AUDIT_HEADS.insert().values(head))

    with pytest.raises(DBAPIError, match="append-only"):
        await _run(engine, AUDIT_HEADS.update().values(hash=bytes(31)))


@pytest.mark.parametrize("name", sorted(ROW))
def test_every_column_counts_in_the_hash(name: str) -> None:
    others = {"changes": {"fields": []}, "occurred_at": datetime(2026, 11, 23, 12, 0, 0, 1, tzinfo=UTC)}
    changed = {**ROW, name: others.get(name, "other")}

    assert seal_of(changed, number=1, prev_hash=FIRST_PREV_HASH) != SEAL["hash"]


def test_place_and_predecessor_count_in_the_hash() -> None:
    assert seal_of(ROW, number=2, prev_hash=FIRST_PREV_HASH) != SEAL["hash"]
    assert seal_of(ROW, number=1, prev_hash=bytes(31) + b"\1") != SEAL["hash"]
