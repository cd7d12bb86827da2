"""Crm as a service on a database of its own."""

from collections.abc import AsyncIterator

import pytest

from tests.conftest import NewDatabase
from tests.subgraphs.service import Service


@pytest.fixture(scope="module")
async def crm(new_database: NewDatabase) -> AsyncIterator[Service]:
    """Crm on an empty database, kept for the tests of one file."""
    service = Service.start("crm", await new_database("crm"))
    yield service
    await service.stop()
