"""What goes into representations, and when two sets of requirements fit in one."""

from gateway.operation.canonical import TYPENAME
from gateway.operation.selection import Selection
from gateway.planner.plan import Pick


def fit_together(one: Selection, other: Selection) -> bool:
    """Whether two selections fit in one representation: equal names are equal fields, all the way down."""
    by_name = {f.name: f for f in one}
    for f in other:
        known = by_name.get(f.name)
        if known is not None and (known.key != f.key or not fit_together(known.sub, f.sub)):
            return False
    return True


def make_picks(key: Selection, requires: Selection, *, is_top: bool = False) -> tuple[Pick, ...]:
    """Merge key and requirements deeply: `user { id }` and `user { score }` are one user with both."""
    found: list[Pick] = []
    required = {(f.key, f.on): f for f in requires}
    for f in key:
        also = required.pop((f.key, f.on), None)
        sub = make_picks(f.sub, also.sub if also else ())
        found.append(Pick(f.name, f.key, is_key=True, on=f.on, sub=sub))
    found += (Pick(f.name, f.key, is_key=False, on=f.on, sub=make_picks((), f.sub)) for f in required.values())
    if is_top:
        # The representation carries the type's name in any case.
        return tuple(pick for pick in found if pick.name != TYPENAME)
    return tuple(sorted(found, key=lambda pick: pick.name != TYPENAME))
