"""Reads rows of a database that is not ours to serve: one statement, one connection."""

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa

from shared_models.access import AS_SYSTEM
from shared_models.connection import create_engine
from stack.loading.writing import APPLICATION


async def read_rows(url: str, statement: sa.Executable) -> Sequence[Any]:
    """Return the rows of a statement."""
    engine = create_engine(url, application=APPLICATION, pool_size=1)
    try:
        async with engine.connect() as connection:
            await connection.execute(sa.text(AS_SYSTEM))
            return list(await connection.execute(statement))
    finally:
        await engine.dispose()
