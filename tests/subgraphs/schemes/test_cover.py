"""Who is covered: policies and enrolments, and what schemes adds to members, companies and providers."""

from decimal import Decimal
from uuid import uuid4

from shared_models.schemes import (
    EnrolmentRider,
    EnrolmentRole,
    EnrolmentStatus,
    GroupSizeBand,
    PolicyStatus,
    SchemeStatus,
    SchemeType,
)
from tests.subgraphs.schemes.builders import (
    a_benefit,
    a_category,
    a_network,
    a_policy,
    a_rider,
    a_scheme,
    a_version,
    a_version_in_force,
    an_enrolment,
    days,
    put_in_force,
)
from tests.subgraphs.service import Service

COVER = """
query ($representations: [_Any!]!, $day: Date) {
  _entities(representations: $representations) {
    ... on Member { scheme(asOf: $day) { name } activeEnrolment(asOf: $day) { id } }
  }
}
"""


async def test_a_member_is_covered_on_the_days_of_the_enrolment_and_no_other(schemes: Service) -> None:
    version = await a_version_in_force(schemes)
    enrolment = an_enrolment(version, span=days("2026-02-01", "2026-07-01"), status=EnrolmentStatus.TERMINATED)
    await schemes.store(enrolment)

    async def covered(day: str) -> bool:
        member = {"__typename": "Member", "id": str(enrolment.member_id)}
        found = (await schemes.ask(COVER, representations=[member], day=day))["_entities"][0]
        assert (found["scheme"] is None) is (found["activeEnrolment"] is None)
        return found["scheme"] is not None

    assert await covered("2026-01-31") is False
    assert await covered("2026-02-01") is True
    assert await covered("2026-06-30") is True
    assert await covered("2026-07-01") is False


async def test_without_a_day_a_member_is_covered_today(schemes: Service) -> None:
    version = await a_version_in_force(schemes)
    today = an_enrolment(version, span=days("2026-03-10", "2026-03-11"))
    tomorrow = an_enrolment(version, span=days("2026-03-11", None))
    await schemes.store(today, tomorrow)

    found = await schemes.entities(
        "... on Member { activeEnrolment { id } }",
        [{"__typename": "Member", "id": today.member_id}, {"__typename": "Member", "id": tomorrow.member_id}],
    )

    assert found == [{"activeEnrolment": {"id": str(today.id)}}, {"activeEnrolment": None}]


async def test_cover_that_is_pending_suspended_or_cancelled_covers_nobody(schemes: Service) -> None:
    version = await a_version_in_force(schemes)
    statuses = (EnrolmentStatus.PENDING, EnrolmentStatus.SUSPENDED, EnrolmentStatus.CANCELLED)
    enrolments = [an_enrolment(version, status=status) for status in statuses]
    await schemes.store(*enrolments)

    found = await schemes.entities(
        "... on Member { scheme { name } benefits { id } }",
        [{"__typename": "Member", "id": enrolment.member_id} for enrolment in enrolments],
    )

    assert found == [{"scheme": None, "benefits": []}] * 3


async def test_of_two_covers_the_one_for_health_is_the_members_scheme(schemes: Service) -> None:
    health, dental = await a_version_in_force(schemes), await a_version_in_force(schemes)
    member = uuid4()
    on_health = an_enrolment(health, member_id=member)
    on_dental = an_enrolment(
        dental, member_id=member, scheme_type=SchemeType.DENTAL, span=days("2026-03-01", "2027-01-01")
    )
    await schemes.store(on_health, on_dental)

    found = await schemes.entities(
        "... on Member { scheme { id } activeEnrolment { id } }", [{"__typename": "Member", "id": member}]
    )

    assert found == [{"scheme": {"id": str(health.scheme_id)}, "activeEnrolment": {"id": str(on_health.id)}}]


async def test_the_schemes_of_a_hundred_members_cost_one_statement(schemes: Service) -> None:
    versions = [await a_version_in_force(schemes) for _ in range(4)]
    enrolments = [an_enrolment(versions[number % 4]) for number in range(100)]
    await schemes.store(*enrolments)
    representations = [{"__typename": "Member", "id": enrolment.member_id} for enrolment in enrolments]

    found = await schemes.entities(
        "... on Member { scheme { id } }", [*representations, {"__typename": "Member", "id": uuid4()}]
    )

    expected = [{"scheme": {"id": str(versions[number % 4].scheme_id)}} for number in range(100)]
    assert found == [*expected, {"scheme": None}]
    assert len(schemes.statements) == 1


async def test_the_benefits_of_many_members_cost_one_statement_for_each_type(schemes: Service) -> None:
    scheme, category = a_scheme(), a_category(code="PHYSIO")
    version = a_version(scheme)
    await schemes.store(scheme, category, version, a_benefit(version, category))
    await put_in_force(schemes, version)
    enrolments = [an_enrolment(version) for _ in range(10)]
    await schemes.store(*enrolments)

    found = await schemes.entities(
        "... on Member { benefits { category { code } } }",
        [{"__typename": "Member", "id": enrolment.member_id} for enrolment in enrolments],
    )

    assert found == [{"benefits": [{"category": {"code": "PHYSIO"}}]}] * 10
    assert len(schemes.statements) == 2


async def test_a_members_enrolments_are_pages_from_the_newest_back(schemes: Service) -> None:
    version = await a_version_in_force(schemes)
    member = uuid4()
    years = [days(f"{year}-01-01", f"{year + 1}-01-01") for year in (2024, 2026, 2025)]
    await schemes.store(*(an_enrolment(version, member_id=member, span=span) for span in years))
    query = """
    query ($representations: [_Any!]!, $after: String) { _entities(representations: $representations) {
      ... on Member { enrolments(first: 2, after: $after) {
        totalCount edges { node { span { from } } } pageInfo { hasNextPage endCursor } } } } }
    """

    async def page(after: str | None) -> tuple[list[str], dict[str, object]]:
        member_key = {"__typename": "Member", "id": str(member)}
        found = (await schemes.ask(query, representations=[member_key], after=after))["_entities"][0]["enrolments"]
        assert found["totalCount"] == 3
        return [edge["node"]["span"]["from"] for edge in found["edges"]], found["pageInfo"]

    newest, info = await page(None)
    oldest, end = await page(str(info["endCursor"]))

    assert (newest, oldest) == (["2026-01-01", "2025-01-01"], ["2024-01-01"])
    assert (info["hasNextPage"], end["hasNextPage"]) == (True, False)


async def test_the_first_enrolments_of_many_members_cost_one_statement(schemes: Service) -> None:
    version = await a_version_in_force(schemes)
    members = [uuid4() for _ in range(20)]
    years = [days(f"{year}-01-01", f"{year + 1}-01-01") for year in (2024, 2025, 2026)]
    await schemes.store(*(an_enrolment(version, member_id=member, span=span) for member in members for span in years))

    found = await schemes.entities(
        "... on Member { enrolments(first: 2) { edges { node { span { from } } } } }",
        [{"__typename": "Member", "id": member} for member in members],
    )

    edges = [{"node": {"span": {"from": "2026-01-01"}}}, {"node": {"span": {"from": "2025-01-01"}}}]
    assert found == [{"enrolments": {"edges": edges}}] * 20
    assert len(schemes.statements) == 1


async def test_an_enrolment_points_at_all_it_belongs_to(schemes: Service) -> None:
    version, other = await a_version_in_force(schemes), await a_version_in_force(schemes)
    policy = a_policy(version)
    principal = uuid4()
    enrolment = an_enrolment(
        version,
        principal_member_id=principal,
        policy_id=policy.id,
        role=EnrolmentRole.CHILD,
        other_payer_scheme_id=other.scheme_id,
    )
    await schemes.store(policy, enrolment)

    data = await schemes.ask(
        """query ($id: ID!) { enrolment(id: $id) {
             role status schemeType annualPremium { amount currency } member { id } principal { id }
             policy { policyNumber company { id } } schemeVersion { id scheme { id } }
             otherPayerScheme { id } riders { id }
           } }""",
        id=enrolment.id,
    )

    assert data["enrolment"] == {
        "role": "CHILD",
        "status": "ACTIVE",
        "schemeType": "HEALTH",
        "annualPremium": {"amount": "1320.00", "currency": "USD"},
        "member": {"id": str(enrolment.member_id)},
        "principal": {"id": str(principal)},
        "policy": {"policyNumber": policy.policy_number, "company": {"id": str(policy.company_id)}},
        "schemeVersion": {"id": str(version.id), "scheme": {"id": str(version.scheme_id)}},
        "otherPayerScheme": {"id": str(other.scheme_id)},
        "riders": [],
    }


async def test_an_enrolment_shows_the_riders_it_holds(schemes: Service) -> None:
    scheme = a_scheme()
    version = a_version(scheme)
    rider = a_rider(version, rider_code="DENTAL-PLUS")
    await schemes.store(scheme, version, rider)
    await put_in_force(schemes, version)
    enrolment = an_enrolment(version)
    held = EnrolmentRider(
        enrolment_id=enrolment.id, rider_id=rider.id, span=version.span, premium=Decimal(180), currency="USD"
    )
    await schemes.store(enrolment, held)

    found = await schemes.entities(
        "... on Enrolment { riders { premium { amount } span { to } rider { riderCode } } }",
        [{"__typename": "Enrolment", "id": enrolment.id}],
    )

    rider_held = {"premium": {"amount": "180.00"}, "span": {"to": "2027-01-01"}, "rider": {"riderCode": "DENTAL-PLUS"}}
    assert found == [{"riders": [rider_held]}]


async def test_enrolments_are_listed_by_all_conditions_together(schemes: Service) -> None:
    version = await a_version_in_force(schemes)
    wanted = an_enrolment(version)
    other = an_enrolment(version, status=EnrolmentStatus.PENDING)
    await schemes.store(wanted, other)
    query = "query ($filter: EnrolmentFilter) { enrolments(filter: $filter) { totalCount edges { node { id } } } }"

    data = await schemes.ask(
        query,
        filter={
            "schemeVersionId": str(version.id),
            "statusIn": ["ACTIVE", "SUSPENDED"],
            "role": "PRINCIPAL",
            "on": "2026-05-01",
        },
    )

    assert data["enrolments"] == {"totalCount": 1, "edges": [{"node": {"id": str(wanted.id)}}]}


async def test_a_policy_is_found_by_id_and_by_number(schemes: Service) -> None:
    scheme = a_scheme()
    version = a_version(scheme)
    band = GroupSizeBand(scheme_version_id=version.id, min_lives=50, max_lives=99, factor=Decimal("0.95"))
    policy = a_policy(version, policy_number="POL-FIND", group_size_band_id=band.id)
    await schemes.store(scheme, version, band, policy)
    query = """query ($id: ID, $number: String) { groupPolicy(id: $id, policyNumber: $number) {
                 status scheme { id } schemeVersion { versionNo } groupSizeBand { factor } } }"""

    by_id = await schemes.ask(query, id=policy.id)
    by_number = await schemes.ask(query, number="POL-FIND")

    assert by_id == by_number
    assert by_id["groupPolicy"] == {
        "status": "ACTIVE",
        "scheme": {"id": str(scheme.id)},
        "schemeVersion": {"versionNo": 1},
        "groupSizeBand": {"factor": "0.950000"},
    }


async def test_a_policy_lists_its_enrolments(schemes: Service) -> None:
    version = await a_version_in_force(schemes)
    policy = a_policy(version)
    await schemes.store(policy, *(an_enrolment(version, policy_id=policy.id) for _ in range(3)), an_enrolment(version))

    data = await schemes.ask(
        """query ($filter: GroupPolicyFilter) { groupPolicies(filter: $filter) {
             edges { node { enrolments(first: 1) { totalCount edges { node { status } } } } } } }""",
        filter={"companyId": str(policy.company_id), "on": "2026-05-01"},
    )

    enrolments = {"totalCount": 3, "edges": [{"node": {"status": "ACTIVE"}}]}
    assert data["groupPolicies"]["edges"] == [{"node": {"enrolments": enrolments}}]


async def test_a_company_has_the_schemes_of_its_policies_and_those_made_for_it(schemes: Service) -> None:
    company = uuid4()
    held, quoted = await a_version_in_force(schemes), await a_version_in_force(schemes)
    own = a_scheme(company_id=company)
    await schemes.store(
        own,
        a_policy(held, company_id=company),
        a_policy(held, company_id=company, span=days("2027-01-01", "2028-01-01"), status=PolicyStatus.BOUND),
        a_policy(quoted, company_id=company, status=PolicyStatus.QUOTED),
    )

    found = await schemes.entities(
        "... on Company { schemes { id } policies { totalCount } }",
        [{"__typename": "Company", "id": company}, {"__typename": "Company", "id": uuid4()}],
    )

    assert found == [
        {"schemes": [{"id": str(held.scheme_id)}, {"id": str(own.id)}], "policies": {"totalCount": 3}},
        {"schemes": [], "policies": {"totalCount": 0}},
    ]
    assert len(schemes.statements) == 2


async def test_a_scheme_made_for_a_company_points_at_it(schemes: Service) -> None:
    scheme = a_scheme(company_id=uuid4())
    await schemes.store(scheme, a_scheme(scheme_code="SCH-ANYONES"))
    query = "query ($code: String) { insuranceScheme(schemeCode: $code) { company { id } } }"

    made_for_one = await schemes.ask(query, code=scheme.scheme_code)
    for_anyone = await schemes.ask(query, code="SCH-ANYONES")

    assert made_for_one == {"insuranceScheme": {"company": {"id": str(scheme.company_id)}}}
    assert for_anyone == {"insuranceScheme": {"company": None}}


async def test_a_provider_is_accepted_by_the_schemes_in_force_that_pay_in_its_networks(schemes: Service) -> None:
    both, one, retired = a_scheme(), a_scheme(), a_scheme(status=SchemeStatus.RETIRED)
    versions = [a_version(scheme) for scheme in (both, one, retired)]
    first, second = uuid4(), uuid4()
    await schemes.store(
        *(both, one, retired, *versions),
        *(a_network(version, network_id=first) for version in versions),
        a_network(versions[0], network_id=second),
    )
    await put_in_force(schemes, *versions)

    found = await schemes.entities(
        '... on Provider { acceptedSchemes { id } lapsed: acceptedSchemes(asOf: "2027-01-01") { id } }',
        [
            {"__typename": "Provider", "id": uuid4(), "networkIds": [str(first), str(second)]},
            {"__typename": "Provider", "id": uuid4(), "networkIds": [str(second)]},
            {"__typename": "Provider", "id": uuid4(), "networkIds": []},
        ],
    )

    assert found == [
        {"acceptedSchemes": [{"id": str(both.id)}, {"id": str(one.id)}], "lapsed": []},
        {"acceptedSchemes": [{"id": str(both.id)}], "lapsed": []},
        {"acceptedSchemes": [], "lapsed": []},
    ]
    assert len(schemes.statements) == 2
