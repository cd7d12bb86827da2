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

[subgraphs.orders]
url = "http://orders.internal:4001/graphql"
timeout_seconds = 2
representations_max = 500        # sent at once; longer lists go in pieces
ca_file = "/etc/ssl/internal.pem"
headers = { "x-gateway" = "edge" }
"""

import dataclasses
import json
import tomllib
from collections.abc import Callable, Mapping
from ipaddress import ip_network
from pathlib import Path
from typing import Any, Final

from gateway.server.settings import Limits, Rates, Settings, SubgraphSettings

_STATUSES: Final = (200, 294)


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
        "subgraphs": lambda value: {"subgraphs": _subgraphs(value)},
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
    if not is_number or value < 0 or (value == 0 and not is_zero_allowed):
        kind = "whole number" if is_whole else "number"
        raise ConfigurationError(f"{where}: a {kind} {'of 0 or more' if is_zero_allowed else 'above 0'} is expected")


def _subgraphs(value: Any) -> dict[str, SubgraphSettings]:
    return {name: _subgraph(f"subgraphs.{name}", entry) for name, entry in _table(value, "subgraphs").items()}


def _subgraph(where: str, value: Any) -> SubgraphSettings:
    entries = _table(value, where)
    _only(entries, {item.name for item in dataclasses.fields(SubgraphSettings)}, where)
    headers = _table(entries.get("headers", {}), f"{where}.headers")
    seconds = entries.get("timeout_seconds")
    if seconds is not None and (isinstance(seconds, bool) or not isinstance(seconds, int | float) or seconds <= 0):
        raise ConfigurationError(f"{where}.timeout_seconds: a number above 0 is expected")
    maximum = entries.get("representations_max")
    if maximum is not None:
        _number(maximum, f"{where}.representations_max", is_whole=True, is_zero_allowed=False)
    return SubgraphSettings(
        url=None if "url" not in entries else _text(entries["url"], f"{where}.url"),
        headers={name: _text(header, f"{where}.headers.{name}") for name, header in headers.items()},
        timeout_seconds=seconds,
        representations_max=maximum,
        ca_file=None if "ca_file" not in entries else _text(entries["ca_file"], f"{where}.ca_file"),
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
