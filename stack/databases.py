"""The eight databases: made where they are ours, checked where they are given, and brought to the newest migration.

Everything here needs an event loop, so the launcher runs it in a child.
"""

import asyncio
import ssl
from collections.abc import Mapping
from datetime import UTC, datetime
from importlib import import_module
from typing import Final

import asyncpg  # type: ignore[import-untyped]  # it ships no types
import sqlalchemy as sa
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncEngine

from migrations.run import is_at_head, upgrade
from shared_models.connection import create_engine, without_password
from shared_models.partitions import MONTHS_AHEAD, create_statements, months_ahead, partitioned_tables
from stack.errors import DatabaseUnusable
from stack.postgres import OLDEST_MAJOR
from subgraphs.registry import subgraph

APPLICATION: Final = "covergraph-stack"
# What SQLAlchemy and its driver raise, and what a connection that does not come about raises past them.
UNUSABLE: Final = (OSError, TimeoutError, DBAPIError, asyncpg.PostgresError, asyncpg.InterfaceError)


def make_databases(server_url: str, domains: tuple[str, ...]) -> None:
    """Make the databases of these domains on the embedded server, where they are missing."""
    asyncio.run(_make_databases(server_url, [subgraph(domain).database_name for domain in domains]))


async def _make_databases(server_url: str, names: list[str]) -> None:
    engine = create_engine(server_url, application=APPLICATION, pool_size=1, isolation_level="AUTOCOMMIT")
    try:
        async with engine.connect() as connection:
            existing = set((await connection.execute(sa.text("SELECT datname FROM pg_database"))).scalars())
            for name in names:
                if name not in existing:
                    await connection.execute(sa.text(f'CREATE DATABASE "{name}"'))
    finally:
        await engine.dispose()


def behind(urls: Mapping[str, str]) -> tuple[str, ...]:
    """Return the domains whose database is not at the newest migration; raise where one cannot be used at all."""
    return asyncio.run(_behind(urls))


async def _behind(urls: Mapping[str, str]) -> tuple[str, ...]:
    at_head = await asyncio.gather(*(_is_at_head(domain, url) for domain, url in urls.items()))
    return tuple(domain for domain, is_current in zip(urls, at_head, strict=True) if not is_current)


async def _is_at_head(domain: str, url: str) -> bool:
    engine = create_engine(url, application=APPLICATION, pool_size=1)
    try:
        await _check_version(domain, engine)
        return await is_at_head(domain, engine)
    except UNUSABLE as error:
        raise DatabaseUnusable(f"{_name(domain, url)} {why_unusable(error)}") from error
    finally:
        await engine.dispose()


async def _check_version(domain: str, engine: AsyncEngine) -> None:
    async with engine.connect() as connection:
        number = (await connection.execute(sa.text("SELECT current_setting('server_version_num')::int"))).scalar_one()
    if number < OLDEST_MAJOR * 10_000:
        raise DatabaseUnusable(
            f"{subgraph(domain).database_variable} names PostgreSQL {number // 10_000}, and Covergraph needs "
            f"{OLDEST_MAJOR} or newer. Upgrade that server or name another."
        )


def migrate(domain: str, url: str) -> None:
    """Bring one database to the newest migration."""
    try:
        asyncio.run(upgrade(domain, url))
    except UNUSABLE as error:
        raise DatabaseUnusable(f"{_name(domain, url)} {why_unusable(error)}") from error


def make_months(urls: Mapping[str, str]) -> None:
    """Give every table partitioned by month this month and the next three; a row without a month costs dearly later."""
    asyncio.run(_make_months(urls))


async def _make_months(urls: Mapping[str, str]) -> None:
    await asyncio.gather(*(_make_months_of(domain, url) for domain, url in urls.items()))


async def _make_months_of(domain: str, url: str) -> None:
    wanted = list(months_ahead(datetime.now(UTC).date(), MONTHS_AHEAD))
    engine = create_engine(url, application=APPLICATION, pool_size=1)
    try:
        async with engine.begin() as connection:
            await connection.execute(sa.text("SET LOCAL client_min_messages = warning"))
            for table in partitioned_tables(import_module(f"shared_models.{domain}").metadata):
                for statement in create_statements(table.name, wanted):
                    await connection.execute(sa.text(statement))
    except UNUSABLE as error:
        raise DatabaseUnusable(f"{_name(domain, url)} {why_unusable(error)}") from error
    finally:
        await engine.dispose()


def _name(domain: str, url: str) -> str:
    return f"The database of {domain} ({subgraph(domain).database_variable}, {without_password(url)})"


def why_unusable(error: Exception) -> str:
    """Say why a database cannot be used, and what to do."""
    cause = getattr(error, "orig", None) or error
    cause = cause.__cause__ or cause
    match cause:
        case asyncpg.InvalidPasswordError() | asyncpg.InvalidAuthorizationSpecificationError():
            return "refuses this user or password. Correct the URL."
        case asyncpg.InvalidCatalogNameError():
            return "does not exist on that server. Create it, or correct the URL."
        case asyncpg.InsufficientPrivilegeError():
            return f"refuses its user a right: {cause}. Grant it, or name the database's owner in the URL."
        case asyncpg.TooManyConnectionsError():
            return "has no free connection. Raise max_connections there, or stop what uses them."
        case OSError() | asyncpg.ClientConfigurationError():
            return _why_unreachable(cause)
        case asyncpg.ConnectionDoesNotExistError() | asyncpg.InterfaceError():
            return "closed the connection. Check that the server runs."
        case _:
            # The first line: hints come below it.
            return f"failed: {type(cause).__name__}: {str(cause).partition(chr(10))[0]}."


def _why_unreachable(cause: Exception) -> str:
    """Say why there is no connection, or none that is as safe as the URL demands."""
    match cause:
        case asyncpg.ClientConfigurationError():
            said = str(cause).partition("\n")[0]
            return (
                f"asks for more than there is: {said}. Name that file with sslrootcert=, or write sslrootcert=system."
            )
        case ssl.SSLCertVerificationError():
            return (
                f"shows a certificate that is not trusted ({cause.verify_message}). Name its authority's file with "
                "sslrootcert=, or encrypt without proof by sslmode=require."
            )
        case ConnectionError() if "rejected SSL upgrade" in str(cause):
            return "speaks no TLS, and its URL demands it. Turn TLS on at that server, or take sslmode out of the URL."
        case TimeoutError():
            return "did not answer in time. Check host, port and network."
        case _:
            said = getattr(cause, "strerror", None) or str(cause)
            return f"cannot be reached ({said}). Check that the server runs, and host and port."
