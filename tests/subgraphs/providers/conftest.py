"""Providers as a service on a database of its own."""

from collections.abc import AsyncIterator

import pytest

from tests.conftest import NewDatabase
from tests.subgraphs.service import Service


@pytest.fixture(scope="module")
async def providers(new_database: NewDatabase) -> AsyncIterator[Service]:
    """Providers on an empty database, kept for the tests of one file."""
    service = Service.start("providers", await new_database("providers"))
    yield service
    await service.stop()
