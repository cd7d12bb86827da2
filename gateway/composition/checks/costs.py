"""@cost and @listSize: weights belong to what is resolved, sizes to lists, and names must name something."""

from collections.abc import Iterator

from graphql import IntValueNode, ListValueNode, StringValueNode

from gateway.composition.findings import Finding, finding
from gateway.composition.schema import Field, Kind, Subgraph, Use
from gateway.composition.typerefs import Named, is_list, named, nullable


def check_costs(subgraph: Subgraph) -> Iterator[Finding]:
    """Yield each cost directive that says nothing that could be counted."""
    for owner in subgraph.types.values():
        for field in owner.fields.values():
            if owner.kind is Kind.INTERFACE:
                for use in field.all("cost"):
                    message = f'@cost cannot be used on "{field.coordinate}", a field of an interface: objects cost'
                    code = "COST_APPLIED_TO_INTERFACE_FIELD"
                    yield finding(code, message, field.coordinate, nodes=[(subgraph.name, use.node)])
            for use in field.all("listSize"):
                for code, message in _check_list_size(subgraph, field, use):
                    yield finding(code, message, field.coordinate, nodes=[(subgraph.name, use.node)])


def _check_list_size(subgraph: Subgraph, field: Field, use: Use) -> Iterator[tuple[str, str]]:
    sized = use.arguments.get("sizedFields")
    if sized is None and not is_list(field.type):
        message = f'@listSize on "{field.coordinate}" of type "{field.type}", which is not a list: name its sizedFields'
        yield "LIST_SIZE_APPLIED_TO_NON_LIST", message
    size = use.arguments.get("assumedSize")
    if isinstance(size, IntValueNode) and int(size.value) < 0:
        yield "LIST_SIZE_INVALID_ASSUMED_SIZE", f'Assumed size {size.value} of "{field.coordinate}" is negative'
    for name in _texts(use, "slicingArguments"):
        argument = field.arguments.get(name)
        if argument is None:
            yield "LIST_SIZE_INVALID_SLICING_ARGUMENT", f'"{field.coordinate}" has no argument "{name}" to slice by'
        elif nullable(argument.type) != Named("Int"):
            message = f'Slicing argument "{argument.coordinate}" is of type "{argument.type}", not Int'
            yield "LIST_SIZE_INVALID_SLICING_ARGUMENT", message
    yield from _check_sized_fields(subgraph, field, _texts(use, "sizedFields"))


def _check_sized_fields(subgraph: Subgraph, field: Field, sized: list[str]) -> Iterator[tuple[str, str]]:
    target = subgraph.types.get(named(field.type))
    fields = target.fields if target else {}
    if sized and not fields:
        message = f'Sized fields need fields, which type "{field.type}" of "{field.coordinate}" does not have'
        yield "LIST_SIZE_INVALID_SIZED_FIELD", message
        return
    for name in sized:
        if name not in fields:
            yield "LIST_SIZE_INVALID_SIZED_FIELD", f'"{named(field.type)}" has no field "{name}" to size'
        elif not is_list(fields[name].type):
            yield "LIST_SIZE_APPLIED_TO_NON_LIST", f'Sized field "{fields[name].coordinate}" is not a list'


def _texts(use: Use, argument: str) -> list[str]:
    value = use.arguments.get(argument)
    items = value.values if isinstance(value, ListValueNode) else (value,)
    return [item.value for item in items if isinstance(item, StringValueNode)]
