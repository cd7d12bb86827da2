"""Databases made, checked and migrated on a real server, and the sentences about those that cannot be used."""

import asyncio
import os
from datetime import UTC, datetime
from pathlib import Path

import asyncpg  # type: ignore[import-untyped]  # it ships no types
import pytest
import sqlalchemy as sa
from sqlalchemy.exc import ProgrammingError

from shared_models.connection import create_engine
from shared_models.partitions import months_ahead
from stack.databases import behind, make_databases, make_months, migrate, why_unusable
from stack.errors import DatabaseUnusable
from stack.folder import DataFolder
from stack.progress import Terminal
from stack.servers import open_databases
from subgraphs.registry import subgraph
from tests.conftest import NewDatabase
from tests.databases import SERVER_VARIABLE, url_of


async def test_an_empty_database_is_behind_until_it_is_migrated(new_database: NewDatabase) -> None:
    url = await new_database("")

    before = await asyncio.to_thread(behind, {"core": url})
    await asyncio.to_thread(migrate, "core", url)
    after = await asyncio.to_thread(behind, {"core": url})

    assert before == ("core",)
    assert after == ()


async def test_tables_cut_by_month_get_this_month_and_three_more_once(new_database: NewDatabase) -> None:
    url = await new_database("core")
    expected = {f"audit_log_{month:%Y_%m}" for month in months_ahead(datetime.now(UTC).date(), 3)}

    await asyncio.to_thread(make_months, {"core": url})
    await asyncio.to_thread(make_months, {"core": url})

    engine = create_engine(url, application="covergraph-test")
    async with engine.connect() as connection:
        partitions = sa.text("SELECT inhrelid::regclass::text FROM pg_inherits WHERE inhparent = 'audit_log'::regclass")
        found = set((await connection.execute(partitions)).scalars())
    await engine.dispose()
    assert found == expected | {"audit_log_default"}


def test_making_databases_twice_makes_them_once() -> None:
    make_databases(os.environ[SERVER_VARIABLE], ("core", "crm"))
    make_databases(os.environ[SERVER_VARIABLE], ("core", "crm"))

    assert behind({"core": url_of("medical-coverage-core")}) == ("core",)


@pytest.mark.parametrize(
    ("url", "sentence"),
    [
        ("postgresql://u:secret@127.0.0.1:1/d", r"cannot be reached .*Check that the server runs"),
        ("postgresql://u:secret@no-such-host.invalid/d", r"cannot be reached .*Check that the server runs"),
    ],
)
def test_a_database_that_does_not_answer_is_a_sentence_without_secret(url: str, sentence: str) -> None:
    with pytest.raises(DatabaseUnusable, match=rf"The database of core \(CORE_DATABASE_URL.*{sentence}") as refused:
        behind({"core": url})

    assert "secret" not in str(refused.value)


def test_a_database_that_is_not_there_is_named() -> None:
    with pytest.raises(DatabaseUnusable, match=r"does not exist on that server. Create it, or correct the URL"):
        behind({"core": url_of("no-such-database")})


def test_an_unknown_user_is_told_to_correct_the_url() -> None:
    url = url_of("postgres").replace("postgres@", "stranger@")

    with pytest.raises(DatabaseUnusable, match="refuses this user or password"):
        behind({"core": url})


def test_a_user_without_the_right_to_make_tables_is_told_what_to_grant() -> None:
    refused = ProgrammingError("CREATE TABLE", None, asyncpg.InsufficientPrivilegeError("permission denied for schema"))

    assert why_unusable(refused) == (
        "refuses its user a right: permission denied for schema. Grant it, or name the database's owner in the URL."
    )


@pytest.mark.parametrize(
    ("error", "sentence"),
    [
        (asyncpg.InterfaceError("the underlying connection is closed"), "closed the connection."),
        (ConnectionError('server at "h" rejected SSL upgrade'), "speaks no TLS, and its URL demands it."),
        (asyncpg.DiskFullError("No space left\nHINT: Check it."), "failed: DiskFullError: No space left."),
        (asyncpg.ClientConfigurationError("no root.crt\nHINT: none"), "asks for more than there is: no root.crt. Name"),
    ],
)
def test_what_the_driver_says_becomes_what_to_do(error: Exception, sentence: str) -> None:
    assert why_unusable(error).startswith(sentence)


async def test_a_given_database_is_opened_without_a_server_of_ours(
    new_database: NewDatabase, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    url = await new_database("")
    monkeypatch.setenv("CORE_DATABASE_URL", url)

    folder = DataFolder(tmp_path / "data")

    with open_databases(folder, [subgraph("core")], Terminal()) as urls:
        assert urls == {"core": url}

    # The keys of what is sealed there are kept all the same.
    assert [path.name for path in folder.root.iterdir()] == ["secrets.json"]
