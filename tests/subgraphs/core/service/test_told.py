"""What core does when claims tells something."""

from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID, uuid4

import pytest
import sqlalchemy as sa

from shared_models.core import ConsentType, MemberConsent
from subgraphs.core.service.told import announce_eob, link_provider
from tests.subgraphs.core.builders import a_member
from tests.subgraphs.core.service.conftest import Office

TODAY = date(2026, 3, 10)
PROVIDER = UUID(int=7)


async def _consent(office: Office, member_id: UUID, *, granted: bool, day: int) -> None:
    at = datetime(2026, 3, day, tzinfo=UTC)
    kind = ConsentType.SHARE_WITH_PROVIDERS
    await office.cover(MemberConsent(member_id=member_id, consent_type=kind, granted=granted, created_at=at))


async def _link(office: Office, member_id: UUID, today: date = TODAY) -> None:
    async with office.writer().system_transaction() as db:
        await link_provider(db, provider_id=PROVIDER, member_id=member_id, today=today)


async def _rows(office: Office, query: str) -> list[tuple[Any, ...]]:
    async with office.owner.connect() as connection:
        return [tuple(row) for row in await connection.execute(sa.text(query))]


async def test_a_provider_that_sent_a_claim_knows_the_member_for_ninety_days(office: Office) -> None:
    member = await office.cover(a_member())
    await _consent(office, member.id, granted=True, day=1)

    await _link(office, member.id)
    await _link(office, member.id, today=date(2026, 2, 1))

    known = await _rows(office, "SELECT provider_id, member_id, seen_until FROM provider_member_links")
    assert known == [(PROVIDER, member.id, date(2026, 6, 8))]


@pytest.mark.parametrize("words", [[], [False], [True, False]], ids=["never asked", "no", "withdrawn"])
async def test_nobody_comes_to_know_who_does_not_share(office: Office, words: list[bool]) -> None:
    member = await office.cover(a_member())
    for day, granted in enumerate(words, start=1):
        await _consent(office, member.id, granted=granted, day=day)

    await _link(office, member.id)

    assert await _rows(office, "SELECT * FROM provider_member_links") == []


async def test_a_claim_of_nobody_known_links_nobody(office: Office) -> None:
    await _link(office, uuid4())

    assert await _rows(office, "SELECT * FROM provider_member_links") == []


async def test_an_explanation_is_announced_once_and_says_nothing_of_health(office: Office) -> None:
    eob, member = uuid4(), uuid4()

    for _ in range(2):
        async with office.writer().system_transaction() as db:
            await announce_eob(db, eob_id=eob, eob_number="EOB-2026-000001", member_id=member)

    told = await _rows(office, "SELECT recipient_id, channel, template_code, params, status FROM notifications")
    assert told == [(member, "in_app", "eob_issued", {"eobNumber": "EOB-2026-000001"}, "queued")]
