"""Objects that a call leaves out because a part of their representation was lost: what was lost is told there as well.

A client that asked `Parcel.postage` and nothing of the weight it is computed from would else find a null and no reason.
"""

from collections.abc import Iterable, Iterator, Sequence

from gateway.executor.blame import at_fields
from gateway.executor.represent import Batch, form_of
from gateway.executor.walk import Object, places_at
from gateway.planner.outcome import TreeError, TreePath
from gateway.planner.plan import Entities


def blame_left_out(
    entities: Entities, batches: Iterable[Batch], tree: Object, errors: Sequence[TreeError]
) -> list[TreeError]:
    """Return the errors told so far once more, at the fields that nobody is asked for on their account."""
    asked = {id(item) for batch in batches for item in batch.objects}
    causes = _Causes(errors)
    found: list[TreeError] = []
    for place, item in places_at(tree, entities.path):
        if id(item) not in asked:
            cause = next(filter(None, map(causes.of, _parts(entities, place, item))), None)
            if cause is not None:
                found += at_fields(cause, [(place, item)], entities.selection)
    return found


def _parts(entities: Entities, place: TreePath, item: Object) -> Iterator[TreePath]:
    """Name the places of what is read for an object: at itself, and at the ancestors that hold its context."""
    form = form_of(item, entities.representations)
    if form is None:
        return
    for pick in form.picks:
        yield (*place, pick.key)
    for value in entities.contexts:
        for source in value.sources:
            for pick in source.picks:
                yield (*_ancestor(place, source.depth), pick.key)


def _ancestor(place: TreePath, depth: int) -> TreePath:
    """Cut a place after so many steps, each a key with the indices of its lists."""
    keys = [number for number, part in enumerate(place) if type(part) is str]
    return place if depth >= len(keys) else place[: keys[depth]]


class _Causes:
    """Errors by the places that they explain: their own, those above, and those below."""

    def __init__(self, errors: Iterable[TreeError]) -> None:
        self._at: dict[TreePath, TreeError] = {}
        self._below: dict[TreePath, TreeError] = {}
        for error in errors:
            self._at.setdefault(error.path, error)
            for length in range(1, len(error.path) + 1):
                self._below.setdefault(error.path[:length], error)

    def of(self, place: TreePath) -> TreeError | None:
        known = self._below.get(place)
        above = (self._at.get(place[:length]) for length in range(len(place) - 1, 0, -1))
        return known or next(filter(None, above), None)
