"""The command `covergraph`. Each subcommand imports what it needs when it runs, so that `--help` is instant."""

import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Final, NoReturn
from uuid import UUID

import typer

from stack.errors import StackError, StopRequested
from stack.events_commands import events, facts
from stack.folder import CHECKOUT, data_folder
from stack.options import Data
from subgraphs.registry import SUBGRAPHS, Subgraph, subgraph

app = typer.Typer(
    name="covergraph",
    help="Medical coverage as one graph: eight services, eight databases, one GraphQL endpoint.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)
importing = typer.Typer(help="Load the data of other systems.", no_args_is_help=True)
app.add_typer(importing, name="import")
auditing = typer.Typer(help="The audit log: who did and saw what.", no_args_is_help=True)
app.add_typer(auditing, name="audit")
keeping = typer.Typer(help="The keys that columns are sealed with, and that sign access tokens.", no_args_is_help=True)
app.add_typer(keeping, name="keys")
app.add_typer(events, name="events")
app.add_typer(facts, name="facts")

Host = Annotated[str, typer.Option(help="The address to listen on; 0.0.0.0 serves the whole network.")]
Port = Annotated[int, typer.Option(min=0, max=65535, help="The port of the GraphQL endpoint; 0 takes a free one.")]
DEFAULT_HOST: Final = "127.0.0.1"
DEFAULT_PORT: Final = 8000


def main() -> NoReturn:
    """Run the command; a fault is one sentence on standard error."""
    try:
        app(prog_name="covergraph")
    except (StackError, StopRequested) as error:
        sys.stderr.write(f"{error}\n")
        sys.exit(error.exit_code)
    sys.exit()


def _row(name: str) -> Subgraph:
    """Return the domain of that name, or say which there are."""
    try:
        return subgraph(name)
    except KeyError as error:
        raise StackError(f"There is {error.args[0]}.") from error


@app.command()
def up(
    data: Data = None,
    host: Host = DEFAULT_HOST,
    port: Port = DEFAULT_PORT,
    *,
    fresh: Annotated[bool, typer.Option("--fresh", help="Delete the embedded databases and streams first.")] = False,
    detach: Annotated[bool, typer.Option("--detach", "-d", help="Return when the stack is ready.")] = False,
    sample: Annotated[
        bool, typer.Option("--sample/--no-sample", help="Load the sample and demonstration rows where there are none.")
    ] = True,
    subgraph_port: Annotated[
        int | None,
        typer.Option(help="Also serve the eight subgraphs on TCP, on eight ports from this one on (other gateways)."),
    ] = None,
) -> None:
    """Start everything: databases, broker, eight services, gateway. Ctrl-C, or `./covergraph down`, stops it.

    Databases named by CORE_, CRM_, CLAIMS_, PROVIDER_, FINANCE_, TOKEN_, SCHEMES_ and ANALYTICS_DATABASE_URL are used
    where they are; the others live in an embedded PostgreSQL. NATS_URL names a broker; without it one is embedded.
    """
    from stack.progress import Terminal
    from stack.up import Wishes
    from stack.up import detach as bring_up_detached
    from stack.up import up as bring_up

    wishes = Wishes(data_folder(data), host, port, subgraph_port=subgraph_port, is_fresh=fresh, has_sample=sample)
    (bring_up_detached if detach else bring_up)(wishes, Terminal())


@app.command()
def down(data: Data = None) -> None:
    """Stop the stack; its data stays."""
    from stack.running import stop_stack

    typer.echo(stop_stack(data_folder(data)))


@app.command()
def status(data: Data = None) -> None:
    """Show each program of the running stack. Exit code 0 when all are well."""
    from stack.running import look, table

    folder = data_folder(data)
    running, states = look(folder)
    if running is None:
        typer.echo(f"Nothing is running on {folder.root}. Start it with `./covergraph up`.")
        raise typer.Exit(1)
    typer.echo(f"{running.endpoint}  (launcher {running.launcher.pid}, {folder.root})")
    typer.echo("\n".join(table(states)))
    raise typer.Exit(0 if all(state.is_well for state in states) else 1)


@app.command()
def doctor(data: Data = None, host: Host = DEFAULT_HOST, port: Port = DEFAULT_PORT) -> None:
    """Look for what is wrong, and say what to do about it. Exit code 0 when nothing is."""
    from stack.doctor import examine

    is_well = True
    for symptom in examine(data_folder(data), host, port):
        is_well = is_well and symptom.is_well
        typer.echo(f"{'✓' if symptom.is_well else '✗'} {symptom.subject}: {symptom.finding}")
    raise typer.Exit(0 if is_well else 1)


@app.command()
def serve(
    name: Annotated[str, typer.Argument(help="core, crm, claims, providers, finance, tokens, schemes or analytics.")],
    data: Data = None,
    host: Host = DEFAULT_HOST,
    port: Annotated[
        int | None, typer.Option(help="Listen on this port; without it, take the service's place in the stack.")
    ] = None,
) -> None:
    """Run one service alone: in its place in the running stack, or, with --port, anywhere.

    Its database is the one its *_DATABASE_URL names, else that of the running stack.
    """
    row = _row(name)
    from stack.addresses import TcpAddress
    from stack.alone import serve_alone

    serve_alone(row, data_folder(data), None if port is None else TcpAddress(host, port), typer.echo)


@app.command()
def migrate(
    domain: Annotated[str | None, typer.Argument(help="One domain; all eight without it.")] = None, data: Data = None
) -> None:
    """Bring the databases to their newest migration, starting the embedded server for it where needed."""
    from stack.progress import Terminal
    from stack.servers import migrate_all, open_databases

    progress = Terminal()
    rows = [_row(domain)] if domain else list(SUBGRAPHS)
    with open_databases(data_folder(data), rows, progress) as urls:
        migrated = migrate_all({row.name: urls[row.name] for row in rows}, progress)
    for row in rows:
        typer.echo(f"{row.name}: {'migrated' if row.name in migrated else 'was at its newest migration'}")


@app.command()
def token(
    role: Annotated[
        str,
        typer.Argument(
            help="member, employer_admin, provider, claims_officer, sales_agent, finance_officer, auditor, "
            "system_admin or service."
        ),
    ],
    data: Data = None,
    otp: Annotated[str | None, typer.Option(help="The one-time code, where the user has a second factor.")] = None,
) -> None:
    """Print an access token of the demonstration's user of a role, alone on its line; it lasts ten minutes."""
    from stack.signing_in import token as sign_in

    typer.echo(sign_in(data_folder(data), role, otp))


@app.command()
def users(data: Data = None) -> None:
    """Show the demonstration's users and their passwords, one for each role."""
    from stack.showcase import sign_ins
    from stack.signing_in import accounts

    typer.echo("\n".join(line for _, line in sign_ins(accounts(data_folder(data)))))


@app.command("make-admin")
def make_admin(
    email: Annotated[str, typer.Argument(help="The e-mail address to sign in with.")],
    data: Data = None,
    *,
    password: Annotated[str, typer.Option(prompt=True, hide_input=True, confirmation_prompt=True, hidden=True)],
) -> None:
    """Make the first user, a system_admin, who makes the others by the graph. The password is asked for."""
    from stack.first_admin import make_admin as make

    with _databases("core", data) as urls:
        make(urls, email, password)
    typer.echo(f"{email} may sign in.")


@importing.command("synthea")
def import_synthea(
    folder: Annotated[Path, typer.Argument(exists=True, file_okay=False, help="A folder of Synthea CSV files.")],
    data: Data = None,
    *,
    adjudicate: Annotated[
        bool,
        typer.Option("--adjudicate", help="Then decide its claims by our own rules, and compare with its figures."),
    ] = False,
    differences: Annotated[
        Path | None, typer.Option(metavar="FILE", help="With --adjudicate: write all claims that differ there.")
    ] = None,
) -> None:
    """Load a folder of Synthea CSV files, of any generation. Loading it again changes nothing."""
    import asyncio

    from stack.loading.loader import load
    from stack.loading.oracle import compare
    from stack.progress import Terminal
    from stack.servers import migrate_all, open_databases

    progress = Terminal()
    with open_databases(data_folder(data), SUBGRAPHS, progress) as urls:
        migrate_all(urls, progress)
        report = asyncio.run(load(folder, urls, progress))
        typer.echo(report)
        if not adjudicate:
            return
        agreement = asyncio.run(compare(folder, urls, progress, today=datetime.now(UTC).date()))
    if differences is not None:
        differences.write_text("\n".join(agreement.lines(shown=None)) + "\n")
    typer.echo("\n".join(["", *agreement.lines()]))


@auditing.command("show")
def audit_show(
    domain: Annotated[str, typer.Argument(help="Whose log.")],
    data: Data = None,
    *,
    actor: Annotated[str | None, typer.Option(help="Rows of one user or service, by id.")] = None,
    action: Annotated[str | None, typer.Option(help="Rows of one kind: read, update, denial, login, …")] = None,
    entity: Annotated[UUID | None, typer.Option(help="Rows about one thing, by id.")] = None,
    since: Annotated[datetime | None, typer.Option(help="Rows from this instant on (UTC).")] = None,
    limit: Annotated[int, typer.Option(min=1, max=10_000, help="How many rows at most.")] = 50,
) -> None:
    """Show who did and saw what in one service, the newest first."""
    from stack.auditing import Wanted, show
    from stack.progress import Terminal
    from stack.servers import open_databases

    row = _row(domain)
    instant = since and since.replace(tzinfo=UTC)
    with open_databases(data_folder(data), [row], Terminal()) as urls:
        lines = show(urls[row.name], Wanted(actor, action, entity, instant, limit))
    typer.echo("\n".join(lines) if lines else "No row of the log is like that.")


@auditing.command("verify")
def audit_verify(
    domain: Annotated[str | None, typer.Argument(help="One domain; all eight without it.")] = None, data: Data = None
) -> None:
    """Walk the chain of each service's log and name the first row that is wrong. Exit code 1 when there is one."""
    from stack.auditing import verify
    from stack.progress import Terminal
    from stack.servers import open_databases

    services = (_row(domain).name,) if domain else tuple(row.name for row in SUBGRAPHS)
    with open_databases(data_folder(data), SUBGRAPHS, Terminal()) as urls:
        verdicts = verify(services, urls)
    for verdict in verdicts:
        typer.echo(verdict)
    raise typer.Exit(1 if any(verdict.finding for verdict in verdicts) else 0)


@keeping.command("status")
def keys_status(
    domain: Annotated[str | None, typer.Argument(help="One domain; all eight without it.")] = None, data: Data = None
) -> None:
    """Show each key: its version, whether it writes, reads or is retired, and how many values are under it."""
    from stack.keys import status as status_of_keys

    with _databases(domain, data) as urls:
        typer.echo("\n".join(status_of_keys(urls)))


@keeping.command("rotate")
def keys_rotate(
    domain: Annotated[str | None, typer.Argument(help="One domain; all eight without it.")] = None, data: Data = None
) -> None:
    """Add a version of the key, which writes at once; the former ones still read."""
    from stack.keys import rotate

    with _databases(domain, data) as urls:
        typer.echo("\n".join(rotate(urls)))


@keeping.command("rewrite")
def keys_rewrite(
    domain: Annotated[str | None, typer.Argument(help="One domain; all eight without it.")] = None, data: Data = None
) -> None:
    """Bring every value under the newest key while the stack serves, and retire the former ones.

    It may be stopped at any time, and goes on when it is run again.
    """
    from stack.keys import rewrite
    from stack.progress import Terminal

    with _databases(domain, data) as urls:
        typer.echo("\n".join(rewrite(urls, Terminal())))


@keeping.command("rotate-signing")
def keys_rotate_signing(data: Data = None) -> None:
    """Let the next key sign access tokens from now on. By itself it does when the one that signs is 30 days old."""
    from stack.signing_keys import rotate_signing

    with _databases("core", data) as urls:
        typer.echo(rotate_signing(urls))


@contextmanager
def _databases(domain: str | None, data: Path | None) -> Iterator[dict[str, str]]:
    """Yield the databases of one domain, or of all."""
    from stack.progress import Terminal
    from stack.servers import open_databases

    rows = [_row(domain)] if domain else list(SUBGRAPHS)
    with open_databases(data_folder(data), rows, Terminal()) as urls:
        yield {row.name: urls[row.name] for row in rows}


@importing.command("icd10cm")
def import_icd10cm(data: Data = None) -> None:
    """Load the diagnoses of ICD-10-CM from the package that carries the list. Loading it again changes nothing."""
    import asyncio

    from stack.loading.icd10cm import load_icd10cm
    from stack.progress import Terminal
    from stack.servers import migrate_all, open_databases

    progress = Terminal()
    row = _row("claims")
    with open_databases(data_folder(data), [row], progress) as urls:
        migrate_all({row.name: urls[row.name]}, progress)
        report = asyncio.run(load_icd10cm(urls[row.name], progress))
    typer.echo(report)


@app.command()
def compose(
    check: Annotated[
        Path | None,
        typer.Option(
            metavar="OLD",
            help="Write nothing; list what changes for clients of this supergraph, as Markdown. "
            "Exit code 1 when something breaks.",
        ),
    ] = None,
    output: Annotated[Path, typer.Option(help="Where to write the supergraph.")] = CHECKOUT / "schema.graphql",
) -> None:
    """Compose the eight subgraphs into schema.graphql, or say why they do not fit together."""
    from gateway.composition.changes import is_breaking, to_markdown
    from stack import composing

    composition = composing.composed()
    for finding in composition.errors:
        typer.echo(composing.card(finding), err=True)
    if composition.supergraph_sdl is None:
        raise StackError(f"The subgraphs do not compose: {len(composition.errors)} errors.")
    if check is not None:
        changes = composing.changes(check, composition.supergraph_sdl)
        typer.echo(to_markdown(changes), nl=False)
        raise typer.Exit(1 if is_breaking(changes) else 0)
    is_new = composing.write(composition.supergraph_sdl, output)
    typer.echo(f"{output} is {'written' if is_new else 'up to date'}.")


@app.command()
def plan(
    file: Annotated[typer.FileText, typer.Argument(help="The operation; - reads it from standard input.")],
    supergraph: Annotated[Path, typer.Option(help="The supergraph to plan over.")] = CHECKOUT / "schema.graphql",
    operation: Annotated[str | None, typer.Option(help="Its name, where the file holds several.")] = None,
    variables: Annotated[str, typer.Option(help="JSON; needed where @skip or @include ask for one.")] = "{}",
) -> None:
    """Print how the gateway would answer an operation: which requests, to whom, in which order."""
    from stack.planning import plan as planned

    try:
        values = json.loads(variables)
    except ValueError as error:
        raise StackError(f"--variables is not JSON: {error}.") from error
    typer.echo(planned(file.read(), supergraph, operation_name=operation, variables=values), nl=False)


@app.command(context_settings={"allow_extra_args": True, "ignore_unknown_options": True, "help_option_names": []})
def test(context: typer.Context) -> None:
    """Run the tests; everything after `test` goes to pytest."""
    from stack.checks import test as run_tests

    run_tests(context.args)


@app.command()
def check() -> None:
    """Check format, lint, types and walls, as a change has to pass them."""
    from stack.checks import check as run_checks
    from stack.progress import Terminal

    raise typer.Exit(0 if run_checks(Terminal()) else 1)
