"""All subgraphs into one schema: every type merged, interface objects spread, enums last because their use decides."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from gateway.composition.findings import finding, names
from gateway.composition.merging.context import Context
from gateway.composition.merging.definitions import (
    Composed,
    composed_directives,
    feature_link,
    merge_executable,
)
from gateway.composition.merging.enums import enum_usage, merge_enum_values
from gateway.composition.merging.sources import Source, field_sources, used_fields
from gateway.composition.merging.types import merge_type
from gateway.composition.merging.uses import merge_description, merge_uses
from gateway.composition.schema import DirectiveDefinition, Element, Field, Kind, Type


@dataclass(frozen=True, slots=True)
class Merged:
    """The merged schema. `sources` says by type and field who has it; `links` are the printed @link of the schema."""

    types: Mapping[str, Type]
    directives: Mapping[str, DirectiveDefinition]
    composed: Mapping[str, Composed]
    schema: Element
    sources: Mapping[str, Mapping[str, tuple[Source, ...]]]

    def members(self, name: str) -> tuple[str, ...]:
        """Return the object types a value of a composite type can have, by all that any subgraph knows."""
        declared = self.types.get(name)
        if declared is None:
            return ()
        match declared.kind:
            case Kind.UNION:
                return tuple(declared.members)
            case Kind.INTERFACE:
                return tuple(e.name for e in self.types.values() if e.kind is Kind.OBJECT and name in e.interfaces)
            case _:
                return (name,)


def merge(context: Context) -> Merged:
    """Merge the subgraphs; what does not fit is reported and left out."""
    composed = composed_directives(context)
    kept = frozenset((graph, name) for name, each in composed.items() for graph in each.subgraphs)
    sources = field_sources(context, {name: used_fields(graph) for name, graph in context.subgraphs.items()})
    types: dict[str, Type] = {}
    for name in context.type_names:
        merged = merge_type(context, name, context.types(name), sources[name], kept)
        if merged is not None:
            types[name] = merged
    types |= _spread_interface_objects(context, types)
    _check_query(context, types)
    usage = enum_usage(types.values())
    for name, each in list(types.items()):
        if each.kind is Kind.ENUM:
            values = merge_enum_values(context, context.types(name), usage, kept)
            types[name] = replace(each, values=values)
    roots = {graph.name: graph.schema for graph in context.subgraphs.values()}
    schema = Element(
        name="schema",
        coordinate="schema",
        description=merge_description(context, "schema", roots),
        uses=merge_uses(context, "schema", roots, kept),
        joins=tuple(feature_link(composed)),
    )
    settled = {name: {field: tuple(each) for field, each in fields.items()} for name, fields in sources.items()}
    return Merged(types, merge_executable(context), composed, schema, settled)


def _spread_interface_objects(context: Context, types: Mapping[str, Type]) -> dict[str, Type]:
    """Give every implementation what an interface object adds to its interface."""
    changed: dict[str, Type] = {}
    for interface, graphs in context.interface_objects.items():
        declared = types.get(interface)
        if declared is None:
            continue
        added = [
            field
            for field in declared.fields.values()
            if any(_adds(context.subgraphs[graph].types[interface], field.name) for graph in graphs)
        ]
        for each in types.values():
            if each.kind is Kind.OBJECT and interface in each.interfaces:
                target = changed.get(each.name, each)
                missing = {
                    field.name: _indirect(each.name, field) for field in added if field.name not in target.fields
                }
                changed[each.name] = replace(target, fields={**target.fields, **missing})
    return changed


def _adds(interface_object: Type, field: str) -> bool:
    return field in interface_object.fields and not interface_object.fields[field].is_external


def _indirect(type_name: str, field: Field) -> Field:
    """Copy a field to a type where no subgraph resolves it: a join directive without graph says so."""
    coordinate = f"{type_name}.{field.name}"
    arguments = {name: replace(value, coordinate=f"{coordinate}({name}:)") for name, value in field.arguments.items()}
    return replace(field, coordinate=coordinate, arguments=arguments, joins=("@join__field",))


def _check_query(context: Context, types: Mapping[str, Type]) -> None:
    query = types.get("Query")
    if query is None or not query.fields:
        message = f"No subgraph of {names(context.subgraphs)} has a query: a supergraph needs one query field at least"
        context.report.add(finding("NO_QUERIES", message, "Query"))
