"""A class for each position, as the client sees its objects, and for each request a decoder that makes them.

What the API says of a field is in the types: where an answer is otherwise, parsing it fails. The attributes are named
f0, f1, ...; the names in JSON are given to msgspec apart, so that nothing a client wrote is ever an identifier.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import GenericAlias
from typing import Annotated, Any, Final, Literal, TypeAlias

from graphql import GraphQLEnumType, GraphQLSchema
from msgspec import UNSET, Meta, Struct, defstruct
from msgspec.json import Decoder

from gateway.executor.direct.positions import Entry, Layout, Part, Position

# A class or anything else that msgspec takes for a type.
_Type: TypeAlias = Any

_INT: Final = Annotated[int, Meta(ge=-(2**31), le=2**31 - 1)]
_LEAVES: Final[Mapping[str, _Type]] = {
    "Int": _INT,
    "Float": int | float,
    "String": str,
    "Boolean": bool,
    "ID": str,
}
_ANY_BUT_NULL: Final = bool | int | float | str | list[Any] | dict[str, Any]
# Of these two values are equal in Python just when they are as JSON. (True is 1 and 1.0 is 1 as well.)
_PLAIN: Final = str | int


@dataclass(frozen=True, slots=True)
class Types:
    """`root` makes the object that becomes the client's `data`; `blanks` are, by entry, what stands for a null entity.

    There is no blank where one of its fields may not be null.
    """

    root: type[Struct]
    decoders: tuple[Decoder[Any], ...]
    blanks: Mapping[Entry, Struct]


def make_types(layout: Layout, schema: GraphQLSchema) -> Types:
    """Make the classes of a layout."""
    return _Maker(schema).make(layout)


class _Maker:
    def __init__(self, schema: GraphQLSchema) -> None:
        self._schema = schema
        self._classes: dict[int, type[Struct]] = {}
        self._blanks: dict[Entry, Struct] = {}

    def make(self, layout: Layout) -> Types:
        for position in reversed(layout.positions):  # what stands below has the higher number
            self._classes[position.number] = self._position_class(position)
        decoders = tuple(self._decoder(entries) for entries in layout.entries)
        return Types(self._classes[0], decoders, self._blanks)

    def _position_class(self, position: Position) -> type[Struct]:
        born = {part.key: part for part in position.born()}
        constant = {item.response for item in position.client if item.name == "__typename"}
        fields: list[tuple[str, _Type] | tuple[str, _Type, Any]] = []
        for name, attribute in position.attributes.items():
            if name in born:
                fields.append(self._field(attribute, born[name]))
            elif name in constant:
                fields.append((attribute, Literal[position.type_name], position.type_name))
            else:
                fields.append((attribute, Any, UNSET))
        return _struct(fields, {attribute: name for name, attribute in position.attributes.items()})

    def _decoder(self, entries: Sequence[Entry]) -> Decoder[Any]:
        """Make the decoder of a request: root fields as they are, entity calls as c0, c1, ..."""
        fields: list[tuple[str, _Type] | tuple[str, _Type, Any]] = []
        names: dict[str, str] = {}
        for number, entry in enumerate(item for item in entries if item.entities is not None):
            assert entry.entities is not None, "chosen so"
            entity: _Type = self._entry_class(entry)
            if not any(_is_required(part) for part in entry.parts):
                self._blanks[entry] = entity()
            fields.append((f"c{number}", list[entity | None]))
            names[f"c{number}"] = entry.entities.alias
        for entry in entries:
            if entry.entities is None:
                fields += [self._field(entry.attribute(part), part) for part in entry.parts]
                names |= {entry.attribute(part): part.key for part in entry.parts}
        answer: list[tuple[str, _Type] | tuple[str, _Type, Any]]
        answer = [("data", _struct(fields, names)), ("errors", None, None)]
        return Decoder(_struct(answer, {}))

    def _entry_class(self, entry: Entry) -> type[Struct]:
        fields = [self._field(entry.attribute(part), part) for part in entry.parts]
        return _struct(fields, {entry.attribute(part): part.key for part in entry.parts})

    def _field(self, attribute: str, part: Part) -> tuple[str, _Type] | tuple[str, _Type, Any]:
        kind = self._part_type(part)
        return (attribute, kind) if _is_required(part) else (attribute, kind, None)

    def _part_type(self, part: Part) -> _Type:
        if part.below is not None:
            return _wrapped(part.wrapping, self._classes[part.below.number])
        if part.is_picked:
            kind = self._known_leaf(part.type_name) or _PLAIN
            return kind if part.is_key or part.wrapping.startswith("!") else kind | None
        return _wrapped(part.wrapping, self._known_leaf(part.type_name) or _ANY_BUT_NULL)

    def _known_leaf(self, type_name: str | None) -> _Type | None:
        if type_name is None or type_name in _LEAVES:
            return None if type_name is None else _LEAVES[type_name]
        leaf = self._schema.type_map.get(type_name)
        return Literal[tuple(leaf.values)] if isinstance(leaf, GraphQLEnumType) else None


def _is_required(part: Part) -> bool:
    """Tell whether a field must be there; one that a representation reads must: missing is not the same as null."""
    return part.is_picked or part.wrapping.startswith("!")


def _wrapped(wrapping: str, inner: _Type) -> _Type:
    """Wrap a type in lists and nulls."""
    bare = wrapping.removeprefix("!")
    kind: _Type = GenericAlias(list, (_wrapped(bare[1:], inner),)) if bare.startswith("[") else inner
    return kind if wrapping.startswith("!") else kind | None


def _struct(fields: Sequence[tuple[str, _Type] | tuple[str, _Type, Any]], names: Mapping[str, str]) -> type[Struct]:
    """Make a class; its objects form trees, which need no garbage collector."""
    return defstruct("Object", fields, rename=dict(names), kw_only=True, eq=False, gc=False)
