"""Follow a plan's path through the merged tree to the objects at its end."""

from typing import Any, TypeAlias

from gateway.planner.outcome import TreePath
from gateway.planner.plan import Path

Object: TypeAlias = dict[str, Any]


def type_of(item: Object) -> str | None:
    """Return the runtime type that an object tells; a broken subgraph may tell anything, which then is no type."""
    name = item.get("__typename")
    return name if type(name) is str else None


def objects_at(root: Object, path: Path) -> list[Object]:
    """List the objects at the end of `path`, in document order; nulls and values that are no objects are left out."""
    found = [root]
    for step in path:
        key, on = step.key, step.on
        below: list[Object] = []
        for item in found:
            if on is not None and type_of(item) not in on:
                continue
            value = item.get(key)
            if type(value) is dict:
                below.append(value)
            elif type(value) is list:
                _gather(value, below)
        found = below
    return found


def _gather(items: list[Any], into: list[Object]) -> None:
    for item in items:
        if type(item) is dict:
            into.append(item)
        elif type(item) is list:
            _gather(item, into)


def places_at(root: Object, path: Path) -> list[tuple[TreePath, Object]]:
    """List the same objects as `objects_at`, each with where it stands; only errors need to know."""
    found: list[tuple[TreePath, Object]] = [((), root)]
    for step in path:
        below: list[tuple[TreePath, Object]] = []
        for place, item in found:
            if step.on is None or type_of(item) in step.on:
                _gather_places(item.get(step.key), (*place, step.key), below)
        found = below
    return found


def _gather_places(value: Any, place: TreePath, into: list[tuple[TreePath, Object]]) -> None:
    if type(value) is dict:
        into.append((place, value))
    elif type(value) is list:
        for index, item in enumerate(value):
            _gather_places(item, (*place, index), into)
