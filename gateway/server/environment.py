"""What the environment says: the identity secret, and whether this is production.

COVERGRAPH_IDENTITY_SECRET is 32 bytes in hexadecimal, or stands in the file that COVERGRAPH_IDENTITY_SECRET_FILE names.
Two by a comma, while one replaces the other: the gateway signs with the first, subgraphs accept both.

With COVERGRAPH_ENV=production the gateway refuses to start with anything that is meant for trying things out, and
callers may only ask so often.
"""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from ipaddress import ip_address
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

from gateway.server.settings import AuthenticationSettings, Rates, Settings

MODE: Final = "COVERGRAPH_ENV"
IDENTITY_SECRET: Final = "COVERGRAPH_IDENTITY_SECRET"  # noqa: S105  (the name of a variable)
SECRET_BYTES: Final = 32
# What a demonstration makes for itself begins with this.
_DEMO_MARK: Final = b"demo"


class EnvironmentRefused(ValueError):
    """The gateway cannot start here, or may not; the message names all that is wrong."""


def in_environment(settings: Settings, environment: Mapping[str, str]) -> Settings:
    """Return the settings with what the environment adds; raises EnvironmentRefused for what must not be served."""
    given = _identity_secret(environment)
    settings = replace(settings, identity_secret=given or settings.identity_secret)
    if environment.get(MODE, "").lower() != "production":
        return settings
    unsafe = [*_unsafe(settings)]
    if unsafe:
        listed = "".join(f"\n  - {each}" for each in unsafe)
        raise EnvironmentRefused(f"{MODE}=production, and this is not safe:{listed}")
    return replace(settings, rates=settings.rates or Rates())


def read_secret(text: str, where: str) -> bytes:
    """Read a secret in hexadecimal, the first of several; raises EnvironmentRefused, which does not repeat it."""
    try:
        values = [bytes.fromhex(each) for each in text.strip().split(",")]
    except ValueError:
        values = []
    if not values or any(len(value) != SECRET_BYTES for value in values):
        raise EnvironmentRefused(
            f"{where} is not {SECRET_BYTES} bytes in hexadecimal; make one with: openssl rand -hex {SECRET_BYTES}"
        )
    return values[0]


def read_secret_file(file: Path, where: str) -> bytes:
    """Read a secret from a file of its own."""
    try:
        return read_secret(file.read_text(encoding="ascii"), where)
    except OSError as error:
        raise EnvironmentRefused(f"{where}: {file} cannot be read ({error.strerror})") from error
    except UnicodeDecodeError:
        raise EnvironmentRefused(f"{where}: {file} does not hold text") from None


def _identity_secret(environment: Mapping[str, str]) -> bytes | None:
    text, file = environment.get(IDENTITY_SECRET), environment.get(f"{IDENTITY_SECRET}_FILE")
    if text:
        return read_secret(text, IDENTITY_SECRET)
    return read_secret_file(Path(file), f"{IDENTITY_SECRET}_FILE") if file else None


def _unsafe(settings: Settings) -> Iterator[str]:
    if settings.identity_secret is None:
        yield f"{IDENTITY_SECRET} is missing: subgraphs could not tell the gateway from anybody else"
    elif settings.identity_secret.startswith(_DEMO_MARK):
        yield f"{IDENTITY_SECRET} was made for a demonstration"
    if settings.authentication is None:
        yield "[authentication] is missing: nobody could sign in"
    else:
        yield from _unsafe_sources(settings.authentication)
    if settings.allows_introspection:
        yield "introspection tells the whole schema to everybody: set introspection = false"
    if settings.page_folder is not None or settings.page_start is not None:
        yield "the GraphiQL page is served: leave out --page, page and page_start"


def _unsafe_sources(authentication: AuthenticationSettings) -> Iterator[str]:
    for name, where in (("keys", authentication.keys), ("epochs", authentication.epochs or "")):
        parts = urlsplit(where)
        if parts.scheme == "http" and not _is_here(parts.hostname or ""):
            yield f"authentication.{name} is fetched without TLS: write https://"


def _is_here(host: str) -> bool:
    try:
        return host == "localhost" or ip_address(host).is_loopback
    except ValueError:
        return False
