"""The head of an operation coerces variables as the whole does, and errors name the same places."""

import pytest
from graphql import OperationDefinitionNode, build_schema

from gateway.errors import BadRequest
from gateway.operation import choose_operation, coerce_variables, operation_head, parse_document

SCHEMA = build_schema("type Query { a(n: Int, s: String): Int } input I { x: Int! }")

TEXTS = (
    "query ($n: Int!) { a(n: $n) }",
    'fragment F on Query { a }\r\n\n# “quoted”\nquery A(\n  $n: Int!, $s: String = "{"\n) @x { a(n: $n) ...F }',
    "\tquery B { a } query A($s: String, $i: I!, $n: Int!) { a(n: $n) }",
)


@pytest.mark.parametrize("text", TEXTS)
@pytest.mark.parametrize("values", [{"n": 1, "i": {"x": 1}}, {"n": "one"}, {}, {"n": None, "i": {}}])
def test_the_head_coerces_as_the_whole_does(text: str, values: dict[str, object]) -> None:
    operation = choose_operation(parse_document(text), "A" if "query A" in text else None)

    head = operation_head(text, operation)

    assert _coerced(head, values) == _coerced(operation, values)
    assert head.operation is operation.operation


def _coerced(operation: OperationDefinitionNode, values: dict[str, object]) -> object:
    try:
        return coerce_variables(operation, SCHEMA, values)
    except BadRequest as refused:
        return [error.formatted for error in refused.errors]


def test_operations_without_variables_have_a_head_too() -> None:
    text = "# first\n{ a }"

    head = operation_head(text, choose_operation(parse_document(text), None))

    assert coerce_variables(head, SCHEMA, {"n": 1}) == {}
