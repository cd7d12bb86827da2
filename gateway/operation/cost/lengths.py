"""How long a list may be: by its slicing arguments, wherever their values come from, else by what is assumed."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from graphql import GraphQLError, GraphQLField
from graphql.language import FieldNode, IntValueNode, ObjectValueNode, ValueNode, VariableNode

from gateway.errors import BadRequest, LimitExceeded
from gateway.operation.cost.formula import Price, Variables
from gateway.operation.cost.prices import ListSize


@dataclass(frozen=True, slots=True)
class _Slice:
    """One slicing argument as given: a number, or the variable it is in, at a path below if that is an object."""

    number: int | None
    variable: str | None = None
    path: tuple[str, ...] = ()

    def read(self, variables: Variables) -> int | None:
        return self.number if self.variable is None else _number_at(variables.get(self.variable), self.path)


@dataclass(frozen=True, slots=True)
class _Length:
    """The length of one list, as a function of the variables; refuses pages that are too large."""

    coordinate: str
    size: ListSize
    given: tuple[_Slice, ...]
    defaults: tuple[int, ...]
    page_size: int
    list_size: int

    def __call__(self, variables: Variables) -> float:
        read = (each.read(variables) for each in self.given)
        asked = [number for number in read if number is not None] or self.defaults
        if self.size.slicing and self.size.requires_one and len(asked) != 1:
            names = ", ".join(".".join(path) for path in self.size.slicing)
            message = f"{self.coordinate} needs exactly one of its slicing arguments ({names}), found {len(asked)}"
            raise BadRequest([GraphQLError(message)], code="GRAPHQL_COST")
        longest = max(asked, default=None)
        if longest is None:
            return self.list_size if self.size.assumed is None else self.size.assumed
        if longest > self.page_size:
            what = f"page size of {self.coordinate}"
            raise LimitExceeded(what, allowed=self.page_size, measured=longest, code="GRAPHQL_COST")
        return max(longest, 0)


def length_of(
    coordinate: str, node: FieldNode, field: GraphQLField, size: ListSize, *, page_size: int, list_size: int
) -> Price:
    """Return the length of a list; a number where no variable decides it and nothing is wrong with it."""
    given = {argument.name.value: argument.value for argument in node.arguments or ()}
    slices = tuple(_find(given[name], rest) for name, *rest in size.slicing if name in given)
    missing = (_default(field, name, rest) for name, *rest in size.slicing if name not in given)
    defaults = tuple(number for number in missing if number is not None)
    length = _Length(coordinate, size, slices, defaults, page_size, list_size)
    if len(slices) == 1 and slices[0].variable is not None and not slices[0].path:
        return _from_variable(slices[0].variable, length)
    if any(each.variable is not None for each in slices):
        return length
    try:
        return length({})
    except (BadRequest, LimitExceeded):
        return length  # to be refused only if a condition does not leave the field out


def _from_variable(name: str, length: _Length) -> Callable[[Variables], float]:
    """Return the same as `length` does, sooner where the variable is a usual number: most lists are asked for so."""
    page_size = length.page_size

    def usually(variables: Variables) -> float:
        number = variables.get(name)
        return number if type(number) is int and 0 <= number <= page_size else length(variables)

    return usually


def _find(value: ValueNode, path: list[str]) -> _Slice:
    for place, name in enumerate(path):
        if not isinstance(value, ObjectValueNode):
            return (
                _Slice(None, value.name.value, tuple(path[place:])) if isinstance(value, VariableNode) else _Slice(None)
            )
        found = next((item.value for item in value.fields if item.name.value == name), None)
        if found is None:
            return _Slice(None)
        value = found
    if isinstance(value, VariableNode):
        return _Slice(None, value.name.value)
    return _Slice(int(value.value)) if isinstance(value, IntValueNode) else _Slice(None)


def _default(field: GraphQLField, name: str, path: list[str]) -> int | None:
    argument = field.args.get(name)
    if argument is None or argument.default is None or argument.default.literal is None:
        return None
    return _find(argument.default.literal, path).number


def _number_at(value: Any, path: tuple[str, ...]) -> int | None:
    for name in path:
        value = value.get(name) if isinstance(value, Mapping) else None
    return value if type(value) is int else None
