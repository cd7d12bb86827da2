"""Rules of access: read under whatever names links give them, or not at all."""

import pytest
from graphql import parse

from gateway.composition import SubgraphSchema, compose
from gateway.errors import SupergraphError
from gateway.supergraph.access import AccessRule, read_access
from gateway.supergraph.links import read_links

LINKS = """
schema
  @link(url: "https://specs.apollo.dev/link/v1.0")
  @link(url: "https://specs.apollo.dev/join/v0.5", for: EXECUTION)
  @link(url: "https://specs.apollo.dev/authenticated/v0.1", for: SECURITY)
  @link(url: "https://specs.apollo.dev/requiresScopes/v0.1", for: SECURITY)
  @link(url: "https://specs.apollo.dev/policy/v0.1", for: SECURITY)
{ query: Query }
"""


def rules_of(text: str) -> dict[str, AccessRule]:
    document = parse(text)
    return dict(read_access(document, read_links(document)))


def test_rules_stand_under_the_coordinate_of_their_element() -> None:
    text = LINKS + (
        'type Query @authenticated { a: Int @requiresScopes(scopes: [["x", "y"], ["z"]]) b: E c: Int }'
        ' interface I @policy(policies: [["p"]]) { d: Int @authenticated @policy(policies: [[]]) }'
        " enum E @authenticated { ONE } scalar S @authenticated"
    )

    rules = rules_of(text)

    assert rules == {
        "Query": AccessRule(is_authenticated=True),
        "Query.a": AccessRule(scopes=(frozenset({"x", "y"}), frozenset({"z"}))),
        "I": AccessRule(policies=(frozenset({"p"}),)),
        "I.d": AccessRule(is_authenticated=True, policies=(frozenset(),)),
        "E": AccessRule(is_authenticated=True),
        "S": AccessRule(is_authenticated=True),
    }


def test_links_may_call_the_directives_anything() -> None:
    text = """
    schema
      @link(url: "https://specs.apollo.dev/link/v1.0")
      @link(url: "https://specs.apollo.dev/authenticated/v0.1", as: "login", for: SECURITY)
      @link(
        url: "https://specs.apollo.dev/requiresScopes/v0.1", for: SECURITY
        import: [{ name: "@requiresScopes", as: "@needs" }]
      )
    { query: Query }
    type Query { a: Int @login b: Int @needs(scopes: [["s"]]) c: Int @authenticated d: Int @requiresScopes }
    """

    rules = rules_of(text)

    assert rules == {
        "Query.a": AccessRule(is_authenticated=True),
        "Query.b": AccessRule(scopes=(frozenset({"s"}),)),
    }


def test_directives_of_other_specifications_are_not_meant() -> None:
    text = """
    schema
      @link(url: "https://specs.apollo.dev/link/v1.0")
      @link(url: "https://specs.example/policy/v0.1")
    { query: Query }
    type Query { a: Int @policy(level: 3) }
    """

    assert rules_of(text) == {}


def test_a_directive_that_stands_twice_asks_for_both() -> None:
    text = LINKS + 'type Query { a: Int @policy(policies: [["a"], ["b"]]) @policy(policies: [["c"]]) }'

    rules = rules_of(text)

    assert rules == {"Query.a": AccessRule(policies=(frozenset({"a", "c"}), frozenset({"b", "c"})))}


@pytest.mark.parametrize(
    ("element", "why"),
    [
        ("type Query { a: Int @authenticated(level: 2) }", "Query.a: @authenticated has no argument level"),
        (
            'type Query { a: Int @requiresScopes(scopes: [["x"]], all: true) }',
            "Query.a: @requiresScopes has no argument all",
        ),
        ("type Query { a: Int @requiresScopes }", "lists of texts, not nothing"),
        ("type Query { a: Int @requiresScopes(scopes: []) }", r"lists of texts, not \[\]"),
        ('type Query { a: Int @requiresScopes(scopes: ["x"]) }', r'lists of texts, not \["x"\]'),
        ('type Query { a: Int @policy(policies: "x") }', 'lists of texts, not "x"'),
        ('type Query { a: Int @policy(policies: [["x", 3]]) }', r'lists of texts, not \[\["x", 3\]\]'),
        ("type Query { a(b: Int @authenticated): Int }", r"Query.a.b: @authenticated cannot stand there"),
        ("type Query { a: Int } union U @authenticated = Query", "U: @authenticated cannot stand there"),
    ],
)
def test_a_rule_that_is_not_clear_stops_the_start(element: str, why: str) -> None:
    with pytest.raises(SupergraphError, match=why):
        rules_of(LINKS + element)


def test_a_version_that_is_not_known_stops_the_start() -> None:
    with pytest.raises(SupergraphError, match=r"policy/v0\.2"):
        rules_of(LINKS.replace("policy/v0.1", "policy/v0.2") + "type Query { a: Int }")


def test_rules_of_a_composition_are_read_as_merged() -> None:
    link = (
        'extend schema @link(url: "https://specs.apollo.dev/federation/v2.9",'
        ' import: ["@key", "@shareable", "@authenticated", { name: "@requiresScopes", as: "@needs" }])\n'
    )
    one = link + 'type Query { t: T } type T @key(fields: "id") { id: ID! x: Int @shareable @needs(scopes: [["a"]]) }'
    other = link + (
        'type T @key(fields: "id") @authenticated { id: ID! x: Int @shareable @needs(scopes: [["b"], ["a", "c"]]) }'
    )

    sdl = compose([SubgraphSchema("one", "", one), SubgraphSchema("other", "", other)]).supergraph_sdl

    assert sdl is not None
    assert rules_of(sdl) == {
        "T": AccessRule(is_authenticated=True),
        "T.x": AccessRule(scopes=(frozenset({"a", "b"}), frozenset({"a", "c"}))),
    }
