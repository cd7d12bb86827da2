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
        positions=(Position("here", 3, 5), Position("there", 8, 1)),
    )

    assert card(finding) == (
        "ERROR FIELD_TYPE_MISMATCH\n  the types differ\n  of Member.age\n  at here:3:5\n  at there:8:1\n"
    )


def test_a_card_shows_the_line_of_a_subgraph_and_indents_what_has_several() -> None:
    finding = Finding("SATISFIABILITY_ERROR", "No path\n{\n  a\n}", positions=(Position("core", 1, 1),))

    lines = card(finding).splitlines()

    assert lines[1:5] == ["  No path", "  {", "    a", "  }"]
    assert lines[5].startswith("  at core:1:1  schema")


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (None, "No such file or directory"),
        (b"\xff\xfe", "is not text in UTF-8: byte 0 cannot be read"),
        (b"type Query {", "line 1: Syntax Error"),
        (b"type Query { a: Int }", "was not composed"),
    ],
)
def test_a_file_that_cannot_be_compared_with_is_refused_by_name(
    tmp_path: Path, content: bytes | None, why: str
) -> None:
    old = tmp_path / "old.graphql"
    if content is not None:
        old.write_bytes(content)

    with pytest.raises(StackError, match=f"old.graphql.*{why}"):
        changes(old, a_supergraph("a: Int"))


def test_a_place_that_cannot_be_written_is_refused_by_name(tmp_path: Path) -> None:
    with pytest.raises(StackError, match="Is a directory"):
        write("type Query", tmp_path)


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
