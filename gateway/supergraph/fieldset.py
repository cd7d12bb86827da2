"""Field sets (`"id organisation { id }"`) as selections, resolved against the types of the whole supergraph."""

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import chain

from graphql import GraphQLSyntaxError, parse
from graphql.language import (
    FieldNode,
    InlineFragmentNode,
    OperationDefinitionNode,
    SelectionSetNode,
)

from gateway.errors import SupergraphError
from gateway.operation.canonical import TYPENAME, print_arguments, tree_key
from gateway.operation.merge import merge_fields
from gateway.operation.selection import Field, Selection


@dataclass(frozen=True, slots=True)
class TypeNames:
    """As much of the supergraph's types as reading a field set takes."""

    field_types: Mapping[str, Mapping[str, str]]
    possible: Mapping[str, frozenset[str]]

    def with_type_names(self, selection: Selection, type_name: str, abstract: frozenset[str]) -> Selection:
        """Ask for the type's name below every field of an abstract type: who is sent such a value must know it."""
        found: list[Field] = []
        for field in selection:
            below = self._type_below(field, type_name, abstract) if field.sub else None
            if below is None:
                found.append(field)
                continue
            sub = self.with_type_names(field.sub, below, abstract)
            if below in abstract:
                sub = merge_fields((Field(TYPENAME, TYPENAME), *sub))
            found.append(field.with_sub(sub))
        return tuple(found)

    def _type_below(self, field: Field, type_name: str, abstract: frozenset[str]) -> str | None:
        """Name the type of a field; one under a type condition may be of the types it is asked on alone."""
        owners = (type_name, *sorted(self.possible.get(type_name, ()) if field.on is None else field.on))
        found = [types[field.name] for types in map(self.field_types.get, owners) if types and field.name in types]
        return next((name for name in found if name in abstract), found[0] if found else None)


def read_field_set(text: str, type_name: str, types: TypeNames) -> Selection:
    """Read a field set of a type; braces around it are optional."""
    inner = text.strip()
    if not inner.startswith("{"):
        inner = f"{{{inner}}}"
    try:
        definition = parse(inner, no_location=True).definitions[0]
    except GraphQLSyntaxError as error:
        raise SupergraphError(f'{type_name}: "{text}" is not a field set: {error.message}') from error
    if not isinstance(definition, OperationDefinitionNode):
        raise SupergraphError(f'{type_name}: "{text}" is not a field set.')
    return _read(definition.selection_set, type_name, None, types)


def _read(selection_set: SelectionSetNode, type_name: str, on: frozenset[str] | None, types: TypeNames) -> Selection:
    parts: list[Selection] = []
    for node in selection_set.selections:
        match node:
            case FieldNode():
                parts.append((_read_field(node, type_name, on, types),))
            case InlineFragmentNode():
                condition = node.type_condition.name.value if node.type_condition else type_name
                narrowed = _narrow(type_name, condition, on, types)
                parts.append(_read(node.selection_set, condition, narrowed, types))
            case _:
                raise SupergraphError(f"{type_name}: a field set cannot name a fragment.")
    return merge_fields(chain.from_iterable(parts))


def _narrow(type_name: str, condition: str, on: frozenset[str] | None, types: TypeNames) -> frozenset[str] | None:
    everything = types.possible.get(type_name, frozenset()) if on is None else on
    narrowed = everything & types.possible.get(condition, frozenset())
    return on if narrowed == everything else narrowed


def _read_field(node: FieldNode, type_name: str, on: frozenset[str] | None, types: TypeNames) -> Field:
    name = node.name.value
    arguments, _ = print_arguments(node.arguments)
    sub: Selection = ()
    if node.selection_set is not None:
        below = types.field_types.get(type_name, {}).get(name)
        if below is None:
            raise SupergraphError(f"{type_name}.{name} is named in a field set and is not in the supergraph.")
        sub = _read(node.selection_set, below, None, types)
    return Field(name if name == TYPENAME else tree_key(name, arguments), name, arguments, on, sub)
