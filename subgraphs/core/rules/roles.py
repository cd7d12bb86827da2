"""Who may give which role to whom, and what a role holds for."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from shared_models.core import ScopeType
from shared_models.identity import Principal, Role
from subgraphs.kit.refusals import ErrorCode, Refused

SCOPE_OF: Final[Mapping[Role, ScopeType]] = {
    Role.MEMBER: ScopeType.MEMBER,
    Role.EMPLOYER_ADMIN: ScopeType.COMPANY,
    Role.PROVIDER: ScopeType.PROVIDER,
    Role.CLAIMS_OFFICER: ScopeType.NONE,
    Role.SALES_AGENT: ScopeType.AGENT,
    Role.FINANCE_OFFICER: ScopeType.NONE,
    Role.AUDITOR: ScopeType.NONE,
    Role.SYSTEM_ADMIN: ScopeType.NONE,
}
# Who keeps users must not see health data by another role, and who audits must not write by one. Everybody may be
# covered.
ALONE: Final = (Role.AUDITOR, Role.SYSTEM_ADMIN)

NOT_YOURS: Final = Refused(ErrorCode.FORBIDDEN, "You may not change the roles of this user.")
NOT_OWN: Final = Refused(ErrorCode.FORBIDDEN, "Nobody changes the roles they hold themselves.")


@dataclass(frozen=True, slots=True)
class Held:
    """A role, and for whom it holds."""

    role: Role
    scope_type: ScopeType = ScopeType.NONE
    scope_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class Holder:
    """The user whose roles are to change: what they hold now, and who made them."""

    user_id: UUID
    roles: tuple[Held, ...]
    created_by: UUID | None


def held(role: Role, scope_id: UUID | None) -> Held | Refused:
    """Return a role for whom it is to hold; refused where the role holds for nobody, or for nobody was named."""
    scope_type = SCOPE_OF.get(role)
    if scope_type is None:
        return Refused(
            ErrorCode.VALIDATION, "Machines have credentials of their own, not this role.", ("input", "role")
        )
    if (scope_type is ScopeType.NONE) != (scope_id is None):
        wanted = "no scopeId" if scope_type is ScopeType.NONE else f"the id of a {scope_type} as scopeId"
        return Refused(ErrorCode.VALIDATION, f"The role {role} takes {wanted}.", ("input", "scopeId"))
    return Held(role, scope_type, scope_id)


def may_change(actor: Principal, holder: Holder, change: Held) -> Refused | None:
    """Say who may give or take a role: a system_admin any, an employer_admin those of the own company."""
    if actor.subject == str(holder.user_id):
        return NOT_OWN
    if Role.SYSTEM_ADMIN in actor.roles:
        return None
    is_theirs = all(_is_of_company(each, actor) for each in (change, *holder.roles))
    is_known = bool(holder.roles) or str(holder.created_by) == actor.subject
    if Role.EMPLOYER_ADMIN in actor.roles and is_theirs and is_known:
        return None
    return NOT_YOURS


def may_be_added(roles: tuple[Held, ...], added: Held) -> Refused | None:
    """Keep duties apart: who keeps users, or audits, does nothing else but be a member."""
    others = {each.role for each in roles} - {Role.MEMBER, added.role}
    is_apart = added.role is Role.MEMBER or not others
    if is_apart or not ({*others, added.role} & set(ALONE)):
        return None
    return Refused(
        ErrorCode.VALIDATION, "auditor and system_admin go with no other role than member.", ("input", "role")
    )


def may_create_users(actor: Principal) -> bool:
    """Say who makes users."""
    return bool(actor.roles & {Role.SYSTEM_ADMIN, Role.EMPLOYER_ADMIN})


def _is_of_company(role: Held, actor: Principal) -> bool:
    return role.role is Role.EMPLOYER_ADMIN and role.scope_id in actor.company_ids
