"""Put null and an error wherever the caller may not read: at each denied field, at each object of a denied type.

Denied fields were never fetched, so the tree has nothing under their keys; what is left to do is to say so at every
place where one would stand. Of objects of denied types the tree knows that they are there: they are taken out.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any, Final, TypeAlias

from gateway.operation.selection import ClientSelection
from gateway.planner.outcome import Outcome, TreeError, TreePath

# A denied field below a long list is told at so many places; beyond these it is null all the same.
_ERRORS_MAX: Final = 2_000
_NAMES_MAX: Final = 50


@dataclass(frozen=True, slots=True)
class Withheld:
    """What is withheld of one field: `is_whole`, or objects of some types, or parts below it."""

    name: str
    key: str
    on: frozenset[str] | None
    is_whole: bool
    members: frozenset[str]
    below: tuple["Withheld", ...]


# A place: where it is in the tree, the dictionary or list that holds it, and the key or index there.
_Place: TypeAlias = tuple[TreePath, Any, Any]


def withheld_parts(client: ClientSelection) -> tuple[Withheld, ...]:
    """Return what is withheld of a selection, and the way to it; of most selections nothing is."""
    parts = (
        Withheld(field.name, field.key, field.on, field.is_denied, field.denied_members, withheld_parts(field.sub))
        for field in client
    )
    return tuple(part for part in parts if part.is_whole or part.members or part.below)


def withheld_names(parts: tuple[Withheld, ...]) -> tuple[str, ...]:
    """Name what is withheld by the fields that lead to it, for the log: never by what the client calls them."""
    names: list[str] = []
    for part in parts:
        if part.is_whole:
            names.append(part.name)
        names += [f"{part.name}({member})" for member in sorted(part.members)]
        names += [f"{part.name}.{below}" for below in withheld_names(part.below)]
    return tuple(dict.fromkeys(names))[:_NAMES_MAX]


def withhold(outcome: Outcome, parts: tuple[Withheld, ...], message: str, code: str) -> None:
    """Take out of an outcome what is withheld, and add an error for each place of it."""
    extensions = {"code": code}
    # All places are found before any is emptied: several places of the tree may share one object.
    for path, holder, key in [*_places(outcome.data, parts, ())]:
        holder[key] = None
        if len(outcome.errors) < _ERRORS_MAX:
            outcome.errors.append(TreeError(message, path, extensions))


def _places(value: Any, parts: Iterable[Withheld], path: TreePath) -> Iterator[_Place]:
    """Find what is withheld of one object."""
    if type(value) is not dict:
        return
    for part in parts:
        if part.on is not None and value.get("__typename") not in part.on:
            continue
        place = (*path, part.key)
        if part.is_whole:
            yield place, value, part.key
        else:
            yield from _places_within(value.get(part.key), part, (place, value, part.key))


def _places_within(value: Any, part: Withheld, place: _Place) -> Iterator[_Place]:
    """Find what is withheld of a field's value: of an object, or of the items of a list."""
    path = place[0]
    if type(value) is list:
        for index, item in enumerate(value):
            yield from _places_within(item, part, ((*path, index), value, index))
    elif part.members and type(value) is dict and _may_be_one_of(part.members, value):
        yield place
    else:
        yield from _places(value, part.below, path)


def _may_be_one_of(members: frozenset[str], value: dict[str, Any]) -> bool:
    """Tell whether an object's type is denied; one that does not tell its type, though asked, is not trusted."""
    name = value.get("__typename")
    return type(name) is not str or name in members
