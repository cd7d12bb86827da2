"""Agents, teams and months as a client and the gateway read them."""

from datetime import date
from decimal import Decimal
from uuid import uuid4

from sqlalchemy.dialects.postgresql import Range

from shared_models.crm import AgentStatus
from tests.subgraphs.crm.builders import a_month, a_team, an_agent, an_assignment, noon
from tests.subgraphs.service import Service

AGENT = "... on Member { agent { displayName } }"


async def test_an_agent_is_found_by_id_and_by_code(crm: Service) -> None:
    user = uuid4()
    agent = an_agent(agent_code="AGT-FIND", user_id=user, target_annual_premium=Decimal(240_000))
    await crm.store(agent)
    query = """query ($id: ID, $code: String) { agent(id: $id, agentCode: $code) {
      agentCode agentType status joinedOn targetAnnualPremium { amount currency } user { __typename id } } }"""

    by_id = await crm.ask(query, id=agent.id)
    by_code = await crm.ask(query, code="AGT-FIND")

    assert by_id == by_code
    assert by_id["agent"] == {
        "agentCode": "AGT-FIND",
        "agentType": "INDIVIDUAL",
        "status": "ACTIVE",
        "joinedOn": "2024-01-01",
        "targetAnnualPremium": {"amount": "240000.00", "currency": "USD"},
        "user": {"__typename": "User", "id": str(user)},
    }


async def test_an_unknown_agent_is_null_and_two_keys_are_refused(crm: Service) -> None:
    unknown = await crm.ask('{ agent(agentCode: "nobody") { id } }')
    refusal = await crm.refusal('{ agent(id: "x", agentCode: "y") { id } }')

    assert unknown == {"agent": None}
    assert refusal == ("Agent is found by exactly one of id or agentCode", "BAD_USER_INPUT")


async def test_a_team_leads_to_its_manager_and_members_and_back(crm: Service) -> None:
    team = a_team(name="North")
    boss = an_agent(display_name="Ann", team_id=team.id)
    worker = an_agent(display_name="Bob", team_id=team.id, supervisor_id=boss.id, status=AgentStatus.SUSPENDED)
    await crm.store(team, boss, worker)

    data = await crm.ask(
        """query ($id: ID) { agent(id: $id) { supervisor { displayName subordinates { edges { node { displayName } } } }
             team { name teamType territory { countries regions } manager { id }
                    agents(filter: {status: SUSPENDED}) { totalCount edges { node { displayName } } } } } }""",
        id=worker.id,
    )

    assert data["agent"] == {
        "supervisor": {"displayName": "Ann", "subordinates": {"edges": [{"node": {"displayName": "Bob"}}]}},
        "team": {
            "name": "North",
            "teamType": "SALES",
            "territory": {"countries": ["US"], "regions": ["MA"]},
            "manager": None,
            "agents": {"totalCount": 1, "edges": [{"node": {"displayName": "Bob"}}]},
        },
    }


async def test_teams_are_listed_by_name(crm: Service) -> None:
    await crm.store(
        a_team(name="Listed B"), a_team(name="Listed A"), a_team(name="Listed C", deleted_at=noon(date.max))
    )

    data = await crm.ask('{ salesTeams(filter: {search: "listed"}) { totalCount edges { node { name } } } }')

    edges = [{"node": {"name": "Listed A"}}, {"node": {"name": "Listed B"}}]
    assert data["salesTeams"] == {"totalCount": 2, "edges": edges}


async def test_pages_of_agents_lead_forward_and_back(crm: Service) -> None:
    team = a_team()
    await crm.store(team, *(an_agent(display_name=f"Page {n}", team_id=team.id) for n in range(5)))
    query = """query ($first: Int, $after: String, $last: Int, $before: String, $filter: AgentFilter) {
      agents(first: $first, after: $after, last: $last, before: $before, filter: $filter) {
        edges { node { displayName } } pageInfo { hasNextPage startCursor endCursor } } }"""

    async def page(**arguments: object) -> tuple[list[str], dict[str, str]]:
        found = (await crm.ask(query, filter={"teamId": str(team.id)}, **arguments))["agents"]
        return [edge["node"]["displayName"] for edge in found["edges"]], found["pageInfo"]

    first, first_info = await page(first=2)
    second, _ = await page(first=2, after=first_info["endCursor"])
    end, end_info = await page(last=1)
    back, _ = await page(last=2, before=end_info["startCursor"])

    assert (first, second, end, back) == (["Page 0", "Page 1"], ["Page 2", "Page 3"], ["Page 4"], ["Page 2", "Page 3"])


async def test_a_member_has_an_own_agent_or_else_the_employers(crm: Service) -> None:
    company, other_company, member, former = uuid4(), uuid4(), uuid4(), uuid4()
    own, employers, old = (an_agent(display_name=name) for name in ("Own", "Employer's", "Old"))
    await crm.store(
        own,
        employers,
        old,
        an_assignment(own, member_id=member),
        an_assignment(employers, company_id=company),
        an_assignment(old, member_id=former, span=Range(date(2025, 1, 1), date(2026, 3, 10))),
    )

    found = await crm.entities(
        AGENT,
        [
            {"__typename": "Member", "id": member, "companyId": company},
            {"__typename": "Member", "id": uuid4(), "companyId": company},
            {"__typename": "Member", "id": former, "companyId": company},
            {"__typename": "Member", "id": former, "companyId": None},
            {"__typename": "Member", "id": uuid4(), "companyId": other_company},
        ],
    )

    names = [each["agent"] and each["agent"]["displayName"] for each in found]
    assert names == ["Own", "Employer's", "Employer's", None, None]
    assert len(crm.statements) == 1


async def test_agents_of_fifty_companies_cost_one_statement(crm: Service) -> None:
    companies = [uuid4() for _ in range(50)]
    agents = [an_agent(display_name=f"Of {n}") for n in range(50)]
    links = [an_assignment(agent, company_id=company) for agent, company in zip(agents, companies, strict=True)]
    await crm.store(*agents, *links)

    found = await crm.entities(
        "... on Company { agent { displayName } }", [{"__typename": "Company", "id": company} for company in companies]
    )

    assert [each["agent"]["displayName"] for each in found] == [f"Of {n}" for n in range(50)]
    assert len(crm.statements) == 1


async def test_only_the_columns_of_an_agent_that_are_needed_are_read(crm: Service) -> None:
    agent, company = an_agent(), uuid4()
    await crm.store(agent, an_assignment(agent, company_id=company))

    await crm.entities("... on Company { agent { displayName } }", [{"__typename": "Company", "id": company}])

    selected = crm.statements[0].split("FROM")[0]
    assert "agents.display_name" in selected
    assert "agents.license_number" not in selected


async def test_an_agent_shows_the_month_in_own_currency(crm: Service) -> None:
    agent = an_agent(currency="EUR")
    await crm.store(
        agent,
        a_month(agent, currency="EUR", commission_total=Decimal("123.45"), leads_assigned=12, leads_converted=3),
        a_month(agent, currency="USD", commission_total=Decimal(1)),
        a_month(agent, currency="EUR", period="2026-02"),
    )

    data = await crm.ask(
        """query ($id: ID) { agent(id: $id) {
             performance(period: "2026-03") { period commissionTotal { amount currency } leadsConverted conversionRate }
             none: performance(period: "2019-01") { id } } }""",
        id=agent.id,
    )

    assert data["agent"] == {
        "performance": {
            "period": "2026-03",
            "commissionTotal": {"amount": "123.45", "currency": "EUR"},
            "leadsConverted": 3,
            "conversionRate": None,
        },
        "none": None,
    }


async def test_months_of_a_period_are_listed_best_first(crm: Service) -> None:
    ann, bob = an_agent(display_name="Ann"), an_agent(display_name="Bob")
    await crm.store(
        ann,
        bob,
        a_month(ann, period="2025-11", new_premium=Decimal(10)),
        a_month(bob, period="2025-11", new_premium=Decimal(20)),
        a_month(bob, period="2025-12", new_premium=Decimal(30)),
    )

    data = await crm.ask(
        """{ agentPerformance(period: "2025-11", filter: {currency: "USD"}) {
               totalCount edges { node { newPremium { amount } agent { displayName } } } } }"""
    )

    assert data["agentPerformance"] == {
        "totalCount": 2,
        "edges": [
            {"node": {"newPremium": {"amount": "20.00"}, "agent": {"displayName": "Bob"}}},
            {"node": {"newPremium": {"amount": "10.00"}, "agent": {"displayName": "Ann"}}},
        ],
    }


async def test_those_who_tie_on_a_leaderboard_share_a_rank(crm: Service) -> None:
    agents = [an_agent(display_name=name) for name in ("Ann", "Bob", "Cem", "Dan", "Eve")]
    rates: list[Decimal | None] = [Decimal("0.25"), Decimal("0.5"), Decimal("0.5"), None, Decimal("0.1")]
    await crm.store(*agents)
    for agent, rate in zip(agents, rates, strict=True):
        await crm.store(a_month(agent, period="2025-07", conversion_rate=rate))
    await crm.store(a_month(agents[3], period="2025-07", currency="EUR", conversion_rate=Decimal(1)))
    query = """query ($first: Int!) {
      leaderboard(period: "2025-07", metric: CONVERSION_RATE, currency: "USD", first: $first) {
        rank value performance { agent { displayName } } } }"""

    data = await crm.ask(query, first=3)

    places = [
        (entry["rank"], entry["value"], entry["performance"]["agent"]["displayName"]) for entry in data["leaderboard"]
    ]
    assert sorted(places) == [(1, "0.500000", "Bob"), (1, "0.500000", "Cem"), (2, "0.250000", "Ann")]
    assert len(crm.statements) == 2


async def test_a_period_or_a_size_that_is_none_is_refused_by_name(crm: Service) -> None:
    query = """query ($p: String!, $n: Int!) {
      leaderboard(period: $p, metric: POLICIES, currency: "USD", first: $n) { rank value } }"""

    no_month = await crm.refusal(query, p="2026-13", n=10)
    too_many = await crm.refusal(query, p="2026-12", n=101)

    assert no_month == ("period: not a month, such as 2026-03", "BAD_USER_INPUT")
    assert too_many == ("first: 101 is not between 0 and 100", "BAD_USER_INPUT")
