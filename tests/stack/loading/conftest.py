"""What tests of the importer share: a small folder, databases, and databases that hold that folder."""

from dataclasses import dataclass
from pathlib import Path

import pytest

from stack.loading.loader import load
from stack.loading.report import Report
from tests.conftest import NewDatabase
from tests.stack.loading.folders import CHILD, SPOUSE, UNINSURED, cut
from tests.stack.loading.silent import Silent

LOADED = ("core", "schemes", "providers", "claims")


@dataclass(frozen=True, slots=True)
class Loaded:
    """Databases that hold three patients of ma112, with what was reported and ticked when they came."""

    databases: dict[str, str]
    report: Report
    ticked: list[str]


@pytest.fixture
def small(tmp_path: Path) -> Path:
    """Give a folder with three patients of ma112."""
    return cut(SPOUSE, CHILD, UNINSURED).write(tmp_path / "small")


@pytest.fixture
async def databases(new_database: NewDatabase) -> dict[str, str]:
    """Give the databases that an import fills, empty."""
    return {domain: await new_database(domain) for domain in LOADED}


@pytest.fixture(scope="module")
async def loaded(new_database: NewDatabase, tmp_path_factory: pytest.TempPathFactory) -> Loaded:
    """Give databases that hold the three patients; tests may add to them."""
    urls = {domain: await new_database(domain) for domain in LOADED}
    progress = Silent()
    report = await load(cut(SPOUSE, CHILD, UNINSURED).write(tmp_path_factory.mktemp("three")), urls, progress)
    return Loaded(urls, report, progress.ticked)
