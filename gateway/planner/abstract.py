"""Abstract types: a selection is planned for each possible type, and what is equal of the solutions becomes one.

What every possible type has is asked on the abstract type itself where it means the same there, else on object types.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import TypeAlias

from gateway.operation.canonical import TYPENAME
from gateway.operation.merge import merge_fields
from gateway.operation.selection import Field, Selection
from gateway.planner.solution import Below, Hop, Solution
from gateway.supergraph import Kind, TypeView, Views

_TYPENAME_FIELD = Field(TYPENAME, TYPENAME)

# Types that are planned alike, and their solution.
Case: TypeAlias = tuple[frozenset[str], Solution]


def split_by_type(
    views: Views, view: TypeView, provided: Selection, wanted: Selection
) -> list[tuple[list[str], Selection, Selection]]:
    """Return the possible types, those that all subgraphs know alike together, with what is provided and wanted."""
    groups: dict[tuple[str, Selection, Selection], list[str]] = {}
    for type_name in sorted(view.possible):
        asked = tuple(f if f.on is None else f.asked_on(None) for f in wanted if f.on is None or type_name in f.on)
        group = (views.alike(type_name), provided_on(provided, type_name), merge_fields(asked))
        groups.setdefault(group, []).append(type_name)
    return [(types, here, asked) for (_, here, asked), types in groups.items()]


def provided_on(provided: Selection, type_name: str) -> Selection:
    """Return what is provided on one of the types."""
    if all(f.on is None for f in provided):
        return provided
    return merge_fields(f.asked_on(None) for f in provided if f.on is None or type_name in f.on)


def join_cases(known: Mapping[str, TypeView], view: TypeView, wanted: Selection, cases: Sequence[Case]) -> Solution:
    """Join the solutions of an abstract type's possible types into one."""
    is_abstract = view.kind is not Kind.OBJECT
    local: dict[tuple[str, Selection], tuple[Field, frozenset[str]]] = {}
    below: dict[tuple[str, int], tuple[Below, frozenset[str]]] = {}
    hops: list[Hop] = []
    left: list[Field] = [f for f in wanted if f.on is not None and not f.on & view.possible]
    if not view.possible:
        left = list(wanted)
    load = calls = fields = 0
    for types, solution in cases:
        for f in solution.local:
            same = local.get((f.key, f.sub))
            local[f.key, f.sub] = (f, types if same is None else same[1] | types)
        for b in solution.below:
            shared = below.get((b.key, id(b.solution)))
            below[b.key, id(b.solution)] = (b, types if shared is None else shared[1] | types)
        hops += (hop.restricted(types) if is_abstract else hop for hop in solution.hops)
        left += _leftovers(wanted, solution.left, types)
        load |= solution.load
        calls += solution.calls
        fields += solution.fields
    asked = [_asked_on(known, view, f, types) for f, types in local.values()]
    if is_abstract and asked:
        asked.insert(0, _TYPENAME_FIELD)
    return Solution(
        local=merge_fields(asked),
        below=tuple(
            Below(b.key, None if types == view.possible else types, b.list_depth, b.solution)
            for b, types in below.values()
        ),
        hops=tuple(hops),
        left=merge_fields(left),
        load=load,
        calls=calls,
        fields=fields,
    )


def _asked_on(known: Mapping[str, TypeView], view: TypeView, f: Field, types: frozenset[str]) -> Field:
    """Ask a field on the abstract type itself where that means the same, else on the object types."""
    if types != view.possible or not _is_askable(known, view, f.name):
        return f.asked_on(types)
    return f


def _is_askable(known: Mapping[str, TypeView], view: TypeView, name: str) -> bool:
    """Whether the abstract type has the field with the very type that each possible type gives it."""
    if view.kind is Kind.OBJECT or name == TYPENAME:
        return True
    general = view.fields.get(name)
    if general is None:
        return False
    return all(name in known[t].fields and known[t].fields[name].type_name == general.type_name for t in view.possible)


def _leftovers(wanted: Selection, left: Selection, types: frozenset[str]) -> Iterable[Field]:
    """Name what one case left as it was wanted: whole fields, never for one of their types alone."""
    for rest in left:
        for f in wanted:
            if f.key == rest.key and (f.on is None or f.on & types):
                yield rest.asked_on(f.on)
