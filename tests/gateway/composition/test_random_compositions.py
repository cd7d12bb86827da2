"""Random worlds, whole and with edits that mostly break them: `@apollo/composition` says the same of each.

Hundreds: `pytest tests/gateway/composition/test_random_compositions.py --composition-cases 500`. Where they differ on
purpose, `OURS_ALONE` and `THEIRS_ALONE` say why. A query that it thinks unanswerable and we do not must have a plan.
"""

import re
from pathlib import Path
from typing import Any

import pytest

from gateway.composition import SubgraphSchema, compose
from gateway.supergraph import read_supergraph
from tests import peers
from tests.gateway.composition.mutations import edited_subgraphs, valid_subgraphs
from tests.gateway.composition.normal_form import normal_form
from tests.gateway.planner.cases import plan_text

SCRIPT = Path(peers.__file__).parent / "composers.mjs"
# So many fit into the patience with a peer, on a busy machine too.
AT_ONCE = 25
QUERY = re.compile(r"supergraph API query:\n(.*?\n *})\n *cannot be satisfied", re.DOTALL)

pytestmark = pytest.mark.xdist_group("composers")

# Codes that one of the two may have alone, and why.
OURS_ALONE = {
    "KEY_FIELDS_HAS_ARGS": "it says of the argument only that it is not given",
    "KEY_INVALID_FIELDS": "it fails on a selection below a scalar, and stops at some errors before it looks at keys",
    "INVALID_GRAPHQL": "its parser is called before it",
    "PROVIDES_ON_NON_OBJECT_FIELD": "it stops at the first kind of error it finds",
    "TYPE_KIND_MISMATCH": "it does not say that interface objects meet objects",
    "SATISFIABILITY_ERROR": "it would enter a subgraph by a key that cannot be resolved",
    "SHAREABLE_HAS_MISMATCHED_RUNTIME_TYPES": "it overlooks a subgraph that is reached through another",
}
THEIRS_ALONE = {
    "KEY_INVALID_FIELDS": "see KEY_FIELDS_HAS_ARGS",
    "INVALID_GRAPHQL": "see TYPE_KIND_MISMATCH",
    "EXTERNAL_UNUSED": "what is named in a field set that is wrong is not unused",
    "THROWN": "see KEY_INVALID_FIELDS and INVALID_GRAPHQL",
}
# What it accepts all the same.
ACCEPTED = {"SATISFIABILITY_ERROR", "SHAREABLE_HAS_MISMATCHED_RUNTIME_TYPES"}


def ask(cases: list[tuple[SubgraphSchema, ...]]) -> list[dict[str, Any]]:
    answers = []
    for first in range(0, len(cases), AT_ONCE):
        part = [[{"name": s.name, "url": s.url, "sdl": s.sdl} for s in case] for case in cases[first : first + AT_ONCE]]
        answers += [told["apollo"] for told in peers.run(SCRIPT, part)]
    return answers


@pytest.mark.parametrize("make", [valid_subgraphs, edited_subgraphs], ids=["whole", "edited"])
def test_random_subgraphs_compose_as_apollo_composes_them(make: Any, pytestconfig: pytest.Config) -> None:
    first = pytestconfig.getoption("differential_seed")
    seeds = range(first, first + pytestconfig.getoption("composition_cases"))
    cases = [make(seed) for seed in seeds]

    told = ask(cases)

    composed = 0
    for seed, case, theirs in zip(seeds, cases, told, strict=True):
        composition = compose(case)
        if composition.supergraph_sdl is not None and theirs["supergraph"] is not None:
            composed += 1
            assert said_by(composition.supergraph_sdl) == said_by(theirs["supergraph"]), f"seed {seed}"
        elif composition.supergraph_sdl is not None and set(theirs["codes"]) == {"SATISFIABILITY_ERROR"}:
            assert_planned(composition.supergraph_sdl, theirs["messages"], seed)
        else:
            assert_excused({error.code for error in composition.errors}, set(theirs["codes"]), seed)
    assert composed > len(seeds) // 4


def assert_excused(ours: set[str], theirs: set[str], seed: int) -> None:
    """Both name the same codes, or differ in what is known."""
    if "SHAREABLE_HAS_MISMATCHED_RUNTIME_TYPES" in ours:
        # Types that are not in common are not reached: it says only that.
        theirs -= {"SATISFIABILITY_ERROR"}
    assert ours - theirs <= OURS_ALONE.keys(), f"seed {seed}: ours {ours}, theirs {theirs}"
    assert theirs - ours <= THEIRS_ALONE.keys(), f"seed {seed}: ours {ours}, theirs {theirs}"
    assert theirs or ours <= ACCEPTED, f"seed {seed}: only we refuse it, for {ours}"
    assert ours or not theirs, f"seed {seed}: only it refuses it, for {theirs}"


def assert_planned(supergraph: str, messages: list[str], seed: int) -> None:
    """What it says cannot be answered has a plan, whichever labels are active."""
    read = read_supergraph(supergraph)
    queries = [found[1] for message in messages if (found := QUERY.search(message))]
    assert queries, f"seed {seed}: {messages}"
    for query in queries:
        for labels in ("", f"labels: {', '.join(sorted(read.override_labels))}"):
            assert plan_text(query.replace("...\n", "__typename\n"), read, labels).requests, f"seed {seed}: {query}"


def said_by(supergraph: str) -> dict[str, frozenset[str]]:
    """Return what a supergraph says; an override of what is gone says nothing."""
    said = normal_form(supergraph).items()
    return {name: frozenset(re.sub(r", override: [^,]*(?=\)$)", "", one) for one in each) for name, each in said}
