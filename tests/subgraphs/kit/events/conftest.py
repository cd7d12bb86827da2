"""A house for each test: a broker of its own, two fresh databases."""

import tempfile
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

from stack.broker import embedded_broker
from stack.folder import DataFolder
from tests.conftest import NewDatabase
from tests.subgraphs.kit.events.house import House


@pytest.fixture
def folder() -> Iterator[DataFolder]:
    with tempfile.TemporaryDirectory(prefix="covergraph-events-", ignore_cleanup_errors=True) as root:
        yield DataFolder(Path(root))


@pytest.fixture
async def house(folder: DataFolder, new_database: NewDatabase) -> AsyncIterator[House]:
    folder.broker.mkdir()
    folder.logs.mkdir()
    folder.run.mkdir(exist_ok=True)
    broker = embedded_broker(folder)
    process = broker.start()
    broker.await_ready(process)
    house = House(broker, process, await new_database("claims"), await new_database("tokens"))
    await house.prepare()
    yield house
    await house.close()
