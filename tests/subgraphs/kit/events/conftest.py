"""A house for each test: a broker of its own, two fresh databases."""

from collections.abc import AsyncIterator

import pytest

from tests.conftest import NewDatabase
from tests.subgraphs.kit.events.house import House, a_house


@pytest.fixture
async def house(new_database: NewDatabase) -> AsyncIterator[House]:
    async with a_house(await new_database("claims"), await new_database("tokens")) as house:
        yield house
