"""The supergraph as the rest of the gateway holds it: the text, the subgraphs, the API schema, the planner's views."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property, reduce

from graphql import GraphQLSchema, print_schema

from gateway.operation.cost.prices import Prices
from gateway.supergraph.access import AccessRule
from gateway.supergraph.views import FieldView, Graph, Kind, Target, TypeView


class Views:
    """Who resolves what, for one outcome of the override labels. Graphs are named by their index."""

    def __init__(
        self, graphs: tuple[Graph, ...], types: tuple[Mapping[str, TypeView], ...], root_types: Mapping[str, str]
    ) -> None:
        self.graphs = graphs
        self.types = types
        self.query_type = root_types.get("query", "Query")
        self.root_types = frozenset(root_types.values())
        self._targets: dict[str, dict[str, tuple[Target, ...]]] = {}
        self._demanding: dict[str, frozenset[str]] = {}

    def targets(self, type_name: str) -> Mapping[str, tuple[Target, ...]]:
        """For each field of an object type: every way to ask a subgraph for it, in the order of the subgraphs.

        A field that a subgraph adds to an interface object is a field of each type that implements the interface.
        For an interface, the ways are those of its interface objects alone.
        """
        known = self._targets.get(type_name)
        if known is None:
            known = self._targets[type_name] = self._find_targets(type_name)
        return known

    def demanding(self, type_name: str) -> frozenset[str]:
        """Name the fields of a type that some subgraph answers only if it is sent more than a key."""
        known = self._demanding.get(type_name)
        if known is None:
            known = self._demanding[type_name] = frozenset(
                name
                for name, targets in self.targets(type_name).items()
                if any(self.types[target.graph][target.type_name].fields[name].needs_entry for target in targets)
            )
        return known

    def entered_as(self, type_name: str) -> tuple[Target, ...]:
        """Return every way to enter a subgraph at an object of the type by one of its keys."""
        return self._entries.get(type_name, ())

    def alike(self, type_name: str) -> str:
        """Return the representative of the object types that all subgraphs know in just the same way."""
        return self._alike.get(type_name, type_name)

    @cached_property
    def uneven_fields(self) -> frozenset[tuple[str, str]]:
        """Name the fields (type, field) of an abstract type that some subgraph knows fewer members of than others."""
        names = {name for types in self.types for name, view in types.items() if view.kind is Kind.OBJECT}
        return frozenset(
            (type_name, name)
            for type_name in names
            for name, targets in self.targets(type_name).items()
            if any(members != self._known_anywhere(targets, name) for members in self._members(targets, name))
        )

    @cached_property
    def contextual_fields(self) -> frozenset[tuple[str, str]]:
        """Name the fields (type, field) that some subgraph fills arguments of from an ancestor."""
        return frozenset(
            (type_name, name)
            for types in self.types
            for type_name, view in types.items()
            for name, field in view.fields.items()
            if field.is_own and field.context_arguments
        )

    def field(self, target: Target, name: str) -> FieldView:
        """Return a field as a target has it."""
        return self.types[target.graph][target.type_name].fields[name]

    def possible(self, type_name: str) -> frozenset[str]:
        """Return the object types that a value of the type may be in any subgraph."""
        return self._possible_anywhere(type_name)

    def _known_anywhere(self, targets: Iterable[Target], name: str) -> frozenset[str]:
        fields = (self.types[target.graph][target.type_name].fields[name] for target in targets)
        return frozenset().union(*(self._possible_anywhere(field.type_name) for field in fields))

    def common_members(self, targets: Iterable[Target], name: str) -> frozenset[str] | None:
        """Return the members that the field may have whichever target is asked; None if any member may come."""
        known = list(self._members(targets, name))
        return reduce(frozenset.intersection, known) if known else None

    def _members(self, targets: Iterable[Target], name: str) -> Iterable[frozenset[str]]:
        for target in targets:
            types = self.types[target.graph]
            view = types.get(types[target.type_name].fields[name].type_name)
            # Below an interface object it may be any: such a graph rules nothing out.
            if view is not None and view.kind is not Kind.INTERFACE_OBJECT:
                yield view.possible

    @cached_property
    def _as_interface_objects(self) -> Mapping[str, tuple[Target, ...]]:
        found: dict[str, list[Target]] = {}
        for index, types in enumerate(self.types):
            for name, view in types.items():
                if view.kind is Kind.INTERFACE_OBJECT:
                    for possible in {name, *self._possible_anywhere(name)}:
                        found.setdefault(possible, []).append(Target(index, name))
        return {name: tuple(targets) for name, targets in found.items()}

    def _possible_anywhere(self, interface: str) -> frozenset[str]:
        views = (types[interface] for types in self.types if interface in types)
        return frozenset().union(*(view.possible for view in views))

    def _all_targets(self, type_name: str) -> list[Target]:
        own = [
            Target(index, type_name)
            for index, types in enumerate(self.types)
            if type_name in types and types[type_name].kind is Kind.OBJECT
        ]
        added = [target for target in self._as_interface_objects.get(type_name, ()) if target not in own]
        return sorted(own + added, key=lambda target: (target.graph, target.type_name))

    def _find_targets(self, type_name: str) -> dict[str, tuple[Target, ...]]:
        found: dict[str, list[Target]] = {}
        for target in self._all_targets(type_name):
            for name, view in self.types[target.graph][target.type_name].fields.items():
                if view.is_own:
                    found.setdefault(name, []).append(target)
        return {name: tuple(targets) for name, targets in found.items()}

    @cached_property
    def _entries(self) -> Mapping[str, tuple[Target, ...]]:
        names = {name for types in self.types for name in types}
        found = {}
        for name in names:
            candidates = {*self._all_targets(name), *self._real_interfaces(name)}
            by_key = [target for target in candidates if self._has_key(target)]
            found[name] = tuple(sorted(by_key, key=lambda target: (target.graph, target.type_name)))
        return found

    def _real_interfaces(self, name: str) -> Iterable[Target]:
        """Name the graphs where an object known only as an interface object gets its real type."""
        for index, types in enumerate(self.types):
            if name in types and types[name].kind is Kind.INTERFACE:
                yield Target(index, name)

    def _has_key(self, target: Target) -> bool:
        return any(key.is_resolvable for key in self.types[target.graph][target.type_name].keys)

    @cached_property
    def _alike(self) -> Mapping[str, str]:
        first: dict[object, str] = {}
        found: dict[str, str] = {}
        objects = sorted({n for types in self.types for n, view in types.items() if view.kind is Kind.OBJECT})
        for name in objects:
            found[name] = first.setdefault(self._signature(name), name)
        return found

    def _signature(self, name: str) -> object:
        targets = tuple(self._all_targets(name))
        views = (self.types[target.graph][target.type_name] for target in targets)
        known = tuple(
            (view.keys, tuple((n, _field_signature(f)) for n, f in sorted(view.fields.items()))) for view in views
        )
        return tuple((target.graph, target.type_name == name or target.type_name) for target in targets), known


def _field_signature(view: FieldView) -> object:
    contexts = tuple((taken.name, taken.context, *sorted(taken.selections.items())) for taken in view.context_arguments)
    return (view.type, view.is_own, view.requires, view.provides, contexts)


@dataclass(frozen=True, slots=True)
class Supergraph:
    """A composed supergraph, read once and shared by every request.

    `access` has the rule of each type and field that is protected, by coordinate (`Type`, `Type.field`).
    `prices` are the weights and list sizes that operations are measured by.
    """

    sdl: str
    graphs: tuple[Graph, ...]
    api_schema: GraphQLSchema
    api_sdl: str
    root_types: Mapping[str, str]
    views: tuple[Mapping[str, TypeView], ...]
    override_labels: frozenset[str]
    access: Mapping[str, AccessRule]
    prices: Prices
    _by_labels: dict[frozenset[str], Views] = field(default_factory=dict, repr=False, compare=False)

    @classmethod
    def of(
        cls,
        *,
        sdl: str,
        graphs: tuple[Graph, ...],
        api_schema: GraphQLSchema,
        root_types: Mapping[str, str],
        views: tuple[Mapping[str, TypeView], ...],
        access: Mapping[str, AccessRule],
        prices: Prices,
    ) -> "Supergraph":
        """Hold what was read, with what follows from it."""
        return cls(
            sdl=sdl,
            graphs=graphs,
            api_schema=api_schema,
            api_sdl=print_schema(api_schema) + "\n",
            root_types=root_types,
            views=views,
            override_labels=frozenset(
                view.label for types in views for t in types.values() for view in t.fields.values() if view.label
            ),
            access=access,
            prices=prices,
        )

    def under(self, labels: frozenset[str]) -> Views:
        """Return who resolves what when just these override labels are active."""
        active = labels & self.override_labels
        known = self._by_labels.get(active)
        if known is None:
            known = Views(self.graphs, tuple(_decide(types, active) for types in self.views), self.root_types)
            self._by_labels[active] = known
        return known


def _decide(types: Mapping[str, TypeView], active: frozenset[str]) -> Mapping[str, TypeView]:
    if not any(view.label for t in types.values() for view in t.fields.values()):
        return types
    return {name: replace(view, fields=_decide_fields(view.fields, active)) for name, view in types.items()}


def _decide_fields(fields: Mapping[str, FieldView], active: frozenset[str]) -> Mapping[str, FieldView]:
    return {
        name: view if view.label is None else replace(view, is_own=view.is_own_with_label == (view.label in active))
        for name, view in fields.items()
    }
