"""Services are known to core by the digests of their secrets, and by nothing else."""

import pytest

from stack.machines import graph_settings, secret_of, store_machines
from subgraphs.core.service.machines import digest
from subgraphs.registry import SUBGRAPHS
from tests.conftest import NewDatabase
from tests.stack.loading.stored import execute, rows

FIRST, SECOND = bytes(32), bytes(31) + b"\x01"
STORED = "SELECT name, secret_hash FROM service_clients ORDER BY name"


async def test_each_service_has_a_secret_of_its_own(new_database: NewDatabase) -> None:
    url = await new_database("core")

    await store_machines(url, (FIRST,))

    known = dict(await rows(url, STORED))
    assert set(known) == {row.name for row in SUBGRAPHS}
    assert known["claims"] == digest(secret_of("claims", FIRST))
    assert len(set(known.values())) == 8


async def test_claims_alone_may_ask_for_what_claims_are_decided_on(new_database: NewDatabase) -> None:
    url = await new_database("core")
    await store_machines(url, (FIRST,))
    await execute(url, "UPDATE service_clients SET scopes = '{everything}'")

    await store_machines(url, (FIRST,))

    held = dict(await rows(url, "SELECT name, scopes FROM service_clients"))
    assert held == {**{row.name: [] for row in SUBGRAPHS}, "claims": ["adjudication"]}


async def test_another_identity_secret_takes_the_place_of_the_first(new_database: NewDatabase) -> None:
    url = await new_database("core")
    await store_machines(url, (FIRST,))

    await store_machines(url, (SECOND, FIRST))

    assert dict(await rows(url, STORED))["claims"] == digest(secret_of("claims", SECOND))


@pytest.mark.parametrize(("endpoint", "secrets"), [("", (FIRST,)), ("http://127.0.0.1:1/graphql", ())])
def test_without_an_endpoint_or_a_secret_nobody_asks(endpoint: str, secrets: tuple[bytes, ...]) -> None:
    assert graph_settings("claims", endpoint, secrets) is None
