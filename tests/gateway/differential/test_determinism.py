"""Plans are a function of operation and supergraph, and answers do not depend on the order of the subgraphs."""

from dataclasses import replace
from random import Random

import pytest

from gateway.composition import SubgraphSchema, compose
from gateway.supergraph import read_supergraph
from tests.gateway.differential.compare import Case, differ, make_case
from tests.gateway.planner.cases import LINK, shown

SEEDS = (1, 2, 3, 5, 7, 11)


def a_case(seed: int) -> Case:
    case = make_case(seed)
    assert isinstance(case, Case), case
    return case


@pytest.mark.parametrize("seed", SEEDS)
def test_a_supergraph_read_again_gives_the_same_plans(seed: int) -> None:
    case = a_case(seed)
    again = read_supergraph(case.supergraph.sdl)

    plans = [(shown(r.text, case.supergraph), shown(r.text, again)) for r in case.requests(Random(seed), 3)]

    assert all(one == other for one, other in plans)


@pytest.mark.parametrize("seed", SEEDS)
async def test_subgraphs_in_another_order_answer_the_same(seed: int) -> None:
    case = a_case(seed)
    schemas = [SubgraphSchema(s.name, "", LINK + s.print()) for s in reversed(case.subgraphs)]
    composed = compose(schemas).supergraph_sdl
    assert composed is not None
    turned = replace(case, supergraph=read_supergraph(composed))

    differences = [await differ(turned, request) for request in case.requests(Random(seed), 3)]

    assert differences == [None] * len(differences)
