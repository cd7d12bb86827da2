"""Put failures and subgraph errors at the places of the tree they concern: a client sees what is missing and why.

A request that failed as a whole leaves one error at each field it should have brought, at each object it was sent for.
An error inside an answer names a place in the subgraph's own terms: `_entities[k].rest` becomes one error at each
object that waits for representation k.
"""

from collections.abc import Iterable, Sequence
from itertools import islice
from typing import Final, TypeAlias

from gateway.errors import FetchFailed
from gateway.executor.answer import SubgraphError
from gateway.executor.represent import Batch
from gateway.executor.walk import Object, places_at, type_of
from gateway.operation.selection import Selection
from gateway.planner.outcome import TreeError, TreePath
from gateway.planner.plan import Entities, Root, Take

SUBGRAPH_ERROR: Final = "SUBGRAPH_ERROR"

# One outage may concern every object of a very long list; more places than these tell nobody anything new.
_PLACES_MAX: Final = 2_000


Places: TypeAlias = list[tuple[TreePath, Object]]


class Waiting:
    """Where the objects stand that wait for an `_entities` call; looked for only when something is to be blamed."""

    def __init__(self, entities: Entities, batch: Batch, tree: Object) -> None:
        number_of = batch.position_of()
        self.entities = entities
        self.everywhere: Places = []
        self._by_number: dict[int, Places] = {}
        for place, item in places_at(tree, entities.path):
            number = number_of.get(id(item))
            if number is not None:
                self.everywhere.append((place, item))
                self._by_number.setdefault(number, []).append((place, item))

    def at(self, number: int) -> Places:
        """List the places that wait for one representation."""
        return self._by_number.get(number, [])


def failure_at_root(failure: FetchFailed, root: Root, tree: Object) -> list[TreeError]:
    """Blame a failed request for root fields."""
    return at_fields(_failure(failure), places_at(tree, root.path), root.selection)


def failure_at_entities(failure: FetchFailed, waiting: Waiting) -> list[TreeError]:
    """Blame a failed `_entities` call on every object that was waiting for it."""
    return at_fields(_failure(failure), waiting.everywhere, waiting.entities.selection)


def error_at_root(subgraph: str, error: SubgraphError, root: Root, tree: Object) -> list[TreeError]:
    """Place one error of an answer to root fields; without a path it concerns them all."""
    cause = _cause(subgraph, error)
    places = places_at(tree, root.path)
    if error.path is None:
        return at_fields(cause, places, root.selection)
    below = _tree_keys(error.path, root.takes)
    return [_at(cause, (*place, *below)) for place, _ in places]


def error_at_entities(subgraph: str, error: SubgraphError, waiting: Waiting) -> list[TreeError]:
    """Place one error of an answer to an `_entities` call; one that names no representation concerns them all."""
    cause = _cause(subgraph, error)
    selection, takes = waiting.entities.selection, waiting.entities.takes
    match error.path:
        case (_, int(number)):
            return at_fields(cause, waiting.at(number), selection)
        case (_, int(number), *rest):
            below = _tree_keys(rest, takes)
            return [_at(cause, (*place, *below)) for place, _ in waiting.at(number)]
        case _:
            return at_fields(cause, waiting.everywhere, selection)


def error_nowhere(subgraph: str, error: SubgraphError) -> TreeError:
    """Keep an error that came beside data and names no place of it."""
    return _at(_cause(subgraph, error), ())


def _failure(failure: FetchFailed) -> TreeError:
    return TreeError(str(failure), (), {"code": failure.code, "service": failure.subgraph})


def _cause(subgraph: str, error: SubgraphError) -> TreeError:
    code = error.extensions.get("code")
    named = {"code": code if type(code) is str and code else SUBGRAPH_ERROR, "service": subgraph}
    return TreeError(error.message, (), {**error.extensions, **named})


def _at(cause: TreeError, path: TreePath) -> TreeError:
    return TreeError(cause.message, path, cause.extensions)


def at_fields(cause: TreeError, places: Iterable[tuple[TreePath, Object]], selection: Selection) -> list[TreeError]:
    """Tell an error at each field that objects are asked for."""
    paths = ((*place, key) for place, item in places for key in _asked_keys(item, selection))
    return [_at(cause, path) for path in islice(paths, _PLACES_MAX)]


def _asked_keys(item: Object, selection: Selection) -> list[str]:
    runtime_type = type_of(item)
    keys = [field.key for field in selection if field.on is None or runtime_type in field.on]
    return list(dict.fromkeys(key for key in keys if key != "__typename")) or keys[:1]


def _tree_keys(path: Sequence[str | int], takes: Sequence[Take] | None) -> TreePath:
    """Rename the printed names of an error's path to the tree's keys, as the data is renamed."""
    keys: list[str | int] = []
    for part in path:
        match = next((take for take in takes or () if take.answer == part), None)
        keys.append(part if match is None else match.key)
        if match is not None:
            takes = match.sub
        elif type(part) is str:
            takes = None
    return tuple(keys)
