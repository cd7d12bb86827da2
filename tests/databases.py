"""Real databases for tests: one PostgreSQL server a run, one migrated template a domain, one clone for who asks.

`COVERGRAPH_TEST_SERVER_URL` names a server to use instead of starting one (its user must be able to create databases).
"""

import hashlib
import os
import tempfile
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path
from typing import Final
from uuid import uuid4

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from migrations.run import FOLDER, upgrade
from shared_models.connection import create_engine

SERVER_VARIABLE: Final = "COVERGRAPH_TEST_SERVER_URL"
STOP_PATIENCE_S: Final = 10
FAST: Final = ("fsync", "synchronous_commit", "full_page_writes")


@contextmanager
def running_server() -> Iterator[None]:
    """Keep a server running for the whole run, for all workers; uses the one that is named if there is one."""
    if SERVER_VARIABLE in os.environ:
        yield
        return
    from stack.folder import DataFolder  # noqa: PLC0415  # only the controller starts a server
    from stack.postgres import embedded_server  # noqa: PLC0415  # the same
    from stack.processes import stop  # noqa: PLC0415  # the same

    with tempfile.TemporaryDirectory(prefix="covergraph-test-", ignore_cleanup_errors=True) as root:
        Path(root).chmod(0o755)
        folder = DataFolder(Path(root))
        folder.prepare()
        server = embedded_server(folder)
        process = server.start()
        try:
            server.await_ready(process)
            os.environ[SERVER_VARIABLE] = server.url("postgres")
            yield
        finally:
            os.environ.pop(SERVER_VARIABLE, None)
            stop([(process, server.stop_signal)], patience_s=STOP_PATIENCE_S)


async def make_fast() -> None:
    """Give up what only a crash of the machine would need; the data of a test run is worth nothing afterwards."""
    async with _server_connection() as connection:
        for setting in FAST:
            await connection.execute(sa.text(f"ALTER SYSTEM SET {setting} = off"))
        await connection.execute(sa.text("SELECT pg_reload_conf()"))


async def migrated_database(domain: str) -> str:
    """Return the URL of a new database of that domain, at its newest migration, empty."""
    template = await _template(domain)
    name = f"test-{domain}-{uuid4().hex[:12]}"
    async with _server_connection() as connection:
        await connection.execute(sa.text(f'CREATE DATABASE "{name}" TEMPLATE "{template}" STRATEGY wal_log'))
    return url_of(name)


async def empty_database() -> str:
    """Return the URL of a new database with nothing in it."""
    name = f"test-{uuid4().hex[:12]}"
    async with _server_connection() as connection:
        await connection.execute(sa.text(f'CREATE DATABASE "{name}"'))
    return url_of(name)


async def drop_database(url: str) -> None:
    """Remove a database of a test."""
    async with _server_connection() as connection:
        await connection.execute(sa.text(f'DROP DATABASE "{sa.make_url(url).database}" WITH (FORCE)'))


def url_of(database: str) -> str:
    """Return the URL of a database on the test server."""
    server = sa.make_url(os.environ[SERVER_VARIABLE])
    return server.set(database=database).render_as_string(hide_password=False)


async def _template(domain: str) -> str:
    """Migrate the domain's template once; the other workers wait for the first."""
    name = f"template-{domain}-{_fingerprint(domain)}"
    async with _server_connection() as connection:
        await connection.execute(sa.text("SELECT pg_advisory_lock(hashtext(:name))"), {"name": name})
        if await connection.scalar(sa.text("SELECT true FROM pg_database WHERE datname = :name"), {"name": name}):
            return name
        await connection.execute(sa.text(f'DROP DATABASE IF EXISTS "{name}-new"'))
        await connection.execute(sa.text(f'CREATE DATABASE "{name}-new"'))
        await upgrade(domain, url_of(f"{name}-new"))
        await connection.execute(sa.text(f'ALTER DATABASE "{name}-new" RENAME TO "{name}"'))
    return name


def _fingerprint(domain: str) -> str:
    # Migrations write what the common files tell them to, such as the policies of rows.
    common = (FOLDER, FOLDER.parent / "shared_models")
    digest = hashlib.sha256()
    for path in sorted(path for folder in (FOLDER / domain / "versions", *common) for path in folder.glob("*.py")):
        digest.update(path.read_bytes())
    return digest.hexdigest()[:12]


@asynccontextmanager
async def _server_connection() -> AsyncIterator[AsyncConnection]:
    engine = create_engine(os.environ[SERVER_VARIABLE], application="covergraph-test", pool_size=1)
    try:
        async with engine.connect() as connection:
            yield await connection.execution_options(isolation_level="AUTOCOMMIT")
    finally:
        await engine.dispose()
