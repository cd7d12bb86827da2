"""One case: a world from a seed, cut and composed, and operations answered by the gateway and in plain execution."""

from dataclasses import dataclass
from random import Random
from typing import Any

from gateway.composition import SubgraphSchema, compose
from gateway.executor import compile_plan, execute
from gateway.operation import choose_operation, coerce_variables, normalise, parse_and_validate
from gateway.planner import make_plan, show
from gateway.response import Shaper
from gateway.supergraph import Supergraph, read_supergraph
from tests.gateway.differential.cut import Subgraph, cut
from tests.gateway.differential.operations import Request, make_request
from tests.gateway.differential.serve import SubgraphServer, Truth
from tests.gateway.differential.world import World, make_world
from tests.gateway.planner.cases import LINK


@dataclass(slots=True)
class Case:
    """A world that composed."""

    world: World
    subgraphs: list[Subgraph]
    supergraph: Supergraph

    def requests(self, random: Random, count: int) -> list[Request]:
        drawn = (make_request(random, self.supergraph.api_schema) for _ in range(count))
        return [request for request in drawn if request is not None]


@dataclass(slots=True)
class Difference:
    """What differed, readable enough to become a case file."""

    request: Request
    plan: str
    ours: Any
    theirs: Any

    def __str__(self) -> str:
        return f"{self.request.text}\n{self.request.variables}\n{self.plan}\nours:   {self.ours}\ntheirs: {self.theirs}"


def make_case(seed: int) -> Case | str:
    """Make the case of a seed, or say why it does not compose."""
    random = Random(seed)
    world = make_world(random)
    subgraphs = cut(random, world)
    composition = compose([SubgraphSchema(s.name, "", LINK + s.print()) for s in subgraphs])
    if composition.supergraph_sdl is None:
        return "\n".join(map(str, composition.errors))
    return Case(world, subgraphs, read_supergraph(composition.supergraph_sdl))


async def differ(case: Case, request: Request) -> Difference | None:
    """Answer both ways and return the difference, if there is one."""
    theirs = Truth(case.world, case.supergraph.api_schema).execute(request.text, request.variables)
    ours, plan = await _through_the_gateway(case, request)
    mine = (ours.data, bool(ours.errors))
    true = (theirs.data, bool(theirs.errors))
    return None if mine == true else Difference(request, plan, mine, true)


async def _through_the_gateway(case: Case, request: Request) -> tuple[Any, str]:
    servers = {subgraph.name: SubgraphServer(case.world, subgraph) for subgraph in case.subgraphs}

    async def send(subgraph: str, body: bytes, *, is_idempotent: bool) -> bytes:
        assert is_idempotent
        return servers[subgraph].answer(body)

    schema = case.supergraph.api_schema
    document = parse_and_validate(request.text, schema)
    node = choose_operation(document, None)
    variables = coerce_variables(node, schema, request.variables)
    operation = normalise(document, node, schema, variables)
    plan = make_plan(operation, case.supergraph, labels=frozenset(("on",)))
    outcome = await execute(compile_plan(plan), variables, send)
    shaper = Shaper(plan.client, plan.root_type, schema)
    shaped = shaper.shape(outcome)
    assert shaper.shape(outcome) == shaped, f"the second time is the fast path's: {request.text}"
    return shaped, show(plan)
