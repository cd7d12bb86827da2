"""Passwords and second factors, changed by who holds them."""

from datetime import timedelta
from uuid import UUID

import pyotp

from shared_models.identity import NOBODY, Principal, Role
from subgraphs.core.rules.signing_in import CODE_NEEDED, TOO_MANY, WRONG
from subgraphs.core.service.credentials import (
    NOT_A_USER,
    NOTHING_TO_CONFIRM,
    Enrolment,
    change_password,
    confirm_second_factor,
    enrol_second_factor,
)
from subgraphs.core.service.sessions import NO_SESSION, Session
from subgraphs.kit.refusals import ErrorCode, Refused
from tests.subgraphs.core.service.conftest import PASSWORD, Office

NEW = "seven green parrots in the rain"
MACHINE = Principal(subject="service:claims", roles=frozenset({Role.SERVICE}))


async def change(
    office: Office, actor: Principal, current: str, new: str = NEW, otp: str | None = None
) -> Session | Refused:
    return await change_password(office.writer(actor), office.desk, current=current, new=new, otp=otp)


async def enrolled(office: Office, email: str) -> tuple[UUID, pyotp.TOTP]:
    """Return a user with a confirmed second factor, and what shows its codes; half a minute has passed since."""
    user_id = await office.hire(email)
    actor = await office.actor(user_id)
    enrolment = await enrol_second_factor(office.writer(actor), office.desk, password=PASSWORD, otp=None)
    assert isinstance(enrolment, Enrolment)
    codes = pyotp.TOTP(enrolment.secret)
    assert await confirm_second_factor(office.writer(actor), otp=codes.at(office.now)) == user_id
    office.wait(seconds=30)
    return user_id, codes


async def test_a_changed_password_leaves_one_session(office: Office) -> None:
    user_id = await office.hire("grace@example.org")
    before = await office.signed_in("grace@example.org")

    session = await change(office, await office.actor(user_id), PASSWORD)

    assert isinstance(session, Session)
    assert isinstance(await office.renew(session.refresh_token), Session)
    assert await office.renew(before.refresh_token) == NO_SESSION
    assert await office.log_in("grace@example.org", PASSWORD) == WRONG
    assert isinstance(await office.log_in("grace@example.org", NEW), Session)
    assert (await office.user(user_id)).token_epoch == 1


async def test_a_new_password_must_be_good(office: Office) -> None:
    user_id = await office.hire("grace@example.org")

    refused = await change(office, await office.actor(user_id), PASSWORD, "Password1234")

    assert isinstance(refused, Refused)
    assert (refused.code, refused.path) == (ErrorCode.WEAK_PASSWORD, ("input", "newPassword"))


async def test_a_stolen_access_token_does_not_change_the_password(office: Office) -> None:
    user_id = await office.hire("grace@example.org")
    actor = await office.actor(user_id)

    guesses = [await change(office, actor, f"guess {number} of the thief") for number in range(6)]

    assert guesses == [WRONG] * 5 + [TOO_MANY]


async def test_only_a_user_has_a_password(office: Office) -> None:
    assert await change(office, MACHINE, PASSWORD) == NOT_A_USER
    assert await change(office, NOBODY, PASSWORD) == NOT_A_USER


async def test_a_second_factor_counts_once_it_is_confirmed(office: Office) -> None:
    user_id = await office.hire("grace@example.org")
    actor = await office.actor(user_id)

    enrolment = await enrol_second_factor(office.writer(actor), office.desk, password=PASSWORD, otp=None)

    assert isinstance(enrolment, Enrolment)
    assert enrolment.address.startswith("otpauth://totp/Covergraph:grace%40example.org?secret=")
    assert isinstance(await office.log_in("grace@example.org"), Session)


async def test_with_a_second_factor_a_password_is_half_of_it(office: Office) -> None:
    _, codes = await enrolled(office, "grace@example.org")

    without = await office.log_in("grace@example.org")
    wrong = await office.log_in("grace@example.org", otp="000000")
    session = await office.log_in("grace@example.org", otp=codes.at(office.now))

    assert (without, wrong) == (CODE_NEEDED, WRONG)
    assert isinstance(session, Session)


async def test_a_session_remembers_how_it_was_opened(office: Office) -> None:
    user_id, codes = await enrolled(office, "grace@example.org")
    session = await office.signed_in("grace@example.org", otp=codes.at(office.now))

    renewed = await office.renewed(session.refresh_token)

    claims = [(await office.read(each.access.text))[1] for each in (session, renewed)]
    assert [each["amr"] for each in claims] == [["pwd", "otp"], ["pwd", "otp"]]
    assert (await office.user(user_id)).mfa_step is not None


async def test_a_code_opens_once(office: Office) -> None:
    _, codes = await enrolled(office, "grace@example.org")
    code = codes.at(office.now)

    first = await office.log_in("grace@example.org", otp=code)
    again = await office.log_in("grace@example.org", otp=code)

    assert isinstance(first, Session)
    assert again == WRONG


async def test_a_clock_may_be_off_by_one_step_and_not_by_two(office: Office) -> None:
    _, codes = await enrolled(office, "grace@example.org")

    late = await office.log_in("grace@example.org", otp=codes.at(office.now + timedelta(seconds=60)))
    fast = await office.log_in("grace@example.org", otp=codes.at(office.now + timedelta(seconds=30)))

    assert late == WRONG
    assert isinstance(fast, Session)


async def test_who_does_not_know_the_password_learns_of_no_second_factor(office: Office) -> None:
    await enrolled(office, "grace@example.org")

    assert await office.log_in("grace@example.org", "wrong") == WRONG


async def test_another_second_factor_takes_the_one_there_is(office: Office) -> None:
    user_id, codes = await enrolled(office, "grace@example.org")
    actor = await office.actor(user_id)

    without = await enrol_second_factor(office.writer(actor), office.desk, password=PASSWORD, otp=None)
    with_code = await enrol_second_factor(
        office.writer(actor), office.desk, password=PASSWORD, otp=codes.at(office.now)
    )

    assert without == CODE_NEEDED
    assert isinstance(with_code, Enrolment)


async def test_there_is_nothing_to_confirm_before_or_twice(office: Office) -> None:
    user_id = await office.hire("ada@example.org")
    before = await confirm_second_factor(office.writer(await office.actor(user_id)), otp="123456")
    other_id, codes = await enrolled(office, "grace@example.org")

    twice = await confirm_second_factor(office.writer(await office.actor(other_id)), otp=codes.at(office.now))

    assert (before, twice) == (NOTHING_TO_CONFIRM, NOTHING_TO_CONFIRM)


async def test_a_second_factor_is_stored_sealed(office: Office) -> None:
    user_id, codes = await enrolled(office, "grace@example.org")

    stored = (await office.user(user_id)).mfa_secret_enc

    assert stored is not None
    assert codes.secret.encode() not in stored
