"""Type conditions that only some subgraphs of a path could meet are taken out before planning.

Where several subgraphs may serve a field and know different members of its type, the answer must not depend on which
of them is asked: only the members that all of them know are asked for. Where one may, all its members are.
"""

from collections.abc import Iterable

from gateway.operation.canonical import TYPENAME
from gateway.operation.merge import merge_fields
from gateway.operation.selection import Field, Selection
from gateway.planner.budget import Budget
from gateway.supergraph import Target, Views


class Members:
    """Takes such conditions out, for one operation: of what the client asks, and of what is required for it."""

    def __init__(self, views: Views, budget: Budget) -> None:
        self._views = views
        self._budget = budget
        self._known: dict[tuple[Selection, frozenset[str], frozenset[int]], Selection] = {}

    def keep_at_root(self, selection: Selection, root_type: str) -> Selection:
        """Return an operation's selection without conditions on types that not every subgraph of a path may bring."""
        if not self._views.uneven_fields:
            return selection
        return self._keep(selection, frozenset((root_type,)), frozenset(range(len(self._views.graphs))))

    def keep(self, selection: Selection, type_name: str, graph: int) -> Selection:
        """Return likewise what is asked of an object that a subgraph brought."""
        if not self._views.uneven_fields:
            return selection
        return self._keep(selection, frozenset((type_name,)), frozenset((graph,)))

    def _keep(self, selection: Selection, types: frozenset[str], here: frozenset[int]) -> Selection:
        """Keep what may be asked of values of these types, brought by one of the graphs `here`."""
        place = (selection, types, here)
        known = self._known.get(place)
        if known is None:
            self._budget.spend()
            kept = (self._field(f, types, here) for f in selection)
            known = self._known[place] = merge_fields(f for fields in kept for f in fields)
        return known

    def _field(self, asked: Field, types: frozenset[str], here: frozenset[int]) -> Iterable[Field]:
        on = types if asked.on is None else asked.on & types
        if not asked.sub:
            return (asked,) if on else ()
        if len(on) < 2 or not any((t, asked.name) in self._views.uneven_fields for t in on):  # noqa: PLR2004 - a choice
            return (self._below(asked, on, here),) if on else ()
        return tuple(self._below(asked.asked_on(frozenset((t,))), frozenset((t,)), here) for t in sorted(on))

    def _below(self, asked: Field, on: frozenset[str], here: frozenset[int]) -> Field:
        members: frozenset[str] = frozenset()
        graphs: set[int] = set()
        for type_name in on:
            targets = list(self._may_serve(type_name, asked.name, here))
            common = self._views.common_members(targets, asked.name)
            if common is None:
                return asked
            members |= common
            graphs.update(target.graph for target in targets)
        sub = self._keep(asked.sub, members, frozenset(graphs))
        return asked.with_sub(sub or (Field(TYPENAME, TYPENAME),))

    def _may_serve(self, type_name: str, name: str, here: frozenset[int]) -> Iterable[Target]:
        enterable = self._views.entered_as(type_name)
        is_root = type_name in self._views.root_types
        for target in self._views.targets(type_name).get(name, ()):
            if is_root or target.graph in here or target in enterable:
                yield target
