"""Every place of an operation's answer where objects stand: what the client sees there, and who brings it.

A field is *born* with its object when one answer brings both; otherwise an entity call brings it later. Each field has
one or more *homes*, attributes of the position's class: one for each name under which the client sees it, or a hidden
one, when only a key or a requirement needs it.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Final

from graphql import GraphQLField, GraphQLObjectType, GraphQLSchema, get_named_type, is_composite_type, is_list_type
from graphql import is_non_null_type as is_non_null

from gateway.operation.operation import OperationKind
from gateway.operation.selection import ClientField, ClientSelection, Selection
from gateway.planner.plan import Entities, Path, Plan, Request, Root

# Each position is a class to be made, which takes a fraction of a millisecond.
_POSITIONS_MAX: Final = 60


class NotCovered(Exception):
    """The plan holds something that the direct way does not do; the text says what."""


@dataclass(slots=True)
class Part:
    """One field of a position, by its canonical key.

    `responses` are the client's names for it, none when it is hidden; `type_name` and `wrapping` are as in
    `ClientField`, the name None when the API does not tell. `below` is the position of its objects. `is_picked` when
    a representation reads it, `is_key` when one cannot do without.
    """

    key: str
    responses: tuple[str, ...]
    type_name: str | None
    wrapping: str
    entry: "Entry"
    below: "Position | None" = None
    is_picked: bool = False
    is_key: bool = False


@dataclass(slots=True)
class Position:
    """Objects of one type at one place of the answer."""

    number: int
    type_name: str
    client: ClientSelection
    born_of: "Entry | None"
    parent: "Position | None" = None
    parts: dict[str, Part] = field(default_factory=dict)
    # The names of the class's attributes, by the name in JSON: the client's names first, in the client's order.
    attributes: dict[str, str] = field(default_factory=dict)

    def born(self) -> list[Part]:
        """List the fields that come with the objects."""
        return [part for part in self.parts.values() if part.entry is self.born_of]

    def homes(self, part: Part) -> list[str]:
        """List the attributes where a field stands in the end."""
        return [self.attributes[name] for name in part.responses] or [self.attributes[_hidden_name(self, part)]]


@dataclass(slots=True, eq=False)
class Entry:
    """What a request brings to one position: the root fields, or the fields of an `_entities` call."""

    request: int
    where: Position
    entities: Entities | None
    parts: list[Part] = field(default_factory=list)

    def attribute(self, part: Part) -> str:
        """Name the attribute that holds a field in the class which the answer is parsed into."""
        return f"f{self.parts.index(part)}"


@dataclass(frozen=True, slots=True)
class Layout:
    """The positions of a plan, the root first, and the entries of each request, in the request's order."""

    positions: tuple[Position, ...]
    entries: tuple[tuple[Entry, ...], ...]


def lay_out(plan: Plan, client: ClientSelection, schema: GraphQLSchema) -> Layout:
    """Find the positions of a plan, for a client that asks so; raises NotCovered."""
    if plan.kind is not OperationKind.QUERY:
        raise NotCovered("an order")
    return _Layouter(schema).lay_out(plan, client)


def _hidden_name(position: Position, part: Part) -> str:
    """Return the JSON name of a hidden field's attribute; with a blank where the client uses the name for another."""
    seen = {item.response for item in position.client}
    return f" {part.key}" if part.key in seen else part.key


class _Layouter:
    def __init__(self, schema: GraphQLSchema) -> None:
        self._schema = schema
        self._positions: list[Position] = []

    def lay_out(self, plan: Plan, client: ClientSelection) -> Layout:
        root = self._position(plan.root_type, client, None, None)
        entries = tuple(self._enter_all(request, root) for request in plan.requests)
        for position in self._positions:
            if any(item.name != "__typename" and item.key not in position.parts for item in position.client):
                raise NotCovered("a field that no request brings")
            _name_attributes(position)
        return Layout(tuple(self._positions), entries)

    def _position(
        self, type_name: str, client: ClientSelection, born_of: Entry | None, parent: Position | None
    ) -> Position:
        if len(self._positions) == _POSITIONS_MAX:
            raise NotCovered("too many positions")
        if not isinstance(self._schema.type_map[type_name], GraphQLObjectType):
            raise NotCovered("an abstract type")
        applying = tuple(item for item in client if item.on is None or type_name in item.on)
        if any(item.name in {"__schema", "__type"} for item in applying):
            raise NotCovered("introspection")
        if any(item.is_denied or item.denied_members for item in applying):
            raise NotCovered("a field that the caller may not read")
        position = Position(len(self._positions), type_name, applying, born_of, parent)
        self._positions.append(position)
        return position

    def _enter_all(self, request: Request, root: Position) -> tuple[Entry, ...]:
        items: list[Root | Entities] = (
            [*request.entities] if request.root is None else [request.root, *request.entities]
        )
        return tuple(self._enter(request.index, root, item) for item in items)

    def _enter(self, request: int, root: Position, item: Root | Entities) -> Entry:
        if item.takes is not None:
            raise NotCovered("renamed fields")
        position = _walk(root, item.path)
        if isinstance(item, Root):
            if item.path:
                raise NotCovered("a root below the root")
            entry = Entry(request, position, None)
        else:
            _mark_picks(item, position)
            entry = Entry(request, position, item)
        entry.parts = self._bring(item.selection, position, entry)
        return entry

    def _bring(self, selection: Selection, position: Position, entry: Entry) -> list[Part]:
        """Give a position the fields that one entry brings, and what stands below them."""
        parts = []
        for item in selection:
            if item.on is not None:
                raise NotCovered("a type condition")
            if item.key == "__typename":
                continue  # the type is known; what the subgraph says of it matters to abstract types only
            if item.key in position.parts:
                raise NotCovered("a field that two requests bring")
            seen = [client for client in position.client if client.key == item.key]
            part = _visible(seen, entry) if seen else self._hidden(item.key, item.name, position, entry)
            if part.type_name is not None and is_composite_type(self._schema.type_map.get(part.type_name)):
                if not seen:
                    raise NotCovered("a key with fields")
                part.below = self._position(part.type_name, seen[0].sub, entry, position)
                self._bring(item.sub, part.below, entry)
            position.parts[item.key] = part
            parts.append(part)
        return parts

    def _hidden(self, key: str, name: str, position: Position, entry: Entry) -> Part:
        object_type = self._schema.type_map[position.type_name]
        assert isinstance(object_type, GraphQLObjectType), "checked when the position was made"
        known = object_type.fields.get(name)
        if known is None:
            return Part(key, (), None, "", entry)
        return Part(key, (), get_named_type(known.type).name, _wrapping(known), entry)


def _visible(seen: Sequence[ClientField], entry: Entry) -> Part:
    first = seen[0]
    if any(other.sub != first.sub for other in seen):
        raise NotCovered("one field asked in two ways")
    return Part(first.key, tuple(item.response for item in seen), first.type_name, first.wrapping, entry)


def _wrapping(known: GraphQLField) -> str:
    return "".join(_marks(known))


def _marks(known: GraphQLField) -> Iterator[str]:
    found = known.type
    while True:
        if is_non_null(found):
            yield "!"
        elif is_list_type(found):
            yield "["
        else:
            return
        found = found.of_type


def _walk(root: Position, path: Path) -> Position:
    position = root
    for step in path:
        part = position.parts.get(step.key)
        if step.on is not None or part is None or part.below is None:
            raise NotCovered("a path that the client does not see")
        position = part.below
    return position


def _mark_picks(entities: Entities, position: Position) -> None:
    """Note which fields the representations of a call read; they are to be plain."""
    if len(entities.representations) != 1 or entities.representations[0].on is not None or entities.contexts:
        raise NotCovered("representations of several types, or with context")
    picks = entities.representations[0].picks
    if not picks:
        raise NotCovered("a representation without a key")
    for pick in picks:
        part = position.parts.get(pick.key)
        if pick.on is not None or pick.sub or part is None or part.below is not None:
            raise NotCovered("a key with fields")
        if "[" in part.wrapping or part.type_name == "Float":
            raise NotCovered("a key that equals in more than one way")
        part.is_picked = True
        part.is_key = part.is_key or pick.is_key


def _name_attributes(position: Position) -> None:
    names = dict.fromkeys(item.response for item in position.client)
    names |= dict.fromkeys(part.key for part in position.born())
    names |= dict.fromkeys(_hidden_name(position, part) for part in position.parts.values() if not part.responses)
    position.attributes = {name: f"f{number}" for number, name in enumerate(names)}
