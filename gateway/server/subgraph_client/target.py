"""A subgraph's address, and the bytes that open every request to it."""

import ssl
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final
from urllib.parse import SplitResult, parse_qs, urlsplit

_DEFAULT_PATH: Final = "/graphql"
_OUR_HEADERS: Final = frozenset({"host", "content-length", "transfer-encoding", "connection", "content-type", "accept"})


class TargetError(ValueError):
    """A subgraph's URL or headers cannot be used; the message says what to write instead."""


@dataclass(frozen=True, slots=True)
class Target:
    """Where to connect (`socket_path`, or `host` and `port`) and the request's head up to the length of its body.

    `path` and `authority` are what the head asks for (RFC 9112).
    """

    name: str
    host: str
    port: int
    socket_path: str | None
    tls: ssl.SSLContext | None
    path: str
    authority: str
    head: bytes


def read_target(name: str, url: str, headers: Mapping[str, str] | None = None, ca_file: str | None = None) -> Target:
    """Read a subgraph's URL: `http://`, `https://`, or `unix:///path/to/socket` (`?path=/graphql` is its default)."""
    parts = urlsplit(url)
    if parts.scheme == "unix":
        return _unix_target(name, url, parts, headers or {})
    if parts.scheme not in {"http", "https"} or not parts.hostname:
        raise TargetError(f"subgraph '{name}': {url!r} is no URL of a subgraph; write http://…, https://… or unix:///…")
    is_tls = parts.scheme == "https"
    try:
        port = parts.port or (443 if is_tls else 80)
    except ValueError:
        raise TargetError(f"subgraph '{name}': the port in {url!r} is not a number from 1 to 65535") from None
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    authority = parts.netloc.rpartition("@")[2]
    tls = _tls(name, ca_file) if is_tls else None
    head = _head(name, path, authority, headers or {})
    return Target(name, parts.hostname, port, None, tls, path, authority, head)


def _tls(name: str, ca_file: str | None) -> ssl.SSLContext:
    try:
        return ssl.create_default_context(cafile=ca_file)
    except OSError as error:
        raise TargetError(f"subgraph '{name}': no certificates can be read from {ca_file} ({error.strerror})") from None


def _unix_target(name: str, url: str, parts: SplitResult, headers: Mapping[str, str]) -> Target:
    if parts.netloc or not parts.path.startswith("/"):
        raise TargetError(f"subgraph '{name}': {url!r} needs three slashes, as in unix:///run/{name}.sock")
    path = parse_qs(parts.query).get("path", [_DEFAULT_PATH])[0]
    head = _head(name, path, "localhost", headers)
    return Target(name, "localhost", 0, parts.path, None, path, "localhost", head)


def _head(name: str, path: str, authority: str, headers: Mapping[str, str]) -> bytes:
    lines = [
        f"POST {path} HTTP/1.1",
        f"Host: {authority}",
        "Content-Type: application/json",
        "Accept: application/graphql-response+json, application/json;q=0.9",
        *(_header_line(name, header, value) for header, value in headers.items()),
        "Content-Length: ",
    ]
    try:
        return "\r\n".join(lines).encode("latin-1")
    except UnicodeEncodeError:
        raise TargetError(f"subgraph '{name}': its URL and headers may only hold Latin-1 characters") from None


def _header_line(name: str, header: str, value: str) -> str:
    if header.lower() in _OUR_HEADERS:
        raise TargetError(f"subgraph '{name}': the header {header!r} is set by the gateway")
    if not header or any(ord(letter) <= ord(" ") or letter in ":\x7f" for letter in header):
        raise TargetError(f"subgraph '{name}': {header!r} is no name of a header")
    if any(letter in value for letter in "\r\n\0"):
        raise TargetError(f"subgraph '{name}': the value of the header {header!r} holds a line break")
    return f"{header}: {value}"
