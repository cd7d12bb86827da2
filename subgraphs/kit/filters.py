"""Filter inputs: every field is optional, those given must all hold.

A field says which condition it stands for beside its name::

    @strawberry.input
    class ClaimFilter(Filter):
        status: ClaimStatus | None = equals(tables.Claim.status)
        received_from: date | None = at_least(tables.Claim.received_at)

Each also says by which columns or fields of the node it asks: who may not see those may not ask by them either.
"""

from collections.abc import Callable, Iterator, Sequence
from datetime import date
from functools import partial
from typing import Any, TypeAlias

import sqlalchemy as sa
import strawberry
from sqlalchemy.dialects.postgresql import ARRAY, DATERANGE, Range
from sqlmodel import col
from strawberry.types.base import get_object_definition
from strawberry.types.field import StrawberryField
from strawberry.utils.str_converters import to_camel_case

from shared_models.encryption.columns import BLIND_SUFFIX, SEALED_SUFFIX
from subgraphs.kit.context import Info
from subgraphs.kit.errors import BadInput
from subgraphs.kit.nodes import Node, as_column, as_text, ask_by

Condition: TypeAlias = Callable[[Any], sa.ColumnElement[bool]]

_SEALED = "sealed"
SEARCH_LENGTH_MAX = 100
VALUES_MAX = 100


class Filter:
    """Base of filter inputs."""

    def given(self) -> Iterator[tuple[StrawberryField, Any]]:
        """Yield the fields that were given, with their values."""
        for field in get_object_definition(self, strict=True).fields:
            value = getattr(self, field.python_name)
            if value is not None and value is not strawberry.UNSET:
                yield field, value


def conditions_of(info: Info, kind: type[Node], given: Filter | None) -> tuple[sa.ColumnElement[bool], ...]:
    """Return the conditions of a filter of nodes, none without one; refuses a question by what may not be seen."""
    found = []
    for field, value in given.given() if given else ():
        ask_by(info, kind, columns=field.metadata["columns"], fields=field.metadata["fields"])
        condition = field.metadata["condition"]
        found.append(condition(info, value) if _is_sealed(field) else condition(value))
    return tuple(found)


async def learn_for(info: Info, given: Filter | None) -> None:
    """Learn the keys that serve, where a filter asks for a sealed value: it is looked up under each of them."""
    if any(_is_sealed(field) for field, _ in (given.given() if given else ())):
        await info.context.keyring.learn(info.context.transaction.rows)


def matching(
    condition: Condition, description: str | None = None, *, columns: Sequence[str] = (), fields: Sequence[str] = ()
) -> Any:
    """Declare a filter field by the condition it stands for, and by what it asks: columns or fields of the node."""
    metadata = {"condition": condition, "columns": tuple(columns), "fields": tuple(fields)}
    return strawberry.field(default=None, metadata=metadata, description=description)


def _of(column: Any, condition: Condition, description: str | None = None) -> Any:
    return matching(condition, description, columns=(column.key,))


def equals(column: Any) -> Any:
    """Keep rows whose column equals the value; an id may be any UUID."""
    return _of(column, lambda value: col(column) == as_column(value, column))


def equals_sealed(column: Any) -> Any:
    """Keep rows whose sealed value is this one, in whatever spelling; `column` is that of its digests.

    Keys may be learned between now and the statement, so the digests are made when it runs.
    """
    name = column.key.removesuffix(BLIND_SUFFIX)

    def condition(info: Info, value: str) -> sa.ColumnElement[bool]:
        if not as_text(value, to_camel_case(name)).strip() or len(value) > SEARCH_LENGTH_MAX:
            raise BadInput(f"{to_camel_case(name)}: give between 1 and {SEARCH_LENGTH_MAX} characters")
        digests = partial(info.context.keyring.known_digests, column, value)
        under_any_key = sa.bindparam(name, unique=True, type_=ARRAY(sa.LargeBinary), callable_=digests)
        return col(column) == sa.any_(under_any_key)

    metadata = {"condition": condition, "columns": (name + SEALED_SUFFIX,), "fields": (), _SEALED: True}
    described = "The whole value; how it is spelled makes no difference."
    return strawberry.field(default=None, metadata=metadata, description=described)


def _is_sealed(field: StrawberryField) -> bool:
    return _SEALED in field.metadata


def among(column: Any) -> Any:
    """Keep rows whose column is one of the values."""

    def condition(values: Sequence[Any]) -> sa.ColumnElement[bool]:
        if len(values) > VALUES_MAX:
            raise BadInput(f"{_name(column)}: {len(values)} values are more than {VALUES_MAX}")
        return col(column).in_([as_column(value, column) for value in values])

    return _of(column, condition)


def at_least(column: Any) -> Any:
    """Keep rows from the value on."""
    return _of(column, lambda value: col(column) >= as_column(value, column))


def at_most(column: Any) -> Any:
    """Keep rows up to the value, including it."""
    return _of(column, lambda value: col(column) <= as_column(value, column))


def below(column: Any) -> Any:
    """Keep rows before the value."""
    return _of(column, lambda value: col(column) < as_column(value, column))


def contains_day(column: Any) -> Any:
    """Keep rows whose span has that day in it."""
    return _of(column, lambda day: includes(column, day), "The day lies in the span.")


def includes(column: Any, day: date) -> sa.ColumnElement[bool]:
    """Return the condition that a column of spans has a day in it."""
    return col(column).op("@>", is_comparison=True)(sa.literal(day, sa.Date()))


def touches(column: Any, first: date, last: date) -> sa.ColumnElement[bool]:
    """Return the condition that a column of spans has one of the days in it, the first and the last included."""
    days = Range(first, last, bounds="[]")
    return col(column).op("&&", is_comparison=True)(sa.literal(days, DATERANGE))


def search(*columns: Any) -> Any:
    """Keep rows where the text occurs in one of the columns, without regard to case."""

    def condition(text: str) -> sa.ColumnElement[bool]:
        if not as_text(text, "search").strip() or len(text) > SEARCH_LENGTH_MAX:
            raise BadInput(f"search: give between 1 and {SEARCH_LENGTH_MAX} characters")
        pattern = f"%{_escaped(text.strip())}%"
        return sa.or_(*(col(column).ilike(pattern, escape="\\") for column in columns))

    return matching(condition, "Text that occurs in a name or number.", columns=tuple(column.key for column in columns))


def _escaped(text: str) -> str:
    return text.replace("\\", r"\\").replace("%", r"\%").replace("_", r"\_")


def _name(column: Any) -> str:
    return to_camel_case(column.key)
