"""Claims as a service on a database of its own."""

from collections.abc import AsyncIterator

import pytest

from tests.conftest import NewDatabase
from tests.subgraphs.service import Service


@pytest.fixture(scope="module")
async def claims(new_database: NewDatabase) -> AsyncIterator[Service]:
    """Claims on an empty database, kept for the tests of one file."""
    service = Service.start("claims", await new_database("claims"))
    yield service
    await service.stop()
