"""Literals become variables where that certainly means the same, and equal operations become equal."""

import pytest
from graphql import parse

from gateway.operation import Lifted, Operation, Signatures, certify, choose_operation, lift, normalise
from tests.gateway.operation.documents import SHOP


def read(text: str) -> tuple[Operation, Lifted]:
    document = parse(text)
    certificate = certify(document, Signatures(SHOP))
    assert certificate is not None
    operation = choose_operation(document, None)
    lifted = lift(operation, certificate)
    return normalise(document, operation, SHOP, {}, lifted), lifted


@pytest.mark.parametrize(
    ("text", "values", "declared"),
    [
        ('{ pet(id: "7") { id } }', {"literal_0": "7"}, ["ID!"]),
        ("{ pet(id: 7) { id } }", {"literal_0": "7"}, ["ID!"]),
        ('{ pets(first: 3, after: "x") { id } }', {"literal_0": 3, "literal_1": "x"}, ["Int!", "String!"]),
        ('{ owner(name: """o""", at: "2026-01-01") { id } }', {"literal_0": "o", "literal_1": "2026-01-01"}, None),
        ("{ a: pet(id: 1) { id } b: pet(id: 1) { id } }", {"literal_0": "1"}, ["ID!"]),
        ("{ flag(on: false) pets(first: null, kinds: DOG, where: {age: 1}) { id } }", {}, []),
        ("{ flag @skip(if: true) pets(near: [[1]]) { id } }", {}, []),
        ("query ($literal_9: Int) { pets(first: $literal_9) { friends(n: 1) { id } } }", {}, None),
    ],
)  # fmt: skip
def test_numbers_and_strings_of_scalar_arguments_are_lifted(
    text: str, values: dict[str, object], declared: list[str] | None
) -> None:
    operation, lifted = read(text)

    assert lifted.values == values
    assert declared is None or [definition.declaration for definition in operation.variables] == declared


def test_a_number_for_a_float_is_a_float() -> None:
    _, lifted = read('mutation { weigh(id: "x", grams: 3) }')

    assert [(value, type(value)) for value in lifted.values.values()] == [("x", str), (3.0, float)]


def test_operations_that_differ_in_names_and_literals_ask_the_same() -> None:
    one, _ = read('query One { a: pet(id: "1") { name friends(n: 2) { id } } }')
    other, _ = read('query Other { b: pet(id: "9") { called: name friends(n: 7) { id } } }')

    assert one.selection == other.selection
    assert one.variables == other.variables


def test_operations_whose_literals_are_equal_elsewhere_do_not_ask_the_same() -> None:
    one, _ = read("{ a: pet(id: 1) { id } b: pet(id: 1) { id } }")
    other, _ = read("{ a: pet(id: 1) { id } b: pet(id: 2) { id } }")

    assert len(one.selection) == 1
    assert len(other.selection) == 2
