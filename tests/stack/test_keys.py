"""`covergraph keys` over databases that hold sealed values: what it tells, and what it leaves behind."""

import asyncio
from datetime import UTC, date, datetime
from uuid import UUID

import pytest

from shared_models.core import Member
from shared_models.encryption import MASTER_KEY_VARIABLE
from stack.errors import DatabaseUnusable, SecretUnusable
from stack.keys import rewrite, rotate, status
from stack.loading.writing import Batch, writing
from tests.conftest import NewDatabase
from tests.databases import url_of
from tests.stack.loading.silent import Silent
from tests.stack.loading.stored import rows

NOW = datetime(2031, 5, 1, tzinfo=UTC)
TODAY = datetime.now(UTC).date()


async def a_database(new_database: NewDatabase) -> dict[str, str]:
    url = await new_database("core")
    member = {
        "id": UUID(int=1),
        "member_number": "M1",
        "first_name": "Ada",
        "last_name": "Hill",
        "member_type": "principal",
        "sex": "female",
        "country": "US",
        "date_of_birth": date(1980, 1, 1),
        "email": "ada@example.org",
    }
    async with writing("core", url, NOW) as writer:
        await writer.write(Batch(Member, [member]))
    return {"core": url}


async def test_keys_are_rotated_told_and_noted_in_the_audit_log(new_database: NewDatabase) -> None:
    urls = await a_database(new_database)

    rotated = await asyncio.to_thread(lambda: list(rotate(urls)))
    between = await asyncio.to_thread(lambda: list(status(urls)))
    rewritten = await asyncio.to_thread(lambda: list(rewrite(urls, Silent())))
    after = await asyncio.to_thread(lambda: list(status(urls)))

    assert rotated == ["core: version 2 writes from now on; `covergraph keys rewrite core` brings all under it"]
    assert between == [
        "core: version 1, reads, 3 values under it",
        f"core: version 2, writes since {TODAY}, 0 values under it",
    ]
    assert rewritten == ["core: 3 values written anew"]
    assert after == [
        f"core: version 1, retired on {TODAY}, 0 values under it",
        f"core: version 2, writes since {TODAY}, 3 values under it",
    ]
    assert await rows(urls["core"], "SELECT action, entity_type, changes FROM audit_log") == [
        ("key_use", "DataKey", {"version": 2})
    ]


async def test_a_service_that_sealed_nothing_has_no_key(new_database: NewDatabase) -> None:
    urls = {"tokens": await new_database("tokens")}

    assert await asyncio.to_thread(lambda: list(status(urls))) == [
        "tokens: no key yet; the first sealed value makes one"
    ]
    assert await asyncio.to_thread(lambda: list(rewrite(urls, Silent()))) == ["tokens: 0 values written anew"]


async def test_what_goes_wrong_is_a_sentence_that_names_the_service(
    new_database: NewDatabase, monkeypatch: pytest.MonkeyPatch
) -> None:
    urls = await a_database(new_database)
    await asyncio.to_thread(lambda: list(rotate(urls)))
    monkeypatch.setenv(MASTER_KEY_VARIABLE, "11" * 32)

    with pytest.raises(SecretUnusable, match=r"^core: the master key does not unwrap data key [0-9a-f]{8} of core"):
        await asyncio.to_thread(lambda: list(rewrite(urls, Silent())))
    with pytest.raises(DatabaseUnusable, match=r"^The database of core does not exist on that server\."):
        await asyncio.to_thread(lambda: list(status({"core": url_of("nowhere")})))
