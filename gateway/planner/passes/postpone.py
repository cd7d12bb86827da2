"""A step whose followers come late enough runs later, where its subgraph is asked in a later wave anyway."""

from collections.abc import Sequence

from gateway.planner.unfold import Draft


def postpone(drafts: Sequence[Draft], waves: Sequence[int]) -> list[int]:
    """Return new waves: whole groups of entity calls move into later requests to the same subgraph."""
    moved = list(waves)
    last = max(moved, default=0)
    for wave in range(last, -1, -1):
        for graph in sorted({draft.graph for draft in drafts if moved[draft.index] == wave}):
            group = [d for d in drafts if d.graph == graph and moved[d.index] == wave and not d.is_root]
            if group:
                _move(group, drafts, moved, last)
    return moved


def _move(group: list[Draft], drafts: Sequence[Draft], moved: list[int], last: int) -> None:
    graph, wave = group[0].graph, moved[group[0].index]
    indexes = {draft.index for draft in group}
    latest = min((moved[d.index] - 1 for d in drafts if indexes & d.after), default=last)
    later = sorted(
        {moved[d.index] for d in drafts if d.graph == graph and not d.is_root} & set(range(wave + 1, latest + 1))
    )
    if later:
        for draft in group:
            moved[draft.index] = later[0]
