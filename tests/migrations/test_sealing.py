"""Columns that become sealed: nothing of what they held is lost, there and back."""

from uuid import UUID

import pytest

from migrations.run import downgrade, upgrade
from shared_models.encryption import MASTER_KEY_VARIABLE, NoMasterKey
from tests.conftest import NewDatabase
from tests.keys import a_learned_keyring
from tests.stack.loading.stored import execute, rows

PLAIN, SEALED = "0004", "0005"
ADA, BOB = UUID(int=1), UUID(int=2)
BUNDLE = "version, created_at, updated_at"
MEMBERS = f"""
INSERT INTO members (id, {BUNDLE}, member_number, member_type, first_name, last_name, date_of_birth, sex,
    marital_status, country, has_disability, status, email, phone, address) VALUES
('{ADA}', 1, now(), now(), 'M1', 'principal', 'Ada', 'Hill', '1980-02-29', 'female', 'single', 'US', false, 'active',
    'Ada@Example.org', '+1 555 0100', '{{"city": "Zürich", "line": "1 \\"High\\" Street"}}'),
('{BOB}', 1, now(), now(), 'M2', 'principal', 'Bob', 'Hill', '0999-12-31', 'male', 'single', 'US', false, 'active',
    NULL, NULL, NULL)
"""
USERS = f"""
INSERT INTO users (id, {BUNDLE}, email, password_hash, status, token_epoch, is_demo)
VALUES ('{ADA}', 1, now(), now(), 'Ada@Example.org', 'x', 'active', 0, false)
"""
KEPT = "SELECT member_number, date_of_birth::text, email::text, phone, address FROM members ORDER BY member_number"


@pytest.fixture
async def url(new_database: NewDatabase) -> str:
    """Give a database of core from before its columns were sealed, with two members and a user."""
    url = await new_database("")
    await upgrade("core", url, PLAIN)
    await execute(url, MEMBERS)
    await execute(url, USERS)
    return url


async def test_what_plain_columns_held_is_sealed_each_value_for_its_row(url: str) -> None:
    await upgrade("core", url, SEALED)

    keyring = await a_learned_keyring("core", url)
    found = await rows(url, "SELECT id, date_of_birth_enc, email_enc, address_enc FROM members ORDER BY member_number")
    opened = [
        [
            each and keyring.open(each, table="members", column=name, row_id=row_id)
            for name, each in zip(("date_of_birth", "email", "address"), values, strict=True)
        ]
        for row_id, *values in found
    ]
    assert opened == [
        ["1980-02-29", "Ada@Example.org", '{"city": "Zürich", "line": "1 \\"High\\" Street"}'],
        ["0999-12-31", None, None],
    ]
    assert await rows(url, "SELECT count(*) FROM users WHERE email_hash IS NOT NULL") == [(1,)]
    assert await rows(url, "SELECT version, uses FROM data_keys") == [(1, 6)]


async def test_the_way_back_gives_the_same_rows(url: str) -> None:
    before = await rows(url, KEPT)
    await upgrade("core", url, SEALED)

    await downgrade("core", url, PLAIN)

    assert await rows(url, KEPT) == before
    assert await rows(url, "SELECT email = 'ADA@example.org' FROM users") == [(True,)]


async def test_without_the_master_key_nothing_is_touched(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    before = await rows(url, KEPT)
    monkeypatch.delenv(MASTER_KEY_VARIABLE)

    with pytest.raises(NoMasterKey, match="core has no master key; set COVERGRAPH_MASTER_KEY"):
        await upgrade("core", url, SEALED)

    assert await rows(url, KEPT) == before
