"""Who sees what of schemes: the market, what was made for one company, and who is covered."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID, uuid4

import pytest
import sqlalchemy as sa

from shared_models.access import identify
from shared_models.identity import NOBODY, Principal, Role
from shared_models.schemes import (
    EnrolmentRider,
    GroupPolicy,
    MemberEnrolment,
    MemberExclusion,
    PremiumQuote,
    SchemeStatus,
    SchemeVersion,
)
from shared_models.schemes.choices import ExclusionSource
from tests.principals import (
    AUDITOR,
    FINANCE,
    OFFICER,
    USER,
    a_member,
    a_principal,
    a_provider,
    an_admin,
    an_agent,
    an_employer,
)
from tests.subgraphs.schemes.builders import (
    a_benefit,
    a_category,
    a_network,
    a_policy,
    a_premium,
    a_rider,
    a_scheme,
    a_version,
    an_enrolment,
    days,
    put_in_force,
)
from tests.subgraphs.service import Service

FORBIDDEN = ("this is not for you to see", "FORBIDDEN")
ENTITIES = "query ($given: [_Any!]!) { _entities(representations: $given) { %s } }"


@dataclass
class Cover:
    """A company, its scheme and policy, and one of its people under it."""

    company: UUID
    version: SchemeVersion
    network: UUID
    policy: GroupPolicy
    enrolment: MemberEnrolment

    @property
    def scheme(self) -> UUID:
        return self.version.scheme_id

    @property
    def member(self) -> UUID:
        return self.enrolment.member_id


async def a_cover(schemes: Service, *, is_custom: bool = False) -> Cover:
    """Store cover under a scheme of the market, or one that was made for the company."""
    company = uuid4()
    scheme, category = a_scheme(company_id=company if is_custom else None), a_category()
    version = a_version(scheme)
    network, rider = a_network(version), a_rider(version)
    await schemes.store(scheme, category, version, a_benefit(version, category), network, rider, a_premium(version))
    await put_in_force(schemes, version)
    policy = a_policy(version, company_id=company)
    enrolment = an_enrolment(
        version, policy_id=policy.id, external_reference="EXT-1", termination_reason="moved abroad"
    )
    held = EnrolmentRider(
        enrolment_id=enrolment.id,
        rider_id=rider.id,
        span=days("2026-01-01", None),
        premium=Decimal(180),
        currency="USD",
    )
    await schemes.store(policy, enrolment, held)
    return Cover(company, version, network.network_id, policy, enrolment)


def member_of(cover: Cover) -> Principal:
    """Return the person who is covered."""
    return a_member(cover.member, employers=(cover.company,))


def members(*covers: Cover) -> list[dict[str, Any]]:
    """Return people as the gateway names them."""
    return [{"__typename": "Member", "id": str(each.member)} for each in covers]


ALL_TERMS = """... on SchemeVersion { id scheme { id } benefits { id } networks { id } riders { id }
  pricing { totalCount } eligibilityRules { id } exclusions { id } groupSizeBands { id } }"""


@pytest.mark.parametrize(
    "principal",
    [a_member(), an_employer(), a_provider(), an_agent(), OFFICER, FINANCE, AUDITOR, an_admin()],
    ids=lambda principal: next(iter(principal.roles)),
)
async def test_what_is_on_the_market_is_for_every_role(schemes: Service, principal: Principal) -> None:
    cover = await a_cover(schemes)

    data = await schemes.as_(principal).ask(
        """query ($id: ID) { insuranceScheme(id: $id) { name versionOn { benefits { category { code } }
             pricing { totalCount } riders { price { amount } } } } }""",
        id=cover.scheme,
    )

    terms = data["insuranceScheme"]["versionOn"]
    assert (len(terms["benefits"]), terms["pricing"], len(terms["riders"])) == (1, {"totalCount": 1}, 1)


async def test_nobody_is_told_of_schemes_but_of_what_kinds_of_care_there_are(schemes: Service) -> None:
    await schemes.store(a_category(code="FOR-NOBODY"))
    nobody = schemes.as_(NOBODY)

    found = await nobody.ask('{ benefitCategories(filter: {search: "FOR-NOBODY"}) { totalCount } }')
    refused = await nobody.refusal("{ insuranceSchemes { totalCount } }")

    assert found == {"benefitCategories": {"totalCount": 1}}
    assert refused[1] == "UNAUTHENTICATED"


async def test_what_was_made_for_a_company_is_for_it_its_people_and_staff(schemes: Service) -> None:
    own = await a_cover(schemes, is_custom=True)
    named = [{"__typename": "SchemeVersion", "id": str(own.version.id)}]

    async def terms(principal: Principal) -> Any:
        (found,) = await schemes.as_(principal).entities(ALL_TERMS, named)
        return found and (len(found["benefits"]), len(found["networks"]), len(found["riders"]), found["pricing"])

    everything = (1, 1, 1, {"totalCount": 1})
    assert await terms(a_member(employers=(own.company,))) == everything
    assert await terms(an_employer(own.company)) == everything
    assert await terms(an_agent()) == await terms(OFFICER) == await terms(AUDITOR) == everything
    assert await terms(a_member(employers=(uuid4(),))) is None
    assert await terms(an_employer(uuid4())) is None
    assert await terms(a_provider(uuid4())) is None


async def test_no_way_leads_to_terms_made_for_another_company(schemes: Service) -> None:
    foreign = await a_cover(schemes, is_custom=True)
    asking = schemes.as_(an_employer(uuid4()))
    scheme = str(foreign.scheme)

    data = await asking.ask(
        """query ($id: ID!, $company: ID!) {
             insuranceScheme(id: $id) { id } schemeVersionOn(schemeId: $id, date: "2026-03-10") { id }
             compareSchemes(ids: [$id]) { benefits { id } } schemeVersions(filter: {schemeId: $id}) { totalCount }
             insuranceSchemes(filter: {companyId: $company}) { totalCount edges { node { id } } } }""",
        id=scheme,
        company=foreign.company,
    )
    entities = await asking.entities(
        "... on InsuranceScheme { id } ... on Provider { acceptedSchemes { id } }",
        [
            {"__typename": "InsuranceScheme", "id": scheme},
            {"__typename": "Provider", "id": str(uuid4()), "networkIds": [str(foreign.network)]},
        ],
    )

    assert data == {
        "insuranceScheme": None,
        "schemeVersionOn": None,
        "compareSchemes": [],
        "schemeVersions": {"totalCount": 0},
        "insuranceSchemes": {"totalCount": 0, "edges": []},
    }
    assert entities == [None, {"acceptedSchemes": []}]


async def test_terms_in_preparation_are_for_staff(schemes: Service) -> None:
    drafted, sold = a_scheme(status=SchemeStatus.DRAFT), a_scheme()
    versions = [a_version(drafted), a_version(sold)]
    await schemes.store(drafted, sold, *versions)
    named = [
        {"__typename": "InsuranceScheme", "id": str(drafted.id)},
        *({"__typename": "SchemeVersion", "id": str(version.id)} for version in versions),
    ]
    selection = "... on InsuranceScheme { name } ... on SchemeVersion { versionNo }"

    as_member = await schemes.as_(a_member()).entities(selection, named)
    as_admin = await schemes.as_(an_admin()).entities(selection, named)

    assert as_member == [None, None, None]
    assert as_admin == [{"name": drafted.name}, {"versionNo": 1}, {"versionNo": 1}]


async def test_a_member_sees_the_cover_of_the_own_family_and_no_other(schemes: Service) -> None:
    own, foreign = await a_cover(schemes), await a_cover(schemes)
    asking = schemes.as_(member_of(own))

    found = await asking.entities(
        """... on Member { scheme { id } activeEnrolment { id externalReference riders { premium { amount } } }
             benefits { id } enrolments { totalCount } }""",
        members(own, foreign),
    )
    listed = await asking.ask("{ enrolments { totalCount edges { node { id } } } }")
    looked_up = await asking.ask("query ($id: ID!) { enrolment(id: $id) { id } }", id=foreign.enrolment.id)

    mine = {"id": str(own.enrolment.id), "externalReference": "EXT-1", "riders": [{"premium": {"amount": "180.00"}}]}
    assert found[0]["scheme"] == {"id": str(own.scheme)}
    assert found[0]["activeEnrolment"] == mine
    assert (len(found[0]["benefits"]), found[0]["enrolments"]) == (1, {"totalCount": 1})
    assert found[1] == {"scheme": None, "activeEnrolment": None, "benefits": [], "enrolments": {"totalCount": 0}}
    assert listed == {"enrolments": {"totalCount": 1, "edges": [{"node": {"id": str(own.enrolment.id)}}]}}
    assert looked_up == {"enrolment": None}


async def test_an_employer_sees_the_cover_of_its_people_but_not_of_others_nor_by_others(schemes: Service) -> None:
    own, foreign = await a_cover(schemes), await a_cover(schemes)
    asking = schemes.as_(an_employer(own.company))

    found = await asking.entities(
        "... on Member { scheme { id } activeEnrolment { terminationReason policy { id } } }", members(own, foreign)
    )
    refused = await asking.run(
        "query ($id: ID!) { enrolment(id: $id) { otherPayerScheme { id } externalReference } }",
        {"id": own.enrolment.id},
    )

    assert found == [
        {
            "scheme": {"id": str(own.scheme)},
            "activeEnrolment": {"terminationReason": "moved abroad", "policy": {"id": str(own.policy.id)}},
        },
        {"scheme": None, "activeEnrolment": None},
    ]
    assert refused.data == {"enrolment": {"otherPayerScheme": None, "externalReference": None}}
    assert [error.extensions["code"] for error in refused.errors] == ["FORBIDDEN", "FORBIDDEN"]


async def test_an_employer_sees_its_policies_and_schemes_and_no_others(schemes: Service) -> None:
    own, foreign = await a_cover(schemes), await a_cover(schemes)
    asking = schemes.as_(an_employer(own.company))
    companies = [{"__typename": "Company", "id": str(each.company)} for each in (own, foreign)]

    found = await asking.entities(
        "... on Company { schemes { id } policies { totalCount edges { node { enrolments { totalCount } } } } }",
        companies,
    )
    listed = await asking.ask("{ groupPolicies { edges { node { policyNumber } } } }")
    looked_up = await asking.ask(
        "query ($number: String) { groupPolicy(policyNumber: $number) { id } }", number=foreign.policy.policy_number
    )

    assert found == [
        {
            "schemes": [{"id": str(own.scheme)}],
            "policies": {"totalCount": 1, "edges": [{"node": {"enrolments": {"totalCount": 1}}}]},
        },
        {"schemes": [], "policies": {"totalCount": 0, "edges": []}},
    ]
    assert listed == {"groupPolicies": {"edges": [{"node": {"policyNumber": own.policy.policy_number}}]}}
    assert looked_up == {"groupPolicy": None}


async def test_a_sales_agent_counts_who_is_covered_and_sees_none(schemes: Service) -> None:
    cover = await a_cover(schemes)
    asking = schemes.as_(an_agent())
    query = "query ($id: ID, $filter: EnrolmentFilter) { groupPolicy(id: $id) { enrolments(filter: $filter) { %s } } }"

    counted = await asking.ask(query % "totalCount", id=cover.policy.id)
    edges = await asking.refusal(query % "edges { node { id } }", id=cover.policy.id)
    narrowed = await asking.refusal(query % "totalCount", id=cover.policy.id, filter={"memberId": str(cover.member)})
    named = await asking.ask(
        ENTITIES % "... on Enrolment { id }",
        given=[{"__typename": "Enrolment", "id": str(cover.enrolment.id)}],
    )

    assert counted == {"groupPolicy": {"enrolments": {"totalCount": 1}}}
    assert edges == narrowed == FORBIDDEN
    assert named == {"_entities": [None]}


@pytest.mark.parametrize("principal", [a_provider(), an_agent(), a_principal(Role.SERVICE)])
async def test_who_has_no_part_in_cover_may_not_ask_for_it(schemes: Service, principal: Principal) -> None:
    asking = schemes.as_(principal)

    assert await asking.refusal("{ enrolments { totalCount } }") == FORBIDDEN
    assert await asking.refusal('{ again: enrolment(id: "00000000-0000-7000-8000-000000000001") { id } }') == FORBIDDEN
    for field in ("scheme { id }", "activeEnrolment { id }", "benefits { id }", "enrolments { totalCount }"):
        someone = [{"__typename": "Member", "id": str(uuid4())}]
        assert await asking.refusal(ENTITIES % f"... on Member {{ {field} }}", given=someone) == FORBIDDEN


@pytest.mark.parametrize("principal", [a_member(), a_provider(), OFFICER])
async def test_who_has_no_part_in_contracts_may_not_ask_for_them(schemes: Service, principal: Principal) -> None:
    asking = schemes.as_(principal)
    company = [{"__typename": "Company", "id": str(uuid4())}]

    assert await asking.refusal("{ groupPolicies { totalCount } }") == FORBIDDEN
    assert await asking.refusal(ENTITIES % "... on Company { schemes { id } }", given=company) == FORBIDDEN


async def test_a_quote_is_for_who_asked_for_it_and_who_sells(schemes: Service) -> None:
    cover = await a_cover(schemes)
    quotes = [
        PremiumQuote(
            quote_no=f"QUO-{uuid4().hex[:8]}",
            scheme_version_id=cover.version.id,
            created_by=author,
            input={},
            breakdown={},
            net=Decimal(100),
            tax=Decimal(0),
            total=Decimal(100),
            currency="USD",
            valid_until=date(2026, 4, 10),
            input_hash=bytes(32),
        )
        for author in (UUID(USER), uuid4())
    ]
    await schemes.store(*quotes)
    named = [{"__typename": "PremiumQuote", "id": str(quote.id)} for quote in quotes]

    as_member = await schemes.as_(a_member()).entities("... on PremiumQuote { total { amount } }", named)
    as_agent = await schemes.as_(an_agent()).entities("... on PremiumQuote { total { amount } }", named)

    assert as_member == [{"total": {"amount": "100.00"}}, None]
    assert as_agent == [{"total": {"amount": "100.00"}}] * 2


async def test_the_database_alone_keeps_cover_and_terms(schemes: Service) -> None:
    own, foreign = await a_cover(schemes, is_custom=True), await a_cover(schemes, is_custom=True)
    exclusions = [
        MemberExclusion(
            member_id=cover.member,
            code_system="ICD10CM",
            code_prefix="E11",
            span=days("2026-01-01", None),
            source=ExclusionSource.DECLARED,
        )
        for cover in (own, foreign)
    ]
    await schemes.store(*exclusions)
    of_member = "WHERE member_id IN (:own, :foreign)"
    of_version = "WHERE scheme_version_id IN (:own_version, :foreign_version)"
    ids = {"own": own.member, "foreign": foreign.member}
    ids |= {"own_version": own.version.id, "foreign_version": foreign.version.id}

    async def counts(principal: Principal) -> list[int]:
        async with schemes.engine.connect() as connection:
            await connection.execute(identify(principal))
            return [
                await connection.scalar(sa.text(f"SELECT count(*) FROM {table} {where}"), ids) or 0
                for table, where in (
                    ("member_enrolments", of_member),
                    ("member_exclusions", of_member),
                    ("scheme_benefits", of_version),
                    ("group_policies", of_version),
                )
            ]

    assert await counts(member_of(own)) == [1, 1, 1, 0]
    assert await counts(an_employer(own.company)) == [1, 0, 1, 1]
    assert await counts(a_provider(uuid4())) == [0, 0, 0, 0]
    assert await counts(an_agent()) == [0, 0, 2, 2]
    assert await counts(an_admin()) == [2, 0, 2, 2]
    assert await counts(an_admin(break_glass=own.member)) == [2, 1, 2, 2]
    assert await counts(OFFICER) == [2, 2, 2, 0]
    assert await counts(NOBODY) == [0, 0, 0, 0]


async def test_the_database_alone_lets_a_member_change_nothing_of_the_own_cover(schemes: Service) -> None:
    own = await a_cover(schemes)

    async with schemes.engine.connect() as connection:
        await connection.execute(identify(member_of(own)))
        raised = await connection.execute(
            sa.text("UPDATE member_enrolments SET annual_premium = 0 WHERE id = :id"), {"id": own.enrolment.id}
        )
        waived = await connection.execute(sa.text("UPDATE insurance_schemes SET name = 'mine'"))

    assert (raised.rowcount, waived.rowcount) == (0, 0)
