"""The keys of a service in its database: made, learned, counted, and never two at once by chance."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from uuid import UUID

import pytest
import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncEngine

from shared_models.connection import create_engine
from shared_models.crm import Lead
from shared_models.encryption import CannotOpen, MasterKey, NoMasterKey, Secret
from shared_models.encryption.errors import BadMasterKey
from shared_models.encryption.keyring import USES_TOLD_AT_ONCE, USES_UNTIL_NEXT, rows_of
from tests.conftest import NewDatabase
from tests.keys import a_keyring
from tests.shared_models.encryption.house_of_leads import LEADS, add_lead, beginning, email_of, leads_by


@pytest.fixture
async def engine(new_database: NewDatabase) -> AsyncIterator[AsyncEngine]:
    """Give an empty database of crm."""
    engine = create_engine(await new_database("crm"), application="covergraph-test", pool_size=5)
    yield engine
    await engine.dispose()


async def test_what_one_process_seals_another_opens_and_finds(engine: AsyncEngine) -> None:
    lead = await add_lead(engine, a_keyring("crm"), "Ada@Example.org")
    other = a_keyring("crm")

    async with beginning(engine) as connection:
        read = await email_of(connection, other, lead)
        found = await leads_by(connection, other, " ada@example.ORG")
        absent = await leads_by(connection, other, "bob@example.org")

    assert (read, found, absent) == ("Ada@Example.org", [lead], [])


async def test_a_value_copied_to_another_row_does_not_open(engine: AsyncEngine) -> None:
    keyring = a_keyring("crm")
    ada, bob = await add_lead(engine, keyring, "ada@example.org"), await add_lead(engine, keyring, "bob@example.org")
    async with beginning(engine) as connection:
        stolen = sa.select(LEADS.c.email_enc).where(LEADS.c.id == ada).scalar_subquery()
        await connection.execute(sa.update(LEADS).where(LEADS.c.id == bob).values(email_enc=stolen))

    async with beginning(engine) as connection:
        with pytest.raises(CannotOpen, match=f"leads.email of row {bob}") as refusal:
            await email_of(connection, keyring, bob)

    assert "ada@" not in str(refusal.value)


async def test_first_writers_at_the_same_time_make_one_key(engine: AsyncEngine) -> None:
    await asyncio.gather(*(add_lead(engine, a_keyring("crm"), f"n{n}@example.org") for n in range(5)))

    async with beginning(engine) as connection:
        keys = (await connection.execute(sa.text("SELECT version, uses FROM data_keys"))).all()

    assert [tuple(key) for key in keys] == [(1, 10)]


async def test_what_a_key_has_sealed_is_told_by_portions_so_that_writers_do_not_wait_at_its_row(
    engine: AsyncEngine,
) -> None:
    keyring = replace(a_keyring("crm"), uses_told_at_once=USES_TOLD_AT_ONCE)

    async def seal(times: int) -> int:
        async with beginning(engine) as connection:
            async with keyring.sealing(connection) as sealer:
                for _ in range(times):
                    sealer.seal("x", table="leads", column="email", row_id=UUID(int=1))
            return int((await connection.execute(sa.text("SELECT uses FROM data_keys"))).scalar_one())

    told = [await seal(times) for times in (1, USES_TOLD_AT_ONCE - 2, 1, 1)]

    assert told == [0, 0, USES_TOLD_AT_ONCE, USES_TOLD_AT_ONCE]


async def test_two_transactions_of_a_service_seal_side_by_side(engine: AsyncEngine) -> None:
    keyring = replace(a_keyring("crm"), uses_told_at_once=USES_TOLD_AT_ONCE)
    await add_lead(engine, keyring, "first@example.org")

    async with beginning(engine) as one, beginning(engine) as other:
        for connection in (one, other):
            async with asyncio.timeout(5), keyring.sealing(connection) as sealer:
                sealer.seal("x", table="leads", column="email", row_id=UUID(int=1))


async def test_a_key_of_a_transaction_that_was_undone_leaves_nothing(engine: AsyncEngine) -> None:
    keyring = a_keyring("crm")
    async with beginning(engine) as connection:
        async with keyring.sealing(connection):
            await keyring.learn(rows_of(connection))
        await connection.rollback()

    lead = await add_lead(engine, a_keyring("crm"), "ada@example.org")

    async with beginning(engine) as connection:
        assert await email_of(connection, keyring, lead) == "ada@example.org"


async def test_a_worn_key_gives_way_to_the_next(engine: AsyncEngine) -> None:
    keyring = a_keyring("crm")
    before = await add_lead(engine, keyring, "before@example.org")
    async with beginning(engine) as connection:
        await connection.execute(sa.text(f"UPDATE data_keys SET uses = {USES_UNTIL_NEXT}"))

    after = await add_lead(engine, keyring, "after@example.org")

    async with beginning(engine) as connection:
        keys = (await connection.execute(sa.text("SELECT version, uses FROM data_keys ORDER BY version"))).all()
        assert [await email_of(connection, keyring, each) for each in (before, after)] == [
            "before@example.org",
            "after@example.org",
        ]
    assert [tuple(key) for key in keys] == [(1, USES_UNTIL_NEXT), (2, 2)]


async def test_without_the_master_key_nothing_is_sealed_or_opened_and_the_service_is_named(engine: AsyncEngine) -> None:
    lead = await add_lead(engine, a_keyring("crm"), "ada@example.org")

    async with beginning(engine) as connection:
        with pytest.raises(NoMasterKey, match="crm has no master key; set COVERGRAPH_MASTER_KEY"):
            await email_of(connection, a_keyring("crm", None), lead)
        with pytest.raises(BadMasterKey, match=r"the master key does not unwrap data key [0-9a-f]{8} of crm"):
            await email_of(connection, a_keyring("crm", MasterKey((Secret(bytes(32)),))), lead)
        with pytest.raises(BadMasterKey, match="of core"):
            await email_of(connection, a_keyring("core"), lead)


async def test_columns_of_a_row_are_those_of_the_values_given() -> None:
    keyring = a_keyring("crm")

    assert "Secret" not in repr(keyring)
    assert {name for name in Lead.model_fields if name.endswith(("_enc", "_hash"))} == {
        "email_enc",
        "email_hash",
        "phone_enc",
    }
