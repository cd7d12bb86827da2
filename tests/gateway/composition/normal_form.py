"""A supergraph as what it says, whatever the order and the spelling: two composers are compared by it."""

import re

from graphql import (
    DirectiveNode,
    EnumTypeDefinitionNode,
    FieldDefinitionNode,
    InputObjectTypeDefinitionNode,
    InputValueDefinitionNode,
    InterfaceTypeDefinitionNode,
    ObjectTypeDefinitionNode,
    SchemaDefinitionNode,
    TypeDefinitionNode,
    UnionTypeDefinitionNode,
    parse,
    print_ast,
)

SPECIFIED = re.compile(r"link__|join__(?!Graph$)")
BLANKS = re.compile(r"[\s,]+")


def normal_form(supergraph: str) -> dict[str, frozenset[str]]:
    """Return all that is said of each element, by its coordinate; the specifications' own definitions are left out."""
    found: dict[str, frozenset[str]] = {}
    for node in parse(supergraph, no_location=True).definitions:
        if isinstance(node, SchemaDefinitionNode):
            roots = {f"{each.operation.value}: {each.type.name.value}" for each in node.operation_types}
            found["schema"] = frozenset(roots)
        elif isinstance(node, TypeDefinitionNode) and not SPECIFIED.match(node.name.value):
            found |= _type(node)
    return found


def _type(node: TypeDefinitionNode) -> dict[str, frozenset[str]]:
    name = node.name.value
    said = {node.kind, *map(_directive, node.directives or ())}
    found: dict[str, frozenset[str]] = {}
    match node:
        case ObjectTypeDefinitionNode() | InterfaceTypeDefinitionNode():
            said |= {f"implements {each.name.value}" for each in node.interfaces or ()}
            for field in node.fields or ():
                found |= _field(name, field)
        case UnionTypeDefinitionNode():
            said |= {f"| {each.name.value}" for each in node.types or ()}
        case EnumTypeDefinitionNode():
            for value in node.values or ():
                found[f"{name}.{value.name.value}"] = frozenset(map(_directive, value.directives or ()))
        case InputObjectTypeDefinitionNode():
            found |= {f"{name}.{each.name.value}": _input(each) for each in node.fields or ()}
        case _:
            pass
    return {name: frozenset(said), **found}


def _field(owner: str, node: FieldDefinitionNode) -> dict[str, frozenset[str]]:
    name = f"{owner}.{node.name.value}"
    arguments = {f"{name}({each.name.value}:)": _input(each) for each in node.arguments or ()}
    return {name: frozenset({print_ast(node.type), *map(_directive, node.directives or ())}), **arguments}


def _input(node: InputValueDefinitionNode) -> frozenset[str]:
    default = f"= {print_ast(node.default_value)}" if node.default_value else ""
    return frozenset({print_ast(node.type), default, *map(_directive, node.directives or ())})


def _directive(node: DirectiveNode) -> str:
    # A printer breaks long values into lines, which depends on a blank more in one of them.
    arguments = sorted(f"{each.name.value}: {BLANKS.sub(' ', print_ast(each.value))}" for each in node.arguments or ())
    return f"@{node.name.value}({', '.join(arguments)})".replace('selection: " ', 'selection: "')
