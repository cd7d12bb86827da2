"""What migrations do beyond Alembic's own operations: extensions, triggers, partitions."""

from alembic import op

from shared_models.base import EXTENSIONS
from shared_models.triggers import APPEND_ONLY_FUNCTION, append_only_trigger
from shared_models.triggers import default_partition as default_partition_of


def start_history() -> None:
    """Begin a domain's first revision: extensions and the function behind append-only tables."""
    for extension in EXTENSIONS:
        op.execute(f"CREATE EXTENSION IF NOT EXISTS {extension}")
    op.execute(APPEND_ONLY_FUNCTION)


def undo_history() -> None:
    """End the way back to an empty database."""
    op.execute("DROP FUNCTION refuse_change()")
    for extension in reversed(EXTENSIONS):
        op.execute(f"DROP EXTENSION {extension}")


def append_only(table: str) -> None:
    """Have the database refuse UPDATE and DELETE on a table."""
    op.execute(append_only_trigger(table))


def default_partition(table: str) -> None:
    """Give a table partitioned by month its DEFAULT partition."""
    op.execute(default_partition_of(table))
