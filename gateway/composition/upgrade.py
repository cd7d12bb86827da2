"""Federation 1 schemas read as federation 2 would have them written.

Version 1 was lenient: it ignored directives that had no effect, demanded @external on the key fields of extensions, and
let every subgraph resolve a value type. What had no effect is taken away here, so that the checks and the merge know
one version only. Sharing stays with the version: see `merging.fields`.
"""

from collections.abc import Iterator, Mapping
from dataclasses import replace

from graphql import EnumValueNode, ListValueNode, StringValueNode, ValueNode

from gateway.composition.fieldsets import (
    FieldSet,
    FieldSetError,
    OnType,
    Select,
    field_set_text,
    key_sets,
    print_field_set,
    read_field_set,
)
from gateway.composition.findings import Report, finding, in_subgraphs
from gateway.composition.merging.sources import used_fields
from gateway.composition.reading import own_extension_keys
from gateway.composition.schema import COMPOSITE, ROOTS, Field, Kind, Subgraph, Type, Use
from gateway.composition.specification import FIRST
from gateway.composition.typerefs import named


def upgrade_all(graphs: Mapping[str, Subgraph], report: Report) -> dict[str, Subgraph]:
    """Upgrade the subgraphs of version 1; the others are left as they are."""
    return {
        name: _upgrade(graph, graphs, report) if graph.version == FIRST else graph for name, graph in graphs.items()
    }


def check_bases(graphs: Mapping[str, Subgraph], report: Report) -> None:
    """Report each type that is extended, but defined nowhere. Upgrading forgets what an extension was."""
    for name in sorted({name for graph in graphs.values() for name in graph.types} - set(ROOTS)):
        sources = {graph.name: graph.types[name] for graph in graphs.values() if name in graph.types}
        if not any(_is_base(graphs[graph], each) for graph, each in sources.items()):
            message = f'"{name}" is extended {in_subgraphs(sources)}, but no subgraph defines it'
            places = [(graph, each.node) for graph, each in sources.items()]
            report.add(finding("EXTENSION_WITH_NO_BASE", message, name, nodes=places))


def check_interface_keys_of_version_1(graphs: Mapping[str, Subgraph], report: Report) -> None:
    """Report interface objects that lean on a key of version 1: there, a key on an interface promises nothing."""
    for name in sorted({each.name for graph in graphs.values() for each in graph.types.values()}):
        have = {graph.name: graph.types[name] for graph in graphs.values() if name in graph.types}
        objects = {graph: each for graph, each in have.items() if each.is_interface_object}
        old = {
            graph: each
            for graph, each in have.items()
            if graphs[graph].version == FIRST and each.kind is Kind.INTERFACE and each.has("key")
        }
        if objects and old:
            message = (
                f'"{name}" is an @interfaceObject {in_subgraphs(objects)}, which needs a subgraph that finds its types'
                f" by the interface's @key; {in_subgraphs(old)} that key is one of federation 1, which promises"
                " nothing: link federation 2 there, or remove the key"
            )
            places = [(graph, each.node) for graph, each in {**objects, **old}.items()]
            report.add(finding("INTERFACE_OBJECT_USAGE_ERROR", message, name, nodes=places))


def _is_base(graph: Subgraph, each: Type) -> bool:
    """Whether a type stands by itself. Version 2 takes @extends on a definition as a word about its fields only."""
    return not each.extension_only if graph.version == FIRST else each.is_defined


def _upgrade(graph: Subgraph, graphs: Mapping[str, Subgraph], report: Report) -> Subgraph:
    types = {each.name: _plain_arguments(each) for each in graph.types.values()}
    types = {each.name: _without_needless_external(each, types, graphs) for each in types.values()}
    types = {each.name: _without_idle_field_sets(each, types) for each in types.values()}
    upgraded = replace(graph, types=types)
    types = {each.name: each for each in _without_unused_external(upgraded, report)}
    return replace(upgraded, types={name: replace(each, extension_only=False) for name, each in types.items()})


def _plain_arguments(each: Type) -> Type:
    """Read lists of names as one field set, drop keys from interfaces and provisions of what has no fields."""
    uses = tuple(_plain(use) for use in each.uses if not (use.name == "key" and each.kind is Kind.INTERFACE))
    fields = {
        field.name: replace(field, uses=tuple(_plain(use) for use in field.uses)) for field in each.fields.values()
    }
    return replace(each, uses=uses, fields=fields)


def _plain(use: Use) -> Use:
    value = use.arguments.get("fields")
    if not use.is_federation or value is None or isinstance(value, StringValueNode):
        return use
    return replace(use, arguments={**use.arguments, "fields": StringValueNode(value=_words(value), loc=value.loc)})


def _words(value: ValueNode) -> str:
    match value:
        case ListValueNode(values=values):
            return " ".join(_words(item) for item in values)
        case StringValueNode(value=text) | EnumValueNode(value=text):
            return text
        case _:
            return ""


def _without_needless_external(each: Type, types: Mapping[str, Type], graphs: Mapping[str, Subgraph]) -> Type:
    """Drop @external from interfaces, roots, and the key fields of extensions, also where the base has the key."""
    if each.kind is Kind.INTERFACE or each.name in ROOTS:
        return replace(each, fields={name: _own(field) for name, field in each.fields.items()})
    if not each.extension_only:
        return each
    each = own_extension_keys(each, types)
    if each.has("key"):
        return each
    in_keys = _first_key_elsewhere(each.name, graphs)
    return replace(each, fields={n: _own(field) if n in in_keys else field for n, field in each.fields.items()})


def _own(field: Field) -> Field:
    return replace(field, is_external=False)


def _first_key_elsewhere(name: str, graphs: Mapping[str, Subgraph]) -> frozenset[str]:
    for graph in graphs.values():
        base = graph.types.get(name)
        if base is not None and not base.extension_only and key_sets(base):
            return frozenset(item.name for item in key_sets(base)[0].fields if isinstance(item, Select))
    return frozenset()


def _without_idle_field_sets(each: Type, types: Mapping[str, Type]) -> Type:
    """Keep of @requires and @provides what is external: version 1 ignored the rest."""
    fields = {}
    for field in each.fields.values():
        uses = tuple(kept for use in field.uses if (kept := _active(use, each, field, types)))
        # A field with a requirement or provision is resolved here, whatever it is marked as.
        fields[field.name] = replace(field, uses=uses)
    return replace(each, fields=fields)


def _active(use: Use, owner: Type, field: Field, types: Mapping[str, Type]) -> Use | None:
    if not use.is_federation or use.name not in {"requires", "provides"}:
        return None if use.is_federation and use.name == "tag" and field.is_external else use
    target = owner if use.name == "requires" else types.get(named(field.type))
    if target is None or target.kind not in COMPOSITE:
        return None
    try:
        kept = tuple(_external_part(target, read_field_set(field_set_text(use.arguments.get("fields"))), types))
    except FieldSetError:
        return use
    if not kept:
        return None
    return replace(use, arguments={**use.arguments, "fields": StringValueNode(value=print_field_set(kept))})


def _external_part(owner: Type, items: FieldSet, types: Mapping[str, Type]) -> Iterator[Select | OnType]:
    for item in items:
        match item:
            case OnType():
                target = types.get(item.name)
                below = tuple(_external_part(target, item.sub, types)) if target else item.sub
                if below:
                    yield replace(item, sub=below)
            case Select():
                field = owner.fields.get(item.name)
                target = types.get(named(field.type)) if field else None
                if field is None or _is_external(owner, item.name, types):
                    yield item
                elif item.sub and target and (below := tuple(_external_part(target, item.sub, types))):
                    yield replace(item, sub=below)


def _is_external(owner: Type, name: str, types: Mapping[str, Type]) -> bool:
    implementations = (each for each in types.values() if owner.name in each.interfaces)
    return any(name in each.fields and each.fields[name].is_external for each in (owner, *implementations))


def _without_unused_external(graph: Subgraph, report: Report) -> Iterator[Type]:
    used = used_fields(graph)
    returned = {named(field.type) for each in graph.types.values() for field in each.fields.values()}
    returned |= {member for each in graph.types.values() for member in each.members}
    for each in graph.types.values():
        fields = {n: field for n, field in each.fields.items() if not field.is_external or (each.name, n) in used}
        if each.fields and not fields and each.name not in returned:
            continue
        if each.fields and not fields:
            message = f'Type "{each.name}" in subgraph "{graph.name}" has only @external fields, and none is used'
            place = [(graph.name, each.node)]
            report.add(finding("TYPE_WITH_ONLY_UNUSED_EXTERNAL", message, each.name, nodes=place))
        yield replace(each, fields=fields)
