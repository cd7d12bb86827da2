"""Claims' services, each test on a database where nothing was filed yet."""

from collections.abc import AsyncIterator

import pytest
import sqlalchemy as sa

from shared_models.access import role_of
from shared_models.connection import create_engine
from tests.conftest import NewDatabase
from tests.subgraphs.claims.service.office import Office

FILED = "claims, preauthorizations, approvals, benefit_utilization, outbox_events, outbox_heads, inbox_events"


@pytest.fixture(scope="module")
async def one_office(new_database: NewDatabase) -> AsyncIterator[Office]:
    """A database that the tests of one file share."""
    url = await new_database("claims")
    engine = create_engine(url, application="covergraph-test", role=role_of("claims"))
    owner = create_engine(url, application="covergraph-test")
    yield Office(engine, owner)
    await engine.dispose()
    await owner.dispose()


@pytest.fixture
async def office(one_office: Office) -> Office:
    """An office where nobody filed anything yet."""
    async with one_office.owner.begin() as db:
        await db.execute(sa.text(f"TRUNCATE {FILED} CASCADE"))
    return Office(one_office.engine, one_office.owner)
