"""What `covergraph compose` prints and writes."""

from pathlib import Path

from gateway.composition import Finding, Position
from stack.composing import card, write


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
