"""Relay connections with keyset cursors.

A cursor holds the order, the value of its column and the id of a row, so a page costs the same wherever it lies and
rows that come or go in between neither repeat nor hide others. `totalCount` is counted only when it is selected, and
a query for the count alone reads no rows.

https://relay.dev/graphql/connections.htm
"""

import base64
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, Generic, TypeVar
from uuid import UUID

import orjson
import sqlalchemy as sa
import strawberry
from sqlalchemy.dialects.postgresql import DATERANGE, Range
from sqlalchemy.types import TypeEngine

from subgraphs.kit.errors import BadInput
from subgraphs.kit.nodes import UNSTORABLE, fits
from subgraphs.kit.scalars import read_decimal, read_instant

PAGE_SIZE = 20
PAGE_SIZE_MAX = 100

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Order:
    """An order of rows: a column that is never null, then the id, both in one direction.

    A column of spans orders by their first day, those open at the beginning before all others.
    """

    column: str
    descending: bool = False


@dataclass(frozen=True, slots=True)
class Window:
    """Which part of a list: so many from one end, beyond a cursor."""

    size: int
    cursor: str | None
    from_end: bool

    @property
    def argument(self) -> str:
        return "before" if self.from_end else "after"


def window(first: int | None, after: str | None, last: int | None, before: str | None) -> Window:
    """Read the four arguments of a connection; refuses those that make no sense together."""
    if (first is not None or after is not None) and (last is not None or before is not None):
        raise BadInput("give first and after, or last and before, not both")
    from_end = last is not None or before is not None
    size, name = (last, "last") if from_end else (first, "first")
    size = PAGE_SIZE if size is None else size
    if not 0 <= size <= PAGE_SIZE_MAX:
        raise BadInput(f"{name}: {size} is not between 0 and {PAGE_SIZE_MAX}")
    return Window(size=size, cursor=before if from_end else after, from_end=from_end)


@dataclass(frozen=True, slots=True)
class Slice(Generic[T]):
    """The nodes of a page in order, each with its cursor, and whether there are more on either side."""

    nodes: Sequence[tuple[T, str]]
    has_more_before: bool
    has_more_after: bool


@strawberry.federation.type(shareable=True, description="Where a page lies in its list.")
class PageInfo:
    """Where a page lies in its list."""

    has_next_page: bool
    has_previous_page: bool
    start_cursor: str | None
    end_cursor: str | None


@strawberry.type
class Edge(Generic[T]):
    """A node and the place it has in the list."""

    node: T
    cursor: str


@strawberry.type
class Connection(Generic[T]):
    """A page of a list, read when one of its fields is asked for."""

    load: strawberry.Private[Callable[[], Awaitable[Slice[Any]]]]
    count: strawberry.Private[Callable[[], Awaitable[int]]]

    @strawberry.field
    async def edges(self) -> list[Edge[T]]:
        return [Edge(node=node, cursor=cursor) for node, cursor in (await self.load()).nodes]

    @strawberry.field
    async def page_info(self) -> PageInfo:
        page = await self.load()
        return PageInfo(
            has_next_page=page.has_more_after,
            has_previous_page=page.has_more_before,
            start_cursor=page.nodes[0][1] if page.nodes else None,
            end_cursor=page.nodes[-1][1] if page.nodes else None,
        )

    @strawberry.field(description="How many there are in the whole list.")
    async def total_count(self) -> int:
        return await self.count()


# Rows of a page


def keyset(statement: sa.Select[Any], table: sa.Table, order: Order, part: Window) -> sa.Select[Any]:
    """Cut a select down to one page and one row more, which tells whether there are more."""
    value, tie = _ordering(table.c[order.column]), table.c.id
    backwards = order.descending != part.from_end
    if part.cursor is not None:
        place = sa.tuple_(*_read_cursor(part, order, value), types=[value.type, tie.type])
        here = sa.tuple_(value, tie)
        statement = statement.where(here < place if backwards else here > place)
    columns = (value.desc(), tie.desc()) if backwards else (value.asc(), tie.asc())
    return statement.order_by(*columns).limit(part.size + 1)


def _ordering(column: sa.Column[Any]) -> sa.ColumnElement[Any]:
    if isinstance(column.type, DATERANGE):
        return sa.func.coalesce(sa.func.lower(column), sa.literal_column("'-infinity'::date"), type_=sa.Date())
    return column


def slice_of(rows: Sequence[sa.Row[Any]], order: Order, part: Window, make: Callable[[sa.Row[Any]], T]) -> Slice[T]:
    """Make a page of the rows that `keyset` gave."""
    more = len(rows) > part.size
    kept = rows[: part.size]
    if part.from_end:
        kept = kept[::-1]
    nodes = [(make(row), write_cursor(order, row)) for row in kept]
    beyond = part.cursor is not None
    return Slice(
        nodes=nodes,
        has_more_before=more if part.from_end else beyond,
        has_more_after=beyond if part.from_end else more,
    )


# Cursors


def write_cursor(order: Order, row: sa.Row[Any]) -> str:
    """Return the opaque place of a row in an order."""
    mapping = row._mapping  # noqa: SLF001  # SQLAlchemy's public name for it begins with _
    value = mapping[order.column]
    if isinstance(value, Range):
        value = value.lower or date.min  # date.min is how the driver says -infinity
    place = [order.column, value, mapping["id"]]
    return base64.urlsafe_b64encode(orjson.dumps(place, default=str)).decode().rstrip("=")


def _read_cursor(part: Window, order: Order, column: sa.ColumnElement[Any]) -> tuple[Any, UUID]:
    """Return the value and the id a cursor holds; refuses one that is damaged or of another order."""
    assert part.cursor is not None
    try:
        padded = part.cursor + "=" * (-len(part.cursor) % 4)
        name, value, row_id = orjson.loads(base64.b64decode(padded, altchars=b"-_", validate=True))
        place = (_as_column(value, column.type), UUID(row_id)) if name == order.column else None
    except (ValueError, TypeError, AttributeError, BadInput):
        raise BadInput(f"{part.argument}: not a cursor of this list") from None
    if place is None:
        raise BadInput(f"{part.argument}: the cursor belongs to a list in another order")
    return place


def _as_column(value: Any, kind: TypeEngine[Any]) -> Any:
    """Read a value that `write_cursor` could have written for a column; raises ValueError for any other."""
    if isinstance(kind, sa.DateTime):
        return read_instant(value)
    if isinstance(kind, sa.Date):
        return date.fromisoformat(value)
    read = read_decimal(value) if isinstance(kind, sa.Numeric) else value
    is_text = isinstance(read, str) and not UNSTORABLE.search(read)
    is_number = isinstance(read, Decimal | int) and not isinstance(read, bool)
    if not (is_text if isinstance(kind, sa.String) else is_number and fits(read, kind)):
        raise ValueError("not a value of the column")
    return read
