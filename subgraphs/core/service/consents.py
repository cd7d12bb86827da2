"""What members agree to: each consent is a row, the newest of a type holds."""

from typing import Final
from uuid import UUID

from shared_models.audit import AuditAction
from shared_models.core import ConsentType, MemberConsent
from shared_models.identity import Role
from subgraphs.core.service.accounts import user_id_of
from subgraphs.kit.refusals import ErrorCode, Refused
from subgraphs.kit.writing import Writer

NOT_YOURS: Final = Refused(ErrorCode.NOT_FOUND, "There is no such member in your family.", ("input", "memberId"))


async def record(writer: Writer, *, member_id: UUID, consent_type: ConsentType, granted: bool) -> UUID | Refused:
    """Record that a member, or who the member depends on, gives or withdraws a consent; return the member."""
    if Role.MEMBER not in writer.actor.roles or member_id not in writer.actor.member_ids:
        return NOT_YOURS
    async with writer.transaction() as db:
        row = MemberConsent(
            member_id=member_id,
            consent_type=consent_type,
            granted=granted,
            created_at=writer.now,
            created_by=user_id_of(writer.actor),
        )
        db.add(row)
        changes = {"consent": consent_type.value, "granted": granted}
        writer.journal.note(AuditAction.CREATE, "MemberConsent", row.id, changes=changes)
    return member_id
