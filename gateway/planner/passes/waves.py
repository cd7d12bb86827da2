"""When each step can run at the earliest: one wave after the last that it waits for."""

from collections.abc import Sequence

from gateway.planner.unfold import Draft


def find_waves(drafts: Sequence[Draft]) -> list[int]:
    """Return the wave of each step; a step comes after those it waits for in `drafts`."""
    waves: list[int] = []
    for draft in drafts:
        waves.append(1 + max((waves[index] for index in draft.after), default=-1))
    return waves
