"""Monthly partitions: which a table needs, and the statements that make them.

A partitioned table starts with its DEFAULT partition alone. `covergraph migrate`, the importer and the seed make the
months they are about to write; `up` makes three ahead, and each service keeps them so.
"""

from collections.abc import Iterable, Iterator
from datetime import date
from typing import Final

import sqlalchemy as sa

MONTHS_PER_YEAR: Final = 12
MONTHS_AHEAD: Final = 3


def partitioned_tables(metadata: sa.MetaData) -> tuple[sa.Table, ...]:
    """Return the tables of a domain that are partitioned, in order of their names."""
    tables = (table for table in metadata.tables.values() if table.dialect_options["postgresql"].get("partition_by"))
    return tuple(sorted(tables, key=lambda table: table.name))


def months(first: date, last: date) -> Iterator[date]:
    """Yield the first day of each month from that of `first` to that of `last`."""
    month = first.replace(day=1)
    while month <= last:
        yield month
        month = next_month(month)


def next_month(day: date) -> date:
    """Return the first day of the month after that of `day`."""
    if day.month == MONTHS_PER_YEAR:
        return date(day.year + 1, 1, 1)
    return date(day.year, day.month + 1, 1)


def months_ahead(today: date, count: int) -> Iterator[date]:
    """Yield this month and the `count` that follow."""
    month = today.replace(day=1)
    for _ in range(count + 1):
        yield month
        month = next_month(month)


def name_of(table: str, month: date) -> str:
    """Return the name of a table's partition of a month."""
    return f"{table}_{month:%Y_%m}"


def create_statements(table: str, wanted: Iterable[date]) -> Iterator[str]:
    """Yield one statement for each month, harmless where the partition exists."""
    for month in sorted(set(wanted)):
        yield (
            f"CREATE TABLE IF NOT EXISTS {name_of(table, month)} PARTITION OF {table} "
            f"FOR VALUES FROM ('{month.isoformat()}') TO ('{next_month(month).isoformat()}')"
        )
