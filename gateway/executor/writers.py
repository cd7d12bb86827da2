"""Who brings what to which place of the tree: noted once for a plan, so that hundreds of calls compile in no time."""

from collections.abc import Mapping
from typing import Final, TypeAlias

from gateway.operation.selection import Selection
from gateway.planner.plan import Entities, Path, Plan

_Keys: TypeAlias = tuple[str, ...]
_SEVERAL: Final = -1


class Writers:
    """The entries of a plan (its root selections and entity calls) by the places that they write to."""

    def __init__(self, plan: Plan) -> None:
        self._calls = [entities for request in plan.requests for entities in request.entities]
        self._numbers = {id(entities): number for number, entities in enumerate(self._calls)}
        # For each place and key, the number of the one entry that brings it, or _SEVERAL.
        self._writers: dict[_Keys, dict[str, int]] = {}
        # For each place, the keys that lead on to where some call looks up its objects.
        self._entered: dict[_Keys, set[str]] = {}
        self._first: dict[object, int] = {}
        for number, entities in enumerate(self._calls):
            self._note(entities.selection, _keys(entities.path), number)
            self._note_way(entities.path)
            self._first.setdefault((entities.path, entities.representations), number)
        roots = [request.root for request in plan.requests if request.root is not None]
        for number, root in enumerate(roots, start=len(self._calls)):
            self._note(root.selection, _keys(root.path), number)
            self._note_way(root.path)

    def number(self, call: Entities) -> int:
        """Return the number of a call among those of the plan."""
        return self._numbers[id(call)]

    def group(self, call: Entities) -> int:
        """Return the number of the first call that represents the same objects the same way."""
        return self._first[call.path, call.representations]

    def write_at(self, call: Entities, keys: frozenset[str]) -> bool:
        """Tell whether another entry brings one of `keys` to the objects that a call brings them to."""
        there: Mapping[str, int] = self._writers.get(_keys(call.path), {})
        mine = self.number(call)
        return any(there.get(key, mine) != mine for key in keys)

    def write_below(self, call: Entities, keys: frozenset[str]) -> bool:
        """Tell whether another entry writes into what stands under `keys` in the objects of a call."""
        return not keys.isdisjoint(self._entered.get(_keys(call.path), ())) or self.write_at(call, keys)

    def _note(self, selection: Selection, place: _Keys, number: int) -> None:
        there = self._writers.setdefault(place, {})
        for field in selection:
            there[field.key] = number if there.get(field.key, number) == number else _SEVERAL
            if field.sub:
                self._note(field.sub, (*place, field.key), number)

    def _note_way(self, path: Path) -> None:
        keys = _keys(path)
        for length, key in enumerate(keys):
            self._entered.setdefault(keys[:length], set()).add(key)


def _keys(path: Path) -> _Keys:
    return tuple(step.key for step in path)
