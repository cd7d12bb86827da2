"""A supergraph another composer made, of subgraphs that are not Python, served by `python -m gateway`."""

import asyncio
import json
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import aiohttp

from tests import peers


@asynccontextmanager
async def bookshop() -> AsyncIterator[str]:
    """Start the subgraphs and give their supergraph."""
    folder = await asyncio.to_thread(peers.installed)
    running = await asyncio.create_subprocess_exec(
        "node",
        "bookshop.mjs",
        cwd=folder,
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        limit=1024 * 1024,
    )
    assert running.stdout is not None
    try:
        yield json.loads(await running.stdout.readline())["supergraph"]
    finally:
        # It ends with its standard input, which only an input closes.
        await running.communicate(b"")


@asynccontextmanager
async def gateway(supergraph: Path) -> AsyncIterator[str]:
    """Start the gateway as a process of its own and give its endpoint."""
    command = [sys.executable, "-m", "gateway", "--supergraph", str(supergraph), "--port", "0"]
    running = await asyncio.create_subprocess_exec(*command, stderr=asyncio.subprocess.PIPE)
    assert running.stderr is not None
    started = (await running.stderr.readline()).decode()
    try:
        assert "http://" in started, started
        yield f"http://{started.partition('http://')[2].partition('/')[0]}/graphql"
    finally:
        running.terminate()
        await running.communicate()


async def ask(endpoint: str, query: str) -> Any:
    async with aiohttp.ClientSession() as session, session.post(endpoint, json={"query": query}) as answer:
        return await answer.json()


async def test_it_answers_over_key_chains_requirements_and_interfaces(tmp_path: Path) -> None:
    file = tmp_path / "supergraph.graphql"
    async with bookshop() as supergraph:
        file.write_text(supergraph)
        async with gateway(file) as endpoint:
            whole = await ask(endpoint, "{ books { ... on Item { title } author { name } postage } }")
            one = await ask(endpoint, '{ knots: book(id: "2") { cost: postage author { id writer: name } } }')
            none = await ask(endpoint, '{ book(id: "9") { title postage } }')

    assert whole == {
        "data": {
            "books": [
                {"title": "Weaving", "author": {"name": "Ada"}, "postage": 3},
                {"title": "Knots", "author": {"name": "Grace"}, "postage": 2},
                {"title": "Looms", "author": {"name": "Ada"}, "postage": None},
            ]
        }
    }
    assert one == {"data": {"knots": {"cost": 2, "author": {"id": "b", "writer": "Grace"}}}}
    assert none == {"data": {"book": None}}
