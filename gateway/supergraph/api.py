"""The API schema: what clients see of a supergraph. Join and link elements and everything inaccessible are left out."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

from graphql import GraphQLDeferDirective, GraphQLError, GraphQLSchema, build_ast_schema
from graphql.language import (
    ConstDirectiveNode,
    DefinitionNode,
    DirectiveDefinitionNode,
    DocumentNode,
    EnumTypeDefinitionNode,
    FieldDefinitionNode,
    InputObjectTypeDefinitionNode,
    InputValueDefinitionNode,
    InterfaceTypeDefinitionNode,
    ObjectTypeDefinitionNode,
    SchemaDefinitionNode,
    SchemaExtensionNode,
    TypeDefinitionNode,
    UnionTypeDefinitionNode,
)

from gateway.errors import SupergraphError
from gateway.supergraph.links import Link

_KEPT_DIRECTIVES = frozenset(("deprecated", "specifiedBy", "oneOf"))


def build_api_schema(document: DocumentNode, links: tuple[Link, ...]) -> GraphQLSchema:
    """Build the schema that clients query, validate against and introspect."""
    visible = _Visible(document, links)
    try:
        # assume_valid_sdl: the rules for schema text ran at composition, and cost seconds on large supergraphs.
        schema = build_ast_schema(DocumentNode(definitions=visible.definitions(document)), assume_valid_sdl=True)
    except (GraphQLError, TypeError) as error:
        raise SupergraphError(f"The supergraph's API schema is not valid: {error}") from error
    directives = schema.directives
    if not any(directive.name == GraphQLDeferDirective.name for directive in directives):
        directives = (*directives, GraphQLDeferDirective)
    # assume_valid: composition has judged it, and may allow what graphql-core does not, such as a field that is
    # deprecated in one subgraph and so in the type, but not in the interface.
    parts: dict[str, Any] = {**schema.to_kwargs(), "directives": directives, "assume_valid": True}
    return GraphQLSchema(**parts)


def operation_types(document: DocumentNode) -> Mapping[str, str]:
    """Return the root type name of each operation kind (`query`, `mutation`, `subscription`)."""
    stated = {
        operation.operation.value: operation.type.name.value
        for definition in document.definitions
        if isinstance(definition, SchemaDefinitionNode | SchemaExtensionNode)
        for operation in definition.operation_types or ()
    }
    return stated or {"query": "Query", "mutation": "Mutation", "subscription": "Subscription"}


class _Visible:
    """Copies definitions without what clients must not see."""

    def __init__(self, document: DocumentNode, links: tuple[Link, ...]) -> None:
        self._links = links
        self._inaccessible = {link.directive("inaccessible") for link in links if link.name == "inaccessible"}
        self._hidden_types = {
            definition.name.value
            for definition in document.definitions
            if isinstance(definition, TypeDefinitionNode)
            and (self._is_hidden(definition) or any(link.owns_type(definition.name.value) for link in links))
        }

    def definitions(self, document: DocumentNode) -> tuple[DefinitionNode, ...]:
        kept = (self._definition(definition) for definition in document.definitions)
        return tuple(definition for definition in kept if definition is not None)

    def _definition(self, node: DefinitionNode) -> DefinitionNode | None:
        match node:
            case SchemaDefinitionNode():
                return self._schema(node)
            case DirectiveDefinitionNode():
                is_ours = any(link.owns_directive(node.name.value) for link in self._links)
                return None if is_ours else replace(node, arguments=self._inputs(node.arguments))
            case TypeDefinitionNode() if node.name.value not in self._hidden_types:
                return self._type(node)
            case _:
                return None

    def _schema(self, node: SchemaDefinitionNode) -> SchemaDefinitionNode:
        kept = tuple(
            operation for operation in node.operation_types if operation.type.name.value not in self._hidden_types
        )
        return replace(node, directives=(), operation_types=kept)

    def _type(self, node: TypeDefinitionNode) -> TypeDefinitionNode:
        changes: dict[str, Any] = {"directives": self._directives(node.directives)}
        match node:
            case ObjectTypeDefinitionNode() | InterfaceTypeDefinitionNode():
                changes["interfaces"] = self._names(node.interfaces)
                changes["fields"] = self._fields(node.fields)
            case UnionTypeDefinitionNode():
                changes["types"] = self._names(node.types)
            case EnumTypeDefinitionNode():
                changes["values"] = tuple(
                    replace(value, directives=self._directives(value.directives))
                    for value in node.values or ()
                    if not self._is_hidden(value)
                )
            case InputObjectTypeDefinitionNode():
                changes["fields"] = self._inputs(node.fields)
            case _:
                pass
        return replace(node, **changes)

    def _fields(self, fields: tuple[FieldDefinitionNode, ...] | None) -> tuple[FieldDefinitionNode, ...]:
        return tuple(
            replace(field, directives=self._directives(field.directives), arguments=self._inputs(field.arguments))
            for field in fields or ()
            if not self._is_hidden(field)
        )

    def _inputs(self, inputs: tuple[InputValueDefinitionNode, ...] | None) -> tuple[InputValueDefinitionNode, ...]:
        return tuple(
            replace(value, directives=self._directives(value.directives))
            for value in inputs or ()
            if not self._is_hidden(value)
        )

    def _names(self, names: Iterable[Any] | None) -> tuple[Any, ...]:
        return tuple(name for name in names or () if name.name.value not in self._hidden_types)

    def _is_hidden(self, node: Any) -> bool:
        return any(directive.name.value in self._inaccessible for directive in node.directives or ())

    def _directives(self, directives: tuple[ConstDirectiveNode, ...] | None) -> tuple[ConstDirectiveNode, ...]:
        return tuple(directive for directive in directives or () if directive.name.value in _KEPT_DIRECTIVES)
