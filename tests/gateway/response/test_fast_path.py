"""The fast path of shaping agrees with the clear one on every tree, regular or not."""

from typing import Any

import orjson
from hypothesis import given, settings
from hypothesis import strategies as st

from gateway.operation import choose_operation, normalise, parse_and_validate
from gateway.planner.outcome import Outcome
from gateway.response import Shaper
from gateway.response.generate import IRREGULAR, generate_shape
from tests.gateway.response.test_shape import SCHEMA

QUERIES = (
    "{ me { id name nick friend { id nick } friends { closest { id } } } }",
    "{ animals { __typename id ... on Cat { meows } ... on Dog { barks name } } }",
    "{ pets { ... on Cat { id a: name } ... on Dog { b: barks } } rows status any }",
    "{ count rate flag name strictName x: me { __typename pet { ... on Dog { id } } } }",
    "{ strict { closest { friends { id name } pet { __typename } } } }",
)

LEAVES = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-(2**33), 2**33),
    st.floats(allow_nan=False, allow_infinity=False),
    st.sampled_from(["OPEN", "SECRET", "Cat", "x"]),
)


def trees(below: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    values = {
        "__typename": st.sampled_from(["Cat", "Dog", "Member", "Ghost"]) | LEAVES | st.just([]),
        "id": st.text(max_size=2) | LEAVES,
        "nick": st.text(max_size=2) | LEAVES,
        "barks": st.booleans() | LEAVES,
        **dict.fromkeys(("name", "meows", "friend", "friends", "closest", "pet"), below),
    }
    return st.fixed_dictionaries({}, optional=values) | st.lists(below, max_size=3)


VALUES = st.recursive(LEAVES, trees, max_leaves=12)
ROOTS = st.fixed_dictionaries(
    {},
    optional=dict.fromkeys(
        ("me", "strict", "animals", "pets", "rows", "status", "any", "count", "rate", "flag", "name", "strictName"),
        VALUES,
    ),
)


@settings(max_examples=150, deadline=None)
@given(query=st.sampled_from(QUERIES), tree=ROOTS)
def test_both_ways_of_shaping_agree(query: str, tree: dict[str, Any]) -> None:
    document = parse_and_validate(query, SCHEMA)
    operation = normalise(document, choose_operation(document, None), SCHEMA, {})
    clear = Shaper(operation.client, operation.root_type, SCHEMA, is_fast=False).shape(Outcome(tree))
    fast = Shaper(operation.client, operation.root_type, SCHEMA)
    fast.shape(Outcome())
    fast.shape(Outcome())

    shaped = fast.shape(Outcome(tree))

    assert shaped == clear
    assert orjson.dumps(shaped.data) == orjson.dumps(clear.data), "in the same order"


def test_a_regular_tree_takes_the_fast_path_whole() -> None:
    document = parse_and_validate(QUERIES[1], SCHEMA)
    operation = normalise(document, choose_operation(document, None), SCHEMA, {})
    tree = {"animals": [{"__typename": "Dog", "id": "1", "barks": True, "name": None}, None]}

    shaped = generate_shape(operation.client, operation.root_type, SCHEMA)(tree, {})

    assert shaped == {"animals": [{"__typename": "Dog", "id": "1", "barks": True, "name": None}, None]}


def test_an_object_in_the_order_asked_is_the_answer_itself_and_another_is_not() -> None:
    document = parse_and_validate("{ me { id nick } }", SCHEMA)
    operation = normalise(document, choose_operation(document, None), SCHEMA, {})
    shape = generate_shape(operation.client, operation.root_type, SCHEMA)
    same, turned, more = {"id": "1", "nick": "x"}, {"nick": "x", "id": "1"}, {"id": "1", "nick": "x", "name": "Ann"}

    shaped = [shape({"me": tree}, {})["me"] for tree in (same, turned, more)]

    assert [list(item.items()) for item in shaped] == [[("id", "1"), ("nick", "x")]] * 3
    assert [item is tree for item, tree in zip(shaped, (same, turned, more), strict=True)] == [True, False, False]


def test_an_irregular_tree_is_recognised() -> None:
    document = parse_and_validate("{ count }", SCHEMA)
    operation = normalise(document, choose_operation(document, None), SCHEMA, {})
    shape = generate_shape(operation.client, operation.root_type, SCHEMA)

    try:
        shape({"count": "three"}, {})
    except IRREGULAR:
        return

    raise AssertionError("a text is no Int")
