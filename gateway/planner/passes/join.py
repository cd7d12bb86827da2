"""All steps of one wave to one subgraph become one request, and its calls at one place one call.

A call with values from context stays alone: it is sent once for each of them.
Fewer requests, more coupling: a switch, for a subgraph that answers one call late makes the others wait.
"""

from collections.abc import Sequence

from gateway.planner.unfold import Draft


def join_requests(drafts: Sequence[Draft], waves: Sequence[int], *, is_on: bool = True) -> list[list[Draft]]:
    """Return the steps of each request, requests in the order of their waves."""
    groups: dict[object, list[Draft]] = {}
    for draft in sorted(drafts, key=lambda d: (waves[d.index], d.index)):
        together: object = (draft.path, draft.serial) if draft.is_root else None
        if draft.contexts or not is_on:
            together = draft.index
        groups.setdefault((waves[draft.index], draft.graph, draft.is_root, together), []).append(draft)
    return list(groups.values())


def join_calls(drafts: Sequence[Draft]) -> list[Draft]:
    """Make one call of those that look up at the same place, if their representations fit together."""
    joined: list[Draft] = []
    by_place: dict[object, list[Draft]] = {}
    for draft in drafts:
        same = by_place.setdefault(draft.place, [])
        for known in same:
            if known.accepts(draft.picks):
                known.absorb(draft.picks, draft.asked)
                break
        else:
            same.append(draft)
            joined.append(draft)
    return joined
