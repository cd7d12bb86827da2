"""Filter inputs: every field is optional, those given must all hold.

A field says which condition it stands for beside its name::

    @strawberry.input
    class ClaimFilter(Filter):
        status: ClaimStatus | None = equals(tables.Claim.status)
        received_from: date | None = at_least(tables.Claim.received_at)
"""

from collections.abc import Callable, Sequence
from datetime import date
from typing import Any, TypeAlias

import sqlalchemy as sa
import strawberry
from sqlmodel import col
from strawberry.types.base import get_object_definition
from strawberry.utils.str_converters import to_camel_case

from subgraphs.kit.errors import BadInput
from subgraphs.kit.nodes import as_column, as_text

Condition: TypeAlias = Callable[[Any], sa.ColumnElement[bool]]

SEARCH_LENGTH_MAX = 100
VALUES_MAX = 100


class Filter:
    """Base of filter inputs."""

    def conditions(self) -> tuple[sa.ColumnElement[bool], ...]:
        """Return the conditions of the fields that were given."""
        found = []
        for field in get_object_definition(self, strict=True).fields:
            value = getattr(self, field.python_name)
            if value is not None and value is not strawberry.UNSET:
                found.append(field.metadata["condition"](value))
        return tuple(found)


def conditions_of(given: Filter | None) -> tuple[sa.ColumnElement[bool], ...]:
    """Return the conditions of a filter, none without one."""
    return () if given is None else given.conditions()


def matching(condition: Condition, description: str | None = None) -> Any:
    """Declare a filter field by the condition it stands for."""
    return strawberry.field(default=None, metadata={"condition": condition}, description=description)


def equals(column: Any) -> Any:
    """Keep rows whose column equals the value; an id may be any UUID."""
    return matching(lambda value: col(column) == as_column(value, column))


def among(column: Any) -> Any:
    """Keep rows whose column is one of the values."""

    def condition(values: Sequence[Any]) -> sa.ColumnElement[bool]:
        if len(values) > VALUES_MAX:
            raise BadInput(f"{_name(column)}: {len(values)} values are more than {VALUES_MAX}")
        return col(column).in_([as_column(value, column) for value in values])

    return matching(condition)


def at_least(column: Any) -> Any:
    """Keep rows from the value on."""
    return matching(lambda value: col(column) >= as_column(value, column))


def at_most(column: Any) -> Any:
    """Keep rows up to the value, including it."""
    return matching(lambda value: col(column) <= as_column(value, column))


def below(column: Any) -> Any:
    """Keep rows before the value."""
    return matching(lambda value: col(column) < as_column(value, column))


def contains_day(column: Any) -> Any:
    """Keep rows whose span has that day in it."""
    return matching(lambda day: includes(column, day), "The day lies in the span.")


def includes(column: Any, day: date) -> sa.ColumnElement[bool]:
    """Return the condition that a column of spans has a day in it."""
    return col(column).op("@>", is_comparison=True)(sa.literal(day, sa.Date()))


def search(*columns: Any) -> Any:
    """Keep rows where the text occurs in one of the columns, without regard to case."""

    def condition(text: str) -> sa.ColumnElement[bool]:
        if not as_text(text, "search").strip() or len(text) > SEARCH_LENGTH_MAX:
            raise BadInput(f"search: give between 1 and {SEARCH_LENGTH_MAX} characters")
        pattern = f"%{_escaped(text.strip())}%"
        return sa.or_(*(col(column).ilike(pattern, escape="\\") for column in columns))

    return matching(condition, "Text that occurs in a name or number.")


def _escaped(text: str) -> str:
    return text.replace("\\", r"\\").replace("%", r"\%").replace("_", r"\_")


def _name(column: Any) -> str:
    return to_camel_case(column.key)
