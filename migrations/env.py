"""What Alembic runs for one domain: `migrations.run` hands over the connection and the domain's name."""

from importlib import import_module
from typing import Any, Literal

import sqlalchemy as sa
from alembic import context

from shared_models.base import Closed


def run() -> None:
    """Run the commands Alembic was asked for on the connection it was given."""
    connection: sa.Connection = context.config.attributes["connection"]
    domain: str = context.config.attributes["domain"]
    partitions = partition_names(connection)

    def include_name(name: str | None, kind: str, _parents: Any) -> bool:
        return not (kind == "table" and name in partitions)

    context.configure(
        connection=connection,
        target_metadata=import_module(f"shared_models.{domain}").metadata,
        include_name=include_name,
        render_item=render_item,
        compare_type=True,
        transaction_per_migration=False,
    )
    with context.begin_transaction():
        context.run_migrations()


def partition_names(connection: sa.Connection) -> frozenset[str]:
    """Return the partitions of the database: data, not schema, so Alembic must not want to drop them."""
    rows = connection.execute(sa.text("SELECT relname FROM pg_class WHERE relispartition"))
    return frozenset(rows.scalars())


def render_item(kind: str, item: Any, _context: Any) -> str | Literal[False]:
    """Write closed choices as the text they are stored as: a migration must not change with the models."""
    return "sa.Text()" if kind == "type" and isinstance(item, Closed) else False


run()
