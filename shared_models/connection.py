"""How a database URL becomes an engine: one place that knows what people paste from a provider's console.

Accepted: `postgres://`, `postgresql://` and `postgresql+asyncpg://`, a socket folder as `?host=/folder`, libpq's
`sslmode` and `sslrootcert` (a file, or `system`), `connect_timeout`, `application_name`, and `channel_binding` (which
asyncpg does not know and does not need).
"""

import ssl
from collections.abc import Mapping
from typing import Any

import sqlalchemy as sa
from sqlalchemy.exc import ArgumentError
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine

SCHEMES = ("postgres", "postgresql", "postgresql+asyncpg")
SSL_MODES = ("disable", "allow", "prefer", "require", "verify-ca", "verify-full")
UNDERSTOOD = ("host", "port", "sslmode", "sslrootcert", "channel_binding", "application_name", "connect_timeout")
CONNECT_TIMEOUT_S = 10.0
PORT_END = 65_536


class BadDatabaseUrl(ValueError):
    """The URL cannot name a PostgreSQL database; the message says why, without the password."""


def create_engine(
    url: str,
    *,
    application: str,
    role: str | None = None,
    pool_size: int = 5,
    plans_once: bool = False,
    **options: Any,
) -> AsyncEngine:
    """Return an engine that connects on first use, and works as `role` if one is named; `options` go to SQLAlchemy.

    `plans_once`: a statement that is prepared has one plan, whatever its values. For those who look up rows by their
    keys, over and over: with row-level security, making a plan takes longer than carrying it out.
    """
    address, arguments = read_url(url)
    # Days and months of instants are those of UTC, wherever the server stands: partitions are cut by them.
    defaults = {"application_name": application, "timezone": "UTC"}
    fixed = {} if role is None else {"role": role}
    if plans_once:
        fixed["plan_cache_mode"] = "force_generic_plan"
    arguments["server_settings"] = defaults | arguments["server_settings"] | fixed
    return create_async_engine(
        address,
        connect_args=arguments,
        pool_size=pool_size,
        max_overflow=0,
        pool_pre_ping=False,
        hide_parameters=True,
        **options,
    )


def read_url(url: str) -> tuple[sa.URL, dict[str, Any]]:
    """Split a URL into what SQLAlchemy takes and the arguments of `asyncpg.connect`."""
    try:
        address = sa.make_url(url)
    except (ArgumentError, ValueError) as error:
        raise BadDatabaseUrl("not a URL; write postgresql://user:password@host:5432/database") from error
    if address.drivername not in SCHEMES:
        raise BadDatabaseUrl(f"{address.drivername}:// is not PostgreSQL; write postgresql://…")
    if not address.database:
        raise BadDatabaseUrl("names no database; end it with /database")
    if "@" in address.database:
        raise BadDatabaseUrl("holds an @ or / where none belongs; in a user or password write %40 and %2F")
    if not 0 < (address.port or 1) < PORT_END:
        raise BadDatabaseUrl(f"has the port {address.port}, and ports end at {PORT_END - 1}")
    query = _single_values(address.query)
    unknown = sorted(set(query) - set(UNDERSTOOD))
    if unknown:
        raise BadDatabaseUrl(f"does not understand {', '.join(unknown)}; there are {', '.join(UNDERSTOOD)}")
    arguments: dict[str, Any] = {
        "timeout": _seconds(query.get("connect_timeout", CONNECT_TIMEOUT_S)),
        "server_settings": {name: query[name] for name in ("application_name",) if name in query},
    }
    if "sslmode" in query or "sslrootcert" in query:
        arguments["ssl"] = _ssl(query.get("sslmode", "verify-full"), query.get("sslrootcert"))
    if "-pooler." in (address.host or ""):
        # A transaction pooler gives every transaction another connection: prepared statements would be lost.
        arguments |= {"statement_cache_size": 0, "prepared_statement_cache_size": 0}
    kept: dict[str, str | list[str]] = {name: query[name] for name in ("host", "port") if name in query}
    return address.set(drivername="postgresql+asyncpg", query=kept), arguments


def without_password(url: str) -> str:
    """Return the URL as it may be shown."""
    try:
        return sa.make_url(url).render_as_string(hide_password=True)
    except (ArgumentError, ValueError):
        return "(not a URL)"


def _single_values(query: Mapping[str, Any]) -> dict[str, str]:
    return {name: value if isinstance(value, str) else value[-1] for name, value in query.items()}


def _seconds(text: str | float) -> float:
    try:
        return float(text)
    except ValueError as error:
        raise BadDatabaseUrl(f"connect_timeout={text} is no number of seconds") from error


def _ssl(mode: str, root_certificate: str | None) -> str | ssl.SSLContext:
    if mode not in SSL_MODES:
        raise BadDatabaseUrl(f"sslmode={mode} is none of {', '.join(SSL_MODES)}")
    if root_certificate is None or not mode.startswith("verify"):
        return mode
    try:
        # As libpq has it: the word stands for the authorities that the system trusts.
        context = ssl.create_default_context(cafile=None if root_certificate == "system" else root_certificate)
    except OSError as error:
        raise BadDatabaseUrl(f"sslrootcert={root_certificate} cannot be read: {error.strerror}") from error
    context.check_hostname = mode == "verify-full"
    return context
