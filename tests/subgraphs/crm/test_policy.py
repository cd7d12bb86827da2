"""Who sees what of crm: agents what is theirs, customers who looks after them."""

from decimal import Decimal
from typing import Any
from uuid import uuid4

import pytest

from shared_models import crm as tables
from shared_models.identity import NOBODY, Principal
from tests.principals import AUDITOR, FINANCE, OFFICER, a_member, a_provider, an_admin, an_employer
from tests.principals import an_agent as signed_in
from tests.subgraphs.crm.builders import (
    a_commission,
    a_lead,
    a_month,
    a_quote,
    a_team,
    a_tier,
    an_agent,
    an_assignment,
    an_opportunity,
)
from tests.subgraphs.service import Service


async def answer(service: Service, principal: Principal, query: str, **variables: Any) -> tuple[Any, list[Any]]:
    """Return the data somebody gets, and where and why they get none."""
    result = await service.as_(principal).run(query, variables)
    errors = [(error.path, (error.extensions or {}).get("code")) for error in result.errors or ()]
    return result.data, errors


async def two_agents(crm: Service) -> tuple[tables.Agent, tables.Agent]:
    """Store two agents of different teams."""
    teams = a_team(), a_team()
    one, other = (an_agent(team_id=team.id, license_number=f"L-{team.id}") for team in teams)
    await crm.store(*teams, one, other)
    return one, other


LEAD = "query ($id: ID!) { lead(id: $id) { lastName email } }"


async def test_an_agent_sees_the_own_leads_and_those_of_the_team(crm: Service) -> None:
    mine, other = await two_agents(crm)
    own = a_lead(assigned_agent_id=mine.id, last_name="Own", email="own@example.org")
    foreign = a_lead(assigned_agent_id=other.id, last_name="Foreign", email="foreign@example.org")
    open_lead = a_lead()
    await crm.store(own, foreign, open_lead)
    seen = {"lead": {"lastName": "Own", "email": "own@example.org"}}

    assert await answer(crm, signed_in(mine.id), LEAD, id=own.id) == (seen, [])
    assert await answer(crm, signed_in(mine.id), LEAD, id=foreign.id) == ({"lead": None}, [])
    assert await answer(crm, signed_in(mine.id), LEAD, id=open_lead.id) == ({"lead": None}, [])
    assert await answer(crm, signed_in(other.id, mine.id), LEAD, id=own.id) == (seen, [])


async def test_an_auditor_reads_leads_without_their_contact(crm: Service) -> None:
    lead = a_lead(last_name="Audited", email="audited@example.org")
    await crm.store(lead)

    assert await answer(crm, an_admin(), LEAD, id=lead.id) == (
        {"lead": {"lastName": "Audited", "email": "audited@example.org"}},
        [],
    )
    data, errors = await answer(crm, AUDITOR, LEAD, id=lead.id)
    _, asked_by_mail = await answer(crm, AUDITOR, '{ leads(filter: {email: "a@example.org"}) { totalCount } }')

    assert data["lead"] == {"lastName": "Audited", "email": None}
    assert errors == [(["lead", "email"], "FORBIDDEN")]
    assert {code for _, code in asked_by_mail} == {"FORBIDDEN"}


@pytest.mark.parametrize(
    ("principal", "code"),
    [
        (a_member(uuid4()), "FORBIDDEN"),
        (an_employer(uuid4()), "FORBIDDEN"),
        (a_provider(uuid4()), "FORBIDDEN"),
        (OFFICER, "FORBIDDEN"),
        (FINANCE, "FORBIDDEN"),
        (NOBODY, "UNAUTHENTICATED"),
    ],
)
async def test_who_does_not_sell_sees_nothing_of_sales(crm: Service, principal: Principal, code: str) -> None:
    query = """{ leads { totalCount } salesOpportunities { totalCount } quotes { totalCount }
      pipeline { stages { lives } } }"""

    data, errors = await answer(crm, principal, query)

    assert set(data.values()) == {None}
    assert {each for _, each in errors} == {code}


async def test_hidden_sales_are_neither_entities_nor_counted_nor_in_a_pipeline(crm: Service) -> None:
    mine, other = await two_agents(crm)
    scheme, company = uuid4(), uuid4()
    own = an_opportunity(mine, scheme_id=scheme, company_id=company, lives=10)
    foreign = an_opportunity(other, scheme_id=scheme, company_id=company, lives=90)
    quotes = [a_quote(own), a_quote(foreign)]
    await crm.store(own, foreign, *quotes)
    agent = crm.as_(signed_in(mine.id))

    found = await agent.entities(
        "... on SalesOpportunity { lives quotes { totalCount } } ... on Quote { amount { amount } }",
        [{"__typename": "SalesOpportunity", "id": each.id} for each in (own, foreign)]
        + [{"__typename": "Quote", "id": each.id} for each in quotes],
    )
    neighbours = await agent.entities(
        """... on InsuranceScheme { salesPipeline { stages { lives } } }
           ... on Company { opportunities { totalCount } }""",
        [{"__typename": "InsuranceScheme", "id": scheme}, {"__typename": "Company", "id": company}],
    )
    data = await agent.ask("{ pipeline { stages { lives } } salesOpportunities { totalCount } quotes { totalCount } }")

    assert found == [{"lives": 10, "quotes": {"totalCount": 1}}, None, {"amount": {"amount": "3507.90"}}, None]
    assert neighbours == [{"salesPipeline": {"stages": [{"lives": 10}]}}, {"opportunities": {"totalCount": 1}}]
    assert data == {
        "pipeline": {"stages": [{"lives": 10}]},
        "salesOpportunities": {"totalCount": 1},
        "quotes": {"totalCount": 1},
    }


COMMISSION = """query ($of: [_Any!]!) { _entities(representations: $of) {
  ... on CommissionTransaction { amount { amount } status member { id } } } }"""


async def test_commission_is_for_who_earned_it_and_who_pays_it(crm: Service) -> None:
    mine, other = await two_agents(crm)
    member = uuid4()
    commission = a_commission(mine, member_id=member)
    await crm.store(commission)
    of = [{"__typename": "CommissionTransaction", "id": str(commission.id)}]
    paid = {"amount": {"amount": "1240.00"}, "status": "PENDING"}

    earned, without = await answer(crm, signed_in(mine.id), COMMISSION, of=of)
    paying, _ = await answer(crm, FINANCE, COMMISSION, of=of)
    others, _ = await answer(crm, signed_in(other.id), COMMISSION, of=of)
    sold, _ = await answer(crm, a_member(member), COMMISSION, of=of)

    assert earned["_entities"] == [{**paid, "member": None}]
    assert without == [(["_entities", 0, "member"], "FORBIDDEN")]
    assert paying["_entities"] == [{**paid, "member": {"id": str(member)}}]
    assert others["_entities"] == sold["_entities"] == [None]


async def test_a_leaderboard_ranks_the_agents_one_may_see(crm: Service) -> None:
    mine, other = await two_agents(crm)
    await crm.store(
        a_month(mine, period="2025-11", new_premium=Decimal(10)),
        a_month(other, period="2025-11", new_premium=Decimal(20)),
    )
    query = """{ leaderboard(period: "2025-11", metric: NEW_PREMIUM, currency: "USD") { rank value }
      agentPerformance(period: "2025-11") { totalCount } }"""

    all_of_them, _ = await answer(crm, FINANCE, query)
    own, errors = await answer(crm, signed_in(mine.id), query)
    _, refused = await answer(crm, an_employer(uuid4()), query)

    assert [each["rank"] for each in all_of_them["leaderboard"]] == [1, 2]
    assert (own["leaderboard"], own["agentPerformance"]["totalCount"]) == ([{"rank": 1, "value": "10.0000"}], 1)
    assert errors == []
    assert {code for _, code in refused} == {"FORBIDDEN"}


AGENT_OF = """query ($of: [_Any!]!) { _entities(representations: $of) {
  ... on Member { agent { displayName commissionPlan licenseNumber leads { totalCount } } }
  ... on Company { agent { displayName commissionPlan licenseNumber leads { totalCount } } } } }"""


async def test_customers_see_the_name_of_who_looks_after_them_and_no_more(crm: Service) -> None:
    agent, _ = await two_agents(crm)
    member, company = uuid4(), uuid4()
    await crm.store(an_assignment(agent, company_id=company))
    of_member = [{"__typename": "Member", "id": str(member), "companyId": str(company)}]
    of_company = [{"__typename": "Company", "id": str(company)}]
    name_alone = {"displayName": agent.display_name, "commissionPlan": None, "licenseNumber": None, "leads": None}

    for principal, of in (
        (a_member(member, employers=(company,)), of_member),
        (an_employer(company), of_member),
        (an_employer(company), of_company),
        (OFFICER, of_member),
    ):
        data, errors = await answer(crm, principal, AGENT_OF, of=of)
        assert data["_entities"] == [{"agent": name_alone}]
        assert {code for _, code in errors} == {"FORBIDDEN"}

    for principal, of in ((a_member(uuid4()), of_member), (an_employer(uuid4()), of_company)):
        data, _ = await answer(crm, principal, AGENT_OF, of=of)
        assert data["_entities"] == [{"agent": None}]


async def test_an_agent_is_seen_whole_by_the_own_eyes_and_by_who_pays(crm: Service) -> None:
    mine, other = await two_agents(crm)
    representations = [{"__typename": "Agent", "id": each.id} for each in (mine, other)]
    query = "... on Agent { agentCode licenseNumber commissionPlan team { name } }"

    own = await crm.as_(signed_in(mine.id)).entities(query, representations)
    paying = await crm.as_(FINANCE).entities(query, representations)
    masked, errors = await answer(
        crm, AUDITOR, "query ($id: ID!) { agent(id: $id) { agentCode licenseNumber } }", id=mine.id
    )

    assert (own[0]["licenseNumber"], own[1]) == (mine.license_number, None)
    assert [each["licenseNumber"] for each in paying] == [mine.license_number, other.license_number]
    assert masked["agent"] == {"agentCode": mine.agent_code, "licenseNumber": None}
    assert errors == [(["agent", "licenseNumber"], "FORBIDDEN")]


async def test_bands_of_plans_are_for_who_earns_by_them(crm: Service) -> None:
    await crm.store(a_tier())
    query = "{ commissionTiers { totalCount } }"

    for principal in (signed_in(uuid4()), FINANCE, AUDITOR, an_admin()):
        assert await answer(crm, principal, query) == ({"commissionTiers": {"totalCount": 1}}, [])
    for principal in (a_member(uuid4()), an_employer(uuid4()), OFFICER):
        assert await answer(crm, principal, query) == (
            {"commissionTiers": None},
            [(["commissionTiers"], "FORBIDDEN")],
        )
