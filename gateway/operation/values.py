"""Whether a value certainly fits the place it stands at: literals by type, variables by how they were declared.

Where nothing certain can be said, `Unsure` is raised; that does not mean that the value is wrong.
https://spec.graphql.org/September2025/#sec-Values-of-Correct-Type
https://spec.graphql.org/September2025/#sec-All-Variable-Usages-Are-Allowed
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

from graphql import (
    GraphQLBoolean,
    GraphQLEnumType,
    GraphQLFloat,
    GraphQLID,
    GraphQLInputObjectType,
    GraphQLInputType,
    GraphQLInt,
    GraphQLList,
    GraphQLNonNull,
    GraphQLScalarType,
    GraphQLString,
)
from graphql.language import (
    ArgumentNode,
    BooleanValueNode,
    EnumValueNode,
    FloatValueNode,
    IntValueNode,
    ListValueNode,
    NullValueNode,
    ObjectFieldNode,
    ObjectValueNode,
    StringValueNode,
    ValueNode,
    VariableNode,
)

from gateway.operation.signatures import Inputs, Place, Signatures

VALUES_MAX: Final = 10_000

_INT_MAX: Final = 2**31
_DIGITS_MAX: Final = 300
_LITERALS: Final[dict[GraphQLScalarType, tuple[type[ValueNode], ...]]] = {
    GraphQLString: (StringValueNode,),
    GraphQLID: (StringValueNode, IntValueNode),
    GraphQLInt: (IntValueNode,),
    GraphQLFloat: (FloatValueNode, IntValueNode),
    GraphQLBoolean: (BooleanValueNode,),
}
_SIMPLE: Final = (StringValueNode, IntValueNode, FloatValueNode, BooleanValueNode, EnumValueNode)


class Unsure(Exception):
    """It is not certain that the document is valid."""


@dataclass(frozen=True, slots=True)
class Declared:
    """A variable: its type as printed, and whether it has a default that is not null."""

    declared: str
    has_default: bool


@dataclass(slots=True)
class Values:
    """Checks the values of one operation, noting the variables that are used."""

    signatures: Signatures
    variables: dict[str, Declared]
    used: set[str] = field(default_factory=set)
    _count: int = 0

    def check_arguments(self, arguments: Sequence[ArgumentNode], inputs: Inputs) -> None:
        """Check that all arguments are known, none is given twice and none is missing."""
        self._check_names(arguments, inputs)
        for argument in arguments:
            self.check(argument.value, inputs.places[argument.name.value])

    def check(self, value: ValueNode, place: Place) -> None:
        """Check that the value fits the place."""
        if type(value) is not VariableNode:
            self._check_literal(value, place.type)
            return
        name = value.name.value
        variable = self.variables.get(name)
        if variable is None or not _is_allowed(variable, place):
            raise Unsure
        self.used.add(name)

    def _check_names(self, given: Sequence[ArgumentNode] | Sequence[ObjectFieldNode], inputs: Inputs) -> None:
        names = {node.name.value for node in given}
        if len(names) != len(given) or not inputs.required <= names <= inputs.places.keys():
            raise Unsure

    def _check_literal(self, value: ValueNode, expected: GraphQLInputType) -> None:
        self._count += 1
        if self._count > VALUES_MAX:
            raise Unsure
        if isinstance(expected, GraphQLNonNull):
            if type(value) is NullValueNode:
                raise Unsure
            expected = expected.of_type
        if type(value) is NullValueNode:
            return
        match expected:
            case GraphQLList():
                self._check_list(value, expected.of_type)
            case GraphQLInputObjectType():
                self._check_object(value, expected)
            case GraphQLEnumType():
                if type(value) is not EnumValueNode or value.value not in expected.values:
                    raise Unsure
            case _:
                if not _is_scalar(value, expected):
                    raise Unsure

    def _check_list(self, value: ValueNode, item_type: GraphQLInputType) -> None:
        if type(value) is ListValueNode:
            place = Place(item_type, str(item_type))
            for item in value.values:
                self.check(item, place)
        elif isinstance(value, _SIMPLE):
            self._check_literal(value, item_type)
        else:
            raise Unsure

    def _check_object(self, value: ValueNode, expected: GraphQLInputObjectType) -> None:
        if type(value) is not ObjectValueNode or expected.is_one_of:
            raise Unsure
        inputs = self.signatures.input_fields(expected)
        self._check_names(value.fields, inputs)
        for item in value.fields:
            self.check(item.value, inputs.places[item.name.value])


def _is_allowed(variable: Declared, place: Place) -> bool:
    declared, expected = variable.declared, place.declared
    if declared == expected:
        return True
    if expected.endswith("!") and not declared.endswith("!"):
        return (variable.has_default or place.has_default) and _is_stricter(declared, expected[:-1])
    return _is_stricter(declared, expected)


def _is_stricter(declared: str, expected: str) -> bool:
    """Tell whether every value of the one type is a value of the other; both as printed."""
    while declared != expected:
        if expected.endswith("!") or declared.endswith("!"):
            if not declared.endswith("!"):
                return False
            declared, expected = declared[:-1], expected.removesuffix("!")
        elif expected.startswith("[") and declared.startswith("["):
            declared, expected = declared[1:-1], expected[1:-1]
        else:
            return False
    return True


def _is_scalar(value: ValueNode, expected: GraphQLInputType) -> bool:
    if not isinstance(expected, GraphQLScalarType):
        return False
    allowed = _LITERALS.get(expected)
    if allowed is None:
        return type(value) is StringValueNode and takes_any_literal(expected)
    if type(value) not in allowed:
        return False
    if type(value) is IntValueNode or type(value) is FloatValueNode:
        return _is_number(value.value, expected)
    return True


def _is_number(text: str, expected: GraphQLScalarType) -> bool:
    if len(text) > _DIGITS_MAX:
        return False
    if expected is GraphQLInt:
        return -_INT_MAX <= int(text) < _INT_MAX
    return expected is GraphQLID or math.isfinite(float(text))


def takes_any_literal(scalar: GraphQLScalarType) -> bool:
    """Tell whether a scalar was declared in a schema's text, without code of its own that may refuse values."""
    parts = scalar.to_kwargs()
    return all(
        parts[name] is None for name in ("parse_literal", "parse_value", "coerce_input_literal", "coerce_input_value")
    )
