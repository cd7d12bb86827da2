"""Choosing among subgraphs that could all answer: the cheapest combination, exactly over a few, else greedily."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import product
from math import prod

from gateway.operation.selection import Selection
from gateway.planner.solution import Solution
from gateway.supergraph import Target

_EXACT_MAX = 256


@dataclass(frozen=True, slots=True, eq=False)
class Option:
    """One way to answer a field (or leaves that go together): enter `target` by `key`, with `requires`.

    `load` and what `needs` and `inside` take is its price.
    """

    target: Target
    key: Selection
    requires: Selection
    needs: Solution
    inside: Solution
    depth: int
    load: int
    unsolved: int


@dataclass(frozen=True, slots=True)
class _Spent:
    """What the options chosen so far cost together, in the order in which costs are compared."""

    load: int = 0
    calls: frozenset[tuple[Target, int]] = frozenset()
    below: int = 0
    fields: int = 0

    def plus(self, options: Sequence[Option]) -> "_Spent":
        load, below, fields = self.load, self.below, self.fields
        for option in options:
            load |= option.load
            below += option.inside.calls + option.needs.calls
            fields += option.inside.fields + option.needs.fields
        return _Spent(load, self.calls | {(option.target, option.depth) for option in options}, below, fields)

    def price(self, subgraphs: int) -> tuple[int, int, int, int]:
        waves = -(-self.load.bit_length() // subgraphs)
        return (waves, self.load.bit_count(), len(self.calls) + self.below, self.fields)


def choose(items: Sequence[Sequence[Option]], subgraphs: int, base_load: int = 0) -> list[Option]:
    """Choose one option for each item so that waves, then requests, then calls, then fields are fewest."""
    spent = _Spent(load=base_load)
    if all(len(options) == 1 for options in items):
        return [options[0] for options in items]
    chosen: list[Option] = []
    open_clusters: list[list[Sequence[Option]]] = []
    for cluster in _clusters(items):
        if len(cluster[0]) == 1:
            forced = [options[0] for options in cluster]
            spent = spent.plus(forced)
            chosen += forced
        else:
            open_clusters.append(cluster)
    if not open_clusters:
        return chosen
    if prod(len(cluster[0]) for cluster in open_clusters) <= _EXACT_MAX:
        return chosen + _exactly(open_clusters, spent, subgraphs)
    return chosen + _greedily(open_clusters, spent, subgraphs)


def _clusters(items: Sequence[Sequence[Option]]) -> list[list[Sequence[Option]]]:
    """Group items whose options cost the same: what is best for one is best for all of them together."""
    clusters: dict[object, list[Sequence[Option]]] = {}
    for options in items:
        shape = tuple((option.target, option.depth, option.load, option.requires) for option in options)
        clusters.setdefault(shape, []).append(options)
    return list(clusters.values())


def _exactly(clusters: list[list[Sequence[Option]]], spent: _Spent, subgraphs: int) -> list[Option]:
    def cost(picks: tuple[int, ...]) -> tuple[int, int, int, int]:
        return spent.plus(_picked(clusters, picks)).price(subgraphs)

    return _picked(clusters, min(product(*(range(len(cluster[0])) for cluster in clusters)), key=cost))


def _picked(clusters: list[list[Sequence[Option]]], picks: tuple[int, ...]) -> list[Option]:
    return [options[pick] for cluster, pick in zip(clusters, picks, strict=True) for options in cluster]


def _greedily(clusters: list[list[Sequence[Option]]], spent: _Spent, subgraphs: int) -> list[Option]:
    """Take the clusters in turn; among equal prices prefer the subgraph that more of the others could use too."""
    wanted: dict[Target, int] = {}
    for cluster in clusters:
        for option in cluster[0]:
            wanted[option.target] = wanted.get(option.target, 0) + 1
    chosen: list[Option] = []
    for cluster in clusters:
        ways = [[options[pick] for options in cluster] for pick in range(len(cluster[0]))]
        best = min(ways, key=lambda way: (*spent.plus(way).price(subgraphs)[:2], -wanted[way[0].target]))
        spent = spent.plus(best)
        chosen += best
    return chosen
