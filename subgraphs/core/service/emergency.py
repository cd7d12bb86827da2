"""Breaking the glass: a token for the record of one member, known to every auditor at once, and reviewed by one."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, Final
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from shared_models.access import user_id_of
from shared_models.audit import AuditAction
from shared_models.base import new_id
from shared_models.core import (
    BreakGlassGrant,
    Member,
    Notification,
    NotificationChannel,
    RecipientType,
    User,
    UserRole,
    UserStatus,
)
from shared_models.identity import Role
from subgraphs.core.rules.emergency import REVIEWED_WITHIN, may_break_glass, may_review
from subgraphs.core.rules.sessions import EMERGENCY_TOKEN
from subgraphs.core.service.accounts import locked
from subgraphs.core.service.desk import AccessToken, Desk
from subgraphs.core.service.principals import principal_of
from subgraphs.kit.refusals import ErrorCode, Refused
from subgraphs.kit.writing import Writer

NO_MEMBER: Final = Refused(ErrorCode.NOT_FOUND, "There is no such member.", ("input", "memberId"))
NO_GRANT: Final = Refused(ErrorCode.NOT_FOUND, "There is no such access.", ("input", "grantId"))
TEMPLATE: Final = "break_glass"


async def break_glass(
    writer: Writer, desk: Desk, *, member_id: UUID, reason: str, case_id: str
) -> AccessToken | Refused:
    """Give a system_admin a token that names one member; tell the auditors, who review it."""
    refused = may_break_glass(writer.actor)
    async with writer.system_transaction() as db:
        if refused is not None:
            writer.journal.note(AuditAction.DENIAL, "Member", member_id, reason=f"break-glass: {refused.code}")
            return refused
        user_id = user_id_of(writer.actor)
        user = None if user_id is None else await locked(db, user_id)
        if user is None or await db.get(Member, member_id) is None:
            return NO_MEMBER
        grant_id = new_id()
        async with writer.keyring.sealing(db) as sealer:
            sealed: Mapping[str, Any] = sealer.columns(BreakGlassGrant, grant_id, reason=reason)
        grant = BreakGlassGrant(
            id=grant_id,
            user_id=user.id,
            member_id=member_id,
            case_id=case_id,
            expires_at=writer.now + EMERGENCY_TOKEN,
            review_due_at=writer.now + REVIEWED_WITHIN,
            created_by=user.id,
            updated_by=user.id,
            **sealed,
        )
        db.add(grant)
        await _tell_auditors(db, grant)
        # The reason may tell of somebody's health: it is sealed in the grant, which the log names.
        changes = {"case": case_id, "grant": str(grant.id)}
        writer.journal.note(AuditAction.BREAK_GLASS, "Member", member_id, changes=changes)
        principal = replace(await principal_of(db, user, writer.actor.methods), break_glass_id=member_id)
        return await desk.issue(
            db, writer.keyring, principal, epoch=user.token_epoch, now=writer.now, lifetime=EMERGENCY_TOKEN
        )


async def review(writer: Writer, *, grant_id: UUID) -> UUID | Refused:
    """Note that an auditor has looked at an emergency access; return its id."""
    async with writer.system_transaction() as db:
        grant = await db.get(BreakGlassGrant, grant_id, with_for_update=True)
        if grant is None:
            return NO_GRANT
        refused = may_review(writer.actor, grant.user_id, grant.reviewed_at)
        if refused is not None:
            return refused
        grant.reviewed_at, grant.reviewed_by = writer.now, user_id_of(writer.actor)
        grant.version += 1
        writer.journal.note(AuditAction.UPDATE, "BreakGlassGrant", grant.id, changes={"review": "done"})
        return grant.id


async def _tell_auditors(db: AsyncSession, grant: BreakGlassGrant) -> None:
    """Notify every auditor; where there is none, the review is due all the same."""
    auditors = (
        sa.select(col(User.id))
        .join(UserRole, col(UserRole.user_id) == col(User.id))
        .where(col(UserRole.role) == Role.AUDITOR, col(User.status) == UserStatus.ACTIVE)
    )
    for auditor in (await db.execute(auditors)).scalars():
        db.add(
            Notification(
                recipient_type=RecipientType.USER,
                recipient_id=auditor,
                channel=NotificationChannel.IN_APP,
                template_code=TEMPLATE,
                params={"grant": str(grant.id), "case": grant.case_id},
                dedupe_key=f"{TEMPLATE}:{grant.id}:{auditor}",
            )
        )
