"""Breaking the glass."""

from datetime import timedelta
from uuid import UUID, uuid4

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession

from shared_models.core import BreakGlassGrant, Notification
from shared_models.identity import Principal, Role
from subgraphs.core.rules.emergency import NOT_AN_ADMIN, REVIEWED, WITHOUT_SECOND_FACTOR
from subgraphs.core.rules.roles import Held
from subgraphs.core.service.desk import AccessToken
from subgraphs.core.service.emergency import NO_MEMBER, break_glass, review
from subgraphs.kit.refusals import Refused
from tests.subgraphs.core.builders import a_member
from tests.subgraphs.core.service.conftest import Office

REASON = "unconscious on arrival, no kin"


async def ask(office: Office, actor: Principal, member_id: UUID) -> AccessToken | Refused:
    return await break_glass(office.writer(actor), office.desk, member_id=member_id, reason=REASON, case_id="C-17")


async def an_admin(office: Office) -> Principal:
    user_id = await office.hire("root@example.org", Held(Role.SYSTEM_ADMIN))
    return await office.actor(user_id, "pwd", "otp")


async def test_the_token_names_one_member_and_lasts_half_an_hour(office: Office) -> None:
    member = await office.cover(a_member())

    token = await ask(office, await an_admin(office), member.id)

    assert isinstance(token, AccessToken)
    assert token.expires_at - office.now == timedelta(minutes=30)
    _, claims = await office.read(token.text)
    assert (claims["break_glass"], claims["roles"]) == (str(member.id), ["system_admin"])
    assert claims["amr"] == ["pwd", "otp"]


async def test_each_auditor_is_told_and_the_review_is_due(office: Office) -> None:
    member = await office.cover(a_member())
    auditors = {await office.hire(f"auditor{number}@example.org", Held(Role.AUDITOR)) for number in range(2)}

    await ask(office, await an_admin(office), member.id)

    async with AsyncSession(office.owner) as db:
        grant = (await db.execute(sa.select(BreakGlassGrant))).scalar_one()
        told = (await db.execute(sa.select(Notification))).scalars().all()
    assert grant.review_due_at - office.now == timedelta(hours=72)
    assert {each.recipient_id for each in told} == auditors
    assert {each.params["grant"] for each in told} == {str(grant.id)}


async def test_the_log_tells_who_and_whom_and_the_reason_is_sealed(office: Office) -> None:
    member = await office.cover(a_member())

    await ask(office, await an_admin(office), member.id)

    assert await office.audited() == [("break_glass", "Member", member.id, None)]
    async with AsyncSession(office.owner) as db:
        grant = (await db.execute(sa.select(BreakGlassGrant))).scalar_one()
    assert b"unconscious" not in grant.reason_enc


async def test_who_may_not_is_refused_and_noted(office: Office) -> None:
    member = await office.cover(a_member())
    admin = await office.hire("root@example.org", Held(Role.SYSTEM_ADMIN))
    officer = await office.hire("officer@example.org", Held(Role.CLAIMS_OFFICER))

    without_code = await ask(office, await office.actor(admin, "pwd"), member.id)
    no_admin = await ask(office, await office.actor(officer, "pwd", "otp"), member.id)

    assert (without_code, no_admin) == (WITHOUT_SECOND_FACTOR, NOT_AN_ADMIN)
    assert await office.audited() == [
        ("denial", "Member", member.id, "break-glass: second_factor_required"),
        ("denial", "Member", member.id, "break-glass: forbidden"),
    ]


async def test_an_auditor_reviews_what_was_done_once(office: Office) -> None:
    member = await office.cover(a_member())
    auditor = await office.actor(await office.hire("auditor@example.org", Held(Role.AUDITOR)))
    await ask(office, await an_admin(office), member.id)
    async with AsyncSession(office.owner) as db:
        grant = (await db.execute(sa.select(BreakGlassGrant))).scalar_one()

    first = await review(office.writer(auditor), grant_id=grant.id)
    again = await review(office.writer(auditor), grant_id=grant.id)

    assert (first, again) == (grant.id, REVIEWED)
    async with AsyncSession(office.owner) as db:
        reviewed = (await db.execute(sa.select(BreakGlassGrant))).scalar_one()
    assert (reviewed.reviewed_at, str(reviewed.reviewed_by)) == (office.now, auditor.subject)


async def test_there_is_no_glass_around_nobody(office: Office) -> None:
    assert await ask(office, await an_admin(office), uuid4()) == NO_MEMBER
