"""From a subgraph's document to its model: federation's names resolved, extensions folded in, roots renamed."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from graphql import (
    ConstDirectiveNode,
    DirectiveDefinitionNode,
    FieldDefinitionNode,
    InputValueDefinitionNode,
    Node,
    TypeDefinitionNode,
    TypeExtensionNode,
)

from gateway.composition.documents import Document, read_document
from gateway.composition.fieldsets import key_sets, walk_fields
from gateway.composition.findings import Report
from gateway.composition.schema import (
    DirectiveDefinition,
    Element,
    Field,
    InputValue,
    Kind,
    Subgraph,
    Type,
    Use,
)
from gateway.composition.typerefs import read_type

# Directives that say how a declaration is read; the model keeps what they say, not the directives.
DECLARATION_DIRECTIVES = frozenset({"external", "shareable", "extends"})


def read_subgraph(name: str, url: str, sdl: str, report: Report) -> Subgraph | None:
    """Read a subgraph from SDL; None if it cannot be read, and the report says why."""
    document = read_document(name, sdl, report)
    return None if document is None else _Reader(document).subgraph(name, url)


@dataclass(frozen=True, slots=True)
class _Block:
    """One definition or extension of a type."""

    node: Any
    uses: tuple[Use, ...]

    def says(self, directive: str) -> bool:
        return any(use.is_federation and use.name == directive for use in self.uses)


class _Reader:
    """Reads the elements of one document; all that varies between documents is the vocabulary and the root names."""

    def __init__(self, document: Document) -> None:
        self._document = document
        self._vocabulary = document.vocabulary

    def subgraph(self, name: str, url: str) -> Subgraph:
        document = self._document
        types = {each.name: each for each in self._types()}
        # Every subgraph has `Query._service`, so every subgraph has the type, whatever it adds to it.
        types.setdefault("Query", Type(name="Query", coordinate="Query", kind=Kind.OBJECT))
        schema_uses = tuple(use for node in document.schemas for use in self._uses(node.directives))
        return Subgraph(
            name=name,
            url=url,
            version=self._vocabulary.version,
            types={each.name: own_extension_keys(each, types) for each in types.values()},
            directives={node.name.value: self._directive(node) for node in document.directives},
            features=self._vocabulary.features,
            schema=Element(
                name="schema",
                coordinate="schema",
                node=next(iter(document.schemas), None),
                description=next((_description(node) for node in document.schemas if _description(node)), None),
                uses=schema_uses,
            ),
        )

    def _renamed(self, name: str) -> str:
        return self._document.roots.get(name, self._vocabulary.type(name) or name)

    def _uses(self, nodes: Iterable[ConstDirectiveNode] | None) -> tuple[Use, ...]:
        return tuple(self._use(node) for node in nodes or ())

    def _use(self, node: ConstDirectiveNode) -> Use:
        specified = self._vocabulary.directive(node.name.value)
        arguments = {argument.name.value: argument.value for argument in node.arguments or ()}
        return Use(specified or node.name.value, specified is not None, arguments, node)

    def _types(self) -> Iterator[Type]:
        blocks: dict[str, list[TypeDefinitionNode | TypeExtensionNode]] = {}
        for definition in self._document.types:
            blocks.setdefault(definition.name.value, []).append(definition)
        for extension in self._document.extensions:
            blocks.setdefault(extension.name.value, []).append(extension)
        defined = {node.name.value for node in self._document.types}
        for local, nodes in blocks.items():
            yield self._type(self._renamed(local), nodes, is_defined=local in defined)

    def _type(self, name: str, nodes: Sequence[Any], *, is_defined: bool) -> Type:
        blocks = [_Block(node, self._uses(node.directives)) for node in nodes]
        kind = KINDS[nodes[0].kind.removesuffix("_definition").removesuffix("_extension")]
        fields: dict[str, Field] = {}
        inputs: dict[str, InputValue] = {}
        for block in blocks:
            if kind is Kind.INPUT:
                inputs |= self._inputs(name, block.node.fields or (), "{}.{}")
            elif kind in {Kind.OBJECT, Kind.INTERFACE}:
                fields |= {node.name.value: self._field(name, node, block) for node in block.node.fields or ()}
        return Type(
            name=name,
            coordinate=name,
            node=nodes[0],
            description=next((text for node in nodes if (text := _description(node))), None),
            uses=tuple(u for b in blocks for u in b.uses if not (u.is_federation and u.name in DECLARATION_DIRECTIVES)),
            kind=kind,
            interfaces=self._named(blocks, "interfaces"),
            fields=fields,
            inputs=inputs,
            members=self._named(blocks, "types"),
            values=self._values(name, blocks),
            is_defined=is_defined,
            extension_only=not is_defined or any(block.says("extends") for block in blocks),
        )

    def _named(self, blocks: Iterable[_Block], attribute: str) -> dict[str, Node]:
        nodes = (node for block in blocks for node in getattr(block.node, attribute, None) or ())
        return {self._renamed(node.name.value): node for node in nodes}

    def _values(self, type_name: str, blocks: Iterable[_Block]) -> dict[str, Element]:
        return {
            node.name.value: Element(
                name=node.name.value,
                coordinate=f"{type_name}.{node.name.value}",
                node=node,
                description=_description(node),
                uses=self._uses(node.directives),
            )
            for block in blocks
            for node in getattr(block.node, "values", None) or ()
        }

    def _field(self, type_name: str, node: FieldDefinitionNode, block: _Block) -> Field:
        coordinate = f"{type_name}.{node.name.value}"
        uses = self._uses(node.directives)
        marks = {use.name for use in uses if use.is_federation}
        return Field(
            name=node.name.value,
            coordinate=coordinate,
            node=node,
            description=_description(node),
            uses=uses,
            type=read_type(node.type, self._renamed),
            arguments=self._inputs(coordinate, node.arguments or (), "{}({}:)"),
            is_external="external" in marks or block.says("external"),
            is_shareable="shareable" in marks or block.says("shareable"),
        )

    def _inputs(self, owner: str, nodes: Iterable[InputValueDefinitionNode], form: str) -> dict[str, InputValue]:
        return {
            node.name.value: InputValue(
                name=node.name.value,
                coordinate=form.format(owner, node.name.value),
                node=node,
                description=_description(node),
                uses=self._uses(node.directives),
                type=read_type(node.type, self._renamed),
                default=node.default_value,
            )
            for node in nodes
        }

    def _directive(self, node: DirectiveDefinitionNode) -> DirectiveDefinition:
        coordinate = f"@{node.name.value}"
        return DirectiveDefinition(
            name=node.name.value,
            coordinate=coordinate,
            node=node,
            description=_description(node),
            arguments=self._inputs(coordinate, node.arguments or (), "{}({}:)"),
            locations=tuple(location.value for location in node.locations),
            is_repeatable=node.repeatable,
        )


KINDS: Mapping[str, Kind] = {
    "scalar_type": Kind.SCALAR,
    "object_type": Kind.OBJECT,
    "interface_type": Kind.INTERFACE,
    "union_type": Kind.UNION,
    "enum_type": Kind.ENUM,
    "input_object_type": Kind.INPUT,
}


def _description(node: Any) -> str | None:
    text = getattr(node, "description", None)
    return None if text is None else text.value


def own_extension_keys(each: Type, types: Mapping[str, Type]) -> Type:
    """Read external key fields of an extension as the subgraph's own: federation 1 demanded the mark there."""
    if not each.extension_only or each.kind is not Kind.OBJECT:
        return each
    in_keys = {
        name
        for key in key_sets(each)
        for type_name, name in walk_fields(each.name, key.fields, types.get)
        if type_name == each.name
    }
    fields = {
        field.name: replace(field, is_external=False, is_key_of_extension=True)
        if field.is_external and field.name in in_keys
        else field
        for field in each.fields.values()
    }
    return replace(each, fields=fields)
