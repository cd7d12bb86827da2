"""What the arguments of a field cost: literals when the text is read, variables by the values they come with."""

from collections.abc import Mapping
from typing import Any

from graphql import GraphQLField, GraphQLInputObjectType, GraphQLInputType, GraphQLList, GraphQLNonNull
from graphql.language import FieldNode, ListValueNode, NullValueNode, ObjectValueNode, ValueNode, VariableNode

from gateway.operation.cost.formula import Price, Variables, summed

_OBJECT_WEIGHT = 1.0


class InputPrices:
    """Prices values by the weights of arguments, input fields and their types."""

    def __init__(self, weights: Mapping[str, float]) -> None:
        self._weights = weights

    def of_arguments(self, coordinate: str, node: FieldNode, field: GraphQLField) -> Price:
        """Price the arguments given to a field."""
        return summed(
            self._literal(argument.value, field.args[name].type, f"{coordinate}({name}:)")
            for argument in node.arguments or ()
            if (name := argument.name.value) in field.args
        )

    def _literal(self, node: ValueNode, expected: GraphQLInputType, coordinate: str) -> Price:
        match node:
            case NullValueNode():
                return 0.0
            case VariableNode():
                return self._variable(node.name.value, expected, coordinate)
            case ListValueNode():
                return summed(self._literal(item, _item(expected), coordinate) for item in node.values)
            case _:
                innermost = _innermost(expected)
        own = self._own(innermost, coordinate)
        if not isinstance(node, ObjectValueNode) or not isinstance(innermost, GraphQLInputObjectType):
            return own
        below = (
            self._literal(item.value, innermost.fields[name].type, f"{innermost.name}.{name}")
            for item in node.fields
            if (name := item.name.value) in innermost.fields
        )
        return summed((own, *below))

    def _variable(self, name: str, expected: GraphQLInputType, coordinate: str) -> Price:
        if not isinstance(_innermost(expected), GraphQLInputObjectType) and not self._own(expected, coordinate):
            return 0.0

        def price(variables: Variables) -> float:
            return self._value(variables.get(name), expected, coordinate)

        return price

    def _value(self, value: Any, expected: GraphQLInputType, coordinate: str) -> float:
        if value is None:
            return 0.0
        if isinstance(value, list):
            return sum(self._value(item, _item(expected), coordinate) for item in value)
        innermost = _innermost(expected)
        own = self._own(innermost, coordinate)
        if not isinstance(value, Mapping) or not isinstance(innermost, GraphQLInputObjectType):
            return own
        return own + sum(
            self._value(item, innermost.fields[name].type, f"{innermost.name}.{name}")
            for name, item in value.items()
            if name in innermost.fields
        )

    def _own(self, expected: GraphQLInputType, coordinate: str) -> float:
        innermost = _innermost(expected)
        usual = _OBJECT_WEIGHT if isinstance(innermost, GraphQLInputObjectType) else 0.0
        return self._weights.get(coordinate, self._weights.get(innermost.name, usual))


def _item(expected: GraphQLInputType) -> GraphQLInputType:
    """Return the type of a list's items; a value that is no list where one may stand is its only item."""
    if isinstance(expected, GraphQLNonNull):
        expected = expected.of_type
    return expected.of_type if isinstance(expected, GraphQLList) else expected


def _innermost(expected: GraphQLInputType) -> Any:
    while isinstance(expected, GraphQLNonNull | GraphQLList):
        expected = expected.of_type
    return expected
