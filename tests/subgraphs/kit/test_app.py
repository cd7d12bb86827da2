"""A service over HTTP: /graphql, liveness, readiness."""

from typing import Any

import aiohttp

from migrations.run import downgrade, head_of
from tests.conftest import NewDatabase
from tests.serving import serving
from tests.subgraphs.application import an_application

NOWHERE = "postgresql://nobody@127.0.0.1:1/nothing?connect_timeout=1"
QUERY = '{ member(memberNumber: "x") { id } }'


async def _get(base: str, path: str) -> tuple[int, Any]:
    async with aiohttp.ClientSession() as session, session.get(base + path) as answer:
        return answer.status, await answer.json()


async def _ask(base: str, query: str) -> tuple[int, Any]:
    async with aiohttp.ClientSession() as session, session.post(f"{base}/graphql", json={"query": query}) as answer:
        return answer.status, await answer.json()


async def test_a_query_is_answered(new_database: NewDatabase) -> None:
    async with serving(an_application("core", await new_database("core"))) as base:
        answer = await _ask(base, QUERY)

    assert answer == (200, {"data": {"member": None}})


async def test_a_service_is_ready_when_its_database_stands_at_the_newest_migration(new_database: NewDatabase) -> None:
    async with serving(an_application("core", await new_database("core"))) as base:
        status, body = await _get(base, "/health/ready")

    assert (status, body["status"]) == (200, "ready")


async def test_a_service_on_an_unmigrated_database_says_so(new_database: NewDatabase) -> None:
    url = await new_database("core")
    await downgrade("core", url)

    async with serving(an_application("core", url)) as base:
        status, body = await _get(base, "/health/ready")

    assert status == 503
    assert body["reason"] == f"the database stands at migration None, not {head_of('core')}"


async def test_a_service_lives_without_its_database_and_names_what_is_missing() -> None:
    async with serving(an_application("core", NOWHERE)) as base:
        live, _ = await _get(base, "/health/live")
        ready, body = await _get(base, "/health/ready")
        _, answer = await _ask(base, QUERY)

    assert (live, ready) == (200, 503)
    assert body["reason"] == "the database does not answer"
    assert answer["data"] == {"member": None}
    assert answer["errors"][0]["extensions"]["code"] == "DEPENDENCY_UNAVAILABLE"
