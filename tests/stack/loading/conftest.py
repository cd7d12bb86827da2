from pathlib import Path

import pytest

from tests.conftest import NewDatabase
from tests.stack.loading.folders import CHILD, SPOUSE, UNINSURED, cut

LOADED = ("core", "schemes", "providers", "claims")


@pytest.fixture
async def databases(new_database: NewDatabase) -> dict[str, str]:
    """Give the databases that an import fills, empty."""
    return {domain: await new_database(domain) for domain in LOADED}


@pytest.fixture
def small(tmp_path: Path) -> Path:
    """Give a folder with three patients of ma112."""
    return cut(SPOUSE, CHILD, UNINSURED).write(tmp_path / "small")
