"""What members agree to, emergency access to their records, and what people are told of it."""

from datetime import datetime
from typing import Any
from uuid import UUID

from shared_models.base import (
    AppendOnly,
    Recorded,
    append_only,
    check,
    closed,
    index,
    instant,
    json,
    one_of,
    refers_to,
    text,
    unique,
)
from shared_models.core.base import CoreTable
from shared_models.core.choices import ConsentType, NotificationChannel, NotificationStatus, RecipientType
from shared_models.encryption import sealed


class BreakGlassGrant(Recorded, CoreTable, table=True):
    """Emergency access of a system_admin to one member's record: why, until when, and who looked at it afterwards."""

    __tablename__ = "break_glass_grants"
    __table_args__ = (
        index("member_id"),
        index("created_at", "id"),
        check("reviewed", "(reviewed_at IS NULL) = (reviewed_by IS NULL)"),
    )

    user_id: UUID = refers_to("users.id")
    member_id: UUID = refers_to("members.id")
    case_id: str = text()
    reason_enc: bytes = sealed()
    expires_at: datetime = instant()
    review_due_at: datetime = instant()
    reviewed_at: datetime | None = instant(default=None)
    reviewed_by: UUID | None = refers_to("users.id", default=None)


@append_only
class MemberConsent(AppendOnly, CoreTable, table=True):
    """A consent that was given or withdrawn; the newest of a type holds."""

    __tablename__ = "member_consents"
    __table_args__ = (index("member_id", "consent_type", "created_at"), one_of("consent_type", ConsentType))

    member_id: UUID = refers_to("members.id")
    consent_type: ConsentType = closed(ConsentType)
    granted: bool


class Notification(Recorded, CoreTable, table=True):
    """Something a person is to be told, once; no clinical text but in the application itself."""

    __tablename__ = "notifications"
    __table_args__ = (
        unique("dedupe_key"),
        index("recipient_id", "created_at"),
        one_of("recipient_type", RecipientType),
        one_of("channel", NotificationChannel),
        one_of("status", NotificationStatus),
    )

    recipient_type: RecipientType = closed(RecipientType)
    recipient_id: UUID
    channel: NotificationChannel = closed(NotificationChannel)
    template_code: str = text()
    params: dict[str, Any] = json(default_factory=dict)
    status: NotificationStatus = closed(NotificationStatus, default=NotificationStatus.QUEUED)
    dedupe_key: str = text()
