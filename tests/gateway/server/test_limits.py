"""Limits on operations: what is allowed at n and refused at n + 1, and that measuring a bomb is cheap."""

import pytest
from graphql import parse

from gateway.errors import LimitExceeded
from gateway.operation import choose_operation
from gateway.server.limits import check_operation, check_text
from gateway.server.settings import Limits


def check(query: str, limits: Limits) -> None:
    check_text(query, limits)
    document = parse(query)
    check_operation(document, choose_operation(document, "A" if "query A" in query else None), limits)


def test_the_usual_operation_is_within_the_defaults() -> None:
    check(
        """
        query ($after: String) { member(memberNumber: "MBR") { name claims(first: 5, after: $after) { edges { node {
            billed { amount currency } provider { legalName } } } pageInfo { hasNextPage } } } }
        """,
        Limits(),
    )


# The limit, its value, an operation that is just within it, one that is just beyond.
EDGES: dict[str, tuple[str, int, str, str]] = {
    "document bytes": ("document_bytes", 6, "{abcd}", "{abcde}"),
    "document bytes beyond ASCII": ("document_bytes", 9, '{a(b:"")}', '{a(b:"ä")}'),
    "tokens": ("tokens", 4, "{ a b }", "{ a b c }"),
    "tokens in comments": ("tokens", 4, "{ a } # b", "{ a } # b\n# c"),
    "nesting": ("nesting", 3, "{ a(b: [1]) }", "{ a(b: [[1]]) }"),
    "operations": ("operations", 1, "query A { a }", "query A { a } query B { b }"),
    "fragments": ("fragments", 1, "{ a } fragment F on Q { a }", "{ a } fragment F on Q { a } fragment G on Q { a }"),
    "variables": ("variables", 1, "query ($a: Int) { a }", "query ($a: Int, $b: Int) { a }"),
    "depth": ("depth", 2, "{ a { b } }", "{ a { b { c } } }"),
    "depth through fragments": (
        "depth",
        2,
        "{ a { ...F } } fragment F on A { b }",
        "{ a { ...F } } fragment F on A { b { ... on C { c } } }",
    ),
    "fields": ("fields", 3, "{ a { b } c }", "{ a { b } c d }"),
    "fields through fragments": (
        "fields",
        3,
        "{ ...F } fragment F on Q { a b c }",
        "{ ...F ...F } fragment F on Q { a b }",
    ),
    "aliases": ("aliases", 1, "{ a: b c }", "{ a: b c: d }"),
    "root fields": ("root_fields", 2, "{ a { x y z } b }", "{ a b ... on Q { c } }"),
    "directives": ("directives", 2, "{ a @skip(if: true) @x }", "query @y { a @skip(if: true) ...@x { b } }"),
    "introspection depth": (
        "introspection_depth",
        2,
        "{ __schema { types } }",
        "{ __schema { types { name } } }",
    ),
}


@pytest.mark.parametrize(("name", "value", "within", "beyond"), EDGES.values(), ids=EDGES.keys())
def test_a_limit_allows_n_and_refuses_one_more(name: str, value: int, within: str, beyond: str) -> None:
    limits = Limits(**{name: value})

    check(within, limits)
    with pytest.raises(LimitExceeded) as caught:
        check(beyond, limits)

    assert caught.value.code == "GRAPHQL_LIMIT"
    assert str(caught.value).startswith(f"{name.replace('_', ' ')}: at most {value} allowed, found {value + 1}") or (
        name == "document_bytes"
    )


def test_introspection_does_not_count_as_depth() -> None:
    check("{ __schema { types { fields { type { ofType { ofType { name } } } } } } }", Limits(depth=1))


def test_a_fragment_bomb_is_measured_at_once() -> None:
    """Each fragment spreads the next ten times: ten to the fifty fields, measured in fifty steps."""
    fragments = [f"fragment F{n} on Q {{ {f'...F{n + 1} ' * 10} }}" for n in range(50)]
    bomb = "{ ...F0 } " + " ".join(fragments) + " fragment F50 on Q { a }"

    with pytest.raises(LimitExceeded, match="fields: at most 400 allowed, found 1e"):
        check(bomb, Limits(tokens=10_000))


def test_fragments_that_spread_themselves_end() -> None:
    check("{ ...F } fragment F on Q { a ...G } fragment G on Q { b ...F }", Limits())


@pytest.mark.parametrize("text", ["{" * 30_000, '"' * 30_001, '"""' + '\\"""' * 7_000, "[" * 20_000 + "]" * 10_000])
def test_hostile_text_is_refused_before_it_is_parsed(text: str) -> None:
    with pytest.raises(LimitExceeded):
        check_text(text, Limits(tokens=0))
