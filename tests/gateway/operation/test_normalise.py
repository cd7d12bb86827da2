"""Operations in canonical form: fragments inlined, conditions decided, equal fields merged."""

from typing import Any

import pytest
from graphql import build_schema

from gateway.errors import BadRequest, LimitExceeded
from gateway.operation import (
    ClientSelection,
    Field,
    Operation,
    Selection,
    choose_operation,
    coerce_variables,
    condition_variables,
    normalise,
    parse_and_validate,
)

SCHEMA = build_schema("""
interface Animal { name: String friend: Animal owner: Owner }
type Dog implements Animal { name: String friend: Dog! barks(times: Int = 1, filter: Filter): Int owner: Owner }
type Cat implements Animal { name: String friend: Animal owner: Owner }
type Owner { id: ID! name: String! tags: [[String!]]! }
input Filter { loud: Boolean = true words: [String!] }
type Query { animals(first: Int): [Animal!]! owner: Owner }
type Mutation { add(n: Int): Int }
""")


def read(text: str, variables: dict[str, Any] | None = None) -> Operation:
    document = parse_and_validate(text, SCHEMA)
    return normalise(document, choose_operation(document, None), SCHEMA, variables or {})


def names(selection: Selection) -> list[Any]:
    return [(f.name, names(f.sub)) if f.sub else f.name for f in selection]


def shown(client: ClientSelection) -> list[Any]:
    return [(f.response, sorted(f.on or ()), shown(f.sub)) for f in client]


def test_equal_fields_under_two_aliases_are_fetched_once() -> None:
    operation = read("{ a: owner { id } b: owner { id } }")

    assert names(operation.selection) == [("owner", ["id"])]
    assert [f.response for f in operation.client] == ["a", "b"]
    assert {f.key for f in operation.client} == {"owner"}


def test_aliases_that_ask_different_things_of_one_object_are_kept_apart() -> None:
    operation = read("{ a: owner { id } b: owner { name } }")

    assert names(operation.selection) == [("owner", ["id"]), ("owner", ["name"])]
    assert [f.key for f in operation.client] == [f.key for f in operation.selection]
    assert len({f.key for f in operation.client}) == 2


def test_other_arguments_make_another_key() -> None:
    operation = read(
        "query ($n: Int) { a: animals(first: 1) { name } b: animals(first: $n) { name } c: animals { name } }"
    )

    assert len({f.key for f in operation.selection}) == 3
    assert [f.arguments for f in operation.selection] == ["first: 1", "first: $n", ""]
    assert [f.variables for f in operation.selection] == [(), ("n",), ()]


def test_arguments_are_canonical_whatever_their_order() -> None:
    one = read('{ animals { ... on Dog { barks(times: 2, filter: { words: ["a"], loud: false }) } } }')
    other = read('{ animals { ... on Dog { barks(filter: { loud: false, words: ["a"] }, times: 2) } } }')

    assert one.selection == other.selection


def test_a_fragment_that_matches_everything_asks_whatever_the_type() -> None:
    operation = read("{ animals { ... on Animal { name } ... F } } fragment F on Animal { name }")

    assert operation.selection == (Field("animals", "animals", sub=(Field("name", "name"),)),)


def test_each_runtime_type_finds_a_response_name_at_most_once_and_in_the_order_asked() -> None:
    operation = read("{ animals { ... on Dog { owner { id } name } ... on Cat { name owner { name } } } }")

    assert shown(operation.client)[0][2] == [
        ("owner", ["Dog"], [("id", [], [])]),
        ("name", ["Dog"], []),
        ("name", ["Cat"], []),
        ("owner", ["Cat"], [("name", [], [])]),
    ]


def test_a_field_asked_of_all_and_of_some_is_split_by_type() -> None:
    operation = read("{ animals { owner { id } ... on Dog { owner { name } } } }")

    assert shown(operation.client)[0][2] == [
        ("owner", ["Dog"], [("id", [], []), ("name", [], [])]),
        ("owner", ["Cat"], [("id", [], [])]),
    ]


def test_the_type_of_a_field_is_that_of_the_object() -> None:
    operation = read("{ animals { friend { name } } }")

    found = {tuple(sorted(f.on or ())): (f.type_name, f.wrapping) for f in operation.client[0].sub}
    assert found == {("Dog",): ("Dog", "!"), ("Cat",): ("Animal", "")}


def test_wrapping_reads_from_the_outside_in() -> None:
    operation = read("{ animals { name } owner { tags } }")

    assert operation.client[0].wrapping == "![!"
    assert operation.client[1].sub[0].wrapping == "![[!"


def test_the_type_name_is_fetched_where_a_condition_depends_on_it() -> None:
    operation = read("{ animals { ... on Dog { name } } }")

    assert names(operation.selection) == [("animals", ["__typename", "name"])]


def test_conditions_are_decided_by_their_variables() -> None:
    text = "query ($c: Boolean!) { owner { id name @include(if: $c) tags @skip(if: true) } }"

    assert names(read(text, {"c": False}).selection) == [("owner", ["id"])]
    assert names(read(text, {"c": True}).selection) == [("owner", ["id", "name"])]


def test_an_object_of_which_conditions_leave_nothing_is_still_asked() -> None:
    operation = read("{ owner { id @skip(if: true) } }")

    assert names(operation.selection) == [("owner", ["__typename"])]
    assert shown(operation.client) == [("owner", [], [])]


def test_condition_variables_are_found_in_fragments_too() -> None:
    document = parse_and_validate(
        "query ($a: Boolean!, $b: Boolean!, $n: Int) { animals(first: $n) { ...F @skip(if: $a) } }"
        "fragment F on Animal { name @include(if: $b) }",
        SCHEMA,
    )

    assert condition_variables(document) == {"a", "b"}


def test_each_mutation_keeps_its_own_name() -> None:
    operation = read("mutation { add(n: 1) again: add(n: 1) }")

    assert [f.key for f in operation.selection] == ["add", "again"]


def test_introspection_and_the_root_type_name_are_not_fetched() -> None:
    operation = read("{ __typename __schema { types { name } } owner { __typename } }")

    assert names(operation.selection) == [("owner", ["__typename"])]
    assert [f.response for f in operation.client] == ["__typename", "__schema", "owner"]


def test_a_fragment_bomb_is_refused_before_it_unfolds() -> None:
    fragments = " ".join(
        f"fragment F{n} on Cat {{ friend {{ ...F{n + 1} }} x: friend {{ name ...F{n + 1} }} }}" for n in range(30)
    )

    with pytest.raises(LimitExceeded, match="fields of the operation"):
        read(f"{{ animals {{ ...F0 }} }} {fragments} fragment F30 on Cat {{ name }}")


def test_variables_are_completed_with_defaults_and_reduced_to_the_defined() -> None:
    document = parse_and_validate(
        "query ($n: Int = 3, $f: Filter, $m: Int)"
        "{ animals(first: $n) { ... on Dog { barks(times: $m, filter: $f) } } }",
        SCHEMA,
    )

    values = coerce_variables(choose_operation(document, None), SCHEMA, {"f": {"words": ["x"]}, "other": 1})

    assert values == {"n": 3, "f": {"loud": True, "words": ["x"]}}


def test_a_variable_of_the_wrong_type_is_the_clients_error() -> None:
    document = parse_and_validate("query ($n: Int) { animals(first: $n) { name } }", SCHEMA)

    with pytest.raises(BadRequest) as refused:
        coerce_variables(choose_operation(document, None), SCHEMA, {"n": "three"})

    assert refused.value.code == "BAD_USER_INPUT"


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("{ owner { id }", "GRAPHQL_PARSE_FAILED"),
        ("{ owner { } }", "GRAPHQL_PARSE_FAILED"),
        ("{ nobody }", "GRAPHQL_VALIDATION_FAILED"),
    ],
)
def test_what_is_no_valid_operation_is_refused_with_its_code(text: str, code: str) -> None:
    with pytest.raises(BadRequest) as refused:
        parse_and_validate(text, SCHEMA)

    assert refused.value.code == code


@pytest.mark.parametrize("name", [None, "C"])
def test_an_operation_that_is_not_named_or_not_there_cannot_be_chosen(name: str | None) -> None:
    document = parse_and_validate("query A { owner { id } } query B { owner { id } }", SCHEMA)

    with pytest.raises(BadRequest) as refused:
        choose_operation(document, name)

    assert refused.value.code == "OPERATION_RESOLUTION_FAILURE"


def test_defer_is_accepted_where_the_schema_has_it_and_changes_nothing() -> None:
    schema = build_schema(
        "directive @defer(if: Boolean! = true, label: String) on INLINE_FRAGMENT type Query { a: Int }"
    )
    document = parse_and_validate("{ ... @defer { a } }", schema)

    operation = normalise(document, choose_operation(document, None), schema, {})

    assert names(operation.selection) == ["a"]
