"""What all tests share: the database server of the run, and databases cloned from migrated templates."""

import asyncio
import os
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import ExitStack

import pytest

from shared_models.encryption import MASTER_KEY_VARIABLE
from subgraphs.kit.logs import configure_logs
from tests.databases import drop_database, empty_database, make_fast, migrated_database, running_server
from tests.keys import IN_ENVIRONMENT

SERVER = pytest.StashKey[ExitStack]()

NewDatabase = Callable[[str], Awaitable[str]]


def pytest_addoption(parser: pytest.Parser) -> None:
    """Let plan cases be rewritten: read the difference before you commit it."""
    parser.addoption("--rewrite-cases", action="store_true", help="write the plans that are made into the case files")
    parser.addoption("--differential-cases", type=int, default=240, help="operations the differential test compares")
    parser.addoption("--differential-seed", type=int, default=1, help="the first world's seed; each next is one more")
    parser.addoption("--peer-worlds", type=int, default=5, help="worlds that another gateway answers for as well")
    parser.addoption("--composition-cases", type=int, default=12, help="random compositions asked of another composer")
    parser.addoption(
        "--certified-cases", type=int, default=600, help="documents drawn against graphql-core's validation"
    )


def pytest_configure(config: pytest.Config) -> None:
    """Start the database server of the run, in the process that the workers belong to."""
    configure_logs()
    os.environ[MASTER_KEY_VARIABLE] = IN_ENVIRONMENT
    if hasattr(config, "workerinput") or config.option.collectonly:
        return
    resources = ExitStack()
    resources.enter_context(running_server())
    asyncio.run(make_fast())
    config.stash[SERVER] = resources


def pytest_unconfigure(config: pytest.Config) -> None:
    """Stop the server that `pytest_configure` started."""
    if SERVER in config.stash:
        config.stash[SERVER].close()


@pytest.fixture(scope="session")
async def new_database() -> AsyncIterator[NewDatabase]:
    """Make databases at the newest migration of a domain, or empty ones for the domain ""; all go at the end."""
    made: list[str] = []

    async def make(domain: str) -> str:
        url = await (migrated_database(domain) if domain else empty_database())
        made.append(url)
        return url

    yield make
    for url in made:
        await drop_database(url)
