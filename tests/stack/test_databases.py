"""Databases made, checked and migrated on a real server, and the sentences about those that cannot be used."""

import asyncio
import os

import pytest

from stack.databases import behind, make_databases, migrate
from stack.errors import DatabaseUnusable
from tests.conftest import NewDatabase
from tests.databases import SERVER_VARIABLE, url_of


async def test_an_empty_database_is_behind_until_it_is_migrated(new_database: NewDatabase) -> None:
    url = await new_database("")

    before = await asyncio.to_thread(behind, {"core": url})
    await asyncio.to_thread(migrate, "core", url)
    after = await asyncio.to_thread(behind, {"core": url})

    assert before == ("core",)
    assert after == ()


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
