"""Settings from a file, TOML or JSON: what the command line has no flag for.

page = "web/dist"
introspection = true
hide_subgraph_messages = false
partial_status = 200
share_requests = true
override_labels = ["next"]       # labels of @override that hold

[cors]
origins = ["https://console.example"]
credentials = false

[limits]                         # any name of gateway.server.settings.Limits
depth = 15
cost = 10000                     # of one operation, by estimation (gateway/operation/cost)
list_size = 10                   # of lists of which the schema does not say how long they are
subgraph_seconds = 5

[rates]                          # with this table, even empty, callers may only ask so often
subject_per_second = 50          # any name of gateway.server.settings.Rates
address_burst = 50
trusted_proxies = ["10.0.0.0/8"] # whose X-Forwarded-For is believed

[authentication]                 # whose access tokens are accepted; any name of AuthenticationSettings
issuer = "https://login.example"
audience = "orders"
keys = "https://login.example/.well-known/jwks.json"  # or unix:///run/login.sock?path=/keys, or a file
policies_claim = "roles"         # a @policy holds when this claim of the token names it

[identity]                       # subgraphs are told who asks, signed by a key that is derived for each of them
secret_file = "/run/secrets/identity"

[subgraphs.orders]
url = "http://orders.internal:4001/graphql"
timeout_seconds = 2
representations_max = 500        # sent at once; longer lists go in pieces
ca_file = "/etc/ssl/internal.pem"
headers = { "x-gateway" = "edge" }
identity_key_file = "/run/secrets/orders"  # a key of its own, instead of the derived one
"""

import dataclasses
import json
import math
import tomllib
from collections.abc import Callable, Mapping
from ipaddress import ip_network
from pathlib import Path
from typing import Any, Final

from gateway.server.environment import EnvironmentRefused, read_secret_file
from gateway.server.settings import AuthenticationSettings, Limits, Rates, Settings, SubgraphSettings

_STATUSES: Final = (200, 294)
_KEY_FILE: Final = "identity_key_file"


class ConfigurationError(ValueError):
    """The file cannot be used; the message names the file, the entry and what is expected."""


def read_configuration(file: Path) -> Settings:
    """Read settings; raises ConfigurationError with a sentence for whatever is wrong."""
    try:
        text = file.read_text(encoding="utf-8")
        table = json.loads(text) if file.suffix == ".json" else tomllib.loads(text)
    except FileNotFoundError:
        raise ConfigurationError(f"{file}: there is no such file") from None
    except OSError as error:
        raise ConfigurationError(f"{file}: cannot be read ({error.strerror})") from error
    except ValueError as error:
        kind = "JSON" if file.suffix == ".json" else "TOML"
        raise ConfigurationError(f"{file}: is not {kind}: {error}") from error
    try:
        return _settings(table, file.parent)
    except ConfigurationError as error:
        raise ConfigurationError(f"{file}: {error}") from error


def _settings(table: Any, folder: Path) -> Settings:
    entries = _table(table, "the file")
    readers: dict[str, Callable[[Any], dict[str, Any]]] = {
        "page": lambda value: {"page_folder": folder / _text(value, "page")},
        "page_start": lambda value: {"page_start": folder / _text(value, "page_start")},
        "introspection": lambda value: {"allows_introspection": _flag(value, "introspection")},
        "hide_subgraph_messages": lambda value: {"hides_subgraph_messages": _flag(value, "hide_subgraph_messages")},
        "share_requests": lambda value: {"shares_requests": _flag(value, "share_requests")},
        "override_labels": lambda value: {"override_labels": _texts(value, "override_labels")},
        "partial_status": lambda value: {"partial_status": _status(value)},
        "cors": _cors,
        "limits": lambda value: {"limits": _limits(value)},
        "rates": lambda value: {"rates": _rates(value)},
        "authentication": lambda value: {"authentication": _authentication(value, folder)},
        "identity": lambda value: {"identity_secret": _identity_secret(value, folder)},
        "subgraphs": lambda value: {"subgraphs": _subgraphs(value, folder)},
    }
    _only(entries, readers, "the file")
    found: dict[str, Any] = {}
    for name, value in entries.items():
        found |= readers[name](value)
    return Settings(**found)


def _cors(value: Any) -> dict[str, Any]:
    entries = _table(value, "cors")
    _only(entries, {"origins", "credentials"}, "cors")
    origins = entries.get("origins", [])
    if not isinstance(origins, list) or not all(isinstance(origin, str) and origin.isascii() for origin in origins):
        raise ConfigurationError('cors.origins: a list of origins is expected, such as ["https://console.example"]')
    return {
        "origins": tuple(origins),
        "allows_credentials": _flag(entries.get("credentials", False), "cors.credentials"),
    }


def _limits(value: Any) -> Limits:
    entries = _table(value, "limits")
    known = {item.name: item for item in dataclasses.fields(Limits)}
    _only(entries, known, "limits")
    for name, number in entries.items():
        _number(number, f"limits.{name}", is_whole=not isinstance(known[name].default, float))
    return Limits(**entries)


def _rates(value: Any) -> Rates:
    entries = _table(value, "rates")
    known = {item.name: item for item in dataclasses.fields(Rates)}
    _only(entries, known, "rates")
    for name, number in entries.items():
        if name != "trusted_proxies":
            _number(number, f"rates.{name}", is_whole=isinstance(known[name].default, int), is_zero_allowed=False)
    networks = _texts(entries.pop("trusted_proxies", []), "rates.trusted_proxies")
    for network in networks:
        try:
            ip_network(network)
        except ValueError as error:
            raise ConfigurationError(f"rates.trusted_proxies: {error}; a network is such as 10.0.0.0/8") from None
    return Rates(**entries, trusted_proxies=networks)


def _number(value: Any, where: str, *, is_whole: bool, is_zero_allowed: bool = True) -> None:
    is_number = not isinstance(value, bool) and isinstance(value, int if is_whole else int | float)
    if not is_number or not math.isfinite(value) or value < 0 or (value == 0 and not is_zero_allowed):
        kind = "whole number" if is_whole else "number"
        raise ConfigurationError(f"{where}: a {kind} {'of 0 or more' if is_zero_allowed else 'above 0'} is expected")


def _authentication(value: Any, folder: Path) -> AuthenticationSettings:
    entries = _table(value, "authentication")
    known = {item.name: item for item in dataclasses.fields(AuthenticationSettings)}
    _only(entries, known, "authentication")
    found: dict[str, Any] = {}
    for name, entry in entries.items():
        where = f"authentication.{name}"
        if isinstance(known[name].default, float):
            _number(entry, where, is_whole=False, is_zero_allowed=name == "leeway_seconds")
            found[name] = entry
        else:
            found[name] = _texts(entry, where) if name == "token_types" else _text(entry, where)
    missing = [name for name in ("issuer", "audience", "keys") if name not in found]
    if missing:
        raise ConfigurationError(f"authentication: {' and '.join(missing)} must be said")
    for name in ("keys", "epochs"):
        if name in found and "://" not in found[name]:
            found[name] = str(folder / found[name])
    return AuthenticationSettings(**found)


def _identity_secret(value: Any, folder: Path) -> bytes:
    entries = _table(value, "identity")
    _only(entries, {"secret_file"}, "identity")
    return _secret(entries.get("secret_file"), "identity.secret_file", folder)


def _secret(value: Any, where: str, folder: Path) -> bytes:
    try:
        return read_secret_file(folder / _text(value, where), where)
    except EnvironmentRefused as refused:
        raise ConfigurationError(str(refused)) from refused


def _subgraphs(value: Any, folder: Path) -> dict[str, SubgraphSettings]:
    entries = _table(value, "subgraphs")
    return {name: _subgraph(f"subgraphs.{name}", entry, folder) for name, entry in entries.items()}


def _subgraph(where: str, value: Any, folder: Path) -> SubgraphSettings:
    entries = _table(value, where)
    known = {item.name for item in dataclasses.fields(SubgraphSettings)} - {"identity_key"}
    _only(entries, known | {_KEY_FILE}, where)
    headers = _table(entries.get("headers", {}), f"{where}.headers")
    seconds = entries.get("timeout_seconds")
    if seconds is not None:
        _number(seconds, f"{where}.timeout_seconds", is_whole=False, is_zero_allowed=False)
    maximum = entries.get("representations_max")
    if maximum is not None:
        _number(maximum, f"{where}.representations_max", is_whole=True, is_zero_allowed=False)
    return SubgraphSettings(
        url=None if "url" not in entries else _text(entries["url"], f"{where}.url"),
        headers={name: _text(header, f"{where}.headers.{name}") for name, header in headers.items()},
        timeout_seconds=seconds,
        representations_max=maximum,
        ca_file=None if "ca_file" not in entries else _text(entries["ca_file"], f"{where}.ca_file"),
        identity_key=_secret(entries[_KEY_FILE], f"{where}.{_KEY_FILE}", folder) if _KEY_FILE in entries else None,
    )


def _only(entries: Mapping[str, Any], known: Any, where: str) -> None:
    for name in entries:
        if name not in known:
            raise ConfigurationError(f"{where} has no entry {name!r}; there are {', '.join(sorted(known))}")


def _table(value: Any, where: str) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise ConfigurationError(f"{where}: a table of entries is expected")
    return value


def _text(value: Any, where: str) -> str:
    if not isinstance(value, str):
        raise ConfigurationError(f"{where}: a text is expected")
    return value


def _texts(value: Any, where: str) -> tuple[str, ...]:
    if not isinstance(value, list):
        raise ConfigurationError(f"{where}: a list of texts is expected")
    return tuple(_text(item, where) for item in value)


def _flag(value: Any, where: str) -> bool:
    if not isinstance(value, bool):
        raise ConfigurationError(f"{where}: true or false is expected")
    return value


def _status(value: Any) -> int:
    if value not in _STATUSES:
        raise ConfigurationError("partial_status: 200 or 294 is expected")
    return int(value)
