"""What a field asks of its reader, where composition would not have let it come so far."""

from dataclasses import replace

import pytest

from gateway.authorisation import Denied, Grants, Requirements
from gateway.supergraph import Supergraph
from gateway.supergraph.access import AccessRule
from tests.gateway.authorisation.cases import composed

ONE = """
type Query { t: T }
type T @key(fields: "id") {
  id: ID! first: Int b: Int @external hidden: Int
  a: Int @requires(fields: "b")
}
"""
OTHER = """
type T @key(fields: "id") {
  id: ID! first: Int @override(from: "one", label: "next") @requires(fields: "hidden")
  b: Int hidden: Int @external
}
"""
LOGIN = AccessRule(is_authenticated=True)


@pytest.fixture(scope="module")
def graph() -> Supergraph:
    return composed({"one": ONE, "other": OTHER})


def protected(graph: Supergraph, *coordinates: str) -> Requirements:
    return Requirements(replace(graph, access=dict.fromkeys(coordinates, LOGIN)))


def test_a_field_is_as_strict_as_it_is_under_any_label(graph: Supergraph) -> None:
    requirements = protected(graph, "T.hidden")

    assert Denied(requirements, held=0).is_denied("T", "first")
    assert not Denied(requirements, held=requirements.held(Grants(is_authenticated=True))).is_denied("T", "first")


def test_a_field_is_as_strict_as_all_that_is_read_for_it(graph: Supergraph) -> None:
    denied = Denied(protected(graph, "T.b"), held=0)

    assert denied.is_denied("T", "a")
    assert not denied.is_denied("T", "hidden")


def test_a_graph_without_rules_asks_nothing(graph: Supergraph) -> None:
    requirements = Requirements(graph)

    assert not requirements
    assert requirements.of("Query", "t").touched == 0
    assert requirements.held(Grants(is_authenticated=True)) == 0
