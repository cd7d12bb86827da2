"""Each code that composition reports has a case that shows it, each feature one that shows its supergraph."""

import pytest

from gateway.composition import Level, compose
from tests.gateway.composition.case_files import Case, cases, shown, told, write_supergraph


@pytest.mark.parametrize("case", cases("errors"), ids=lambda case: case.name)
def test_errors_are_exactly_those_the_case_names(case: Case) -> None:
    composition = compose(case.subgraphs)

    assert told(composition) == case.expected
    assert composition.supergraph_sdl is None


@pytest.mark.parametrize("case", cases("hints"), ids=lambda case: case.name)
def test_hints_are_exactly_those_the_case_names(case: Case) -> None:
    composition = compose(case.subgraphs)

    assert told(composition) == case.expected
    assert composition.supergraph_sdl is not None


@pytest.mark.parametrize("case", cases("features"), ids=lambda case: case.name)
def test_supergraph_is_the_one_the_case_shows(case: Case, pytestconfig: pytest.Config) -> None:
    composition = compose(case.subgraphs)
    assert composition.errors == ()
    assert composition.supergraph_sdl is not None

    supergraph = shown(composition.supergraph_sdl)
    if pytestconfig.getoption("rewrite_cases"):
        write_supergraph(case, supergraph)
    else:
        assert supergraph == case.supergraph


@pytest.mark.parametrize("case", cases("errors"), ids=lambda case: case.name)
def test_errors_name_subgraphs_and_their_places(case: Case) -> None:
    composition = compose(case.subgraphs)

    names = {subgraph.name for subgraph in case.subgraphs}
    for error in composition.errors:
        assert error.level is Level.ERROR
        assert set(error.subgraphs) <= names
        assert error.subgraphs or error.code in {"NO_QUERIES", "INVALID_SUBGRAPH_NAME"}
        for place in error.positions:
            sdl = next(each.sdl for each in case.subgraphs if each.name == place.subgraph)
            line = (*sdl.splitlines(), "")[place.line - 1]
            assert 1 <= place.column <= len(line) + 1
