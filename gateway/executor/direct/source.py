"""The Python that hands fields over, written for one plan. `s` lists for each position the objects that stand there.

For `{ shelf(id: $id) { title products { upc price { amount } reviews { author { id name } } } } }` it is, with catalog
asked first, pricing and reviews for products, accounts for authors:

    def land_0_0(s, found):            # catalog's answer: its fields to the root object, then the products are known
        for o, e in zip(s[0], found):
            o.f0 = e.f0
        s[2] = [o2 for o in s[0] for o1 in (o.f0,) if o1 is not None for o2 in o1.f1]
    def rows_1_0(s):                   # what pricing is asked by: the upc of each product
        return [o.f0 for o in s[2]]
    def represent_1_0(rows):
        return [{'__typename': 'Product', 'upc': v0} for v0 in rows]
    def land_1_0(s, found):            # pricing's answer: one entity for each product
        for o, e in zip(s[2], found):
            o.f1 = e.f0
    ...
    def finish(s):                     # what the client did not ask for is not written
        for o in s[5]: o.f1 = UNSET

Where the client's name of a field is not the one it was asked under, `settle_N(data)` moves it right after parsing.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import count
from typing import Any, TypeAlias

from msgspec import UNSET

from gateway.executor.direct.positions import Entry, Layout, Part, Position

Function: TypeAlias = Callable[..., Any]


def write_source(layout: Layout) -> str:
    """Write the functions of a layout."""
    return "\n".join(_functions(layout))


def compile_source(source: str) -> dict[str, Function]:
    """Compile what `write_source` wrote; returns the functions by name."""
    scope: dict[str, Any] = {"UNSET": UNSET}
    exec(compile(source, "<direct>", "exec"), scope)  # noqa: S102  (our own source, no client's word in it)
    return scope


def _functions(layout: Layout) -> Iterator[str]:
    listed = _listed(layout)
    for request, entries in enumerate(layout.entries):
        yield from _function(f"settle_{request}(data)", _settling(layout, entries))
        for number, entry in enumerate(entries):
            yield from _function(f"land_{request}_{number}(s, found)", _landing(entry, listed))
            if entry.entities is not None:
                yield from _function(f"rows_{request}_{number}(s)", [f"return {_rows(entry)}"])
                yield from _function(f"represent_{request}_{number}(rows)", [f"return {_representations(entry)}"])
    yield from _function("finish(s)", _finishing(layout))


def _function(head: str, body: Iterable[str]) -> Iterator[str]:
    yield f"def {head}:"
    yield from (f"    {line}" for line in [*body] or ["pass"])


def _listed(layout: Layout) -> list[Position]:
    """Return the positions whose objects are needed: entity calls bring something to them, or hidden fields leave."""
    called = {entry.where.number for entries in layout.entries for entry in entries}
    return [each for each in layout.positions if each.number in called or any(_hidden(each))]


def _hidden(position: Position) -> Iterator[Part]:
    return (part for part in position.parts.values() if not part.responses)


def _settling(layout: Layout, entries: Sequence[Entry]) -> Iterator[str]:
    for position in layout.positions:
        moves = _moves(position)
        if position.born_of in entries and moves:
            entry = position.born_of
            assert entry is not None, "it is one of them"
            targets, values = (", ".join(column) for column in zip(*moves, strict=True))
            yield f"for o in {_walk_answer(entry, entries, position)}: {targets} = {values}"


def _moves(position: Position) -> list[tuple[str, str]]:
    """List for each attribute whose value changes after parsing where the new one is from."""
    moves: dict[str, str] = {}
    for part in position.born():
        parsed = position.attributes[part.key]
        moves |= {f"o.{home}": f"o.{parsed}" for home in position.homes(part) if home != parsed}
    for part in position.born():
        parsed = position.attributes[part.key]
        if parsed not in position.homes(part) and f"o.{parsed}" not in moves:
            is_type = any(item.name == "__typename" and item.response == part.key for item in position.client)
            moves[f"o.{parsed}"] = repr(position.type_name) if is_type else "UNSET"
    return [*moves.items()]


def _landing(entry: Entry, listed: Sequence[Position]) -> Iterator[str]:
    where = entry.where
    handed = [(home, entry.attribute(part)) for part in entry.parts for home in where.homes(part)]
    if handed:
        yield f"for o, e in zip(s[{where.number}], found):"
        yield from (f"    o.{home} = e.{attribute}" for home, attribute in handed)
    for position in listed:
        if position.born_of is entry:
            steps = [(above.homes(part)[0], part.wrapping) for above, part in _way(entry, position)]
            yield f"s[{position.number}] = {_walk(f'for o in s[{where.number}]', steps)}"


def _rows(entry: Entry) -> str:
    """Write the expression for what tells the objects of a call apart: the parts of their representations."""
    assert entry.entities is not None, "a call"
    where = entry.where
    picks = entry.entities.representations[0].picks
    columns = [f"o.{where.homes(where.parts[pick.key])[0]}" for pick in picks]
    row = columns[0] if len(columns) == 1 else f"({', '.join(columns)})"
    return f"[{row} for o in s[{where.number}]]"


def _representations(entry: Entry) -> str:
    """Write the expression for the representations of rows."""
    assert entry.entities is not None, "a call"
    form = entry.entities.representations[0]
    names = [f"v{number}" for number in range(len(form.picks))]
    values = ", ".join(f"{pick.name!r}: {name}" for pick, name in zip(form.picks, names, strict=True))
    return f"[{{'__typename': {form.type_name!r}, {values}}} for {', '.join(names)} in rows]"


def _finishing(layout: Layout) -> Iterator[str]:
    for position in layout.positions:
        homes = [home for part in _hidden(position) for home in position.homes(part)]
        if homes:
            yield f"for o in s[{position.number}]: {' = '.join(f'o.{home}' for home in homes)} = UNSET"


def _way(entry: Entry, position: Position) -> list[tuple[Position, Part]]:
    """List the fields on the way from where an entry brings something down to a position that it brings."""
    way: list[tuple[Position, Part]] = []
    while position is not entry.where:
        above = position.parent
        assert above is not None, "what an entry brings stands below where it brings it"
        way.append((above, next(part for part in above.parts.values() if part.below is position)))
        position = above
    return way[::-1]


def _walk_answer(entry: Entry, entries: Sequence[Entry], position: Position) -> str:
    """Write the list of the objects of a position as they stand in the parsed answer."""
    (_, first), *others = _way(entry, position)
    steps = [(entry.attribute(first), first.wrapping)]
    steps += [(above.homes(part)[0], part.wrapping) for above, part in others]
    if entry.entities is None:
        return _walk("for o in (data,)", steps)
    number = [each for each in entries if each.entities is not None].index(entry)
    return _walk(f"for o in data.c{number} if o is not None", steps)


def _walk(start: str, steps: Iterable[tuple[str, str]]) -> str:
    """Write the list of the objects that stand some steps below those of a first loop over `o`; nulls are left out."""
    clauses, item, names = [start], "o", count(1)
    for attribute, wrapping in steps:
        item = f"{item}.{attribute}"
        for mark in _levels(wrapping):
            inner = f"o{next(names)}"
            if mark in {"[", "?["}:
                clauses.append(f"for {inner} in {item}{' or ()' if mark == '?[' else ''}")
                item = inner
            elif mark == "?":
                clauses.append(f"for {inner} in ({item},) if {inner} is not None")
                item = inner
    return f"[{item} {' '.join(clauses)}]"


def _levels(wrapping: str) -> Iterator[str]:
    """Take a wrapping apart: "[" and "?[" for lists, "?" for an object that may be null, "" for one that may not."""
    while True:
        mark = "" if wrapping.startswith("!") else "?"
        wrapping = wrapping.removeprefix("!")
        if not wrapping.startswith("["):
            yield mark
            return
        yield f"{mark}["
        wrapping = wrapping[1:]
