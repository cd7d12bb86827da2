"""How fast Synthea files are loaded: `python -m benchmarks.import_rows [FOLDER]`.

Eight databases are made on a PostgreSQL server of the run's own (or on the one of COVERGRAPH_TEST_SERVER_URL), with its
durability as a stack has it. The folder is loaded, loaded again, and the demonstration is stored upon it.
"""

import asyncio
import sys
import time
from collections.abc import Awaitable
from datetime import date
from pathlib import Path
from typing import TypeVar

from stack.loading.loader import load
from stack.seed import SAMPLE
from stack.seed.demonstration import seed
from subgraphs.registry import SUBGRAPHS
from tests.databases import drop_database, migrated_database, running_server

Result = TypeVar("Result")


class Silent:
    """A progress that nobody watches."""

    def begin(self, title: str) -> None: ...

    def advance(self, done: int, total: int, unit: str) -> None: ...

    def finish(self, title: str, seconds: float) -> None: ...

    def note(self, text: str) -> None: ...

    def box(self, title: str, lines: tuple[tuple[str, str], ...], command: str) -> None: ...


async def timed(work: Awaitable[Result]) -> tuple[Result, float]:
    """Return what was awaited and the seconds it took."""
    began = time.perf_counter()
    return await work, time.perf_counter() - began


async def measure(folder: Path) -> None:
    """Load a folder twice and seed, and print what each took."""
    urls = {row.name: await migrated_database(row.name) for row in SUBGRAPHS}
    try:
        first, loading = await timed(load(folder, urls, Silent()))
        again, reloading = await timed(load(folder, urls, Silent()))
        seeded, seeding = await timed(seed(urls, Silent(), today=date(2026, 1, 15)))
    finally:
        for url in urls.values():
            await drop_database(url)
    print(f"{'':<16}{'rows read':>12}{'stored':>10}{'seconds':>10}{'read/s':>10}")
    for title, read, stored, seconds in (
        ("import", first.rows_read, first.rows_stored, loading),
        ("import again", again.rows_read, again.rows_stored, reloading),
        ("demonstration", 0, seeded.total(), seeding),
    ):
        print(f"{title:<16}{read:>12,}{stored:>10,}{seconds:>10.2f}{read / seconds:>10,.0f}")


if __name__ == "__main__":
    with running_server():
        asyncio.run(measure(Path(sys.argv[1]) if len(sys.argv) > 1 else SAMPLE))
