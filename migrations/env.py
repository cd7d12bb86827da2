"""What Alembic runs for one domain: `migrations.run` hands over the connection and the domain's name."""

from importlib import import_module

import sqlalchemy as sa
from alembic import context

from migrations.comparison import render_item, without_partitions


def run() -> None:
    """Run the commands Alembic was asked for on the connection it was given."""
    connection: sa.Connection = context.config.attributes["connection"]
    domain: str = context.config.attributes["domain"]
    context.configure(
        connection=connection,
        target_metadata=import_module(f"shared_models.{domain}").metadata,
        include_name=without_partitions(connection),
        render_item=render_item,
        compare_type=True,
        transaction_per_migration=False,
    )
    with context.begin_transaction():
        context.run_migrations()


run()
