"""What the planner's recursion answers for one position: values that are priced, combined, and flattened at the end.

A *load* says which subgraphs are asked in which wave, as one integer: a bit for each subgraph, and as many bits as
there are subgraphs for each wave. Joining plans is `|`, a wave later is a shift, the number of requests is a bit count.
So two branches that ask one subgraph in one wave cost one request, which is what the last pass makes of them.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import chain

from gateway.operation.merge import merge_fields
from gateway.operation.selection import Field, Selection
from gateway.supergraph import Target


@dataclass(frozen=True, slots=True, eq=False)
class Solution:
    """How a selection is answered at one position.

    `local` is asked in the fetch that is already there, `below` hangs under local fields, `hops` enter other subgraphs
    at this position, `left` found no way from here.
    """

    local: Selection = ()
    below: tuple["Below", ...] = ()
    hops: tuple["Hop", ...] = ()
    left: Selection = ()
    load: int = 0
    calls: int = 0
    fields: int = 0

    @property
    def has_steps(self) -> bool:
        return bool(self.hops or self.below)


@dataclass(frozen=True, slots=True, eq=False)
class Below:
    """The steps under a local field, taken where the object's type is in `on` (None: always)."""

    key: str
    on: frozenset[str] | None
    list_depth: int
    solution: Solution


@dataclass(frozen=True, slots=True, eq=False)
class Hop:
    """Entering `target` for objects of the runtime types `types` (None: whatever they are at the position).

    `needs` is how key and requirements are obtained at the same position, `inside` what is asked of the entity.
    """

    target: Target
    is_as_interface: bool
    types: frozenset[str] | None
    key: Selection
    requires: Selection
    needs: Solution
    inside: Solution

    def restricted(self, types: frozenset[str]) -> "Hop":
        if self.types is not None:
            return self
        return Hop(self.target, self.is_as_interface, types, self.key, self.requires, self.needs, self.inside)


NOTHING = Solution()


def leaf(field: Field) -> Solution:
    """Ask one field without anything below."""
    return Solution(local=(field,), fields=1)


def combine(solutions: Sequence[Solution]) -> Solution:
    """Answer everything that the solutions of one position answer; what is left of each stays left."""
    if len(solutions) == 1:
        return solutions[0]
    load = calls = fields = 0
    for solution in solutions:
        load |= solution.load
        calls += solution.calls
        fields += solution.fields
    return Solution(
        local=merge_fields(chain.from_iterable(solution.local for solution in solutions)),
        below=tuple(below for solution in solutions for below in solution.below),
        hops=tuple(hop for solution in solutions for hop in solution.hops),
        left=merge_fields(chain.from_iterable(solution.left for solution in solutions)),
        load=load,
        calls=calls,
        fields=fields,
    )


def under(field: Field, list_depth: int, inner: Solution, type_name: Field) -> Solution:
    """Answer a field through the solution of what is below it; a field of which nothing is answered is not asked."""
    left = (field.with_sub(inner.left),) if inner.left else ()
    if not inner.local and not inner.has_steps:
        return Solution(left=left)
    return Solution(
        local=(field.with_sub(inner.local or (type_name,)),),
        below=(Below(field.key, None, list_depth, inner),) if inner.has_steps else (),
        left=left,
        load=inner.load,
        calls=inner.calls,
        fields=inner.fields + 1,
    )


def count_leaves(selection: Iterable[Field]) -> int:
    """Count the leaves of a selection: how much of it there is to answer."""
    return sum(count_leaves(field.sub) if field.sub else 1 for field in selection)
