"""Who may give which role to whom."""

from uuid import UUID

import pytest

from shared_models.core import ScopeType
from shared_models.identity import Principal, Role
from subgraphs.core.rules.roles import NOT_OWN, NOT_YOURS, Held, Holder, held, may_be_added, may_change
from subgraphs.kit.refusals import ErrorCode, Refused

ACTOR = UUID(int=1)
OTHER = UUID(int=2)
COMPANY = UUID(int=3)
FOREIGN = UUID(int=4)

ADMIN = Principal(subject=str(ACTOR), roles=frozenset({Role.SYSTEM_ADMIN}))
EMPLOYER = Principal(subject=str(ACTOR), roles=frozenset({Role.EMPLOYER_ADMIN}), company_ids=(COMPANY,))
OF_COMPANY = Held(Role.EMPLOYER_ADMIN, ScopeType.COMPANY, COMPANY)
OF_FOREIGN = Held(Role.EMPLOYER_ADMIN, ScopeType.COMPANY, FOREIGN)
OFFICER = Held(Role.CLAIMS_OFFICER)


@pytest.mark.parametrize(
    ("role", "scope_id", "expected"),
    [
        (Role.MEMBER, OTHER, Held(Role.MEMBER, ScopeType.MEMBER, OTHER)),
        (Role.EMPLOYER_ADMIN, COMPANY, OF_COMPANY),
        (Role.PROVIDER, OTHER, Held(Role.PROVIDER, ScopeType.PROVIDER, OTHER)),
        (Role.SALES_AGENT, OTHER, Held(Role.SALES_AGENT, ScopeType.AGENT, OTHER)),
        (Role.CLAIMS_OFFICER, None, OFFICER),
        (Role.AUDITOR, None, Held(Role.AUDITOR)),
    ],
)
def test_a_role_says_what_it_holds_for(role: Role, scope_id: UUID | None, expected: Held) -> None:
    assert held(role, scope_id) == expected


@pytest.mark.parametrize(
    ("role", "scope_id", "path"),
    [
        (Role.MEMBER, None, ("input", "scopeId")),
        (Role.CLAIMS_OFFICER, COMPANY, ("input", "scopeId")),
        (Role.SERVICE, None, ("input", "role")),
    ],
)
def test_a_role_that_holds_for_nobody_is_refused(role: Role, scope_id: UUID | None, path: tuple[str, ...]) -> None:
    found = held(role, scope_id)

    assert isinstance(found, Refused)
    assert (found.code, found.path) == (ErrorCode.VALIDATION, path)


@pytest.mark.parametrize(
    ("actor", "holder", "change", "expected"),
    [
        (ADMIN, Holder(OTHER, (), None), OFFICER, None),
        (ADMIN, Holder(OTHER, (OF_FOREIGN,), None), OF_COMPANY, None),
        (ADMIN, Holder(ACTOR, (), None), OFFICER, NOT_OWN),
        (EMPLOYER, Holder(OTHER, (), ACTOR), OF_COMPANY, None),
        (EMPLOYER, Holder(OTHER, (OF_COMPANY,), None), OF_COMPANY, None),
        (EMPLOYER, Holder(OTHER, (), None), OF_COMPANY, NOT_YOURS),
        (EMPLOYER, Holder(OTHER, (), ACTOR), OF_FOREIGN, NOT_YOURS),
        (EMPLOYER, Holder(OTHER, (), ACTOR), OFFICER, NOT_YOURS),
        (EMPLOYER, Holder(OTHER, (OFFICER,), ACTOR), OF_COMPANY, NOT_YOURS),
        (EMPLOYER, Holder(OTHER, (OF_COMPANY, OF_FOREIGN), None), OF_COMPANY, NOT_YOURS),
        (EMPLOYER, Holder(ACTOR, (OF_COMPANY,), None), OF_COMPANY, NOT_OWN),
        (Principal(subject=str(ACTOR), roles=frozenset({Role.AUDITOR})), Holder(OTHER, (), ACTOR), OFFICER, NOT_YOURS),
        (Principal(), Holder(OTHER, (), None), OFFICER, NOT_YOURS),
    ],
)
def test_roles_are_changed_by_who_keeps_the_user(
    actor: Principal, holder: Holder, change: Held, expected: Refused | None
) -> None:
    assert may_change(actor, holder, change) == expected


@pytest.mark.parametrize(
    ("roles", "added", "is_allowed"),
    [
        ((), Role.SYSTEM_ADMIN, True),
        ((Role.MEMBER,), Role.SYSTEM_ADMIN, True),
        ((Role.SYSTEM_ADMIN,), Role.MEMBER, True),
        ((Role.CLAIMS_OFFICER,), Role.FINANCE_OFFICER, True),
        ((Role.CLAIMS_OFFICER,), Role.SYSTEM_ADMIN, False),
        ((Role.SYSTEM_ADMIN,), Role.CLAIMS_OFFICER, False),
        ((Role.SYSTEM_ADMIN,), Role.AUDITOR, False),
        ((Role.MEMBER, Role.AUDITOR), Role.FINANCE_OFFICER, False),
    ],
)
def test_who_keeps_users_or_audits_does_nothing_else(roles: tuple[Role, ...], added: Role, is_allowed: bool) -> None:
    refused = may_be_added(tuple(Held(each) for each in roles), Held(added))

    assert (refused is None) is is_allowed
