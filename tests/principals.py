"""Somebody to ask as: one principal for each role, and one who may read all there is."""

from typing import Any, Final
from uuid import UUID

from shared_models.identity import Principal, Role

USER: Final = "00000000-0000-7000-8000-0000000000aa"


def a_principal(*roles: Role, **held: Any) -> Principal:
    """Return somebody who is signed in and holds these roles, for these ids."""
    return Principal(subject=held.pop("subject", USER), roles=frozenset(roles), **held)


def a_member(*ids: UUID, employers: tuple[UUID, ...] = ()) -> Principal:
    """Return a member: the own id first, then those of the dependants."""
    return a_principal(Role.MEMBER, member_ids=ids, employer_ids=employers)


def an_employer(*companies: UUID) -> Principal:
    """Return somebody who acts for companies."""
    return a_principal(Role.EMPLOYER_ADMIN, company_ids=companies)


def a_provider(*providers: UUID) -> Principal:
    """Return somebody who works for providers."""
    return a_principal(Role.PROVIDER, provider_ids=providers)


def an_agent(*agents: UUID) -> Principal:
    """Return a sales agent; more ids are those of the team."""
    return a_principal(Role.SALES_AGENT, agent_ids=agents)


def an_admin(*, break_glass: UUID | None = None) -> Principal:
    """Return a system_admin, with or without an emergency token."""
    return a_principal(Role.SYSTEM_ADMIN, break_glass_id=break_glass)


OFFICER: Final = a_principal(Role.CLAIMS_OFFICER)
FINANCE: Final = a_principal(Role.FINANCE_OFFICER)
AUDITOR: Final = a_principal(Role.AUDITOR)

# All whose roles hold for everything. Nobody should be all of these; tests of what a field tells ask as this one.
EVERYTHING: Final = a_principal(
    Role.CLAIMS_OFFICER, Role.FINANCE_OFFICER, Role.AUDITOR, Role.SYSTEM_ADMIN, Role.SALES_AGENT
)
