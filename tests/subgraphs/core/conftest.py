"""Core as a service on a database of its own."""

from collections.abc import AsyncIterator

import pytest

from tests.conftest import NewDatabase
from tests.subgraphs.service import Service


@pytest.fixture(scope="module")
async def core(new_database: NewDatabase) -> AsyncIterator[Service]:
    """Core on an empty database, kept for the tests of one file."""
    service = Service.start("core", await new_database("core"))
    yield service
    await service.stop()
