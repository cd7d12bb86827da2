"""@context and @fromContext: an argument filled with what an ancestor of the field holds.

The field of @fromContext is `$name` and a selection of one value: `$user { locale }`, or one per type that sets the
context: `$place ... on City { code } ... on Shop { zone }`.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from graphql import StringValueNode

from gateway.composition.fieldsets import FieldSet, FieldSetError, print_field_set, read_field_set, walk_fields
from gateway.composition.schema import Field, InputValue, Subgraph, Type, Use

FROM_CONTEXT: Final = re.compile(r"^\s*\$\s*(?P<name>[A-Za-z_][A-Za-z0-9_]*)\s*(?P<selection>[\s\S]*)$")


@dataclass(frozen=True, slots=True)
class FromContext:
    """What an argument takes: the context's name and the selection from it."""

    context: str
    selection: FieldSet


def read_from_context(use: Use) -> FromContext | None:
    """Read @fromContext; None when no context is named. Raises FieldSetError when the selection cannot be read."""
    value = use.arguments.get("field")
    parts = FROM_CONTEXT.match(value.value) if isinstance(value, StringValueNode) else None
    return FromContext(parts["name"], read_field_set(parts["selection"])) if parts else None


def holders(subgraph: Subgraph, context: str) -> tuple[Type, ...]:
    """Return the types of a subgraph that set a context."""
    return tuple(each for each in subgraph.types.values() if context in context_names(each))


def context_names(declared: Type) -> tuple[str, ...]:
    """Return the contexts a type sets."""
    values = (use.arguments.get("name") for use in declared.all("context"))
    return tuple(value.value for value in values if isinstance(value, StringValueNode))


def context_arguments(subgraph: Subgraph, field: Field) -> list[str]:
    """Print the `contextArguments` of a field's join directive."""
    return [
        f'{{context: "{subgraph.name}__{taken.context}", name: "{argument.name}", type: "{argument.type}",'
        f' selection: "{_braced(taken.selection)}"}}'
        for argument, taken in taken_from_context(field)
    ]


def taken_from_context(field: Field) -> Iterator[tuple[InputValue, FromContext]]:
    """Yield each argument of a field that comes from context, as far as it can be read."""
    for argument in field.arguments.values():
        use = argument.first("fromContext")
        try:
            taken = read_from_context(use) if use else None
        except FieldSetError:
            continue
        if taken is not None:
            yield argument, taken


def _braced(selection: FieldSet) -> str:
    printed = print_field_set(selection).replace("\\", "\\\\").replace('"', '\\"')
    return printed if printed.startswith("... on") else f"{{ {printed} }}"


def context_fields(subgraph: Subgraph, field: Field) -> Iterator[tuple[str, str]]:
    """Yield (type, field) of all that a field's context arguments read."""
    for _, taken in taken_from_context(field):
        for holder in holders(subgraph, taken.context):
            yield from walk_fields(holder.name, taken.selection, subgraph.types.get)
