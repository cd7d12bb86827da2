"""From the recursion's answer to steps: each entity call or root fetch once, knowing what it waits for."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import chain

from gateway.operation.merge import merge_fields, merge_selections
from gateway.operation.selection import Field, Selection
from gateway.planner.budget import Budget
from gateway.planner.contexts import Contexts
from gateway.planner.plan import Path, Step
from gateway.planner.representing import fit_together
from gateway.planner.solution import Hop, Solution


@dataclass(slots=True)
class Draft:
    """A step in the making: one entity call, or the root fields of one subgraph (`is_root`).

    `interface` is the type asked for where objects are looked up as an interface (object). `picks` gives, for each
    type looked up, what its representation holds: key and requirements; None stands for the only type there is.
    """

    index: int
    graph: int
    path: Path
    after: frozenset[int]
    is_root: bool
    type_name: str
    interface: str | None
    serial: int
    picks: dict[str | None, tuple[Selection, Selection]] = field(default_factory=dict)
    asked: list[Field] = field(default_factory=list)
    contexts: tuple[str, ...] = ()

    @property
    def place(self) -> object:
        """Steps of one place may be one call, if their representations fit."""
        is_typed = None not in self.picks
        own = None if is_typed or self.is_root else self.type_name
        return (self.graph, self.path, self.is_root, self.interface, is_typed, own, self.serial, self.contexts)

    @property
    def selection(self) -> Selection:
        return merge_alike(self.asked)

    def accepts(self, picks: dict[str | None, tuple[Selection, Selection]]) -> bool:
        return all(
            type_name not in self.picks or fit_together(_both(self.picks[type_name]), _both(added))
            for type_name, added in picks.items()
        )

    def absorb(self, picks: dict[str | None, tuple[Selection, Selection]], asked: Iterable[Field]) -> None:
        for type_name, (key, requires) in picks.items():
            known = self.picks.get(type_name, ((), ()))
            self.picks[type_name] = (merge_selections(known[0], key), merge_selections(known[1], requires))
        self.asked += asked


class Unfolding:
    """Collects the steps of a plan; equal steps become one, whoever asks for them."""

    def __init__(self, budget: Budget, contexts: Contexts) -> None:
        self._contexts = contexts
        self.drafts: list[Draft] = []
        self._budget = budget
        self._by_place: dict[object, list[Draft]] = {}
        self._emitted: dict[tuple[int, Path, int | None, frozenset[str] | None, int], frozenset[int]] = {}
        self._kept: list[Solution] = []

    def add(
        self,
        solution: Solution,
        path: Path = (),
        *,
        origin: int | None = None,
        types: frozenset[str] | None = None,
        serial: int = 0,
        after: frozenset[int] = frozenset(),
    ) -> frozenset[int]:
        """Add the steps of a solution at a path, fed by the step `origin`; return all that it takes."""
        if not solution.has_steps:
            return frozenset()
        place = (id(solution), path, origin, types, serial)
        known = self._emitted.get(place)
        if known is not None:
            return known
        self._budget.spend()
        self._kept.append(solution)  # an id stays this solution's own only while it lives
        indexes: set[int] = set()
        for below in solution.below:
            step = Step(below.key, types if below.on is None else below.on, below.list_depth)
            indexes |= self.add(below.solution, (*path, step), origin=origin, serial=serial)
        for hop in solution.hops:
            indexes |= self._add_hop(
                hop.restricted(types) if types is not None else hop, path, origin=origin, serial=serial, after=after
            )
        known = self._emitted[place] = frozenset(indexes)
        return known

    def _add_hop(
        self, hop: Hop, path: Path, *, origin: int | None, serial: int, after: frozenset[int]
    ) -> frozenset[int]:
        needed = self.add(hop.needs, path, origin=origin, types=hop.types, serial=serial)
        waits_for = after | needed | (frozenset() if origin is None else frozenset((origin,)))
        index = self._draft(hop, path, waits_for, serial).index
        inside = self.add(hop.inside, path, origin=index, types=hop.types, serial=serial)
        return needed | inside | {index}

    def _draft(self, hop: Hop, path: Path, after: frozenset[int], serial: int) -> Draft:
        types: list[str | None] = [*sorted(hop.types)] if hop.types else [None]
        picks = dict.fromkeys(types, (hop.key, hop.requires))
        draft = Draft(
            index=len(self.drafts),
            graph=hop.target.graph,
            path=path,
            after=after,
            is_root=not hop.key,
            type_name=hop.target.type_name,
            interface=hop.target.type_name if hop.is_as_interface else None,
            serial=serial,
            picks=picks,
            contexts=self._contexts.used_by(hop.inside.local),
        )
        asked = tuple(_on(hop, hop.inside.local))
        same = self._by_place.setdefault((draft.place, after), [])
        for known in same:
            if known.accepts(picks):
                known.absorb(picks, asked)
                return known
        draft.asked += asked
        same.append(draft)
        self.drafts.append(draft)
        return draft


def _on(hop: Hop, selection: Selection) -> Iterator[Field]:
    """Say for which types the entity's fields are asked, where one call looks up several types."""
    for asked in selection:
        yield asked if asked.on is not None or hop.types is None or hop.is_as_interface else asked.asked_on(hop.types)


def merge_alike(fields: Iterable[Field]) -> Selection:
    """Merge equal fields asked on different types into one asked on all of them."""
    by_content: dict[tuple[str, Selection], Field] = {}
    for asked in merge_fields(fields):
        known = by_content.get((asked.key, asked.sub))
        if known is None:
            by_content[asked.key, asked.sub] = asked
        elif known.on is not None:
            on = None if asked.on is None else known.on | asked.on
            by_content[asked.key, asked.sub] = known.asked_on(on)
    return tuple(by_content.values())


def _both(picks: tuple[Selection, Selection]) -> Selection:
    return merge_fields(chain.from_iterable(picks))
