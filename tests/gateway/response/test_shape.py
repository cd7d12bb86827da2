"""What a client sees of a merged tree: order, aliases, nulls that rise, and errors at their places."""

from collections.abc import Mapping
from typing import Any

import pytest
from graphql import build_schema

from gateway.operation import choose_operation, normalise, parse_and_validate
from gateway.planner.outcome import Outcome, TreeError
from gateway.response import Shaped, Shaper

SCHEMA = build_schema("""
    type Query { me: Member strict: Member! animals: [Animal] pets: [Pet!]! rows: [[Int!]]! status: Status any: JSON
                 count: Int rate: Float flag: Boolean name: String strictName: String! item(id: ID): Member }
    type Member { id: ID! name: String nick: String! friend: Member friends: [Member!] closest: Member! pet: Pet }
    interface Animal { id: ID! name: String }
    type Cat implements Animal { id: ID! name: String meows: Boolean }
    type Dog implements Animal { id: ID! name: String barks: Boolean! }
    union Pet = Cat | Dog
    enum Status { OPEN CLOSED }
    scalar JSON
""")


def shape(query: str, tree: dict[str, Any], *errors: TreeError, ready: Mapping[str, Any] | None = None) -> Shaped:
    """Shape by the slow way and by the fast one, which must agree."""
    document = parse_and_validate(query, SCHEMA)
    operation = normalise(document, choose_operation(document, None), SCHEMA, {})
    slow = Shaper(operation.client, operation.root_type, SCHEMA, is_fast=False)
    fast = Shaper(operation.client, operation.root_type, SCHEMA)
    outcome = Outcome(tree, list(errors))
    shaped = slow.shape(outcome, ready or {})
    for _ in range(3):
        assert fast.shape(outcome, ready or {}) == shaped
    return shaped


def an_error(message: str, *path: str | int) -> TreeError:
    return TreeError(message, path, {"code": "SUBGRAPH_ERROR", "service": "core"})


def told(shaped: Shaped) -> list[tuple[str, list[str | int] | None]]:
    return [(error["message"], error.get("path")) for error in shaped.errors]


def test_fields_come_in_the_clients_order_and_under_its_names() -> None:
    shaped = shape(
        "{ second: name me { b: name a: id id } count }",
        {"count": 3, "me": {"id": "1", "internal": 9, "name": "Ann"}, "name": "x"},
    )

    assert list(shaped.data or {}) == ["second", "me", "count"]
    assert list((shaped.data or {})["me"].items()) == [("b", "Ann"), ("a", "1"), ("id", "1")]
    assert shaped.errors == []


def test_missing_nullable_fields_are_null_without_an_error() -> None:
    shaped = shape("{ me { id name friend { id } } count }", {"me": {"id": "1"}})

    assert shaped == Shaped({"me": {"id": "1", "name": None, "friend": None}, "count": None}, [])


def test_typename_is_known_for_objects_and_read_for_abstract_types() -> None:
    shaped = shape(
        "{ __typename me { t: __typename } pets { __typename ... on Dog { barks } } }",
        {"me": {}, "pets": [{"__typename": "Cat"}, {"__typename": "Dog", "barks": True}]},
    )

    assert shaped.data == {
        "__typename": "Query",
        "me": {"t": "Member"},
        "pets": [{"__typename": "Cat"}, {"__typename": "Dog", "barks": True}],
    }


def test_a_null_that_may_not_be_takes_its_parent_with_it() -> None:
    shaped = shape("{ me { id nick } count }", {"me": {"id": "1", "nick": None}, "count": 2})

    assert shaped.data == {"me": None, "count": 2}
    assert told(shaped) == [("Cannot return null for non-nullable field Member.nick.", ["me", "nick"])]
    assert shaped.errors[0]["extensions"] == {"code": "NON_NULL_VIOLATION"}


def test_a_null_rises_through_lists_and_objects_to_the_data_itself() -> None:
    shaped = shape("{ strict { friends { closest { nick } } } }", {"strict": None})

    assert shaped.data is None
    assert told(shaped) == [("Cannot return null for non-nullable field Query.strict.", ["strict"])]


def test_a_null_in_a_list_of_non_nulls_takes_the_list() -> None:
    shaped = shape("{ me { friends { id } } rows }", {"me": {"friends": [{"id": "1"}, None]}, "rows": [[1, None], [2]]})

    assert shaped.data == {"me": {"friends": None}, "rows": [None, [2]]}
    assert [path for _, path in told(shaped)] == [["me", "friends", 1], ["rows", 0, 1]]


def test_an_error_that_a_subgraph_gave_for_the_place_is_enough() -> None:
    shaped = shape("{ me { nick } }", {"me": {"nick": None}}, an_error("no nick today", "me", "nick"))

    assert shaped.data == {"me": None}
    assert told(shaped) == [("no nick today", ["me", "nick"])]


def test_an_error_that_a_subgraph_gave_below_the_place_is_enough() -> None:
    shaped = shape("{ me { closest { nick } } }", {"me": {"closest": None}}, an_error("boom", "me", "closest", "nick"))

    assert told(shaped) == [("boom", ["me", "closest", "nick"])]


def test_an_error_elsewhere_does_not_explain_a_null() -> None:
    shaped = shape("{ me { nick name } }", {"me": {"nick": None}}, an_error("boom", "me", "name"))

    assert told(shaped) == [
        ("boom", ["me", "name"]),
        ("Cannot return null for non-nullable field Member.nick.", ["me", "nick"]),
    ]


def test_an_error_is_told_under_each_alias_of_its_field() -> None:
    shaped = shape("{ me { a: name b: name } you: me { name } }", {"me": {}}, an_error("boom", "me", "name"))

    assert told(shaped) == [("boom", ["me", "a"]), ("boom", ["me", "b"]), ("boom", ["you", "name"])]


def test_an_error_at_a_field_the_client_did_not_ask_is_told_at_its_object() -> None:
    shaped = shape(
        "{ me { friends { id } } }", {"me": {"friends": [{"id": "1"}]}}, an_error("boom", "me", "friends", 0, "key")
    )

    assert told(shaped) == [("boom", ["me", "friends", 0])]


def test_an_error_at_an_unasked_field_is_not_told_beside_the_same_at_an_asked_one() -> None:
    shaped = shape("{ me { name } }", {"me": {}}, an_error("boom", "me", "key"), an_error("boom", "me", "name"))

    assert told(shaped) == [("boom", ["me", "name"])]


def test_errors_are_told_only_under_the_fragments_of_their_object() -> None:
    shaped = shape(
        "{ pets { ... on Cat { x: name } ... on Dog { y: name } } }",
        {"pets": [{"__typename": "Dog", "name": None}]},
        an_error("boom", "pets", 0, "name"),
    )

    assert told(shaped) == [("boom", ["pets", 0, "y"])]


def test_an_error_without_a_place_has_no_path() -> None:
    shaped = shape("{ count }", {"count": 1}, an_error("watch out"))

    assert shaped.errors == [{"message": "watch out", "extensions": {"code": "SUBGRAPH_ERROR", "service": "core"}}]


UNFIT: list[tuple[str, str, Any]] = [
    ("an integer beyond 32 bits", "count", 2**31),
    ("a fraction as Int", "count", 1.5),
    ("a boolean as Int", "count", True),
    ("a text as Float", "rate", "1"),
    ("a number as Boolean", "flag", 1),
    ("a number as String", "name", 1),
    ("an object as String", "name", {"a": 1}),
    ("a list as String", "name", ["a"]),
    ("a hidden enum value", "status", "SECRET"),
    ("a list as enum", "status", ["OPEN"]),
    ("a text as an object", "me { id }", "x"),
    ("a list as an object", "me { id }", [{"id": "1"}]),
    ("a list as an object whose fields need no look", "me { __typename }", [{"id": "1"}]),
    ("an object as a list", "animals { id }", {"id": "1"}),
    ("a text as a list", "animals { id }", "ab"),
]


@pytest.mark.parametrize(("field", "value"), [(case[1], case[2]) for case in UNFIT], ids=[case[0] for case in UNFIT])
def test_a_value_that_its_type_does_not_admit_is_null_with_an_error(field: str, value: Any) -> None:
    name = field.split(maxsplit=1)[0]

    shaped = shape(f"{{ {field} }}", {name: value})

    assert shaped.data == {name: None}
    assert [(error["path"], error["extensions"]["code"]) for error in shaped.errors] == [
        ([name], "SUBGRAPH_INVALID_ANSWER")
    ]


def test_leaf_values_are_coerced_lightly() -> None:
    tree = {"count": 3.0, "rate": 2, "me": {"id": 7}, "any": {"a": [1, {"b": None}]}, "status": "OPEN"}

    shaped = shape("{ count rate me { id } any status }", tree)

    assert shaped == Shaped(
        {"count": 3, "rate": 2, "me": {"id": "7"}, "any": {"a": [1, {"b": None}]}, "status": "OPEN"}, []
    )


def test_an_object_of_a_type_that_clients_may_not_see_is_null_with_an_error() -> None:
    shaped = shape(
        "{ animals { id } }", {"animals": [{"__typename": "Cat", "id": "1"}, {"__typename": "Ghost", "id": "2"}]}
    )

    assert shaped.data == {"animals": [{"id": "1"}, None]}
    assert told(shaped) == [("Query.animals: no type of this schema was answered", ["animals", 1])]


def test_an_object_of_unknown_type_matters_only_where_its_type_is_asked() -> None:
    asked = shape("{ animals { id ... on Dog { barks } } }", {"animals": [{"id": "1"}]})
    unasked = shape("{ animals { id } }", {"animals": [{"id": "1"}]})

    assert asked.data == {"animals": [None]}
    assert unasked == Shaped({"animals": [{"id": "1"}]}, [])


def test_what_is_ready_already_takes_its_place() -> None:
    shaped = shape("{ count s: __schema { description } }", {"count": 1}, ready={"s": {"description": None}})

    assert list((shaped.data or {}).items()) == [("count", 1), ("s", {"description": None})]


def test_of_very_many_errors_the_rest_is_told_as_a_number() -> None:
    errors = [an_error("boom", "me", "friends", index, "name") for index in range(502)]

    shaped = shape("{ me { friends { name } } }", {"me": {"friends": [{}] * 502}}, *errors)

    assert len(shaped.errors) == 501
    assert shaped.errors[-1] == {"message": "2 more errors are not listed.", "extensions": {"code": "ERRORS_CUT"}}
