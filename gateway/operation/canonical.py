"""Canonical text of argument lists, and the key a field has in the merged tree because of it."""

from collections.abc import Mapping, Sequence
from hashlib import blake2s

from graphql.language import (
    ArgumentNode,
    BooleanValueNode,
    EnumValueNode,
    FloatValueNode,
    IntValueNode,
    ListValueNode,
    NullValueNode,
    ObjectValueNode,
    StringValueNode,
    ValueNode,
    VariableNode,
)
from graphql.language.print_string import print_string

TYPENAME = "__typename"
_NOTHING_LIFTED: Mapping[int, str] = {}


def tree_key(name: str, arguments: str) -> str:
    """Name a field's value in the merged tree: equal fields get equal keys, other arguments another key."""
    if not arguments:
        return name
    # Long enough that nobody finds two argument lists with one digest and reads one field as the other.
    return f"{name}__{blake2s(arguments.encode(), digest_size=8).hexdigest()}"


def print_arguments(
    arguments: Sequence[ArgumentNode] | None, lifted: Mapping[int, str] = _NOTHING_LIFTED
) -> tuple[str, tuple[str, ...]]:
    """Print arguments sorted by name, without brackets, and name the variables in them.

    `lifted` names the variables that stand for literals, by the id() of the literal's node.
    """
    if not arguments:
        return "", ()
    variables: dict[str, None] = {}
    parts: list[tuple[str, str]] = []
    for argument in arguments:
        name = lifted.get(id(argument.value))
        if name is None:
            parts.append((argument.name.value, print_value(argument.value, variables)))
        else:
            variables[name] = None
            parts.append((argument.name.value, f"${name}"))
    parts.sort()
    return ", ".join(f"{name}: {value}" for name, value in parts), tuple(variables)


def print_value(value: ValueNode, variables: dict[str, None]) -> str:
    """Print a literal on one line, noting the variables it uses."""
    match value:
        case VariableNode():
            variables[value.name.value] = None
            return f"${value.name.value}"
        case StringValueNode():
            return print_string(value.value)
        case IntValueNode() | FloatValueNode() | EnumValueNode():
            return value.value
        case BooleanValueNode():
            return "true" if value.value else "false"
        case NullValueNode():
            return "null"
        case ListValueNode():
            return f"[{', '.join(print_value(item, variables) for item in value.values)}]"
        case ObjectValueNode():
            fields = sorted((field.name.value, print_value(field.value, variables)) for field in value.fields)
            return f"{{{', '.join(f'{name}: {text}' for name, text in fields)}}}"
        case _:
            raise TypeError(f"not a value: {value.kind}")
