"""Turn objects of the tree into `_entities` representations: equal ones once, with all who wait for the answer."""

from collections.abc import Sequence
from typing import Any

import orjson

from gateway.executor.merge import merge_object
from gateway.executor.walk import Object, type_of
from gateway.planner.plan import Pick, Representation

_MISSING = object()


class Batch:
    """The representations of one `_entities` call, and the objects that wait for the answers to them.

    The object at place i waits for the answer to representation `numbers[i]`; `numbers` None: for that to number i.
    """

    __slots__ = ("_json", "numbers", "objects", "representations")

    def __init__(self, representations: list[Any], objects: list[Object], numbers: list[int] | None) -> None:
        self.representations = representations
        self.objects = objects
        self.numbers = numbers
        self._json: bytes | None = None

    def __len__(self) -> int:
        return len(self.representations)

    def to_json(self) -> bytes:
        """Write the representations; several calls may send the same."""
        if self._json is None:
            self._json = orjson.dumps(self.representations)
        return self._json

    def targets(self) -> list[list[Object]]:
        """List for each representation who waits for it."""
        if self.numbers is None:
            return [[item] for item in self.objects]
        targets: list[list[Object]] = [[] for _ in self.representations]
        for item, number in zip(self.objects, self.numbers, strict=True):
            targets[number].append(item)
        return targets

    def position_of(self) -> dict[int, int]:
        """Map the identity of each waiting object to the number of its representation."""
        numbers = range(len(self.objects)) if self.numbers is None else self.numbers
        return {id(item): number for item, number in zip(self.objects, numbers, strict=True)}


def represent(objects: Sequence[Object], forms: Sequence[Representation]) -> Batch:
    """Represent each object by the form of its runtime type; those without a form or a key part are left out."""
    number_of: dict[bytes, int] = {}
    waiting: list[Object] = []
    numbers: list[int] = []
    for item in objects:
        representation = _representation(item, forms)
        if representation is not None:
            waiting.append(item)
            numbers.append(number_of.setdefault(orjson.dumps(representation), len(number_of)))
    return Batch([orjson.Fragment(body) for body in number_of], waiting, numbers)


def _representation(item: Object, forms: Sequence[Representation]) -> Object | None:
    form = form_of(item, forms)
    if form is None:
        return None
    representation: Object = {"__typename": form.type_name}
    return representation if _pick_parts(item, form.picks, representation) else None


def form_of(item: Object, forms: Sequence[Representation]) -> Representation | None:
    """Return how an object of its runtime type is represented; None where such objects are not asked for."""
    runtime_type = type_of(item)
    return next((form for form in forms if form.on is None or runtime_type in form.on), None)


def _pick_parts(item: Object, picks: Sequence[Pick], into: Object) -> bool:
    """Copy the picked parts of `item`; False when a part is missing or a key is null, so nobody can be asked.

    A part is missing when the request that should have brought it failed or found nothing: to send a null for it would
    have the subgraph decide on a value that nobody gave.
    """
    for pick in picks:
        if pick.on is not None and type_of(item) not in pick.on:
            continue
        value = item.get(pick.key, _MISSING)
        if value is _MISSING or (value is None and pick.is_key):
            return False
        if pick.sub and value is not None:
            value = _picked_value(value, pick.sub)
            if value is _MISSING:
                return False
        if pick.name in into:
            merge_object(into, {pick.name: value})
        else:
            into[pick.name] = value
    return True


def _picked_value(value: Any, picks: Sequence[Pick]) -> Any:
    if type(value) is dict:
        parts: Object = {}
        return parts if _pick_parts(value, picks, parts) else _MISSING
    if type(value) is list:
        items = [None if item is None else _picked_value(item, picks) for item in value]
        return _MISSING if any(item is _MISSING for item in items) else items
    return _MISSING
