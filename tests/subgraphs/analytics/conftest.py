"""Analytics as a service on a database of its own."""

from collections.abc import AsyncIterator

import pytest

from tests.conftest import NewDatabase
from tests.subgraphs.service import Service


@pytest.fixture(scope="module")
async def analytics(new_database: NewDatabase) -> AsyncIterator[Service]:
    """Analytics on an empty database, kept for the tests of one file."""
    service = Service.start("analytics", await new_database("analytics"))
    yield service
    await service.stop()
