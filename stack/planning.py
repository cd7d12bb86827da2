"""`covergraph plan`: how the gateway would answer an operation, without asking anybody."""

from pathlib import Path
from typing import Any

from gateway.errors import GatewayError
from gateway.operation import choose_operation, coerce_variables, normalise, parse_and_validate
from gateway.planner import make_plan, show
from gateway.supergraph import read_supergraph
from stack.errors import StackError


def plan(text: str, supergraph: Path, *, operation_name: str | None, variables: dict[str, Any]) -> str:
    """Return the plan of an operation as text; variables matter where @skip or @include name them."""
    try:
        graph = read_supergraph(supergraph.read_text())
        document = parse_and_validate(text, graph.api_schema)
        chosen = choose_operation(document, operation_name)
        values = coerce_variables(chosen, graph.api_schema, variables) if variables else {}
        return show(make_plan(normalise(document, chosen, graph.api_schema, values), graph))
    except OSError as error:
        raise StackError(f"{error.filename}: {error.strerror}.") from error
    except GatewayError as error:
        raise StackError(str(error)) from error
