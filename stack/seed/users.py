"""Users of the demonstration, one for each role, and a machine: marked as such, and refused in production mode.

They hold for the people a newcomer is shown: the member of the first query, who employs and who treated that member, an
agent with leads. Made again, they change only where these have changed.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Final
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from shared_models import core, crm
from shared_models.access import SPENDING
from shared_models.audit import AuditAction
from shared_models.base import table_of
from shared_models.connection import create_engine
from shared_models.core import (
    ConsentType,
    MemberConsent,
    ProviderMemberLink,
    ScopeType,
    ServiceClient,
    User,
    UserRole,
)
from shared_models.encryption import Keyring, read_master_key
from shared_models.identity import Principal, Role
from stack.seed.reading import read_rows
from stack.seed.showcase import treating_provider
from stack.showcase import MACHINE, name_of
from subgraphs.core.rules.roles import SCOPE_OF, Held
from subgraphs.core.service import machines, users
from subgraphs.core.service.accounts import end_access_tokens, user_by
from subgraphs.core.service.hashing import Hasher
from subgraphs.core.service.principals import roles_of
from subgraphs.kit.audit.journal import Journal
from subgraphs.kit.writing import Writer

# As long as a shown card lets a provider know its member.
KNOWN_FOR: Final = timedelta(days=90)
# Tokens are held, captured and spent by machines alone: with this one a newcomer tries it.
MACHINE_SCOPES: Final[list[str]] = [SPENDING]
SEEDER: Final = Principal(subject="service:demo", roles=frozenset({Role.SERVICE}))

MEMBERS: Final = table_of(core.Member)
LEADS: Final = table_of(crm.Lead)


@dataclass(frozen=True, slots=True)
class Shown:
    """Who and what the demonstration shows; None where there is none."""

    member_id: UUID | None = None
    company_id: UUID | None = None
    provider_id: UUID | None = None
    agent_id: UUID | None = None

    def scope(self, kind: ScopeType) -> UUID | None:
        """Return for whom a role of this kind is to hold."""
        scopes = {
            ScopeType.MEMBER: self.member_id,
            ScopeType.COMPANY: self.company_id,
            ScopeType.PROVIDER: self.provider_id,
            ScopeType.AGENT: self.agent_id,
        }
        return scopes.get(kind)


async def store_users(urls: Mapping[str, str], passwords: Mapping[str, str], member_number: str | None) -> list[str]:
    """Store a user for each role that has somebody to hold for, and a machine; return the roles."""
    shown = await _shown(urls, member_number)
    engine = create_engine(urls["core"], application="covergraph-demo", pool_size=1)
    try:
        writer = Writer(engine, Keyring("core", read_master_key()), Journal(SEEDER), datetime.now(UTC))
        roles = [role for role in SCOPE_OF if role_for(role, shown) is not None]
        hashes = await _hashes(writer, {role: passwords[role] for role in roles})
        async with writer.system_transaction() as db:
            for role in roles:
                await _store(db, writer, role, role_for(role, shown), hashes.get(role))
            await _store_machine(db, passwords[Role.SERVICE])
            await _introduce(db, shown, writer.now.date())
    finally:
        await engine.dispose()
    return [*roles, Role.SERVICE]


async def count_demo_users(url: str) -> int:
    """Return how many users and machines of a demonstration a core database knows."""
    counts = sa.select(
        *(
            sa.select(sa.func.count()).select_from(kind).where(col(kind.is_demo)).scalar_subquery()
            for kind in (User, ServiceClient)
        )
    )
    return sum((await read_rows(url, counts))[0])


def role_for(role: Role, shown: Shown) -> Held | None:
    """Return a role with whom it holds for; None where there is nobody."""
    kind = SCOPE_OF[role]
    scope_id = shown.scope(kind)
    if kind is ScopeType.NONE:
        return Held(role)
    return None if scope_id is None else Held(role, kind, scope_id)


async def _shown(urls: Mapping[str, str], member_number: str | None) -> Shown:
    found = sa.select(MEMBERS.c.id, MEMBERS.c.company_id).where(MEMBERS.c.member_number == member_number)
    members = await read_rows(urls["core"], found)
    if not members:
        return Shown()
    member = members[0]
    busiest = (
        sa.select(LEADS.c.assigned_agent_id)
        .where(LEADS.c.assigned_agent_id.is_not(None), LEADS.c.deleted_at.is_(None))
        .group_by(LEADS.c.assigned_agent_id)
        .order_by(sa.func.count().desc(), LEADS.c.assigned_agent_id)
    )
    return Shown(
        member_id=member.id,
        company_id=member.company_id,
        provider_id=await treating_provider(urls, member.id),
        agent_id=await _first(urls["crm"], busiest),
    )


async def _first(url: str, statement: sa.Select[tuple[UUID]]) -> UUID | None:
    rows = await read_rows(url, statement.limit(1))
    return rows[0][0] if rows else None


async def _hashes(writer: Writer, passwords: Mapping[Role, str]) -> Mapping[Role, str]:
    """Return the hashes of the passwords that are not stored yet: of all, or, where they are, of none."""
    hasher = Hasher()
    async with writer.system_transaction() as db:
        known = [await _known(db, writer, role) for role in passwords]
    stored = [each.password_hash for each in known if each is not None]
    first = next(iter(passwords))
    if len(stored) == len(passwords) and await hasher.is_right(stored[0], passwords[first]):
        return {}
    return {role: await hasher.hash(password) for role, password in passwords.items()}


async def _store(db: AsyncSession, writer: Writer, role: Role, wanted: Held | None, hashed: str | None) -> None:
    assert wanted is not None, "roles without anybody to hold for are left out"
    user = await _known(db, writer, role)
    is_new = user is None
    if user is None:
        assert hashed is not None, "a new user has a new password"
        user = await users.make_user(db, writer, email=name_of(role), password_hash=hashed, is_demo=True)
        writer.journal.note(AuditAction.CREATE, "User", user.id)
    elif hashed is not None:
        user.password_hash = hashed
    if await roles_of(db, user.id) != (wanted,):
        await db.execute(sa.delete(UserRole).where(col(UserRole.user_id) == user.id))
        await users.give(db, user, wanted)
        if not is_new:
            end_access_tokens(user, writer.now)
        writer.journal.note(AuditAction.UPDATE, "User", user.id, changes={"role given": users.told(wanted)})


async def _known(db: AsyncSession, writer: Writer, role: Role) -> User | None:
    user = await user_by(db, await writer.keyring.digests(db, User.email_hash, name_of(role)))
    return user if user is not None and user.is_demo else None


async def _store_machine(db: AsyncSession, secret: str) -> None:
    found = await db.execute(sa.select(ServiceClient).where(col(ServiceClient.name) == MACHINE))
    client = found.scalar_one_or_none()
    if client is None:
        db.add(machines.new_client(MACHINE, secret, MACHINE_SCOPES, is_demo=True))
    else:
        client.secret_hash, client.scopes = machines.digest(secret), MACHINE_SCOPES


async def _introduce(db: AsyncSession, shown: Shown, today: date) -> None:
    """Let the provider know the member, as it does who was shown a card; not where the member has withdrawn that."""
    if shown.provider_id is None or shown.member_id is None:
        return
    consent, kind = col(MemberConsent.granted), col(MemberConsent.consent_type)
    newest = (
        sa.select(consent)
        .where(col(MemberConsent.member_id) == shown.member_id, kind == ConsentType.SHARE_WITH_PROVIDERS)
        .order_by(col(MemberConsent.created_at).desc())
        .limit(1)
    )
    if (await db.execute(newest)).scalar_one_or_none() is False:
        return
    link = {"provider_id": shown.provider_id, "member_id": shown.member_id, "seen_until": today + KNOWN_FOR}
    known = insert(ProviderMemberLink).values(link)
    await db.execute(
        known.on_conflict_do_update(
            index_elements=["provider_id", "member_id"], set_={"seen_until": known.excluded.seen_until}
        )
    )
