"""`python -m gateway`: the gateway as a process of its own."""

import asyncio
import json
import signal
import socket
import sys
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import aiohttp
import pytest

from gateway.__main__ import main
from tests.gateway.server.graph import SUPERGRAPH, Graph, a_graph, slow_may_answer, slow_was_asked


@dataclass(frozen=True)
class Running:
    process: asyncio.subprocess.Process
    host: str
    port: int

    @property
    def url(self) -> str:
        return f"http://{self.host}:{self.port}"


@asynccontextmanager
async def running(
    folder: Path, graph: Graph, configuration: str = "", arguments: Sequence[str] = ()
) -> AsyncIterator[Running]:
    """Start the command in front of the graph's subgraphs, on a free port, and wait until it says where it serves."""
    (folder / "supergraph.graphql").write_text(SUPERGRAPH)
    (folder / "gateway.toml").write_text(configuration)
    urls = {name: own.url for name, own in graph.app.settings.subgraphs.items()}
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "gateway", "--supergraph", str(folder / "supergraph.graphql"), "--port", "0",
        "--config", str(folder / "gateway.toml"),
        *(f"--subgraph-url={name}={url}" for name, url in urls.items()),
        *arguments,
        stderr=asyncio.subprocess.PIPE,
    )  # fmt: skip
    try:
        assert process.stderr is not None
        line = (await process.stderr.readline()).decode()
        host, _, port = line.partition("http://")[2].partition("/")[0].partition(":")
        yield Running(process, host, int(port))
    finally:
        if process.returncode is None:
            process.kill()
        await process.communicate()


@pytest.fixture(scope="module")
async def standing(plain_graph: Graph, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Running]:
    async with running(tmp_path_factory.mktemp("standing"), plain_graph) as gateway:
        yield gateway


async def test_it_answers_and_stops_when_it_is_told_to(plain_graph: Graph, tmp_path: Path) -> None:
    async with running(tmp_path, plain_graph) as gateway:
        async with plain_graph.client.post(
            f"{gateway.url}/graphql", json={"query": "{ members { name balance } }"}
        ) as response:
            answer = await response.json()
        gateway.process.send_signal(signal.SIGTERM)
        code = await gateway.process.wait()

    assert answer == {"data": {"members": [{"name": "Ann", "balance": 10}, {"name": "Ben", "balance": 20}]}}
    assert code == 0


async def test_what_is_in_work_when_it_is_told_to_stop_is_finished(tmp_path: Path) -> None:
    async with a_graph() as graph, running(tmp_path, graph, "limits.subgraph_seconds = 5") as gateway:
        asking = asyncio.create_task(_ask(gateway, "{ slow members(first: 1) { name } }"))
        await slow_was_asked.wait()
        gateway.process.send_signal(signal.SIGTERM)
        slow_may_answer.set()
        answer = await asking
        code = await gateway.process.wait()

    assert answer == {"data": {"slow": None, "members": [{"name": "Ann"}]}}
    assert code == 0


async def _ask(gateway: Running, query: str) -> object:
    async with aiohttp.ClientSession() as client, client.post(f"{gateway.url}/graphql", json={"query": query}) as told:
        return await told.json()


async def test_requests_are_logged_without_what_they_ask(plain_graph: Graph, tmp_path: Path) -> None:
    query = "query Named($id: ID!) { member(id: $id) { name } }"
    async with running(tmp_path, plain_graph, arguments=["--log-level", "debug"]) as gateway:
        async with plain_graph.client.post(
            f"{gateway.url}/graphql",
            json={"query": query, "operationName": "Named", "variables": {"id": "canary"}},
            headers={"x-request-id": "r-1", "authorization": "Bearer canary"},
        ) as response:
            await response.read()
        assert gateway.process.stderr is not None
        line = await gateway.process.stderr.readline()

    told = json.loads(line)
    assert (told["event"], told["request_id"], told["operation"], told["status"]) == ("answered", "r-1", "Named", 200)
    assert b"canary" not in line
    assert b"member" not in line


async def test_a_head_that_does_not_end_is_cut_off(plain_graph: Graph, tmp_path: Path) -> None:
    async with running(tmp_path, plain_graph, "limits.head_seconds = 0.1") as gateway:
        silent = await asyncio.open_connection(gateway.host, gateway.port)
        slow = await asyncio.open_connection(gateway.host, gateway.port)
        slow[1].write(b"GET /health HTTP/1.1\r\nx-a: b")

        heard = [await reader.read() for reader, _ in (silent, slow)]
        for _, writer in (silent, slow):
            writer.close()

    assert heard == [b"", b""]


async def test_bytes_between_requests_do_not_hold_a_connection(plain_graph: Graph, tmp_path: Path) -> None:
    async with running(tmp_path, plain_graph, "limits.head_seconds = 0.1") as gateway:
        reader, writer = await asyncio.open_connection(gateway.host, gateway.port)
        writer.write(b"GET /health HTTP/1.1\r\nhost: x\r\n\r\n")
        await reader.readuntil(b'{"status":"ok"}')
        writer.write(b"\r\n")

        heard = await reader.read()
        writer.close()

    assert heard == b""


async def test_a_head_that_is_too_large_is_refused_while_it_comes(plain_graph: Graph, tmp_path: Path) -> None:
    async with running(tmp_path, plain_graph, "limits.head_bytes = 2000") as gateway:
        reader, writer = await asyncio.open_connection(gateway.host, gateway.port)
        writer.write(b"GET /health HTTP/1.1\r\nx-a: " + b"b" * 3_000)

        heard = await reader.read()
        writer.close()

    assert heard.startswith(b"HTTP/1.1 431 ")
    assert b'"message":"head bytes: at most 2000 allowed"' in heard


async def test_a_body_that_does_not_end_is_cut_off(plain_graph: Graph, tmp_path: Path) -> None:
    async with running(tmp_path, plain_graph, "limits.body_seconds = 0.1") as gateway:
        reader, writer = await asyncio.open_connection(gateway.host, gateway.port)
        writer.write(
            b"POST /graphql HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\ncontent-length: 100\r\n\r\n{"
        )

        heard = await reader.read()
        writer.close()

    assert heard.startswith(b"HTTP/1.1 408 ")
    assert b'"code":"BODY_TOO_SLOW"' in heard


async def test_what_is_not_http_gets_400(plain_graph: Graph, tmp_path: Path) -> None:
    async with running(tmp_path, plain_graph) as gateway:
        reader, writer = await asyncio.open_connection(gateway.host, gateway.port)
        writer.write(b"\x16\x03\x01 hello\r\n\r\n")

        heard = await reader.read()
        writer.close()

    assert heard.startswith(b"HTTP/1.1 400 ")


@pytest.mark.parametrize(
    ("head", "status"),
    [
        (b"GET /health HTTP/1.1\r\nhost: x\r\n", b"200"),
        (b"GET /health HTTP/1.0\r\n", b"200"),
        (b"GET /health HTTP/1.1\r\n", b"400"),
        (b"GET /health HTTP/1.1\r\nhost: x\r\nHost: y\r\n", b"400"),
        (b"POST /graphql HTTP/1.1\r\nhost: x\r\ncontent-length: 5\r\ncontent-length: 6\r\n", b"400"),
        (b"POST /graphql HTTP/1.1\r\nhost: x\r\ncontent-length: 5\r\ntransfer-encoding: chunked\r\n", b"400"),
        (b"POST /graphql HTTP/1.1\r\nhost: x\r\ncontent-length: -5\r\n", b"400"),
        (b"GET /health HTTP/1.1\r\nhost: x\r\nx-a: b\r\n c\r\n", b"400"),
        (b"GET /health HTTP/1.1\r\nhost : x\r\n", b"400"),
        (b"CONNECT x:80 HTTP/1.1\r\nhost: x\r\n", b"400"),
    ],
)
async def test_heads_that_two_servers_could_read_in_two_ways_get_400(
    standing: Running, head: bytes, status: bytes
) -> None:
    reader, writer = await asyncio.open_connection(standing.host, standing.port)
    writer.write(head + b"connection: close\r\n\r\nhello")

    heard = await reader.read()
    writer.close()

    assert heard.startswith(b"HTTP/1.1 " + status)


REFUSED: dict[str, tuple[list[str], str]] = {
    "no such supergraph": (
        ["--supergraph", "nowhere.graphql"],
        "gateway: --supergraph nowhere.graphql: there is no such file",
    ),
    "not a supergraph": (["--supergraph", "README.md"], "gateway: The supergraph is not valid GraphQL"),
    "no URL": (
        ["--supergraph", "{supergraph}"],
        "gateway: subgraph 'core' has no URL; give one with --subgraph-url core=http://…",
    ),
    "half a URL": (
        ["--supergraph", "{supergraph}", "--subgraph-url", "core"],
        "gateway: --subgraph-url 'core': write NAME=URL, as in orders=http://localhost:4001/graphql",
    ),
    "an unknown subgraph": (
        ["--supergraph", "{supergraph}", "--subgraph-url", "cor=http://x"],
        "gateway: settings name the subgraph 'cor', but the supergraph has only core, tokens",
    ),
    "an unknown label": (
        [
            "--supergraph={supergraph}",
            "--override-label=next",
            "--subgraph-url=core=http://x",
            "--subgraph-url=tokens=http://x",
        ],
        "gateway: --override-label 'next': the supergraph has no such label; it has none",
    ),
    "no such configuration": (
        ["--supergraph", "{supergraph}", "--config", "none.toml"],
        "gateway: none.toml: there is no such file",
    ),
}


@pytest.mark.parametrize(("arguments", "sentence"), REFUSED.values(), ids=REFUSED.keys())
def test_what_cannot_be_served_is_told_in_a_sentence(
    arguments: list[str], sentence: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    supergraph = tmp_path / "supergraph.graphql"
    supergraph.write_text(SUPERGRAPH)

    code = main([argument.format(supergraph=supergraph) for argument in arguments])

    assert code == 1
    assert capsys.readouterr().err.startswith(sentence)


def test_a_port_in_use_is_told_in_a_sentence(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    supergraph = tmp_path / "supergraph.graphql"
    supergraph.write_text(SUPERGRAPH)
    urls = ["--subgraph-url=core=http://x", "--subgraph-url=tokens=http://x"]

    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        code = main(["--supergraph", str(supergraph), "--port", str(port), *urls])

    told = (
        f"gateway: cannot listen on 127.0.0.1:{port} (Address already in use); choose another with --host or --port\n"
    )
    assert (code, capsys.readouterr().err) == (1, told)


def test_a_host_that_is_not_there_is_told_in_a_sentence(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    supergraph = tmp_path / "supergraph.graphql"
    supergraph.write_text(SUPERGRAPH)
    urls = ["--subgraph-url=core=http://x", "--subgraph-url=tokens=http://x"]

    code = main(["--supergraph", str(supergraph), "--host", "300.1.1.1", *urls])

    told = "gateway: cannot listen on 300.1.1.1:4000 (there is no such host); choose another with --host or --port\n"
    assert (code, capsys.readouterr().err) == (1, told)
