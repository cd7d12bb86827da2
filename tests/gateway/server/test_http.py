"""GraphQL over HTTP to the letter, and a clear answer to every kind of broken request.

https://graphql.github.io/graphql-over-http/
"""

import asyncio
import json
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

import pytest
from yarl import URL

from gateway.server.settings import Limits, Settings
from tests.gateway.server.graph import Graph, a_graph

JSON = "application/json"
RESPONSE = "application/graphql-response+json"
BOTH = f"{RESPONSE}, {JSON};q=0.9"

LIMITS = Limits(body_bytes=4_000, json_depth=8, number_digits=30)


@pytest.fixture(scope="module")
async def graph() -> AsyncIterator[Graph]:
    settings = Settings(limits=LIMITS, origins=("https://console.example",), allows_credentials=True)
    async with a_graph(settings) as graph:
        yield graph


@dataclass(frozen=True)
class Told:
    status: int
    headers: dict[str, str]
    text: str

    @property
    def media(self) -> str:
        return self.headers.get("content-type", "")

    @property
    def body(self) -> Any:
        return json.loads(self.text)

    @property
    def code(self) -> str:
        codes = {error["extensions"]["code"] for error in self.body["errors"]}
        assert len(codes) == 1
        return str(codes.pop())


@dataclass(frozen=True)
class Ask:
    """One HTTP request; `json` is the body unless `raw` is given."""

    json: Any = None
    raw: bytes | None = None
    method: str = "POST"
    query: dict[str, str] | str = ""
    headers: dict[str, str] = field(default_factory=dict)

    async def of(self, graph: Graph) -> Told:
        body = self.raw if self.raw is not None else json.dumps(self.json).encode()
        has_body = self.method == "POST"
        headers = {"content-type": JSON} if has_body else {}
        headers |= self.headers
        query = self.query if isinstance(self.query, str) else urlencode(self.query)
        url = URL(f"{graph.url}/graphql" + (f"?{query}" if query else ""), encoded=True)
        async with graph.client.request(
            self.method,
            url,
            data=body if has_body else None,
            headers={name: value for name, value in headers.items() if value},
            skip_auto_headers=["content-type", "accept"],
        ) as response:
            lowered = {name.lower(): value for name, value in response.headers.items()}
            return Told(response.status, lowered, await response.text())


PING = {"query": "{ __typename }"}
PONG = {"data": {"__typename": "Query"}}

ACCEPTS = {
    "": JSON,
    "*/*": JSON,
    "application/*": JSON,
    JSON: JSON,
    f"{JSON}; charset=utf-8": JSON,
    RESPONSE: RESPONSE,
    f"{RESPONSE}; charset=utf-8": RESPONSE,
    BOTH: RESPONSE,
    f"{RESPONSE}, {JSON}": RESPONSE,
    f"{JSON}, {RESPONSE}": JSON,
    f"{JSON};q=0.5, {RESPONSE};q=0.6": RESPONSE,
    f"{JSON};q=0.6, {RESPONSE};q=0.5": JSON,
    f"{RESPONSE};q=0, */*": JSON,
    f"{JSON};q=0, */*;q=0.1": RESPONSE,
    "text/html, */*;q=0.8": JSON,
    "APPLICATION/JSON": JSON,
    f"text/html,{RESPONSE} ; q=1.0": RESPONSE,
}


@pytest.mark.parametrize(("accept", "media"), ACCEPTS.items())
async def test_the_answer_has_the_best_media_type_the_client_accepts(graph: Graph, accept: str, media: str) -> None:
    told = await Ask(PING, headers={"accept": accept}).of(graph)

    assert (told.status, told.media, told.body) == (200, f"{media}; charset=utf-8", PONG)


@pytest.mark.parametrize(
    "accept", ["text/html", f"{JSON};q=0", f"{JSON}; charset=utf-16", "image/*", f"{JSON};q=0, {RESPONSE};q=0, */*;q=0"]
)
async def test_a_client_that_accepts_neither_type_gets_406(graph: Graph, accept: str) -> None:
    told = await Ask(PING, headers={"accept": accept}).of(graph)

    assert (told.status, told.code) == (406, "NOT_ACCEPTABLE")


WELL_FORMED: dict[str, Ask] = {
    "post": Ask(PING),
    "post with a charset": Ask(PING, headers={"content-type": "application/json; charset=utf-8"}),
    "post with a quoted charset": Ask(PING, headers={"content-type": 'application/json;charset="UTF-8"'}),
    "post with nulls": Ask({**PING, "operationName": None, "variables": None, "extensions": None}),
    "post with empty maps": Ask({**PING, "variables": {}, "extensions": {}}),
    "post with unknown entries": Ask({**PING, "documentId": "x"}),
    "post with extensions": Ask({**PING, "extensions": {"a": [1]}}),
    "post with a name": Ask({"query": "query A { __typename } query B { x: __typename }", "operationName": "A"}),
    "get": Ask(method="GET", query={"query": "{ __typename }"}),
    "get with everything": Ask(
        method="GET",
        query={"query": "query A { __typename }", "operationName": "A", "variables": "{}", "extensions": "{}"},
    ),
    "get with empty parameters": Ask(
        method="GET", query={"query": "{ __typename }", "operationName": "", "variables": "", "extensions": ""}
    ),
    "get with null variables": Ask(method="GET", query={"query": "{ __typename }", "variables": "null"}),
    "get with plus for space": Ask(method="GET", query="query=%7B+__typename+%7D"),
    "get with a cookie and the header": Ask(
        method="GET", query={"query": "{ __typename }"}, headers={"cookie": "a=b", "x-require-preflight": "1"}
    ),
}


@pytest.mark.parametrize("ask", WELL_FORMED.values(), ids=WELL_FORMED.keys())
@pytest.mark.parametrize("accept", [JSON, RESPONSE])
async def test_well_formed_requests_are_answered(graph: Graph, ask: Ask, accept: str) -> None:
    told = await Ask(ask.json, ask.raw, ask.method, ask.query, {**ask.headers, "accept": accept}).of(graph)

    assert (told.status, told.body) == (200, PONG)


async def test_variables_come_with_post_and_with_get(graph: Graph) -> None:
    query = "query ($id: ID!) { member(id: $id) { name } }"

    by_post = await Ask({"query": query, "variables": {"id": "1"}}).of(graph)
    by_get = await Ask(method="GET", query={"query": query, "variables": '{"id": "1"}'}).of(graph)

    assert by_post.body == by_get.body == {"data": {"member": {"name": "Ann"}}}


MALFORMED: dict[str, tuple[Ask, int, str]] = {
    "no body": (Ask(raw=b""), 400, "BAD_REQUEST"),
    "not JSON": (Ask(raw=b"{"), 400, "INVALID_JSON"),
    "nonsense": (Ask(raw=b"NONSENSE"), 400, "INVALID_JSON"),
    "not a number": (Ask(raw=b'{"query":"{ __typename }","variables":{"a":NaN}}'), 400, "INVALID_JSON"),
    "not UTF-8": (Ask(raw=b'{"query":"\xff"}'), 400, "INVALID_JSON"),
    "a lone surrogate": (Ask(raw=b'{"query":"\\ud800"}'), 400, "INVALID_JSON"),
    "UTF-16": (Ask(raw='{"query":"{ a }"}'.encode("utf-16")), 400, "INVALID_JSON"),
    "a byte order mark": (Ask(raw=b'\xef\xbb\xbf{"query":"{ a }"}'), 400, "INVALID_JSON"),
    "a text": (Ask(raw=b'"{ a }"'), 400, "BAD_REQUEST"),
    "null": (Ask(raw=b"null"), 400, "BAD_REQUEST"),
    "a batch": (Ask([PING]), 400, "BATCH_NOT_ACCEPTED"),
    "an empty batch": (Ask([]), 400, "BATCH_NOT_ACCEPTED"),
    "no query": (Ask({}), 400, "BAD_REQUEST"),
    "a typo": (Ask({"qeury": "{ __typename }"}), 400, "BAD_REQUEST"),
    "a persisted query": (
        Ask({"extensions": {"persistedQuery": {"version": 1, "sha256Hash": "00"}}}),
        400,
        "PERSISTED_QUERY_NOT_SUPPORTED",
    ),
    "query as object": (Ask({"query": {}}), 400, "BAD_REQUEST"),
    "query as number": (Ask({"query": 0}), 400, "BAD_REQUEST"),
    "query as null": (Ask({"query": None}), 400, "BAD_REQUEST"),
    "query as list": (Ask({"query": []}), 400, "BAD_REQUEST"),
    "operationName as number": (Ask({**PING, "operationName": 1}), 400, "BAD_REQUEST"),
    "operationName as object": (Ask({**PING, "operationName": {}}), 400, "BAD_REQUEST"),
    "variables as text": (Ask({**PING, "variables": "{}"}), 400, "BAD_REQUEST"),
    "variables as list": (Ask({**PING, "variables": [7]}), 400, "BAD_REQUEST"),
    "variables as boolean": (Ask({**PING, "variables": True}), 400, "BAD_REQUEST"),
    "extensions as text": (Ask({**PING, "extensions": "x"}), 400, "BAD_REQUEST"),
    "extensions as list": (Ask({**PING, "extensions": []}), 400, "BAD_REQUEST"),
    "no content type": (Ask(PING, headers={"content-type": ""}), 415, "UNSUPPORTED_MEDIA_TYPE"),
    "a form": (
        Ask(raw=b"query=x", headers={"content-type": "application/x-www-form-urlencoded"}),
        415,
        "UNSUPPORTED_MEDIA_TYPE",
    ),
    "multipart": (
        Ask(raw=b"--x--", headers={"content-type": "multipart/form-data; boundary=x"}),
        415,
        "UNSUPPORTED_MEDIA_TYPE",
    ),
    "plain text": (Ask(PING, headers={"content-type": "text/plain"}), 415, "UNSUPPORTED_MEDIA_TYPE"),
    "another charset": (
        Ask(PING, headers={"content-type": "application/json; charset=latin-1"}),
        415,
        "UNSUPPORTED_MEDIA_TYPE",
    ),
    "compressed": (Ask(PING, headers={"content-encoding": "gzip"}), 415, "UNSUPPORTED_MEDIA_TYPE"),
    "too large": (Ask({"query": " " * 4_000}), 413, "BODY_TOO_LARGE"),
    "too deep": (Ask({**PING, "variables": {"a": [[[[[[[[[]]]]]]]]]}}), 400, "BAD_REQUEST"),
    "too long a number": (
        Ask(raw=b'{"query":"{ __typename }","variables":{"a":' + b"1" * 31 + b"}}"),
        400,
        "BAD_REQUEST",
    ),
    "get without query": (Ask(method="GET"), 400, "BAD_REQUEST"),
    "get with variables that are no JSON": (
        Ask(method="GET", query={"query": "{ __typename }", "variables": "{"}),
        400,
        "INVALID_JSON",
    ),
    "get with variables as list": (
        Ask(method="GET", query={"query": "{ __typename }", "variables": "[]"}),
        400,
        "BAD_REQUEST",
    ),
    "get with two queries": (Ask(method="GET", query="query=%7Ba%7D&query=%7Bb%7D"), 400, "BAD_REQUEST"),
    "get that is not UTF-8": (Ask(method="GET", query="query=%ff"), 400, "BAD_REQUEST"),
    "get with many parameters": (Ask(method="GET", query="a=&" * 30), 400, "BAD_REQUEST"),
    "get with a mutation": (
        Ask(method="GET", query={"query": 'mutation { rename(id: 1, name: "x") { id } }'}),
        405,
        "METHOD_NOT_ALLOWED",
    ),
    "get with a cookie": (
        Ask(method="GET", query={"query": "{ __typename }"}, headers={"cookie": "a=b"}),
        403,
        "CSRF_REFUSED",
    ),
    "put": (Ask(method="PUT"), 405, "METHOD_NOT_ALLOWED"),
    "delete": (Ask(method="DELETE"), 405, "METHOD_NOT_ALLOWED"),
    "many head lines": (Ask(PING, headers={f"x-{n}": "y" for n in range(70)}), 431, "HEAD_TOO_LARGE"),
    "a long head line": (Ask(PING, headers={"x-long": "y" * 20_000}), 431, "HEAD_TOO_LARGE"),
}


@pytest.mark.parametrize("accept", [JSON, RESPONSE])
@pytest.mark.parametrize(("ask", "status", "code"), MALFORMED.values(), ids=MALFORMED.keys())
async def test_malformed_requests_are_refused(graph: Graph, ask: Ask, status: int, code: str, accept: str) -> None:
    told = await Ask(ask.json, ask.raw, ask.method, ask.query, {**ask.headers, "accept": accept}).of(graph)

    assert (told.status, told.code) == (status, code)
    assert told.media == f"{accept}; charset=utf-8"
    assert "data" not in told.body


async def test_405_names_what_is_allowed(graph: Graph) -> None:
    told = await Ask(method="PUT").of(graph)
    by_get = await Ask(method="GET", query={"query": 'mutation { rename(id: 1, name: "x") { id } }'}).of(graph)

    assert told.headers["allow"] == "GET, POST, OPTIONS"
    assert by_get.headers["allow"] == "POST"


REQUEST_ERRORS: dict[str, tuple[dict[str, Any], str]] = {
    "not a document": ({"query": "{"}, "GRAPHQL_PARSE_FAILED"),
    "empty": ({"query": ""}, "GRAPHQL_PARSE_FAILED"),
    "an empty selection": ({"query": "{ members {} }"}, "GRAPHQL_PARSE_FAILED"),
    "an empty operation": ({"query": "{ }"}, "GRAPHQL_PARSE_FAILED"),
    "an empty fragment": ({"query": "{ ...F } fragment F on Query {}"}, "GRAPHQL_PARSE_FAILED"),
    "a comment": ({"query": "# nothing"}, "GRAPHQL_PARSE_FAILED"),
    "an unknown field": ({"query": "{ nothing }"}, "GRAPHQL_VALIDATION_FAILED"),
    "a missing argument": ({"query": "{ member { id } }"}, "GRAPHQL_VALIDATION_FAILED"),
    "a field without selection": ({"query": "{ members }"}, "GRAPHQL_VALIDATION_FAILED"),
    "an unknown operation": ({"query": "query A { __typename }", "operationName": "B"}, "OPERATION_RESOLUTION_FAILURE"),
    "an undecided operation": (
        {"query": "query A { __typename } query B { __typename }"},
        "OPERATION_RESOLUTION_FAILURE",
    ),
    "a missing variable": ({"query": "query ($id: ID!) { member(id: $id) { id } }"}, "BAD_USER_INPUT"),
    "a null variable": (
        {"query": "query ($id: ID!) { member(id: $id) { id } }", "variables": {"id": None}},
        "BAD_USER_INPUT",
    ),
    "an unfit variable": (
        {"query": "query ($n: Int) { members(first: $n) { id } }", "variables": {"n": "many"}},
        "BAD_USER_INPUT",
    ),
    "too deep": ({"query": "{ member(id: 1) " + "{ friend " * 12 + "{ id" + "}" * 14}, "GRAPHQL_LIMIT"),
    "a subscription": ({"query": "subscription { a }"}, "GRAPHQL_VALIDATION_FAILED"),
}


@pytest.mark.parametrize(("body", "code"), REQUEST_ERRORS.values(), ids=REQUEST_ERRORS.keys())
async def test_request_errors_are_200_as_json_and_400_as_graphql_response(
    graph: Graph, body: dict[str, Any], code: str
) -> None:
    as_json = await Ask(body, headers={"accept": JSON}).of(graph)
    as_response = await Ask(body, headers={"accept": RESPONSE}).of(graph)

    assert (as_json.status, as_json.code) == (200, code)
    assert (as_response.status, as_response.code) == (400, code)
    assert "data" not in as_json.body
    assert as_json.body == as_response.body


async def test_validation_errors_say_where(graph: Graph) -> None:
    told = await Ask({"query": "{\n  membrs { id }\n}"}).of(graph)

    assert told.body["errors"] == [
        {
            "message": "Cannot query field 'membrs' on type 'Query'.",
            "locations": [{"line": 2, "column": 3}],
            "extensions": {"code": "GRAPHQL_VALIDATION_FAILED"},
        }
    ]


async def test_what_a_client_sent_is_not_repeated_at_length(graph: Graph) -> None:
    told = await Ask({"query": "a" * 3_000}).of(graph)

    assert told.code == "GRAPHQL_PARSE_FAILED"
    assert len(told.text) < 700


async def test_execution_errors_are_200_in_both_types(graph: Graph) -> None:
    statuses = [
        (await Ask({"query": "{ broken }"}, headers={"accept": kind}).of(graph)).status for kind in (JSON, RESPONSE)
    ]

    assert statuses == [200, 200]


async def test_the_status_of_partial_answers_can_be_294() -> None:
    async with a_graph(Settings(partial_status=294)) as graph:
        partial = await Ask({"query": "{ broken }"}, headers={"accept": RESPONSE}).of(graph)
        partial_json = await Ask({"query": "{ broken }"}, headers={"accept": JSON}).of(graph)
        whole = await Ask(PING, headers={"accept": RESPONSE}).of(graph)

    assert [partial.status, partial_json.status, whole.status] == [294, 200, 200]


async def test_answers_may_not_be_stored_or_guessed_at(graph: Graph) -> None:
    told = await Ask(PING).of(graph)

    assert told.headers["cache-control"] == "no-store"
    assert told.headers["x-content-type-options"] == "nosniff"


async def test_each_answer_bears_a_request_id(graph: Graph) -> None:
    given = await Ask(PING, headers={"x-request-id": "abc-1.2"}).of(graph)
    made = [(await Ask(PING).of(graph)).headers["x-request-id"] for _ in range(2)]
    odd = await Ask(PING, headers={"x-request-id": "a b<script>"}).of(graph)

    assert given.headers["x-request-id"] == "abc-1.2"
    assert made[0] != made[1]
    assert "<" not in odd.headers["x-request-id"]


async def test_a_listed_origin_may_read_and_another_may_not(graph: Graph) -> None:
    listed = await Ask(PING, headers={"origin": "https://console.example"}).of(graph)
    other = await Ask(PING, headers={"origin": "https://evil.example"}).of(graph)

    assert listed.headers["access-control-allow-origin"] == "https://console.example"
    assert listed.headers["access-control-allow-credentials"] == "true"
    assert "access-control-allow-origin" not in other.headers
    assert (listed.headers["vary"], other.headers["vary"]) == ("origin", "origin")


async def test_refusals_can_be_read_by_listed_origins_too(graph: Graph) -> None:
    told = await Ask(raw=b"{", headers={"origin": "https://console.example"}).of(graph)

    assert (told.status, told.headers["access-control-allow-origin"]) == (400, "https://console.example")


async def test_preflights_are_answered_by_the_list(graph: Graph) -> None:
    asked = {"access-control-request-method": "POST", "access-control-request-headers": "content-type"}

    listed = await Ask(method="OPTIONS", headers={"origin": "https://console.example", **asked}).of(graph)
    other = await Ask(method="OPTIONS", headers={"origin": "https://evil.example", **asked}).of(graph)
    plain = await Ask(method="OPTIONS").of(graph)

    assert listed.status == other.status == plain.status == 204
    assert "content-type" in listed.headers["access-control-allow-headers"]
    assert "access-control-allow-methods" not in other.headers
    assert plain.headers["allow"] == "GET, POST, OPTIONS"


async def test_a_body_that_does_not_say_its_length_is_measured_as_it_comes(graph: Graph) -> None:
    url = URL(graph.url)
    reader, writer = await asyncio.open_connection(url.host, url.port)
    writer.write(
        b"POST /graphql HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\ntransfer-encoding: chunked\r\n\r\n"
    )
    for _ in range(5):
        writer.write(b"3e8\r\n" + b" " * 1000 + b"\r\n")

    heard = await reader.read()
    writer.close()

    assert heard.startswith(b"HTTP/1.1 413 ")
    assert b"connection: close" in heard


async def test_a_client_that_asks_first_is_told_to_continue(graph: Graph) -> None:
    url, body = URL(graph.url), json.dumps(PING).encode()
    reader, writer = await asyncio.open_connection(url.host, url.port)
    writer.write(
        b"POST /graphql HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\nexpect: 100-continue\r\n"
        b"connection: close\r\ncontent-length: %d\r\n\r\n" % len(body)
    )

    first = await reader.readuntil(b"\r\n\r\n")
    writer.write(body)
    heard = await reader.read()
    writer.close()

    assert first == b"HTTP/1.1 100 Continue\r\n\r\n"
    assert heard.endswith(b'{"data":{"__typename":"Query"}}')


async def test_requests_sent_at_once_on_one_connection_are_answered_in_order(graph: Graph) -> None:
    url = URL(graph.url)
    reader, writer = await asyncio.open_connection(url.host, url.port)
    for alias, more in (("a", b""), ("b", b"connection: close\r\n")):
        body = json.dumps({"query": f"{{ {alias}: __typename }}"}).encode()
        writer.write(
            b"POST /graphql HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\n%bcontent-length: %d\r\n\r\n%b"
            % (more, len(body), body)
        )

    heard = await reader.read()
    writer.close()

    assert heard.index(b'{"data":{"a":"Query"}}') < heard.index(b'{"data":{"b":"Query"}}')
