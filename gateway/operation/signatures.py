"""What checking an operation needs to know of a schema, read once per type: what fields take and what they give."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from graphql import (
    GraphQLArgument,
    GraphQLField,
    GraphQLIncludeDirective,
    GraphQLInputField,
    GraphQLInputObjectType,
    GraphQLInputType,
    GraphQLInterfaceType,
    GraphQLObjectType,
    GraphQLSchema,
    GraphQLSkipDirective,
    GraphQLUnionType,
    Undefined,
    get_named_type,
    is_input_type,
    is_required_argument,
    is_required_input_field,
    type_from_ast,
)
from graphql.language import OperationType, TypeNode

from gateway.operation.canonical import TYPENAME

_CONDITIONS: Final = {"skip": GraphQLSkipDirective, "include": GraphQLIncludeDirective}


@dataclass(frozen=True, slots=True)
class Place:
    """Where a value may stand: an argument or an input field. `declared` is its type as printed."""

    type: GraphQLInputType
    declared: str
    has_default: bool = False


@dataclass(frozen=True, slots=True)
class Inputs:
    """The arguments of a field, or the fields of an input object."""

    places: Mapping[str, Place]
    required: frozenset[str]


@dataclass(frozen=True, slots=True)
class Signature:
    """A field: what it takes, its type as printed, and the composite type below it, None for a leaf."""

    inputs: Inputs
    declared: str
    below: str | None


_NOTHING: Final = Inputs({}, frozenset())
_TYPENAME: Final = Signature(_NOTHING, "String!", None)


class Signatures:
    """The signatures of one schema; each type is read when it is first asked for."""

    def __init__(self, schema: GraphQLSchema) -> None:
        self._schema = schema
        self._fields: dict[str, Mapping[str, Signature]] = {}
        self._objects: dict[str, Inputs] = {}
        self._possible: dict[str, frozenset[str]] = {}
        self.conditions = frozenset(
            name for name, directive in _CONDITIONS.items() if schema.get_directive(name) is directive
        )

    def root(self, operation: OperationType) -> str | None:
        """Name the root type of an operation, if the schema has one."""
        root = self._schema.get_root_type(operation)
        return None if root is None else root.name

    def input_type(self, node: TypeNode) -> GraphQLInputType | None:
        """Return the type that a variable is declared with, if values can have it."""
        declared = type_from_ast(self._schema, node)
        return declared if is_input_type(declared) else None

    def fields(self, type_name: str) -> Mapping[str, Signature]:
        """Return the fields that may be asked of a composite type; those of introspection are not among them."""
        known = self._fields.get(type_name)
        if known is None:
            named = self._schema.type_map[type_name]
            own = named.fields if isinstance(named, GraphQLObjectType | GraphQLInterfaceType) else {}
            known = self._fields[type_name] = {
                TYPENAME: _TYPENAME,
                **{name: _signature(field) for name, field in own.items()},
            }
        return known

    def input_fields(self, named: GraphQLInputObjectType) -> Inputs:
        """Return the fields of an input object."""
        known = self._objects.get(named.name)
        if known is None:
            known = self._objects[named.name] = _inputs(named.fields)
        return known

    def possible(self, type_name: str) -> frozenset[str]:
        """Return the object types that values of a composite type may have; none where the type is not composite."""
        known = self._possible.get(type_name)
        if known is None:
            match self._schema.type_map.get(type_name):
                case GraphQLObjectType():
                    known = frozenset((type_name,))
                case GraphQLInterfaceType() | GraphQLUnionType() as abstract:
                    known = frozenset(possible.name for possible in self._schema.get_possible_types(abstract))
                case _:
                    # Not kept: names that no type has are without number.
                    return frozenset()
            self._possible[type_name] = known
        return known


def _signature(field: GraphQLField) -> Signature:
    named = get_named_type(field.type)
    is_composite = isinstance(named, GraphQLObjectType | GraphQLInterfaceType | GraphQLUnionType)
    return Signature(_inputs(field.args), str(field.type), named.name if is_composite else None)


def _inputs(declared: Mapping[str, GraphQLArgument] | Mapping[str, GraphQLInputField]) -> Inputs:
    if not declared:
        return _NOTHING
    required: set[str] = set()
    places: dict[str, Place] = {}
    for name, value in declared.items():
        if isinstance(value, GraphQLArgument):
            is_required = is_required_argument(value)
        else:
            is_required = is_required_input_field(value)
        if is_required:
            required.add(name)
        has_default = value.default_value is not Undefined or getattr(value, "default", None) is not None
        places[name] = Place(value.type, str(value.type), has_default)
    return Inputs(places, frozenset(required))
