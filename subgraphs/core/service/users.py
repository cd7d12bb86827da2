"""Users and their roles, changed by who keeps them: a system_admin, or an employer_admin for the own company."""

from collections.abc import Mapping
from typing import Any, Final
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from shared_models.access import user_id_of
from shared_models.audit import AuditAction
from shared_models.base import new_id
from shared_models.core import Member, ScopeType, User, UserRole, UserStatus
from shared_models.identity import Role
from shared_models.locks import Lock, wait_for
from subgraphs.core.rules.passwords import weakness
from subgraphs.core.rules.roles import Held, Holder, held, may_be_added, may_change, may_create_users
from subgraphs.core.service.accounts import end_access_tokens, end_families, locked, user_by
from subgraphs.core.service.desk import Desk
from subgraphs.core.service.principals import roles_of
from subgraphs.kit.refusals import ErrorCode, Refused
from subgraphs.kit.writing import Writer

NO_USER: Final = Refused(ErrorCode.NOT_FOUND, "There is no such user.", ("input", "userId"))
NO_MEMBER: Final = Refused(ErrorCode.NOT_FOUND, "There is no such member.", ("input", "scopeId"))
NOT_HELD: Final = Refused(ErrorCode.NOT_FOUND, "The user does not hold this role.", ("input", "role"))
NO_KEEPER: Final = Refused(ErrorCode.FORBIDDEN, "You may not make users.")
TAKEN: Final = Refused(ErrorCode.ALREADY_EXISTS, "There is a user with this e-mail address.", ("input", "email"))
NOT_YOURSELF: Final = Refused(ErrorCode.FORBIDDEN, "Nobody locks themselves out.")
NO_ADMIN: Final = Refused(ErrorCode.FORBIDDEN, "Only a system_admin locks users.")


async def create_user(writer: Writer, desk: Desk, *, email: str, password: str) -> UUID | Refused:
    """Make a user without roles; return the id."""
    if not may_create_users(writer.actor):
        return NO_KEEPER
    weak = weakness(password, email)
    if weak is not None:
        return Refused(weak.code, weak.message, ("input", "password"))
    hashed = await desk.hasher.hash(password)
    async with writer.system_transaction() as db:
        await db.execute(wait_for(Lock.USERS))
        if await user_by(db, await writer.keyring.digests(db, User.email_hash, email)) is not None:
            return TAKEN
        user = await make_user(db, writer, email=email, password_hash=hashed)
        writer.journal.note(AuditAction.CREATE, "User", user.id)
        return user.id


async def make_user(db: AsyncSession, writer: Writer, *, email: str, password_hash: str, is_demo: bool = False) -> User:
    """Store a user."""
    user_id, maker = new_id(), user_id_of(writer.actor)
    async with writer.keyring.sealing(db) as sealer:
        sealed: Mapping[str, Any] = sealer.columns(User, user_id, email=email)
    user = User(id=user_id, password_hash=password_hash, is_demo=is_demo, created_by=maker, updated_by=maker, **sealed)
    db.add(user)
    await db.flush()
    return user


async def assign_role(writer: Writer, *, user_id: UUID, role: Role, scope_id: UUID | None) -> UUID | Refused:
    """Give a user a role, for whom it is to hold; return the user."""
    change = held(role, scope_id)
    if isinstance(change, Refused):
        return change
    async with writer.system_transaction() as db:
        found = await _changeable(db, writer, user_id, change)
        if isinstance(found, Refused):
            return found
        user, roles = found
        refused = may_be_added(roles, change)
        if refused is not None:
            return refused
        if role is Role.MEMBER and not await _is_member(db, scope_id):
            return NO_MEMBER
        if change not in roles:
            await give(db, user, change, by=user_id_of(writer.actor))
            end_access_tokens(user, writer.now)
            writer.journal.note(AuditAction.UPDATE, "User", user.id, changes={"role given": told(change)})
        return user.id


async def revoke_role(writer: Writer, *, user_id: UUID, role: Role, scope_id: UUID | None) -> UUID | Refused:
    """Take a role from a user; return the user."""
    change = held(role, scope_id)
    if isinstance(change, Refused):
        return change
    async with writer.system_transaction() as db:
        found = await _changeable(db, writer, user_id, change)
        if isinstance(found, Refused):
            return found
        user, roles = found
        if change not in roles:
            return NOT_HELD
        await take(db, user, change)
        end_access_tokens(user, writer.now)
        writer.journal.note(AuditAction.UPDATE, "User", user.id, changes={"role taken": told(change)})
        return user.id


async def lock_user(writer: Writer, *, user_id: UUID, is_locked: bool) -> UUID | Refused:
    """Keep a user from signing in, or no longer; who is locked is out at once. Return the user."""
    if Role.SYSTEM_ADMIN not in writer.actor.roles:
        return NO_ADMIN
    if user_id == user_id_of(writer.actor):
        return NOT_YOURSELF
    async with writer.system_transaction() as db:
        user = await locked(db, user_id)
        if user is None:
            return NO_USER
        status = UserStatus.LOCKED if is_locked else UserStatus.ACTIVE
        if user.status is status:
            return user.id
        if user.status is UserStatus.DISABLED:
            return Refused(ErrorCode.INVALID_TRANSITION, "This user is disabled for good.", ("input", "userId"))
        writer.journal.note(AuditAction.TRANSITION, "User", user.id, changes={"status": [user.status, status]})
        user.status = status
        user.version += 1
        if is_locked:
            await end_families(db, writer.now, user_id=user.id)
            end_access_tokens(user, writer.now)
        return user.id


async def give(db: AsyncSession, user: User, role: Held, *, by: UUID | None = None) -> None:
    """Store that a user holds a role."""
    db.add(UserRole(user_id=user.id, role=role.role, scope_type=role.scope_type, scope_id=role.scope_id, granted_by=by))
    await db.flush()


async def take(db: AsyncSession, user: User, role: Held) -> None:
    """Store that a user holds a role no longer."""
    scope = col(UserRole.scope_id)
    await db.execute(
        sa.delete(UserRole).where(
            col(UserRole.user_id) == user.id,
            col(UserRole.role) == role.role,
            scope.is_(None) if role.scope_type is ScopeType.NONE else scope == role.scope_id,
        )
    )


def told(role: Held) -> dict[str, str]:
    """Return a role as the audit log tells it."""
    scope = {} if role.scope_id is None else {role.scope_type.value: str(role.scope_id)}
    return {"role": role.role.value, **scope}


async def _changeable(
    db: AsyncSession, writer: Writer, user_id: UUID, change: Held
) -> tuple[User, tuple[Held, ...]] | Refused:
    """Return a user, locked, and the roles they hold, where the actor may change them."""
    user = await locked(db, user_id)
    if user is None:
        return NO_USER
    roles = await roles_of(db, user.id)
    refused = may_change(writer.actor, Holder(user.id, roles, user.created_by), change)
    if refused is None:
        return user, roles
    writer.journal.note(AuditAction.DENIAL, "User", user.id, reason="change of roles")
    # Who may not keep this user learns as little of whether there is one as who guesses an id.
    return refused if Role.SYSTEM_ADMIN in writer.actor.roles else NO_USER


async def _is_member(db: AsyncSession, member_id: UUID | None) -> bool:
    found = sa.select(col(Member.id)).where(col(Member.id) == member_id, col(Member.deleted_at).is_(None))
    return (await db.execute(found)).scalar_one_or_none() is not None
