"""What `covergraph compose` prints and writes."""

from pathlib import Path

import pytest

from gateway.composition import Finding, Position, SubgraphSchema, compose
from stack.composing import card, changes, write
from stack.errors import StackError


def test_a_card_says_what_is_wrong_and_where() -> None:
    finding = Finding(
        "FIELD_TYPE_MISMATCH",
        "the types differ",
        coordinates=("Member.age",),
        positions=(Position("core", 3, 5), Position("crm", 8, 1)),
    )

    assert card(finding) == (
        "ERROR FIELD_TYPE_MISMATCH\n  the types differ\n  of Member.age\n  at core:3:5\n  at crm:8:1"
    )


def test_a_supergraph_that_is_there_already_is_not_written_again(tmp_path: Path) -> None:
    file = tmp_path / "schema.graphql"

    first = write("type Query", file)
    second = write("type Query", file)

    assert (first, second) == (True, False)
    assert file.read_text() == "type Query"


def a_supergraph(fields: str) -> str:
    sdl = compose([SubgraphSchema("core", "http://core", f"type Query {{ {fields} }}")]).supergraph_sdl
    assert sdl is not None
    return sdl


def test_what_clients_lose_is_found_against_an_older_supergraph(tmp_path: Path) -> None:
    old = tmp_path / "old.graphql"
    old.write_text(a_supergraph("kept: Int removed: Int"))

    found = changes(old, a_supergraph("kept: Int new: Int"))

    assert [(change.severity.value, change.coordinate) for change in found] == [
        ("Breaking", "Query.removed"),
        ("Safe", "Query.new"),
    ]


def test_what_is_no_supergraph_cannot_be_compared_with(tmp_path: Path) -> None:
    old = tmp_path / "old.graphql"
    old.write_text("type Query { a: Int }")

    with pytest.raises(StackError, match="is no supergraph to compare with"):
        changes(old, a_supergraph("kept: Int"))
