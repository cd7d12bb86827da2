"""What the database itself holds of events: everybody adds, only the relay marks, nobody else reads or changes."""

from collections.abc import AsyncIterator
from uuid import UUID

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncEngine

from shared_models.access import AS_SYSTEM, identify, role_of
from shared_models.connection import create_engine
from shared_models.identity import Principal, Role
from subgraphs.kit.events.outbox import emit
from tests.conftest import NewDatabase

MEMBER = Principal(subject=str(UUID(int=9)), roles=frozenset({Role.MEMBER}), member_ids=(UUID(int=8),))
SYSTEM = sa.text(AS_SYSTEM)


@pytest.fixture
async def engine(new_database: NewDatabase) -> AsyncIterator[AsyncEngine]:
    engine = create_engine(await new_database("claims"), application="covergraph-test", role=role_of("claims"))
    async with engine.begin() as connection:
        await connection.execute(identify(MEMBER))
        await emit(connection, "claim", UUID(int=1), "claim.pended", {"reasons": ["A"]})
    yield engine
    await engine.dispose()


async def _run(engine: AsyncEngine, who: sa.Executable, statement: str) -> list[tuple[object, ...]]:
    async with engine.begin() as connection:
        await connection.execute(who)
        result = await connection.execute(sa.text(statement))
        return [tuple(row) for row in result] if result.returns_rows else []


async def test_whoever_writes_tells_and_reads_nothing_told(engine: AsyncEngine) -> None:
    assert await _run(engine, identify(MEMBER), "SELECT type FROM outbox_events") == []
    assert await _run(engine, SYSTEM, "SELECT type FROM outbox_events") == [("claim.pended",)]


async def test_the_relay_numbers_and_marks(engine: AsyncEngine) -> None:
    await _run(engine, SYSTEM, "UPDATE outbox_events SET position = 1")
    await _run(engine, SYSTEM, "UPDATE outbox_events SET published_at = now(), attempts = 1")

    assert await _run(engine, SYSTEM, "SELECT position, attempts FROM outbox_events") == [(1, 1)]


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE outbox_events SET payload = '{}'",
        "UPDATE outbox_events SET aggregate_version = 2",
        "UPDATE outbox_events SET published_at = now()",
        "DELETE FROM outbox_events",
        "TRUNCATE outbox_events",
    ],
    ids=["what it says", "its version", "published without a position", "delete", "truncate"],
)
async def test_nothing_else_changes_what_was_told(engine: AsyncEngine, statement: str) -> None:
    with pytest.raises(DBAPIError, match=r"append-only|permission denied|numbered_before_published"):
        await _run(engine, SYSTEM, statement)


async def test_the_inbox_is_the_services_own(engine: AsyncEngine) -> None:
    insert = f"""INSERT INTO inbox_events (consumer, event_id, source, type, aggregate_type, aggregate_id,
        aggregate_version, received_at, attempts) VALUES ('c', '{UUID(int=1)}', 's', 't', 'a', '{UUID(int=2)}', 1,
        now(), 0)"""

    with pytest.raises(DBAPIError, match="row-level security"):
        await _run(engine, identify(MEMBER), insert)
    await _run(engine, SYSTEM, insert)
    assert await _run(engine, identify(MEMBER), "SELECT consumer FROM inbox_events") == []
