"""What it costs to keep rows and fields: the headline query with and without policies and row-level security.

    python -m benchmarks.access [--rounds N] [--requests N]

The house runs in this process over a database server of its own, on the sample and the demonstration, and is asked as
the member the query is about. Four houses take turns, round after round, so that all see the same machine; of each the
calmest quarter of its rounds counts. "Rows" works as the service's role, "fields" judges each field; the gateway's own
share is measured by `benchmarks.identity`. CPU time is that of this process (client, gateway and services), and that of
the database's processes (Linux); unlike the time a query takes it says the same on a busy machine.
"""

import argparse
import asyncio
import os
import statistics
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import AsyncExitStack, asynccontextmanager, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib import import_module
from pathlib import Path
from typing import Any, Final

import aiohttp
import sqlalchemy as sa
from graphql import GraphQLObjectType

from gateway.server.app import Gateway
from gateway.server.settings import Settings, SubgraphSettings
from shared_models.core import Member
from shared_models.encryption import MASTER_KEY_VARIABLE
from shared_models.identity import Principal, Role
from stack.loading.loader import load
from stack.seed import SAMPLE
from stack.seed.demonstration import seed
from stack.seed.reading import read_rows
from stack.seed.showcase import showcase_member
from stack.showcase import query_for
from subgraphs.kit.schema import DomainSchema
from subgraphs.registry import SUBGRAPHS
from tests.databases import migrated_database, running_server
from tests.journeys.house import SUPERGRAPH
from tests.keys import IN_ENVIRONMENT
from tests.serving import serving
from tests.stack.loading.silent import Silent
from tests.subgraphs.application import an_application

SCHEMAS: Final[dict[str, DomainSchema]] = {row.name: import_module(f"{row.package}.schema").schema for row in SUBGRAPHS}
POLICIES: Final = {name: schema.policy for name, schema in SCHEMAS.items()}


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the table: whether rows and fields are kept."""

    name: str
    keeps_rows: bool
    keeps_fields: bool


ROWS: Final = (
    Row("neither", keeps_rows=False, keeps_fields=False),
    Row("fields", keeps_rows=False, keeps_fields=True),
    Row("rows", keeps_rows=True, keeps_fields=False),
    Row("both", keeps_rows=True, keeps_fields=True),
)


@contextmanager
def keeping(*, fields: bool) -> Iterator[None]:
    """Have guards on fields and conditions on rows, or none, for as long as the block runs."""
    if fields:
        yield
        return
    guards = [
        (field, field.resolve)
        for schema in SCHEMAS.values()
        for kind in schema._schema.type_map.values()  # noqa: SLF001  # Strawberry has no public way
        if isinstance(kind, GraphQLObjectType)
        for field in kind.fields.values()
        if hasattr(field.resolve, "__wrapped__")
    ]
    for field, guard in guards:
        field.resolve = guard.__wrapped__
    try:
        yield
    finally:
        for field, guard in guards:
            field.resolve = guard


@asynccontextmanager
async def a_house(urls: dict[str, str], row: Row, principal: Principal) -> AsyncIterator[str]:
    """Open a house as a row of the table has it, and give its endpoint."""
    async with AsyncExitStack() as resources:
        subgraphs = {}
        for name, url in urls.items():
            # A service without a policy works as the owner of its tables.
            SCHEMAS[name].policy = POLICIES[name] if row.keeps_rows else None
            service = an_application(name, url, principal=principal)
            view: Any = service.graphql
            view.app.policy = POLICIES[name] if row.keeps_fields else None
            SCHEMAS[name].policy = POLICIES[name]
            base = await resources.enter_async_context(serving(service))
            subgraphs[name] = SubgraphSettings(url=f"{base}/graphql")
        gateway = Gateway(SUPERGRAPH.read_text(), Settings(subgraphs=subgraphs))
        yield await resources.enter_async_context(serving(gateway))


@dataclass(frozen=True, slots=True)
class Cost:
    """What one query took, in milliseconds: by the clock, of this process, of the database's."""

    clock: float
    house: float
    database: float


async def cost_of(session: aiohttp.ClientSession, endpoint: str, query: str, number: int) -> Cost:
    """Ask again and again, and return what one question costs."""
    taken = []
    house, database = time.process_time(), database_seconds()
    for _ in range(number):
        begun = time.perf_counter()
        async with session.post(f"{endpoint}/graphql", json={"query": query}) as answer:
            text = await answer.text()
        taken.append(time.perf_counter() - begun)
        assert '"errors"' not in text, text
    house, database = time.process_time() - house, database_seconds() - database
    return Cost(statistics.median(taken) * 1000, house * 1000 / number, database * 1000 / number)


def database_seconds() -> float:
    """Return the CPU time of all processes of the databases of this run."""
    ticks = 0
    for process in Path("/proc").glob("[0-9]*"):
        try:
            if b" test-" in (process / "cmdline").read_bytes():
                ticks += sum(map(int, (process / "stat").read_text().rpartition(")")[2].split()[11:13]))
        except OSError:
            continue
    return ticks / os.sysconf("SC_CLK_TCK")


async def member_of(urls: dict[str, str], number: str) -> Principal:
    """Return a member as a token would tell of them."""
    statement = sa.select(Member.id, Member.company_id).where(sa.column("member_number") == number)  # type: ignore[call-overload]  # SQLModel types columns as values
    (row,) = await read_rows(urls["core"], statement)
    employers = () if row.company_id is None else (row.company_id,)
    return Principal(str(row.id), frozenset({Role.MEMBER}), member_ids=(row.id,), employer_ids=employers)


async def run(rounds: int, requests: int) -> None:
    """Measure and print the table."""
    urls = {row.name: await migrated_database(row.name) for row in SUBGRAPHS}
    await load(SAMPLE, urls, Silent())
    await seed(urls, Silent(), today=datetime.now(UTC).date())
    number = await showcase_member(urls)
    assert number is not None
    principal, query = await member_of(urls, number), query_for(number)
    costs: dict[str, list[Cost]] = {row.name: [] for row in ROWS}
    async with AsyncExitStack() as resources:
        session = await resources.enter_async_context(aiohttp.ClientSession())
        houses = {row: await resources.enter_async_context(a_house(urls, row, principal)) for row in ROWS}
        for _ in range(rounds + 1):
            for row, endpoint in houses.items():
                with keeping(fields=row.keeps_fields):
                    costs[row.name].append(await cost_of(session, endpoint, query, requests))
    protected = sum(policy is not None for policy in POLICIES.values())
    print(f"the headline query of a member; {protected} of {len(POLICIES)} services have a policy\n")
    print("| kept | ms a query | CPU ms, house | CPU ms, database |")
    print("|---|---|---|---|")
    for name, each in costs.items():
        figures = (calmest([getattr(cost, what) for cost in each[1:]]) for what in ("clock", "house", "database"))
        print(f"| {name} | {' | '.join(f'{figure:.2f}' for figure in figures)} |")


def calmest(figures: list[float]) -> float:
    """Return the mean of the lowest quarter."""
    return statistics.mean(sorted(figures)[: max(1, len(figures) // 4)])


def main() -> None:
    """Read the arguments and run."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.access", description=__doc__)
    parser.add_argument("--rounds", type=int, default=12, help="how often each row has its turn")
    parser.add_argument("--requests", type=int, default=40, help="requests in each turn")
    arguments = parser.parse_args()
    os.environ.setdefault(MASTER_KEY_VARIABLE, IN_ENVIRONMENT)
    with running_server():
        asyncio.run(run(arguments.rounds, arguments.requests))


if __name__ == "__main__":
    main()
