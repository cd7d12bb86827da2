"""Literals lifted into variables: texts that differ in nothing else are one operation to the planner.

So they share a plan, and the subgraphs see one document where they would see many. Lifted is what certainly means the
same as a variable: numbers and strings given to an argument of a scalar type, never a condition. The rest (enums,
lists, objects, null, booleans) is mostly part of how an operation was written, and stays as it is.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from graphql import GraphQLFloat, GraphQLID, GraphQLInputType, GraphQLInt, GraphQLNonNull, GraphQLScalarType
from graphql.language import FloatValueNode, IntValueNode, OperationDefinitionNode, StringValueNode, ValueNode

from gateway.operation.certify import Certificate
from gateway.operation.operation import VariableDefinition

PREFIX: Final = "literal_"


@dataclass(frozen=True, slots=True)
class Lifted:
    """The literals of one text. `names` tells a literal's variable by its node's id(), while the document lives."""

    names: Mapping[int, str] = field(default_factory=dict)
    definitions: tuple[VariableDefinition, ...] = ()
    values: Mapping[str, Any] = field(default_factory=dict)


NOTHING_LIFTED: Final = Lifted()


def lift(operation: OperationDefinitionNode, certificate: Certificate) -> Lifted:
    """Name the literals of a certified document, in the order of the walk; equal ones of one type are one variable."""
    definitions = operation.variable_definitions or ()
    if any(definition.variable.name.value.startswith(PREFIX) for definition in definitions):
        return NOTHING_LIFTED
    names: dict[int, str] = {}
    known: dict[tuple[str, str], str] = {}
    values: dict[str, str | int | float] = {}
    for node, place in certificate.literals:
        scalar = _scalar(place.type)
        value = None if scalar is None else _json_value(node, scalar)
        if scalar is not None and value is not None:
            name = known.setdefault((f"{scalar.name}!", str(value)), f"{PREFIX}{len(known)}")
            names[id(node)], values[name] = name, value
    return Lifted(names, tuple(VariableDefinition(name, declared) for (declared, _), name in known.items()), values)


def _scalar(expected: GraphQLInputType) -> GraphQLScalarType | None:
    if isinstance(expected, GraphQLNonNull):
        expected = expected.of_type
    return expected if isinstance(expected, GraphQLScalarType) else None


def _json_value(node: ValueNode, scalar: GraphQLScalarType) -> str | int | float | None:
    """Return the JSON value that means what the literal means, None where that is not certain."""
    match node:
        case StringValueNode():
            return node.value
        case IntValueNode() if scalar is GraphQLInt:
            return int(node.value)
        case IntValueNode() if scalar is GraphQLID:
            return node.value
        case IntValueNode() | FloatValueNode() if scalar is GraphQLFloat:
            return float(node.value)
        case _:
            return None
