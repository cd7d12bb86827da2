"""`_entities`: what another service's key stands for here.

Representations come from the gateway, but a service may be asked by anybody who reaches it: a representation is an
object of an entity type of this schema, its fields are fields of that type, and their values are of their types.
"""

from collections.abc import Callable
from typing import Any

from graphql import (
    GraphQLError,
    GraphQLList,
    GraphQLNonNull,
    GraphQLObjectType,
    GraphQLSchema,
    get_nullable_type,
    is_leaf_type,
)
from strawberry.schema.schema_converter import GraphQLCoreConverter
from strawberry.types.base import StrawberryObjectDefinition
from strawberry.types.field import StrawberryField

from subgraphs.kit.context import Info
from subgraphs.kit.errors import BadInput


def entity_of(info: Info, representation: object) -> Any:
    """Return the object that a representation stands for, or what must be awaited for it; or the refusal."""
    schema = info._raw_info.schema  # noqa: SLF001  # Strawberry has no public way
    try:
        kind, given = _read(schema, representation)
    except BadInput as refusal:
        return refusal
    definition = kind.extensions[GraphQLCoreConverter.DEFINITION_BACKREF]
    assert isinstance(definition, StrawberryObjectDefinition)
    resolve: Callable[..., Any] = definition.origin.resolve_reference
    try:
        return resolve(info=info, **given)
    except GraphQLError as refusal:
        return refusal


def _read(schema: GraphQLSchema, representation: object) -> tuple[GraphQLObjectType, dict[str, Any]]:
    if not isinstance(representation, dict):
        raise BadInput("representations: not an object")
    name = representation.get("__typename")
    entities = schema.type_map["_Entity"].types  # type: ignore[attr-defined]  # the union of all entities
    kind = next((each for each in entities if each.name == name), None)
    if kind is None:
        raise BadInput("representations: __typename names no entity of this service")
    return kind, {key: _value(kind, key, value) for key, value in representation.items() if key != "__typename"}


def _value(kind: GraphQLObjectType, key: str, value: object) -> Any:
    definition = kind.fields[key].extensions[GraphQLCoreConverter.DEFINITION_BACKREF] if key in kind.fields else None
    if not (isinstance(definition, StrawberryField) and definition.is_basic_field):
        raise BadInput(f"representations: {kind.name} is not known by a field of that name")
    try:
        return _of_type(value, kind.fields[key].type)
    except (GraphQLError, ValueError, TypeError):
        raise BadInput(f"representations: {kind.name}.{key} is not of its type") from None


def _of_type(value: Any, kind: Any) -> Any:
    if value is None:
        if isinstance(kind, GraphQLNonNull):
            raise ValueError("null")
        return None
    inner = get_nullable_type(kind)
    if isinstance(inner, GraphQLList):
        if not isinstance(value, list):
            raise TypeError("no list")
        return [_of_type(each, inner.of_type) for each in value]
    return inner.parse_value(value) if is_leaf_type(inner) else value
