"""Introspection is answered from the API schema, whatever else the operation asks."""

from graphql import build_schema, execute_sync, get_introspection_query, parse

from gateway.operation import choose_operation
from gateway.response import introspect

SCHEMA = build_schema('type Query { "Counts." count: Int! } type Hidden { id: ID }')


def answer(query: str, **variables: object) -> dict[str, object]:
    document = parse(query)
    return introspect(document, choose_operation(document, None), SCHEMA, variables)


def test_the_introspection_query_of_tools_is_answered_whole() -> None:
    query = get_introspection_query(descriptions=True)

    answered = answer(query)

    assert answered == execute_sync(SCHEMA, parse(query)).data


def test_ordinary_fields_are_left_to_others() -> None:
    answered = answer('{ count t: __type(name: "Query") { name fields { name description } } }')

    assert answered == {"t": {"name": "Query", "fields": [{"name": "count", "description": "Counts."}]}}


def test_fragments_variables_and_conditions_are_followed() -> None:
    query = """
        query ($name: String!, $skip: Boolean!) {
            ...Root
            ... on Query @skip(if: $skip) { b: __type(name: "Hidden") { name } }
        }
        fragment Root on Query { count a: __type(name: $name) { ...Name } }
        fragment Name on __Type { name }
    """

    assert answer(query, name="Int", skip=True) == {"a": {"name": "Int"}}
    assert answer(query, name="Int", skip=False) == {"a": {"name": "Int"}, "b": {"name": "Hidden"}}
