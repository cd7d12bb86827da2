"""Entity calls with values from context: objects whose ancestors hold the same values are asked for together."""

from collections.abc import Iterator, Sequence
from itertools import islice
from typing import Any, Final, TypeAlias

import orjson

from gateway.executor.represent import Batch, represent
from gateway.executor.walk import Object, type_of
from gateway.planner.plan import ContextSource, ContextValue, Entities, Path, Pick

# So many requests of one call are under way at once: a long list may have another value for each element.
TOGETHER_MAX: Final = 16

Round: TypeAlias = tuple[Batch, dict[str, Any]]
_MISSING: Final = object()


def rounds_of(entities: Entities, tree: Object) -> list[list[Round]]:
    """Return the batches to send with the variables of each, as many together as may be sent at once.

    An object whose ancestors' value is missing, because the request that should have brought it failed, is left out.
    """
    groups: dict[bytes, tuple[list[Object], dict[str, Any]]] = {}
    for trail in _trails(tree, entities.path):
        values = {value.variable: _value(value, trail) for value in entities.contexts}
        if not any(value is _MISSING for value in values.values()):
            groups.setdefault(orjson.dumps(values), ([], values))[0].append(trail[-1])
    batches = ((represent(objects, entities.representations), values) for objects, values in groups.values())
    waiting = iter([(batch, values) for batch, values in batches if batch])
    return list(iter(lambda: list(islice(waiting, TOGETHER_MAX)), []))


def _trails(root: Object, path: Path) -> list[tuple[Object, ...]]:
    """List the objects at the end of a path, each after those on the way to it."""
    found: list[tuple[Object, ...]] = [(root,)]
    for step in path:
        found = [
            (*trail, item)
            for trail in found
            if step.on is None or type_of(trail[-1]) in step.on
            for item in _objects(trail[-1].get(step.key))
        ]
    return found


def _objects(value: Any) -> Iterator[Object]:
    if type(value) is dict:
        yield value
    elif type(value) is list:
        for item in value:
            yield from _objects(item)


def _value(wanted: ContextValue, trail: Sequence[Object]) -> Any:
    for source in wanted.sources:
        ancestor = trail[source.depth]
        if _applies(source, ancestor):
            return _read(ancestor, source.picks)
    return _MISSING


def _applies(source: ContextSource, ancestor: Object) -> bool:
    return source.on is None or type_of(ancestor) in source.on


def _read(item: Any, picks: Sequence[Pick]) -> Any:
    """Read the one value that the picks lead to; a null on the way is the value."""
    if not picks or item is None:
        return item
    if type(item) is list:
        values = [_read(each, picks) for each in item]
        return _MISSING if any(value is _MISSING for value in values) else values
    for pick in picks:
        if type(item) is dict and pick.name != "__typename" and (pick.on is None or type_of(item) in pick.on):
            return _read(item.get(pick.key, _MISSING), pick.sub)
    return _MISSING
