"""What a client reads of errors, and what the log keeps of them."""

import json
from typing import Any

import aiohttp
import pytest
import sqlalchemy as sa

from shared_models.connection import create_engine
from tests.conftest import NewDatabase
from tests.serving import serving
from tests.subgraphs.application import an_application


async def _ask(base: str, query: str, **variables: Any) -> Any:
    body = {"query": query, "variables": variables}
    async with aiohttp.ClientSession() as session, session.post(f"{base}/graphql", json=body) as answer:
        assert answer.status == 200
        return await answer.json()


@pytest.mark.parametrize(
    ("query", "code"),
    [
        ("{ claims {", "GRAPHQL_PARSE_FAILED"),
        ("{ nothing }", "GRAPHQL_VALIDATION_FAILED"),
        ('{ claims(filter: {serviceFrom: "2026-02-30"}) { totalCount } }', "BAD_USER_INPUT"),
        ("query ($size: Int!) { claims(first: $size) { totalCount } }", "BAD_USER_INPUT"),
        ('{ claim(id: "x") { id } }', "BAD_USER_INPUT"),
    ],
)
async def test_every_error_has_a_code(new_database: NewDatabase, query: str, code: str) -> None:
    async with serving(an_application("claims", await new_database("claims"))) as base:
        answer = await _ask(base, query)

    assert [error["extensions"]["code"] for error in answer["errors"]] == [code]


async def test_a_fault_of_ours_tells_the_client_nothing_and_the_log_its_place(
    new_database: NewDatabase, capfd: pytest.CaptureFixture[str]
) -> None:
    url = await new_database("claims")
    service = an_application("claims", url)
    async with serving(service) as base:
        await _rename(url, "claims", "mislaid")
        answer = await _ask(base, '{ claims(filter: {search: "secret"}) { totalCount } }')
    await service.engine.dispose()

    (logged,) = [line for line in map(json.loads, capfd.readouterr().err.splitlines()) if "path" in line]
    assert answer == {
        "data": {"claims": None},
        "errors": [
            {
                "message": "internal error",
                "locations": [{"line": 1, "column": 40}],
                "path": ["claims", "totalCount"],
                "extensions": {"code": "INTERNAL"},
            }
        ],
    }
    assert logged["path"] == ["claims", "totalCount"]
    assert "ProgrammingError" in [cause["type"] for cause in logged["causes"]]
    assert "secret" not in str(logged)
    assert "SELECT" not in str(logged)


async def test_a_statement_cut_short_costs_its_connection_and_no_other_request(
    new_database: NewDatabase, capfd: pytest.CaptureFixture[str]
) -> None:
    url = await new_database("claims")
    service = an_application("claims", url)
    two_statements = "{ claims { edges { cursor } totalCount } }"
    async with serving(service) as base:
        await _rename(url, "claims", "mislaid")
        broken = [await _ask(base, two_statements) for _ in range(10)]
        await _rename(url, "mislaid", "claims")
        whole = await _ask(base, two_statements)
    await service.engine.dispose()

    assert {error["message"] for answer in broken for error in answer["errors"]} == {"internal error"}
    assert whole == {"data": {"claims": {"edges": [], "totalCount": 0}}}
    capfd.readouterr()


async def _rename(url: str, table: str, name: str) -> None:
    """Rename a table as its owner."""
    engine = create_engine(url, application="covergraph-test")
    async with engine.begin() as connection:
        await connection.execute(sa.text(f"ALTER TABLE {table} RENAME TO {name}"))
    await engine.dispose()
