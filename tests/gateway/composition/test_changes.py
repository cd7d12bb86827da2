"""Changes between schemas are judged by what clients of the old one would notice."""

import pytest
from graphql import build_schema

from gateway.composition.changes import Change, Severity, find_changes, is_breaking, to_markdown

BREAKING, DANGEROUS, SAFE = Severity.BREAKING, Severity.DANGEROUS, Severity.SAFE
BASE = "type Query { a: Int } "


@pytest.mark.parametrize(
    ("old", "new", "severity", "coordinate"),
    [
        ("scalar S", "", BREAKING, "S"),
        ("", "scalar S", SAFE, "S"),
        ("scalar S", "type S { x: Int }", BREAKING, "S"),
        ("type T { x: Int y: Int }", "type T { x: Int }", BREAKING, "T.y"),
        ("type T { x: Int }", "type T { x: Int y: Int }", SAFE, "T.y"),
        ("type T { x: Int }", "type T { x: Int! }", SAFE, "T.x"),
        ("type T { x: Int! }", "type T { x: Int }", BREAKING, "T.x"),
        ("type T { x: [Int] }", "type T { x: [Int!]! }", SAFE, "T.x"),
        ("type T { x: Int }", "type T { x: [Int] }", BREAKING, "T.x"),
        ("type T { x: Int }", "type T { x: Int @deprecated(reason: 'old') }", SAFE, "T.x"),
        ("type T { x(a: Int): Int }", "type T { x: Int }", BREAKING, "T.x(a:)"),
        ("type T { x: Int }", "type T { x(a: Int!): Int }", BREAKING, "T.x(a:)"),
        ("type T { x: Int }", "type T { x(a: Int! = 3): Int }", DANGEROUS, "T.x(a:)"),
        ("type T { x(a: Int!): Int }", "type T { x(a: Int): Int }", SAFE, "T.x(a:)"),
        ("type T { x(a: Int): Int }", "type T { x(a: Int!): Int }", BREAKING, "T.x(a:)"),
        ("type T { x(a: Int = 1): Int }", "type T { x(a: Int = 2): Int }", DANGEROUS, "T.x(a:)"),
        ("input I { x: Int y: Int }", "input I { x: Int }", BREAKING, "I.y"),
        ("input I { x: Int }", "input I { x: Int y: Int }", DANGEROUS, "I.y"),
        ("input I { x: Int }", "input I { x: Int y: Int! }", BREAKING, "I.y"),
        ("enum E { A B }", "enum E { A }", BREAKING, "E.B"),
        ("enum E { A }", "enum E { A B }", DANGEROUS, "E.B"),
        ("type T { x: Int } union U = T | Query", "type T { x: Int } union U = T", BREAKING, "U"),
        ("type T { x: Int } union U = T", "type T { x: Int } union U = T | Query", DANGEROUS, "U"),
        (
            "interface I { x: Int } type T implements I { x: Int }",
            "interface I { x: Int } type T { x: Int }",
            BREAKING,
            "T",
        ),
        (
            "interface I { x: Int } type T { x: Int }",
            "interface I { x: Int } type T implements I { x: Int }",
            DANGEROUS,
            "T",
        ),
        ("directive @d on FIELD", "", BREAKING, "@d"),
        ("", "directive @d on FIELD", SAFE, "@d"),
        ("directive @d on FIELD | QUERY", "directive @d on FIELD", BREAKING, "@d"),
        ("directive @d repeatable on FIELD", "directive @d on FIELD", BREAKING, "@d"),
        ("directive @d on FIELD", "directive @d(a: Int!) on FIELD", BREAKING, "@d(a:)"),
    ],
)
def test_a_change_is_as_grave_as_it_is_for_clients(old: str, new: str, severity: Severity, coordinate: str) -> None:
    before, after = (build_schema((BASE + text).replace("'", '"')) for text in (old, new))

    changes = find_changes(before, after)

    assert [(change.severity, change.coordinate) for change in changes] == [(severity, coordinate)]


def test_a_schema_has_no_changes_against_itself() -> None:
    schema = build_schema(BASE + "enum E { A } input I { e: E = A } scalar S directive @d on FIELD")

    changes = find_changes(schema, schema)

    assert changes == ()
    assert to_markdown(changes) == "No changes.\n"


def test_markdown_lists_the_gravest_first() -> None:
    changes = find_changes(build_schema(BASE + "enum E { A }"), build_schema("type Query { b: Int } enum E { A B }"))

    text = to_markdown(changes)

    assert is_breaking(changes)
    assert text == (
        "## Breaking (1)\n\n- `Query.a`: field removed\n\n"
        "## Dangerous (1)\n\n- `E.B`: enum value added: clients may not expect it\n\n"
        "## Safe (1)\n\n- `Query.b`: field added\n"
    )


def test_safe_changes_break_nobody() -> None:
    assert not is_breaking([Change(Severity.SAFE, "T.x", "field added")])
