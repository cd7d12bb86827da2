"""What core does when claims tells that somebody was treated, or that there is something to read.

A claim makes its provider one that knows the member, for as long as the member shares with providers.
"""

from datetime import date, timedelta
from typing import Final
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from shared_models.base import new_id, table_of
from shared_models.core import (
    ConsentType,
    Member,
    MemberConsent,
    Notification,
    NotificationChannel,
    NotificationStatus,
    ProviderMemberLink,
    RecipientType,
)

KNOWN_FOR: Final = timedelta(days=90)
EOB_ISSUED: Final = "eob_issued"

_LINKS: Final = table_of(ProviderMemberLink)
_NOTIFICATIONS: Final = table_of(Notification)


async def link_provider(db: AsyncSession, *, provider_id: UUID, member_id: UUID, today: date) -> None:
    """Let a provider know a member from a claim on, where the member's newest word on sharing is yes."""
    shares = (
        sa.select(col(MemberConsent.granted))
        .where(
            col(MemberConsent.member_id) == col(Member.id),
            col(MemberConsent.consent_type) == ConsentType.SHARE_WITH_PROVIDERS,
        )
        .order_by(col(MemberConsent.created_at).desc(), col(MemberConsent.id).desc())
        .limit(1)
        .scalar_subquery()
    )
    until = today + KNOWN_FOR
    patient = sa.select(sa.literal(provider_id, sa.Uuid), col(Member.id), sa.literal(until, sa.Date)).where(
        col(Member.id) == member_id, shares
    )
    link = insert(_LINKS).from_select(["provider_id", "member_id", "seen_until"], patient)
    longer = sa.func.greatest(_LINKS.c.seen_until, link.excluded.seen_until)
    await db.execute(link.on_conflict_do_update(index_elements=_LINKS.primary_key, set_={"seen_until": longer}))


async def announce_eob(db: AsyncSession, *, eob_id: UUID, eob_number: str, member_id: UUID) -> None:
    """Have a member told, once, that there is an explanation of benefits to read."""
    row = {
        "id": new_id(),
        "recipient_type": RecipientType.MEMBER,
        "recipient_id": member_id,
        "channel": NotificationChannel.IN_APP,
        "template_code": EOB_ISSUED,
        "params": {"eobNumber": eob_number},
        "status": NotificationStatus.QUEUED,
        "dedupe_key": f"{EOB_ISSUED}:{eob_id}",
    }
    await db.execute(insert(_NOTIFICATIONS).values(row).on_conflict_do_nothing(index_elements=["dedupe_key"]))
