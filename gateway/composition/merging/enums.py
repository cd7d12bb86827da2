"""Merging enums: what comes in must be understood by all, what goes out may come from any."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from gateway.composition.findings import Level, finding, in_subgraphs
from gateway.composition.merging.context import Context, Kept
from gateway.composition.merging.uses import merge_description, merge_uses
from gateway.composition.schema import Element, Type
from gateway.composition.typerefs import named


@dataclass(slots=True)
class Usage:
    """An example of where each enum comes in and goes out, by type name."""

    incoming: dict[str, str] = field(default_factory=dict)
    outgoing: dict[str, str] = field(default_factory=dict)


def enum_usage(types: Iterable[Type]) -> Usage:
    """See where the merged types use what; arguments and fields that did not survive the merge do not count."""
    usage = Usage()
    for each in types:
        for value in each.inputs.values():
            usage.incoming.setdefault(named(value.type), value.coordinate)
        for output in each.fields.values():
            usage.outgoing.setdefault(named(output.type), output.coordinate)
            for argument in output.arguments.values():
                usage.incoming.setdefault(named(argument.type), argument.coordinate)
    return usage


def merge_enum_values(
    context: Context, sources: Mapping[str, Type], usage: Usage, composed: Kept
) -> dict[str, Element]:
    """Merge the values of an enum by how it is used."""
    name = next(iter(sources.values())).name
    if name not in usage.incoming and name not in usage.outgoing:
        places = [(graph, each.node) for graph, each in sources.items()]
        message = f'Enum "{name}" is used nowhere; all its values are kept'
        context.report.add(finding("UNUSED_ENUM_TYPE", message, name, nodes=places, level=Level.DEBUG))
    values: dict[str, Element] = {}
    for value in dict.fromkeys(value for each in sources.values() for value in each.values):
        have = {graph: each.values[value] for graph, each in sources.items() if value in each.values}
        merged = _merge_value(context, have, composed)
        missing = [graph for graph in sources if graph not in have]
        if not missing or merged.has("inaccessible") or _is_kept(context, merged, have, missing, usage):
            values[value] = merged
    if not values:
        message = f'Nothing is left of enum "{name}": it is used as input, and no value exists in all its subgraphs'
        places = [(graph, each.node) for graph, each in sources.items()]
        context.report.add(finding("EMPTY_MERGED_ENUM_TYPE", message, name, nodes=places))
    return values


def _merge_value(context: Context, have: Mapping[str, Element], composed: Kept) -> Element:
    first = next(iter(have.values()))
    return Element(
        name=first.name,
        coordinate=first.coordinate,
        description=merge_description(context, first.coordinate, have),
        uses=merge_uses(context, first.coordinate, have, composed),
        joins=tuple(f"@join__enumValue(graph: {context.graphs[graph]})" for graph in have),
    )


def _is_kept(context: Context, value: Element, have: Mapping[str, Element], missing: list[str], usage: Usage) -> bool:
    """Whether a value that some subgraphs lack is in the supergraph."""
    difference = f'"{value.coordinate}" exists {in_subgraphs(have)} but not {in_subgraphs(missing)}'
    places = [(graph, each.node) for graph, each in have.items()]
    name = value.coordinate.partition(".")[0]
    incoming, outgoing = usage.incoming.get(name), usage.outgoing.get(name)
    if incoming and outgoing:
        message = (
            f'Enum "{name}" is used as input (by "{incoming}") and as output (by "{outgoing}"), so all subgraphs must'
            f" have the same values: {difference}"
        )
        context.report.add(finding("ENUM_VALUE_MISMATCH", message, value.coordinate, nodes=places))
        return True
    if incoming:
        message = (
            f'Enum "{name}" is used as input only, so values are left out that not all subgraphs have: {difference}'
        )
        code, level = "INCONSISTENT_ENUM_VALUE_FOR_INPUT_ENUM", Level.WARN
    else:
        message = f'Enum "{name}" differs, which is harmless as it is only output: {difference}'
        code, level = "INCONSISTENT_ENUM_VALUE_FOR_OUTPUT_ENUM", Level.DEBUG
    context.report.add(finding(code, message, value.coordinate, nodes=places, level=level))
    return not incoming
