"""`covergraph compose`: the eight subgraph schemas into schema.graphql, or what keeps them from composing."""

from importlib import import_module
from pathlib import Path
from typing import Final

from strawberry.printer import print_schema

from gateway.composition import Composition, Finding, SubgraphSchema, compose
from gateway.composition.changes import Change, find_changes
from gateway.errors import GatewayError
from gateway.supergraph import read_supergraph
from stack.errors import StackError
from subgraphs.registry import SUBGRAPHS, Subgraph

# Where `covergraph up --subgraph-port` has the subgraphs listen for other gateways; ours goes by Unix sockets.
SUBGRAPH_PORT: Final = 4001


def composed() -> Composition:
    """Compose the subgraphs of this program."""
    return compose([subgraph_schema(row) for row in SUBGRAPHS])


def subgraph_schema(row: Subgraph) -> SubgraphSchema:
    """Return one subgraph's schema as it tells it to a gateway."""
    schema = import_module(f"{row.package}.schema").schema
    port = SUBGRAPH_PORT + SUBGRAPHS.index(row)
    return SubgraphSchema(row.name, f"http://127.0.0.1:{port}/graphql", print_schema(schema))


def write(supergraph: str, file: Path) -> bool:
    """Write the supergraph; tell whether that changed anything."""
    if file.exists() and file.read_text() == supergraph:
        return False
    file.write_text(supergraph)
    return True


def changes(old: Path, supergraph: str) -> tuple[Change, ...]:
    """Return what the supergraph changes for clients of the one in that file."""
    try:
        before = read_supergraph(old.read_text())
    except OSError as error:
        raise StackError(f"{old}: {error.strerror}.") from error
    except GatewayError as error:
        raise StackError(f"{old} is no supergraph to compare with: {error}.") from error
    return find_changes(before.api_schema, read_supergraph(supergraph).api_schema)


def card(finding: Finding) -> str:
    """Print one finding for a person: the code, what it means, where it stands in the subgraphs."""
    places = [f"  at {position}" for position in finding.positions]
    named = [f"  of {', '.join(finding.coordinates)}"] if finding.coordinates else []
    return "\n".join([f"{finding.level.value.upper()} {finding.code}", f"  {finding.message}", *named, *places])
