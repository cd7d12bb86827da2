"""How a stack comes up: servers, databases, sample, services, gateway; then it is watched until a signal ends it."""

import gc
import os
import signal
import socket
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Final, NoReturn

from starlette.types import ASGIApp

from stack import showcase
from stack.addresses import Address, TcpAddress, UnixAddress
from stack.console import build_console, is_current
from stack.errors import ServerFailed, StackError, StopRequested
from stack.folder import CHECKOUT, DataFolder
from stack.launcher import Launcher, running, signals, stop_leftovers
from stack.processes import finish, fork, in_child, last_words
from stack.production import check_settings
from stack.progress import Message, Piped, Progress, Terminal, perform, receive, send, step
from stack.secrets import key_sentences, provide
from stack.servers import Servers, prepare_databases, servers
from stack.services import Service
from stack.settings import Settings
from stack.signing_in import reachable
from subgraphs.registry import SUBGRAPHS, Subgraph

if TYPE_CHECKING:
    from stack.applications import Applications

PAGE: Final = CHECKOUT / "web" / "dist"
READY: Final = "ready"


@dataclass(frozen=True, slots=True)
class Wishes:
    """What the command line asks of a stack. `subgraph_port`: also serve the subgraphs on TCP, from that port on."""

    folder: DataFolder
    host: str
    port: int
    subgraph_port: int | None = None
    is_fresh: bool = False
    has_sample: bool = True


@dataclass(frozen=True, slots=True)
class Guard:
    """How careful a stack is, and the secrets by which its gateway vouches for who asks."""

    settings: Settings
    identity_secrets: tuple[bytes, ...] = field(repr=False)


def up(wishes: Wishes, progress: Progress, *, when_ready: Callable[[], Progress] | None = None) -> None:
    """Bring a stack up and keep it running until a signal; `when_ready` says whom to tell from then on."""
    settings = Settings()
    check_settings(settings)
    given = settings.database_urls()
    with wishes.folder.hold(), signals() as wakeup:
        make_room(wishes, progress)
        identity_secrets = provide(wishes.folder, settings)
        address = TcpAddress(wishes.host, wishes.port)
        with address.open() as door, running(wishes.folder, progress) as launcher:
            launcher.endpoint = address.endpoint(door)
            found = servers(wishes.folder, given, settings.broker_url())
            bring_up(launcher, wishes, found, door, Guard(settings, identity_secrets))
            if when_ready is not None:
                launcher.progress = when_ready()
            launcher.watch(wakeup)


def detach(wishes: Wishes, progress: Progress) -> None:
    """Bring a stack up in a process of its own and return when it is ready; raise what it failed with."""
    with wishes.folder.hold():
        wishes.folder.prepare()
    reading, writing = os.pipe()
    pid = os.fork()
    if not pid:
        os.close(reading)
        _become_daemon(wishes, writing)
    os.close(writing)
    try:
        _relay(reading, progress)
    except KeyboardInterrupt:
        os.kill(pid, signal.SIGTERM)
        os.waitpid(pid, 0)
        raise
    except EOFError as error:
        raise ServerFailed(f"The stack ended before it was ready. {last_words(wishes.folder.log('stack'))}") from error


def _relay(descriptor: int, progress: Progress) -> None:
    """Show what the stack reports, until it says that it is ready or why it never will be."""
    for received in receive(descriptor):
        match received:
            case Message():
                perform(received, progress)
            case StackError():
                raise received
            case _:
                assert received == READY, received
                return
    raise EOFError


def _become_daemon(wishes: Wishes, descriptor: int) -> NoReturn:
    """Run the stack without a terminal; steps and refusals go to the waiting parent, later news to the log."""
    os.setsid()
    log = wishes.folder.log("stack").open("a", buffering=1)
    with Path(os.devnull).open("rb") as nothing:
        os.dup2(nothing.fileno(), 0)
    os.dup2(log.fileno(), 1)
    os.dup2(log.fileno(), 2)

    def when_ready() -> Progress:
        send(descriptor, READY)
        os.close(descriptor)
        return Terminal(log)

    def run() -> None:
        try:
            up(wishes, Piped(descriptor), when_ready=when_ready)
        except StackError as error:
            # Raised before it was ready: afterwards a stack is only ever stopped.
            send(descriptor, error)
            sys.exit(error.exit_code)
        except StopRequested as stopped:
            sys.exit(stopped.exit_code)

    finish(run)


def bring_up(launcher: Launcher, wishes: Wishes, found: Servers, door: socket.socket, guard: Guard) -> None:
    """Do all that lies between a folder and a gateway that answers."""
    folder, progress = wishes.folder, launcher.progress
    if guard.settings.shows_page:
        launcher.run_aside(fork(lambda _: build_page(), log=folder.log("console")))
    with step(progress, found.title):
        launcher.begin(found.programs)
    with step(progress, "Program loaded"):
        # Beside the servers' own start: after a kill PostgreSQL has to replay what it had not written.
        applications = preload(guard)
    launcher.await_ready()
    urls = found.database_urls()
    prepare_databases(folder, found, progress)
    first = in_child(partial(first_rows, wishes, guard.settings, urls), progress, log=folder.log("stack"))
    os.environ["NATS_URL"] = found.broker_url
    os.environ.setdefault("COVERGRAPH_GATEWAY_URL", reachable(launcher.endpoint))
    with step(progress, f"{len(SUBGRAPHS)} services"):
        launcher.start(
            [
                subgraph_service(row, wishes, partial(applications.subgraph, row.name, urls[row.name]))
                for row in SUBGRAPHS
            ]
        )
    page_start = folder.run / "graphiql.json"
    showcase.write_page_start(page_start, first)
    with step(progress, "Gateway"):
        launcher.start([Service("gateway", folder, partial(applications.gateway, folder, page_start), sockets=[door])])
    launcher.announce(found.embedded_urls(), found.broker_url)
    progress.box(
        "Covergraph is running",
        (*what_there_is(launcher, guard.settings, folder), *showcase.sign_ins(first.accounts)),
        showcase.curl_line(launcher.endpoint, first.member, folder),
    )


def make_room(wishes: Wishes, progress: Progress) -> None:
    """Leave the folder as a stack needs to find it: nobody in it, and nothing but what is to be kept."""
    left = stop_leftovers(wishes.folder)
    if left:
        progress.note(f"Stopped what an earlier stack left running: {', '.join(left)}")
    if wishes.is_fresh:
        wishes.folder.erase()
    wishes.folder.prepare()


def preload(guard: Guard) -> "Applications":
    """Import once what eight services and a gateway run, before they are forked."""
    from stack.applications import load_applications  # noqa: PLC0415 - seconds of work, which has its own step

    # What is loaded now is there for good: looking for garbage in it would only take time, and, later in each fork,
    # touch pages that all of them share.
    gc.disable()
    try:
        return load_applications(guard.settings, guard.identity_secrets)
    finally:
        gc.collect()
        gc.freeze()
        gc.enable()


def first_rows(wishes: Wishes, settings: Settings, urls: Mapping[str, str], progress: Progress) -> showcase.FirstRows:
    """Fill empty databases if that is wished; return what a newcomer asks about, and as whom."""
    from stack.first_rows import prepare  # noqa: PLC0415 - for this child alone

    with key_sentences():
        return prepare(wishes.folder, settings, urls, progress, has_sample=wishes.has_sample)


def subgraph_service(row: Subgraph, wishes: Wishes, make_app: Callable[[], ASGIApp]) -> Service:
    """Return the program of one subgraph."""
    addresses: list[Address] = [UnixAddress(wishes.folder.socket(row.name))]
    if wishes.subgraph_port is not None:
        addresses.append(TcpAddress(wishes.host, wishes.subgraph_port + SUBGRAPHS.index(row)))
    return Service(row.name, wishes.folder, make_app, addresses=addresses)


def build_page() -> None:
    """Build the GraphiQL page beside everything else, and behind it: a first start is busy enough."""
    os.nice(10)
    build_console(CHECKOUT, print)


def what_there_is(launcher: Launcher, settings: Settings, folder: DataFolder) -> tuple[tuple[str, str], ...]:
    """Return what a person wants to know of a stack that is up."""
    page = launcher.endpoint.removesuffix("graphql")
    is_built = is_current(PAGE, PAGE.parent)
    built = page if is_built else f"{page}  (being built; half a minute, see {folder.log('console')})"
    return (
        ("Endpoint", launcher.endpoint),
        *((("GraphiQL", built),) if settings.shows_page else ()),
        ("Data", str(folder.root)),
        ("Stop", f"./covergraph down --data {folder.root}"),
    )
