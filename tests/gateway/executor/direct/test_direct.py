"""The direct way from outside: what it answers, when it is taken, and what happens where it ends."""

from dataclasses import dataclass, field
from typing import Any

import orjson
import pytest

from gateway.composition import SubgraphSchema, compose
from gateway.errors import FetchFailed
from gateway.executor import Program, compile_plan
from gateway.executor.direct import Direct, Recorded, Routes
from gateway.operation import choose_operation, normalise, parse_and_validate
from gateway.operation.selection import ClientSelection
from gateway.planner import make_plan
from gateway.supergraph import Supergraph, read_supergraph

LINK = 'extend schema @link(url: "https://specs.apollo.dev/federation/v2.3", import: ["@key", "@shareable"])\n'
LIBRARY = 'type Query { books(of: Int): [Book] } type Book @key(fields: "id") { id: ID! title: String! pages: Int }'
REVIEWS = 'type Book @key(fields: "id") { id: ID! stars: Int best: Review } type Review { id: ID! text: String }'
BOOKS = [{"id": "b1", "title": "One", "pages": 10}, None, {"id": "b2", "title": "Two", "pages": None}]


@dataclass
class Subgraphs:
    """Two subgraphs that say what they are told to say; `asked` counts what they were asked."""

    answers: dict[str, Any]
    asked: list[tuple[str, Any]] = field(default_factory=list)

    async def __call__(self, subgraph: str, body: bytes, *, is_idempotent: bool) -> bytes:
        assert is_idempotent
        self.asked.append((subgraph, orjson.loads(body).get("variables")))
        answer = self.answers[subgraph]
        if isinstance(answer, Exception):
            raise answer
        return orjson.dumps(answer)


def a_supergraph() -> Supergraph:
    composed = compose([SubgraphSchema("library", "", LINK + LIBRARY), SubgraphSchema("reviews", "", LINK + REVIEWS)])
    assert composed.supergraph_sdl is not None
    return read_supergraph(composed.supergraph_sdl)


def a_program(query: str, supergraph: Supergraph) -> tuple[Program, ClientSelection]:
    document = parse_and_validate(query, supergraph.api_schema)
    operation = normalise(document, choose_operation(document, None), supergraph.api_schema, {})
    return compile_plan(make_plan(operation, supergraph)), operation.client


def a_warm_way(query: str) -> Direct:
    supergraph = a_supergraph()
    return Direct(*a_program(query, supergraph), supergraph.api_schema, Routes(), uses_before=0)


async def test_entities_are_handed_over_and_keys_not_asked_for_are_not_written() -> None:
    entities = [{"stars": 5, "best": {"text": "good"}}, {"stars": None, "best": None}]
    subgraphs = Subgraphs({"library": {"data": {"books": BOOKS}}, "reviews": {"data": {"_entities": entities}}})

    body = await a_warm_way("{ books { best { text } title stars } }").answer({}, subgraphs)

    assert body == (
        b'{"data":{"books":[{"best":{"text":"good"},"title":"One","stars":5},null,'
        b'{"best":null,"title":"Two","stars":null}]}}'
    )
    representations = [{"__typename": "Book", "id": "b1"}, {"__typename": "Book", "id": "b2"}]
    assert subgraphs.asked == [("library", None), ("reviews", {"representations": representations})]


async def test_names_that_the_client_exchanges_are_exchanged() -> None:
    subgraphs = Subgraphs({"library": {"data": {"books": BOOKS[:1]}}})

    body = await a_warm_way("{ books { id: title title: id kind: __typename n: pages m: pages } }").answer(
        {}, subgraphs
    )

    assert body == b'{"data":{"books":[{"id":"One","title":"b1","kind":"Book","n":10,"m":10}]}}'


async def test_an_entity_that_is_null_is_null_in_all_it_may_be() -> None:
    entities = [None, {"stars": 1}]
    subgraphs = Subgraphs({"library": {"data": {"books": BOOKS}}, "reviews": {"data": {"_entities": entities}}})

    body = await a_warm_way("{ books { id stars } }").answer({}, subgraphs)

    assert body == b'{"data":{"books":[{"id":"b1","stars":null},null,{"id":"b2","stars":1}]}}'


@pytest.mark.parametrize(
    "answer",
    [
        {"data": {"_entities": [{"stars": 1}, {"stars": "many"}]}},
        {"data": {"_entities": [{"stars": 1}]}},
        {"data": {"_entities": [{"stars": 1}, {"stars": 2}]}, "errors": [{"message": "no"}]},
        {"data": None},
        {"data": {"_entities": [{"stars": 1}, {"stars": 2**31}]}},
        FetchFailed("reviews", "cannot be reached"),
    ],
)
async def test_what_is_irregular_is_left_to_the_ordinary_way_with_the_answers_at_hand(answer: Any) -> None:
    subgraphs = Subgraphs({"library": {"data": {"books": BOOKS}}, "reviews": answer})
    recorded = Recorded(subgraphs)

    body = await a_warm_way("{ books { id stars } }").answer({}, recorded)
    asked = len(subgraphs.asked)
    if isinstance(answer, FetchFailed):
        with pytest.raises(FetchFailed):
            await recorded("reviews", _reviews_body(subgraphs), is_idempotent=True)
    else:
        assert orjson.loads(await recorded("reviews", _reviews_body(subgraphs), is_idempotent=True)) == answer

    assert body is None
    assert len(subgraphs.asked) == asked, "nothing is asked twice"


def _reviews_body(subgraphs: Subgraphs) -> bytes:
    program, _ = a_program("{ books { id stars } }", a_supergraph())
    name, variables = subgraphs.asked[1]
    assert name == "reviews"
    return program.jobs[1].body({}, [b'"representations":' + orjson.dumps(variables["representations"])])


async def test_it_is_taken_from_the_third_use_on_and_more_rarely_where_it_fails() -> None:
    supergraph = a_supergraph()
    direct = Direct(*a_program("{ books { id } }", supergraph), supergraph.api_schema, Routes())
    good, bad = Subgraphs({"library": {"data": {"books": []}}}), Subgraphs({"library": {"data": {"books": 7}}})

    first = [await direct.answer({}, good) for _ in range(3)]
    for _ in range(1 + 2 + 1):
        await direct.answer({}, bad)
    paused = [await direct.answer({}, good) for _ in range(5)]

    assert first == [None, None, b'{"data":{"books":[]}}']
    assert len(bad.asked) == 2, "tried, left out twice, tried again"
    assert paused == [None] * 4 + [b'{"data":{"books":[]}}']


async def test_introspection_is_not_covered() -> None:
    subgraphs = Subgraphs({"library": {"data": {"books": BOOKS}}})

    body = await a_warm_way("{ __schema { queryType { name } } books { id } }").answer({}, subgraphs)

    assert body is None
    assert subgraphs.asked == []


async def test_the_oldest_route_goes_where_there_are_too_many() -> None:
    supergraph, routes = a_supergraph(), Routes(1)
    program = a_program("{ books { id } }", supergraph)
    older, newer = (Direct(*program, supergraph.api_schema, routes, uses_before=0) for _ in range(2))
    subgraphs = Subgraphs({"library": {"data": {"books": []}}})

    answers = [await way.answer({}, subgraphs) for way in (older, newer, older, newer)]

    assert answers == [b'{"data":{"books":[]}}', b'{"data":{"books":[]}}', None, b'{"data":{"books":[]}}']
