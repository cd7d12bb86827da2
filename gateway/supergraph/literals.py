"""Constant arguments of directives as plain Python values: the edge where GraphQL literals enter."""

from typing import Any

from graphql.language import (
    DirectiveNode,
    FloatValueNode,
    IntValueNode,
    ListValueNode,
    NullValueNode,
    ObjectValueNode,
    ValueNode,
)


def directive_arguments(directive: DirectiveNode) -> dict[str, Any]:
    """Return the arguments of a directive application by name."""
    return {argument.name.value: plain_value(argument.value) for argument in directive.arguments or ()}


def plain_value(value: ValueNode) -> Any:
    """Turn a constant literal into a plain value; enum values become their names."""
    match value:
        case IntValueNode():
            return int(value.value)
        case FloatValueNode():
            return float(value.value)
        case NullValueNode():
            return None
        case ListValueNode():
            return [plain_value(item) for item in value.values]
        case ObjectValueNode():
            return {field.name.value: plain_value(field.value) for field in value.fields}
        case _:
            # Strings, enum values and booleans carry what they mean; a variable cannot stand in a schema.
            return getattr(value, "value", None)
