"""Leads, opportunities, quotes and pipelines as a client and the gateway read them."""

from datetime import date
from decimal import Decimal
from uuid import uuid4

from shared_models.crm import LeadSource, LeadStatus, OpportunityStage
from tests.subgraphs.crm.builders import a_lead, a_quote, an_agent, an_opportunity
from tests.subgraphs.service import Service


async def test_a_lead_is_found_by_id_and_by_code(crm: Service) -> None:
    agent, company = an_agent(display_name="Ann"), uuid4()
    lead = a_lead(
        lead_code="LED-FIND",
        company_id=company,
        assigned_agent_id=agent.id,
        score=75,
        lives_estimate=64,
        estimated_annual_premium=Decimal("120000.5"),
        source=LeadSource.BROKER,
    )
    await crm.store(agent, lead)
    query = """query ($id: ID, $code: String) { lead(id: $id, leadCode: $code) {
      leadCode source status score livesEstimate estimatedAnnualPremium { amount }
      company { __typename id } assignedAgent { displayName } } }"""

    by_id = await crm.ask(query, id=lead.id)
    by_code = await crm.ask(query, code="LED-FIND")

    assert by_id == by_code
    assert by_id["lead"] == {
        "leadCode": "LED-FIND",
        "source": "BROKER",
        "status": "NEW",
        "score": 75,
        "livesEstimate": 64,
        "estimatedAnnualPremium": {"amount": "120000.50"},
        "company": {"__typename": "Company", "id": str(company)},
        "assignedAgent": {"displayName": "Ann"},
    }


async def test_leads_are_filtered_and_each_points_at_its_company(crm: Service) -> None:
    agent, company = an_agent(), uuid4()
    await crm.store(
        agent,
        a_lead(lead_code="F-1", assigned_agent_id=agent.id, status=LeadStatus.QUALIFIED, company_id=company, score=80),
        a_lead(lead_code="F-2", assigned_agent_id=agent.id, status=LeadStatus.QUALIFIED, score=10),
        a_lead(lead_code="F-3", assigned_agent_id=agent.id, next_follow_up_on=date(2026, 3, 1), score=20),
    )
    query = """query ($f: LeadFilter) {
      leads(filter: $f, orderBy: SCORE_DESC) { edges { node { leadCode company { id } } } } }"""

    async def codes(**conditions: object) -> list[str]:
        data = await crm.ask(query, f={"assignedAgentId": str(agent.id)} | conditions)
        return [edge["node"]["leadCode"] for edge in data["leads"]["edges"]]

    assert await codes() == ["F-1", "F-3", "F-2"]
    assert await codes(status="QUALIFIED") == ["F-1", "F-2"]
    assert await codes(companyId=str(company)) == ["F-1"]
    assert await codes(scoreFrom=20) == ["F-1", "F-3"]
    assert await codes(followUpTo="2026-03-10") == ["F-3"]
    assert await codes(search="f-2") == ["F-2"]


async def test_a_hundred_leads_as_entities_cost_one_statement(crm: Service) -> None:
    leads = [a_lead(score=n) for n in range(100)]
    await crm.store(*leads)
    representations = [{"__typename": "Lead", "id": lead.id} for lead in leads]
    representations.append({"__typename": "Lead", "id": uuid4()})

    found = await crm.entities("... on Lead { score }", representations)

    assert [each and each["score"] for each in found] == [*range(100), None]
    assert len(crm.statements) == 1


async def test_an_opportunity_leads_to_lead_owner_scheme_and_quotes(crm: Service) -> None:
    agent, scheme, lead = an_agent(display_name="Ann"), uuid4(), a_lead(lead_code="LED-OPP")
    opportunity = an_opportunity(agent, opportunity_code="OPP-FIND", lead_id=lead.id, scheme_id=scheme)
    quote = a_quote(opportunity, quote_number="QUO-1")
    await crm.store(agent, lead, opportunity, quote, a_quote(opportunity, valid_until=date(2026, 2, 1)))

    data = await crm.ask(
        """{ salesOpportunity(opportunityCode: "OPP-FIND") {
               stage probability expectedPremium { amount } lives expectedCloseOn company { id }
               lead { leadCode opportunities { totalCount } } owner { displayName } scheme { __typename id }
               quotes(first: 1) { totalCount edges { node { quoteNumber amount { amount } validUntil status
                 premiumQuote { __typename id } opportunity { opportunityCode } } } } } }"""
    )

    listed = {
        "quoteNumber": "QUO-1",
        "amount": {"amount": "3507.90"},
        "validUntil": "2026-04-30",
        "status": "SENT",
        "premiumQuote": {"__typename": "PremiumQuote", "id": str(quote.premium_quote_id)},
        "opportunity": {"opportunityCode": "OPP-FIND"},
    }
    assert data["salesOpportunity"] == {
        "stage": "PROPOSAL",
        "probability": "0.500000",
        "expectedPremium": {"amount": "100000.00"},
        "lives": 64,
        "expectedCloseOn": "2026-06-30",
        "company": None,
        "lead": {"leadCode": "LED-OPP", "opportunities": {"totalCount": 1}},
        "owner": {"displayName": "Ann"},
        "scheme": {"__typename": "InsuranceScheme", "id": str(scheme)},
        "quotes": {"totalCount": 2, "edges": [{"node": listed}]},
    }


async def test_opportunities_and_leads_of_many_companies_cost_one_statement_each(crm: Service) -> None:
    agent, companies = an_agent(), [uuid4() for _ in range(20)]
    await crm.store(
        agent,
        *(a_lead(company_id=company) for company in companies),
        *(an_opportunity(agent, company_id=company, lives=n) for company in companies for n in range(4)),
    )

    found = await crm.entities(
        """... on Company { leads { totalCount } opportunities(first: 3) { edges { node { stage } } } }""",
        [{"__typename": "Company", "id": company} for company in companies],
    )

    stages = [{"node": {"stage": "PROPOSAL"}}] * 3
    assert found == [{"leads": {"totalCount": 1}, "opportunities": {"edges": stages}}] * 20
    assert len(crm.statements) == 2


async def test_lists_below_an_agent_are_those_of_the_agent(crm: Service) -> None:
    agent, other = an_agent(), an_agent()
    await crm.store(agent, other, a_lead(lead_code="OWN", assigned_agent_id=agent.id))
    await crm.store(
        an_opportunity(agent, opportunity_code="LATE", expected_close_on=date(2026, 9, 1)),
        an_opportunity(agent, opportunity_code="SOON", expected_close_on=date(2026, 4, 1)),
        an_opportunity(other),
    )

    data = await crm.ask(
        """query ($id: ID) { agent(id: $id) {
             leads { edges { node { leadCode } } } opportunities { edges { node { opportunityCode } } } } }""",
        id=agent.id,
    )

    assert data["agent"]["leads"]["edges"] == [{"node": {"leadCode": "OWN"}}]
    assert [edge["node"]["opportunityCode"] for edge in data["agent"]["opportunities"]["edges"]] == ["SOON", "LATE"]


async def test_the_pipeline_weighs_what_is_open_by_stage_and_currency(crm: Service) -> None:
    agent, scheme = an_agent(), uuid4()
    shared = {"scheme_id": scheme, "expected_close_on": date(2031, 5, 1)}
    await crm.store(
        agent,
        an_opportunity(agent, **shared),
        an_opportunity(
            agent,
            stage=OpportunityStage.NEGOTIATION,
            probability=Decimal("0.75"),
            expected_premium=Decimal(40_000),
            lives=6,
            **shared,
        ),
        an_opportunity(agent, currency="JPY", expected_premium=Decimal(1001), lives=1, **shared),
        an_opportunity(
            agent,
            stage=OpportunityStage.CLOSED_WON,
            probability=Decimal(1),
            closed_on=date(2026, 1, 1),
            **shared,
        ),
        an_opportunity(agent, scheme_id=scheme, expected_close_on=date(2031, 6, 1)),
    )
    fields = (
        "{ stages { stage opportunities lives expected { amount } weighted { amount currency } } weighted { amount } }"
    )

    of_may = await crm.ask(f'{{ pipeline(span: {{from: "2031-05-01", to: "2031-06-01"}}) {fields} }}')

    assert of_may["pipeline"] == {
        "stages": [
            {
                "stage": "PROPOSAL",
                "opportunities": 1,
                "lives": 1,
                "expected": {"amount": "1001"},
                "weighted": {"amount": "501", "currency": "JPY"},
            },
            {
                "stage": "PROPOSAL",
                "opportunities": 1,
                "lives": 64,
                "expected": {"amount": "100000.00"},
                "weighted": {"amount": "50000.00", "currency": "USD"},
            },
            {
                "stage": "NEGOTIATION",
                "opportunities": 1,
                "lives": 6,
                "expected": {"amount": "40000.00"},
                "weighted": {"amount": "30000.00", "currency": "USD"},
            },
        ],
        "weighted": [{"amount": "501"}, {"amount": "80000.00"}],
    }


async def test_pipelines_of_many_schemes_cost_one_statement(crm: Service) -> None:
    agent, schemes = an_agent(), [uuid4() for _ in range(5)]
    await crm.store(agent, *(an_opportunity(agent, scheme_id=scheme) for scheme in schemes for _ in range(2)))

    found = await crm.entities(
        "... on InsuranceScheme { salesPipeline { stages { opportunities } weighted { amount } } }",
        [{"__typename": "InsuranceScheme", "id": scheme} for scheme in [*schemes, uuid4()]],
    )

    full = {"salesPipeline": {"stages": [{"opportunities": 2}], "weighted": [{"amount": "100000.00"}]}}
    assert found == [full] * 5 + [{"salesPipeline": {"stages": [], "weighted": []}}]
    assert len(crm.statements) == 1


async def test_quotes_are_filtered_by_status_and_day(crm: Service) -> None:
    agent = an_agent()
    opportunity = an_opportunity(agent)
    await crm.store(
        agent,
        opportunity,
        a_quote(opportunity, quote_number="LONG", valid_until=date(2027, 1, 1)),
        a_quote(opportunity, quote_number="SHORT"),
    )
    query = "query ($f: QuoteFilter) { quotes(filter: $f) { edges { node { quoteNumber } } } }"

    all_of_them = await crm.ask(query, f={"opportunityId": str(opportunity.id), "status": "SENT"})
    valid_next_year = await crm.ask(query, f={"opportunityId": str(opportunity.id), "validFrom": "2026-12-31"})

    assert [edge["node"]["quoteNumber"] for edge in all_of_them["quotes"]["edges"]] == ["LONG", "SHORT"]
    assert [edge["node"]["quoteNumber"] for edge in valid_next_year["quotes"]["edges"]] == ["LONG"]


async def test_an_id_or_a_cursor_that_is_none_is_refused_by_name(crm: Service) -> None:
    no_id = await crm.refusal('{ leads(filter: {companyId: "9"}) { totalCount } }')
    no_cursor = await crm.refusal('{ salesOpportunities(after: "nonsense") { edges { cursor } } }')

    assert no_id == ("companyId: not an id (a UUID)", "BAD_USER_INPUT")
    assert no_cursor == ("after: not a cursor of this list", "BAD_USER_INPUT")
