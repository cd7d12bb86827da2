"""What databases hold, for tests: rows of a query, and a fingerprint that any write changes."""

import hashlib
from collections.abc import Mapping
from typing import Any

import sqlalchemy as sa

from shared_models.connection import create_engine

TABLES = "SELECT relname FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace ORDER BY relname"
SEQUENCES = "SELECT sequencename, last_value FROM pg_sequences ORDER BY sequencename"

EVERY_ROW = (
    "SELECT '{0}', count(*), md5(string_agg(row, '' ORDER BY row))"
    ' FROM (SELECT xmin::text || ctid::text || stored::text AS row FROM "{0}" AS stored) AS every'
)


async def rows(url: str, statement: str) -> list[tuple[Any, ...]]:
    """Return the rows of a statement."""
    engine = create_engine(url, application="covergraph-test", pool_size=1)
    try:
        async with engine.connect() as connection:
            return [tuple(row) for row in await connection.execute(sa.text(statement))]
    finally:
        await engine.dispose()


async def execute(url: str, statement: str) -> None:
    """Run a statement and commit it."""
    engine = create_engine(url, application="covergraph-test", pool_size=1)
    try:
        async with engine.begin() as connection:
            await connection.execute(sa.text(statement))
    finally:
        await engine.dispose()


async def fingerprints(urls: Mapping[str, str]) -> dict[str, str]:
    """Return one digest per database of every row with its version and place, and of every sequence."""
    return {domain: await _fingerprint(url) for domain, url in urls.items()}


async def _fingerprint(url: str) -> str:
    engine = create_engine(url, application="covergraph-test", pool_size=1)
    try:
        async with engine.connect() as connection:
            tables = (await connection.scalars(sa.text(TABLES))).all()
            statements = [SEQUENCES, *(EVERY_ROW.format(table) for table in tables)]
            found = [tuple(row) for each in statements for row in await connection.execute(sa.text(each))]
    finally:
        await engine.dispose()
    return hashlib.sha256(repr(found).encode()).hexdigest()
