"""Operations that would take a careless planner for ever: planned within the budget of work, or refused by it."""

import pytest

from gateway.errors import LimitExceeded
from gateway.supergraph import Supergraph
from tests.gateway.planner.cases import compose_case, plan_text

ENTITIES = 6
IMPLEMENTATIONS = 100
SUBGRAPHS = 20


def entities() -> Supergraph:
    return compose_case(
        {
            f"s{i}": f"type Query {{ q{i}: T }} "
            f'type T @key(fields: "id") {{ id: ID! f{i}: Int n{i}: T v{i}(a: Int): Int }}'
            for i in range(ENTITIES)
        }
    )


def implementations() -> Supergraph:
    types = (f'type T{k} implements I @key(fields: "id") {{ id: ID! n: I }}' for k in range(IMPLEMENTATIONS))
    more = (f'type T{k} @key(fields: "id") {{ id: ID! b{k}: Int c: Int }}' for k in range(IMPLEMENTATIONS))
    return compose_case(
        {"a": "type Query { i: [I] } interface I { id: ID! n: I } " + " ".join(types), "b": " ".join(more)}
    )


def keys() -> Supergraph:
    def subgraph(i: int) -> str:
        names = [f"k{(i + j) % SUBGRAPHS}" for j in range(5)]
        known = " ".join(f'@key(fields: "{name}")' for name in names)
        fields = " ".join(f"{name}: ID! @shareable" for name in names)
        root = "" if i else "type Query { t: T } "
        return f"{root}type T {known} {{ {fields} f{i}: Int x: Int @shareable n: T @shareable }}"

    return compose_case({f"s{i:02d}": subgraph(i) for i in range(SUBGRAPHS)})


def test_wide_aliases_of_objects_that_hop_are_planned() -> None:
    asked = " ".join(f"a{i}: n{i % 6} {{ f{(i + 1) % 6} v{(i + 2) % 6}(a: {i}) }}" for i in range(500))

    plan = plan_text(f"{{ q0 {{ {asked} }} }}", entities())

    assert len(plan.requests) == 12


def test_fragments_for_a_hundred_implementations_are_planned() -> None:
    inner = " ".join(f"... on T{k} {{ b{k} c }}" for k in range(IMPLEMENTATIONS))

    plan = plan_text(f"{{ i {{ {inner} n {{ {inner} n {{ {inner} }} }} }} }}", implementations())

    assert [request.subgraph for request in plan.requests] == ["a", "b"]


def test_twenty_subgraphs_with_many_keys_are_planned() -> None:
    fields = " ".join(f"f{i}" for i in range(SUBGRAPHS))

    plan = plan_text(f"{{ t {{ {fields} x n {{ {fields} n {{ {fields} }} }} }} }}", keys())

    assert len(plan.requests) == SUBGRAPHS


def test_requirements_that_all_require_each_other_are_refused() -> None:
    def subgraph(i: int) -> str:
        others = [f"r{j}" for j in range(i)]
        required = f' @requires(fields: "{" ".join(others)}")' if others else ""
        fields = " ".join(f"{name}: Int @external" for name in others)
        root = "" if i else "type Query { t: T } "
        return f'{root}type T @key(fields: "id") {{ id: ID! {fields} r{i}: Int{required} }}'

    supergraph = compose_case({f"s{i:02d}": subgraph(i) for i in range(15)})

    with pytest.raises(LimitExceeded) as refused:
        plan_text("{ t { r14 } }", supergraph)

    assert refused.value.code == "PLAN_LIMIT"
