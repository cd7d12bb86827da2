"""Operations that open one node at its place and ask its fields, each of a size that the gateway lets through."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final, TypeAlias

from graphql import (
    GraphQLInterfaceType,
    GraphQLObjectType,
    GraphQLSchema,
    GraphQLUnionType,
    get_named_type,
    is_leaf_type,
)

CALLS_MAX: Final = 18
WORDS_MAX: Final = 350

# The way from the root to a node: fields with their arguments, and type conditions.
Place: TypeAlias = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Call:
    """A field with its arguments, as text."""

    name: str
    arguments: tuple[tuple[str, str], ...] = ()

    def __str__(self) -> str:
        given = ", ".join(f"{name}: {value}" for name, value in self.arguments)
        return f"{self.name}({given})" if given else self.name

    def but(self, **arguments: str | None) -> "Call":
        """Return the call with other arguments, None for none."""
        changed = dict(self.arguments) | arguments
        return Call(self.name, tuple((name, value) for name, value in changed.items() if value is not None))


@dataclass(frozen=True, slots=True)
class Question:
    """An operation that opens a node: its calls by their keys in the answer."""

    place: Place
    node: GraphQLObjectType
    calls: Mapping[str, Call]
    text: str


def is_node(kind: Any) -> bool:
    """Say whether objects of a type are opened at a place of their own."""
    return isinstance(kind, GraphQLObjectType) and (
        "id" in kind.fields or any(each.args for each in kind.fields.values())
    )


def possible_types(schema: GraphQLSchema, kind: Any) -> tuple[GraphQLObjectType, ...]:
    """Return the object types that a composite type stands for."""
    if isinstance(kind, GraphQLUnionType | GraphQLInterfaceType):
        return tuple(schema.get_possible_types(kind))
    return (kind,) if isinstance(kind, GraphQLObjectType) else ()


def questions(
    schema: GraphQLSchema, place: Place, kind: GraphQLObjectType, calls: Iterable[Call]
) -> Iterator[Question]:
    """Cut the calls into operations."""
    chunk: dict[str, Call] = {}
    words = 0
    for call in calls:
        more = len(re.findall(r"\w+", f"{call} {_below(schema, kind, call)}"))
        if chunk and (words + more > WORDS_MAX or len(chunk) == CALLS_MAX):
            yield _question(schema, place, kind, chunk)
            chunk, words = {}, 0
        chunk[call.name if call.name not in chunk else f"{call.name}__{len(chunk)}"] = call
        words += more
    if chunk:
        yield _question(schema, place, kind, chunk)


def _question(schema: GraphQLSchema, place: Place, kind: GraphQLObjectType, calls: Mapping[str, Call]) -> Question:
    asked = (
        f"{'' if key == call.name else f'{key}: '}{call} {_below(schema, kind, call)}" for key, call in calls.items()
    )
    text = f"{{ {' '.join(asked)} }}"
    for step in reversed(place):
        text = f"{{ {'__typename ' * step.startswith('...')}{step} {text} }}"
    return Question(place, kind, calls, text)


def _below(schema: GraphQLSchema, kind: GraphQLObjectType, call: Call) -> str:
    # In another order there are as many.
    left_out = frozenset({"totalCount"} if "orderBy" in dict(call.arguments) else ())
    return _selection(schema, get_named_type(kind.fields[call.name].type), left_out)


def _selection(schema: GraphQLSchema, kind: Any, left_out: frozenset[str]) -> str:
    """Return what is selected of a type, without fields or types of these names."""
    if is_leaf_type(kind):
        return ""
    if not isinstance(kind, GraphQLObjectType):
        parts = [f"... on {each.name} {_selection(schema, each, left_out)}" for each in possible_types(schema, kind)]
        parts.insert(0, "__typename")
    elif is_node(kind):
        parts = ["id" if "id" in kind.fields else "__typename"]
    else:
        inside = left_out | {kind.name}
        parts = [
            f"{name} {_selection(schema, get_named_type(each.type), inside)}"
            for name, each in kind.fields.items()
            if name not in inside and get_named_type(each.type).name not in inside
        ]
    return f"{{ {' '.join(parts)} }}"
