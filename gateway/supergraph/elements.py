"""The join directives on one definition, decoded: who has the type, the field, the member."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, TypeAlias

from graphql.language import (
    DirectiveNode,
    FieldDefinitionNode,
    InterfaceTypeDefinitionNode,
    ListTypeNode,
    NamedTypeNode,
    NonNullTypeNode,
    ObjectTypeDefinitionNode,
    TypeNode,
    UnionTypeDefinitionNode,
)

from gateway.errors import SupergraphError
from gateway.supergraph.links import Link
from gateway.supergraph.literals import directive_arguments

CompositeNode: TypeAlias = ObjectTypeDefinitionNode | InterfaceTypeDefinitionNode | UnionTypeDefinitionNode


@dataclass(frozen=True, slots=True)
class JoinNames:
    """The join specification's directives by the names they have in this supergraph."""

    type: str
    field: str
    implements: str
    union_member: str

    @classmethod
    def of(cls, join: Link) -> "JoinNames":
        return cls(
            type=join.directive("type"),
            field=join.directive("field"),
            implements=join.directive("implements"),
            union_member=join.directive("unionMember"),
        )


def applications(directives: Iterable[DirectiveNode] | None, name: str) -> list[dict[str, Any]]:
    """Return the arguments of every application of one directive."""
    return [directive_arguments(directive) for directive in directives or () if directive.name.value == name]


def named_type(node: TypeNode) -> str:
    """Return the innermost name of a type reference."""
    while isinstance(node, ListTypeNode | NonNullTypeNode):
        node = node.type
    assert isinstance(node, NamedTypeNode)
    return node.name.value


def print_type(node: TypeNode) -> str:
    """Print a type reference, such as `[Review!]!`."""
    match node:
        case ListTypeNode():
            return f"[{print_type(node.type)}]"
        case NonNullTypeNode():
            return f"{print_type(node.type)}!"
        case NamedTypeNode():
            return node.name.value
        case _:
            raise TypeError(f"not a type: {node.kind}")


def innermost_name(printed: str) -> str:
    """Return the name inside a printed type reference."""
    return printed.strip("[]! ")


def graphs_of_type(node: CompositeNode, names: JoinNames) -> dict[str, list[dict[str, Any]]]:
    """Return the join__type applications by graph: one for each key, or a single one without."""
    by_graph: dict[str, list[dict[str, Any]]] = {}
    for arguments in applications(node.directives, names.type):
        by_graph.setdefault(arguments["graph"], []).append(arguments)
    return by_graph


def graphs_of_field(node: FieldDefinitionNode, type_graphs: Iterable[str], names: JoinNames) -> Mapping[str, Any]:
    """Return the join__field arguments by graph; a field without any is in every graph of its type.

    An application without a graph says that the field comes through an interface object: no graph has it here.
    """
    found = applications(node.directives, names.field)
    if not found:
        return {graph: {} for graph in type_graphs}
    return {arguments["graph"]: arguments for arguments in found if arguments.get("graph") is not None}


def check_graph(graph: str, known: Mapping[str, int], where: str) -> int:
    """Return the index of a graph named by a join directive."""
    if graph not in known:
        raise SupergraphError(f"{where} names the subgraph {graph}, which the join__Graph enum does not have.")
    return known[graph]
