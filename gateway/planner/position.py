"""A position of the search: an object type seen from the subgraph that brought the object, and what is known of it."""

from dataclasses import dataclass, field
from typing import TypeAlias

from gateway.operation.selection import Selection
from gateway.planner.solution import NOTHING, Solution
from gateway.supergraph import Target

# (type, field, graph): fields whose requirement is being obtained.
Excluded: TypeAlias = frozenset[tuple[str, str, int]]

NO_GRAPH = -1  # the position above the operation's root: nothing is fetched yet


@dataclass(frozen=True, slots=True, eq=False)
class Entry:
    """How a target is entered from a position: by which key, and how that is obtained."""

    key: Selection
    needs: Solution


FREE = Entry((), NOTHING)  # root fields are asked without a key


@dataclass(slots=True, eq=False)
class Position:
    """An object type seen from a graph, with the targets found enterable so far and what was planned there."""

    graph: int
    type_name: str
    provided: Selection
    excluded: Excluded
    entries: dict[Target, Entry] = field(default_factory=dict)
    known: dict[Selection, Solution] = field(default_factory=dict)
    is_complete: bool = False
    building_depth: int = 0  # 0: not being built
