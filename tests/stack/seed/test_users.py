"""The demonstration's users: one for each role, for the people a newcomer is shown."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime

import pytest

from shared_models.connection import create_engine
from shared_models.core import User
from shared_models.encryption import Keyring, read_master_key
from shared_models.identity import Principal, Role
from stack.seed.showcase import showcase_member
from stack.seed.users import count_demo_users, store_users
from subgraphs.core.service import machines, sessions
from subgraphs.core.service.accounts import user_by
from subgraphs.core.service.desk import AccessToken, Desk
from subgraphs.core.service.hashing import Hasher
from subgraphs.core.service.principals import principal_of
from subgraphs.core.service.sessions import Session
from subgraphs.kit.audit.journal import Journal
from subgraphs.kit.refusals import Refused
from subgraphs.kit.writing import Writer
from tests.stack.loading.stored import execute, rows
from tests.stack.seed.conftest import Seeded

PASSWORDS = {role.value: f"password of the {role.value}" for role in Role}
EVERY_ROLE = {role.value for role in Role}


@pytest.fixture
async def writer(seeded: Seeded) -> AsyncIterator[Writer]:
    engine = create_engine(seeded.urls["core"], application="covergraph-test", pool_size=1)
    yield Writer(engine, Keyring("core", read_master_key()), Journal(), datetime.now(UTC))
    await engine.dispose()


async def principal(writer: Writer, role: str) -> Principal:
    """Return the demonstration's user of a role as a principal."""
    async with writer.system_transaction() as db:
        user = await user_by(db, await writer.keyring.digests(db, User.email_hash, f"{role}@demo.example"))
        assert user is not None
        return await principal_of(db, user, ())


async def log_in(writer: Writer, role: str, password: str) -> Session | Refused:
    desk = Desk(hasher=Hasher())
    return await sessions.log_in(writer, desk, email=f"{role}@demo.example", password=password, otp=None)


async def test_there_is_a_user_for_each_role_and_a_machine(seeded: Seeded, writer: Writer) -> None:
    member = await showcase_member(seeded.urls)

    roles = await store_users(seeded.urls, PASSWORDS, member)

    assert set(roles) == EVERY_ROLE
    assert await count_demo_users(seeded.urls["core"]) == 9
    for role in EVERY_ROLE - {"service"}:
        assert (await principal(writer, role)).roles == {role}


async def test_roles_hold_for_those_a_newcomer_is_shown(seeded: Seeded, writer: Writer) -> None:
    number = await showcase_member(seeded.urls)
    await store_users(seeded.urls, PASSWORDS, number)
    ((member, company),) = await rows(
        seeded.urls["core"], f"SELECT id, company_id FROM members WHERE member_number = '{number}'"
    )

    of_member = await principal(writer, "member")
    of_employer = await principal(writer, "employer_admin")
    (provider,) = (await principal(writer, "provider")).provider_ids
    (agent,) = (await principal(writer, "sales_agent")).agent_ids

    assert member in of_member.member_ids
    assert of_member.employer_ids == (company,)
    assert of_employer.company_ids == (company,)
    claims = f"SELECT count(*) > 0 FROM claims WHERE provider_id = '{provider}' AND member_id = '{member}'"
    assert await rows(seeded.urls["claims"], claims) == [(True,)]
    known = f"SELECT seen_until > CURRENT_DATE FROM provider_member_links WHERE provider_id = '{provider}'"
    assert await rows(seeded.urls["core"], known) == [(True,)]
    leads = f"SELECT count(*) > 0 FROM leads WHERE assigned_agent_id = '{agent}'"
    assert await rows(seeded.urls["crm"], leads) == [(True,)]


async def test_they_sign_in_with_the_passwords_of_the_folder(seeded: Seeded, writer: Writer) -> None:
    await store_users(seeded.urls, PASSWORDS, await showcase_member(seeded.urls))

    session = await log_in(writer, "auditor", PASSWORDS["auditor"])
    machine = await machines.sign_in(writer, Desk(), client_id="demo", client_secret=PASSWORDS["service"])

    assert isinstance(session, Session)
    assert isinstance(machine, AccessToken)
    assert await rows(seeded.urls["core"], "SELECT scopes FROM service_clients WHERE is_demo") == [(["spending"],)]


async def test_made_again_they_are_the_same_and_a_new_folder_brings_new_passwords(
    seeded: Seeded, writer: Writer
) -> None:
    member = await showcase_member(seeded.urls)
    await store_users(seeded.urls, PASSWORDS, member)
    before = await rows(seeded.urls["core"], "SELECT id, password_hash, token_epoch FROM users ORDER BY id")

    await store_users(seeded.urls, PASSWORDS, member)
    after = await rows(seeded.urls["core"], "SELECT id, password_hash, token_epoch FROM users ORDER BY id")
    others = {role: f"another {password}" for role, password in PASSWORDS.items()}
    await store_users(seeded.urls, others, member)

    assert after == before
    assert isinstance(await log_in(writer, "provider", others["provider"]), Session)


async def test_where_nobody_is_shown_there_are_those_who_work_for_nobody_else(seeded: Seeded) -> None:
    roles = await store_users(seeded.urls, PASSWORDS, None)

    assert set(roles) == {"claims_officer", "finance_officer", "auditor", "system_admin", "service"}


async def test_claims_that_are_sent_in_change_nobody_who_is_shown(seeded: Seeded, writer: Writer) -> None:
    number = await showcase_member(seeded.urls)
    await store_users(seeded.urls, PASSWORDS, number)
    before = [await principal(writer, "member"), await principal(writer, "provider")]
    tried = f"""INSERT INTO claims SELECT (jsonb_populate_record(claim, jsonb_build_object(
        'id', gen_random_uuid(), 'claim_number', 'TRIED-' || place, 'source', 'portal', 'plan_paid_amount', NULL,
        'provider_id', gen_random_uuid(), 'service_from', '2026-03-20', 'service_to', '2026-03-20'))).*
        FROM (SELECT claim FROM claims claim WHERE member_id = '{before[0].member_ids[0]}' LIMIT 1) AS one,
        generate_series(1, 5) AS place"""
    await execute(seeded.urls["claims"], tried)

    shown = await showcase_member(seeded.urls)
    await store_users(seeded.urls, PASSWORDS, shown)

    assert shown == number
    assert [await principal(writer, "member"), await principal(writer, "provider")] == before
    await execute(seeded.urls["claims"], "DELETE FROM claims WHERE claim_number LIKE 'TRIED-%'")
