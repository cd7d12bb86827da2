"""Every by-key read of a service: one statement for all who ask at the same time.

find       one node by one of its keys; find_owner where a foreign key says that it is there
children   a page of a list below each of many parents
all_of     a short list below each of many parents, whole
page       a page of a list at the root
batch      anything else that is asked by key, with a statement of the domain's own
"""

from collections.abc import Awaitable, Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import Enum
from typing import Any, TypeVar

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import ARRAY
from sqlmodel import SQLModel
from strawberry.utils.str_converters import to_camel_case

from shared_models.base import table_of
from subgraphs.kit.context import Context, Info
from subgraphs.kit.errors import BadInput, NotThere
from subgraphs.kit.filters import Filter, conditions_of, learn_for, touches
from subgraphs.kit.nodes import NodeType, as_column, ask_by, columns_of, visible
from subgraphs.kit.paging import Connection, Order, Slice, keyset, slice_of, window

Key = TypeVar("Key", bound=Hashable)
Value = TypeVar("Value")


@dataclass(frozen=True, slots=True)
class Link:
    """A table between parents and nodes: its rows hold a parent's key and the id of a node below it.

    `fixed` holds columns of the link and the value they must have, such as what kind of parent it is.
    """

    model: type[SQLModel]
    parent: str
    child: str
    fixed: tuple[tuple[str, Any], ...] = ()

    @property
    def parent_column(self) -> sa.Column[Any]:
        return table_of(self.model).c[self.parent]

    @property
    def child_column(self) -> sa.Column[Any]:
        return table_of(self.model).c[self.child]

    @property
    def conditions(self) -> tuple[sa.ColumnElement[bool], ...]:
        return tuple(table_of(self.model).c[name] == value for name, value in self.fixed)


async def find(info: Info, kind: type[NodeType], **keys: Any) -> NodeType | None:
    """Return the node with that key, None where there is none; exactly one key may be given."""
    given = {name: value for name, value in keys.items() if value is not None}
    for key in kind.source.keys:
        names = key.split()
        if set(names) == set(given):
            columns = [kind.source.table.c[name] for name in names]
            value = tuple(as_column(given[column.name], column) for column in columns)
            found: NodeType | None = await _by_key(info, kind, columns).load(value)
            return found
    expected = " or ".join(to_camel_case(key) for key in kind.source.keys)
    raise BadInput(f"{kind.__name__} is found by exactly one of {expected}")


async def find_owner(info: Info, kind: type[NodeType], key: Any) -> NodeType:
    """Return the node a reference within this database names: one that was deleted, or is hidden, is not there."""
    node = await find(info, kind, id=key)
    if node is None:
        raise NotThere(kind.__name__)
    return node


async def batch(
    info: Info, name: Hashable, load: Callable[[Context, list[Key]], Awaitable[Mapping[Key, Value]]], key: Key
) -> Value | None:
    """Return what `load` finds for a key; all keys asked at the same time go to one call of it."""
    context = info.context

    async def load_all(keys: list[Key]) -> list[Value | None]:
        found = await load(context, keys)
        return [found.get(each) for each in keys]

    return await context.loader(name, load_all).load(key)


async def all_of(
    info: Info,
    kind: type[NodeType],
    column: str,
    key: Any,
    *,
    order: Sequence[str] = ("id",),
    where: Sequence[sa.ColumnElement[bool]] = (),
    between: tuple[date, date] | None = None,
) -> list[NodeType]:
    """Return all nodes whose `column` is `key`, in order; for lists that are short by nature.

    `where` holds conditions made once, beside the code that asks; `between` two days, both included, one of which at
    least the node's span holds.
    """
    table = kind.source.table
    conditions = (*where, *(() if between is None else (touches(table.c.span, *between),)))

    async def load(keys: list[Any]) -> list[list[NodeType]]:
        statement = (
            sa.select(*columns_of(info, kind, column, *order))
            .where(table.c[column] == sa.any_(_array(keys, table.c[column])), *visible(info, kind), *conditions)
            .order_by(*(table.c[name] for name in order))
        )
        groups: dict[Any, list[NodeType]] = {each: [] for each in keys}
        for row in await info.context.transaction.rows(statement):
            groups[getattr(row, column)].append(kind.from_row(row))
        return [groups[each] for each in keys]

    loader = info.context.loader(("all", kind, column, tuple(order), between, *map(id, where)), load)
    return await loader.load(as_column(key, table.c[column]))


def page(
    info: Info,
    kind: type[NodeType],
    *,
    order: Order | Enum,
    first: int | None = None,
    after: str | None = None,
    last: int | None = None,
    before: str | None = None,
    matching: Filter | None = None,
    where: Sequence[sa.ColumnElement[bool]] = (),
) -> Connection[NodeType]:
    """Return a page of all nodes that meet `matching` and `where`."""
    part = window(first, after, last, before)
    by = _order(order)
    table, transaction = kind.source.table, info.context.transaction
    conditions = (*conditions_of(info, kind, matching), *where)

    async def load() -> Slice[NodeType]:
        await learn_for(info, matching)
        ask_by(info, kind, columns=(by.column,))
        columns = columns_of(info, kind, "id", by.column)
        statement = keyset(sa.select(*columns).where(*visible(info, kind), *conditions), table, by, part)
        return slice_of(await transaction.rows(statement), by, part, kind.from_row)

    async def count() -> int:
        await learn_for(info, matching)
        counted = visible(info, kind, counting=True)
        statement = sa.select(sa.func.count()).select_from(table).where(*counted, *conditions)
        rows = await transaction.rows(statement, as_system=info.context.access.counts_unseen(kind))
        return int(rows[0][0])

    return Connection(load=once(info, load), count=count)


def children(
    info: Info,
    kind: type[NodeType],
    column: str | Link,
    key: Any,
    *,
    order: Order | Enum,
    first: int | None = None,
    after: str | None = None,
    last: int | None = None,
    before: str | None = None,
    matching: Filter | None = None,
    where: Sequence[sa.ColumnElement[bool]] = (),
) -> Connection[NodeType]:
    """Return a page of the nodes whose `column` is `key`, or that a link leads to; one statement for all parents.

    `where` holds conditions made once, where the field is declared: lists with the very same ones are read together.
    """
    part = window(first, after, last, before)
    by = _order(order)
    table, transaction = kind.source.table, info.context.transaction
    conditions = (*conditions_of(info, kind, matching), *where)
    parent_column = column.parent_column if isinstance(column, Link) else table.c[column]
    # Filters are inputs of one class with plain values: their repr tells them apart.
    name = (kind, column, part, by, repr(matching), *map(id, where))

    async def load(keys: list[Any]) -> list[Slice[NodeType]]:
        await learn_for(info, matching)
        ask_by(info, kind, columns=(by.column,))
        parent = (
            sa.func.unnest(_array(keys, parent_column))
            .table_valued(sa.column("key", parent_column.type))
            .render_derived(name="parent")
        )
        columns = columns_of(info, kind, "id", by.column)
        below = sa.select(*columns).where(_lies_below(table, column, parent), *visible(info, kind), *conditions)
        child = keyset(below, table, by, part).lateral("child")
        statement = sa.select(parent.c.key.label("parent_key"), child).select_from(parent.join(child, sa.true()))
        groups: dict[Any, list[sa.Row[Any]]] = {each: [] for each in keys}
        for row in await transaction.rows(statement):
            groups[row.parent_key].append(row)
        return [slice_of(groups[each], by, part, kind.from_row) for each in keys]

    async def count(keys: list[Any]) -> list[int]:
        await learn_for(info, matching)
        number = sa.func.count(table.c.id.distinct()) if isinstance(column, Link) else sa.func.count()
        statement = (
            sa.select(parent_column.label("parent_key"), number.label("number"))
            .where(parent_column == sa.any_(_array(keys, parent_column)), *conditions)
            .where(*visible(info, kind, counting=True))
            .group_by(parent_column)
        )
        if isinstance(column, Link):
            statement = statement.where(column.child_column == table.c.id, *column.conditions)
        rows = await transaction.rows(statement, as_system=info.context.access.counts_unseen(kind))
        counts = {row.parent_key: int(row.number) for row in rows}
        return [counts.get(each, 0) for each in keys]

    value = as_column(key, parent_column)
    return Connection(
        load=lambda: info.context.loader(("children", name), load).load(value),
        count=lambda: info.context.loader(("count", name), count).load(value),
    )


def _by_key(info: Info, kind: type[NodeType], columns: Sequence[sa.Column[Any]]) -> Any:
    names = tuple(column.name for column in columns)

    async def load(keys: list[tuple[Any, ...]]) -> list[NodeType | None]:
        if len(columns) == 1:
            matches = columns[0] == sa.any_(_array([key[0] for key in keys], columns[0]))
        else:
            matches = sa.tuple_(*columns).in_(keys)
        statement = sa.select(*columns_of(info, kind, *names)).where(matches, *visible(info, kind))
        rows = await info.context.transaction.rows(statement)
        found = {tuple(getattr(row, name) for name in names): kind.from_row(row) for row in rows}
        return [found.get(key) for key in keys]

    return info.context.loader(("key", kind, names), load)


def _lies_below(table: sa.Table, column: str | Link, parent: sa.FromClause) -> sa.ColumnElement[bool]:
    if isinstance(column, Link):
        linked = sa.select(column.child_column).where(column.parent_column == parent.c.key, *column.conditions)
        return table.c.id.in_(linked.correlate(parent))
    same: sa.ColumnElement[bool] = table.c[column] == parent.c.key
    return same


def _array(keys: Sequence[Any], column: sa.ColumnElement[Any]) -> sa.BindParameter[Any]:
    return sa.bindparam("keys", list(keys), type_=ARRAY(column.type), unique=True)


def _order(order: Order | Enum) -> Order:
    chosen = order.value if isinstance(order, Enum) else order
    assert isinstance(chosen, Order)
    return chosen


def once(info: Info, load: Callable[[], Awaitable[Value]]) -> Callable[[], Awaitable[Value]]:
    """Let several fields of one connection share one read."""

    async def load_all(keys: list[int]) -> list[Value]:
        return [await load() for _ in keys]

    return lambda: info.context.loader(load, load_all).load(0)
