"""What services ask of the graph is in the graph."""

from pathlib import Path

import pytest
from graphql import GraphQLSchema, parse, validate

from gateway.supergraph import read_supergraph
from subgraphs.claims.rules.filing import LINES_MAX
from subgraphs.kit.graph import ASKS, SIGN_IN
from subgraphs.providers.types.fees import known_codes
from subgraphs.registry import SUBGRAPHS
from tests.journeys.house import SUPERGRAPH

ROOT = Path(__file__).resolve().parents[2]
FILES = [path for row in SUBGRAPHS if (path := ROOT / "subgraphs" / row.name / ASKS).exists()]


@pytest.fixture(scope="module")
def api() -> GraphQLSchema:
    return read_supergraph(SUPERGRAPH.read_text()).api_schema


def test_the_operations_of_all_domains_are_valid(api: GraphQLSchema) -> None:
    wrong = {
        path.parent.name: [error.message for error in errors]
        for path in FILES
        if (errors := validate(api, parse(path.read_text())))
    }

    assert wrong == {}


def test_a_service_signs_in_by_an_operation_of_the_graph(api: GraphQLSchema) -> None:
    assert [error.message for error in validate(api, parse(SIGN_IN))] == []


def test_what_the_graph_does_not_have_is_found(api: GraphQLSchema) -> None:
    [error] = validate(api, parse("query Facts { member(id: 1) { shoeSize } }"))

    assert error.message.startswith("Cannot query field 'shoeSize' on type 'Member'.")


def test_a_claim_of_as_many_codes_as_it_may_have_lines_is_answered() -> None:
    codes = [f"{number:05}" for number in range(LINES_MAX)]

    known = known_codes(codes)

    assert len(known) == 200
