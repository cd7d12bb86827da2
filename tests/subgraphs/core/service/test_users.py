"""Users and their roles, changed by who keeps them."""

import asyncio
from uuid import UUID, uuid4

from shared_models.core import UserStatus
from shared_models.identity import Role
from subgraphs.core.rules.roles import NOT_OWN, Held
from subgraphs.core.service import users
from subgraphs.core.service.sessions import NO_SESSION
from subgraphs.core.service.users import NO_ADMIN, NO_USER, NOT_HELD, NOT_YOURSELF, TAKEN
from subgraphs.kit.refusals import ErrorCode, Refused
from tests.principals import a_principal, an_admin
from tests.subgraphs.core.service.conftest import PASSWORD, Office

ADMIN = an_admin()


async def test_a_role_that_is_given_ends_the_tokens_that_do_not_list_it(office: Office) -> None:
    user_id = await office.hire("grace@example.org")

    done = await users.assign_role(office.writer(ADMIN), user_id=user_id, role=Role.CLAIMS_OFFICER, scope_id=None)

    assert done == user_id
    assert (await office.actor(user_id)).roles == {Role.CLAIMS_OFFICER}
    assert (await office.user(user_id)).token_epoch == 1


async def test_a_role_that_is_held_already_changes_nothing(office: Office) -> None:
    user_id = await office.hire("grace@example.org", Held(Role.CLAIMS_OFFICER))

    await users.assign_role(office.writer(ADMIN), user_id=user_id, role=Role.CLAIMS_OFFICER, scope_id=None)

    assert (await office.user(user_id)).token_epoch == 0


async def test_a_role_that_is_taken_is_gone(office: Office) -> None:
    user_id = await office.hire("grace@example.org", Held(Role.CLAIMS_OFFICER), Held(Role.FINANCE_OFFICER))

    await users.revoke_role(office.writer(ADMIN), user_id=user_id, role=Role.CLAIMS_OFFICER, scope_id=None)
    again = await users.revoke_role(office.writer(ADMIN), user_id=user_id, role=Role.CLAIMS_OFFICER, scope_id=None)

    assert (await office.actor(user_id)).roles == {Role.FINANCE_OFFICER}
    assert again == NOT_HELD


async def test_duties_stay_apart_when_two_roles_are_given_at_once(office: Office) -> None:
    user_id = await office.hire("grace@example.org")

    outcomes = await asyncio.gather(
        *(
            users.assign_role(office.writer(ADMIN), user_id=user_id, role=role, scope_id=None)
            for role in (Role.SYSTEM_ADMIN, Role.CLAIMS_OFFICER)
        )
    )

    refused = [each for each in outcomes if isinstance(each, Refused)]
    assert [each.code for each in refused] == [ErrorCode.VALIDATION]
    assert len((await office.actor(user_id)).roles) == 1


async def test_nobody_gives_themselves_a_role(office: Office) -> None:
    user_id = await office.hire("root@example.org", Held(Role.SYSTEM_ADMIN))
    actor = await office.actor(user_id)

    assert await users.assign_role(office.writer(actor), user_id=user_id, role=Role.AUDITOR, scope_id=None) == NOT_OWN


async def test_a_user_who_is_not_there_has_no_roles(office: Office) -> None:
    done = await users.assign_role(office.writer(ADMIN), user_id=uuid4(), role=Role.AUDITOR, scope_id=None)

    assert done == NO_USER


async def test_who_is_locked_is_out_at_once(office: Office) -> None:
    user_id = await office.hire("grace@example.org")
    session = await office.signed_in("grace@example.org")

    await users.lock_user(office.writer(ADMIN), user_id=user_id, is_locked=True)

    user = await office.user(user_id)
    assert (user.status, user.token_epoch) == (UserStatus.LOCKED, 1)
    assert await office.renew(session.refresh_token) == NO_SESSION


async def test_only_a_system_admin_locks_and_never_themselves(office: Office) -> None:
    user_id = await office.hire("root@example.org", Held(Role.SYSTEM_ADMIN))
    actor = await office.actor(user_id)

    assert await users.lock_user(office.writer(actor), user_id=user_id, is_locked=True) == NOT_YOURSELF
    other = office.writer(a_principal(Role.EMPLOYER_ADMIN))
    assert await users.lock_user(other, user_id=user_id, is_locked=True) == NO_ADMIN


async def test_two_who_take_one_address_at_once_get_one_user(office: Office) -> None:
    outcomes = await asyncio.gather(
        *(
            users.create_user(office.writer(ADMIN), office.desk, email=email, password=PASSWORD)
            for email in ("ada@example.org", "Ada@Example.org")
        )
    )

    assert [type(each) for each in outcomes].count(UUID) == 1
    assert outcomes.count(TAKEN) == 1


async def test_what_is_done_to_users_is_in_the_audit_log(office: Office) -> None:
    user_id = await office.hire("grace@example.org")

    await users.assign_role(office.writer(ADMIN), user_id=user_id, role=Role.AUDITOR, scope_id=None)
    await users.lock_user(office.writer(ADMIN), user_id=user_id, is_locked=True)
    await users.assign_role(
        office.writer(a_principal(Role.PROVIDER)), user_id=user_id, role=Role.AUDITOR, scope_id=None
    )

    assert await office.audited() == [
        ("update", "User", user_id, None),
        ("transition", "User", user_id, None),
        ("denial", "User", user_id, "change of roles"),
    ]
