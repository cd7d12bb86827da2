"""The commands `covergraph events …` and `covergraph facts …`, which events make.

Each imports what it needs when it runs, as all of the command line does.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from stack.errors import StackError
from stack.folder import data_folder
from stack.options import Data
from subgraphs.registry import SUBGRAPHS, subgraph

if TYPE_CHECKING:
    from stack.events import Events

events = typer.Typer(
    help="The events that services tell each other: what waits, what failed, what is to be told again.",
    no_args_is_help=True,
)
facts = typer.Typer(help="The facts that analytics makes of events.", no_args_is_help=True)

Service = Annotated[str | None, typer.Argument(help="A service, such as claims; all eight without it.")]
Follower = Annotated[str | None, typer.Argument(help="A service that follows others, such as tokens; all without it.")]


@contextmanager
def _opened(data: Path | None) -> Iterator["Events"]:
    """Yield the events of the stack that runs on a folder, or that the environment names."""
    from stack.events import open_events  # noqa: PLC0415 - see above

    with open_events(data_folder(data)) as found:
        yield found


def _known(name: str | None) -> tuple[str, ...]:
    names = tuple(row.name for row in SUBGRAPHS)
    if name is None:
        return names
    if name not in names:
        raise StackError(f"There is no service {name!r}; there are {', '.join(names)}.")
    return (name,)


@events.command()
def status(service: Service = None, data: Data = None) -> None:
    """Show for each service what it has told, what waits to be published, and how far its followers are.

    Exit code 1 when there are dead letters.
    """
    services = _known(service)
    with _opened(data) as found:
        states = found.status(services)
    typer.echo("\n".join(line for state in states for line in state.lines()))
    raise typer.Exit(1 if any(follower.dead for state in states for follower in state.followers) else 0)


@events.command()
def tail(
    service: Service = None,
    data: Data = None,
    *,
    count: Annotated[int | None, typer.Option(min=1, help="End after so many events.")] = None,
    beginning: Annotated[
        bool, typer.Option("--beginning", help="Begin with the oldest that the broker holds.")
    ] = False,
) -> None:
    """Show events as they are published, one a line: when, what, of which aggregate, its version and position."""
    services = _known(service)
    with _opened(data) as found:
        found.tail(services, typer.echo, count=count, from_beginning=beginning)


@events.command()
def dead(follower: Follower = None, data: Data = None) -> None:
    """List the dead letters: events that a follower failed at five times, or could not read, and those behind them."""
    _known(follower)
    with _opened(data) as found:
        letters = found.dead(follower)
    typer.echo("\n".join(str(letter) for letter in letters) or "There are no dead letters.")


@events.command()
def redrive(
    follower: Follower = None,
    data: Data = None,
    *,
    number: Annotated[
        int | None, typer.Option(help="This letter only, by the number that `dead` shows; those behind it stay.")
    ] = None,
) -> None:
    """Give dead letters to their followers again, in the order in which they died, once their cause is mended."""
    _known(follower)
    with _opened(data) as found:
        redriven = found.redrive(follower, number)
    typer.echo(f"{redriven} redriven; `covergraph events status` shows what comes of them.")


@events.command()
def replay(
    service: Annotated[str, typer.Argument(help="The service whose events are to be published again.")],
    data: Data = None,
    *,
    after: Annotated[int, typer.Option(min=0, help="Only those after this position.")] = 0,
    forget: Annotated[
        str | None,
        typer.Option(
            metavar="FOLLOWER",
            help="Let this follower forget that it dealt with them, so that it does so again: for a projection that "
            "was emptied, never for one that keeps what it did.",
        ),
    ] = None,
) -> None:
    """Publish the events of a service again, from its outbox. Followers pass over what they have dealt with."""
    _known(service)
    _known(forget)
    if forget and after:
        raise StackError("--forget begins at the beginning: leave out --after.")
    with _opened(data) as found:
        count = found.replay(service, after, forget)
    typer.echo(f"{count} events of {service} are published again, in order, as fast as its relay can.")


@facts.callback()
def of_facts() -> None:
    """Let `rebuild` be named, though it is alone."""


@facts.command("rebuild")
def rebuild(data: Data = None) -> None:
    """Make the facts anew of all events that analytics was told, in one transaction, and say what has changed."""
    from stack.facts import rebuild_facts  # noqa: PLC0415 - see above
    from stack.progress import Terminal  # noqa: PLC0415 - see above
    from stack.servers import open_databases  # noqa: PLC0415 - see above

    row = subgraph("analytics")
    with open_databases(data_folder(data), [row], Terminal()) as urls:
        lines = rebuild_facts(urls[row.name])
    typer.echo("\n".join(lines))
