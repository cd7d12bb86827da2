"""Where in the client's answer an error of the tree belongs: keys become response names, once per alias.

An error at a field that the client did not ask (a key, a requirement) is told at the object that needed it.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final, TypeAlias

from gateway.operation.selection import ClientSelection
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
    exact: dict[tuple[str, ResponsePath], ClientError] = {}
    at_objects: dict[tuple[str, ResponsePath], ClientError] = {}
    for error in errors:
        for path, is_exact in _client_paths(error.path, client, tree):
            found = exact if is_exact else at_objects
            found.setdefault((error.message, path), ClientError(error.message, path, error.extensions))
    told = {(message, path[:length]) for message, path in exact for length in range(len(path) + 1)}
    return [*exact.values(), *(error for key, error in at_objects.items() if key not in told)]


def listed(errors: list[ClientError]) -> list[ClientError]:
    """Cut a list of errors that is longer than anyone would read, and say so."""
    if len(errors) <= _ERRORS_MAX:
        return errors
    cut = ClientError(f"{len(errors) - _ERRORS_MAX} more errors are not listed.", (), {"code": "ERRORS_CUT"})
    return [*errors[:_ERRORS_MAX], cut]


def _client_paths(path: TreePath, client: ClientSelection, tree: Any) -> list[tuple[ResponsePath, bool]]:
    done: list[tuple[ResponsePath, bool]] = []
    open_ends: list[tuple[ResponsePath, ClientSelection]] = [((), client)]
    value = tree
    for part in path:
        following: list[tuple[ResponsePath, ClientSelection]] = []
        for place, fields in open_ends:
            if type(part) is int:
                following.append(((*place, part), fields))
                continue
            below = [((*place, field.response), field.sub) for field in fields if _is_asked(field, part, value)]
            following += below
            if not below:
                done.append((place, not fields))
        open_ends = following[:_PLACES_MAX]
        value = _below(value, part)
    return [*done, *((place, True) for place, _ in open_ends)]


def _is_asked(field: Any, key: str | int, value: Any) -> bool:
    if field.key != key:
        return False
    runtime_type = value.get("__typename") if type(value) is dict else None
    return field.on is None or runtime_type is None or runtime_type in field.on


def _below(value: Any, part: str | int) -> Any:
    if type(value) is dict:
        return value.get(part)
    if type(value) is list and type(part) is int and 0 <= part < len(value):
        return value[part]
    return None
