"""API types that are read from rows.

A node declares its fields one by one, so that a column is never an API field by accident, and says by `source` which
table it is read from. Fields named like a column read that column; others say which they read by `reads(…)`::

    @strawberry.federation.type(keys=["id", "companyCode"])
    class Company(Node):
        source: ClassVar = Source(tables.Company, keys=("id", "company_code"))

        id: ID
        company_code: str
        name: str

        @strawberry.field(metadata=reads("id"))
        async def members(self, info: Info, first: int | None = None) -> Connection[Member]: ...

Only the columns that the operation needs are read; the others are simply not there on the object.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import MISSING, dataclass, fields
from decimal import Decimal
from functools import cache
from typing import Any, ClassVar, Self, TypeVar
from uuid import UUID

import sqlalchemy as sa
import strawberry
from sqlmodel import SQLModel
from strawberry.federation.schema_directives import Key
from strawberry.federation.types import FieldSet
from strawberry.types.base import get_object_definition
from strawberry.utils.str_converters import to_camel_case, to_snake_case

from subgraphs.kit.context import Info
from subgraphs.kit.errors import BadInput


@dataclass(frozen=True, slots=True)
class Source:
    """Where rows of an API type are read: the table, and the columns that find one row.

    A key of several columns is written as one string with spaces, as in `@key`. Soft-deleted rows are not read.
    """

    model: type[SQLModel]
    keys: tuple[str, ...] = ("id",)

    @property
    def table(self) -> sa.Table:
        table: sa.Table = self.model.__table__  # type: ignore[attr-defined]  # SQLModel adds it to table classes
        return table

    @property
    def kept(self) -> tuple[sa.ColumnElement[bool], ...]:
        columns = self.table.c
        return (columns.deleted_at.is_(None),) if "deleted_at" in columns else ()


class Node:
    """An API type whose objects are rows of `source`."""

    source: ClassVar[Source]

    @classmethod
    def from_row(cls, row: sa.Row[Any]) -> Self:
        """Make an object of the columns that were read."""
        node = cls.__new__(cls)
        node.__dict__.update(row._mapping)  # noqa: SLF001  # SQLAlchemy's public name for it begins with _
        return node

    @classmethod
    async def resolve_reference(cls, info: Info, **representation: Any) -> Self | None:
        """Answer `_entities`: find the row by whichever key the representation holds."""
        from subgraphs.kit.reading import find  # noqa: PLC0415  # reading is built on nodes

        return await find(info, cls, **{to_snake_case(name): value for name, value in representation.items()})


class Stub:
    """An entity of another domain that this one adds fields to, or points at: it is known by its key alone."""

    @classmethod
    def of(cls, key: UUID | str | None) -> Self | None:
        """Point at the entity with that id; None for none."""
        return None if key is None else cls(id=key)  # type: ignore[call-arg]  # every stub declares id

    @classmethod
    def resolve_reference(cls, **representation: Any) -> Self:
        """Answer `_entities` with the key and the required fields that came along."""
        given = {to_snake_case(name): value for name, value in representation.items() if name != "info"}
        missing = sorted(_needed(cls) - given.keys())  # type: ignore[arg-type]  # a class is hashable
        if missing:
            raise BadInput(f"{cls.__name__} is known by {', '.join(map(to_camel_case, missing))} too")
        return cls(**given)


@cache
def _needed(kind: type[Any]) -> frozenset[str]:
    return frozenset(each.name for each in fields(kind) if each.init and each.default is MISSING)


NodeType = TypeVar("NodeType", bound=Node)


def reads(*columns: str) -> Mapping[str, Any]:
    """Say which columns a field's resolver needs; goes into `strawberry.field(metadata=…)`."""
    return {"columns": columns}


def columns_of(info: Info, kind: type[Node], *always: str) -> list[sa.ColumnElement[Any]]:
    """Return what this operation needs of a node's table: columns of fields that may be seen, and those in `always`.

    Where a field may be seen on some rows and not on others, the row says so itself.
    """
    definition = get_object_definition(kind, strict=True)
    wanted = set(always)
    by_field = _columns_by_field(kind)  # type: ignore[arg-type]  # a class is hashable
    access = info.context.access
    selected = info.context.selected.fields(info._raw_info, definition.name)  # noqa: SLF001  # Strawberry has no public way
    fields = [name for name in selected if name in by_field and access.may_see(kind, name)]
    for name in fields:
        wanted.update(by_field[name])
    columns: list[sa.ColumnElement[Any]] = [column for column in kind.source.table.c if column.name in wanted]
    return [*columns, *access.labels(kind, fields)]


def visible(info: Info, kind: type[Node], *, counting: bool = False) -> tuple[sa.ColumnElement[bool], ...]:
    """Return the conditions on the rows that may be seen, or counted: kept ones, which the policy opens."""
    return info.context.access.visible(kind, counting=counting)


def ask_by(info: Info, kind: type[Node], *, columns: Iterable[str] = (), fields: Iterable[str] = ()) -> None:
    """Refuse a question by columns or fields of a node that may not be seen on all its rows."""
    tellers = _tellers(kind)  # type: ignore[arg-type]  # a class is hashable
    info.context.access.ask(kind, {column: tellers.get(column, ()) for column in columns}, fields)


@cache
def _tellers(kind: type[Any]) -> dict[str, tuple[str, ...]]:
    """Map each column to the fields that tell of it."""
    found: dict[str, tuple[str, ...]] = {}
    for name, columns in _columns_by_field(kind).items():  # type: ignore[arg-type]  # a class is hashable
        for column in columns:
            found[column] = (*found.get(column, ()), name)
    return found


@cache
def _columns_by_field(kind: type[Any]) -> dict[str, tuple[str, ...]]:
    """Map each field to the columns it reads, and refuse a field that reads a column which is not there."""
    known = set(kind.source.table.c.keys())
    found: dict[str, tuple[str, ...]] = {}
    for field in get_object_definition(kind, strict=True).fields:
        columns = field.metadata.get("columns", (field.python_name,) if field.is_basic_field else ())
        missing = sorted(set(columns) - known)
        assert not missing, (
            f"{kind.__name__}.{field.python_name} reads {missing}, not columns of {kind.source.table.name}"
        )
        found[field.graphql_name or to_camel_case(field.python_name)] = tuple(columns)
    return found


def as_uuid(value: object, argument: str) -> UUID:
    """Read an id a client gave; says which argument is wrong."""
    if isinstance(value, UUID):
        return value
    try:
        return UUID(str(value))
    except ValueError:
        raise BadInput(f"{argument}: not an id (a UUID)") from None


def as_text(value: object, argument: str) -> str:
    """Read text a client gave; the database keeps neither NUL nor half a surrogate pair."""
    if not isinstance(value, str) or UNSTORABLE.search(value):
        raise BadInput(f"{argument}: not text")
    return value


def as_column(value: object, column: Any) -> Any:
    """Read a value a client gave for a column."""
    argument = to_camel_case(column.key)
    if isinstance(column.type, sa.Uuid):
        return as_uuid(value, argument)
    if isinstance(column.type, sa.String):
        return as_text(value, argument)
    if not fits(value, column.type):
        raise BadInput(f"{argument}: out of range")
    return value


def fits(value: Any, kind: Any) -> bool:
    """Say whether a column of that type can hold a number; what is no number fits."""
    if isinstance(value, Decimal):
        return bool(abs(round(value, kind.scale)) < 10 ** (kind.precision - kind.scale))
    if isinstance(kind, sa.Integer):
        width = 16 if isinstance(kind, sa.SmallInteger) else 64 if isinstance(kind, sa.BigInteger) else 32
        return bool(-(2 ** (width - 1)) <= value < 2 ** (width - 1))
    return True


ID = strawberry.ID
UNSTORABLE = re.compile("[\0\ud800-\udfff]")

# The key of a type that is only pointed at: this service knows its id and nothing to add.
POINTER = Key(fields=FieldSet("id"), resolvable=False)
