"""Walk the API schema from its roots, to every position there is, and look whether each field can be had there."""

from collections import deque
from collections.abc import Iterable, Iterator
from itertools import combinations

from gateway.composition.findings import Finding, Level, finding, in_subgraphs, names, side_by_side
from gateway.composition.merging.context import Context
from gateway.composition.merging.merge import Merged
from gateway.composition.satisfiability.reach import Position, Reach
from gateway.composition.satisfiability.reasons import Step, example_query, reasons
from gateway.composition.satisfiability.views import Entry, Views
from gateway.composition.schema import COMPOSITE, ROOTS, Type
from gateway.composition.typerefs import named

LABELS_COMBINED_MAX = 5
"""Up to so many labels every combination is walked, beyond it: none, all, and each alone and missing."""


def check_satisfiability(context: Context, merged: Merged) -> Iterator[Finding]:
    """Yield an error for each field no path of subgraphs reaches, once per way it fails."""
    for labels in _label_sets(merged):
        found = list(_Walk(Views(context, merged, labels), labels).findings())
        yield from found
        if any(each.level is Level.ERROR for each in found):
            return


def _label_sets(merged: Merged) -> Iterator[frozenset[str]]:
    """Yield the sets of active labels to walk with."""
    labels = sorted(
        {
            source.label
            for fields in merged.sources.values()
            for sources in fields.values()
            for source in sources
            if source.label is not None
        }
    )
    if len(labels) <= LABELS_COMBINED_MAX:
        counts: Iterable[int] = range(len(labels) + 1)
    else:
        counts = (0, 1, len(labels) - 1, len(labels))
    for count in counts:
        yield from map(frozenset, combinations(labels, count))


class _Walk:
    def __init__(self, views: Views, labels: frozenset[str]) -> None:
        self._views = views
        self._merged = views.merged
        self._reach = Reach(views)
        self._labels = labels
        self._mismatched: set[str] = set()

    def findings(self) -> Iterator[Finding]:
        reported: set[tuple[str, str]] = set()
        for found in self._all():
            # The same field fails alike at many positions: the shortest query, which comes first, shows it.
            key = (found.code + found.coordinates[0], found.message.partition("\n}\n")[2])
            if key not in reported:
                reported.add(key)
                yield found

    def _all(self) -> Iterator[Finding]:
        for root in ROOTS:
            declared = self._merged.types.get(root)
            if declared is None:
                continue
            start = self._reach.start(root, self._views.shapes(root), frozenset())
            if root == "Query":
                yield from self._from([(start, ())])
                continue
            # One subgraph alone runs a mutation, or is the source of a subscription: it must lead everywhere.
            self._reach.at(start)
            for name in self._accessible(declared):
                yield from self._one_source(start, name)

    def _one_source(self, start: Position, name: str) -> Iterator[Finding]:
        resolving = self._reach.at(start).fields.get(name, {})
        if not resolving:
            yield from self._failure(start, name, ())
            return
        attempts = [list(self._from(self._below(start, name, (), only=entry))) for entry in resolving]
        succeeded = [attempt for attempt in attempts if not any(each.level is Level.ERROR for each in attempt)]
        yield from succeeded[0] if succeeded else attempts[0]

    def _from(self, starts: Iterable[tuple[Position, tuple[Step, ...]]]) -> Iterator[Finding]:
        """Walk breadth first, so that the first query to show a failure is the shortest."""
        queue = deque(starts)
        seen = {position for position, _ in queue}
        while queue:
            position, path = queue.popleft()
            declared = self._merged.types[position.type_name]
            for name in self._accessible(declared):
                if not self._reach.at(position).fields.get(name):
                    yield from self._failure(position, name, path)
                    continue
                yield from self._check_runtime_types(position, name, path)
                for below, longer in self._below(position, name, path):
                    if below not in seen:
                        seen.add(below)
                        queue.append((below, longer))

    def _accessible(self, declared: Type) -> list[str]:
        return [name for name, field in declared.fields.items() if not field.has("inaccessible")]

    def _below(
        self, position: Position, name: str, path: tuple[Step, ...], only: Entry | None = None
    ) -> list[tuple[Position, tuple[Step, ...]]]:
        declared = self._merged.types[position.type_name].fields[name]
        target = self._merged.types.get(named(declared.type))
        if target is None or target.kind not in COMPOSITE:
            return []
        longer = (*path, Step(position.type_name, declared))
        positions = self._reach.below(position, name)
        if only is not None:
            resolving = self._reach.at(position)
            narrowed = self._views.entries_of(
                only.graph, self._views.return_type(only, name), resolving.fields[name][only]
            )
            positions = {each: self._reach.start(each, [entry], resolving.contexts) for each, entry in narrowed.items()}
        return [
            (below, longer) for each, below in positions.items() if not self._merged.types[each].has("inaccessible")
        ]

    def _failure(self, position: Position, name: str, path: tuple[Step, ...]) -> Iterator[Finding]:
        field = self._merged.types[position.type_name].fields[name]
        query = example_query(self._merged, (*path, Step(position.type_name, field)))
        why = "\n".join(f"- {line}" for line in reasons(self._reach, position, name))
        shown = f" (while override labels {names(sorted(self._labels))} are active)" if self._labels else ""
        message = f"No path of subgraphs answers{shown}\n{query}\n{why}"
        sources = self._merged.sources.get(position.type_name, {}).get(name, ())
        places = [(source.subgraph, source.field.node) for source in sources]
        yield finding("SATISFIABILITY_ERROR", message, field.coordinate, nodes=places)

    def _possible(self, graph: str, type_name: str) -> frozenset[str] | None:
        """Return the object types a value can have in a subgraph; None where any, for it is an interface object."""
        subgraph = self._views.context.subgraphs[graph]
        declared = subgraph.types.get(type_name)
        is_any = declared is None or declared.kind not in COMPOSITE or declared.is_interface_object
        return None if is_any else subgraph.possible(type_name)

    def _check_runtime_types(self, position: Position, name: str, path: tuple[Step, ...]) -> Iterator[Finding]:
        """Compare what a shared field may return in each subgraph: only what all return can be asked for."""
        resolving = self._reach.at(position).fields[name]
        field = self._merged.types[position.type_name].fields[name]
        if len(resolving) == 1 or field.coordinate in self._mismatched:
            return
        possible = {
            entry.graph: types
            for entry in resolving
            if (types := self._possible(entry.graph, self._views.return_type(entry, name))) is not None
        }
        if len(set(possible.values())) <= 1:
            return
        self._mismatched.add(field.coordinate)
        versions = side_by_side({graph: names(sorted(types)) or "no type" for graph, types in possible.items()})
        common = frozenset.intersection(*possible.values())
        places = [
            (source.subgraph, source.field.node) for source in self._merged.sources[position.type_name].get(name, ())
        ]
        if not common:
            query = example_query(self._merged, (*path, Step(position.type_name, field)))
            message = f'Shared "{field.coordinate}" returns no object type in common, as in\n{query}\n{versions}'
            yield finding("SHAREABLE_HAS_MISMATCHED_RUNTIME_TYPES", message, field.coordinate, nodes=places)
            return
        message = (
            f'Shared "{field.coordinate}" returns different object types: {versions}. Let it return only'
            f" {names(sorted(common))} {in_subgraphs(possible)}, or the answer depends on which is asked"
        )
        code = "INCONSISTENT_RUNTIME_TYPES_FOR_SHAREABLE_RETURN"
        yield finding(code, message, field.coordinate, nodes=places, level=Level.WARN)
