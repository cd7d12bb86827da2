"""What each subgraph knows of each type: frozen views, made once, walked by the planner and by composition."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum

from gateway.operation.selection import Selection


class Kind(Enum):
    """What a composite type is in one subgraph."""

    OBJECT = "object"
    INTERFACE = "interface"
    UNION = "union"
    INTERFACE_OBJECT = "interface object"  # an object there, an interface in the supergraph


@dataclass(frozen=True, slots=True)
class Graph:
    """One subgraph: its value in the join__Graph enum, its real name, its address (may be empty)."""

    enum_value: str
    name: str
    url: str


@dataclass(frozen=True, slots=True)
class Key:
    """A set of fields that names an entity; the subgraph can only be asked by it if it is resolvable."""

    selection: Selection
    is_resolvable: bool


@dataclass(frozen=True, slots=True)
class ContextArgument:
    """An argument filled from an ancestor: of the object types in `selections` the nearest, with what to read there."""

    name: str
    context: str
    type: str
    selections: Mapping[str, Selection]


@dataclass(frozen=True, slots=True)
class FieldView:
    """A field as one subgraph has it.

    `type` is printed (`[Review!]!`), `type_name` its innermost name. `is_own` is false for external and overridden
    fields: the subgraph declares them and does not resolve them. An override label decides it per request: `label`
    with `is_own_with_label` says for which outcome the field is its own.
    """

    name: str
    type: str
    type_name: str
    is_composite: bool
    is_own: bool
    requires: Selection = ()
    provides: Selection = ()
    context_arguments: tuple[ContextArgument, ...] = ()
    label: str | None = None
    is_own_with_label: bool = True

    @property
    def list_depth(self) -> int:
        return self.type.count("[")

    @property
    def needs_entry(self) -> bool:
        """Whether the field can only be asked through `_entities`, with values fetched before."""
        return bool(self.requires or self.context_arguments)


@dataclass(frozen=True, slots=True)
class TypeView:
    """A composite type as one subgraph has it; `possible` are the object types it may be there (an object: itself)."""

    name: str
    kind: Kind
    keys: tuple[Key, ...]
    fields: Mapping[str, FieldView]
    possible: frozenset[str]


@dataclass(frozen=True, slots=True)
class Target:
    """A way to ask a subgraph for a field of an object: as `type_name`, its own type or an interface (object)."""

    graph: int
    type_name: str
