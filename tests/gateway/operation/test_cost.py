"""The estimated cost of operations: each line of the formula, the limits at n and n + 1, and that bombs are cheap."""

from typing import Any

import pytest
from graphql import build_schema, parse

from gateway.errors import BadRequest, LimitExceeded
from gateway.operation import choose_operation, coerce_variables
from gateway.operation.cost import Cost, Estimator, ListSize, Prices

SCHEMA = build_schema(
    """
    type Query {
      shop: Shop
      items(first: Int, last: Int): [Item!]!
      search(in: Search, first: Int = 5): [Found!]!
      found: Found
      named: Named
      grid: [[Item]]
      words: [String]
      level(at: Level): String
      page(input: Page): Items
      one(first: Int, last: Int): [Item]
    }
    type Mutation { buy(inputs: [Search!]): Shop }
    type Shop { id: ID  items(first: Int): Items  owner: Person  rate: Money }
    type Items { edges: [Edge!]!  count: Int }
    type Edge { node: Item }
    interface Named { name: String  friends: [Named] }
    type Item implements Named { name: String  shop: Shop  friends: [Named] }
    type Person implements Named { name: String  items: [Item]  friends: [Named] }
    union Found = Item | Person | Shop
    input Search { text: String  deep: Search  level: Level }
    input Page { first: Int  text: String }
    enum Level { LOW HIGH }
    scalar Money
    """
)
CONNECTION = ListSize(assumed=20, slicing=(("first",),), sized=("edges",), requires_one=False)
PRICES = Prices(
    weights={
        "Person": 5.0,
        "Query.found": 3.0,
        "Money": 0.5,
        "Level": 0.25,
        "Query.level(at:)": 2.0,
        "Search.text": 4.0,
    },
    sizes={
        "Query.items": ListSize(slicing=(("first",), ("last",)), requires_one=False),
        "Query.search": ListSize(slicing=(("first",),)),
        "Query.words": ListSize(assumed=7),
        "Query.one": ListSize(slicing=(("first",), ("last",))),
        "Query.page": ListSize(slicing=(("input", "first"),), sized=("edges",), requires_one=False),
        "Shop.items": CONNECTION,
        "Person.friends": ListSize(assumed=30),
    },
)


def cost_of(query: str, **limits: Any) -> Cost:
    allowed: dict[str, Any] = {"cost_max": 1e12, "page_size": 100, "list_size": 10, **limits}
    document = parse(query)
    return Estimator(SCHEMA, PRICES, **allowed).estimate(document, choose_operation(document, None))


def price_of(query: str, **variables: Any) -> float:
    cost = cost_of(query)
    if not callable(cost.price):
        return cost.price
    return cost.price(coerce_variables(choose_operation(parse(query), None), SCHEMA, variables))


FIXED = {
    "leaves are free": ("{ level }", 0),
    "an object costs one": ("{ shop { id } }", 1),
    "typename is free": ("{ __typename shop { __typename } }", 1),
    "introspection is free": ("{ __schema { types { name fields { name } } } }", 0),
    "objects add up": ("{ shop { id } named { name } }", 1 + 5),
    "a weight of a type": ("{ shop { owner { name } } }", 1 + 5),
    "a weight of a scalar": ("{ shop { rate } }", 1.5),
    "a weight of a field goes before its type's": ("{ found { ... on Person { name } } }", 3),
    "an abstract type costs as its dearest": ("{ named { name } }", 5),
    "a slicing argument": ("{ items(first: 3) { name } }", 3),
    "the larger of two slicing arguments": ("{ items(first: 3, last: 4) { name } }", 4),
    "no slicing argument, nothing assumed": ("{ items { name } }", 10),
    "a null slicing argument": ("{ items(first: null) { name } }", 10),
    "a negative slicing argument": ("{ items(first: -1) { name } }", 0),
    "the default of a slicing argument": ("{ search { ... on Item { name } } }", 5 * 5),
    "an assumed size": ("{ words }", 0),
    "lists multiply": ("{ items(first: 3) { shop { id } } }", 3 * 2),
    "a list of lists": ("{ grid { name } }", 100),
    "sized fields have the length": ("{ shop { items(first: 4) { count edges { node { name } } } } }", 1 + 1 + 4 * 2),
    "sized fields have the assumed size": ("{ shop { items { edges { node { name } } } } }", 1 + 1 + 20 * 2),
    "no sized field is asked": ("{ shop { items(first: 4) { count } } }", 2),
    "a slicing argument within an input": (
        '{ page(input: {first: 2, text: "x"}) { edges { node { name } } } }',
        1 + 1 + 2 * 2,
    ),
    "a mutation begins with ten": ("mutation { buy { id } }", 11),
    "inputs cost one each and their fields": (
        'mutation { buy(inputs: [{text: "a"}, {deep: {level: LOW}}]) { id } }',
        11 + (1 + 4) + (1 + 1 + 0.25),
    ),
    "a weight of an argument": ("{ level(at: LOW) }", 2),
    "equal fields are one": ("{ shop { id } shop { owner { name } } ...F } fragment F on Query { shop { id } }", 6),
    "aliases are fields of their own": ("{ a: shop { id } b: shop { id } }", 2),
    "of different object types the dearest": (
        "{ found { ... on Item { shop { id } } ... on Person { items { name } } ... on Shop { id } } }",
        3 + 10,
    ),
    "what all types have is added to the dearest": (
        "{ named { friends { name } ... on Item { shop { id } } ... on Person { items { name } } } }",
        5 + 30 * 5 + 10,
    ),
    "an implementation speaks for its interface": ("{ named { friends { name } } }", 5 + 30 * 5),
    "left out by a literal": ("{ shop @skip(if: true) { id } named @include(if: false) { name } }", 0),
    "kept by a literal": ("{ shop @skip(if: false) { id } }", 1),
}


@pytest.mark.parametrize(("query", "expected"), FIXED.values(), ids=FIXED.keys())
def test_without_variables_a_cost_is_a_number(query: str, expected: float) -> None:
    cost = cost_of(query)

    assert not cost.varies
    assert cost.price == expected


MOVING: dict[str, tuple[str, dict[str, Any], float]] = {
    "a slicing variable": ("query ($n: Int) { items(first: $n) { name } }", {"n": 6}, 6),
    "its default": ("query ($n: Int = 8) { items(first: $n) { name } }", {}, 8),
    "absent": ("query ($n: Int) { items(first: $n) { name } }", {}, 10),
    "null": ("query ($n: Int = 8) { items(first: $n) { name } }", {"n": None}, 10),
    "within an input": (
        "query ($n: Int) { page(input: {first: $n}) { edges { node { name } } } }",
        {"n": 3},
        1 + 1 + 3 * 2,
    ),
    "as an input": (
        "query ($p: Page) { page(input: $p) { edges { node { name } } } }",
        {"p": {"first": 3}},
        1 + 1 + 3 * 2,
    ),
    "nested": (
        "query ($n: Int, $m: Int) { items(first: $n) { shop { items(first: $m) { edges { node { name } } } } } }",
        {"n": 2, "m": 3},
        2 * (1 + 1 + 1 + 3 * 2),
    ),
    "an input": ("query ($s: Search) { search(in: $s, first: 1) { ... on Item { name } } }", {"s": {"text": "a"}}, 10),
    "a list of inputs": (
        "mutation ($s: [Search!]) { buy(inputs: $s) { id } }",
        {"s": [{"deep": {"text": "a"}}, {}]},
        11 + 1 + 1 + 4 + 1,
    ),
    "an argument with a weight": ("query ($a: Level) { level(at: $a) }", {"a": "LOW"}, 2),
    "an argument that is not given": ("query ($a: Level) { level(at: $a) }", {}, 0),
    "skipped": ("query ($x: Boolean!) { shop @skip(if: $x) { id } named { name } }", {"x": True}, 5),
    "not skipped": ("query ($x: Boolean!) { shop @skip(if: $x) { id } named { name } }", {"x": False}, 6),
    "included": ("query ($x: Boolean!) { ... @include(if: $x) { shop { owner { name } } } }", {"x": True}, 6),
    "not included": ("query ($x: Boolean!) { ... @include(if: $x) { shop { owner { name } } } }", {"x": False}, 0),
    "the dearest by variables": (
        (
            "query ($n: Int) { found { ... on Shop { items(first: $n) { edges { node { name } } } }"
            " ... on Person { items { name } } } }"
        ),
        {"n": 1},
        3 + 10,
    ),
}


@pytest.mark.parametrize(("query", "variables", "expected"), MOVING.values(), ids=MOVING.keys())
def test_with_variables_a_cost_is_a_function_of_them(query: str, variables: dict[str, Any], expected: float) -> None:
    assert cost_of(query).varies

    assert price_of(query, **variables) == expected


@pytest.mark.parametrize(
    ("query", "variables"),
    [("{ items(first: 50) { shop { id } } }", {}), ("query ($n: Int) { items(first: $n) { shop { id } } }", {"n": 50})],
)
def test_a_cost_is_allowed_at_n_and_refused_beyond(query: str, variables: dict[str, Any]) -> None:
    cost_of(query, cost_max=100).check(variables)
    with pytest.raises(LimitExceeded) as caught:
        cost_of(query, cost_max=99).check(variables)

    assert str(caught.value) == "estimated cost: at most 99 allowed, found 100"
    assert caught.value.code == "GRAPHQL_COST"


@pytest.mark.parametrize(
    ("query", "variables"),
    [
        ("{ items(first: 8) { name } }", {}),
        ("{ items(last: 8) { name } }", {}),
        ("query ($n: Int) { items(first: $n) { name } }", {"n": 8}),
        ("query ($n: Int) { a: items(last: $n, first: 1) { name } }", {"n": 8}),
    ],
)
def test_a_page_is_allowed_at_n_and_refused_beyond(query: str, variables: dict[str, Any]) -> None:
    cost_of(query, page_size=8).check(variables)
    with pytest.raises(LimitExceeded) as caught:
        cost_of(query, page_size=7).check(variables)

    assert str(caught.value) == "page size of Query.items: at most 7 allowed, found 8"
    assert caught.value.code == "GRAPHQL_COST"


def test_a_page_is_refused_where_none_of_its_items_is_asked_for() -> None:
    with pytest.raises(LimitExceeded, match=r"page size of Shop\.items: at most 100 allowed, found 101"):
        cost_of("{ shop { items(first: 101) { count } } }").check({})


def test_a_page_that_is_left_out_is_not_refused() -> None:
    cost = cost_of("query ($x: Boolean!) { items(first: 101) @include(if: $x) { name } }")

    cost.check({"x": False})
    with pytest.raises(LimitExceeded, match="page size"):
        cost.check({"x": True})


@pytest.mark.parametrize(
    ("query", "found"),
    [("{ one { name } }", 0), ("{ one(first: 1, last: 1) { name } }", 2), ("{ one(first: null) { name } }", 0)],
)
def test_where_one_slicing_argument_is_required_none_and_two_are_refused(query: str, found: int) -> None:
    with pytest.raises(BadRequest) as caught:
        cost_of(query).check({})

    assert str(caught.value) == f"Query.one needs exactly one of its slicing arguments (first, last), found {found}"
    assert caught.value.code == "GRAPHQL_COST"


def test_a_bomb_of_fragments_is_estimated_at_once() -> None:
    """Each fragment goes on twice: two to the forty fields, walked in forty steps."""
    fragments = [
        f"fragment F{n} on Item {{ a: shop {{ owner {{ items {{ ...F{n + 1} }} }} }}"
        f" b: shop {{ owner {{ items {{ ...F{n + 1} }} }} }} }}"
        for n in range(40)
    ]
    bomb = "{ items(first: 1) { ...F0 } } " + " ".join(fragments) + " fragment F40 on Item { name }"

    with pytest.raises(LimitExceeded, match=r"estimated cost: at most 5000 allowed, found [\d.]+e\+52"):
        cost_of(bomb, cost_max=5_000).check({})
