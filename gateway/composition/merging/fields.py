"""Merging output fields: type, arguments, who resolves it, and the join directives that tell the planner so."""

from collections.abc import Mapping, Sequence

from graphql import print_ast

from gateway.composition.contexts import context_arguments
from gateway.composition.fieldsets import field_set_of, print_field_set
from gateway.composition.findings import Level, finding, in_subgraphs, side_by_side
from gateway.composition.merging.context import Context, Kept
from gateway.composition.merging.inputs import merge_inputs
from gateway.composition.merging.sources import Source
from gateway.composition.merging.uses import is_equal_value, merge_description, merge_uses
from gateway.composition.schema import Field, InputValue, Kind, Type
from gateway.composition.specification import FIRST
from gateway.composition.typerefs import TypeRef


def merge_field(
    context: Context, owners: Mapping[str, Type], sources: Sequence[Source], composed: Kept
) -> Field | None:
    """Merge all versions of an output field; None when no subgraph resolves it, not even an interface object."""
    resolving = [source for source in sources if not source.is_external] or _through_interface_objects(
        context, sources[0]
    )
    own = {source.subgraph: source.field for source in resolving}
    first = sources[0].field
    coordinate = first.coordinate
    if not own:
        message = (
            f'"{coordinate}" is @external {in_subgraphs(s.subgraph for s in sources)}, but no subgraph resolves it'
        )
        places = [(source.subgraph, source.field.node) for source in sources]
        context.report.add(finding("EXTERNAL_MISSING_ON_BASE", message, coordinate, nodes=places))
        return None
    _check_sharing(context, coordinate, sources)
    contextual = {name for each in own.values() for name, value in each.arguments.items() if value.has("fromContext")}
    _check_contextual(context, contextual, own)
    offered = {
        graph: {name: value for name, value in each.arguments.items() if name not in contextual}
        for graph, each in own.items()
    }
    merged = Field(
        name=first.name,
        coordinate=coordinate,
        description=merge_description(context, coordinate, own),
        uses=merge_uses(context, coordinate, own, composed),
        type=_merge_type(context, own),
        arguments=merge_inputs(context, offered, is_argument=True, composed=composed),
    )
    _check_external(context, merged, [source for source in sources if source.is_external])
    joins = (*_joins(context, owners, sources), *cache_tags(context, own))
    return Field(
        name=merged.name,
        coordinate=coordinate,
        description=merged.description,
        uses=merged.uses,
        joins=joins,
        type=merged.type,
        arguments=merged.arguments,
    )


def _is_shareable(context: Context, source: Source) -> bool:
    """Whether a subgraph lets others resolve the field too: what is part of a key may be, and all in version 1."""
    return (
        source.field.is_shareable
        or context.subgraphs[source.subgraph].version == FIRST
        or (source.parent.name, source.field.name) in context.key_fields[source.subgraph]
        or _is_provided(context, source)
    )


def _is_provided(context: Context, source: Source) -> bool:
    """Whether an external field is resolved nonetheless, below some field."""
    return source.is_external and (source.parent.name, source.field.name) in context.provided_fields[source.subgraph]


def _check_sharing(context: Context, coordinate: str, sources: Sequence[Source]) -> None:
    """Refuse a field resolved in several subgraphs but not shareable in all; a labelled takeover shares nothing."""
    resolving = [
        source
        for source in sources
        if (not source.is_external or _is_provided(context, source))
        and not source.is_overridden
        # In a real interface the field is only described; objects resolve it.
        and source.parent.kind is Kind.OBJECT
    ]
    resolving += _through_interface_objects(context, sources[0])
    if coordinate.startswith("Subscription."):
        if len(resolving) <= 1 and not any(source.field.is_shareable for source in resolving):
            return
        message = f'"{coordinate}" is a subscription, which one subgraph alone can be the source of: it is resolved '
        message += f"{in_subgraphs(source.subgraph for source in resolving)}, and can never be @shareable"
    elif len(resolving) <= 1:
        return
    else:
        unshared = [source for source in resolving if not _is_shareable(context, source)]
        if not unshared:
            return
        message = (
            f'"{coordinate}" is resolved in {_listed(resolving, coordinate)}, but is not marked @shareable in'
            f" {_listed(unshared, coordinate)}"
        )
    places = [(source.subgraph, source.field.node) for source in resolving]
    context.report.add(finding("INVALID_FIELD_SHARING", message, coordinate, nodes=places))


def _listed(sources: Sequence[Source], coordinate: str) -> str:
    texts = [
        f'"{source.subgraph}"'
        + ("" if source.field.coordinate == coordinate else f' (through @interfaceObject "{source.field.coordinate}")')
        for source in sources
    ]
    return texts[0] if len(texts) == 1 else f"{', '.join(texts[:-1])} and {texts[-1]}"


def _through_interface_objects(context: Context, first: Source) -> list[Source]:
    """Return the interface objects that give every implementation a field of this name, this type's among them."""
    if first.parent.merged_kind is not Kind.OBJECT:
        return []
    interfaces = dict.fromkeys(name for each in context.types(first.parent.name).values() for name in each.interfaces)
    return [
        Source(graph, parent, field)
        for interface in interfaces
        for graph in context.interface_objects.get(interface, ())
        for parent in [context.subgraphs[graph].types[interface]]
        for field in [parent.fields.get(first.field.name)]
        if field is not None and not field.is_external and (interface, field.name) not in context.key_fields[graph]
    ]


def _check_contextual(context: Context, contextual: set[str], own: Mapping[str, Field]) -> None:
    """Refuse an argument that is filled from context here, thus hidden from clients, and needed from them there."""
    for name in sorted(contextual):
        plain = {g: e.arguments[name] for g, e in own.items() if name in e.arguments and not _is_contextual(e, name)}
        if not plain:
            continue
        coordinate = next(iter(plain.values())).coordinate
        required = any(str(value.type).endswith("!") and value.default is None for value in plain.values())
        message = f'Argument "{coordinate}" comes from context in some subgraphs but not {in_subgraphs(plain)}: '
        message += "there it is required and nobody could give it" if required else "it is left out"
        places = [(graph, value.node) for graph, value in plain.items()]
        level = Level.ERROR if required else Level.INFO
        code = "CONTEXTUAL_ARGUMENT_NOT_CONTEXTUAL_IN_ALL_SUBGRAPHS"
        context.report.add(finding(code, message, coordinate, nodes=places, level=level))


def _is_contextual(field: Field, argument: str) -> bool:
    return field.arguments[argument].has("fromContext")


def _merge_type(context: Context, own: Mapping[str, Field]) -> TypeRef:
    """Choose the most general type: whatever a subgraph answers is one of its values."""
    types = dict.fromkeys(each.type for each in own.values())
    first = next(iter(own.values()))
    if len(types) == 1:
        return first.type
    widest = next((each for each in types if all(context.is_subtype(other, each) for other in types)), None)
    versions = side_by_side({graph: f'type "{each.type}"' for graph, each in own.items()})
    places = [(graph, each.node) for graph, each in own.items()]
    if widest is None:
        message = f'The types of "{first.coordinate}" do not fit together: {versions}'
        context.report.add(finding("FIELD_TYPE_MISMATCH", message, first.coordinate, nodes=places))
        return first.type
    message = f'The types of "{first.coordinate}" differ, "{widest}" is used: {versions}'
    code = "INCONSISTENT_BUT_COMPATIBLE_FIELD_TYPE"
    context.report.add(finding(code, message, first.coordinate, nodes=places, level=Level.INFO))
    return widest


def _check_external(context: Context, merged: Field, external: Sequence[Source]) -> None:
    """Refuse external copies that do not look like the field they describe."""
    for source in external:
        field, where = source.field, f'in subgraph "{source.subgraph}"'
        place = [(source.subgraph, field.node)]
        if not context.is_subtype(field.type, merged.type):
            message = f'External "{field.coordinate}" is of type "{field.type}" {where}, but is "{merged.type}"'
            context.report.add(finding("EXTERNAL_TYPE_MISMATCH", message, field.coordinate, nodes=place))
        for name, argument in merged.arguments.items():
            copy = field.arguments.get(name)
            if copy is None:
                message = f'External "{field.coordinate}" {where} lacks argument "{argument.coordinate}"'
                context.report.add(finding("EXTERNAL_ARGUMENT_MISSING", message, argument.coordinate, nodes=place))
            else:
                _check_external_argument(context, argument, copy, source.subgraph)


def _check_external_argument(context: Context, argument: InputValue, copy: InputValue, graph: str) -> None:
    place = [(graph, copy.node)]
    if not context.is_subtype(argument.type, copy.type):
        message = (
            f'Argument "{copy.coordinate}" of an external field is of type "{copy.type}" in subgraph "{graph}", but is'
            f' "{argument.type}"'
        )
        context.report.add(finding("EXTERNAL_ARGUMENT_TYPE_MISMATCH", message, copy.coordinate, nodes=place))
    if not is_equal_value(argument.default, copy.default):
        theirs, ours = (print_ast(value) if value else "none" for value in (copy.default, argument.default))
        message = (
            f'Argument "{copy.coordinate}" of an external field has default {theirs} in subgraph "{graph}", but the'
            f" default is {ours}"
        )
        context.report.add(finding("EXTERNAL_ARGUMENT_DEFAULT_MISMATCH", message, copy.coordinate, nodes=place))


def _joins(context: Context, owners: Mapping[str, Type], sources: Sequence[Source]) -> tuple[str, ...]:
    """Say per subgraph how it has the field; nothing needs saying where all owners have it alike."""
    differ = len({source.field.type for source in sources}) > 1
    parts = {source.subgraph: _join_arguments(context, source, show_type=differ) for source in sources}
    if not any(parts.values()) and len(parts) == len(owners):
        return ()
    return tuple(
        f"@join__field({', '.join([f'graph: {context.graphs[graph]}', *arguments])})"
        for graph, arguments in parts.items()
    )


def _join_arguments(context: Context, source: Source, *, show_type: bool) -> list[str]:
    field = source.field
    parts = []
    for directive in ("requires", "provides"):
        fields = field_set_of(field, directive)
        if fields:
            parts.append(f"{directive}: {quoted(print_field_set(fields))}")
    if show_type:
        parts.append(f"type: {quoted(str(field.type))}")
    if source.is_external:
        parts.append("external: true")
    if source.overrides is not None:
        parts.append(f"override: {quoted(source.overrides)}")
    if source.is_still_used:
        parts.append("usedOverridden: true")
    if source.label is not None:
        parts.append(f"overrideLabel: {quoted(source.label)}")
    filled = context_arguments(context.subgraphs[source.subgraph], field)
    if filled:
        parts.append(f"contextArguments: [{', '.join(filled)}]")
    return parts


def quoted(text: str) -> str:
    """Print a GraphQL string."""
    escaped = text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
    return f'"{escaped}"'


def cache_tags(context: Context, sources: Mapping[str, Field] | Mapping[str, Type]) -> tuple[str, ...]:
    """@cacheTag holds per subgraph, so it travels as an opaque `join__directive`."""
    holders: dict[str, list[str]] = {}
    for graph, element in sources.items():
        for use in element.all("cacheTag"):
            arguments = ", ".join(f"{name}: {print_ast(value)}" for name, value in sorted(use.arguments.items()))
            holders.setdefault(arguments, []).append(context.graphs[graph])
    return tuple(
        f'@join__directive(graphs: [{", ".join(graphs)}], name: "federation__cacheTag", args: {{{arguments}}})'
        for arguments, graphs in holders.items()
    )
