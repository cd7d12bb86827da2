"""Costs through the door: by the variables of each request, before anything is planned, kept or fetched."""

import re
from typing import Any

import orjson
import pytest

from gateway.errors import LimitExceeded
from gateway.pipeline import Pipeline
from gateway.server.request import GraphQLRequest
from gateway.server.settings import Limits, Settings
from gateway.supergraph import read_supergraph

SUPERGRAPH = """
schema
  @link(url: "https://specs.apollo.dev/link/v1.0")
  @link(url: "https://specs.apollo.dev/join/v0.5", for: EXECUTION)
  %s
{ query: Query }
enum join__Graph { SHOP @join__graph(name: "shop", url: "http://shop.test") }
type Query @join__type(graph: SHOP) {
  items(first: Int): [Item!]! @listSize(slicingArguments: ["first"], assumedSize: 20, requireOneSlicingArgument: false)
}
type Item @join__type(graph: SHOP) { name: String parts: [Part] }
type Part @join__type(graph: SHOP) { name: String }
"""
COST = '@link(url: "https://specs.apollo.dev/cost/v0.1", import: ["@listSize"])'
ITEMS = "query ($n: Int) { items(first: $n) { name } }"


class Shop:
    """A subgraph that has no items, and counts how often it is asked."""

    def __init__(self) -> None:
        self.requests = 0

    async def __call__(self, subgraph: str, body: bytes, *, is_idempotent: bool) -> bytes:
        self.requests += 1
        name = re.search(r"\w*items\w*", orjson.loads(body)["query"])
        return orjson.dumps({"data": {name[0] if name else "": []}})


def a_pipeline(shop: Shop, *, links: str = COST, **limits: Any) -> Pipeline:
    return Pipeline(read_supergraph(SUPERGRAPH % links), shop, Settings(limits=Limits(**limits)))


def request(query: str, **variables: Any) -> GraphQLRequest:
    return GraphQLRequest(query, None, variables, is_safe_method=False)


async def refusal(pipeline: Pipeline, query: str, **variables: Any) -> str:
    with pytest.raises(LimitExceeded) as caught:
        await pipeline.answer(request(query, **variables))
    assert caught.value.code == "GRAPHQL_COST"
    return str(caught.value)


async def test_one_text_is_allowed_or_refused_by_the_variables_of_each_request() -> None:
    shop = Shop()
    pipeline = a_pipeline(shop, cost=50)

    first = await refusal(pipeline, ITEMS, n=51)
    answer = await pipeline.answer(request(ITEMS, n=50))
    again = await refusal(pipeline, ITEMS, n=51)
    page = await refusal(pipeline, ITEMS, n=101)
    assumed = await pipeline.answer(request(ITEMS))

    assert answer.body == assumed.body == b'{"data":{"items":[]}}'
    assert first == again == "estimated cost: at most 50 allowed, found 51"
    assert page == "page size of Query.items: at most 100 allowed, found 101"
    assert shop.requests == 2


@pytest.mark.parametrize(
    ("query", "variables"), [("{ items(first: 51) { name } }", {}), (ITEMS, {"n": 51}), (ITEMS, {"n": 2**31 - 1})]
)
async def test_what_is_refused_is_not_kept(query: str, variables: dict[str, Any]) -> None:
    pipeline = a_pipeline(Shop(), cost=50)

    await refusal(pipeline, query, **variables)
    assert len(pipeline.texts) == 0
    await pipeline.answer(request(ITEMS, n=50))
    assert len(pipeline.texts) == 1


async def test_conditions_decide_what_is_counted() -> None:
    query = "query ($x: Boolean!) { items(first: 40) { name parts @include(if: $x) { name } } }"
    pipeline = a_pipeline(Shop(), cost=50)

    await pipeline.answer(request(query, x=False))
    refused = await refusal(pipeline, query, x=True)

    assert refused == "estimated cost: at most 50 allowed, found 440"


async def test_introspection_beside_a_list_is_answered() -> None:
    query = "query ($n: Int) { items(first: $n) { name } __schema { queryType { name } } }"
    pipeline = a_pipeline(Shop(), cost=50)

    first = await pipeline.answer(request(query, n=1))
    second = await pipeline.answer(request(query, n=2))

    assert first.body == second.body == b'{"data":{"items":[],"__schema":{"queryType":{"name":"Query"}}}}'


async def test_a_schema_that_says_nothing_of_costs_is_not_guessed_at() -> None:
    pipeline = a_pipeline(Shop(), links="", cost=0)

    answer = await pipeline.answer(request("{ items(first: 1000) { parts { name } } }"))

    assert answer.body == b'{"data":{"items":[]}}'


async def test_unless_the_settings_say_how_long_its_lists_are() -> None:
    pipeline = a_pipeline(Shop(), links="", cost=50, list_size=7)

    assert await refusal(pipeline, "{ items { parts { name } } }") == "estimated cost: at most 50 allowed, found 56"
