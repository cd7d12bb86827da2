"""The certifier says "certainly valid" of usual documents, and never of one that graphql-core refuses."""

from random import Random

import pytest
from graphql import GraphQLSchema, GraphQLSyntaxError, parse, validate

from gateway.operation.certify import certify
from gateway.operation.signatures import Signatures
from tests.gateway.operation.documents import NOT_CERTIFIED, PLAIN, SHOP, VALID, changed


def is_certified(schema: GraphQLSchema, text: str) -> bool:
    return certify(parse(text, allow_empty_selection_sets=False), Signatures(schema)) is not None


def is_valid(schema: GraphQLSchema, text: str) -> bool:
    return not validate(schema, parse(text, allow_empty_selection_sets=False), allow_empty_selection_sets=False)


@pytest.mark.parametrize(("schema", "text"), VALID)
def test_usual_documents_are_certified(schema: GraphQLSchema, text: str) -> None:
    assert is_valid(schema, text)

    assert is_certified(schema, text)


@pytest.mark.parametrize(("schema", "text"), NOT_CERTIFIED)
def test_rare_documents_are_left_to_the_whole_validation(schema: GraphQLSchema, text: str) -> None:
    assert is_valid(schema, text)

    assert not is_certified(schema, text)


# For each rule of https://spec.graphql.org/September2025/#sec-Validation what breaks it.
INVALID: dict[str, tuple[str, ...]] = {
    "Executable Definitions": ("{ flag } type A { b: Int }", "{ flag } extend type Query { c: Int }"),
    "Operation Type Existence": ("subscription { missing }",),
    "Operation Name Uniqueness": ("query A { flag } query A { flag }", "query A { flag } mutation A { weigh }"),
    "Lone Anonymous Operation": ("{ flag } query A { flag }", "{ flag } { flag }"),
    "Single Root Field": ("subscription { moved { id } other: moved { id } }",),
    "Field Selections": (
        "{ missing }",
        "{ pet(id: 1) { barks } }",
        "{ any { id } }",
        "{ pet(id: 1) { __schema { description } } }",
        "{ pet(id: 1) { ...F } } fragment F on Cat { barks }",
    ),
    "Field Selection Merging": (
        "{ pet(id: 1) { id } pet(id: 2) { id } }",
        "{ pet(id: 1) { a: id a: name } }",
        "{ pet(id: 1) { name name(upper: true) } }",
        "{ pet(id: 1) { owner { a: id } owner { a: name } } }",
        "{ pet(id: 1) { owner { a: id } ...F } } fragment F on Pet { owner { a: name } }",
        "{ pet(id: 1) { owner { ...F } owner { a: id } } } fragment F on Owner { self { id } a: name }",
        "{ any { ... on Dog { tone } ... on Cat { tone } } }",
        "{ any { ... on Dog { friends(n: 1) { a: id } } ... on Cat { friends(n: 1) { a: name } } } }",
        "{ any { ... on Dog { t: id } ... on Dog { t: name } } }",
        '{ pets(after: "a") { id } pets(after: """a""") { id } }',
        "{ pets { id } pets(first: 10) { id } }",
        "query ($n: Int!, $m: Int!) { pet(id: 1) { friends(n: $n) { id } friends(n: $m) { id } } }",
    ),
    "Leaf Field Selections": ("{ pet(id: 1) }", "{ flag { x } }", "{ any }", "{ pet(id: 1) { id { x } } }"),
    "Argument Names": ("{ flag(nope: 1) }", "{ pet(id: 1) { id(x: 1) } }", "{ flag @skip(if: true, unless: true) }"),
    "Argument Uniqueness": ("{ pet(id: 1, id: 1) { id } }", "{ flag @skip(if: true, if: true) }"),
    "Required Arguments": ("{ pet { id } }", "{ pet(id: null) { id } }", "{ flag @skip }", "{ weigh }"),
    "Fragment Name Uniqueness": ("{ ...F } fragment F on Query { flag } fragment F on Query { flag }",),
    "Fragment Spread Type Existence": ("{ ... on Nope { a } }", "{ ...F } fragment F on Nope { a }"),
    "Fragments on Object, Interface or Union Types": (
        "{ ... on Kind { a } }",
        "{ flag ...F } fragment F on Boolean { a }",
        "{ flag ... on Filter { a } }",
    ),
    "Fragments Must Be Used": ("{ flag } fragment F on Query { flag }", "{ flag } fragment F on Pet { ...F }"),
    "Fragment Spread Target Defined": ("{ ...Nope }",),
    "Fragment Spreads Must Not Form Cycles": (
        "{ ...F } fragment F on Query { flag ...F }",
        "{ ...F } fragment F on Query { flag ...G } fragment G on Query { flag ...F }",
        "{ pet(id: 1) { ...F } } fragment F on Pet { id friends(n: 1) { ...F } }",
        "{ ...F ...G } fragment F on Query { ...G } fragment G on Query { ... { ...F } }",
    ),
    "Fragment Spread Is Possible": (
        "{ ... on Dog { id } }",
        "{ any { ... on Dog { ... on Cat { id } } } }",
        "{ any { ... on Address { city } } }",
        "{ pet(id: 1) { ...F } } fragment F on Owner { id }",
        "{ any { ... on Dog { ...F } ... on Cat { ...F } } } fragment F on Cat { id }",
    ),
    "Values of Correct Type": (
        "{ pets(first: 1.5) { id } }",
        "{ pets(first: 2147483648) { id } }",
        '{ pets(first: "1") { id } }',
        "{ pets(kinds: [FISH]) { id } }",
        '{ pets(kinds: ["DOG"]) { id } }',
        "{ pets(kinds: [null]) { id } }",
        "{ pets(kinds: true) { id } }",
        "{ pets(after: 1) { id } }",
        "{ pets(near: [[null]]) { id } }",
        "{ pet(id: 1.5) { id } }",
        "{ pet(id: DOG) { id } }",
        "{ flag(on: 1) }",
        "{ flag @skip(if: null) }",
        '{ flag @skip(if: "true") }',
        "{ pets(where: []) { id } }",
        "{ pets(where: [{age: null}]) { id } }",
        "{ pets(where: {names: [1]}) { id } }",
        "query ($n: Int = true) { pets(first: $n) { id } }",
        "query ($n: Int! = null) { pets(first: $n) { id } }",
        "{ one(by: {}) { id } }",
        "{ one(by: {id: 1, name: null}) { id } }",
    ),
    "Input Object Field Names": ("{ pets(where: {nope: 1}) { id } }",),
    "Input Object Field Uniqueness": ("{ pets(where: {kind: DOG, kind: DOG}) { id } }",),
    "Input Object Required Fields": (
        '{ owner(name: "o", deep: {}) { id } }',
        '{ owner(name: "o", deep: {inner: {x: 1}}) { id } }',
        '{ owner(name: "o", deep: {inner: null}) { id } }',
    ),
    "Directives Are Defined": ("{ flag @nope }", "query @nope { flag }", "{ ...F } fragment F on Query @no { flag }"),
    "Directives Are in Valid Locations": (
        "query @skip(if: true) { flag }",
        "query ($n: Int @include(if: true)) { pets(first: $n) { id } }",
        "{ ... @note { flag } }",
        "{ ...F } fragment F on Query @skip(if: true) { flag }",
    ),
    "Directives Are Unique per Location": ("{ flag @skip(if: true) @skip(if: true) }", "{ flag @note @note }"),
    "Variable Uniqueness": ("query ($n: Int, $n: Int) { pets(first: $n) { id } }",),
    "Variables Are Input Types": (
        "query ($p: Pet) { pet(id: $p) { id } }",
        "query ($p: [Owner!]) { pet(id: $p) { id } }",
        "query ($p: Nope) { pet(id: $p) { id } }",
    ),
    "All Variable Uses Defined": (
        "{ pet(id: $id) { id } }",
        "query A($id: ID!) { ...F } query B { ...F } fragment F on Query { pet(id: $id) { id } }",
        "{ pets(where: {age: $a}) { id } }",
        "{ flag @skip(if: $c) }",
    ),
    "All Variables Used": (
        "query ($n: Int) { flag }",
        "query A($n: Int) { pets(first: $n) { id } } query B($n: Int) { flag }",
    ),
    "All Variable Usages Are Allowed": (
        "query ($id: ID) { pet(id: $id) { id } }",
        "query ($id: String!) { pet(id: $id) { id } }",
        "query ($n: Float) { pets(first: $n) { id } }",
        "query ($n: Int = null) { pet(id: 1) { friends(n: $n) { id } } }",
        "query ($k: [Kind]) { pets(kinds: $k) { id } }",
        "query ($k: Kind!) { pets(kinds: $k) { id } }",
        "query ($x: Float) { pets(near: [[$x]]) { id } }",
        "query ($c: Boolean) { flag @include(if: $c) }",
        'query ($i: Inner) { owner(name: "o", deep: {inner: $i}) { id } }',
        "query ($f: [Filter!]) { pets(where: {not: $f}) { id } }",
    ),
}


@pytest.mark.parametrize(("rule", "text"), [(rule, text) for rule, texts in INVALID.items() for text in texts])
def test_what_breaks_a_rule_is_not_certified(rule: str, text: str) -> None:
    assert not is_valid(SHOP, text), rule

    assert not is_certified(SHOP, text), rule


def test_an_operation_that_the_schema_has_not_is_not_certified() -> None:
    assert not is_valid(PLAIN, "mutation { b }")

    assert not is_certified(PLAIN, "mutation { b }")


def test_what_is_certified_is_valid(pytestconfig: pytest.Config) -> None:
    """Documents are changed at random; what is no document any more does not count."""
    cases, random = pytestconfig.getoption("--certified-cases"), Random(20_260_101)
    certified = refused = 0

    while certified + refused < cases:
        schema, text = random.choice(VALID)
        text = changed(text, random)
        try:
            is_certain = is_certified(schema, text)
        except GraphQLSyntaxError:
            continue
        assert not is_certain or is_valid(schema, text), text
        certified, refused = certified + is_certain, refused + (not is_certain)

    assert min(certified, refused) > cases / 10


@pytest.mark.parametrize(
    "bomb",
    [
        "{ ...F0 } "
        + " ".join(
            f"fragment F{n} on Owner {{ a{n}: self {{ ...F{n + 1} }} b{n}: self {{ ...F{n + 1} }} }}" for n in range(30)
        ),
        "{ " + "flag " * 5_000 + "}",
        "{ flag " + "... { flag " * 60 + "} " * 60 + "}",
        "{ pets(near: [" + "[1] " * 12_000 + "]) { id } }",
    ],
    ids=["doubling fragments", "one field", "nested", "values"],
)
def test_what_would_take_long_is_not_certified(bomb: str) -> None:
    assert not is_certified(SHOP, bomb.replace("{ ...F0 }", '{ owner(name: "o") { ...F0 } }') + " ")


def test_literals_of_arguments_are_named_in_order() -> None:
    document = parse("query ($x: Int) { a(x: 1, y: [2]) { a(x: $x) { b @include(if: true) } } }")

    certificate = certify(document, Signatures(PLAIN))

    assert certificate is not None
    assert [place.declared for _, place in certificate.literals] == ["Int", "[Int]", "Int"]
