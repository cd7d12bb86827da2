"""The chosen ways become hops: one for all that enter a subgraph at the same time and do not clash."""

from collections.abc import Sequence

from gateway.operation.merge import merge_selections
from gateway.planner.choice import Option
from gateway.planner.position import Position
from gateway.planner.representing import fit_together
from gateway.planner.solution import Hop, Solution, combine
from gateway.supergraph import Kind, Target, Views


def enter(views: Views, position: Position, chosen: Sequence[Option]) -> list[Solution]:
    """Make hops of the chosen options: one for all that enter a target at the same time and do not clash."""
    groups: list[list[Option]] = []
    by_place: dict[tuple[Target, int], list[list[Option]]] = {}
    for option in chosen:
        same_time = by_place.setdefault((option.target, option.depth), [])
        for group in same_time:
            if fit_together(merge_selections(*(o.requires for o in group)), option.requires):
                group.append(option)
                break
        else:
            group = [option]
            same_time.append(group)
            groups.append(group)
    return [_hop(views, position, group) for group in groups]


def _hop(views: Views, position: Position, group: list[Option]) -> Solution:
    first = group[0]
    needs = combine([option.needs for option in group])
    inside = combine([option.inside for option in group])
    hop = Hop(
        target=first.target,
        is_as_interface=first.target.type_name != position.type_name
        or views.types[first.target.graph][first.target.type_name].kind is not Kind.OBJECT,
        types=None,
        key=first.key,
        requires=merge_selections(*(option.requires for option in group)),
        needs=needs,
        inside=inside,
    )
    load = 0
    for option in group:
        load |= option.load
    return Solution(
        local=needs.local,
        hops=(hop,),
        load=load,
        calls=1 + inside.calls + needs.calls,
        fields=inside.fields + needs.fields,
    )
