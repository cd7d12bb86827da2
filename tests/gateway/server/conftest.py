"""One graph for all tests that need no settings of their own: three servers start more slowly than a test runs."""

from collections.abc import AsyncIterator

import pytest

from tests.gateway.server.graph import Graph, a_graph


@pytest.fixture(scope="package")
async def plain_graph() -> AsyncIterator[Graph]:
    async with a_graph() as graph:
        yield graph
