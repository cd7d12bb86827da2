"""A step that takes values from context waits for the steps that bring them to the ancestors."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from graphlib import TopologicalSorter
from itertools import chain

from gateway.operation.selection import Selection
from gateway.planner.contexts import Contexts
from gateway.planner.unfold import Draft


def wait_for_contexts(drafts: Sequence[Draft], contexts: Contexts) -> Sequence[Draft]:
    """Return the steps with these waits added, numbered anew so that each comes after those it waits for."""
    if not contexts.uses:
        return drafts
    after = {draft.index: draft.after for draft in drafts}
    for draft in drafts:
        after[draft.index] |= {other for other in _bringers(draft, drafts, contexts) if not _waits(other, draft, after)}
    order = list(TopologicalSorter({index: sorted(waits) for index, waits in after.items()}).static_order())
    number = {index: place for place, index in enumerate(order)}
    return [
        replace(drafts[index], index=place, after=frozenset(number[other] for other in after[index]))
        for place, index in enumerate(order)
    ]


def _bringers(draft: Draft, drafts: Sequence[Draft], contexts: Contexts) -> Iterator[int]:
    """Name the steps that bring what a step takes from context."""
    path = [step.key for step in draft.path]
    for variable in draft.contexts:
        for ancestor in contexts.uses[variable].ancestors:
            above = path[: len(path) - ancestor.levels]
            for other in drafts:
                if _brings(other.selection, [step.key for step in other.path], above, ancestor.selection):
                    yield other.index


def _brings(selection: Selection, at: list[str], above: list[str], wanted: Selection) -> bool:
    """Whether what is asked at `at` contains some of what is wanted at `above` or below it."""
    shared = min(len(at), len(above))
    if at[:shared] != above[:shared]:
        return False
    if len(at) > len(above):
        below = [f for f in wanted if f.key == at[len(above)]]
        return any(_brings(selection, at[shared + 1 :], [], f.sub) for f in below)
    for key in above[shared:]:
        selection = tuple(chain.from_iterable(f.sub for f in selection if f.key == key))
    return _overlap(selection, wanted)


def _overlap(asked: Selection, wanted: Selection) -> bool:
    return any(f.key == w.key and (not w.sub or _overlap(f.sub, w.sub)) for w in wanted for f in asked)


def _waits(index: int, draft: Draft, after: Mapping[int, frozenset[int]]) -> bool:
    """Whether a step is, or waits for, another."""
    found = {index}
    waiting = [index]
    while waiting:
        new = after[waiting.pop()] - found
        found |= new
        waiting += new
    return draft.index in found
