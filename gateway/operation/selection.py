"""The one selection form of the gateway: keys, requirements, what a plan asks, all are a `Selection`.

Every value of the merged tree has one canonical name, its *key*: the field's name, plus a digest of its arguments when
it has any. Two client aliases of an equal field that ask the same below it are one key and are fetched once; one field
with two sets of arguments is two keys and never clashes. Client aliases exist only in `ClientField`, which the
response is projected from.
"""

from dataclasses import dataclass, field
from typing import TypeAlias


@dataclass(frozen=True, slots=True)
class Field:
    """One field asked at a position, in canonical form.

    `arguments` is the printed argument list without brackets (`after: $cursor, first: 5`), sorted by name, or "".
    `on` is the set of runtime object types (supergraph names) the field is asked for; None means whatever the type.
    `sub` is empty for leaves. `variables` are the names of the client variables in `arguments`.
    """

    key: str
    name: str
    arguments: str = ""
    on: frozenset[str] | None = None
    sub: "Selection" = ()
    variables: tuple[str, ...] = ()
    # Selections are memo keys of the planner: a hash that walks the whole tree each time would be paid at every level.
    _hash: int = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_hash", hash((self.key, self.on, self.sub)))

    def __hash__(self) -> int:
        return self._hash

    def with_sub(self, sub: "Selection") -> "Field":
        return Field(self.key, self.name, self.arguments, self.on, sub, self.variables)

    def asked_on(self, on: frozenset[str] | None) -> "Field":
        return Field(self.key, self.name, self.arguments, on, self.sub, self.variables)


Selection: TypeAlias = tuple[Field, ...]


@dataclass(frozen=True, slots=True)
class ClientField:
    """One field as the client asked it, in the client's order, fragments inlined and equal fields merged.

    `response` is the name in the answer, `key` the canonical name in the merged tree. `type_name` is the named output
    type in the API schema and `wrapping` its lists and non-nulls from the outside in, such as "![!" for `[T!]!`.
    `on` as in `Field`; for any one runtime type a response name applies at most once. `sub` is empty for leaves.
    A field that `is_denied` to the caller is not fetched: its key stands nowhere in the tree. Of `denied_members`,
    object types, nothing is shown where the field returns one.
    """

    response: str
    key: str
    name: str
    type_name: str
    wrapping: str
    on: frozenset[str] | None = None
    sub: tuple["ClientField", ...] = ()
    is_denied: bool = False
    denied_members: frozenset[str] = frozenset()


ClientSelection: TypeAlias = tuple[ClientField, ...]
