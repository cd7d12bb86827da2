"""What claims adds to members, companies and providers, as the gateway asks for it."""

from datetime import date
from decimal import Decimal
from uuid import uuid4

from sqlalchemy.dialects.postgresql import Range

from shared_models.claims import Accumulator, AccumulatorNetwork, ClaimStatus
from tests.subgraphs.claims.builders import a_claim, a_limit, a_preauthorization, a_run, an_eob, noon
from tests.subgraphs.service import Service

LIMITS = """... on Member { benefitUtilization {
  accumulator networkTier limit { amount } used { amount } remaining { amount } usedCount remainingCount
  benefitCategory { code } period { from to } } }"""


async def test_first_claims_of_fifty_members_and_their_counts_cost_one_statement_each(claims: Service) -> None:
    members = [uuid4() for _ in range(50)]
    await claims.store(
        *(a_claim(member_id=member, service_from=date(2026, 1, day)) for member in members for day in range(1, 5))
    )
    representations = [{"__typename": "Member", "id": member} for member in [*members, uuid4()]]

    found = await claims.entities(
        "... on Member { claims(first: 3) { totalCount edges { node { serviceFrom } } pageInfo { hasNextPage } } }",
        representations,
    )

    days = [{"node": {"serviceFrom": f"2026-01-0{day}"}} for day in (4, 3, 2)]
    assert found[:50] == [{"claims": {"totalCount": 4, "edges": days, "pageInfo": {"hasNextPage": True}}}] * 50
    assert found[50] == {"claims": {"totalCount": 0, "edges": [], "pageInfo": {"hasNextPage": False}}}
    assert len(claims.statements) == 2


async def test_a_provider_counts_its_pended_claims(claims: Service) -> None:
    provider = uuid4()
    await claims.store(
        a_claim(provider_id=provider, status=ClaimStatus.PENDED),
        a_claim(provider_id=provider, status=ClaimStatus.PENDED),
        a_claim(provider_id=provider, status=ClaimStatus.PAID),
    )

    found = await claims.entities(
        "... on Provider { claims(first: 20, filter: {status: PENDED}) { totalCount } }",
        [{"__typename": "Provider", "id": provider}],
    )

    assert found == [{"claims": {"totalCount": 2}}]


async def test_a_company_lists_the_claims_of_its_people(claims: Service) -> None:
    company = uuid4()
    await claims.store(
        a_claim(company_id=company, claim_number="CO-1", service_from=date(2026, 3, 1)),
        a_claim(company_id=company, claim_number="CO-2"),
        a_claim(claim_number="CO-3"),
    )

    found = await claims.entities(
        "... on Company { claims { edges { node { claimNumber } } } }", [{"__typename": "Company", "id": company}]
    )

    assert [edge["node"]["claimNumber"] for edge in found[0]["claims"]["edges"]] == ["CO-2", "CO-1"]


async def test_a_member_sees_own_limits_and_those_of_the_family(claims: Service) -> None:
    principal, child = uuid4(), uuid4()
    await claims.store(
        a_limit(member_id=child, family_key=principal, used_amount=Decimal(120)),
        a_limit(member_id=principal),
        a_limit(member_id=principal, accumulator=Accumulator.FAMILY_DEDUCTIBLE, limit_amount=Decimal(1000)),
        a_limit(
            member_id=child,
            family_key=principal,
            accumulator=Accumulator.BENEFIT_VISITS,
            benefit_category="OUTPATIENT",
            network_tier=AccumulatorNetwork.IN,
            limit_amount=None,
            used_amount=Decimal(0),
            limit_count=12,
            used_count=5,
        ),
        a_limit(member_id=child, family_key=principal, period=Range(date(2025, 1, 1), date(2026, 1, 1))),
    )

    found = await claims.entities(LIMITS, [{"__typename": "Member", "id": child}])

    year = {"from": "2026-01-01", "to": "2027-01-01"}
    uncounted = {"usedCount": 0, "remainingCount": None, "benefitCategory": None, "period": year}
    assert found[0]["benefitUtilization"] == [
        {
            "accumulator": "BENEFIT_VISITS",
            "networkTier": "IN",
            "limit": None,
            "used": {"amount": "0.00"},
            "remaining": None,
            "usedCount": 5,
            "remainingCount": 7,
            "benefitCategory": {"code": "OUTPATIENT"},
            "period": year,
        },
        {
            "accumulator": "FAMILY_DEDUCTIBLE",
            "networkTier": "ANY",
            "limit": {"amount": "1000.00"},
            "used": {"amount": "350.00"},
            "remaining": {"amount": "650.00"},
        }
        | uncounted,
        {
            "accumulator": "INDIVIDUAL_DEDUCTIBLE",
            "networkTier": "ANY",
            "limit": {"amount": "500.00"},
            "used": {"amount": "120.00"},
            "remaining": {"amount": "380.00"},
        }
        | uncounted,
    ]


async def test_limits_are_those_of_the_day_asked_for(claims: Service) -> None:
    member = uuid4()
    await claims.store(
        a_limit(member_id=member),
        a_limit(member_id=member, period=Range(date(2025, 1, 1), date(2026, 1, 1)), used_amount=Decimal(500)),
    )
    query = "query ($m: ID!, $on: Date) { benefitUtilization(memberId: $m, asOf: $on) { used { amount } } }"

    today = await claims.ask(query, m=member)
    last_year = await claims.ask(query, m=member, on="2025-12-31")
    long_ago = await claims.ask(query, m=member, on="2015-01-01")

    assert today == {"benefitUtilization": [{"used": {"amount": "350.00"}}]}
    assert last_year == {"benefitUtilization": [{"used": {"amount": "500.00"}}]}
    assert long_ago == {"benefitUtilization": []}


async def test_limits_of_many_members_cost_one_statement(claims: Service) -> None:
    members = [uuid4() for _ in range(20)]
    await claims.store(*(a_limit(member_id=member, used_amount=Decimal(n)) for n, member in enumerate(members)))

    found = await claims.entities(
        "... on Member { benefitUtilization { used { amount } } }",
        [{"__typename": "Member", "id": member} for member in members],
    )

    assert [each["benefitUtilization"][0]["used"]["amount"] for each in found] == [f"{n}.00" for n in range(20)]
    assert len(claims.statements) == 1


async def test_a_member_lists_explanations_and_preauthorizations(claims: Service) -> None:
    member = uuid4()
    claim = a_claim(member_id=member)
    run = a_run(claim)
    await claims.store(
        claim,
        run,
        an_eob(run, claim, eob_number="EOB-M"),
        a_preauthorization(member_id=member, preauthorization_number="PRE-OLD", span=Range(date(2025, 1, 1), None)),
        a_preauthorization(member_id=member, preauthorization_number="PRE-NEW"),
    )

    found = await claims.entities(
        """... on Member {
             explanationsOfBenefits(filter: {issuedFrom: "2026-01-01T00:00:00Z"}) { edges { node { eobNumber } } }
             preauthorizations { edges { node { preauthorizationNumber status unitsApproved } } } }""",
        [{"__typename": "Member", "id": member}],
    )

    assert found[0]["explanationsOfBenefits"]["edges"] == [{"node": {"eobNumber": "EOB-M"}}]
    assert found[0]["preauthorizations"]["edges"] == [
        {"node": {"preauthorizationNumber": "PRE-NEW", "status": "APPROVED", "unitsApproved": "3.000"}},
        {"node": {"preauthorizationNumber": "PRE-OLD", "status": "APPROVED", "unitsApproved": "3.000"}},
    ]


async def test_explanations_of_many_members_cost_one_statement(claims: Service) -> None:
    rows = [a_claim() for _ in range(10)]
    runs = [a_run(claim) for claim in rows]
    eobs = [an_eob(run, claim, issued_at=noon(date(2026, 3, 4))) for run, claim in zip(runs, rows, strict=True)]
    await claims.store(*rows, *runs, *eobs)

    found = await claims.entities(
        "... on Member { explanationsOfBenefits(first: 1) { edges { node { eobNumber } } } }",
        [{"__typename": "Member", "id": claim.member_id} for claim in rows],
    )

    listed = [each["explanationsOfBenefits"]["edges"][0]["node"]["eobNumber"] for each in found]
    assert listed == [eob.eob_number for eob in eobs]
    assert len(claims.statements) == 1
