"""Finance as a service on a database of its own."""

from collections.abc import AsyncIterator

import pytest

from tests.conftest import NewDatabase
from tests.subgraphs.service import Service


@pytest.fixture(scope="module")
async def finance(new_database: NewDatabase) -> AsyncIterator[Service]:
    """Finance on an empty database, kept for the tests of one file."""
    service = Service.start("finance", await new_database("finance"))
    yield service
    await service.stop()
