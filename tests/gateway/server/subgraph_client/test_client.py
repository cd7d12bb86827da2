"""The HTTP client towards subgraphs, against a server that says exactly what a test wants said, byte by byte."""

import asyncio
import shutil
import ssl
import subprocess
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from gateway.errors import FetchFailed
from gateway.server.subgraph_client import SubgraphClient, TargetError, read_target

Talk = Callable[["Visit"], Awaitable[None]]

OK = b"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: 2\r\n\r\n{}"


class Visit:
    """One connection to the server: reads whole requests, says what it is told to say."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, number: int) -> None:
        self.reader = reader
        self.writer = writer
        self.number = number

    async def request(self) -> bytes:
        head = await self.reader.readuntil(b"\r\n\r\n")
        length = int(head.lower().partition(b"content-length: ")[2].partition(b"\r\n")[0])
        return head + await self.reader.readexactly(length)

    async def say(self, *pieces: bytes) -> None:
        for piece in pieces:
            self.writer.write(piece)
            await self.writer.drain()


class Server:
    """Counts connections and keeps the requests."""

    def __init__(self, talk: Talk) -> None:
        self.talk = talk
        self.visits = 0
        self.requests: list[bytes] = []
        self.client: SubgraphClient

    async def visit(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.visits += 1
        visit = Visit(reader, writer, self.visits)
        try:
            await self.talk(visit)
        except (asyncio.IncompleteReadError, ConnectionError):
            pass
        finally:
            writer.close()

    async def ask(self, body: bytes = b"{}", *, is_idempotent: bool = True) -> bytes:
        return await self.client("core", body, is_idempotent=is_idempotent)


@asynccontextmanager
async def a_server(
    talk: Talk,
    *,
    timeout_seconds: float = 5.0,
    order_seconds: float = 5.0,
    connections_max: int = 8,
    answer_bytes_max: int = 1000,
    tls: ssl.SSLContext | None = None,
    ca_file: str | None = None,
) -> AsyncIterator[Server]:
    server = Server(talk)
    listening = await asyncio.start_server(server.visit, "127.0.0.1", 0, ssl=tls)
    port = listening.sockets[0].getsockname()[1]
    scheme = "http" if tls is None else "https"
    target = read_target("core", f"{scheme}://localhost:{port}/graphql?a=b", {"x-key": "secret"}, ca_file)
    server.client = SubgraphClient(
        [target],
        timeout_seconds=timeout_seconds,
        order_seconds=order_seconds,
        connections_max=connections_max,
        answer_bytes_max=answer_bytes_max,
    )
    try:
        yield server
    finally:
        server.client.close()
        listening.close()


def saying(*pieces: bytes, then_close: bool = False) -> Talk:
    async def talk(visit: Visit) -> None:
        while True:
            await visit.request()
            await visit.say(*pieces)
            if then_close:
                return

    return talk


async def test_requests_follow_each_other_on_one_connection() -> None:
    async with a_server(saying(OK)) as server:
        answers = [await server.ask() for _ in range(3)]

    assert answers == [b"{}", b"{}", b"{}"]
    assert server.visits == 1


async def test_a_request_is_written_as_http_wants_it() -> None:
    seen: list[bytes] = []

    async def talk(visit: Visit) -> None:
        seen.append(await visit.request())
        await visit.say(OK)

    async with a_server(talk) as server:
        await server.ask(b'{"query":"{ a }"}')

    head, _, body = seen[0].partition(b"\r\n\r\n")
    lines = head.decode().splitlines()
    assert lines[0] == "POST /graphql?a=b HTTP/1.1"
    assert lines[1].startswith("Host: localhost:")
    assert lines[2:] == [
        "Content-Type: application/json",
        "Accept: application/graphql-response+json, application/json;q=0.9",
        "x-key: secret",
        "Content-Length: 17",
    ]
    assert body == b'{"query":"{ a }"}'


async def test_requests_at_the_same_time_use_connections_of_their_own() -> None:
    both = asyncio.Barrier(2)

    async def talk(visit: Visit) -> None:
        await visit.request()
        await both.wait()
        await visit.say(OK)

    async with a_server(talk) as server:
        answers = await asyncio.gather(server.ask(), server.ask())

    assert list(answers) == [b"{}", b"{}"]
    assert server.visits == 2


async def test_no_more_connections_than_allowed_are_opened_and_the_rest_wait() -> None:
    async with a_server(saying(OK), connections_max=2) as server:
        answers = await asyncio.gather(*(server.ask() for _ in range(20)))

    assert answers == [b"{}"] * 20
    assert server.visits == 2


SHAPES = {
    "in pieces": (b"HTTP/1.1 200 OK\r\nconte", b'nt-length: 10\r\n\r\n{"da', b'ta":1}'),
    "chunked": (
        b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n",
        b'4\r\n{"da\r\n',
        b'5;x=y\r\nta":1\r\n1\r\n}\r\n0\r\ntrailer: t\r\n\r\n',
    ),
    "after 100 Continue": (
        b"HTTP/1.1 100 Continue\r\n\r\n",
        b'HTTP/1.1 200 OK\r\ncontent-length: 10\r\n\r\n{"data":1}',
    ),
    "after early hints": (
        b"HTTP/1.1 103 Early Hints\r\nlink: x\r\n\r\n",
        b'HTTP/1.1 200 OK\r\ncontent-length: 10\r\n\r\n{"data":1}',
    ),
}


@pytest.mark.parametrize("pieces", SHAPES.values(), ids=SHAPES.keys())
async def test_answers_of_every_framing_are_read_and_the_connection_kept(pieces: tuple[bytes, ...]) -> None:
    async with a_server(saying(*pieces)) as server:
        answers = [await server.ask(), await server.ask()]

    assert answers == [b'{"data":1}', b'{"data":1}']
    assert server.visits == 1


async def test_an_answer_may_end_with_the_connection() -> None:
    async with a_server(saying(b'HTTP/1.1 200 OK\r\n\r\n{"da', b'ta":1}', then_close=True)) as server:
        answers = [await server.ask(), await server.ask()]

    assert answers == [b'{"data":1}', b'{"data":1}']
    assert server.visits == 2


async def test_a_connection_that_is_announced_to_close_is_not_used_again() -> None:
    closing = OK.replace(b"\r\n\r\n", b"\r\nconnection: close\r\n\r\n")
    async with a_server(saying(closing)) as server:
        answers = [await server.ask(), await server.ask()]

    assert answers == [b"{}", b"{}"]
    assert server.visits == 2


async def test_bytes_that_nobody_asked_for_end_the_connection() -> None:
    async with a_server(saying(OK + b"HTTP/1.1 200 OK\r\ncontent-length: 5\r\n\r\nevil!")) as server:
        answers = [await server.ask(), await server.ask()]

    assert answers == [b"{}", b"{}"]
    assert server.visits == 2


async def test_a_read_that_meets_a_connection_closed_meanwhile_is_sent_again() -> None:
    async def talk(visit: Visit) -> None:
        await visit.request()
        await visit.say(OK)
        if visit.number == 1:
            await visit.request()  # read, then closed without an answer

    async with a_server(talk) as server:
        answers = [await server.ask(), await server.ask()]

    assert answers == [b"{}", b"{}"]
    assert server.visits == 2


async def test_an_order_is_never_sent_twice() -> None:
    requests: list[bytes] = []

    async def talk(visit: Visit) -> None:
        requests.append(await visit.request())

    async with a_server(talk) as server:
        with pytest.raises(FetchFailed, match="'core' closed the connection before its answer was whole") as caught:
            await server.ask(is_idempotent=False)

    assert caught.value.code == "SUBGRAPH_UNAVAILABLE"
    assert len(requests) == 1


async def test_a_read_is_tried_twice_and_no_more() -> None:
    requests: list[bytes] = []

    async def talk(visit: Visit) -> None:
        requests.append(await visit.request())
        await visit.say(b"HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\nhalf")

    async with a_server(talk) as server:
        with pytest.raises(FetchFailed, match="closed the connection before its answer was whole"):
            await server.ask()

    assert len(requests) == 2


REFUSED = {
    "not HTTP": (b"hello\r\n\r\n", "answered something that is not HTTP", "SUBGRAPH_UNAVAILABLE"),
    "another protocol": (
        b"HTTP/1.1 101 Switching Protocols\r\nupgrade: h2c\r\nconnection: upgrade\r\n\r\n",
        "answered something that is not HTTP",
        "SUBGRAPH_UNAVAILABLE",
    ),
    "an announced flood": (
        b"HTTP/1.1 200 OK\r\ncontent-length: 1001\r\n\r\n",
        "answered more than 1000 bytes",
        "SUBGRAPH_ANSWER_TOO_LARGE",
    ),
    "a flood": (
        b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n3e9\r\n" + b"x" * 1001,
        "answered more than 1000 bytes",
        "SUBGRAPH_ANSWER_TOO_LARGE",
    ),
    "an error page": (
        b"HTTP/1.1 502 Bad Gateway\r\ncontent-type: text/html\r\ncontent-length: 2\r\n\r\nno",
        "answered with HTTP status 502",
        "SUBGRAPH_HTTP_ERROR",
    ),
    "no content": (b"HTTP/1.1 304 Not Modified\r\n\r\n", "answered with HTTP status 304", "SUBGRAPH_HTTP_ERROR"),
}


@pytest.mark.parametrize(("said", "why", "code"), REFUSED.values(), ids=REFUSED.keys())
async def test_an_unusable_answer_is_a_failure_that_says_why(said: bytes, why: str, code: str) -> None:
    async with a_server(saying(said)) as server:
        with pytest.raises(FetchFailed) as caught:
            await server.ask()

    assert (caught.value.why, caught.value.code) == (why, code)


async def test_a_graphql_response_counts_whatever_its_status() -> None:
    said = OK.replace(b"200 OK", b"400 Bad Request").replace(b"application/json", b"application/graphql-response+json")
    async with a_server(saying(said)) as server:
        answer = await server.ask()

    assert answer == b"{}"


async def test_a_subgraph_that_does_not_answer_in_time_fails_and_frees_its_place() -> None:
    async def talk(visit: Visit) -> None:
        await visit.request()
        if visit.number == 1:
            await visit.reader.read()
        else:
            await visit.say(OK)

    async with a_server(talk, timeout_seconds=0.05, connections_max=1) as server:
        with pytest.raises(FetchFailed, match="'core' did not answer within 50 ms") as caught:
            await server.ask()
        answer = await server.ask()

    assert caught.value.code == "SUBGRAPH_TIMEOUT"
    assert answer == b"{}"


async def test_an_order_has_a_time_of_its_own() -> None:
    async def talk(visit: Visit) -> None:
        await visit.request()
        await visit.reader.read()

    async with a_server(talk, timeout_seconds=60, order_seconds=0.05) as server:
        with pytest.raises(FetchFailed, match="'core' did not answer within 50 ms"):
            await server.ask(is_idempotent=False)


async def test_who_waits_for_a_place_waits_no_longer_than_allowed() -> None:
    async def talk(visit: Visit) -> None:
        await visit.request()
        await visit.reader.read()

    async with a_server(talk, timeout_seconds=0.05, connections_max=1) as server:
        results = await asyncio.gather(server.ask(), server.ask(), return_exceptions=True)

    assert [str(result) for result in results] == ["'core' did not answer within 50 ms"] * 2


async def test_an_abandoned_call_closes_its_connection_and_frees_its_place() -> None:
    reached, closed = asyncio.Event(), asyncio.Event()

    async def talk(visit: Visit) -> None:
        await visit.request()
        if visit.number == 1:
            reached.set()
            await visit.reader.read()
            closed.set()
        else:
            await visit.say(OK)

    async with a_server(talk, connections_max=1) as server:
        asking = asyncio.create_task(server.ask())
        await reached.wait()
        asking.cancel()
        with pytest.raises(asyncio.CancelledError):
            await asking
        await closed.wait()
        answer = await server.ask()

    assert answer == b"{}"


async def test_nobody_listening_is_a_failure_at_once() -> None:
    async with a_server(saying(OK)) as server:
        pass

    with pytest.raises(FetchFailed, match="'core' cannot be reached"):
        await server.ask()


async def test_a_unix_socket_is_a_way_too(tmp_path: Path) -> None:
    server = Server(saying(OK))
    listening = await asyncio.start_unix_server(server.visit, tmp_path / "core.sock")
    client = SubgraphClient([read_target("core", f"unix://{tmp_path}/core.sock")])

    answer = await client("core", b"{}", is_idempotent=True)

    assert answer == b"{}"
    client.close()
    listening.close()


def a_certificate(folder: Path) -> tuple[Path, Path]:
    """Make a certificate for localhost and its key."""
    program = shutil.which("openssl")
    if program is None:
        pytest.skip("there is no openssl to make a certificate with")
    certificate, key = folder / "certificate.pem", folder / "key.pem"
    command = f"req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=localhost -keyout {key} -out {certificate}"
    names = ["-addext", "subjectAltName=DNS:localhost", "-addext", "keyUsage=digitalSignature,keyCertSign"]
    subprocess.run([program, *command.split(), *names], check=True, capture_output=True)
    return certificate, key


async def test_https_is_spoken_with_subgraphs_whose_certificate_is_trusted(tmp_path: Path) -> None:
    certificate, key = a_certificate(tmp_path)
    tls = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    tls.load_cert_chain(certificate, key)

    async with a_server(saying(OK), tls=tls, ca_file=str(certificate)) as server:
        answer = await server.ask()
    async with a_server(saying(OK), tls=tls) as server:
        with pytest.raises(FetchFailed, match="'core' cannot be reached"):
            await server.ask()

    assert answer == b"{}"


BAD_URLS = {
    "ftp://host/x": "is no URL of a subgraph",
    "core:4001": "is no URL of a subgraph",
    "http://host:99999/": "the port in",
    "unix://run/core.sock": "needs three slashes",
}


@pytest.mark.parametrize(("url", "message"), BAD_URLS.items())
def test_an_unusable_url_is_refused_with_a_sentence(url: str, message: str) -> None:
    with pytest.raises(TargetError, match=message):
        read_target("core", url)


def test_certificates_that_are_not_there_are_told_in_a_sentence() -> None:
    with pytest.raises(TargetError, match=r"no certificates can be read from /no/such\.pem \(No such file"):
        read_target("core", "https://host/graphql", ca_file="/no/such.pem")


@pytest.mark.parametrize("headers", [{"Host": "x"}, {"a b": "x"}, {"x-key": "a\r\nb: c"}, {"": "x"}, {"x-key": "ключ"}])
def test_headers_that_would_break_the_request_are_refused(headers: dict[str, str]) -> None:
    with pytest.raises(TargetError):
        read_target("core", "http://host/graphql", headers)
