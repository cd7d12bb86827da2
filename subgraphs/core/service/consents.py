"""What members agree to: each consent is a row, the newest of a type holds.

Who withdraws the sharing with providers closes the record to all that knew it, at once: they know a member by a link.
"""

from typing import Final
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import col

from shared_models.access import user_id_of
from shared_models.audit import AuditAction
from shared_models.core import ConsentType, MemberConsent, ProviderMemberLink
from shared_models.identity import Role
from subgraphs.kit.refusals import ErrorCode, Refused
from subgraphs.kit.writing import Writer

NOT_YOURS: Final = Refused(ErrorCode.NOT_FOUND, "There is no such member in your family.", ("input", "memberId"))


async def record(writer: Writer, *, member_id: UUID, consent_type: ConsentType, granted: bool) -> UUID | Refused:
    """Record that a member, or who the member depends on, gives or withdraws a consent; return the member."""
    if Role.MEMBER not in writer.actor.roles or member_id not in writer.actor.member_ids:
        return NOT_YOURS
    async with writer.system_transaction() as db:
        row = MemberConsent(
            member_id=member_id,
            consent_type=consent_type,
            granted=granted,
            created_at=writer.now,
            created_by=user_id_of(writer.actor),
        )
        db.add(row)
        if consent_type is ConsentType.SHARE_WITH_PROVIDERS and not granted:
            await db.execute(sa.delete(ProviderMemberLink).where(col(ProviderMemberLink.member_id) == member_id))
        changes = {"consent": consent_type.value, "granted": granted}
        writer.journal.note(AuditAction.CREATE, "MemberConsent", row.id, changes=changes)
    return member_id
