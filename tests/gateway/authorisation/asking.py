"""Ask as somebody, through everything that stands between an operation and its answer."""

from dataclasses import dataclass
from typing import Any

from gateway.authorisation import Denied, Grants, Requirements, touched_rules
from gateway.executor import compile_plan, execute
from gateway.operation import choose_operation, normalise, parse_and_validate
from gateway.planner import make_plan
from gateway.response import Shaper, withheld_parts, withhold
from gateway.supergraph import Supergraph
from tests.gateway.authorisation.subgraphs import Subgraphs


@dataclass(frozen=True, slots=True)
class Heard:
    """What came of an operation: the answer, and the fields that subgraphs were asked for."""

    data: Any
    errors: list[dict[str, Any]]
    read: tuple[tuple[str, str], ...]
    requests: int

    @property
    def denied(self) -> list[str]:
        """Where the answer says that something is denied."""
        return sorted(".".join(map(str, error["path"])) for error in self.errors)


async def ask(supergraph: Supergraph, subgraphs: Subgraphs, text: str, grants: Grants) -> Heard:
    """Answer an operation for somebody with these grants."""
    requirements = Requirements(supergraph)
    document = parse_and_validate(text, supergraph.api_schema)
    node = choose_operation(document, None)
    held = requirements.held(grants) & touched_rules(document, node, supergraph.api_schema, requirements)
    operation = normalise(document, node, supergraph.api_schema, {}, denials=Denied(requirements, held))
    subgraphs.begin()
    outcome = await execute(compile_plan(make_plan(operation, supergraph)), {}, subgraphs.send)
    code = "FORBIDDEN" if grants.is_authenticated else "UNAUTHENTICATED"
    withhold(outcome, withheld_parts(operation.client), message="not for you", code=code)
    shaped = Shaper(operation.client, operation.root_type, supergraph.api_schema).shape(outcome)
    return Heard(shaped.data, shaped.errors, tuple(subgraphs.read), subgraphs.requests)
