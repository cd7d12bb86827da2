"""Turn objects of the tree into `_entities` representations: equal ones once, with all who wait for the answer."""

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any, TypeAlias

import orjson

from gateway.executor.merge import merge_object
from gateway.executor.walk import Object
from gateway.planner.plan import Pick, Representation

_MISSING = object()


class Batch:
    """The representations of one `_entities` call; `targets[k]` are the objects that the answer to k is for."""

    __slots__ = ("representations", "targets")

    def __init__(self) -> None:
        self.representations: list[Any] = []
        self.targets: list[list[Object]] = []

    def __len__(self) -> int:
        return len(self.representations)

    def add(self, representation: Any, target: Object) -> list[Object]:
        """Add a representation with the first that waits for it; the others are appended to the list returned."""
        targets = [target]
        self.representations.append(representation)
        self.targets.append(targets)
        return targets

    def to_json(self) -> bytes:
        return orjson.dumps(self.representations)

    def position_of(self) -> dict[int, int]:
        """Map the identity of each waiting object to the number of its representation."""
        return {id(target): number for number, targets in enumerate(self.targets) for target in targets}


Represent: TypeAlias = Callable[[Sequence[Object]], Batch]


def compile_forms(forms: Sequence[Representation]) -> Represent:
    """Return the function that represents objects; most entities have one key, for which there is a shorter way."""
    if len(forms) == 1 and len(forms[0].picks) == 1:
        pick = forms[0].picks[0]
        if pick.is_key and not pick.sub and pick.on is None:
            return partial(_represent_by_one_key, forms=forms)
    return partial(represent, forms=forms)


def represent(objects: Sequence[Object], forms: Sequence[Representation]) -> Batch:
    """Represent each object by the form of its runtime type; those without a form or a key part are left out."""
    batch = Batch()
    known: dict[bytes, list[Object]] = {}
    for item in objects:
        representation = _representation(item, forms)
        if representation is not None:
            body = orjson.dumps(representation)
            targets = known.get(body)
            if targets is None:
                known[body] = batch.add(orjson.Fragment(body), item)
            else:
                targets.append(item)
    return batch


def _represent_by_one_key(objects: Sequence[Object], forms: Sequence[Representation]) -> Batch:
    """Do as `represent` does where the form is one key: equal keys are told apart before anything is written."""
    type_name, on = forms[0].type_name, forms[0].on
    key, name = forms[0].picks[0].key, forms[0].picks[0].name
    batch = Batch()
    known: dict[str | int, list[Object]] = {}
    for item in objects:
        if on is not None and item.get("__typename") not in on:
            continue
        value = item.get(key)
        if type(value) is str or type(value) is int:
            targets = known.get(value)
            if targets is None:
                known[value] = batch.add({"__typename": type_name, name: value}, item)
            else:
                targets.append(item)
        elif value is not None:
            return represent(objects, forms)
    return batch


def _representation(item: Object, forms: Sequence[Representation]) -> Object | None:
    runtime_type = item.get("__typename")
    for form in forms:
        if form.on is None or runtime_type in form.on:
            representation: Object = {"__typename": form.type_name}
            return representation if _pick_parts(item, form.picks, representation) else None
    return None


def _pick_parts(item: Object, picks: Sequence[Pick], into: Object) -> bool:
    """Copy the picked parts of `item`; False when a part is missing or a key is null, so nobody can be asked.

    A part is missing when the request that should have brought it failed or found nothing: to send a null for it would
    have the subgraph decide on a value that nobody gave.
    """
    for pick in picks:
        if pick.on is not None and item.get("__typename") not in pick.on:
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
