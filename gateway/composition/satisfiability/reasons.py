"""Why a field cannot be had: a query that shows it, and one line per subgraph."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from gateway.composition.contexts import taken_from_context
from gateway.composition.fieldsets import Select, field_set_of, key_sets, print_field_set
from gateway.composition.findings import names
from gateway.composition.merging.merge import Merged
from gateway.composition.satisfiability.reach import Position, Reach
from gateway.composition.satisfiability.views import Entry
from gateway.composition.schema import COMPOSITE, ROOTS, Field, InputValue, Kind
from gateway.composition.typerefs import ListOf, NonNull, TypeRef, named, nullable

KEYWORDS = {"Query": "", "Mutation": "mutation ", "Subscription": "subscription "}


@dataclass(frozen=True, slots=True)
class Step:
    """One field on the way from a root, on the object type it is asked of."""

    type_name: str
    field: Field


def example_query(merged: Merged, path: Sequence[Step]) -> str:
    """Print the operation that asks for the last field of a path."""
    lines: list[str] = []
    indent = 1
    opened = 1
    declared = path[0].type_name
    for step in path:
        if declared != step.type_name:
            lines.append(f"{'  ' * indent}... on {step.type_name} {{")
            indent, opened = indent + 1, opened + 1
        lines.append(f"{'  ' * indent}{step.field.name}{_arguments(merged, step.field)} {{")
        indent, opened = indent + 1, opened + 1
        declared = named(step.field.type)
    last = merged.types.get(declared)
    if last is not None and last.kind in COMPOSITE:
        lines.append(f"{'  ' * indent}__typename")
    else:
        lines[-1] = lines[-1].removesuffix(" {")
        opened -= 1
    closing = [f"{'  ' * depth}}}" for depth in reversed(range(opened))]
    return "\n".join([f"{KEYWORDS.get(path[0].type_name, '')}{{", *lines, *closing])


def _arguments(merged: Merged, field: Field) -> str:
    required = [
        f"{name}: {_sample(merged, value.type)}" for name, value in field.arguments.items() if _is_required(value)
    ]
    return f"({', '.join(required)})" if required else ""


def _is_required(value: InputValue) -> bool:
    return isinstance(value.type, NonNull) and value.default is None


def _sample(merged: Merged, ref: TypeRef) -> str:
    """Make up a value of an input type."""
    if isinstance(nullable(ref), ListOf):
        return "[]"
    name = named(ref)
    declared = merged.types.get(name)
    if declared is not None and declared.kind is Kind.ENUM and declared.values:
        return next(iter(declared.values))
    if declared is not None and declared.kind is Kind.INPUT:
        required = (each for each in declared.inputs.values() if _is_required(each))
        return f"{{{', '.join(f'{each.name}: {_sample(merged, each.type)}' for each in required)}}}"
    return {"Int": "0", "Float": "0", "Boolean": "true"}.get(name, '""')


def reasons(reach: Reach, position: Position, name: str) -> Iterator[str]:
    """Say of each subgraph that is or could be of use why it is not."""
    entered = list(reach.at(position).entered)
    for entry in entered:
        yield f'subgraph "{entry.graph}": {_why_not_here(reach, position, entry, name)}'
    graphs = {entry.graph for entry in entered}
    for entry in reach.views.shapes(position.type_name):
        if entry.graph not in graphs and reach.views.resolves(entry.graph, entry.as_type, name):
            yield (
                f'subgraph "{entry.graph}" has "{entry.as_type}.{name}" but cannot be entered:'
                f" {_why_not_entered(reach, position, entry)}"
            )


def _why_not_here(reach: Reach, position: Position, entry: Entry, name: str) -> str:
    coordinate = f"{entry.as_type}.{name}"
    field = reach.views.field(entry, name)
    if field is None:
        return f'it has no field "{coordinate}"'
    if field.is_external:
        return f'"{coordinate}" is @external there, and nothing on this path provides it'
    if not reach.views.resolves(entry.graph, entry.as_type, name):
        return f'"{coordinate}" is overridden by another subgraph'
    required = field_set_of(field, "requires")
    here = reach.alone(position, entry)
    reach.at(here)
    missing = [print_field_set((item,)) for item in required if not reach.has(here, (item,))]
    if missing:
        return f'"{coordinate}" requires {names(missing)}, which cannot be had from there'
    unset = [taken.context for _, taken in taken_from_context(field)]
    unset = [context for context in unset if (entry.graph, context) not in reach.at(position).contexts]
    if unset:
        return f'"{coordinate}" takes an argument from context {names(unset)}, which nothing on this path sets'
    return (
        f'"{coordinate}" needs the subgraph to be entered again once its requirement is there, but'
        f" {_why_not_entered(reach, here, entry)}"
    )


def _why_not_entered(reach: Reach, position: Position, entry: Entry) -> str:
    declared = reach.views.context.subgraphs[entry.graph].types[entry.as_type]
    if entry.as_type in ROOTS:
        return "a root type can only be entered at the root"
    if not declared.has("key"):
        return f'"{entry.as_type}" has no @key there'
    keys = reach.views.keys(entry.graph, entry.as_type)
    if not keys:
        return f'no @key of "{entry.as_type}" is resolvable there ({names(key.text for key in key_sets(declared))})'
    parts = []
    for key in keys:
        missing = [item for item in key.fields if not reach.has(position, (item,))]
        shown = names(item.name if isinstance(item, Select) else f"... on {item.name}" for item in missing)
        parts.append(f'its @key(fields: "{key.text}") needs {shown or "the type of the object"}')
    return f"{', and '.join(parts)}, which cannot be had here"
