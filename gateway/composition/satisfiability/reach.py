"""What can be had at a position of the answer: which subgraphs can be entered there, which fields resolved.

A position is an object type, the ways it was come to, and the contexts set above. Entering by a key needs the key's
parts, a field with a requirement needs its parts, and these may need hops again, here or below. So this is a least
fixed point: start with nothing, add what becomes possible, until a round adds nothing.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import TypeAlias

from gateway.composition.contexts import context_names, taken_from_context
from gateway.composition.fieldsets import FieldSet, Key, OnType, Select, field_set_of
from gateway.composition.satisfiability.views import Entry, Views
from gateway.composition.schema import COMPOSITE

ContextSet: TypeAlias = frozenset[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Position:
    """An object type, the entries it was come to by, and the (subgraph, context) pairs set above it."""

    type_name: str
    entries: frozenset[Entry]
    contexts: ContextSet = frozenset()


@dataclass(slots=True)
class Reached:
    """What can be had so far; only ever grows. `fields` holds, by field, the entries that resolve it."""

    entered: dict[Entry, None]
    fields: dict[str, dict[Entry, FieldSet]] = field(default_factory=dict)
    contexts: ContextSet = frozenset()

    def size(self) -> int:
        return len(self.entered) + sum(map(len, self.fields.values())) + len(self.contexts)


class Reach:
    """Computes and remembers what can be had at positions."""

    def __init__(self, views: Views) -> None:
        self.views = views
        self._known: dict[Position, Reached] = {}
        self._settled: set[Position] = set()
        self._visited: set[Position] = set()
        self._has_grown = False

    def at(self, position: Position) -> Reached:
        """Return all that can be had at a position."""
        while position not in self._settled:
            self._visited = set()
            self._has_grown = False
            self._grow(position)
            if not self._has_grown:
                self._settled |= self._visited
        return self._known[position]

    def below(self, position: Position, name: str) -> Mapping[str, Position]:
        """Return the positions a field leads to, by object type."""
        reached = self._known[position]
        found: dict[str, set[Entry]] = {}
        for entry, provided in reached.fields.get(name, {}).items():
            target = self.views.return_type(entry, name)
            for object_type, below in self.views.entries_of(entry.graph, target, provided).items():
                found.setdefault(object_type, set()).add(below)
        return {each: self.start(each, entries, reached.contexts) for each, entries in sorted(found.items())}

    def start(self, type_name: str, entries: Iterable[Entry], contexts: ContextSet) -> Position:
        """Make a position; the query root can be entered everywhere, wherever it comes up."""
        everywhere = self.views.shapes("Query") if type_name == "Query" else ()
        return Position(type_name, frozenset(entries) | frozenset(everywhere), contexts)

    def alone(self, position: Position, entry: Entry) -> Position:
        """Return the position as it is for someone who holds nothing but one entry."""
        return Position(position.type_name, frozenset((entry,)), position.contexts)

    def _grow(self, position: Position) -> Reached:
        reached = self._known.get(position)
        if reached is None:
            reached = Reached(dict.fromkeys(sorted(position.entries, key=repr)), contexts=position.contexts)
            self._known[position] = reached
            self._has_grown = True
        if position in self._settled or position in self._visited:
            return reached
        self._visited.add(position)
        before = -1
        while before != reached.size():
            before = reached.size()
            self._add(position, reached)
            self._has_grown |= before != reached.size()
        return reached

    def _add(self, position: Position, reached: Reached) -> None:
        """Add what is possible now. Several entries are several ways, each of which must lead on by itself."""
        if len(position.entries) > 1:
            for entry in sorted(position.entries, key=repr):
                self._join(reached, self._grow(self.alone(position, entry)))
            return
        self._set_contexts(position, reached)
        self._resolve_fields(position, reached)
        self._enter(position, reached)

    def _join(self, reached: Reached, other: Reached) -> None:
        reached.entered |= other.entered
        reached.contexts |= other.contexts
        for name, resolving in other.fields.items():
            reached.fields.setdefault(name, {}).update(resolving)

    def _resolve_fields(self, position: Position, reached: Reached) -> None:
        for entry in list(reached.entered):
            for name, provided in self.views.local_fields(entry, position.type_name).items():
                resolving = reached.fields.setdefault(name, {})
                if entry not in resolving and self._is_free(position, reached, entry, name):
                    resolving[entry] = provided

    def _is_free(self, position: Position, reached: Reached, entry: Entry, name: str) -> bool:
        """Whether nothing a field asks for is missing: requirement, context, and a key to come back with them."""
        declared = self.views.field(entry, name)
        assert declared is not None, "asked only of local fields"
        required = field_set_of(declared, "requires")
        taken = [(entry.graph, each.context) for _, each in taken_from_context(declared)]
        if not required and not taken:
            return True
        # The requirement is fetched from where the field is, so that any router can plan it.
        here = self.alone(position, entry)
        self._grow(here)
        return (
            all(context in reached.contexts for context in taken)
            and self.has(here, required)
            and self.entering_key(here, entry) is not None
        )

    def _enter(self, position: Position, reached: Reached) -> None:
        is_known = any(not self.views.is_interface_object(entry) for entry in reached.entered)
        for entry in self.views.shapes(position.type_name):
            if entry in reached.entered:
                continue
            if (
                self.entering_key(position, entry) is not None
                if is_known
                else self._enters_by_interface(position, reached, entry)
            ):
                reached.entered[entry] = None

    def entering_key(self, position: Position, entry: Entry) -> Key | None:
        """Return a key of the entry whose parts can be had at the position."""
        keys = self.views.keys(entry.graph, entry.as_type)
        return next((key for key in keys if self.has(position, key.fields)), None)

    def _enters_by_interface(self, position: Position, reached: Reached, entry: Entry) -> bool:
        """Whether an entry opens while only interface objects are entered, which do not know the object's type."""
        graph = self.views.context.subgraphs[entry.graph]
        for interface in {each.as_type for each in reached.entered}:
            if entry.as_type != interface and entry.as_type not in graph.possible(interface):
                continue
            if any(self.has(position, key.fields) for key in self.views.keys(entry.graph, interface)):
                return True
        return False

    def has(self, position: Position, items: FieldSet) -> bool:
        """Whether a selection can be had at a position, with what is known so far."""
        return all(self._has_item(position, item) for item in items)

    def _has_item(self, position: Position, item: Select | OnType) -> bool:
        if isinstance(item, OnType):
            applies = position.type_name in self.views.merged.members(item.name)
            return not applies or self.has(position, item.sub)
        if item.name == "__typename":
            return True
        if not self._known[position].fields.get(item.name):
            return False
        if not item.sub:
            return True
        below = self.below(position, item.name).values()
        for each in below:
            self._grow(each)
        return all(self.has(each, item.sub) for each in below)

    def _set_contexts(self, position: Position, reached: Reached) -> None:
        """Add the contexts this type sets, where all that is ever read from them can be had here."""
        for (graph, name), readers in self.views.context_readers.items():
            if (graph, name) in reached.contexts:
                continue
            holders = [
                each.name
                for each in self.views.context.subgraphs[graph].types.values()
                if each.kind in COMPOSITE and name in context_names(each)
            ]
            is_set = any(position.type_name in self.views.merged.members(holder) for holder in holders)
            if is_set and all(self.has(position, reader.selection) for reader in readers):
                reached.contexts |= {(graph, name)}
