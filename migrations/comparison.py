"""What Alembic must know to compare a database with the models."""

from collections.abc import Callable
from typing import Any, Literal

import sqlalchemy as sa

from shared_models.base import Closed


def without_partitions(connection: sa.Connection) -> Callable[[str | None, str, Any], bool]:
    """Return Alembic's `include_name` that leaves partitions out: data, not schema, so they must not be dropped.

    A foreign key to a partitioned table has a copy for each partition; those are left out with them.
    """
    partitions = frozenset(connection.execute(sa.text("SELECT relname FROM pg_class WHERE relispartition")).scalars())
    copies = frozenset(
        (row.table_name, row.name)
        for row in connection.execute(
            sa.text(
                "SELECT conrelid::regclass::text AS table_name, conname AS name"
                " FROM pg_constraint WHERE contype = 'f' AND conparentid <> 0"
            )
        )
    )

    def include_name(name: str | None, kind: str, parents: Any) -> bool:
        if kind == "foreign_key_constraint":
            return (parents["table_name"], name) not in copies
        return not (kind == "table" and name in partitions)

    return include_name


def render_item(kind: str, item: Any, _context: Any) -> str | Literal[False]:
    """Write closed choices as the text they are stored as: a migration must not change with the models."""
    return "sa.Text()" if kind == "type" and isinstance(item, Closed) else False
