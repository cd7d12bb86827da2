"""Analytics' services on a database of their own."""

from collections.abc import AsyncIterator

import pytest

from shared_models.access import role_of
from shared_models.connection import create_engine
from shared_models.identity import Role
from subgraphs.kit.audit.journal import Journal
from subgraphs.kit.writing import Writer
from tests.conftest import NewDatabase
from tests.keys import a_keyring
from tests.principals import a_principal
from tests.subgraphs.analytics.told import NOON


@pytest.fixture
async def writer(new_database: NewDatabase) -> AsyncIterator[Writer]:
    """Analytics as it writes to an empty database."""
    url = await new_database("analytics")
    engine = create_engine(url, application="covergraph-test", role=role_of("analytics"))
    actor = a_principal(Role.SERVICE, subject="service:analytics")
    yield Writer(engine, a_keyring("analytics"), Journal(actor), NOON)
    await engine.dispose()
