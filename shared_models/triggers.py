"""The few pieces of SQL that models and migrations share, each safe to run once per database or table."""

# Its arguments name columns that may change: sealed ones, whose values are written anew under the next key.
APPEND_ONLY_FUNCTION = """
CREATE OR REPLACE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' AND TG_NARGS > 0 AND to_jsonb(NEW) - TG_ARGV = to_jsonb(OLD) - TG_ARGV THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'rows of % are append-only: % is refused', TG_TABLE_NAME, TG_OP
        USING ERRCODE = 'restrict_violation';
END $$
"""


def append_only_trigger(table: str, *sealed: str) -> str:
    """Return the trigger that lets rows of `table` be inserted and read, nothing else but that values are resealed."""
    columns = ", ".join(f"'{column}'" for column in sealed)
    return (
        f"CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE ON {table} "
        f"FOR EACH ROW EXECUTE FUNCTION refuse_change({columns})"
    )


def default_partition(table: str) -> str:
    """Return the statement that makes the DEFAULT partition of a table partitioned by month."""
    return f"CREATE TABLE {table}_default PARTITION OF {table} DEFAULT"
