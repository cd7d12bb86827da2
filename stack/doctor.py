"""`covergraph doctor`: looks for what could be wrong, and says what to do about each fault in a sentence."""

import os
import socket
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from urllib.parse import urlsplit

from stack.addresses import TcpAddress
from stack.broker import embedded_broker
from stack.console import is_current
from stack.databases import behind
from stack.errors import DatabaseUnusable, FolderUnusable, StackError
from stack.folder import CHECKOUT, DataFolder, check_reachable, server_account
from stack.postgres import embedded_server, major_version
from stack.running import look
from stack.settings import Settings
from subgraphs.registry import SUBGRAPHS

ANSWER_PATIENCE_S = 5


@dataclass(frozen=True, slots=True)
class Symptom:
    """What one look found: a fact, or a fault with its cure."""

    subject: str
    finding: str
    is_well: bool = True


def examine(folder: DataFolder, host: str, port: int) -> Iterator[Symptom]:
    """Look at everything a stack on that folder needs, one after the other."""
    yield Symptom("Python", sys.version.split()[0])
    yield _looked_at("Data folder", lambda: _folder(folder))
    notes, states = look(folder)
    if notes is None:
        yield _looked_at("Port", lambda: _port(host, port))
    yield _looked_at("PostgreSQL", lambda: _server(folder))
    yield _looked_at("Broker", lambda: _broker(folder))
    running = dict(notes.databases) if notes else {}
    yield from _databases(running)
    for state in states:
        cure = "" if state.is_well else f". See {folder.log(state.name)}"
        yield Symptom(state.name, state.condition + cure, is_well=state.is_well)
    yield _page()


def _looked_at(subject: str, look_at: Callable[[], str]) -> Symptom:
    try:
        return Symptom(subject, look_at())
    except StackError as error:
        return Symptom(subject, str(error), is_well=False)


def _folder(folder: DataFolder) -> str:
    check_reachable(folder.root, server_account())
    folder.check_space()
    if not folder.existing.is_dir() or not os.access(folder.existing, os.W_OK | os.X_OK):
        raise FolderUnusable(
            f"{folder.existing} cannot be written to. Choose another folder with --data, or free this one."
        )
    return str(folder.root)


def _port(host: str, port: int) -> str:
    TcpAddress(host, port).open().close()
    return f"{host}:{port} is free"


def _server(folder: DataFolder) -> str:
    given = Settings().database_urls()
    if len(given) == len(SUBGRAPHS):
        return "all eight databases are given"
    server = embedded_server(folder)
    return f"{major_version(server.programs)} from {server.programs}"


def _broker(folder: DataFolder) -> str:
    url = Settings().broker_url()
    if url is None:
        return f"embedded, {embedded_broker(folder).program}"
    parts = urlsplit(url.partition(",")[0])
    try:
        with socket.create_connection((parts.hostname or "", parts.port or 4222), timeout=ANSWER_PATIENCE_S):
            return f"{parts.hostname} answers"
    except OSError as error:
        raise StackError(
            f"NATS_URL: {parts.hostname} does not answer ({error.strerror or error}). Start that broker, correct the "
            "URL, or leave the variable out to use the embedded one."
        ) from error


def _databases(running: dict[str, str]) -> Iterator[Symptom]:
    """Look at each database that can be reached now: the given ones, and the running stack's own."""
    try:
        urls = {**running, **Settings().database_urls()}
    except DatabaseUnusable as error:
        yield Symptom("Databases", str(error), is_well=False)
        return
    for row in SUBGRAPHS:
        if row.name in urls:
            yield _looked_at(f"Database {row.name}", partial(_database, row.name, urls[row.name]))
    if len(urls) < len(SUBGRAPHS):
        yield Symptom("Databases", "the embedded ones are looked at while the stack runs")


def _database(domain: str, url: str) -> str:
    if behind({domain: url}):
        raise StackError(f"is not at its newest migration. Run `./covergraph migrate {domain}`.")
    return "reachable, at its newest migration"


def _page() -> Symptom:
    page = CHECKOUT / "web" / "dist"
    return Symptom("GraphiQL", "built" if is_current(page, page.parent) else "not built yet; `up` builds it")
