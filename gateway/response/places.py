"""Where in the client's answer an error of the tree belongs: keys become response names, once per alias.

An error at a field that the client did not ask (a key, a requirement) is told at the object that needed it.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final, TypeAlias

from gateway.operation.selection import ClientField, ClientSelection
from gateway.planner.outcome import TreeError, TreePath

ResponsePath: TypeAlias = tuple[str | int, ...]

# An outage below a long list concerns thousands of places; beyond these the rest is told as a number.
_ERRORS_MAX: Final = 500
# Aliases of aliases multiply; one cause needs no more places than a person would read.
_PLACES_MAX: Final = 100


@dataclass(frozen=True, slots=True)
class ClientError:
    """An error as the client sees it; an empty `path` is none."""

    message: str
    path: ResponsePath
    extensions: Mapping[str, Any]

    def to_json(self) -> dict[str, Any]:
        """Return the error in the form of the GraphQL response."""
        entry: dict[str, Any] = {"message": self.message}
        if self.path:
            entry["path"] = list(self.path)
        entry["extensions"] = dict(self.extensions)
        return entry


def client_errors(errors: Iterable[TreeError], client: ClientSelection, tree: Any) -> list[ClientError]:
    """Translate errors of the tree, each place once; what is told at a field is not told again at its object."""
    places = _Places(client, tree)
    exact: dict[tuple[str, ResponsePath], ClientError] = {}
    at_objects: dict[tuple[str, ResponsePath], ClientError] = {}
    for error in errors:
        spot = places.of(error.path)
        for path in spot.paths():
            exact.setdefault((error.message, path), ClientError(error.message, path, error.extensions))
        for path in spot.objects:
            at_objects.setdefault((error.message, path), ClientError(error.message, path, error.extensions))
    if not at_objects:
        return list(exact.values())
    told = {(message, path[:length]) for message, path in exact for length in range(len(path) + 1)}
    return [*exact.values(), *(error for key, error in at_objects.items() if key not in told)]


def listed(errors: list[ClientError]) -> list[ClientError]:
    """Cut a list of errors that is longer than anyone would read, and say so."""
    if len(errors) <= _ERRORS_MAX:
        return errors
    cut = ClientError(f"{len(errors) - _ERRORS_MAX} more errors are not listed.", (), {"code": "ERRORS_CUT"})
    return [*errors[:_ERRORS_MAX], cut]


@dataclass(frozen=True, slots=True)
class _Spot:
    """A place of the tree as the client sees it: once per alias on the way.

    `ends` are the response paths with what is asked below them; `objects` are those of objects above, where the client
    asks nothing on the way to the place. `value` is what the tree holds here.
    """

    ends: tuple[tuple[ResponsePath, ClientSelection], ...]
    objects: tuple[ResponsePath, ...]
    value: Any

    def paths(self) -> list[ResponsePath]:
        return [path for path, _ in self.ends]


class _Places:
    """Finds spots step by step; errors of one outage share most of their way, so each spot is found once."""

    def __init__(self, client: ClientSelection, tree: Any) -> None:
        self._known: dict[TreePath, _Spot] = {(): _Spot((((), client),), (), tree)}

    def of(self, path: TreePath) -> _Spot:
        known = self._known.get(path)
        if known is None:
            known = self._known[path] = _step(self.of(path[:-1]), path[-1])
        return known


def _step(spot: _Spot, part: str | int) -> _Spot:
    value = _below(spot.value, part)
    if type(part) is int:
        return _Spot(tuple(((*path, part), fields) for path, fields in spot.ends), spot.objects, value)
    ends: list[tuple[ResponsePath, ClientSelection]] = []
    objects = list(spot.objects)
    for path, fields in spot.ends:
        if not fields:
            ends.append((path, fields))  # below a leaf there are no places: the leaf itself is meant
            continue
        below = [((*path, field.response), field.sub) for field in fields if _is_asked(field, part, spot.value)]
        ends += below
        if not below:
            objects.append(path)
    return _Spot(tuple(ends[:_PLACES_MAX]), tuple(objects[:_PLACES_MAX]), value)


def _is_asked(field: ClientField, key: str | int, value: Any) -> bool:
    if field.key != key:
        return False
    runtime_type = value.get("__typename") if type(value) is dict else None
    return field.on is None or type(runtime_type) is not str or runtime_type in field.on


def _below(value: Any, part: str | int) -> Any:
    if type(value) is dict:
        return value.get(part)
    if type(value) is list and type(part) is int and 0 <= part < len(value):
        return value[part]
    return None
