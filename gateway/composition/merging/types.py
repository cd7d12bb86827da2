"""Merging one type: kind by kind, and the join directives that say which subgraph has which part."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from gateway.composition.contexts import context_names
from gateway.composition.fieldsets import key_sets
from gateway.composition.findings import Level, finding, in_subgraphs, side_by_side
from gateway.composition.merging.context import Context, Kept
from gateway.composition.merging.fields import cache_tags, merge_field, quoted
from gateway.composition.merging.inputs import merge_inputs
from gateway.composition.merging.sources import Source
from gateway.composition.merging.uses import merge_description, merge_uses
from gateway.composition.schema import ROOTS, InputValue, Kind, Type


def merged_kind(context: Context, sources: Mapping[str, Type]) -> Kind | None:
    """Return the kind all subgraphs agree on; None, and a finding, if they do not."""
    name = next(iter(sources.values())).name
    kinds = {each.merged_kind for each in sources.values()}
    places = [(graph, each.node) for graph, each in sources.items()]
    if len(kinds) > 1:
        shown = {
            graph: "interface object (@interfaceObject)" if each.is_interface_object else KIND_NAMES[each.kind]
            for graph, each in sources.items()
        }
        message = f'"{name}" is not the same kind of type everywhere: {side_by_side(shown)}'
        context.report.add(finding("TYPE_KIND_MISMATCH", message, name, nodes=places))
        return None
    if all(each.is_interface_object for each in sources.values()):
        message = f'"{name}" is an @interfaceObject {in_subgraphs(sources)}, but no subgraph defines the interface'
        context.report.add(finding("INTERFACE_OBJECT_USAGE_ERROR", message, name, nodes=places))
        return None
    return kinds.pop()


KIND_NAMES = {
    Kind.SCALAR: "scalar",
    Kind.OBJECT: "object type",
    Kind.INTERFACE: "interface",
    Kind.UNION: "union",
    Kind.ENUM: "enum",
    Kind.INPUT: "input type",
}


def merge_type(
    context: Context,
    name: str,
    sources: Mapping[str, Type],
    fields: Mapping[str, Sequence[Source]],
    composed: Kept,
) -> Type | None:
    """Merge all versions of a type, its enum values apart; None when their kinds do not allow it."""
    kind = merged_kind(context, sources)
    if kind is None:
        return None
    output = {}
    if kind in {Kind.OBJECT, Kind.INTERFACE}:
        merged = (merge_field(context, sources, each, composed) for each in fields.values() if each)
        output = {field.name: field for field in merged if field is not None}
        _hint_entity(context, name, sources)
        _hint_fields(context, kind, sources)
    inputs: dict[str, InputValue] = {}
    if kind is Kind.INPUT:
        inputs = _merge_input_fields(context, name, sources, composed)
    members = {}
    if kind is Kind.UNION:
        members = {member: node for each in sources.values() for member, node in each.members.items()}
        _hint_members(context, name, sources)
    return Type(
        name=name,
        coordinate=name,
        description=merge_description(context, name, sources),
        uses=merge_uses(context, name, sources, composed),
        joins=(*_joins(context, sources), *_contexts(sources), *cache_tags(context, sources)),
        kind=kind,
        interfaces={interface: node for each in sources.values() for interface, node in each.interfaces.items()},
        fields=output,
        inputs=inputs,
        members=members,
    )


def _joins(context: Context, sources: Mapping[str, Type]) -> list[str]:
    joins = [
        f"@join__implements(graph: {context.graphs[graph]}, interface: {quoted(interface)})"
        for graph, each in sources.items()
        for interface in each.interfaces
    ]
    for graph, each in sources.items():
        shared = [", extension: true"] if each.extension_only else []
        shared += [", isInterfaceObject: true"] if each.is_interface_object else []
        suffix = "".join(shared)
        keys = [f", key: {quoted(key.text)}{'' if key.resolvable else ', resolvable: false'}" for key in key_sets(each)]
        for key in dict.fromkeys(keys) or [""]:
            extension = suffix if key else suffix.replace(", extension: true", "")
            joins.append(f"@join__type(graph: {context.graphs[graph]}{key}{extension})")
    joins += [
        f"@join__unionMember(graph: {context.graphs[graph]}, member: {quoted(member)})"
        for graph, each in sources.items()
        for member in sorted(each.members)
    ]
    return joins


def _contexts(sources: Mapping[str, Type]) -> list[str]:
    return [f'@context(name: "{graph}__{name}")' for graph, each in sources.items() for name in context_names(each)]


def _merge_input_fields(
    context: Context, name: str, sources: Mapping[str, Type], composed: Kept
) -> dict[str, InputValue]:
    owners = {graph: each.inputs for graph, each in sources.items()}
    merged = merge_inputs(context, owners, is_argument=False, composed=composed)
    if not merged:
        message = f'Nothing is left of input "{name}": no field exists in all its subgraphs'
        places = [(graph, each.node) for graph, each in sources.items()]
        context.report.add(finding("EMPTY_MERGED_INPUT_TYPE", message, name, nodes=places))
    return {field: replace(each, joins=_input_joins(context, field, sources)) for field, each in merged.items()}


def _input_joins(context: Context, name: str, sources: Mapping[str, Type]) -> tuple[str, ...]:
    types = {graph: str(each.inputs[name].type) for graph, each in sources.items() if name in each.inputs}
    if len(set(types.values())) > 1:
        return tuple(f"@join__field(graph: {context.graphs[g]}, type: {quoted(t)})" for g, t in types.items())
    if len(types) < len(sources):
        return tuple(f"@join__field(graph: {context.graphs[graph]})" for graph in types)
    return ()


def _hint_entity(context: Context, name: str, sources: Mapping[str, Type]) -> None:
    without = [graph for graph, each in sources.items() if not each.has("key")]
    if without and len(without) < len(sources) and name not in ROOTS:
        places = [(graph, sources[graph].node) for graph in without]
        message = f'"{name}" has a @key in some subgraphs but not {in_subgraphs(without)}'
        context.report.add(finding("INCONSISTENT_ENTITY", message, name, nodes=places, level=Level.INFO))


def _hint_fields(context: Context, kind: Kind, sources: Mapping[str, Type]) -> None:
    """Hint at value types that differ; an entity is meant to be spread."""
    if len(sources) == 1 or any(each.has("key") for each in sources.values()):
        return
    name = next(iter(sources.values())).name
    if name in ROOTS:
        return
    noun = "OBJECT" if kind is Kind.OBJECT else "INTERFACE"
    for field in dict.fromkeys(field for each in sources.values() for field in each.fields):
        have = [graph for graph, each in sources.items() if field in each.fields]
        missing = [graph for graph in sources if graph not in have]
        if missing:
            places = [(graph, sources[graph].fields[field].node) for graph in have]
            message = f'"{name}.{field}" exists {in_subgraphs(have)} but not {in_subgraphs(missing)}'
            code = f"INCONSISTENT_{noun}_VALUE_TYPE_FIELD"
            context.report.add(finding(code, message, f"{name}.{field}", nodes=places, level=Level.DEBUG))


def _hint_members(context: Context, name: str, sources: Mapping[str, Type]) -> None:
    for member in dict.fromkeys(member for each in sources.values() for member in each.members):
        have = [graph for graph, each in sources.items() if member in each.members]
        missing = [graph for graph in sources if graph not in have]
        if missing:
            places = [(graph, sources[graph].members[member]) for graph in have]
            message = f'Union "{name}" has member "{member}" {in_subgraphs(have)} but not {in_subgraphs(missing)}'
            code = "INCONSISTENT_UNION_MEMBER"
            context.report.add(finding(code, message, name, nodes=places, level=Level.DEBUG))
