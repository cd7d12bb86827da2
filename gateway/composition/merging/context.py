"""What every merging step needs to know: the subgraphs, their names in the supergraph, and what belongs to what."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TypeAlias, TypeVar

from gateway.composition.fieldsets import field_set_of, key_sets, walk_fields
from gateway.composition.findings import Report
from gateway.composition.schema import Element, Kind, Subgraph, Type
from gateway.composition.typerefs import TypeRef, is_subtype, named

ElementT = TypeVar("ElementT", bound=Element)
# (subgraph, directive) of all that @composeDirective keeps.
Kept: TypeAlias = frozenset[tuple[str, str]]


@dataclass(frozen=True)
class Context:
    """The subgraphs by name, in the supergraph's order, and where findings go."""

    subgraphs: Mapping[str, Subgraph]
    report: Report

    @cached_property
    def graphs(self) -> Mapping[str, str]:
        """The value of `join__Graph` for each subgraph."""
        return graph_values(self.subgraphs)

    @cached_property
    def type_names(self) -> tuple[str, ...]:
        return tuple(sorted({name for subgraph in self.subgraphs.values() for name in subgraph.types}))

    def types(self, name: str) -> dict[str, Type]:
        """Return each subgraph's version of a type."""
        return {graph.name: graph.types[name] for graph in self.subgraphs.values() if name in graph.types}

    @cached_property
    def memberships(self) -> frozenset[tuple[str, str]]:
        """(member, union or interface) as any subgraph has it."""
        pairs = set()
        for subgraph in self.subgraphs.values():
            for each in subgraph.types.values():
                pairs |= {(each.name, interface) for interface in each.interfaces}
                pairs |= {(member, each.name) for member in each.members}
        return frozenset(pairs)

    def is_subtype(self, sub: TypeRef, of: TypeRef) -> bool:
        return is_subtype(sub, of, lambda member, group: (member, group) in self.memberships)

    @cached_property
    def entities(self) -> frozenset[str]:
        """The types with a key in some subgraph."""
        return frozenset(name for name in self.type_names if any(each.has("key") for each in self.types(name).values()))

    @cached_property
    def key_fields(self) -> Mapping[str, frozenset[tuple[str, str]]]:
        """By subgraph: (type, field) of everything its keys name."""
        return {
            name: frozenset(
                pair
                for each in graph.types.values()
                for key in key_sets(each)
                for pair in walk_fields(each.name, key.fields, graph.types.get)
            )
            for name, graph in self.subgraphs.items()
        }

    @cached_property
    def provided_fields(self) -> Mapping[str, frozenset[tuple[str, str]]]:
        """By subgraph: (type, field) of everything its @provides name."""
        return {
            name: frozenset(
                pair
                for each in graph.types.values()
                for field in each.fields.values()
                for pair in walk_fields(named(field.type), field_set_of(field, "provides"), graph.types.get)
            )
            for name, graph in self.subgraphs.items()
        }

    @cached_property
    def interface_objects(self) -> Mapping[str, tuple[str, ...]]:
        """For each interface that is an interface object somewhere: those subgraphs."""
        found = {
            name: tuple(graph for graph, each in self.types(name).items() if each.is_interface_object)
            for name in self.type_names
        }
        return {name: graphs for name, graphs in found.items() if graphs}

    def kind(self, name: str) -> Kind | None:
        return next((each.merged_kind for each in self.types(name).values()), None)


def graph_values(names: Iterable[str]) -> dict[str, str]:
    """Name each subgraph as an enum value: letters, digits and underscores, upper case, unlike every other."""
    by_value: dict[str, list[str]] = {}
    for name in names:
        value = re.sub(r"\W", "_", name, flags=re.ASCII).upper()
        value = f"_{value}" if value[:1].isdigit() else value
        # A number at the end could meet one that is added below.
        value = f"{value}_" if re.search(r"_\d+$", value) else value
        by_value.setdefault(value, []).append(name)
    return {
        name: value if len(same) == 1 else f"{value}_{count}"
        for value, same in by_value.items()
        for count, name in enumerate(same, start=1)
    }


def nodes(sources: Mapping[str, Element] | Sequence[tuple[str, Element]]) -> list[tuple[str, object]]:
    """Return (subgraph, node) of each source, for the positions of a finding."""
    pairs = sources.items() if isinstance(sources, Mapping) else sources
    return [(subgraph, element.node) for subgraph, element in pairs]
