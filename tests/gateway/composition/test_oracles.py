"""Other composers say the same: `@apollo/composition`, and with known exceptions `@theguild/federation-composition`."""

import re
from pathlib import Path
from typing import Any

import pytest

from gateway.composition import compose
from tests import peers
from tests.gateway.composition.case_files import Case, cases

SCRIPT = Path(peers.__file__).parent / "composers.mjs"

# One worker asks the other composers, once.
pytestmark = pytest.mark.xdist_group("composers")

# Where we differ from @apollo/composition on purpose: case, what it says, why we say something else.
DIFFERENCES = {
    "errors/EXTERNAL_ON_INTERFACE": {"EXTERNAL_ON_INTERFACE", "EXTERNAL_UNUSED"},  # one mistake is one error
    "errors/INVALID_GRAPHQL_syntax": {"THROWN"},  # its parser is called before it
    "errors/REQUIRES_UNSUPPORTED_ON_INTERFACE": {
        "REQUIRES_FIELDS_MISSING_EXTERNAL",  # one mistake is one error
        "REQUIRES_UNSUPPORTED_ON_INTERFACE",
    },
    "errors/SATISFIABILITY_ERROR_unresolvable_return": set[str](),  # it would enter a subgraph that cannot be entered
    "errors/DIRECTIVE_COMPOSITION_ERROR_names": {"THROWN"},  # it fails where it means to say this
    "errors/UNSUPPORTED_LINKED_FEATURE": set[str](),  # its router has connectors
    "errors/UNKNOWN_LINK_VERSION": {"INVALID_LINK_DIRECTIVE_USAGE"},  # it links the specification before it reads this
    "features/linked_alone": {"INVALID_LINK_DIRECTIVE_USAGE"},  # it has @inaccessible from federation alone
    "features/composed_directives": {"THROWN"},  # it fails on a repeated custom directive
}


@pytest.fixture(scope="module")
def told() -> dict[str, Any]:
    """What the other composers say of every case."""
    every = [*cases("errors"), *cases("hints"), *cases("features")]
    subgraphs = [[{"name": s.name, "url": s.url, "sdl": s.sdl} for s in case.subgraphs] for case in every]
    answers = peers.run(SCRIPT, subgraphs)
    return {case.name: answer for case, answer in zip(every, answers, strict=True)}


@pytest.mark.parametrize("case", [*cases("errors"), *cases("hints"), *cases("features")], ids=lambda case: case.name)
def test_codes_are_those_of_apollo(case: Case, told: dict[str, Any]) -> None:
    ours = {error.code for error in compose(case.subgraphs).errors}

    theirs = set(told[case.name]["apollo"]["codes"])

    assert theirs == DIFFERENCES.get(case.name, ours)


@pytest.mark.parametrize("case", [*cases("hints"), *cases("features")], ids=lambda case: case.name)
def test_join_directives_are_those_of_apollo(case: Case, told: dict[str, Any]) -> None:
    theirs = told[case.name]["apollo"]["supergraph"]
    if theirs is None:
        pytest.skip("it does not compose this case")

    ours = compose(case.subgraphs).supergraph_sdl

    assert ours is not None
    # It prints an override of a field that is gone.
    if not case.name.startswith("hints/OVERRIDE_DIRECTIVE_CAN_BE_REMOVED"):
        assert joins(ours) == joins(theirs)


def joins(supergraph: str) -> list[list[str]]:
    """Return the join directives of each line of a supergraph, whatever their order."""
    lines = (line for line in supergraph.splitlines() if not line.startswith("directive "))
    found = (re.findall(r"@join__\w+(?:\((?:[^()]|\([^()]*\))*\))?", line) for line in lines)
    return sorted(sorted(each.replace('selection: " ', 'selection: "') for each in line) for line in found if line)
