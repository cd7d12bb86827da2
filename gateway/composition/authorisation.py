"""@authenticated, @requiresScopes and @policy across elements: interfaces and fields that read other fields.

An interface is as strict as its strictest implementation, and so is each of its fields: nobody may read through the
interface what they may not read through the type. A field that reads others by @requires or from context must say
itself what those ask for, or it would open them.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Final

from gateway.composition.contexts import holders, taken_from_context
from gateway.composition.fieldsets import FieldSet, OnType, field_set_of
from gateway.composition.findings import Finding, finding, names
from gateway.composition.merging.context import Context
from gateway.composition.merging.merge import Merged
from gateway.composition.merging.uses import alternatives, conjunction
from gateway.composition.schema import Element, Field, Kind, Subgraph, Type, Use
from gateway.composition.typerefs import named

LISTS: Final[Mapping[str, str]] = {"requiresScopes": "scopes", "policy": "policies"}
DIRECTIVES: Final = ("authenticated", *LISTS)


def spread_to_interfaces(merged: Merged) -> Merged:
    """Give each interface, and each of its fields, all that its implementations ask for."""
    types = dict(merged.types)
    for each in merged.types.values():
        if each.kind is Kind.INTERFACE:
            implementations = [merged.types[name] for name in merged.members(each.name)]
            types[each.name] = _as_strict_as(each, implementations)
    return replace(merged, types=types)


def _as_strict_as(interface: Type, implementations: list[Type]) -> Type:
    fields = {
        name: replace(field, uses=_joined(field, (i.fields[name] for i in implementations if name in i.fields)))
        for name, field in interface.fields.items()
    }
    return replace(interface, uses=_joined(interface, implementations), fields=fields)


def _joined(element: Element, others: Iterable[Element]) -> tuple[Use, ...]:
    sources = [element, *others]
    kept = [use for use in element.uses if not (use.is_federation and use.name in DIRECTIVES)]
    for name in DIRECTIVES:
        uses = [use for source in sources for use in source.all(name)]
        if uses:
            kept.append(conjunction(uses, LISTS[name]) if name in LISTS else uses[0])
    return tuple(kept)


@dataclass(frozen=True, slots=True)
class _Demand:
    """What one must show: a login, and one of several sets each of scopes and policies."""

    login: bool
    scopes: frozenset[frozenset[str]]
    policies: frozenset[frozenset[str]]

    def covers(self, other: "_Demand") -> bool:
        """Whether whoever meets this demand meets the other one."""
        return (self.login or not other.login) and all(
            not theirs or (bool(ours) and all(any(one <= each for one in theirs) for each in ours))
            for ours, theirs in ((self.scopes, other.scopes), (self.policies, other.policies))
        )


def _demand(elements: Iterable[Element]) -> _Demand:
    listed = list(elements)

    def all_of(name: str) -> frozenset[frozenset[str]]:
        uses = [use for element in listed for use in element.all(name)]
        return frozenset(alternatives(conjunction(uses, LISTS[name]).arguments[LISTS[name]])) if uses else frozenset()

    return _Demand(any(element.has("authenticated") for element in listed), all_of("requiresScopes"), all_of("policy"))


def check_transitive(context: Context, merged: Merged) -> Iterator[Finding]:
    """Yield each field that reads what asks for more than the field itself."""
    for graph in context.subgraphs.values():
        for owner in graph.types.values():
            for field in owner.fields.values():
                yield from _check_field(merged, graph, owner, field)


def _check_field(merged: Merged, graph: Subgraph, owner: Type, field: Field) -> Iterator[Finding]:
    declared = merged.types.get(owner.name)
    own = declared.fields.get(field.name) if declared else None
    read = [(owner.name, field_set_of(field, "requires"), "@requires")]
    for argument, taken in taken_from_context(field):
        read += [(h.name, taken.selection, f'"{argument.coordinate}"') for h in holders(graph, taken.context)]
    if declared is None or own is None or not any(selection for _, selection, _ in read):
        return
    shown = _demand([declared, own, *_type_of(merged, own)])
    for type_name, selection, where in read:
        # The type that the field stands on is asked for anyway.
        opened = [e.coordinate for e, demand in _demands(merged, type_name, selection) if not shown.covers(demand)]
        if opened:
            message = (
                f'"{field.coordinate}" in subgraph "{graph.name}" reads {names(dict.fromkeys(opened))} by {where}, but'
                " does not ask for what that asks for: repeat its @authenticated, @requiresScopes or @policy"
            )
            code = "MISSING_TRANSITIVE_AUTH_REQUIREMENTS"
            yield finding(code, message, field.coordinate, nodes=[(graph.name, field.node)])


def _type_of(merged: Merged, field: Field) -> list[Type]:
    target = merged.types.get(named(field.type))
    return [target] if target else []


def _demands(merged: Merged, type_name: str, selection: FieldSet) -> Iterator[tuple[Element, _Demand]]:
    """Yield what each field of a selection asks for, by itself and by the type it returns."""
    declared = merged.types.get(type_name)
    for item in selection:
        if isinstance(item, OnType):
            condition = merged.types.get(item.name)
            if condition is not None:
                yield condition, _demand([condition])
            yield from _demands(merged, item.name, item.sub)
            continue
        field = declared.fields.get(item.name) if declared else None
        if field is not None:
            yield field, _demand([field, *_type_of(merged, field)])
            yield from _demands(merged, named(field.type), item.sub)
