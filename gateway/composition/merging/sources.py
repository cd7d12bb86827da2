"""Who has which field: every subgraph's version of it, what @external and @override make of it."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Final

from gateway.composition.contexts import context_fields
from gateway.composition.fieldsets import field_set_of, key_sets, walk_fields
from gateway.composition.findings import Finding, Level, finding, names
from gateway.composition.merging.context import Context
from gateway.composition.schema import Field, Subgraph, Type, Use
from gateway.composition.typerefs import named

LABEL: Final = re.compile(r"^[a-zA-Z][a-zA-Z0-9_\-:./]*$")
PERCENT: Final = re.compile(r"^percent\((?P<share>\d{1,3}(\.\d{1,8})?)\)$")


@dataclass(frozen=True, slots=True)
class Source:
    """One subgraph's version of a field. `overrides` names the subgraph it takes the field from.

    `is_overridden`: another subgraph took the field and this one resolves it no more (with a label: not while the
    label is active). `is_still_used`: it needs the field for a key, a requirement or an interface all the same.
    `label` stands on both sides of a labelled takeover.
    """

    subgraph: str
    parent: Type
    field: Field
    overrides: str | None = None
    label: str | None = None
    is_overridden: bool = False
    is_still_used: bool = False

    @property
    def is_external(self) -> bool:
        return self.field.is_external

    @property
    def resolves(self) -> bool:
        """Whether the subgraph may be asked for the field, at least as long as no label is active."""
        return not self.is_external and not (self.is_overridden and self.label is None)


def field_sources(
    context: Context, used: Mapping[str, frozenset[tuple[str, str]]]
) -> dict[str, dict[str, list[Source]]]:
    """Return, by type and field name, every source the supergraph knows; overridden ones that nobody uses are gone."""
    found: dict[str, dict[str, list[Source]]] = {}
    for type_name in context.type_names:
        fields: dict[str, list[Source]] = {}
        for graph, parent in context.types(type_name).items():
            for field in parent.fields.values():
                fields.setdefault(field.name, []).append(Source(graph, parent, field))
        found[type_name] = {name: _apply_overrides(context, used, sources) for name, sources in fields.items()}
    return found


def _apply_overrides(
    context: Context, used: Mapping[str, frozenset[tuple[str, str]]], sources: list[Source]
) -> list[Source]:
    by_graph = {source.subgraph: source for source in sources}
    for source in sources:
        override = source.field.first("override")
        if override is None or not _is_allowed(context, source, override):
            continue
        origin, label = _text(override, "from"), _text(override, "label")
        if not _takes_over(context, source, origin or "", label, by_graph):
            continue
        assert origin is not None
        coordinate = (source.field.coordinate.split(".")[0], source.field.name)
        old = by_graph[origin]
        by_graph[source.subgraph] = Source(source.subgraph, source.parent, source.field, origin, label)
        if label is None and coordinate not in used[origin]:
            del by_graph[origin]
        else:
            is_used = coordinate in used[origin]
            by_graph[origin] = Source(
                origin, old.parent, old.field, label=label, is_overridden=True, is_still_used=is_used
            )
    return list(by_graph.values())


def _text(use: Use, argument: str) -> str | None:
    value = getattr(use.arguments.get(argument), "value", None)
    return value if isinstance(value, str) else None


def _is_allowed(context: Context, source: Source, override: Use) -> bool:
    """Report what is wrong with the directive as such, whatever the other subgraphs have."""
    label = _text(override, "label")
    field, graph = source.field, source.subgraph
    here = [(graph, override.node)]
    problems: list[Finding] = []
    if _text(override, "from") == graph:
        message = f'"{field.coordinate}" in subgraph "{graph}" overrides itself: @override names another subgraph'
        problems.append(finding("OVERRIDE_FROM_SELF_ERROR", message, field.coordinate, nodes=here))
    if source.parent.is_interface_object:
        message = f'@override cannot be used on "{field.coordinate}": "{source.parent.name}" is an @interfaceObject'
        problems.append(finding("OVERRIDE_COLLISION_WITH_ANOTHER_DIRECTIVE", message, field.coordinate, nodes=here))
    if label is not None and not _is_label(label):
        message = (
            f'Override label "{label}" on "{field.coordinate}" in subgraph "{graph}" is neither a name (a letter, then'
            " letters, digits and _-:./) nor percent(x) with x from 0 to 100"
        )
        problems.append(finding("OVERRIDE_LABEL_INVALID", message, field.coordinate, nodes=here))
    context.report.add(problems)
    # A wrong label still takes over: that it does not share the field is no second mistake.
    return all(problem.code == "OVERRIDE_LABEL_INVALID" for problem in problems)


def _is_label(label: str) -> bool:
    percent = PERCENT.match(label)
    return float(percent["share"]) <= 100 if percent else LABEL.match(label) is not None  # noqa: PLR2004 - per cent


def _takes_over(
    context: Context, source: Source, origin: str, label: str | None, by_graph: Mapping[str, Source]
) -> bool:
    """Whether there is a field to take; what speaks against it is reported."""
    field, graph = source.field, source.subgraph
    here = [(graph, field.node)]
    old = by_graph.get(origin)
    if origin not in context.subgraphs:
        close = get_close_matches(origin, context.subgraphs, n=1)
        advice = f'; did you mean "{close[0]}"?' if close else ""
        message = (
            f'"{field.coordinate}" in subgraph "{graph}" overrides subgraph "{origin}", which does not exist{advice}'
        )
        context.report.add(
            finding("FROM_SUBGRAPH_DOES_NOT_EXIST", message, field.coordinate, nodes=here, level=Level.WARN)
        )
        return False
    if old is not None and field.is_external:
        message = f'"{field.coordinate}" in subgraph "{graph}" cannot have both @override and @external'
        context.report.add(finding("OVERRIDE_COLLISION_WITH_ANOTHER_DIRECTIVE", message, field.coordinate, nodes=here))
        return False
    if old is None or old.field.is_external:
        message = f'Subgraph "{origin}" does not resolve "{field.coordinate}" any more: @override in "{graph}" can go'
        context.report.add(
            finding("OVERRIDE_DIRECTIVE_CAN_BE_REMOVED", message, field.coordinate, nodes=here, level=Level.INFO)
        )
        return False
    both = [*here, (origin, old.field.node)]
    conflict = next((name for name in ("override", "requires", "provides") if old.field.has(name)), None)
    if conflict is not None:
        code = "OVERRIDE_SOURCE_HAS_OVERRIDE" if conflict == "override" else "OVERRIDE_COLLISION_WITH_ANOTHER_DIRECTIVE"
        message = (
            f'"{field.coordinate}" in subgraph "{graph}" cannot override the field of subgraph "{origin}", which has'
            f" @{conflict} itself"
        )
        context.report.add(finding(code, message, field.coordinate, nodes=both))
        return False
    context.report.add(_removal_hint(source, origin, label, both))
    return True


def _removal_hint(source: Source, origin: str, label: str | None, both: Iterable[tuple[str, object]]) -> Finding:
    coordinate = source.field.coordinate
    if label is None:
        code = "OVERRIDDEN_FIELD_CAN_BE_REMOVED"
        message = (
            f'"{coordinate}" of subgraph "{origin}" is overridden by {names([source.subgraph])} and can be removed'
        )
    else:
        code = "OVERRIDE_MIGRATION_IN_PROGRESS"
        message = (
            f'"{coordinate}" moves from subgraph "{origin}" to "{source.subgraph}" by label "{label}": once that is'
            f' done, remove it from "{origin}"'
        )
    return finding(code, message, coordinate, nodes=both, level=Level.INFO)  # type: ignore[arg-type]  # nodes of fields


def used_fields(subgraph: Subgraph) -> frozenset[tuple[str, str]]:
    """Return (type, field) of all that keys, requirements, provisions, contexts and interfaces of a subgraph name."""
    return frozenset(_used(subgraph))


def _used(subgraph: Subgraph) -> Iterator[tuple[str, str]]:
    for each in subgraph.types.values():
        for key in key_sets(each):
            yield from walk_fields(each.name, key.fields, subgraph.types.get)
        for field in each.fields.values():
            yield from walk_fields(each.name, field_set_of(field, "requires"), subgraph.types.get)
            yield from walk_fields(named(field.type), field_set_of(field, "provides"), subgraph.types.get)
            yield from context_fields(subgraph, field)
        for interface in each.interfaces:
            declared = subgraph.types.get(interface)
            yield from ((each.name, name) for name in (declared.fields if declared else ()) if name in each.fields)
