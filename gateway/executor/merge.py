"""Merge the data of an answer into the tree: objects deeply, lists element by element.

A value beats a null, whoever comes first: a subgraph that knows an object is worth more than one that does not. Of two
leaf values the first stays, so that an object's `__typename` is the one its first subgraph decided.
"""

from collections.abc import Sequence
from typing import Any

from gateway.executor.walk import Object, type_of
from gateway.planner.plan import Take


def merge_object(target: Object, source: Object) -> None:
    """Merge `source` into `target`; parts of `source` may become parts of `target`."""
    for key, value in source.items():
        present = target.get(key)
        if present is None:
            target[key] = value
        elif type(value) is dict or type(value) is list:
            _merge_value(present, value)


def _merge_value(present: Any, value: Any) -> None:
    if type(present) is dict and type(value) is dict:
        merge_object(present, value)
    elif type(present) is list and type(value) is list:
        for index, (old, new) in enumerate(zip(present, value, strict=False)):
            if old is None:
                present[index] = new
            else:
                _merge_value(old, new)


def copy_of(value: Any) -> Any:
    """Copy objects and lists, so that two places of the tree never share what a later answer may change."""
    if type(value) is dict:
        return {key: copy_of(item) for key, item in value.items()}
    if type(value) is list:
        return [copy_of(item) for item in value]
    return value


def take_object(source: Object, takes: Sequence[Take]) -> Object:
    """Rename the parts of an answered object to the tree's keys; parts of other runtime types fall away."""
    taken: Object = {}
    for take in takes:
        if take.answer in source and (take.on is None or type_of(source) in take.on):
            value = source[take.answer]
            merge_object(taken, {take.key: value if take.sub is None else _take_value(value, take.sub)})
    return taken


def _take_value(value: Any, takes: Sequence[Take]) -> Any:
    if type(value) is dict:
        return take_object(value, takes)
    if type(value) is list:
        return [_take_value(item, takes) for item in value]
    return value
