"""The one selection form of the gateway: keys, requirements, what a plan asks, all are a `Selection`.

Every value of the merged tree has one canonical name, its *key*: the field's name, plus a digest of its arguments when
it has any. Two client aliases of an equal field are one key and are fetched once; one field with two sets of arguments
is two keys and never clashes. Client aliases exist only in `ClientField`, which the response is projected from.
"""

from dataclasses import dataclass
from typing import TypeAlias


@dataclass(frozen=True, slots=True)
class Field:
    """One field asked at a position, in canonical form.

    `arguments` is the printed argument list without brackets (`first: 5, after: $cursor`), sorted by name, or "".
    `on` is the set of runtime object types (supergraph names) the field is asked for; None means whatever the type.
    `sub` is empty for leaves.
    """

    key: str
    name: str
    arguments: str = ""
    on: frozenset[str] | None = None
    sub: "Selection" = ()


Selection: TypeAlias = tuple[Field, ...]


@dataclass(frozen=True, slots=True)
class ClientField:
    """One field as the client asked it, in the client's order, fragments inlined and equal fields merged.

    `response` is the name in the answer, `key` the canonical name in the merged tree. `type_name` is the named output
    type in the API schema and `wrapping` its lists and non-nulls from the outside in, such as "![!" for `[T!]!`.
    `on` as in `Field`. `sub` is empty for leaves.
    """

    response: str
    key: str
    name: str
    type_name: str
    wrapping: str
    on: frozenset[str] | None = None
    sub: tuple["ClientField", ...] = ()


ClientSelection: TypeAlias = tuple[ClientField, ...]
