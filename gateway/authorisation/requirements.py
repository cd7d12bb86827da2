"""What each field asks of its reader, with everything that reading it leads to.

Rules are numbered, and a set of rules is the bits of an integer: whether somebody may read a field is one operation on
two numbers, and the rules that an operation meets fit into the key of its plan.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final, TypeAlias

from graphql import GraphQLInterfaceType, GraphQLObjectType, get_named_type

from gateway.authorisation.grants import Grants
from gateway.operation.selection import Selection
from gateway.supergraph import FieldView, Supergraph

Place: TypeAlias = tuple[str, str]

# Callers differ in what they show more than in what they may: enough for all kinds of them, few enough for memory.
_KINDS_OF_CALLERS_MAX: Final = 4_096


@dataclass(frozen=True, slots=True)
class Requirement:
    """The rules a field asks to be met (`rules`), and those of the object types that it may return (`members`)."""

    rules: int
    members: tuple[tuple[str, int], ...] = ()

    @property
    def touched(self) -> int:
        """The rules that reading the field can meet."""
        found = self.rules
        for _, rules in self.members:
            found |= rules
        return found


class Requirements:
    """The requirements of one supergraph, found when they are first asked for."""

    def __init__(self, supergraph: Supergraph) -> None:
        self._rules: Final = tuple(dict.fromkeys(supergraph.access.values()))
        bits = {rule: 1 << number for number, rule in enumerate(self._rules)}
        self._bits: Final = {coordinate: bits[rule] for coordinate, rule in supergraph.access.items()}
        self._schema: Final = supergraph.api_schema
        # Whatever labels of @override hold: a field is as strict as it is under any of them.
        self._views: Final = (supergraph.under(frozenset()), supergraph.under(supergraph.override_labels))
        self._known: dict[Place, Requirement] = {}
        self._held: dict[Grants, int] = {}

    def __bool__(self) -> bool:
        """Whether anything is protected at all."""
        return bool(self._rules)

    def held(self, grants: Grants) -> int:
        """Return the rules that are met by what a caller shows."""
        known = self._held.get(grants)
        if known is None:
            if len(self._held) >= _KINDS_OF_CALLERS_MAX:
                self._held.clear()
            known = sum(1 << number for number, rule in enumerate(self._rules) if grants.meet(rule))
            self._held[grants] = known
        return known

    def of(self, type_name: str, field: str) -> Requirement:
        """Return what a field asks for where it stands in a selection on that type."""
        place = type_name, field
        known = self._known.get(place)
        if known is None:
            known = self._known[place] = self._find(place)
        return known

    def _find(self, place: Place) -> Requirement:
        rules = 0
        for read in self._all_read(place):
            rules |= self._own(read)
        members = ((name, self._bits.get(name, 0)) for name in self._members(self._returned(place)))
        return Requirement(rules, tuple((name, rule) for name, rule in members if rule))

    def _own(self, place: Place) -> int:
        """Return the rules of a field by itself: its own, its parent's, its type's."""
        type_name, field = place
        bits = self._bits
        return bits.get(type_name, 0) | bits.get(f"{type_name}.{field}", 0) | bits.get(self._returned(place), 0)

    def _all_read(self, place: Place) -> Iterable[Place]:
        """Return the fields that are read for one, the field itself among them."""
        found = {place: None}
        waiting = [place]
        while waiting:
            for read in self._read_for(waiting.pop()):
                if read not in found:
                    found[read] = None
                    waiting.append(read)
        return found

    def _read_for(self, place: Place) -> Iterator[Place]:
        type_name, field = place
        for implementation in self._members(type_name):
            yield implementation, field
        for view in self._views_of(place):
            yield from self._selected(view.requires, type_name)
            for argument in view.context_arguments:
                for holder, selection in argument.selections.items():
                    yield from self._selected(selection, holder)

    def _selected(self, selection: Selection, type_name: str) -> Iterator[Place]:
        """Yield the fields of a field set, at every depth."""
        for field in selection:
            if field.name != "__typename":
                for parent in (type_name,) if field.on is None else sorted(field.on):
                    yield parent, field.name
                    yield from self._selected(field.sub, self._returned((parent, field.name)))

    def _views_of(self, place: Place) -> Iterator[FieldView]:
        """Yield a field as each subgraph has it that may be asked for it."""
        type_name, field = place
        for views in self._views:
            for target in views.targets(type_name).get(field, ()):
                yield views.field(target, field)

    def _returned(self, place: Place) -> str:
        """Name the type of a field: as clients see it, else as any subgraph does."""
        type_name, field = place
        declared = self._schema.type_map.get(type_name)
        if isinstance(declared, GraphQLObjectType | GraphQLInterfaceType) and field in declared.fields:
            return str(get_named_type(declared.fields[field].type).name)
        known = (types[type_name].fields for views in self._views for types in views.types if type_name in types)
        return next((fields[field].type_name for fields in known if field in fields), "")

    def _members(self, type_name: str) -> list[str]:
        """Name the object types of an abstract type; of another none."""
        return sorted(self._views[0].possible(type_name) - {type_name})
