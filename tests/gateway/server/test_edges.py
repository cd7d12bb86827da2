"""Each limit through the door: what is allowed at n is answered, what is one more is refused with the number."""

from dataclasses import dataclass
from typing import Any

import pytest

from gateway.server.settings import Limits, Settings
from tests.gateway.server.graph import a_graph
from tests.gateway.server.test_http import PING, Ask

BODY = b'{"query":"{ __typename }","variables":{"a":%b}}'


@dataclass(frozen=True)
class Edge:
    """A limit, a request just within it, one just beyond; the status and code of the refusal and what it says."""

    limits: dict[str, Any]
    within: Ask
    beyond: Ask
    status: int
    code: str
    says: str


def asked(query: str, **variables: Any) -> Ask:
    return Ask({"query": query, "variables": variables})


def lists(count: int) -> bytes:
    return b"[" * count + b"]" * count


# The client's own: host, content-type, content-length, accept, accept-encoding, user-agent.
OWN_LINES = 6

EDGES = {
    "head lines": Edge(
        {"head_lines": OWN_LINES + 2},
        Ask(PING, headers={"x-a": "1", "x-b": "1"}),
        Ask(PING, headers={"x-a": "1", "x-b": "1", "x-c": "1"}),
        431,
        "HEAD_TOO_LARGE",
        f"head lines: at most {OWN_LINES + 2} allowed, found {OWN_LINES + 3}",
    ),
    "body bytes": Edge(
        {"body_bytes": 100},
        Ask(raw=BODY % b"1" + b" " * (100 - len(BODY % b"1"))),
        Ask(raw=BODY % b"1" + b" " * (101 - len(BODY % b"1"))),
        413,
        "BODY_TOO_LARGE",
        "body: at most 100 bytes allowed",
    ),
    "JSON depth": Edge(
        {"json_depth": 5},
        Ask(raw=BODY % lists(3)),
        Ask(raw=BODY % lists(4)),
        400,
        "BAD_REQUEST",
        "the body: JSON depth: at most 5 allowed, found 6",
    ),
    "number digits": Edge(
        {"number_digits": 20},
        Ask(raw=BODY % (b"1" * 20)),
        Ask(raw=BODY % (b"1" * 21)),
        400,
        "BAD_REQUEST",
        "the body: number digits: at most 20 allowed, found 21",
    ),
    "document bytes": Edge(
        {"document_bytes": 14},
        asked("{ __typename }"),
        asked("{ __typename  }"),
        400,
        "GRAPHQL_LIMIT",
        "document bytes: at most 14 allowed, found 15",
    ),
    "tokens": Edge(
        {"tokens": 3},
        asked("{ __typename }"),
        asked("{ __typename } # x"),
        400,
        "GRAPHQL_LIMIT",
        "tokens: at most 3 allowed, found 4",
    ),
    "nesting": Edge(
        {"nesting": 2},
        asked("{ members { id } }"),
        asked("{ members { friend { id } } }"),
        400,
        "GRAPHQL_LIMIT",
        "nesting: at most 2 allowed, found 3",
    ),
    "depth": Edge(
        {"depth": 2},
        asked("{ members { id } }"),
        asked("{ members { friend { id } } }"),
        400,
        "GRAPHQL_LIMIT",
        "depth: at most 2 allowed, found 3",
    ),
    "fields": Edge(
        {"fields": 2},
        asked("{ members { id } }"),
        asked("{ members { id name } }"),
        400,
        "GRAPHQL_LIMIT",
        "fields: at most 2 allowed, found 3",
    ),
    "aliases": Edge(
        {"aliases": 1},
        asked("{ a: __typename }"),
        asked("{ a: __typename b: __typename }"),
        400,
        "GRAPHQL_LIMIT",
        "aliases: at most 1 allowed, found 2",
    ),
    "root fields": Edge(
        {"root_fields": 1},
        asked("{ a: __typename }"),
        asked("{ a: __typename b: __typename }"),
        400,
        "GRAPHQL_LIMIT",
        "root fields: at most 1 allowed, found 2",
    ),
    "directives": Edge(
        {"directives": 1},
        asked("{ a: __typename @skip(if: false) }"),
        asked("{ a: __typename @skip(if: false) @include(if: true) }"),
        400,
        "GRAPHQL_LIMIT",
        "directives: at most 1 allowed, found 2",
    ),
    "fragments": Edge(
        {"fragments": 1},
        asked("{ ...A } fragment A on Query { __typename }"),
        asked("{ ...A ...B } fragment A on Query { __typename } fragment B on Query { __typename }"),
        400,
        "GRAPHQL_LIMIT",
        "fragments: at most 1 allowed, found 2",
    ),
    "operations": Edge(
        {"operations": 1},
        Ask({"query": "query A { __typename }", "operationName": "A"}),
        Ask({"query": "query A { __typename } query B { __typename }", "operationName": "A"}),
        400,
        "GRAPHQL_LIMIT",
        "operations: at most 1 allowed, found 2",
    ),
    "variables": Edge(
        {"variables": 1},
        asked("query ($a: ID!) { member(id: $a) { id } }", a="1"),
        asked("query ($a: ID!, $b: ID!) { a: member(id: $a) { id } b: member(id: $b) { id } }", a="1", b="2"),
        400,
        "GRAPHQL_LIMIT",
        "variables: at most 1 allowed, found 2",
    ),
    "introspection depth": Edge(
        {"introspection_depth": 3},
        asked("{ __schema { queryType { name } } }"),
        asked("{ __schema { queryType { fields { name } } } }"),
        400,
        "GRAPHQL_LIMIT",
        "introspection depth: at most 3 allowed, found 4",
    ),
    "cost": Edge(
        {"list_size": 3, "cost": 6},
        asked("{ members { friend { id } } }"),
        asked("{ members { friend { id } } member(id: 1) { id } }"),
        400,
        "GRAPHQL_COST",
        "estimated cost: at most 6 allowed, found 7",
    ),
    "answer bytes": Edge(
        {"answer_bytes": 33},
        asked("{ a23456789012: __typename }"),
        asked("{ a234567890123: __typename }"),
        200,
        "ANSWER_TOO_LARGE",
        "answer bytes: at most 33 allowed, found 34",
    ),
}


@pytest.mark.parametrize("edge", EDGES.values(), ids=EDGES.keys())
async def test_a_limit_answers_at_n_and_refuses_one_more_with_the_number(edge: Edge) -> None:
    async with a_graph(Settings(limits=Limits(**edge.limits))) as graph:
        accept = {"accept": "application/graphql-response+json"}
        within = await Ask(edge.within.json, edge.within.raw, headers={**edge.within.headers, **accept}).of(graph)
        beyond = await Ask(edge.beyond.json, edge.beyond.raw, headers={**edge.beyond.headers, **accept}).of(graph)

    assert (within.status, "errors" in within.body) == (200, False)
    assert (beyond.status, beyond.code) == (edge.status, edge.code)
    assert [error["message"] for error in beyond.body["errors"]] == [edge.says]
