"""Schemes as a service on a database of its own."""

from collections.abc import AsyncIterator

import pytest

from tests.conftest import NewDatabase
from tests.subgraphs.service import Service


@pytest.fixture(scope="module")
async def schemes(new_database: NewDatabase) -> AsyncIterator[Service]:
    """Schemes on an empty database, kept for the tests of one file."""
    service = Service.start("schemes", await new_database("schemes"))
    yield service
    await service.stop()
