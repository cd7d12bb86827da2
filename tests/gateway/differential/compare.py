"""One case: a world from a seed, cut and composed, and operations answered by the gateway and in plain execution."""

from dataclasses import dataclass
from random import Random
from typing import Any

import orjson
from graphql import ExecutionResult

from gateway.composition import SubgraphSchema, compose
from gateway.executor import compile_plan, execute
from gateway.executor.direct import Direct, Recorded, Routes
from gateway.operation import choose_operation, coerce_variables, normalise
from gateway.operation.operation import OperationKind
from gateway.planner import Plan, make_plan, show
from gateway.response import Shaper
from gateway.supergraph import Supergraph, read_supergraph
from tests.gateway.differential.contexts import add_contexts
from tests.gateway.differential.cut import Cut
from tests.gateway.differential.failures import NOTHING_FAILS, Failures
from tests.gateway.differential.interfaces import add_interface_objects, finish_interfaces
from tests.gateway.differential.judge import Answered, judge
from tests.gateway.differential.operations import Request, make_request
from tests.gateway.differential.parts import Subgraph
from tests.gateway.differential.provisions import add_provisions
from tests.gateway.differential.requirements import add_requirements
from tests.gateway.differential.serve import SubgraphServer
from tests.gateway.differential.transfers import ACTIVE_LABELS, add_overrides, close_entries
from tests.gateway.differential.truth import Truth
from tests.gateway.differential.world import NothingFitsError, make_world
from tests.gateway.planner.cases import LINK


@dataclass(slots=True)
class Case:
    """A world that composed."""

    cut: Cut
    subgraphs: list[Subgraph]
    supergraph: Supergraph
    servers: dict[str, SubgraphServer]

    def requests(self, random: Random, count: int) -> list[Request]:
        drawn = (make_request(random, self.supergraph.api_schema) for _ in range(count))
        return [request for request in drawn if request is not None]


@dataclass(slots=True)
class Difference:
    """What differed, readable enough to become a case file."""

    request: Request
    why: str
    plan: str
    ours: Any
    theirs: Any

    def __str__(self) -> str:
        shown = f"{self.request.text}\n{self.request.variables}\n{self.plan}"
        return f"{self.why}\n{shown}\nours:   {self.ours}\ntheirs: {self.theirs}"


def make_case(seed: int) -> Case | str:
    """Make the case of a seed, or say why it does not compose."""
    random = Random(seed)
    try:
        made = cut_world(random)
    except NothingFitsError as error:
        return f"nothing fits {error}"
    subgraphs = [subgraph for subgraph in made.subgraphs if subgraph.parts]
    composition = compose([SubgraphSchema(s.name, "", LINK + s.print()) for s in subgraphs])
    if composition.supergraph_sdl is None:
        return "\n".join(map(str, composition.errors))
    servers = {subgraph.name: SubgraphServer(made.world, subgraph) for subgraph in subgraphs}
    return Case(made, subgraphs, read_supergraph(composition.supergraph_sdl), servers)


def cut_world(random: Random) -> Cut:
    """Draw a world and cut it, with all that subgraphs may declare."""
    made = Cut(random, make_world(random))
    made.place_fields()
    add_contexts(made)
    add_interface_objects(made)
    add_requirements(made)
    add_provisions(made)
    add_overrides(made)
    finish_interfaces(made)
    close_entries(made)
    made.fill()
    return made


async def differ(case: Case, request: Request, failures: Failures = NOTHING_FAILS) -> Difference | None:
    """Answer both ways and return the difference, if there is one."""
    plan = _plan(case, request)
    ours = await _through_the_gateway(case, request, plan, failures)
    truth = Truth(case.cut.world, case.supergraph.api_schema, failures)
    theirs = truth.execute(request.document, request.variables)
    why = judge(ours, theirs, truth)
    return None if why is None else Difference(request, why, show(plan), ours, _shown(theirs))


def _shown(result: ExecutionResult) -> Any:
    return result.data, [(error.message, error.path) for error in result.errors or ()]


def _plan(case: Case, request: Request) -> Plan:
    schema = case.supergraph.api_schema
    node = choose_operation(request.document, None)
    variables = coerce_variables(node, schema, request.variables)
    operation = normalise(request.document, node, schema, variables)
    return make_plan(operation, case.supergraph, labels=ACTIVE_LABELS)


async def _through_the_gateway(case: Case, request: Request, plan: Plan, failures: Failures) -> Answered:
    for server in case.servers.values():
        server.begin(failures)
    carried_out: list[tuple[str, int]] = []

    async def send(subgraph: str, body: bytes, *, is_idempotent: bool) -> bytes:
        server = case.servers[subgraph]
        before = len(server.carried_out)
        answer = server.answer(body)
        carried_out.extend(server.carried_out[before:])
        assert is_idempotent != (len(server.carried_out) > before)
        return answer

    schema = case.supergraph.api_schema
    variables = coerce_variables(choose_operation(request.document, None), schema, request.variables)
    program = compile_plan(plan)
    outcome = await execute(program, variables, send)
    shaper = Shaper(plan.client, plan.root_type, schema)
    shaped = shaper.shape(outcome)
    assert shaper.shape(outcome) == shaped, f"the second time is the fast path's: {request.text}"
    has_failed = any(server.has_failed for server in case.servers.values())
    if plan.kind is OperationKind.QUERY and not failures.down:
        direct = Direct(program, plan.client, schema, Routes(), uses_before=0)
        body = await direct.answer(variables, Recorded(send))
        told = {"data": shaped.data, **({"errors": shaped.errors} if shaped.errors else {})}
        assert body is None or orjson.loads(body) == told, f"the direct way answers {body!r}, not {told}"
    return Answered(shaped.data, shaped.errors, carried_out, has_failed=has_failed)
