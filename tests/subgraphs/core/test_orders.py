"""What clients order of core, and how refusals read."""

from dataclasses import replace
from datetime import date
from typing import Any
from uuid import UUID

import pytest
from strawberry.printer import print_schema

from shared_models.core import ProviderMemberLink
from shared_models.identity import NOBODY, Principal, Role
from subgraphs.core.schema import schema
from subgraphs.core.service.desk import desk_of
from subgraphs.core.service.hashing import Hasher
from tests.principals import a_member as as_member
from tests.principals import a_principal, a_provider, an_admin, an_employer
from tests.subgraphs.core.builders import a_member
from tests.subgraphs.service import Service

PASSWORD = "correct horse battery staple"
LOGIN = """
mutation ($input: LoginInput!) {
  login(input: $input) { session { accessToken refreshToken expiresAt } errors { code message path } }
}
"""
ADMIN = an_admin()


@pytest.fixture(autouse=True)
def _cheap(core: Service) -> None:
    """What a hash costs is the hasher's own test."""
    desk_of(core.engine).hasher = Hasher(passes=1, memory_kib=8)


async def order(core: Service, actor: Principal, name: str, selection: str, **values: Any) -> Any:
    """Return the payload of an order that is answered without top-level errors."""
    core.principal = actor
    kind = f"{name[0].upper()}{name[1:]}Input"
    query = f"mutation ($input: {kind}!) {{ {name}(input: $input) {{ {selection} errors {{ code message path }} }} }}"
    return (await core.ask(query, input=values))[name]


async def a_user(core: Service, email: str) -> UUID:
    done = await order(core, ADMIN, "createUser", "user { id }", email=email, password=PASSWORD)
    assert done["errors"] == [], done
    return UUID(done["user"]["id"])


def test_the_gateway_is_told_who_may_ask_each_root_field() -> None:
    sdl = print_schema(schema)

    assert "  me: Me @authenticated\n" in sdl
    assert 'breakGlass(input: BreakGlassInput!): BreakGlassPayload @policy(policies: [["system_admin"]])\n' in sdl
    assert "  login(input: LoginInput!): LoginPayload!\n" in sdl


async def test_somebody_signs_in_without_being_anybody_yet(core: Service) -> None:
    await a_user(core, "ada@example.org")

    done = await order(
        core,
        NOBODY,
        "login",
        "session { accessToken refreshToken }",
        email="  Ada@Example.ORG ",
        password=PASSWORD,
    )

    assert done["errors"] == []
    assert done["session"]["accessToken"].count(".") == 2
    assert len(done["session"]["refreshToken"]) == 43


@pytest.mark.parametrize(
    ("values", "path", "message"),
    [
        ({"email": "nobody"}, "email", "email is an e-mail address."),
        ({"email": "a b@example.org"}, "email", "email is an e-mail address."),
        ({"email": ""}, "email", "email has 3 to 254 characters."),
        ({"email": "a" * 255 + "@example.org"}, "email", "email has 3 to 254 characters."),
        ({"email": "a\x00@example.org"}, "email", "email has no control characters."),
        ({"email": "a\u0007@example.org"}, "email", "email has no control characters."),
        ({"password": ""}, "password", "password has 1 to 128 characters."),
        ({"password": "a" * 129}, "password", "password has 1 to 128 characters."),
        ({"password": "a\nb"}, "password", "password has no control characters."),
        ({"otp": "12345"}, "otp", "otp has 6 to 6 characters."),
        ({"otp": "12345x"}, "otp", "otp is six digits."),
        ({"otp": "12 456"}, "otp", "otp is six digits."),
    ],
)
async def test_what_cannot_be_a_sign_in_is_refused_by_name(
    core: Service, values: dict[str, str], path: str, message: str
) -> None:
    done = await order(
        core, NOBODY, "login", "session { accessToken }", **{"email": "ada@example.org", "password": "x", **values}
    )

    assert done == {
        "session": None,
        "errors": [{"code": "VALIDATION", "message": message, "path": ["input", path]}],
    }


async def test_everything_that_is_wrong_is_told_at_once(core: Service) -> None:
    done = await order(core, NOBODY, "login", "session { accessToken }", email="x", password="", otp="1")

    assert [each["path"] for each in done["errors"]] == [["input", "email"], ["input", "password"], ["input", "otp"]]


@pytest.mark.parametrize(
    ("name", "values"),
    [
        ("changePassword", {"currentPassword": PASSWORD, "newPassword": PASSWORD}),
        ("enrolMfa", {"password": PASSWORD}),
        ("confirmMfa", {"otp": "123456"}),
        ("breakGlass", {"memberId": str(UUID(int=1)), "reason": "unconscious, no kin", "caseId": "C-1"}),
        ("createUser", {"email": "eve@example.org", "password": PASSWORD}),
        ("assignRole", {"userId": str(UUID(int=1)), "role": "AUDITOR"}),
        ("revokeRole", {"userId": str(UUID(int=1)), "role": "AUDITOR"}),
        ("lockUser", {"userId": str(UUID(int=1))}),
        ("recordConsent", {"memberId": str(UUID(int=1)), "consentType": "MARKETING", "granted": True}),
    ],
)
async def test_nobody_orders_what_takes_somebody(core: Service, name: str, values: dict[str, Any]) -> None:
    core.principal = NOBODY
    kind = f"{name[0].upper()}{name[1:]}Input"
    query = f"mutation ($input: {kind}!) {{ {name}(input: $input) {{ errors {{ code }} }} }}"

    assert await core.refusal(query, input=values) == ("sign in to see this", "UNAUTHENTICATED")


@pytest.mark.parametrize("role", [Role.MEMBER, Role.CLAIMS_OFFICER, Role.AUDITOR, Role.SERVICE])
async def test_users_are_kept_by_who_keeps_them(core: Service, role: Role) -> None:
    core.principal = a_principal(role)
    query = "mutation ($input: CreateUserInput!) { createUser(input: $input) { user { id } } }"

    refused = await core.refusal(query, input={"email": "eve@example.org", "password": PASSWORD})

    assert refused == ("this is not for you to see", "FORBIDDEN")


async def test_a_user_is_made_and_given_a_role(core: Service) -> None:
    user_id = await a_user(core, "carol@example.org")

    given = await order(
        core, ADMIN, "assignRole", "user { id email status }", userId=str(user_id), role="CLAIMS_OFFICER"
    )

    assert given == {
        "user": {"id": str(user_id), "email": "carol@example.org", "status": "ACTIVE"},
        "errors": [],
    }


async def test_an_address_has_one_user(core: Service) -> None:
    await a_user(core, "dora@example.org")

    done = await order(
        core, ADMIN, "createUser", "user { id }", email="Dora@example.org", password="another horse battery staple"
    )

    assert done == {
        "user": None,
        "errors": [
            {
                "code": "ALREADY_EXISTS",
                "message": "There is a user with this e-mail address.",
                "path": ["input", "email"],
            }
        ],
    }


async def test_a_weak_password_makes_no_user(core: Service) -> None:
    done = await order(core, ADMIN, "createUser", "user { id }", email="weak@example.org", password="Password1234")

    assert done["errors"] == [
        {
            "code": "WEAK_PASSWORD",
            "message": "This password is made of what everybody tries first: take words of your own.",
            "path": ["input", "password"],
        }
    ]


async def test_a_role_for_a_member_who_is_not_there_is_refused(core: Service) -> None:
    user_id = await a_user(core, "ella@example.org")

    done = await order(
        core, ADMIN, "assignRole", "user { id }", userId=str(user_id), role="MEMBER", scopeId=str(UUID(int=7))
    )

    assert [each["code"] for each in done["errors"]] == ["NOT_FOUND"]


async def test_an_employer_admin_keeps_the_users_of_the_own_company(core: Service) -> None:
    company = UUID(int=99)
    actor = replace(an_employer(company), subject=str(await a_user(core, "boss@example.org")))
    foreign = await a_user(core, "foreign@example.org")
    made = await order(core, actor, "createUser", "user { id email }", email="clerk@example.org", password=PASSWORD)
    clerk = made["user"]["id"]

    own = await order(
        core, actor, "assignRole", "user { id }", userId=clerk, role="EMPLOYER_ADMIN", scopeId=str(company)
    )
    other = await order(
        core, actor, "assignRole", "user { id }", userId=str(foreign), role="EMPLOYER_ADMIN", scopeId=str(company)
    )
    more = await order(core, actor, "assignRole", "user { id }", userId=clerk, role="AUDITOR")

    assert (made["user"]["email"], own["errors"]) == ("clerk@example.org", [])
    assert [each["message"] for each in other["errors"]] == ["There is no such user."]
    assert [each["message"] for each in more["errors"]] == ["There is no such user."]


async def test_a_consent_is_recorded_and_the_newest_holds(core: Service) -> None:
    member = a_member()
    await core.store(member)
    actor = as_member(member.id)
    values = {"memberId": str(member.id), "consentType": "SHARE_WITH_PROVIDERS"}

    given = await order(core, actor, "recordConsent", "consents { consentType granted }", **values, granted=True)
    withdrawn = await order(core, actor, "recordConsent", "consents { consentType granted }", **values, granted=False)
    core.principal = actor
    read = await core.ask("query ($id: ID!) { member(id: $id) { consents { consentType granted } } }", id=member.id)

    assert given["consents"] == [{"consentType": "SHARE_WITH_PROVIDERS", "granted": True}]
    assert withdrawn["consents"] == [{"consentType": "SHARE_WITH_PROVIDERS", "granted": False}]
    assert read["member"]["consents"] == [{"consentType": "SHARE_WITH_PROVIDERS", "granted": False}]


async def test_a_member_who_withdraws_the_sharing_is_unknown_to_providers_at_once(core: Service) -> None:
    member, other, provider = a_member(), a_member(), UUID(int=5)
    links = [
        ProviderMemberLink(provider_id=provider, member_id=each.id, seen_until=date(9999, 1, 1))
        for each in (member, other)
    ]
    await core.store(member, other, *links)
    query = "query ($one: ID!, $two: ID!) { one: member(id: $one) { id } two: member(id: $two) { id } }"
    values = {"memberId": str(member.id), "consentType": "SHARE_WITH_PROVIDERS", "granted": False}

    before = await core.as_(a_provider(provider)).ask(query, one=member.id, two=other.id)
    await order(core, as_member(member.id), "recordConsent", "", **values)
    after = await core.as_(a_provider(provider)).ask(query, one=member.id, two=other.id)

    assert before == {"one": {"id": str(member.id)}, "two": {"id": str(other.id)}}
    assert after == {"one": None, "two": {"id": str(other.id)}}


async def test_nobody_consents_for_another_family(core: Service) -> None:
    member, other = a_member(), a_member()
    await core.store(member, other)

    done = await order(
        core,
        as_member(member.id),
        "recordConsent",
        "consents { granted }",
        memberId=str(other.id),
        consentType="MARKETING",
        granted=True,
    )

    assert [each["code"] for each in done["errors"]] == ["NOT_FOUND"]


async def test_orders_of_one_document_see_what_the_one_before_has_done(core: Service) -> None:
    user_id = await a_user(core, "fay@example.org")
    core.principal = ADMIN
    query = """
    mutation ($id: ID!) {
      lock: lockUser(input: { userId: $id }) { user { status } }
      unlock: lockUser(input: { userId: $id, locked: false }) { user { status } }
    }
    """

    done = await core.ask(query, id=user_id)

    assert done == {"lock": {"user": {"status": "LOCKED"}}, "unlock": {"user": {"status": "ACTIVE"}}}


async def test_me_tells_what_somebody_holds(core: Service) -> None:
    member = a_member(first_name="Ada")
    await core.store(member)
    user_id = await a_user(core, "gwen@example.org")
    core.principal = replace(as_member(member.id), subject=str(user_id), methods=("pwd", "otp"))

    data = await core.ask("{ me { subject roles methods memberIds companyIds user { email } members { firstName } } }")

    assert data["me"] == {
        "subject": str(user_id),
        "roles": ["MEMBER"],
        "methods": ["pwd", "otp"],
        "memberIds": [str(member.id)],
        "companyIds": [],
        "user": {"email": "gwen@example.org"},
        "members": [{"firstName": "Ada"}],
    }


async def test_nobody_is_not_me(core: Service) -> None:
    core.principal = NOBODY

    assert await core.refusal("{ me { roles } }") == ("sign in to see this", "UNAUTHENTICATED")
