"""Signing in, staying in, leaving."""

import asyncio
from uuid import uuid4

import pytest
import sqlalchemy as sa

from shared_models.core import ScopeType, User, UserStatus
from shared_models.identity import Role
from subgraphs.core.rules.roles import Held
from subgraphs.core.rules.signing_in import TOO_MANY, WRONG
from subgraphs.core.service import sessions, users
from subgraphs.core.service.hashing import Hasher
from subgraphs.core.service.sessions import NO_SESSION, Session
from tests.subgraphs.core.builders import a_company, a_member
from tests.subgraphs.core.service.conftest import PASSWORD, Office

OFFICER = Held(Role.CLAIMS_OFFICER)


async def test_who_signs_in_gets_a_token_that_says_what_they_hold(office: Office) -> None:
    user_id = await office.hire("grace@example.org", OFFICER)

    session = await office.signed_in("grace@example.org")

    header, claims = await office.read(session.access.text)
    assert (header["alg"], header["typ"]) == ("ES256", "at+jwt")
    assert claims.pop("jti")
    assert claims == {
        "iss": "covergraph",
        "aud": "covergraph",
        "sub": str(user_id),
        "iat": 1773144000,
        "nbf": 1773144000,
        "exp": 1773144600,
        "roles": ["claims_officer"],
        "scope": "",
        "amr": ["pwd"],
        "epoch": 0,
    }


async def test_an_e_mail_address_is_found_however_it_is_written(office: Office) -> None:
    await office.hire("Grace@Example.org")

    assert isinstance(await office.log_in("grace@example.ORG"), Session)


@pytest.mark.parametrize(
    ("email", "password"),
    [
        ("grace@example.org", "another password altogether"),
        ("grace@example.org", PASSWORD.upper()),
        ("nobody@example.org", PASSWORD),
    ],
)
async def test_a_wrong_password_and_an_unknown_user_read_the_same(office: Office, email: str, password: str) -> None:
    await office.hire("grace@example.org")

    refused = await office.log_in(email, password)

    assert refused == WRONG
    assert refused.message == "E-mail, password or one-time code is wrong."


async def test_an_unknown_user_costs_as_many_hashes_as_a_known_one(office: Office) -> None:
    await office.hire("grace@example.org")
    await office.log_in("nobody@example.org")
    hasher = office.desk.hasher

    before = hasher.runs
    await office.log_in("nobody@example.org", "wrong")
    unknown, before = hasher.runs - before, hasher.runs
    await office.log_in("grace@example.org", "wrong")
    known = hasher.runs - before

    assert (unknown, known) == (1, 1)


async def test_a_family_is_who_a_member_signs_in_for(office: Office) -> None:
    company, other = a_company(), a_company()
    principal = a_member(company_id=company.id)
    child = a_member(member_type="dependent", dependent_type="child", principal_id=principal.id, company_id=company.id)
    stranger = a_member(company_id=other.id)
    gone = a_member(member_type="dependent", dependent_type="spouse", principal_id=principal.id, deleted_at=office.now)
    await office.cover(company, other, principal, stranger, child, gone)
    user_id = await office.hire("ada@example.org", Held(Role.MEMBER, ScopeType.MEMBER, principal.id))

    found = await office.actor(user_id)

    assert found.member_ids == tuple(sorted((principal.id, child.id)))
    assert found.employer_ids == (company.id,)
    assert found.company_ids == ()


async def test_roles_hold_for_the_tenants_that_they_name(office: Office) -> None:
    company_id, provider_id, agent_id, team_id = (uuid4() for _ in range(4))
    user_id = await office.hire(
        "all@example.org",
        Held(Role.EMPLOYER_ADMIN, ScopeType.COMPANY, company_id),
        Held(Role.PROVIDER, ScopeType.PROVIDER, provider_id),
        Held(Role.SALES_AGENT, ScopeType.AGENT, agent_id),
        Held(Role.SALES_AGENT, ScopeType.AGENT, team_id),
    )

    found = await office.actor(user_id)

    assert found.company_ids == (company_id,)
    assert found.provider_ids == (provider_id,)
    assert set(found.agent_ids) == {agent_id, team_id}
    assert found.member_ids == ()


async def test_five_failures_lock_an_account_for_a_quarter_of_an_hour(office: Office) -> None:
    await office.hire("grace@example.org")
    for number in range(5):
        assert await office.log_in("grace@example.org", "wrong", address=f"192.0.2.{number}") == WRONG

    locked = await office.log_in("grace@example.org", address="192.0.2.9")
    office.wait(minutes=15, seconds=1)
    later = await office.log_in("grace@example.org", address="192.0.2.9")

    assert locked == TOO_MANY
    assert isinstance(later, Session)


async def test_an_unknown_account_is_locked_like_a_known_one(office: Office) -> None:
    await office.hire("grace@example.org")
    for _ in range(5):
        await office.log_in("nobody@example.org")

    assert await office.log_in("nobody@example.org") == TOO_MANY
    assert isinstance(await office.log_in("grace@example.org"), Session)


async def test_a_success_forgives_the_failures_before_it(office: Office) -> None:
    await office.hire("grace@example.org")
    for _ in range(4):
        await office.log_in("grace@example.org", "wrong")
    await office.signed_in("grace@example.org")
    office.wait(seconds=1)
    for _ in range(4):
        await office.log_in("grace@example.org", "wrong")

    assert isinstance(await office.log_in("grace@example.org"), Session)


async def test_twenty_failures_close_an_address_to_everybody(office: Office) -> None:
    await office.hire("grace@example.org")
    for number in range(20):
        await office.log_in(f"nobody{number}@example.org", address="198.51.100.7")

    assert await office.log_in("grace@example.org", address="198.51.100.7") == TOO_MANY
    assert isinstance(await office.log_in("grace@example.org", address="198.51.100.8"), Session)


async def test_attempts_at_the_same_time_are_all_counted(office: Office) -> None:
    await office.hire("grace@example.org")

    outcomes = await asyncio.gather(*(office.log_in("grace@example.org", "wrong") for _ in range(12)))

    assert outcomes.count(WRONG) == 5
    assert outcomes.count(TOO_MANY) == 7


async def test_a_locked_user_does_not_get_in(office: Office) -> None:
    user_id = await office.hire("grace@example.org")
    async with office.writer().system_transaction() as db:
        (await db.get_one(User, user_id)).status = UserStatus.LOCKED

    assert await office.log_in("grace@example.org") == WRONG


async def test_a_hash_that_became_cheap_is_made_anew(office: Office) -> None:
    user_id = await office.hire("grace@example.org")
    before = (await office.user(user_id)).password_hash
    office.desk.hasher = Hasher(passes=2, memory_kib=8)

    await office.signed_in("grace@example.org")

    after = (await office.user(user_id)).password_hash
    assert before != after
    assert "t=2" in after
    assert isinstance(await office.log_in("grace@example.org"), Session)


async def test_a_refresh_token_opens_the_next_two(office: Office) -> None:
    await office.hire("grace@example.org", OFFICER)
    first = await office.signed_in("grace@example.org")
    office.wait(minutes=9)

    second = await office.renewed(first.refresh_token)
    office.wait(days=13)
    third = await office.renewed(second.refresh_token)

    assert len({first.refresh_token, second.refresh_token, third.refresh_token}) == 3
    _, claims = await office.read(third.access.text)
    assert claims["roles"] == ["claims_officer"]


async def test_what_a_refreshed_token_says_is_what_holds_now(office: Office) -> None:
    user_id = await office.hire("grace@example.org", OFFICER)
    session = await office.signed_in("grace@example.org")
    async with office.writer().system_transaction() as db:
        await users.take(db, await db.get_one(User, user_id), OFFICER)

    renewed = await office.renewed(session.refresh_token)

    _, claims = await office.read(renewed.access.text)
    assert claims["roles"] == []


async def test_a_spent_refresh_token_ends_the_family_and_no_other(office: Office) -> None:
    user_id = await office.hire("grace@example.org")
    elsewhere = await office.signed_in("grace@example.org")
    first = await office.signed_in("grace@example.org")
    second = await office.renewed(first.refresh_token)
    office.wait(seconds=11)

    stolen = await office.renew(first.refresh_token)

    assert stolen == NO_SESSION
    assert await office.renew(second.refresh_token) == NO_SESSION
    assert isinstance(await office.renew(elsewhere.refresh_token), Session)
    assert (await office.user(user_id)).token_epoch == 1
    assert ("denial", "User", user_id, "a spent refresh token was shown") in await office.audited()


async def test_a_client_that_lost_the_answer_asks_once_more(office: Office) -> None:
    await office.hire("grace@example.org")
    first = await office.signed_in("grace@example.org")
    unseen = await office.renewed(first.refresh_token)
    office.wait(seconds=5)

    again = await office.renewed(first.refresh_token)

    assert await office.renew(unseen.refresh_token) == NO_SESSION
    assert isinstance(await office.renew(again.refresh_token), Session)


async def test_the_grace_is_not_for_another_client(office: Office) -> None:
    await office.hire("grace@example.org")
    first = await office.signed_in("grace@example.org")
    second = await office.renewed(first.refresh_token)
    office.wait(seconds=5)

    stolen = await office.renew(first.refresh_token, address="203.0.113.5")

    assert stolen == NO_SESSION
    assert await office.renew(second.refresh_token) == NO_SESSION


async def test_a_refresh_token_that_is_spent_twice_at_once_leaves_one_session(office: Office) -> None:
    await office.hire("grace@example.org")
    first = await office.signed_in("grace@example.org")

    outcomes = await asyncio.gather(*(office.renew(first.refresh_token) for _ in range(2)))

    opened = [each for each in outcomes if isinstance(each, Session)]
    alive = [await office.renew(each.refresh_token) for each in opened]
    assert len(opened) == 2
    assert sorted(isinstance(each, Session) for each in alive) == [False, True]


async def test_a_session_ends_after_thirty_days_however_often_it_is_renewed(office: Office) -> None:
    await office.hire("grace@example.org")
    session = await office.signed_in("grace@example.org")
    for _ in range(5):
        office.wait(days=5)
        session = await office.renewed(session.refresh_token)

    office.wait(days=5)

    assert await office.renew(session.refresh_token) == NO_SESSION


async def test_tokens_of_ended_families_are_not_kept(office: Office) -> None:
    await office.hire("grace@example.org")
    session = await office.signed_in("grace@example.org")
    await office.renewed(session.refresh_token)
    await office.signed_in("grace@example.org")
    office.wait(days=30)

    await office.signed_in("grace@example.org")

    async with office.owner.connect() as connection:
        assert await connection.scalar(sa.text("SELECT count(*) FROM refresh_tokens")) == 1


@pytest.mark.parametrize("token", ["", "x", "A" * 43])
async def test_what_is_no_refresh_token_opens_nothing(office: Office, token: str) -> None:
    await office.hire("grace@example.org")

    assert await office.renew(token) == NO_SESSION


async def test_logging_out_ends_the_session_and_the_access_tokens(office: Office) -> None:
    user_id = await office.hire("grace@example.org")
    session = await office.signed_in("grace@example.org")
    elsewhere = await office.signed_in("grace@example.org")

    done = await sessions.log_out(office.writer(), refresh_token=session.refresh_token, everywhere=False)

    assert done == user_id
    assert await office.renew(session.refresh_token) == NO_SESSION
    assert isinstance(await office.renew(elsewhere.refresh_token), Session)
    assert (await office.user(user_id)).token_epoch == 1


async def test_logging_out_everywhere_ends_all_sessions(office: Office) -> None:
    await office.hire("grace@example.org")
    session = await office.signed_in("grace@example.org")
    elsewhere = await office.signed_in("grace@example.org")

    await sessions.log_out(office.writer(), refresh_token=session.refresh_token, everywhere=True)

    assert await office.renew(elsewhere.refresh_token) == NO_SESSION


async def test_sign_ins_are_in_the_audit_log_with_who_failed(office: Office) -> None:
    user_id = await office.hire("grace@example.org")

    await office.log_in("grace@example.org", "wrong")
    await office.log_in("nobody@example.org", "wrong")
    await office.log_in("grace@example.org")

    assert await office.audited() == [
        ("denial", "User", user_id, "sign-in: invalid_credentials"),
        ("denial", "User", None, "sign-in: invalid_credentials"),
        ("login", "User", user_id, None),
    ]
