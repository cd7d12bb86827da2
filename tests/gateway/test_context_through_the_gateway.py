"""@context and @fromContext from subgraphs' text to the answer: a strict subgraph sees the argument, clients do not."""

from collections.abc import Mapping
from typing import Any

import orjson
from graphql import build_schema, execute_sync, parse, validate

from gateway.executor import compile_plan, execute
from gateway.response import Shaper
from tests.gateway.planner.cases import compose_case, plan_text

SHOPS = """
type Query { shops: [Shop!]! }
type Shop @key(fields: "id") @context(name: "place") { id: ID! offer: Offer }
type Offer @key(fields: "id") {
  id: ID!
  price(net: Boolean, where: String @fromContext(field: "$place { zone }")): String
}
extend type Shop { zone: String @external }
"""
ZONES = 'type Shop @key(fields: "id") { id: ID! zone: String }'

SHOPS_AS_RUN = """
scalar _Any
union _Entity = Shop | Offer
type Query { shops: [Shop!]! _entities(representations: [_Any!]!): [_Entity]! }
type Shop { id: ID! zone: String offer: Offer }
type Offer { id: ID! price(net: Boolean, where: String): String }
"""
ZONES_AS_RUN = """
scalar _Any
union _Entity = Shop
type Query { _entities(representations: [_Any!]!): [_Entity]! }
type Shop { id: ID! zone: String }
"""
SHOP_DATA = [{"__typename": "Shop", "id": shop, "offer": {"__typename": "Offer", "id": "o"}} for shop in ("1", "2")]


def price(offer: Mapping[str, Any], _info: Any, *, where: str | None = None, net: bool | None = None) -> str:
    return f"{offer['id']} in {where}{' net' if net else ''}"


async def answer(text: str) -> Any:
    supergraph = compose_case({"shops": SHOPS, "zones": ZONES})
    schemas = {"shops": build_schema(SHOPS_AS_RUN), "zones": build_schema(ZONES_AS_RUN)}
    schemas["shops"].type_map["Offer"].fields["price"].resolve = price  # type: ignore[attr-defined]  # an object type

    async def send(subgraph: str, body: bytes, *, is_idempotent: bool) -> bytes:
        assert is_idempotent
        request = orjson.loads(body)
        document = parse(request["query"])
        assert validate(schemas[subgraph], document) == []
        given = request.get("variables", {})
        entities = [{"zone": f"zone {r['id']}", **r} for r in given.get("representations", ())]
        root = {"shops": SHOP_DATA, "_entities": lambda _info, **_: entities}
        resolver = lambda value, *_: value["__typename"]  # noqa: E731  # the shortest way to say what the data says
        result = execute_sync(schemas[subgraph], document, root, variable_values=given, type_resolver=resolver)
        return orjson.dumps(result.formatted)

    plan = plan_text(text, supergraph)
    outcome = await execute(compile_plan(plan), {}, send)
    return Shaper(plan.client, plan.root_type, supergraph.api_schema).shape(outcome)


async def test_a_field_is_given_what_its_ancestor_holds_in_another_subgraph() -> None:
    shaped = await answer("{ shops { offer { price net: price(net: true) } } }")

    assert not shaped.errors
    assert shaped.data == {
        "shops": [
            {"offer": {"price": "o in zone 1", "net": "o in zone 1 net"}},
            {"offer": {"price": "o in zone 2", "net": "o in zone 2 net"}},
        ]
    }


def test_clients_do_not_see_the_argument() -> None:
    supergraph = compose_case({"shops": SHOPS, "zones": ZONES})

    assert "price(net: Boolean): String" in supergraph.api_sdl
