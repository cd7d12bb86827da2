"""What composition has to say: errors and hints with code, coordinates, subgraphs and source positions."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import Enum

from graphql import Node


class Level(Enum):
    """How grave a finding is; only ERROR prevents a supergraph."""

    ERROR = "error"
    WARN = "warn"
    INFO = "info"
    DEBUG = "debug"


@dataclass(frozen=True, slots=True, order=True)
class Position:
    """A place in the SDL of one subgraph; line and column count from 1."""

    subgraph: str
    line: int
    column: int

    def __str__(self) -> str:
        return f"{self.subgraph}:{self.line}:{self.column}"


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing found. `coordinates` name schema elements (`Type.field(argument:)`), `positions` their sources."""

    code: str
    message: str
    level: Level = Level.ERROR
    coordinates: tuple[str, ...] = ()
    subgraphs: tuple[str, ...] = ()
    positions: tuple[Position, ...] = ()

    def __str__(self) -> str:
        places = ", ".join(map(str, self.positions))
        return f"{self.code}: {self.message}" + (f" [{places}]" if places else "")


def finding(
    code: str,
    message: str,
    *coordinates: str,
    nodes: Iterable[tuple[str, Node | None]] = (),
    level: Level = Level.ERROR,
) -> Finding:
    """Build a finding about `coordinates`; `nodes` are the (subgraph, source node) pairs it concerns."""
    pairs = list(nodes)
    return Finding(
        code=code,
        message=message,
        level=level,
        coordinates=coordinates,
        subgraphs=tuple(dict.fromkeys(subgraph for subgraph, _ in pairs)),
        positions=tuple(dict.fromkeys(place for subgraph, node in pairs if (place := position(subgraph, node)))),
    )


def position(subgraph: str, node: Node | None) -> Position | None:
    """Say where a node stands: at its name if it has one, for a description may come before it."""
    anchor: Node | None = getattr(node, "name", None) or node
    if anchor is None or anchor.loc is None:
        return None
    token = anchor.loc.start_token
    return Position(subgraph, token.line, token.column)


def names(subgraphs: Iterable[str]) -> str:
    """Print subgraph names for a sentence: `"a"`, `"a" and "b"`, `"a", "b" and "c"`."""
    quoted = [f'"{name}"' for name in subgraphs]
    return quoted[0] if len(quoted) == 1 else f"{', '.join(quoted[:-1])} and {quoted[-1]}" if quoted else ""


def in_subgraphs(subgraphs: Iterable[str]) -> str:
    """Print `in subgraph "a"` or `in subgraphs "a" and "b"`."""
    listed = list(subgraphs)
    return f"in subgraph{'s' if len(listed) > 1 else ''} {names(listed)}"


def side_by_side(versions: Mapping[str, str]) -> str:
    """Print each subgraph's version of an element, subgraphs with equal versions together, the commonest first."""
    holders: dict[str, list[str]] = {}
    for subgraph, version in versions.items():
        holders.setdefault(version, []).append(subgraph)
    groups = sorted(holders.items(), key=lambda group: -len(group[1]))
    return "; ".join(f"{version} {in_subgraphs(subgraphs)}" for version, subgraphs in groups)


class Report:
    """Collects findings in the order they are made, each once."""

    __slots__ = ("_findings",)

    def __init__(self) -> None:
        self._findings: dict[Finding, None] = {}

    def add(self, found: Finding | Iterable[Finding]) -> None:
        for each in (found,) if isinstance(found, Finding) else found:
            self._findings[each] = None

    @property
    def errors(self) -> tuple[Finding, ...]:
        return tuple(found for found in self._findings if found.level is Level.ERROR)

    @property
    def hints(self) -> tuple[Finding, ...]:
        return tuple(found for found in self._findings if found.level is not Level.ERROR)
