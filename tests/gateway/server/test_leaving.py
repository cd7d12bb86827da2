"""A client that left: its work ends, the subgraph's too, unless it is an order or somebody else waits for it."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

import aiohttp
from yarl import URL

from gateway.server.app import Gateway
from gateway.server.settings import Settings, SubgraphSettings
from tests.gateway.server.graph import SUPERGRAPH
from tests.serving import serving

SLOW = "{ slow }"
RENAME = 'mutation { rename(id: "1", name: "Ann") { name } }'


@dataclass
class Subgraph:
    """Answers when it is told to, and notes when nobody waits for its answer any more."""

    requests: int = 0
    asked: asyncio.Event = field(default_factory=asyncio.Event)
    may_answer: asyncio.Event = field(default_factory=asyncio.Event)
    was_left: asyncio.Event = field(default_factory=asyncio.Event)
    has_answered: asyncio.Event = field(default_factory=asyncio.Event)

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        if scope["type"] != "http":
            return
        while (await receive()).get("more_body"):
            pass
        self.requests += 1
        self.asked.set()
        leaving = asyncio.create_task(self._notice(receive))
        await self.may_answer.wait()
        leaving.cancel()
        body = b'{"data": {"slow": "done", "rename": {"name": "Ann"}}}'
        headers = [(b"content-type", b"application/json"), (b"content-length", b"%d" % len(body))]
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        await send({"type": "http.response.body", "body": body})
        self.has_answered.set()

    async def _notice(self, receive: Any) -> None:
        assert (await receive())["type"] == "http.disconnect"
        self.was_left.set()


@dataclass
class Watched:
    """The gateway with a word on what its clients do: `gone` is set when it was told of a client that left."""

    app: Gateway
    gone: asyncio.Event = field(default_factory=asyncio.Event)

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        async def told() -> Any:
            message = await receive()
            if message["type"] == "http.disconnect":
                self.gone.set()
            return message

        await self.app(scope, told, send)


@dataclass
class Scene:
    url: URL
    gateway: Watched
    core: Subgraph

    async def leave(self, query: str, *, method: str = "POST", after: asyncio.Event | None = None) -> None:
        """Ask, and close the connection when the subgraph has been asked, or after something else."""
        reader, writer = await asyncio.open_connection(self.url.host, self.url.port)
        body = json.dumps({"query": query}).encode()
        if method == "GET":
            target, body = self.url.with_path("/graphql").with_query(query=query).raw_path_qs, b""
        else:
            target = "/graphql"
        head = f"{method} {target} HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\n"
        writer.write(f"{head}content-length: {len(body)}\r\n\r\n".encode() + body)
        await (after or self.core.asked).wait()
        writer.close()
        await writer.wait_closed()
        del reader


@asynccontextmanager
async def a_scene() -> AsyncIterator[Scene]:
    core = Subgraph()
    async with serving(core) as core_url:
        subgraphs = {name: SubgraphSettings(url=f"{core_url}/graphql") for name in ("core", "tokens")}
        gateway = Watched(Gateway(SUPERGRAPH, Settings(subgraphs=subgraphs)))
        try:
            async with serving(gateway) as url:
                yield Scene(URL(url), gateway, core)
        finally:
            core.may_answer.set()


async def test_a_client_that_leaves_takes_its_work_along_down_to_the_subgraph() -> None:
    async with a_scene() as scene:
        await scene.leave(SLOW)

        await scene.core.was_left.wait()
        assert scene.gateway.app.endpoint.in_work == 0


async def test_a_client_that_asked_by_get_too() -> None:
    async with a_scene() as scene:
        await scene.leave(SLOW, method="GET")

        await scene.core.was_left.wait()
        assert scene.gateway.app.endpoint.in_work == 0


async def test_an_order_is_carried_out_though_its_client_left() -> None:
    async with a_scene() as scene:
        await scene.leave(RENAME)
        await scene.gateway.gone.wait()

        assert scene.gateway.app.endpoint.in_work == 1
        scene.core.may_answer.set()
        await scene.core.has_answered.wait()

    assert not scene.core.was_left.is_set()


async def test_a_call_that_another_client_waits_for_goes_on() -> None:
    async with a_scene() as scene, aiohttp.ClientSession() as client:
        has_company = asyncio.Event()
        first = asyncio.create_task(scene.leave(SLOW, after=has_company))
        await scene.core.asked.wait()
        other = asyncio.create_task(client.post(scene.url.with_path("/graphql"), json={"query": SLOW}).__aenter__())
        assert scene.gateway.app.sharing is not None
        while not scene.gateway.app.sharing.passengers:
            assert not other.done(), "the second client was answered before the first"
            await asyncio.sleep(0)
        has_company.set()
        await first
        await scene.gateway.gone.wait()

        scene.core.may_answer.set()
        answer = await (await other).json()

    assert answer == {"data": {"slow": "done"}}
    assert scene.core.requests == 1
    assert not scene.core.was_left.is_set()


async def test_when_all_who_wait_for_a_call_have_left_it_ends() -> None:
    async with a_scene() as scene:
        has_company = asyncio.Event()
        first, second = (asyncio.create_task(scene.leave(SLOW, after=has_company)) for _ in range(2))
        assert scene.gateway.app.sharing is not None
        while not scene.gateway.app.sharing.passengers:
            assert not first.done(), "the first client left before the second had come"
            await asyncio.sleep(0)
        has_company.set()
        await first
        await second

        await scene.core.was_left.wait()
        assert scene.core.requests == 1


async def test_a_client_that_stays_is_answered_however_long_it_takes() -> None:
    async with a_scene() as scene, aiohttp.ClientSession() as client:
        asked = asyncio.create_task(client.post(scene.url.with_path("/graphql"), json={"query": SLOW}).__aenter__())
        await scene.core.asked.wait()
        scene.core.may_answer.set()

        assert await (await asked).json() == {"data": {"slow": "done"}}
