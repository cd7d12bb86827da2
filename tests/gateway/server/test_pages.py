"""What is served beside /graphql when a page is built."""

from pathlib import Path

import pytest

from gateway.server.settings import Settings
from tests.gateway.server.graph import a_graph


@pytest.fixture
def page(tmp_path: Path) -> Settings:
    (tmp_path / "assets").mkdir()
    (tmp_path / "index.html").write_text("<!doctype html><title>Ask</title>")
    (tmp_path / "assets" / "main-1a2b.js").write_text("export {}")
    (tmp_path / "start.json").write_text('{"query": "{ members { id } }"}')
    (tmp_path / "secret.txt").write_text("secret")
    return Settings(page_folder=tmp_path, page_start=tmp_path / "start.json")


async def test_the_page_its_files_and_its_start_are_served(page: Settings) -> None:
    async with a_graph(page) as graph:
        told = {}
        for path in ("/", "/assets/main-1a2b.js", "/graphiql.json", "/assets/none.js", "/assets/../secret.txt"):
            async with graph.client.get(graph.url + path) as response:
                told[path] = response.status, response.headers, await response.text()

    status, headers, text = told["/"]
    assert (status, text) == (200, "<!doctype html><title>Ask</title>")
    assert headers["content-type"] == "text/html; charset=utf-8"
    assert headers["content-security-policy"].startswith("default-src 'none'; script-src 'self';")
    assert headers["cache-control"] == "no-cache"
    status, headers, text = told["/assets/main-1a2b.js"]
    assert (status, headers["content-type"].partition(";")[0], text) == (200, "text/javascript", "export {}")
    assert headers["cache-control"] == "public, max-age=31536000, immutable"
    assert told["/graphiql.json"][2] == '{"query": "{ members { id } }"}'
    assert told["/assets/none.js"][0] == 404
    assert (
        "cache-control" not in told["/assets/none.js"][1]
        or "immutable" not in told["/assets/none.js"][1]["cache-control"]
    )
    assert told["/assets/../secret.txt"][0] == 404


async def test_a_page_that_is_built_later_is_served_then(tmp_path: Path) -> None:
    folder = tmp_path / "dist"
    async with a_graph(Settings(page_folder=folder)) as graph:
        async with graph.client.get(f"{graph.url}/") as response:
            before = await response.text()
        folder.mkdir()
        (folder / "index.html").write_text("built")
        async with graph.client.get(f"{graph.url}/") as response:
            after = await response.text()

    assert "npm run build" in before
    assert after == "built"


async def test_the_schema_is_told_to_all_or_to_nobody() -> None:
    told = []
    for allows_introspection in (True, False):
        settings = Settings(allows_introspection=allows_introspection)
        async with a_graph(settings) as graph, graph.client.get(f"{graph.url}/schema.graphql") as response:
            told.append(response.status)

    assert told == [200, 404]
