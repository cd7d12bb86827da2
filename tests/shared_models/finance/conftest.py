"""Finance's database, without anything in front of it."""

from collections.abc import AsyncIterator

import pytest

from tests.conftest import NewDatabase
from tests.subgraphs.service import Service


@pytest.fixture(scope="module")
async def finance(new_database: NewDatabase) -> AsyncIterator[Service]:
    """Finance on an empty database; these tests write and read rows alone."""
    service = Service.start("finance", await new_database("finance"), is_owner=True)
    yield service
    await service.stop()
