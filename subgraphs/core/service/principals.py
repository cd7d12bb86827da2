"""What a user holds: roles, and the members, companies, providers and agents that these hold for."""

from collections.abc import Sequence
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from shared_models.core import Member, ScopeType, User, UserRole
from shared_models.identity import Principal, Role
from subgraphs.core.rules.roles import Held


async def roles_of(session: AsyncSession, user_id: UUID) -> tuple[Held, ...]:
    """Return the roles of a user."""
    statement = sa.select(col(UserRole.role), col(UserRole.scope_type), col(UserRole.scope_id)).where(
        col(UserRole.user_id) == user_id
    )
    return tuple(Held(*row) for row in (await session.execute(statement)).all())


async def principal_of(session: AsyncSession, user: User, methods: Sequence[str]) -> Principal:
    """Return a user with all they hold now."""
    roles = await roles_of(session, user.id)
    family = await _family(session, user.id, roles)
    return Principal(
        subject=str(user.id),
        roles=frozenset(each.role for each in roles),
        member_ids=tuple(sorted(family)),
        employer_ids=tuple(sorted({company for company in family.values() if company is not None})),
        company_ids=_scopes(roles, ScopeType.COMPANY),
        provider_ids=_scopes(roles, ScopeType.PROVIDER),
        agent_ids=_scopes(roles, ScopeType.AGENT),
        methods=tuple(methods),
    )


async def _family(session: AsyncSession, user_id: UUID, roles: tuple[Held, ...]) -> dict[UUID, UUID | None]:
    """Return the persons that a member signs in for, each with the company that covers them."""
    if not any(each.role is Role.MEMBER for each in roles):
        return {}
    persons = (
        sa.select(col(Member.id))
        .where(sa.or_(col(Member.id).in_(_scopes(roles, ScopeType.MEMBER)), col(Member.user_id) == user_id))
        .scalar_subquery()
    )
    statement = sa.select(col(Member.id), col(Member.company_id)).where(
        col(Member.deleted_at).is_(None), sa.or_(col(Member.id).in_(persons), col(Member.principal_id).in_(persons))
    )
    return {row.id: row.company_id for row in (await session.execute(statement)).all()}


def _scopes(roles: tuple[Held, ...], kind: ScopeType) -> tuple[UUID, ...]:
    return tuple(sorted(each.scope_id for each in roles if each.scope_type is kind and each.scope_id is not None))
