"""The fast path of entity calls: whole columns of objects at a time, by loops that Python runs in C.

Walking a path, reading keys, telling equal ones apart and merging what comes back cost a call or more per object when
they are done object by object (`walk`, `represent`, `merge`). Here each is done for all objects together, as long as
everything is as a plan expects it: objects where objects should be, plain keys, just the fields that were asked.
Whatever else is found, the function returns None or False before anything is changed, and the clear way is taken.
"""

from collections.abc import Iterable, Sequence
from itertools import chain
from typing import Any, Final

from gateway.executor.represent import Batch
from gateway.executor.walk import Object
from gateway.planner.plan import Path, Pick, Representation

_OBJECTS: Final = {dict}
_NULL: Final = type(None)
# Equal values of these are equal as JSON. (In Python True is 1 and 1.0 is 1 as well: those go the clear way.)
_PLAIN: Final = {str, int}
_PLAIN_OR_NULL: Final = {str, int, _NULL}


def walk_columns(root: Object, path: Path) -> list[Object] | None:
    """List the objects at the end of `path` as `objects_at` does; None when something unexpected stands on the way."""
    found: list[Any] = [root]
    try:
        for step in path:
            key, on = step.key, step.on
            if on is not None:
                found = [item for item in found if item.get("__typename") in on]
            found = [item[key] for item in found]
            for _ in range(step.list_depth):
                found = [*chain.from_iterable(found)]
            kinds = {*map(type, found)}
            if _NULL in kinds:
                found = [item for item in found if item is not None]
                kinds.remove(_NULL)
            if kinds > _OBJECTS or (found and kinds != _OBJECTS):
                return None
    except (KeyError, TypeError):
        return None
    return found


def can_represent(forms: Sequence[Representation]) -> bool:
    """Tell whether `represent_columns` knows these forms: one form of plain parts, the first of them a key."""
    return len(forms) == 1 and bool(forms[0].picks) and forms[0].picks[0].is_key and all(map(_is_plain, forms[0].picks))


def _is_plain(pick: Pick) -> bool:
    return pick.on is None and not pick.sub


def represent_columns(objects: list[Object], form: Representation) -> Batch | None:
    """Represent objects as `represent` does; None when a part is missing or is not plain."""
    key, on = form.picks[0].key, form.on
    try:
        if on is not None:
            objects = [item for item in objects if item.get("__typename") in on]
        rows: list[Any] = [item[key] for item in objects]
        if not {*map(type, rows)} <= _PLAIN:
            return None
        if len(form.picks) > 1:
            rows = [*zip(rows, *(_column(objects, pick) for pick in form.picks[1:]), strict=True)]
    except (KeyError, TypeError):
        return None
    different = dict.fromkeys(rows)
    if len(different) == len(rows):
        return Batch(_written(form, rows), objects, None)
    number_of = {row: number for number, row in enumerate(different)}
    return Batch(_written(form, different), objects, [number_of[row] for row in rows])


def _column(objects: list[Object], pick: Pick) -> list[Any]:
    """Read one part of each object; raises KeyError or TypeError where it is missing or not plain."""
    column = [item[pick.key] for item in objects]
    if not {*map(type, column)} <= (_PLAIN if pick.is_key else _PLAIN_OR_NULL):
        raise TypeError(pick.key)
    return column


def _written(form: Representation, rows: Iterable[Any]) -> list[Object]:
    """Write the representations for rows of plain parts; a row of one part is the part itself."""
    type_name, name = form.type_name, form.picks[0].name
    if len(form.picks) == 1:
        return [{"__typename": type_name, name: key} for key in rows]
    names = ["__typename", *(pick.name for pick in form.picks)]
    return [dict(zip(names, (type_name, *row), strict=True)) for row in rows]


def merge_columns(batch: Batch, found: list[Any], keys: frozenset[str]) -> bool:
    """Give each object its entity's fields, which are `keys` and nobody else's; False when an entity holds others."""
    objects = batch.objects
    if batch.numbers is not None:
        found = [found[number] for number in batch.numbers]
    kinds = {*map(type, found)}
    if _NULL in kinds:
        kinds.remove(_NULL)
        objects = [item for item, entity in zip(objects, found, strict=True) if entity is not None]
        found = [entity for entity in found if entity is not None]
    if not found:
        return True
    if kinds != _OBJECTS or {*map(len, found)} != {len(keys)} or keys.union(*found) != keys:
        return False
    for item, entity in zip(objects, found, strict=True):
        item |= entity  # noqa: PLW2901  (in place, a fifth faster than a call of `update`)
    return True
