"""Which values a leaf type admits. Light on purpose: subgraphs have serialised already; this catches broken ones."""

from collections.abc import Callable
from typing import Any, Final, TypeAlias

from graphql import GraphQLEnumType, GraphQLSchema

_INT_MAX: Final = 2**31 - 1
_INT_MIN: Final = -(2**31)

Coerce: TypeAlias = Callable[[Any], Any]


class UnfitValue(ValueError):
    """A value that its type cannot represent; the message names the type, never the value."""


def leaf_coercion(schema: GraphQLSchema, type_name: str) -> Coerce:
    """Return the function that coerces values of a leaf type, or raises UnfitValue."""
    found = _BUILT_IN.get(type_name)
    if found is not None:
        return found
    leaf_type = schema.type_map.get(type_name)
    if isinstance(leaf_type, GraphQLEnumType):
        return _enum_coercion(type_name, frozenset(leaf_type.values))
    return _coerce_custom


def _coerce_custom(value: Any) -> Any:
    return value


def _coerce_int(value: Any) -> int:
    if type(value) is float and value.is_integer():
        value = int(value)
    if type(value) is not int or not _INT_MIN <= value <= _INT_MAX:
        raise UnfitValue("Int cannot represent the value that was answered")
    return value


def _coerce_float(value: Any) -> float:
    if type(value) is not float and type(value) is not int:
        raise UnfitValue("Float cannot represent the value that was answered")
    return value


def _coerce_string(value: Any) -> str:
    if type(value) is not str:
        raise UnfitValue("String cannot represent the value that was answered")
    return value


def _coerce_boolean(value: Any) -> bool:
    if type(value) is not bool:
        raise UnfitValue("Boolean cannot represent the value that was answered")
    return value


def _coerce_id(value: Any) -> str:
    if type(value) is int:
        return str(value)
    if type(value) is not str:
        raise UnfitValue("ID cannot represent the value that was answered")
    return value


def _enum_coercion(type_name: str, names: frozenset[str]) -> Coerce:
    def coerce(value: Any) -> str:
        if type(value) is not str or value not in names:
            raise UnfitValue(f"Enum {type_name!r} has no such value as was answered")
        return value

    return coerce


_BUILT_IN: Final[dict[str, Coerce]] = {
    "Int": _coerce_int,
    "Float": _coerce_float,
    "String": _coerce_string,
    "Boolean": _coerce_boolean,
    "ID": _coerce_id,
}
