"""The few pieces of SQL that models and migrations share, each safe to run once per database or table."""

APPEND_ONLY_FUNCTION = """
CREATE OR REPLACE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'rows of % are append-only: % is refused', TG_TABLE_NAME, TG_OP
        USING ERRCODE = 'restrict_violation';
END $$
"""


def append_only_trigger(table: str) -> str:
    """Return the trigger that lets rows of `table` be inserted and read, nothing else."""
    return (
        f"CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE ON {table} "
        "FOR EACH ROW EXECUTE FUNCTION refuse_change()"
    )


def default_partition(table: str) -> str:
    """Return the statement that makes the DEFAULT partition of a table partitioned by month."""
    return f"CREATE TABLE {table}_default PARTITION OF {table} DEFAULT"
