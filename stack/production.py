"""What production mode refuses: everything that is set up for a demonstration, named all at once."""

import ipaddress
from collections.abc import Iterator, Mapping
from urllib.parse import urlsplit

from stack.errors import Unsafe
from stack.secrets import is_demo, read_identity_secrets
from stack.settings import IDENTITY_SECRET, MASTER_KEY, Settings
from subgraphs.registry import subgraph


def check_settings(settings: Settings) -> None:
    """Raise Unsafe with all that is wrong with the environment; outside production mode nothing is."""
    if settings.is_production:
        _refuse([*_secrets(settings), *_databases(settings.database_urls()), *_broker(settings), *_doors(settings)])


def check_users(settings: Settings, demo_users: int) -> None:
    """Raise Unsafe where the database knows users of a demonstration."""
    if settings.is_production and demo_users:
        found = f"{demo_users} demonstration users and machines are in the core database"
        _refuse([f"{found}: delete the rows of users and service_clients with is_demo, or name another database"])


def _refuse(faults: list[str]) -> None:
    if faults:
        listed = "".join(f"\n  - {each}" for each in faults)
        raise Unsafe(f"COVERGRAPH_ENV=production, and this is not safe:{listed}")


def _secrets(settings: Settings) -> Iterator[str]:
    from shared_models.encryption import EncryptionError, read_master_key  # noqa: PLC0415 - heavy, and for production

    try:
        master = read_master_key()
    except EncryptionError as error:
        yield str(error)
    else:
        if master is None:
            yield f"{MASTER_KEY} is missing (32 bytes in hexadecimal or base64)"
        elif any(is_demo(each.revealed) for each in master.keys):
            yield f"{MASTER_KEY} was made for a demonstration"
    identity = read_identity_secrets(settings.identity_secret_text())
    if not identity:
        yield f"{IDENTITY_SECRET} is missing (32 bytes in hexadecimal)"
    elif any(map(is_demo, identity)):
        yield f"{IDENTITY_SECRET} was made for a demonstration"


def _databases(urls: Mapping[str, str]) -> Iterator[str]:
    from sqlalchemy import make_url  # noqa: PLC0415 - the same

    for domain, text in urls.items():
        url = make_url(text)
        named = url.query.get("host", "/")
        hosts = [url.host] if url.host else [named] if isinstance(named, str) else named
        # A certificate to check against is named for nothing else.
        mode = url.query.get("sslmode", "verify-full" if "sslrootcert" in url.query else "")
        if mode != "verify-full" and not all(map(_is_here, hosts)):
            yield f"{subgraph(domain).database_variable} reaches a server without proof of it: add sslmode=verify-full"


def _broker(settings: Settings) -> Iterator[str]:
    for each in (settings.broker_url() or "").split(","):
        parts = urlsplit(each.strip())
        if each and parts.scheme not in ("tls", "wss") and not _is_here(parts.hostname or ""):
            yield "NATS_URL reaches the broker without TLS: write tls://"


def _doors(settings: Settings) -> Iterator[str]:
    if settings.allows_introspection:
        yield "COVERGRAPH_INTROSPECTION describes the whole graph to everybody: leave it out"
    if settings.shows_page:
        yield "COVERGRAPH_PAGE serves GraphiQL: leave it out"


def _is_here(host: str) -> bool:
    """Say whether a server is on this machine: by a socket, or on a loopback."""
    if host.startswith("/") or host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
