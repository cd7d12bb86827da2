"""The house on imported data: the sample and the demonstration, loaded once for the tests of a worker."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import pytest

from stack.loading.loader import load
from stack.seed import SAMPLE
from stack.seed.demonstration import seed
from stack.seed.showcase import showcase_member
from subgraphs.registry import SUBGRAPHS
from tests.conftest import NewDatabase
from tests.journeys.house import House, open_house
from tests.stack.loading.silent import Silent


@dataclass(frozen=True, slots=True)
class Loaded:
    """Eight databases filled from the sample, and the member a newcomer is shown."""

    urls: dict[str, str]
    member: str


@pytest.fixture(scope="session")
async def loaded(new_database: NewDatabase) -> Loaded:
    """Load the sample and the demonstration into eight databases."""
    urls = {row.name: await new_database(row.name) for row in SUBGRAPHS}
    await load(SAMPLE, urls, Silent())
    await seed(urls, Silent(), today=datetime.now(UTC).date())
    member = await showcase_member(urls)
    assert member is not None
    return Loaded(urls, member)


@pytest.fixture(scope="session")
async def house(loaded: Loaded) -> AsyncIterator[House]:
    """Open the house on the loaded databases."""
    async with open_house(loaded.urls) as house:
        yield house


@pytest.fixture(scope="session")
async def known(house: House, loaded: Loaded) -> dict[str, Any]:
    """Return ids of things that are there: the member, a company with an overdue invoice, a claim with an enrolment."""
    data = await house.ask(
        """query ($member: String!) {
             member(memberNumber: $member) {
               id company { id } scheme { schemeCode }
               claims(first: 1) { edges { node { id } } }
             }
             companies { edges { node { id invoices(filter: {status: OVERDUE}) { totalCount } } } }
           }""",
        member=loaded.member,
    )
    overdue = [edge["node"]["id"] for edge in data["companies"]["edges"] if edge["node"]["invoices"]["totalCount"]]
    member = data["member"]
    return {
        "member": loaded.member,
        "company": overdue[0],
        "claim": member["claims"]["edges"][0]["node"]["id"],
        "scheme": member["scheme"]["schemeCode"],
    }
