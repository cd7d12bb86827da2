"""What each subgraph resolves by itself, under one choice of active override labels."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property

from gateway.composition.contexts import FromContext, taken_from_context
from gateway.composition.fieldsets import FieldSet, Key, OnType, field_set_of, key_sets
from gateway.composition.merging.context import Context
from gateway.composition.merging.merge import Merged
from gateway.composition.merging.sources import Source
from gateway.composition.schema import Field, Kind
from gateway.composition.typerefs import named


@dataclass(frozen=True, slots=True)
class Entry:
    """An object as one subgraph has it: as its own type, or as the interface that is an interface object there.

    `provided` is what it can resolve beyond its own fields, because a field above provides it.
    """

    graph: str
    as_type: str
    provided: FieldSet = ()


class Views:
    """Looks things up in the subgraphs. `labels` are the override labels that are active."""

    def __init__(self, context: Context, merged: Merged, labels: frozenset[str] = frozenset()) -> None:
        self.context = context
        self.merged = merged
        self._labels = labels
        self._keys: dict[tuple[str, str], tuple[Key, ...]] = {}

    @cached_property
    def _resolved(self) -> frozenset[tuple[str, str, str]]:
        """(subgraph, type, field) of all that is resolved without help."""
        return frozenset(
            (source.subgraph, type_name, name)
            for type_name, fields in self.merged.sources.items()
            for name, sources in fields.items()
            for source in sources
            if self._resolves(source)
        )

    def _resolves(self, source: Source) -> bool:
        if source.is_external:
            return False
        if source.label is None:
            return not source.is_overridden
        return source.is_overridden != (source.label in self._labels)

    def keys(self, graph: str, type_name: str) -> tuple[Key, ...]:
        """Return the keys by which a subgraph may be asked for a type."""
        found = self._keys.get((graph, type_name))
        if found is None:
            declared = self.context.subgraphs[graph].types.get(type_name)
            found = tuple(key for key in key_sets(declared) if key.resolvable) if declared else ()
            self._keys[graph, type_name] = found
        return found

    def field(self, entry: Entry, name: str) -> Field | None:
        """Return the field as the subgraph declares it, resolved there or not."""
        declared = self.context.subgraphs[entry.graph].types.get(entry.as_type)
        return declared.fields.get(name) if declared else None

    def resolves(self, graph: str, as_type: str, name: str) -> bool:
        return (graph, as_type, name) in self._resolved

    def local_fields(self, entry: Entry, object_type: str) -> Mapping[str, FieldSet]:
        """Return what the entry resolves, and what it provides below each field."""
        declared = self.context.subgraphs[entry.graph].types[entry.as_type]
        provided = dict(self._provided(entry.provided, object_type))
        return {
            name: (*field_set_of(field, "provides"), *provided.get(name, ()))
            for name, field in declared.fields.items()
            if name in provided or self.resolves(entry.graph, entry.as_type, name)
        }

    def _provided(self, items: FieldSet, object_type: str) -> Iterable[tuple[str, FieldSet]]:
        for item in items:
            if not isinstance(item, OnType):
                yield item.name, item.sub
            elif object_type in self.merged.members(item.name):
                yield from self._provided(item.sub, object_type)

    def entries_of(self, graph: str, type_name: str, provided: FieldSet) -> Mapping[str, Entry]:
        """Return, by object type, how the subgraph has the values of one of its types."""
        declared = self.context.subgraphs[graph].types.get(type_name)
        if declared is not None and declared.is_interface_object:
            return {member: Entry(graph, type_name, provided) for member in self.merged.members(type_name)}
        possible = sorted(self.context.subgraphs[graph].possible(type_name))
        return {member: Entry(graph, member, provided) for member in possible}

    def is_interface_object(self, entry: Entry) -> bool:
        return self.context.subgraphs[entry.graph].types[entry.as_type].is_interface_object

    def shapes(self, object_type: str) -> tuple[Entry, ...]:
        """Return every form in which some subgraph has a type: itself, or an interface object it falls under."""
        return self._shapes.get(object_type, ())

    @cached_property
    def _shapes(self) -> Mapping[str, tuple[Entry, ...]]:
        shapes: dict[str, list[Entry]] = {}
        for graph in self.context.subgraphs.values():
            for declared in graph.types.values():
                if declared.kind is not Kind.OBJECT:
                    continue
                names = self.merged.members(declared.name) if declared.is_interface_object else (declared.name,)
                for name in names:
                    shapes.setdefault(name, []).append(Entry(graph.name, declared.name))
        return {name: tuple(entries) for name, entries in shapes.items()}

    def return_type(self, entry: Entry, name: str) -> str:
        field = self.field(entry, name)
        assert field is not None, "asked only of fields the entry has"
        return named(field.type)

    @cached_property
    def context_readers(self) -> Mapping[tuple[str, str], tuple[FromContext, ...]]:
        """By (subgraph, context): every selection that is read from it."""
        readers: dict[tuple[str, str], list[FromContext]] = {}
        for graph in self.context.subgraphs.values():
            for declared in graph.types.values():
                for field in declared.fields.values():
                    for _, taken in taken_from_context(field):
                        readers.setdefault((graph.name, taken.context), []).append(taken)
        return {key: tuple(each) for key, each in readers.items()}
