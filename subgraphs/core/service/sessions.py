"""Signing in, staying in, leaving."""

import hashlib
import secrets
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from shared_models.audit import AuditAction
from shared_models.base import new_id
from shared_models.core import RefreshToken, User
from subgraphs.core.rules.sessions import ACCESS_TOKEN, FAMILY, Refresh, Spending, refresh, refresh_expires_at
from subgraphs.core.service import attempts
from subgraphs.core.service.accounts import end_access_tokens, end_families, locked, user_by
from subgraphs.core.service.desk import AccessToken, Desk
from subgraphs.core.service.principals import principal_of
from subgraphs.kit.refusals import ErrorCode, Refused
from subgraphs.kit.writing import Writer

TOKEN_BYTES: Final = 32

NO_SESSION: Final = Refused(
    ErrorCode.INVALID_TOKEN, "This refresh token opens nothing: sign in again.", ("input", "refreshToken")
)


@dataclass(frozen=True, slots=True)
class Session:
    """What somebody who is signed in holds."""

    user_id: UUID
    access: AccessToken
    refresh_token: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Family:
    """What the refresh tokens of one sign-in share."""

    id: UUID
    expires_at: datetime
    methods: Sequence[str]


async def log_in(writer: Writer, desk: Desk, *, email: str, password: str, otp: str | None) -> Session | Refused:
    """Sign somebody in: by password, and by a one-time code where they have a second factor."""
    async with writer.system_transaction() as db:
        # The column is looked up as an attribute of the class, which the plugin of the type checker knows by value.
        digests = await writer.keyring.digests(db, User.email_hash, email)
        noted, known = await attempts.note(db, writer, digests), await user_by(db, digests)
    if isinstance(noted, Refused):
        return noted
    checked = await attempts.check(desk, noted, known, password)
    async with writer.system_transaction() as db:
        decided = await attempts.decide(db, writer, checked, otp=otp)
        if isinstance(decided, Refused):
            return decided
        user, opens = decided
        user.last_login_at = writer.now
        writer.journal.note(AuditAction.LOGIN, "User", user.id, changes={"methods": list(opens.methods)})
        return await begin(db, writer, desk, user, opens.methods)


async def begin(db: AsyncSession, writer: Writer, desk: Desk, user: User, methods: Sequence[str]) -> Session:
    """Begin a family of refresh tokens for a user who has proved to be that user; those of ended families go."""
    ended = sa.delete(RefreshToken).where(
        col(RefreshToken.user_id) == user.id, col(RefreshToken.family_expires_at) <= writer.now
    )
    await db.execute(ended)
    session, _ = await _issue(db, writer, desk, user, Family(new_id(), writer.now + FAMILY, methods))
    return session


async def renew(writer: Writer, desk: Desk, *, refresh_token: str) -> Session | Refused:
    """Spend a refresh token for new tokens; whoever shows a spent one ends its family."""
    async with writer.system_transaction() as db:
        found = await _found(db, refresh_token)
        if found is None:
            return NO_SESSION
        user, spent = found
        successor = None if spent.successor_id is None else await db.get(RefreshToken, spent.successor_id)
        match refresh(_spending(user, spent, successor, client=writer.journal.address), writer.now):
            case Refresh.ROTATE:
                spent.used_at = writer.now
            case Refresh.RETRY:
                assert successor is not None, "a spent token has a successor"
                spent.retried_at = successor.revoked_at = writer.now
            case Refresh.REUSED:
                await end_families(db, writer.now, user_id=user.id, family_id=spent.family_id)
                end_access_tokens(user, writer.now)
                writer.journal.note(AuditAction.DENIAL, "User", user.id, reason="a spent refresh token was shown")
                return NO_SESSION
            case Refresh.REFUSE:
                return NO_SESSION
        family = Family(spent.family_id, spent.family_expires_at, spent.methods)
        session, spent.successor_id = await _issue(db, writer, desk, user, family)
        return session


async def log_out(writer: Writer, *, refresh_token: str, everywhere: bool) -> UUID | Refused:
    """End the session that a refresh token belongs to, or all of its user; return the user."""
    async with writer.system_transaction() as db:
        found = await _found(db, refresh_token)
        if found is None:
            return NO_SESSION
        user, shown = found
        await end_families(db, writer.now, user_id=user.id, family_id=None if everywhere else shown.family_id)
        end_access_tokens(user, writer.now)
        writer.journal.note(AuditAction.LOGOUT, "User", user.id)
        return user.id


async def _issue(db: AsyncSession, writer: Writer, desk: Desk, user: User, family: Family) -> tuple[Session, UUID]:
    """Make the next tokens of a family; return them, and the id of the refresh token."""
    text = secrets.token_urlsafe(TOKEN_BYTES)
    row = RefreshToken(
        user_id=user.id,
        family_id=family.id,
        token_hash=_digest(text),
        client=writer.journal.address,
        methods=list(family.methods),
        issued_at=writer.now,
        expires_at=refresh_expires_at(writer.now, family.expires_at),
        family_expires_at=family.expires_at,
    )
    db.add(row)
    await db.flush()
    principal = await principal_of(db, user, family.methods)
    access = await desk.issue(
        db, writer.keyring, principal, epoch=user.token_epoch, now=writer.now, lifetime=ACCESS_TOKEN
    )
    return Session(user.id, access, text), row.id


async def _found(db: AsyncSession, text: str) -> tuple[User, RefreshToken] | None:
    """Return the user, locked, and the row of a refresh token as it is now."""
    is_it = col(RefreshToken.token_hash) == _digest(text)
    user_id = (await db.execute(sa.select(col(RefreshToken.user_id)).where(is_it))).scalar_one_or_none()
    user = None if user_id is None else await locked(db, user_id)
    if user is None:
        return None
    return user, (await db.execute(sa.select(RefreshToken).where(is_it))).scalar_one()


def _spending(user: User, spent: RefreshToken, successor: RefreshToken | None, *, client: str) -> Spending:
    return Spending(
        user_status=user.status,
        expires_at=spent.expires_at,
        used_at=spent.used_at,
        retried_at=spent.retried_at,
        revoked_at=spent.revoked_at,
        was_successor_used=successor is not None and successor.used_at is not None,
        is_same_client=spent.client == client,
    )


def _digest(text: str) -> bytes:
    """Return how a token is stored: it is random and long, so a plain digest is enough."""
    return hashlib.sha256(text.encode()).digest()
