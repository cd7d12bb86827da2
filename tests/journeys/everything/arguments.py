"""Every field in all its variants: each optional argument, order and filter once, with values that are there."""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from graphql import (
    GraphQLEnumType,
    GraphQLField,
    GraphQLInputObjectType,
    GraphQLList,
    GraphQLObjectType,
    GraphQLSchema,
    ast_from_value,
    get_named_type,
    get_nullable_type,
    is_required_argument,
    is_required_input_field,
    print_ast,
)

from tests.journeys.everything.answers import Seen
from tests.journeys.everything.questions import Call, is_node, possible_types

PAGING: Final = ("first", "after", "last", "before")
PAGE: Final = "3"
CANDIDATES: Final = 3
SEARCH_LENGTH: Final = 20

# For what no answer held a value of.
PLAIN: Final[Mapping[str, Any]] = {"Int": 1, "Float": 1.0, "Long": 1, "Boolean": True, "String": "a"}


@dataclass(frozen=True, slots=True)
class Asked:
    """An argument to find a value for: its name, the field it stands at, and the type that field leads to."""

    name: str
    at: str
    target: Any


@dataclass(frozen=True, slots=True)
class Arguments:
    """Finds values for arguments in what was seen."""

    schema: GraphQLSchema
    seen: Seen

    def plain_calls(self, kind: GraphQLObjectType) -> Iterator[Call]:
        """Give a call of each field that needs no argument."""
        for name, each in kind.fields.items():
            is_plain = not any(is_required_argument(argument) for argument in each.args.values())
            if is_plain and not _finds_one(kind, each):
                yield Call(name, (("first", PAGE),) if "first" in each.args else ())

    def calls(self, kind: GraphQLObjectType, name: str) -> Iterator[Call]:
        """Give a field in all its variants."""
        each = kind.fields[name]
        required, optional = self._variants(each, name)
        for number in range(max(map(len, required.values()), default=1)):
            base = Call(name, tuple((key, values[number % len(values)]) for key, values in required.items()))
            if not _finds_one(kind, each):
                yield base
            for key, values in optional.items():
                yield from (base.but(**{key: value}) for value in values)

    def _variants(self, each: GraphQLField, name: str) -> tuple[dict[str, list[str]], dict[str, list[str]]]:
        """Return the values of the arguments that must be given, and of those that may."""
        required, optional = {}, {}
        for key, argument in each.args.items():
            asked = Asked(key, name, _target(each))
            if is_required_argument(argument):
                required[key] = self._values(argument.type, asked)[:CANDIDATES]
            elif key == "first":
                required[key] = [PAGE]
            elif key not in PAGING:
                optional[key] = self._values(argument.type, asked)
        return required, optional

    def _values(self, kind: Any, asked: Asked) -> list[str]:
        kind = get_nullable_type(kind)
        if isinstance(kind, GraphQLEnumType):
            return list(kind.values)
        if isinstance(kind, GraphQLInputObjectType):
            return self._objects(kind, asked)
        if isinstance(kind, GraphQLList):
            return [f"[{', '.join(self._values(kind.of_type, asked)[:CANDIDATES])}]"]
        found = self._ids(asked) if kind.name == "ID" else self._scalars(kind.name, asked)
        return [print_ast(node) for value in found if (node := ast_from_value(value, kind)) is not None]

    def _objects(self, kind: GraphQLInputObjectType, asked: Asked) -> list[str]:
        """Return an object for each field of an input type: that field, and those that must be given."""
        values = {
            name: self._values(each.type, Asked(name, asked.at, asked.target))[0] for name, each in kind.fields.items()
        }
        required = {name for name, each in kind.fields.items() if is_required_input_field(each)}
        return list(
            dict.fromkeys(
                "{" + ", ".join(f"{key}: {value}" for key, value in values.items() if key in required | {name}) + "}"
                for name in kind.fields
            )
        )

    def _scalars(self, kind: str, asked: Asked) -> list[Any]:
        """Return a value of the field of that name, of the target first, else of any field of that type."""
        ways: list[Callable[[str, str], bool]] = [
            lambda owner, name: owner == asked.target.name and name == asked.name,
            lambda _owner, name: name == asked.name,
            lambda owner, _name: owner == asked.target.name,
            lambda _owner, _name: kind not in PLAIN,
        ]
        for is_wanted in ways:
            for (owner, name), values in self.seen.values.items():
                if is_wanted(owner, name) and self._kind_of(owner, name) == kind:
                    return [values[0][:SEARCH_LENGTH] if asked.name == "search" else values[0]]
        return [PLAIN[kind]]

    def _ids(self, asked: Asked) -> list[Any]:
        """Return ids: `id` is the target's, `walletId` that of any type called …Wallet, others of whatever there is."""
        if asked.name == "id":
            return self._ids_of(asked.target.name) or self._any_id()
        stem = re.sub(r"Ids?(In)?$|^ids$", "", asked.name) or asked.at.removesuffix("s")
        word = re.findall(r"[A-Z]?[a-z]+", stem)[-1].lower()
        kinds = [
            possible.name
            for each in self.schema.type_map.values()
            if each.name.lower().endswith(word)
            for possible in possible_types(self.schema, each)
        ]
        return [value for name in kinds for value in self._ids_of(name)] or self._any_id()

    def _ids_of(self, type_name: str) -> list[Any]:
        return self.seen.values.get((type_name, "id"), [])[:1]

    def _any_id(self) -> list[Any]:
        return next(values[:1] for (_, name), values in self.seen.values.items() if name == "id")

    def _kind_of(self, type_name: str, field_name: str) -> str:
        kind = self.schema.type_map[type_name]
        assert isinstance(kind, GraphQLObjectType)
        name: str = get_named_type(kind.fields[field_name].type).name
        return name


def next_page(call: Call, page_info: Mapping[str, Any]) -> Call | None:
    """Return the call of the page after one that was read, or of two rows before its end; none of a filtered list."""
    given, cursor = dict(call.arguments), f'"{page_info["endCursor"]}"'
    if "filter" in given:
        return None
    is_descending = given.get("orderBy", "").endswith("_DESC")
    return call.but(first=None, last="2", before=cursor) if is_descending else call.but(after=cursor)


def _finds_one(kind: GraphQLObjectType, each: GraphQLField) -> bool:
    """Say whether a field of the root finds one object by exactly one of its optional arguments."""
    is_root = kind.name == "Query"
    return is_root and is_node(each.type) and not any(is_required_argument(argument) for argument in each.args.values())


def _target(each: GraphQLField) -> Any:
    """Return the type that a field leads to, beyond connections and edges."""
    kind = get_named_type(each.type)
    for step in ("edges", "node"):
        if isinstance(kind, GraphQLObjectType) and step in kind.fields:
            kind = get_named_type(kind.fields[step].type)
    return kind
