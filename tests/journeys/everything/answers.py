"""What answers held: values to ask with, the places of nodes, and where an answer breaks the schema."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from graphql import (
    GraphQLList,
    GraphQLNonNull,
    GraphQLObjectType,
    GraphQLSchema,
    get_named_type,
    get_nullable_type,
    is_leaf_type,
)

from tests.journeys.everything.questions import Place, Question, is_node

VALUES_KEPT: Final = 5


@dataclass(slots=True)
class Seen:
    """Leaf values by type and field, the first place of each node, and how each list went on."""

    values: dict[tuple[str, str], list[Any]] = field(default_factory=dict)
    places: dict[str, Place] = field(default_factory=dict)
    faults: list[str] = field(default_factory=list)

    def keep(self, type_name: str, field_name: str, value: Any) -> None:
        kept = self.values.setdefault((type_name, field_name), [])
        if value not in kept and len(kept) < VALUES_KEPT:
            kept.append(value)


@dataclass(frozen=True, slots=True)
class Reader:
    """Reads answers along the schema: keeps what they hold, and notes nulls where there can be none."""

    schema: GraphQLSchema
    seen: Seen

    def read(self, question: Question, data: Mapping[str, Any]) -> dict[str, Mapping[str, Any]]:
        """Take in an answer; return the page infos of its lists by their keys, of the first list that has rows."""
        pages: dict[str, Mapping[str, Any]] = {}
        for opened in objects_at(question.place, data):
            for key, call in question.calls.items():
                value = opened[key]
                self._value(value, question.node, call.name, (*question.place, str(call)))
                if isinstance(value, dict) and value.get("pageInfo", {}).get("endCursor"):
                    pages.setdefault(key, value["pageInfo"])
        return pages

    def _value(self, value: Any, owner: GraphQLObjectType, name: str, place: Place) -> None:
        declared = owner.fields[name].type
        named = get_named_type(declared)
        for item in self._items(value, declared, f"{owner.name}.{name}"):
            if is_leaf_type(named):
                self.seen.keep(owner.name, name, item)
                continue
            kind = named if isinstance(named, GraphQLObjectType) else self.schema.type_map[item["__typename"]]
            assert isinstance(kind, GraphQLObjectType)
            here = place if kind is named else (*place, f"... on {kind.name}")
            if is_node(kind):
                self.seen.places.setdefault(kind.name, here)
            for key, inner in item.items():
                if key != "__typename":
                    self._value(inner, kind, key, (*here, key))

    def _items(self, value: Any, declared: Any, coordinate: str) -> Iterator[Any]:
        """Give what is in a value, through its lists, and note a null that its type forbids."""
        if value is None:
            if isinstance(declared, GraphQLNonNull):
                self.seen.faults.append(f"{coordinate}: null in {declared}")
            return
        inner = get_nullable_type(declared)
        if isinstance(inner, GraphQLList):
            for each in value:
                yield from self._items(each, inner.of_type, coordinate)
        else:
            yield value


def objects_at(place: Place, value: Any) -> Iterator[Mapping[str, Any]]:
    """Give the objects at a place of an answer."""
    if isinstance(value, list):
        for each in value:
            yield from objects_at(place, each)
    elif value is not None and not place:
        yield value
    elif value is not None and place[0].startswith("... on "):
        if value["__typename"] == place[0].removeprefix("... on "):
            yield from objects_at(place[1:], value)
    elif value is not None:
        yield from objects_at(place[1:], value[place[0].partition("(")[0]])
