"""What holds of every composition, whatever the schemas."""

from pathlib import Path

import pytest
from graphql import build_schema, parse, print_ast, validate_schema
from hypothesis import given, settings
from hypothesis import strategies as st

from gateway.composition import Composition, SubgraphSchema, compose
from tests.gateway.composition.case_files import CASES, Case, cases

EVERY = [*cases("errors"), *cases("hints"), *cases("features")]
COMPOSED = [*cases("hints"), *cases("features")]
WORDS = sorted({word for case in EVERY for each in case.subgraphs for word in each.sdl.split()})


@pytest.mark.parametrize("case", EVERY, ids=lambda case: case.name)
def test_order_of_subgraphs_does_not_matter(case: Case) -> None:
    backwards = compose(tuple(reversed(case.subgraphs)))

    assert backwards == compose(case.subgraphs)


@pytest.mark.parametrize("case", COMPOSED, ids=lambda case: case.name)
def test_supergraph_is_valid_graphql(case: Case) -> None:
    supergraph = compose(case.subgraphs).supergraph_sdl

    assert supergraph is not None
    assert validate_schema(build_schema(supergraph)) == []


@pytest.mark.parametrize("case", COMPOSED, ids=lambda case: case.name)
def test_printing_of_subgraphs_does_not_matter(case: Case) -> None:
    reprinted = tuple(SubgraphSchema(each.name, each.url, print_ast(parse(each.sdl))) for each in case.subgraphs)

    assert compose(reprinted).supergraph_sdl == compose(case.subgraphs).supergraph_sdl


@pytest.mark.parametrize("folder", ["errors", "hints"])
def test_a_case_is_named_for_what_it_shows(folder: str) -> None:
    for path in (CASES / folder).glob("*.graphql"):
        assert _code(path) in path.read_text()


def _code(path: Path) -> str:
    """The name up to the first lower-case word, which tells cases of one code apart."""
    return "_".join(word for word in path.stem.split("_") if word.isupper() or word.isdigit())


@settings(max_examples=100, deadline=None)
@given(st.text(max_size=200))
def test_any_text_gives_findings_and_no_exception(text: str) -> None:
    composition = compose([SubgraphSchema("a", "http://a.example", text)])

    assert_is_told(composition)


@settings(max_examples=150, deadline=None)
@given(st.data())
def test_any_change_of_words_gives_findings_and_no_exception(data: st.DataObject) -> None:
    """Schemas that are nearly right reach further than text that is not."""
    case = data.draw(st.sampled_from(EVERY))
    mangled = [
        SubgraphSchema(each.name, each.url, data.draw(mangled_words(each.sdl.split(" ")))) for each in case.subgraphs
    ]

    assert_is_told(compose(mangled))


@st.composite
def mangled_words(draw: st.DrawFn, words: list[str]) -> str:
    """Replace, drop, repeat or swap a few words."""
    changed = list(words)
    for _ in range(draw(st.integers(0, 4))):
        at = draw(st.integers(0, len(changed) - 1))
        other = draw(st.integers(0, len(changed) - 1))
        how = draw(st.sampled_from(("replace", "drop", "repeat", "swap")))
        if how == "replace":
            changed[at] = draw(st.sampled_from(WORDS))
        elif how == "drop":
            changed[at] = ""
        elif how == "repeat":
            changed.insert(at, changed[other])
        else:
            changed[at], changed[other] = changed[other], changed[at]
    return " ".join(changed)


def assert_is_told(composition: Composition) -> None:
    assert (composition.supergraph_sdl is None) == bool(composition.errors)
    assert all(error.code and error.message for error in composition.errors)


def test_schemas_nested_too_deeply_are_refused() -> None:
    deep = f"type Query {{ a(x: {'[' * 3000}Int{']' * 3000}): Int }}"

    composition = compose([SubgraphSchema("a", "http://a.example", deep)])

    assert [error.code for error in composition.errors] == ["INVALID_GRAPHQL"]
