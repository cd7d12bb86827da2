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
from collections.abc import Iterable, Iterator, Mapping
from contextlib import AsyncExitStack, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib import import_module
from pathlib import Path
from typing import Any, Final

import sqlalchemy as sa
from graphql import GraphQLObjectType

from shared_models.core import Member
from shared_models.encryption import MASTER_KEY_VARIABLE
from shared_models.identity import Principal, Role
from stack.loading.loader import load
from stack.seed import SAMPLE
from stack.seed.demonstration import seed
from stack.seed.reading import read_rows
from stack.seed.showcase import showcase_member
from stack.showcase import query_for
from subgraphs.kit import context
from subgraphs.kit.access import Access
from subgraphs.kit.schema import DomainSchema
from subgraphs.registry import SUBGRAPHS
from tests.databases import migrated_database, running_server
from tests.journeys.house import House, open_house
from tests.keys import IN_ENVIRONMENT
from tests.stack.loading.silent import Silent

SCHEMAS: Final[dict[str, DomainSchema]] = {row.name: import_module(f"{row.package}.schema").schema for row in SUBGRAPHS}


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


class Open(Access):
    """Access to everything: no condition on rows, nothing that is not read."""

    def visible(self, kind: type[Any], *, counting: bool = False) -> tuple[sa.ColumnElement[bool], ...]:  # noqa: ARG002  # the signature is that of what it stands for
        kept: tuple[sa.ColumnElement[bool], ...] = kind.source.kept
        return kept

    def labels(self, kind: type[Any], fields: Iterable[str]) -> list[sa.ColumnElement[Any]]:  # noqa: ARG002  # the same
        return []

    def may_see(self, kind: type[Any], name: str) -> bool:  # noqa: ARG002  # the same
        return True

    def ask(self, kind: type[Any], columns: Mapping[str, Iterable[str]], fields: Iterable[str]) -> None:
        """Refuse nothing."""


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
    context.Access = Open  # type: ignore[attr-defined]  # for as long as the block runs
    try:
        yield
    finally:
        context.Access = Access  # type: ignore[attr-defined]  # what it was
        for field, guard in guards:
            field.resolve = guard


@dataclass(frozen=True, slots=True)
class Cost:
    """What one query took, in milliseconds: by the clock, of this process, of the database's."""

    clock: float
    house: float
    database: float


async def cost_of(house: House, urls: Iterable[str], query: str, number: int) -> Cost:
    """Ask again and again, and return what one question costs."""
    taken = []
    own, database = time.process_time(), database_seconds(urls)
    for _ in range(number):
        begun = time.perf_counter()
        await house.ask(query)
        taken.append(time.perf_counter() - begun)
    own, database = time.process_time() - own, database_seconds(urls) - database
    return Cost(statistics.median(taken) * 1000, own * 1000 / number, database * 1000 / number)


def database_seconds(urls: Iterable[str]) -> float:
    """Return the CPU time of all processes of the databases of this run."""
    names = [f" {sa.make_url(url).database} ".encode() for url in urls]
    ticks = 0
    for process in Path("/proc").glob("[0-9]*"):
        try:
            if any(name in (process / "cmdline").read_bytes() for name in names):
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
        houses = {
            row: await resources.enter_async_context(open_house(urls, principal=principal, is_owner=not row.keeps_rows))
            for row in ROWS
        }
        for _ in range(rounds + 1):
            for row, house in houses.items():
                with keeping(fields=row.keeps_fields):
                    costs[row.name].append(await cost_of(house, urls.values(), query, requests))
    print("the headline query, asked by the member it is about\n")
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
