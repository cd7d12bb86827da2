"""Tokens as a service on a database of its own."""

from collections.abc import AsyncIterator

import pytest

from tests.conftest import NewDatabase
from tests.subgraphs.service import Service


@pytest.fixture(scope="module")
async def tokens(new_database: NewDatabase) -> AsyncIterator[Service]:
    """Tokens on an empty database, kept for the tests of one file."""
    service = Service.start("tokens", await new_database("tokens"))
    yield service
    await service.stop()
