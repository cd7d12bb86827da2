"""Schemes, their versions and terms as a client and the gateway read them."""

from datetime import date
from decimal import Decimal
from uuid import uuid4

import pytest

from shared_models.schemes import (
    ExclusionKind,
    GroupSizeBand,
    Market,
    PremiumQuote,
    RuleAudience,
    SchemeEligibilityRule,
    SchemeExclusion,
    SchemeStatus,
)
from tests.subgraphs.schemes.builders import (
    a_benefit,
    a_category,
    a_network,
    a_premium,
    a_rider,
    a_scheme,
    a_version,
    a_version_in_force,
    days,
    put_in_force,
)
from tests.subgraphs.service import Service

VERSION_ON = "query ($id: ID!, $day: Date!) { schemeVersionOn(schemeId: $id, date: $day) { versionNo } }"


async def test_a_scheme_is_found_by_id_and_by_code(schemes: Service) -> None:
    scheme = a_scheme(scheme_code="SCH-FIND", name="Gold Care")
    await schemes.store(scheme)
    query = "query ($id: ID, $code: String) { insuranceScheme(id: $id, schemeCode: $code) { name schemeType status } }"

    by_id = await schemes.ask(query, id=scheme.id)
    by_code = await schemes.ask(query, code="SCH-FIND")

    assert by_id == by_code == {"insuranceScheme": {"name": "Gold Care", "schemeType": "HEALTH", "status": "ACTIVE"}}


async def test_schemes_as_entities_are_found_by_either_key_with_one_statement_each(schemes: Service) -> None:
    found_by_id, found_by_code = a_scheme(), a_scheme()
    await schemes.store(found_by_id, found_by_code)

    found = await schemes.entities(
        "... on InsuranceScheme { name }",
        [
            {"__typename": "InsuranceScheme", "id": found_by_id.id},
            {"__typename": "InsuranceScheme", "schemeCode": found_by_code.scheme_code},
            {"__typename": "InsuranceScheme", "id": uuid4()},
        ],
    )

    assert found == [{"name": found_by_id.name}, {"name": found_by_code.name}, None]
    assert len(schemes.statements) == 2


async def test_a_removed_scheme_is_not_found(schemes: Service) -> None:
    scheme = a_scheme(deleted_at=a_scheme().created_at)
    await schemes.store(scheme)

    data = await schemes.ask("query ($id: ID) { insuranceScheme(id: $id) { id } }", id=scheme.id)

    assert data == {"insuranceScheme": None}


async def test_schemes_are_listed_by_filter_and_order(schemes: Service) -> None:
    await schemes.store(
        a_scheme(name="Listed B", market=Market.GROUP),
        a_scheme(name="Listed A", market=Market.GROUP),
        a_scheme(name="Listed C", market=Market.GROUP, status=SchemeStatus.RETIRED),
        a_scheme(name="Listed D", market=Market.INDIVIDUAL),
    )

    data = await schemes.ask(
        """{ insuranceSchemes(orderBy: NAME_DESC, filter: {market: GROUP, statusIn: [ACTIVE], search: "listed"}) {
               totalCount edges { node { name } } } }"""
    )

    listed = data["insuranceSchemes"]
    assert listed["totalCount"] == 2
    assert [edge["node"]["name"] for edge in listed["edges"]] == ["Listed B", "Listed A"]


async def test_a_version_shows_its_terms_with_their_currency(schemes: Service) -> None:
    scheme = a_scheme(currency="KWD")
    version = a_version(scheme, annual_limit=Decimal(100000), content_hash=bytes(range(32)))
    await schemes.store(scheme, version)

    data = await schemes.ask(
        """query ($id: ID!) { schemeVersion(id: $id) {
             scheme { schemeCode } versionNo span { from to } status contentHash
             individualDeductible { amount currency } familyDeductible { amount } annualLimit { amount }
           } }""",
        id=version.id,
    )

    assert data["schemeVersion"] == {
        "scheme": {"schemeCode": scheme.scheme_code},
        "versionNo": 1,
        "span": {"from": "2026-01-01", "to": "2027-01-01"},
        "status": "DRAFT",
        "contentHash": bytes(range(32)).hex(),
        "individualDeductible": {"amount": "500.000", "currency": "KWD"},
        "familyDeductible": None,
        "annualLimit": {"amount": "100000.000"},
    }


async def test_all_that_is_in_a_version_is_read_in_its_order(schemes: Service) -> None:
    scheme = a_scheme()
    version = a_version(scheme)
    wide, narrow = a_category(code="DENTAL"), a_category(code="DENTAL-SURGERY")
    narrow.parent_id = wide.id
    near, far = a_network(version, priority=1), a_network(version, priority=2, copay_delta=Decimal(15))
    await schemes.store(scheme, version, wide, narrow, far, near)
    await schemes.store(
        a_benefit(version, narrow, annual_limit=Decimal(5000)),
        a_rider(version, rider_code="B", benefit_category_id=wide.id),
        a_rider(version, rider_code="A"),
        a_premium(version, age_from=41, age_to=45, loading_rate=Decimal("0.10")),
        a_premium(version, age_from=18, age_to=40),
        SchemeEligibilityRule(
            scheme_version_id=version.id,
            name="Working age",
            applies_to=RuleAudience.PRINCIPAL,
            expression={"field": "age", "op": "between", "value": [18, 64]},
            message="Only from 18 to 64",
            priority=1,
        ),
        SchemeExclusion(
            scheme_version_id=version.id,
            kind=ExclusionKind.PROCEDURE,
            code_system="cpt",
            code_prefix="1578",
            reason="Cosmetic",
        ),
        GroupSizeBand(scheme_version_id=version.id, min_lives=50, max_lives=99, factor=Decimal("0.95")),
    )

    data = await schemes.ask(
        """query ($id: ID!) { schemeVersion(id: $id) {
             benefits { category { code parent { code } } inCoinsurance annualLimit { amount } }
             networks { network { id } copayDelta { amount } tier }
             riders { riderCode category { code } price { amount currency } percent }
             pricing { edges { node { ageFrom annualPremium { amount } loadingRate } } }
             eligibilityRules { name appliesTo expression }
             exclusions { kind codePrefix }
             groupSizeBands { minLives factor }
           } }""",
        id=version.id,
    )

    assert data["schemeVersion"] == {
        "benefits": [
            {
                "category": {"code": "DENTAL-SURGERY", "parent": {"code": "DENTAL"}},
                "inCoinsurance": "0.200000",
                "annualLimit": {"amount": "5000.00"},
            }
        ],
        "networks": [
            {"network": {"id": str(near.network_id)}, "copayDelta": {"amount": "0.00"}, "tier": "STANDARD"},
            {"network": {"id": str(far.network_id)}, "copayDelta": {"amount": "15.00"}, "tier": "STANDARD"},
        ],
        "riders": [
            {"riderCode": "A", "category": None, "price": {"amount": "180.00", "currency": "USD"}, "percent": None},
            {
                "riderCode": "B",
                "category": {"code": "DENTAL"},
                "price": {"amount": "180.00", "currency": "USD"},
                "percent": None,
            },
        ],
        "pricing": {
            "edges": [
                {"node": {"ageFrom": 18, "annualPremium": {"amount": "1320.00"}, "loadingRate": "0.000000"}},
                {"node": {"ageFrom": 41, "annualPremium": {"amount": "1320.00"}, "loadingRate": "0.100000"}},
            ]
        },
        "eligibilityRules": [
            {
                "name": "Working age",
                "appliesTo": "PRINCIPAL",
                "expression": {"field": "age", "op": "between", "value": [18, 64]},
            }
        ],
        "exclusions": [{"kind": "PROCEDURE", "codePrefix": "1578"}],
        "groupSizeBands": [{"minLives": 50, "factor": "0.950000"}],
    }


async def test_benefits_of_many_versions_cost_one_statement_for_each_type(schemes: Service) -> None:
    scheme, category = a_scheme(), a_category()
    versions = [a_version(scheme, version_no=number) for number in range(1, 21)]
    await schemes.store(scheme, category, *versions, *(a_benefit(version, category) for version in versions))

    found = await schemes.entities(
        "... on SchemeVersion { scheme { name } benefits { category { name } } }",
        [{"__typename": "SchemeVersion", "id": version.id} for version in versions],
    )

    assert found == [{"scheme": {"name": scheme.name}, "benefits": [{"category": {"name": category.name}}]}] * 20
    assert len(schemes.statements) == 4


async def test_the_version_of_a_day_is_the_one_in_force_on_it(schemes: Service) -> None:
    scheme = a_scheme()
    first = a_version(scheme, version_no=1, span=days("2026-01-01", "2026-07-01"))
    second = a_version(scheme, version_no=2, span=days("2026-07-01", None))
    draft = a_version(scheme, version_no=3, span=days(None, None))
    await schemes.store(scheme, first, second, draft)
    await put_in_force(schemes, first, second)

    async def on(day: str) -> object:
        return (await schemes.ask(VERSION_ON, id=scheme.id, day=day))["schemeVersionOn"]

    assert await on("2025-12-31") is None
    assert await on("2026-06-30") == {"versionNo": 1}
    assert await on("2026-07-01") == {"versionNo": 2}
    assert await on("2050-01-01") == {"versionNo": 2}


async def test_the_version_of_today_needs_no_day(schemes: Service) -> None:
    version = await a_version_in_force(schemes, span=days("2026-03-10", "2026-03-11"))

    data = await schemes.ask("query ($id: ID) { insuranceScheme(id: $id) { versionOn { id } } }", id=version.scheme_id)

    assert data["insuranceScheme"]["versionOn"] == {"id": str(version.id)}


async def test_versions_lead_forward_and_back_by_their_first_day(schemes: Service) -> None:
    scheme = a_scheme()
    spans = [days(None, "2024-01-01"), days("2024-01-01", "2025-01-01"), days("2025-01-01", "2026-01-01")]
    await schemes.store(scheme, *(a_version(scheme, version_no=n, span=span) for n, span in enumerate(spans, 1)))
    query = """
    query ($id: ID, $first: Int, $after: String, $last: Int, $before: String) {
      insuranceScheme(id: $id) {
        versions(first: $first, after: $after, last: $last, before: $before, orderBy: START_ASC) {
          edges { node { versionNo } } pageInfo { startCursor endCursor hasNextPage hasPreviousPage }
        } } }
    """

    async def page(**arguments: object) -> tuple[list[int], dict[str, object]]:
        versions = (await schemes.ask(query, id=scheme.id, **arguments))["insuranceScheme"]["versions"]
        return [edge["node"]["versionNo"] for edge in versions["edges"]], versions["pageInfo"]

    first, info = await page(first=1)
    rest, _ = await page(first=2, after=info["endCursor"])
    last, info = await page(last=1)
    before, _ = await page(last=2, before=info["startCursor"])

    assert (first, rest, last, before) == ([1], [2, 3], [3], [1, 2])


async def test_versions_are_listed_by_scheme_status_and_day(schemes: Service) -> None:
    version = await a_version_in_force(schemes)
    query = "query ($filter: SchemeVersionFilter) { schemeVersions(filter: $filter) { edges { node { id } } } }"

    async def listed(**conditions: object) -> list[str]:
        data = await schemes.ask(query, filter={"schemeId": str(version.scheme_id), **conditions})
        return [edge["node"]["id"] for edge in data["schemeVersions"]["edges"]]

    assert await listed(status="ACTIVE", on="2026-12-31") == [str(version.id)]
    assert await listed(on="2027-01-01") == []
    assert await listed(statusIn=["DRAFT", "WITHDRAWN"]) == []


async def test_the_networks_of_a_scheme_are_those_of_the_version_in_force(schemes: Service) -> None:
    scheme = a_scheme()
    now, later = a_version(scheme), a_version(scheme, version_no=2, span=days("2027-01-01", None))
    second, first = a_network(now, priority=2), a_network(now, priority=1)
    await schemes.store(scheme, now, later, second, first, a_network(later))
    await put_in_force(schemes, now, later)

    found = await schemes.entities(
        "... on InsuranceScheme { networkIds }", [{"__typename": "InsuranceScheme", "id": scheme.id}]
    )

    assert found == [{"networkIds": [str(first.network_id), str(second.network_id)]}]


async def test_schemes_are_compared_by_category_in_the_order_asked(schemes: Service) -> None:
    rich, poor = a_scheme(), a_scheme()
    of_rich, of_poor = a_version(rich), a_version(poor)
    vision, dental = a_category(code="COMPARE-B"), a_category(code="COMPARE-A")
    await schemes.store(rich, poor, of_rich, of_poor, vision, dental)
    await schemes.store(
        a_benefit(of_rich, vision, annual_limit=Decimal(900)),
        a_benefit(of_rich, dental, annual_limit=Decimal(800)),
        a_benefit(of_poor, dental, annual_limit=Decimal(100)),
    )
    await put_in_force(schemes, of_rich, of_poor)

    data = await schemes.ask(
        """query ($ids: [ID!]!) {
             compareSchemes(ids: $ids) { category { code } benefits { annualLimit { amount } } } }""",
        ids=[str(poor.id), str(rich.id)],
    )

    assert data["compareSchemes"] == [
        {
            "category": {"code": "COMPARE-A"},
            "benefits": [{"annualLimit": {"amount": "100.00"}}, {"annualLimit": {"amount": "800.00"}}],
        },
        {"category": {"code": "COMPARE-B"}, "benefits": [None, {"annualLimit": {"amount": "900.00"}}]},
    ]
    assert len(schemes.statements) == 2


async def test_benefit_categories_are_searched_and_known_by_their_code(schemes: Service) -> None:
    await schemes.store(a_category(code="MATERNITY", name="Birth and before"))

    data = await schemes.ask('{ benefitCategories(filter: {search: "birth"}) { edges { node { code } } } }')
    found = await schemes.entities(
        "... on BenefitCategory { name }",
        [{"__typename": "BenefitCategory", "code": "MATERNITY"}, {"__typename": "BenefitCategory", "code": "NONE"}],
    )

    assert data["benefitCategories"]["edges"] == [{"node": {"code": "MATERNITY"}}]
    assert found == [{"name": "Birth and before"}, None]


async def test_a_quote_is_an_entity(schemes: Service) -> None:
    version = await a_version_in_force(schemes)
    quote = PremiumQuote(
        quote_no="QUO-1",
        scheme_version_id=version.id,
        input={},
        breakdown={},
        net=Decimal("3507.90"),
        tax=Decimal("70.16"),
        total=Decimal("3578.06"),
        currency="USD",
        valid_until=date(2026, 4, 9),
        input_hash=bytes(32),
    )
    await schemes.store(quote)

    found = await schemes.entities(
        "... on PremiumQuote { quoteNo total { amount } validUntil schemeVersion { id } }",
        [{"__typename": "PremiumQuote", "id": quote.id}],
    )

    assert found == [
        {
            "quoteNo": "QUO-1",
            "total": {"amount": "3578.06"},
            "validUntil": "2026-04-09",
            "schemeVersion": {"id": str(version.id)},
        }
    ]


@pytest.mark.parametrize(
    ("query", "refusal"),
    [
        ("{ insuranceScheme { id } }", "InsuranceScheme is found by exactly one of id or schemeCode"),
        (r'{ insuranceScheme(schemeCode: "a\u0000") { id } }', "schemeCode: not text"),
        (r'{ insuranceSchemes(filter: {search: "a\u0000"}) { totalCount } }', "search: not text"),
        ("{ compareSchemes(ids: []) { category { code } } }", "ids: give between 1 and 10"),
        ('{ schemeVersion(id: "7") { id } }', "id: not an id (a UUID)"),
        ('{ schemeVersionOn(schemeId: "7", date: "2026-01-01") { id } }', "schemeId: not an id (a UUID)"),
        ('{ insuranceSchemes(after: "x") { edges { cursor } } }', "after: not a cursor of this list"),
        ('{ schemeVersions(filter: {schemeId: "7"}) { edges { cursor } } }', "schemeId: not an id (a UUID)"),
    ],
)
async def test_an_argument_that_makes_no_sense_is_refused_by_name(schemes: Service, query: str, refusal: str) -> None:
    answer = await schemes.refusal(query)

    assert answer == (refusal, "BAD_USER_INPUT")


async def test_only_the_columns_the_operation_needs_are_read(schemes: Service) -> None:
    version = await a_version_in_force(schemes)

    await schemes.ask("query ($id: ID!) { schemeVersion(id: $id) { annualLimit { amount } } }", id=version.id)

    assert len(schemes.statements) == 1
    selected = schemes.statements[0].split("FROM")[0].split()
    assert selected == ["SELECT", "scheme_versions.id,", "scheme_versions.currency,", "scheme_versions.annual_limit"]
