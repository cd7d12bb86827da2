"""The planner's recursion: how a selection is answered at a position, decided once per position and remembered.

A *position* is an object type seen from the subgraph that brought the object, with what is provided there in addition.
At each position every field is either local (asked where we are), or brought by a hop into another subgraph, or left:
then whoever asked for the parent asks the parent again elsewhere. A hop needs a key and perhaps requirements; both are
selections at the same position, answered by the same recursion.

Which subgraphs can be entered is found wave by wave: first those whose key is local, then those whose key takes one of
the former, and so on. Trying each chain of keys by itself would take exponential time where many subgraphs have many
keys. Only requirements exclude anything: a field cannot help to obtain what it requires itself.
"""

from collections.abc import Iterable, Sequence
from math import inf

from gateway.operation.canonical import TYPENAME
from gateway.operation.merge import merge_fields, merge_selections
from gateway.operation.selection import Field, Selection
from gateway.planner.abstract import join_cases, provided_on, split_by_type
from gateway.planner.budget import Budget
from gateway.planner.choice import Option, choose
from gateway.planner.contexts import Contexts
from gateway.planner.hops import enter
from gateway.planner.members import Members
from gateway.planner.position import FREE, NO_GRAPH, Entry, Excluded, Position
from gateway.planner.solution import NOTHING, Solution, combine, count_leaves, leaf, under
from gateway.supergraph import FieldView, Kind, Target, TypeView, Views

_TYPENAME_FIELD = Field(TYPENAME, TYPENAME)


class Search:
    """Plans selections over the views of a supergraph; one search serves one operation."""

    def __init__(self, views: Views, budget: Budget, contexts: Contexts, members: Members) -> None:
        self._views = views
        self._budget = budget
        self._contexts = contexts
        self._members = members
        self._graph_count = len(views.graphs)
        self._known: dict[tuple[int, str, Selection, Selection, Excluded], Solution] = {}
        self._positions: dict[tuple[int, str, Selection, Excluded], Position] = {}
        self._building = 0
        # The outermost position in the building that a result leaned on: until that one is built, nothing that was
        # found meanwhile may be remembered, for it may know fewer ways than there are.
        self._leaned_on: float = inf

    def root(self, type_name: str, wanted: Selection) -> Solution:
        """Plan root fields: no fetch is there yet, and any subgraph can be asked."""
        return self._at(self._position(NO_GRAPH, type_name, (), frozenset()), wanted)

    def root_options(self, type_name: str, wanted: Field) -> list[Option]:
        """Return every way to ask one root field, whole or in part."""
        return self._options(self._position(NO_GRAPH, type_name, (), frozenset()), (wanted,))

    def enter_root(self, type_name: str, chosen: Sequence[Option]) -> Solution:
        """Ask root fields together in one subgraph, as chosen from their options."""
        return combine(enter(self._views, self._position(NO_GRAPH, type_name, (), frozenset()), chosen))

    def plan(self, graph: int, type_name: str, provided: Selection, wanted: Selection, excluded: Excluded) -> Solution:
        """Plan a selection on values of a type that `graph` brings."""
        place = (graph, type_name, provided, wanted, excluded)
        known = self._known.get(place)
        if known is None:
            self._budget.spend()
            view = self._views.types[graph][type_name]
            if view.kind is Kind.INTERFACE_OBJECT:
                known = self._reached(graph, type_name, provided, wanted, excluded)
            else:
                known = self._by_type(graph, view, provided, wanted, excluded)
            if self._leaned_on == inf:
                self._known[place] = known
        return known

    def _by_type(
        self, graph: int, view: TypeView, provided: Selection, wanted: Selection, excluded: Excluded
    ) -> Solution:
        """Plan for each possible type, types that all subgraphs know alike together, and join what is equal."""
        if view.kind is Kind.OBJECT and all(f.on is None for f in wanted):
            return self._reached(graph, view.name, provided_on(provided, view.name), wanted, excluded)
        cases = [
            (frozenset(types), self._reached(graph, types[0], here, asked, excluded))
            for types, here, asked in split_by_type(self._views, view, provided, wanted)
        ]
        return join_cases(self._views.types[graph], view, wanted, cases)

    def _reached(
        self, graph: int, type_name: str, provided: Selection, wanted: Selection, excluded: Excluded
    ) -> Solution:
        """Plan at a position that a fetch has reached (and not, as in the search for its keys, from within it)."""
        position = self._position(graph, type_name, provided, excluded)
        if position.building_depth:
            self._leaned_on = min(self._leaned_on, position.building_depth)
        return self._at(position, wanted)

    def _position(self, graph: int, type_name: str, provided: Selection, excluded: Excluded) -> Position:
        place = (graph, type_name, provided, excluded)
        known = self._positions.get(place)
        if known is None:
            known = self._positions[place] = Position(graph, type_name, provided, excluded)
        return known

    def _at(self, position: Position, wanted: Selection) -> Solution:
        """Plan a selection at a position: what is local first, hops for the rest."""
        known = position.known.get(wanted)
        if known is not None:
            return known
        self._budget.spend(1 + len(wanted) // 8)
        parts: list[Solution] = []
        items: list[Field] = []
        for f in wanted:
            here = self._local_field(position, f)
            if here is None:
                # Below an interface object the type is not known yet: what is asked of some types stays so.
                items.append(f if f.on is None or self._is_unknown(position) else f.asked_on(None))
                continue
            view, provided = here
            asked = self._contexts.asked_in(f, position.type_name, position.graph)
            solution = self._field(position.graph, view, provided, asked, position.excluded)
            parts.append(solution)
            items += solution.left
        solution = self._with_hops(position, parts, items) if items else combine(parts or [NOTHING])
        if self._leaned_on == inf or position.building_depth:
            position.known[wanted] = solution
        return solution

    def _local_field(self, position: Position, f: Field) -> tuple[FieldView | None, Selection] | None:
        """Return the field's view and what is provided below it, or None if the graph cannot just be asked here."""
        if position.graph == NO_GRAPH:
            return None
        view = self._views.types[position.graph][position.type_name]
        if f.name == TYPENAME:
            return None if view.kind is Kind.INTERFACE_OBJECT else (None, ())
        declared = view.fields.get(f.name)
        if declared is None:
            return None
        for given in position.provided:
            if given.name == f.name:
                return declared, merge_selections(declared.provides, given.sub)
        return (declared, declared.provides) if declared.is_own and not declared.needs_entry else None

    def _field(self, graph: int, view: FieldView | None, provided: Selection, f: Field, excluded: Excluded) -> Solution:
        """Plan a field that the graph answers: itself, and what is below it."""
        if f.on is not None:
            f = f.asked_on(None)
        if not f.sub or view is None:
            return leaf(f)
        inner = self.plan(graph, view.type_name, provided, f.sub, excluded)
        return under(f, view.list_depth, inner, _TYPENAME_FIELD)

    def _with_hops(self, position: Position, parts: list[Solution], items: list[Field]) -> Solution:
        """Bring by hops what is not local, as long as that gets us further; leave the rest."""
        parts = [Solution(p.local, p.below, p.hops, (), p.load, p.calls, p.fields) for p in parts]
        left: list[Field] = []
        while items:
            ways = [(bundle, self._best(self._options(position, bundle))) for bundle in self._bundles(position, items)]
            left += [item for bundle, options in ways if not options for item in bundle]
            load = 0
            for part in parts:
                load |= part.load
            chosen = choose([options for _, options in ways if options], self._graph_count, load)
            parts += enter(self._views, position, chosen)
            items = list(merge_fields(f for option in chosen for f in option.inside.left))
        found = combine(parts) if parts else NOTHING
        return Solution(found.local, found.below, found.hops, merge_fields(left), found.load, found.calls, found.fields)

    def _bundles(self, position: Position, items: list[Field]) -> list[Selection]:
        """Put leaves together that the same subgraphs answer: what is best for one is best for all."""
        if self._is_unknown(position):
            return [(item,) for item in items]
        bundles: dict[object, list[Field]] = {}
        targets = self._views.targets(position.type_name)
        demanding = self._views.demanding(position.type_name)
        for item in items:
            is_plain = not item.sub and item.name not in demanding
            bundles.setdefault(targets.get(item.name) if is_plain else item, []).append(item)
        return [tuple(bundle) for bundle in bundles.values()]

    @staticmethod
    def _best(options: list[Option]) -> list[Option]:
        """Drop the options that answer less of the field than others do."""
        fewest = min((option.unsolved for option in options), default=0)
        return [option for option in options if option.unsolved == fewest]

    def _options(self, position: Position, bundle: Selection) -> list[Option]:
        """Return every way to answer some of a field, or of leaves that go together, by a hop from the position."""
        options = []
        for target in self._targets(position, bundle[0]):
            self._budget.spend(1 + len(bundle) // 8)
            option = self._option(position, bundle, target)
            if option is not None:
                options.append(option)
        return options

    def _targets(self, position: Position, f: Field) -> Iterable[Target]:
        found = self._views.targets(position.type_name).get(f.name, ())
        if not self._is_unknown(position):
            return found
        # What the object really is, and what only some types have, is known where the interface is an interface.
        real = (t for t in self._views.entered_as(position.type_name) if self._view(t).kind is Kind.INTERFACE)
        return (*found, *real)

    def _is_unknown(self, position: Position) -> bool:
        """Whether the objects here are of an interface whose types the graph does not know."""
        if position.graph == NO_GRAPH:
            return False
        return self._views.types[position.graph][position.type_name].kind is Kind.INTERFACE_OBJECT

    def _view(self, target: Target) -> TypeView:
        return self._views.types[target.graph][target.type_name]

    def _option(self, position: Position, bundle: Selection, target: Target) -> Option | None:
        f = bundle[0]
        view = self._view(target)
        required = self._demand(position, f, target)
        if required is None:
            return None
        entry = self._entry(position, target)
        if entry is None:
            return None
        needs = entry.needs
        if required:
            obtained = self._requirement(position, f, target, required)
            if obtained is None:
                return None
            needs = combine((needs, obtained))
        if view.kind is Kind.INTERFACE:
            inside = self.plan(target.graph, target.type_name, (), (f,), position.excluded)
        elif len(bundle) > 1:
            inside = Solution(local=bundle, fields=len(bundle))
        else:
            declared = view.fields[f.name]
            asked = self._contexts.asked_in(f, target.type_name, target.graph)
            inside = self._field(target.graph, declared, declared.provides, asked, position.excluded)
        unsolved = count_leaves(inside.left)
        if not inside.local or unsolved >= count_leaves(bundle):
            return None
        depth = self._waves(needs.load)
        load = needs.load | self._shifted((1 << target.graph) | self._shifted(inside.load, 1), depth)
        return Option(target, entry.key, required, needs, inside, depth, load, unsolved)

    def _demand(self, position: Position, f: Field, target: Target) -> Selection | None:
        """Return what a target requires for a field, or None if it cannot be asked for it by an entry from here."""
        view = self._view(target)
        if view.kind is Kind.INTERFACE:
            return ()
        declared = view.fields.get(f.name)
        if declared is None or (position.type_name, f.name, target.graph) in position.excluded:
            return None
        is_here = target.graph == position.graph and target.type_name == position.type_name
        if is_here and not declared.needs_entry:
            return None
        is_set = self._contexts.are_set(f, target.type_name, target.graph, declared.context_arguments)
        return declared.requires if is_set else None

    def _requirement(self, position: Position, f: Field, target: Target, required: Selection) -> Solution | None:
        """Obtain what a field requires, without the help of that field."""
        excluded = position.excluded | {(position.type_name, f.name, target.graph)}
        filled = self._contexts.required(f, target.type_name, target.graph, required)
        asked = self._members.keep(filled, position.type_name, position.graph)
        obtained = self.plan(position.graph, position.type_name, position.provided, asked, excluded)
        return None if obtained.left else obtained

    def _entry(self, position: Position, target: Target) -> Entry | None:
        """Return how the target is entered from the position, looking further only as far as it takes."""
        if position.graph == NO_GRAPH or position.type_name == self._views.query_type:
            return FREE
        while target not in position.entries and not position.is_complete and not position.building_depth:
            self._find_more_entries(position)
        return position.entries.get(target)

    def _find_more_entries(self, position: Position) -> None:
        """Find the targets that can be entered with the help of those found before."""
        self._building += 1
        position.building_depth = self._building
        found: dict[Target, Entry] = {}
        for target in self._views.entered_as(position.type_name):
            if target not in position.entries:
                entry = self._best_key(position, target)
                if entry is not None:
                    found[target] = entry
        self._building -= 1
        if self._leaned_on >= position.building_depth:
            self._leaned_on = inf
        position.building_depth = 0
        position.known.clear()
        position.entries.update(found)
        position.is_complete = not found
        if self._leaned_on != inf and position.is_complete:
            # It may find more once the position it leaned on is built: ask anew then.
            place = (position.graph, position.type_name, position.provided, position.excluded)
            self._positions.pop(place, None)

    def _best_key(self, position: Position, target: Target) -> Entry | None:
        best: tuple[tuple[int, int, int, int], Entry] | None = None
        for key in self._view(target).keys:
            if not key.is_resolvable:
                continue
            self._budget.spend()
            needs = self._at(position, key.selection)
            if needs.left:
                continue
            price = (self._waves(needs.load), needs.load.bit_count(), needs.calls, needs.fields)
            if best is None or price < best[0]:
                best = (price, Entry(key.selection, needs))
        return None if best is None else best[1]

    def _waves(self, load: int) -> int:
        return -(-load.bit_length() // self._graph_count)

    def _shifted(self, load: int, waves: int) -> int:
        return load << (waves * self._graph_count)
