"""Where a stack's databases and events are: on servers that are given, on embedded ones, or some on each."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Final

from stack.broker import Broker, embedded_broker
from stack.errors import NotRunning
from stack.folder import DataFolder
from stack.launcher import Program, running, signals, stop_leftovers
from stack.postgres import SUPERUSER, PostgresServer, embedded_server
from stack.processes import in_child
from stack.progress import Progress, step
from stack.secrets import key_sentences, provide
from stack.settings import Settings
from subgraphs.registry import SUBGRAPHS, Subgraph

MAINTENANCE_DATABASE: Final = SUPERUSER


@dataclass(frozen=True, slots=True)
class Servers:
    """The servers of one stack; the embedded ones are None where everything is given."""

    given: Mapping[str, str]
    given_broker: str | None
    postgres: PostgresServer | None
    broker: Broker | None

    @property
    def programs(self) -> list[Program]:
        """Return what has to be started here."""
        return [program for program in (self.postgres, self.broker) if program is not None]

    @property
    def title(self) -> str:
        """Say what has to be started here."""
        names = [name for name, server in (("PostgreSQL", self.postgres), ("NATS", self.broker)) if server]
        return " and ".join(names) or "Servers elsewhere"

    @property
    def broker_url(self) -> str:
        """Return the URL of the broker, with its secret."""
        if self.broker is not None:
            return self.broker.url
        assert self.given_broker is not None, "there is either or"
        return self.given_broker

    def embedded_urls(self) -> dict[str, str]:
        """Return the URLs of the databases that live here."""
        if self.postgres is None:
            return {}
        return {row.name: self.postgres.url(row.database_name) for row in SUBGRAPHS if row.name not in self.given}

    def database_urls(self) -> dict[str, str]:
        """Return the URLs of all eight databases."""
        return {**self.embedded_urls(), **self.given}


def servers(folder: DataFolder, given: Mapping[str, str], broker: str | None) -> Servers:
    """Return the servers of a stack on that folder."""
    return Servers(
        given=given,
        given_broker=broker,
        postgres=embedded_server(folder) if len(given) < len(SUBGRAPHS) else None,
        broker=None if broker else embedded_broker(folder),
    )


def prepare_databases(folder: DataFolder, found: Servers, progress: Progress) -> None:
    """Make the embedded databases where they are missing, check the given ones, migrate all to the newest revision."""

    def work(reporting: Progress) -> None:
        make_embedded(found)
        with key_sentences():
            migrate_all(found.database_urls(), reporting)

    with step(progress, f"{len(SUBGRAPHS)} databases at their newest migration"):
        in_child(work, progress, log=folder.log("stack"))


def make_embedded(found: Servers) -> None:
    """Make the databases of the embedded server that are missing."""
    from stack.databases import make_databases  # noqa: PLC0415 - SQLAlchemy: not in the launcher before its time

    if found.postgres is not None:
        make_databases(found.postgres.url(MAINTENANCE_DATABASE), tuple(found.embedded_urls()))


def migrate_all(urls: Mapping[str, str], progress: Progress) -> tuple[str, ...]:
    """Bring these databases to their newest migration, with months to come; return the domains that were behind."""
    from stack.databases import behind, make_months, migrate  # noqa: PLC0415 - the same

    waiting = behind(urls)
    for done, domain in enumerate(waiting):
        progress.advance(done, len(waiting), "migrated")
        migrate(domain, urls[domain])
    make_months(urls)
    return waiting


@contextmanager
def open_databases(folder: DataFolder, wanted: Sequence[Subgraph], progress: Progress) -> Iterator[Mapping[str, str]]:
    """Yield the URLs of these databases: given, of the running stack, or of a server started for this block."""
    settings = Settings()
    given = settings.database_urls()
    # What is sealed in them opens, and is written, by the keys of the stack.
    provide(folder, settings)
    if all(row.name in given for row in wanted):
        yield given
    elif folder.is_held():
        yield {**_running_urls(folder), **given}
    else:
        with _own_server(folder, given, progress) as found:
            yield found.database_urls()


@contextmanager
def _own_server(folder: DataFolder, given: Mapping[str, str], progress: Progress) -> Iterator[Servers]:
    with folder.hold(), signals():
        stop_leftovers(folder)
        folder.prepare()
        found = Servers(given, None, embedded_server(folder), None)
        with running(folder, progress) as launcher:
            with step(progress, found.title):
                launcher.start(found.programs)
            make_embedded(found)
            yield found


def _running_urls(folder: DataFolder) -> Mapping[str, str]:
    notes = folder.read_notes()
    if notes is None or not notes.is_ready:
        raise NotRunning(f"The stack on {folder.root} is still starting. Try again in a moment.")
    return notes.databases
