"""What only the merged schema shows: interfaces not implemented, names that differ, a schema that is none."""

from collections.abc import Iterator

from graphql import GraphQLError, build_schema, validate_schema

from gateway.composition.documents import is_broken_rule
from gateway.composition.fieldsets import key_sets
from gateway.composition.findings import Finding, finding, in_subgraphs, names, side_by_side
from gateway.composition.merging.context import Context
from gateway.composition.merging.merge import Merged
from gateway.composition.schema import Kind, Subgraph, Type
from gateway.composition.specification import SEPARATE


def check_implementations(context: Context, merged: Merged) -> Iterator[Finding]:
    """Yield each interface field an implementation lacks everywhere, and each interface key that is not kept."""
    for each in merged.types.values():
        if each.kind in {Kind.OBJECT, Kind.INTERFACE}:
            yield from _check_fields(context, merged, each)
        if each.kind is Kind.INTERFACE:
            for graph, source in context.types(each.name).items():
                if source.is_interface_object:
                    yield from _check_interface_object(merged, context.subgraphs[graph], source)
                else:
                    yield from _check_key(merged, context.subgraphs[graph], source)


def _check_fields(context: Context, merged: Merged, each: Type) -> Iterator[Finding]:
    for name in each.interfaces:
        interface = merged.types.get(name)
        for field in (interface.fields if interface else {}).values():
            if field.name in each.fields:
                continue
            has = [graph for graph, source in context.types(name).items() if field.name in source.fields]
            implements = {
                graph: source for graph, source in context.types(each.name).items() if name in source.interfaces
            }
            message = (
                f'Interface field "{field.coordinate}" exists {in_subgraphs(has)}, but type "{each.name}", which'
                f' implements "{name}" {in_subgraphs(implements)}, has no such field anywhere'
            )
            places = [(graph, source.node) for graph, source in implements.items()]
            yield finding("INTERFACE_FIELD_NO_IMPLEM", message, f"{each.name}.{field.name}", nodes=places)


def _check_key(merged: Merged, graph: Subgraph, interface: Type) -> Iterator[Finding]:
    if not any(key.resolvable for key in key_sets(interface)):
        return
    missing = [name for name in merged.members(interface.name) if name not in graph.implementations(interface.name)]
    if missing:
        message = (
            f'Interface "{interface.name}" has a resolvable @key in subgraph "{graph.name}", which must then know all'
            f" its implementations, but {names(missing)} is not one there"
        )
        code = "INTERFACE_KEY_MISSING_IMPLEMENTATION_TYPE"
        yield finding(code, message, interface.name, nodes=[(graph.name, interface.node)])


def _check_interface_object(merged: Merged, graph: Subgraph, interface: Type) -> Iterator[Finding]:
    known = [name for name in merged.members(interface.name) if name in graph.types]
    if known:
        message = (
            f'"{interface.name}" is an @interfaceObject in subgraph "{graph.name}", which must then not know its'
            f" implementations, but it defines {names(known)}"
        )
        places = [(graph.name, interface.node), *((graph.name, graph.types[name].node) for name in known)]
        yield finding("INTERFACE_OBJECT_USAGE_ERROR", message, interface.name, nodes=places)


def check_import_names(context: Context) -> Iterator[Finding]:
    """Yield each federation directive in the supergraph that subgraphs import under different names."""
    for directive in sorted(name for directives in SEPARATE.values() for name in directives):
        written = {
            graph.name: local
            for graph in context.subgraphs.values()
            for feature in graph.features
            for local, specified in feature.names.items()
            if specified == f"@{directive}" and any(each.has(directive) for each in graph.elements())
        }
        if len(set(written.values())) > 1:
            message = f"@{directive} must have one name in all subgraphs: {side_by_side(written)}"
            places = [(graph, context.subgraphs[graph].schema.node) for graph in written]
            yield finding("LINK_IMPORT_NAME_MISMATCH", message, f"@{directive}", nodes=places)


def check_supergraph(sdl: str) -> Iterator[Finding]:
    """Yield where the merged schema breaks a rule of GraphQL that no subgraph breaks alone."""
    try:
        errors = validate_schema(build_schema(sdl, no_location=True))
        messages = [error.message for error in errors if is_broken_rule(error)]
    except (GraphQLError, TypeError) as refusal:
        messages = [str(refusal)]
    for message in messages:
        yield Finding("INVALID_GRAPHQL", f"The merged schema is not valid: {message}")
