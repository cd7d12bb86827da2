"""Putting selections together: the union of what they ask, each field once."""

from collections.abc import Iterable
from itertools import chain

from gateway.operation.selection import Field, Selection


def merge_selections(*selections: Selection) -> Selection:
    """Ask everything that any of the selections asks; each by itself has no field twice."""
    kept = [selection for selection in selections if selection]
    if len(kept) > 1:
        return merge_fields(chain.from_iterable(kept))
    return kept[0] if kept else ()


def merge_fields(fields: Iterable[Field]) -> Selection:
    """Ask each field once for the same types, with everything below it, in the order of first mention."""
    merged: dict[tuple[str, frozenset[str] | None], Field] = {}
    for field in fields:
        place = (field.key, field.on)
        known = merged.get(place)
        if known is None:
            merged[place] = field
        elif known.sub is not field.sub and known.sub != field.sub:
            merged[place] = known.with_sub(merge_selections(known.sub, field.sub))
    return tuple(merged.values())
