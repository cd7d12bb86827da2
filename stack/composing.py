"""`covergraph compose`: the eight subgraph schemas into schema.graphql, or what keeps them from composing."""

from functools import cache
from importlib import import_module
from pathlib import Path
from textwrap import indent
from typing import Final

from strawberry.printer import print_schema

from gateway.composition import Composition, Finding, Position, SubgraphSchema, compose
from gateway.composition.changes import Change, find_changes
from gateway.errors import GatewayError
from gateway.supergraph import read_supergraph
from stack.errors import StackError
from subgraphs.registry import SUBGRAPHS, Subgraph

# Where `covergraph up --subgraph-port` has the subgraphs listen for other gateways; ours goes by Unix sockets.
SUBGRAPH_PORT: Final = 4001
LINE_WIDTH_MAX: Final = 100


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
    try:
        if file.exists() and file.read_bytes() == supergraph.encode():
            return False
        file.write_text(supergraph, encoding="utf-8")
    except OSError as error:
        raise StackError(f"{file}: {error.strerror}.") from error
    return True


def changes(old: Path, supergraph: str) -> tuple[Change, ...]:
    """Return what the supergraph changes for clients of the one in that file."""
    try:
        before = read_supergraph(old.read_text(encoding="utf-8"))
    except OSError as error:
        raise StackError(f"{old}: {error.strerror}.") from error
    except UnicodeDecodeError as error:
        raise StackError(f"{old} is not text in UTF-8: byte {error.start} cannot be read.") from error
    except GatewayError as error:
        raise StackError(f"{old} is no supergraph to compare with: {str(error).rstrip('.')}.") from error
    return find_changes(before.api_schema, read_supergraph(supergraph).api_schema)


def card(finding: Finding) -> str:
    """Print one finding for a person: the code, what it means, and the lines of the subgraphs it stands at."""
    places = [f"  at {position}  {_line(position)}".rstrip() for position in finding.positions]
    named = [f"  of {', '.join(finding.coordinates)}"] if finding.coordinates else []
    lines = [f"{finding.level.value.upper()} {finding.code}", indent(finding.message, "  "), *named, *places]
    return "\n".join(lines) + "\n"


def _line(position: Position) -> str:
    """Return the line of a subgraph's schema, which no file holds; only so much of it as helps to know it again."""
    lines = _lines(position.subgraph)
    text = lines[position.line - 1].strip() if position.line <= len(lines) else ""
    return text if len(text) <= LINE_WIDTH_MAX else f"{text[: LINE_WIDTH_MAX - 1]}…"


@cache
def _lines(subgraph: str) -> tuple[str, ...]:
    return next((tuple(subgraph_schema(row).sdl.splitlines()) for row in SUBGRAPHS if row.name == subgraph), ())
