"""Project the merged tree over the client's selection, rule by rule: the clear way, and the oracle of the fast one.

See the specification, "Value Completion" and "Handling Execution Errors": a value that its type does not admit becomes
null with an error; a null that its type does not admit takes the nearest nullable parent with it.
"""

from collections.abc import Iterable, Mapping
from typing import Any, Final, NamedTuple

from graphql import GraphQLSchema, is_abstract_type, is_composite_type

from gateway.operation.selection import ClientField, ClientSelection
from gateway.planner.outcome import TreeError, TreePath
from gateway.response.leaves import UnfitValue, leaf_coercion
from gateway.response.places import ClientError, ResponsePath

NON_NULL_VIOLATION: Final = "NON_NULL_VIOLATION"
INVALID_VALUE: Final = "SUBGRAPH_INVALID_ANSWER"

# A null where none may be: travels up to the nearest place that admits one.
_VIOLATED: Final = object()


class Spot(NamedTuple):
    """Where the projection is: in the tree and in the client's answer."""

    place: TreePath
    path: ResponsePath

    def at(self, index: int) -> "Spot":
        return Spot((*self.place, index), (*self.path, index))


class Projection:
    """One projection: collects the errors that the tree's own errors do not explain."""

    __slots__ = ("_explained", "_ready", "_schema", "_told", "errors")

    def __init__(self, schema: GraphQLSchema, errors: Iterable[TreeError], ready: Mapping[str, Any]) -> None:
        self._schema = schema
        self._ready = ready
        self._explained = {error.path[:length] for error in errors for length in range(1, len(error.path) + 1)}
        self._told: set[ResponsePath] = set()
        self.errors: list[ClientError] = []

    def project(self, client: ClientSelection, root_type: str, tree: dict[str, Any]) -> dict[str, Any] | None:
        """Return the response's `data`."""
        data = self._fields(client, root_type, tree, Spot((), ()))
        return None if data is _VIOLATED else data

    def _fields(self, fields: ClientSelection, runtime_type: str, source: dict[str, Any], spot: Spot) -> Any:
        shaped: dict[str, Any] = {}
        for field in fields:
            if field.on is not None and runtime_type not in field.on:
                continue
            value = self._field(field, runtime_type, source, spot)
            if value is _VIOLATED:
                return _VIOLATED
            shaped[field.response] = value
        return shaped

    def _field(self, field: ClientField, runtime_type: str, source: dict[str, Any], spot: Spot) -> Any:
        if field.name == "__typename":
            return runtime_type
        if not spot.path and field.response in self._ready:
            return self._ready[field.response]
        coordinate = f"{runtime_type}.{field.name}"
        below = Spot((*spot.place, field.key), (*spot.path, field.response))
        return self._complete(field, coordinate, field.wrapping, source.get(field.key), below)

    def _complete(self, field: ClientField, coordinate: str, wrapping: str, value: Any, spot: Spot) -> Any:
        if not wrapping.startswith("!"):
            completed = self._value(field, coordinate, wrapping, value, spot)
            return None if completed is _VIOLATED else completed
        completed = self._value(field, coordinate, wrapping[1:], value, spot)
        if completed is None:
            message = f"Cannot return null for non-nullable field {coordinate}."
            self._tell(message, NON_NULL_VIOLATION, spot)
            return _VIOLATED
        return completed

    def _value(self, field: ClientField, coordinate: str, wrapping: str, value: Any, spot: Spot) -> Any:
        if value is None:
            return None
        if wrapping.startswith("["):
            return self._list(field, coordinate, wrapping[1:], value, spot)
        # Conditions may leave an object without fields: it is an object all the same.
        if field.sub or is_composite_type(self._schema.type_map.get(field.type_name)):
            return self._object(field, coordinate, value, spot)
        try:
            return leaf_coercion(self._schema, field.type_name)(value)
        except UnfitValue as unfit:
            return self._tell(f"{coordinate}: {unfit}", INVALID_VALUE, spot)

    def _list(self, field: ClientField, coordinate: str, wrapping: str, value: Any, spot: Spot) -> Any:
        if type(value) is not list:
            return self._tell(f"{coordinate}: a list was expected", INVALID_VALUE, spot)
        items = []
        for index, item in enumerate(value):
            completed = self._complete(field, coordinate, wrapping, item, spot.at(index))
            if completed is _VIOLATED:
                return _VIOLATED
            items.append(completed)
        return items

    def _object(self, field: ClientField, coordinate: str, value: Any, spot: Spot) -> Any:
        if type(value) is not dict:
            return self._tell(f"{coordinate}: an object was expected", INVALID_VALUE, spot)
        runtime_type = self._runtime_type(field, value)
        if runtime_type is None:
            return self._tell(f"{coordinate}: no type of this schema was answered", INVALID_VALUE, spot)
        return self._fields(field.sub, runtime_type, value, spot)

    def _runtime_type(self, field: ClientField, value: dict[str, Any]) -> str | None:
        """Name the object's type; None when it is hidden from this schema, or unknown where it matters."""
        static_type = self._schema.type_map[field.type_name]
        if not is_abstract_type(static_type):
            return field.type_name
        name = value.get("__typename")
        if name is None:
            return None if _asks_type(field.sub) else field.type_name
        return name if type(name) is str and name in possible_type_names(self._schema, field.type_name) else None

    def _tell(self, message: str, code: str, spot: Spot) -> None:
        """Add an error, unless a subgraph has explained what is wrong at this place or below it."""
        if spot.place not in self._explained and spot.path not in self._told:
            self._told.add(spot.path)
            self.errors.append(ClientError(message, spot.path, {"code": code}))


def possible_type_names(schema: GraphQLSchema, abstract_type: str) -> frozenset[str]:
    """Name the object types that clients may see under an abstract type."""
    found = schema.type_map[abstract_type]
    assert is_abstract_type(found), f"{abstract_type} is abstract"
    return frozenset(possible.name for possible in schema.get_possible_types(found))


def _asks_type(fields: ClientSelection) -> bool:
    return any(field.on is not None or field.name == "__typename" for field in fields)
