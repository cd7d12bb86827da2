"""What tests of the seed share: databases as a first start leaves them, with fewer patients."""

from collections import Counter
from dataclasses import dataclass
from datetime import date
from typing import Final

import pytest

from stack.loading.loader import load
from stack.seed.demonstration import seed
from subgraphs.registry import SUBGRAPHS
from tests.conftest import NewDatabase
from tests.stack.loading.folders import CHILD, DUAL, OF_HUMANA, SPOUSE, TWICE_INSURED, UNINSURED, cut
from tests.stack.loading.silent import Silent

TODAY: Final = date(2026, 3, 20)


@dataclass(frozen=True, slots=True)
class Seeded:
    """All eight databases with a small sample and the demonstration in them."""

    urls: dict[str, str]
    stored: Counter[str]


@pytest.fixture(scope="package")
async def seeded(new_database: NewDatabase, tmp_path_factory: pytest.TempPathFactory) -> Seeded:
    """Give the databases as a first start leaves them, with fewer patients."""
    urls = {row.name: await new_database(row.name) for row in SUBGRAPHS}
    folder = cut(SPOUSE, CHILD, UNINSURED, DUAL, OF_HUMANA, TWICE_INSURED).write(tmp_path_factory.mktemp("sample"))
    await load(folder, urls, Silent())
    return Seeded(urls, await seed(urls, Silent(), today=TODAY))
