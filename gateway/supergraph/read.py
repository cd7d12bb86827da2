"""Read a supergraph's text into frozen views: one pass over the definitions, field sets resolved on the way."""

from collections.abc import Mapping
from typing import Any

from graphql import GraphQLError, parse
from graphql.language import (
    DocumentNode,
    EnumTypeDefinitionNode,
    FieldDefinitionNode,
    InterfaceTypeDefinitionNode,
    ObjectTypeDefinitionNode,
    UnionTypeDefinitionNode,
)

from gateway.errors import SupergraphError
from gateway.operation.merge import merge_fields
from gateway.operation.selection import Selection
from gateway.supergraph.access import read_access
from gateway.supergraph.api import build_api_schema, operation_types
from gateway.supergraph.elements import (
    CompositeNode,
    JoinNames,
    applications,
    check_graph,
    graphs_of_field,
    graphs_of_type,
    innermost_name,
    named_type,
    print_type,
)
from gateway.supergraph.features import find_join, refuse_unsupported
from gateway.supergraph.fieldset import TypeNames, read_field_set
from gateway.supergraph.links import Link, read_links
from gateway.supergraph.prices import read_prices
from gateway.supergraph.supergraph import Supergraph
from gateway.supergraph.views import ContextArgument, FieldView, Graph, Key, Kind, TypeView


def read_supergraph(sdl: str) -> Supergraph:
    """Read a composed supergraph (join v0.3 to v0.5); refuse what we cannot serve."""
    try:
        document = parse(sdl, no_location=True)
    except GraphQLError as error:
        line = error.locations[0].line if error.locations else 1
        message = f"The supergraph is not valid GraphQL: line {line}: {error.message}"
        raise SupergraphError(message) from error
    links = read_links(document)
    join = find_join(links)
    refuse_unsupported(links)
    graphs = _read_graphs(document, join)
    return Supergraph.of(
        sdl=sdl,
        graphs=graphs,
        api_schema=build_api_schema(document, links),
        root_types=operation_types(document),
        views=_Reader(document, links, join, graphs).read(),
        access=read_access(document, links),
        prices=read_prices(document, links),
    )


def _read_graphs(document: DocumentNode, join: Link) -> tuple[Graph, ...]:
    for definition in document.definitions:
        if isinstance(definition, EnumTypeDefinitionNode) and definition.name.value == join.type("Graph"):
            return tuple(_read_graph(value.name.value, value, join) for value in definition.values or ())
    raise SupergraphError(f"The supergraph has no enum {join.type('Graph')}: it names no subgraph.")


def _read_graph(enum_value: str, node: Any, join: Link) -> Graph:
    found = applications(node.directives, join.directive("graph"))
    arguments = found[0] if found else {}
    return Graph(enum_value, arguments.get("name") or enum_value, arguments.get("url") or "")


class _Reader:
    """The state of one reading: the composite definitions, and what field sets are resolved against."""

    def __init__(self, document: DocumentNode, links: tuple[Link, ...], join: Link, graphs: tuple[Graph, ...]) -> None:
        self._join = JoinNames.of(join)
        self._index = {graph.enum_value: index for index, graph in enumerate(graphs)}
        self._nodes: dict[str, CompositeNode] = {
            node.name.value: node
            for node in document.definitions
            if isinstance(node, ObjectTypeDefinitionNode | InterfaceTypeDefinitionNode | UnionTypeDefinitionNode)
            and not any(link.owns_type(node.name.value) for link in links)
        }
        self._contexts = self._read_contexts(links)
        self._types = TypeNames(
            field_types={
                name: {f.name.value: named_type(f.type) for f in _fields(n)} for name, n in self._nodes.items()
            },
            possible=self._possible_everywhere(),
        )
        self._abstract = self._abstract_by_graph()
        self._given = self._given_as_keys()

    def _abstract_by_graph(self) -> dict[str, frozenset[str]]:
        found: dict[str, set[str]] = {graph: set() for graph in self._index}
        for name, node in self._nodes.items():
            for graph, types in graphs_of_type(node, self._join).items():
                if _kind(node, types) in {Kind.INTERFACE, Kind.UNION}:
                    found.setdefault(graph, set()).add(name)
        return {graph: frozenset(names) for graph, names in found.items()}

    def read(self) -> tuple[Mapping[str, TypeView], ...]:
        """Return, for each graph, its view of each composite type it knows."""
        possible = self._possible_by_graph()
        views: tuple[dict[str, TypeView], ...] = tuple({} for _ in self._index)
        for name, node in self._nodes.items():
            for graph, types in graphs_of_type(node, self._join).items():
                index = check_graph(graph, self._index, name)
                views[index][name] = self._read_type(node, graph, types, possible[index].get(name, frozenset()))
        return views

    def _read_type(
        self, node: CompositeNode, graph: str, types: list[dict[str, Any]], possible: frozenset[str]
    ) -> TypeView:
        name = node.name.value
        kind = _kind(node, types)
        keys = tuple(
            Key(read_field_set(arguments["key"], name, self._types), arguments.get("resolvable") is not False)
            for arguments in types
            if arguments.get("key") is not None
        )
        given = self._given.get(graph, set())
        fields: dict[str, FieldView] = {}
        for field in _fields(node):
            arguments = graphs_of_field(field, (graph,), self._join).get(graph)
            if arguments is not None:
                is_given = (name, field.name.value) in given
                fields[field.name.value] = self._read_field(name, field, arguments, is_given=is_given)
        return TypeView(name, kind, keys, fields, frozenset((name,)) if kind is Kind.OBJECT else possible)

    def _read_field(
        self, type_name: str, node: FieldDefinitionNode, arguments: Mapping[str, Any], *, is_given: bool
    ) -> FieldView:
        printed = arguments.get("type") or print_type(node.type)
        inner = innermost_name(printed)
        is_external = bool(arguments.get("external")) and not is_given
        label = arguments.get("overrideLabel")
        is_overridden = bool(arguments.get("usedOverridden")) and label is None
        return FieldView(
            name=node.name.value,
            type=printed,
            type_name=inner,
            is_composite=inner in self._nodes,
            is_own=not is_external and not is_overridden,
            requires=self._required(arguments.get("requires"), type_name, arguments.get("graph")),
            provides=self._field_set(arguments.get("provides"), inner),
            context_arguments=tuple(self._read_context(item) for item in arguments.get("contextArguments") or ()),
            label=label,
            is_own_with_label=arguments.get("override") is not None,
        )

    def _required(self, text: str | None, type_name: str, graph: str | None) -> Selection:
        if text is None or graph is None:
            return ()
        return self._types.with_type_names(self._field_set(text, type_name), type_name, self._abstract[graph])

    def _field_set(self, text: str | None, type_name: str) -> Selection:
        return () if text is None else read_field_set(text, type_name, self._types)

    def _read_context(self, arguments: Mapping[str, Any]) -> ContextArgument:
        context = arguments["context"]
        selections: dict[str, Selection] = {}
        for holder in self._contexts.get(context, ()):
            selected = read_field_set(arguments["selection"], holder, self._types)
            for name in sorted(self._types.possible[holder]):
                met = tuple(f.asked_on(None) for f in selected if f.on is None or name in f.on)
                if met:
                    selections[name] = merge_fields(met)
        return ContextArgument(arguments["name"], context, arguments["type"], selections)

    def _read_contexts(self, links: tuple[Link, ...]) -> dict[str, list[str]]:
        by_context: dict[str, list[str]] = {}
        for link in links:
            if link.name == "context":
                for name, node in self._nodes.items():
                    for arguments in applications(node.directives, link.directive("context")):
                        by_context.setdefault(arguments["name"], []).append(name)
        return by_context

    def _given_as_keys(self) -> Mapping[str, set[tuple[str, str]]]:
        """Name, by graph, the external fields that it has all the same: keys of Federation 1 extensions."""
        given: dict[str, set[tuple[str, str]]] = {}
        for name, node in self._nodes.items():
            for arguments in applications(node.directives, self._join.type):
                if arguments.get("extension") and arguments.get("key") is not None:
                    selection = read_field_set(arguments["key"], name, self._types)
                    given.setdefault(arguments["graph"], set()).update(self._coordinates(selection, name))
        return given

    def _coordinates(self, selection: Selection, type_name: str) -> set[tuple[str, str]]:
        found: set[tuple[str, str]] = set()
        for field in selection:
            found.add((type_name, field.name))
            if field.sub:
                found |= self._coordinates(field.sub, self._types.field_types[type_name][field.name])
        return found

    def _possible_everywhere(self) -> dict[str, frozenset[str]]:
        possible: dict[str, set[str]] = {name: set() for name in self._nodes}
        for name, node in self._nodes.items():
            match node:
                case ObjectTypeDefinitionNode():
                    possible[name].add(name)
                    for interface in node.interfaces or ():
                        possible.setdefault(interface.name.value, set()).add(name)
                case UnionTypeDefinitionNode():
                    possible[name].update(member.name.value for member in node.types or ())
                case _:
                    pass
        return {name: frozenset(types) for name, types in possible.items()}

    def _possible_by_graph(self) -> tuple[dict[str, frozenset[str]], ...]:
        possible: list[dict[str, set[str]]] = [{} for _ in self._index]
        for name, node in self._nodes.items():
            if isinstance(node, ObjectTypeDefinitionNode):
                for arguments in applications(node.directives, self._join.implements):
                    index = check_graph(arguments["graph"], self._index, name)
                    possible[index].setdefault(arguments["interface"], set()).add(name)
            elif isinstance(node, UnionTypeDefinitionNode):
                for graph, member in self._members(node):
                    possible[check_graph(graph, self._index, name)].setdefault(name, set()).add(member)
        return tuple({name: frozenset(types) for name, types in graph.items()} for graph in possible)

    def _members(self, node: UnionTypeDefinitionNode) -> list[tuple[str, str]]:
        stated = applications(node.directives, self._join.union_member)
        if stated:
            return [(arguments["graph"], arguments["member"]) for arguments in stated]
        return [(graph, member.name.value) for graph in graphs_of_type(node, self._join) for member in node.types or ()]


def _fields(node: CompositeNode) -> tuple[FieldDefinitionNode, ...]:
    return () if isinstance(node, UnionTypeDefinitionNode) else tuple(node.fields or ())


def _kind(node: CompositeNode, types: list[dict[str, Any]]) -> Kind:
    match node:
        case ObjectTypeDefinitionNode():
            return Kind.OBJECT
        case UnionTypeDefinitionNode():
            return Kind.UNION
        case InterfaceTypeDefinitionNode():
            is_object_there = any(arguments.get("isInterfaceObject") for arguments in types)
            return Kind.INTERFACE_OBJECT if is_object_there else Kind.INTERFACE
