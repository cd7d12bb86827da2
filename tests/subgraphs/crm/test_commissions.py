"""Commission as an agent and finance read it."""

from datetime import date
from decimal import Decimal
from uuid import uuid4

from sqlalchemy.dialects.postgresql import Range

from shared_models.crm import BusinessType, CommissionKind, CommissionSource, CommissionStatus
from tests.subgraphs.crm.builders import a_commission, a_standing, a_tier, an_agent
from tests.subgraphs.service import Service


async def test_a_commission_shows_its_slices_and_what_it_came_from(crm: Service) -> None:
    agent, member, policy = an_agent(display_name="Ann"), uuid4(), uuid4()
    earned = a_commission(agent, member_id=member, policy_id=policy)
    await crm.store(agent, earned, a_standing(earned))

    found = await crm.entities(
        """... on CommissionTransaction {
             kind sourceType sourceId premium { amount } rate amount { amount } period status
             agent { displayName } company { id } member { __typename id } policy { __typename id } reverses { id }
             slices { tierLevel premium { amount } rate commission { amount currency } } }""",
        [{"__typename": "CommissionTransaction", "id": earned.id}],
    )

    assert found == [
        {
            "kind": "EARNED",
            "sourceType": "PREMIUM_PAYMENT",
            "sourceId": str(earned.source_id),
            "premium": {"amount": "20000.00"},
            "rate": "0.062000",
            "amount": {"amount": "1240.00"},
            "period": "2026-03",
            "status": "PAYABLE",
            "agent": {"displayName": "Ann"},
            "company": None,
            "member": {"__typename": "Member", "id": str(member)},
            "policy": {"__typename": "GroupPolicy", "id": str(policy)},
            "reverses": None,
            "slices": [
                {
                    "tierLevel": 1,
                    "premium": {"amount": "8000.00"},
                    "rate": "0.05",
                    "commission": {"amount": "400.00", "currency": "USD"},
                },
                {
                    "tierLevel": 2,
                    "premium": {"amount": "12000.00"},
                    "rate": "0.07",
                    "commission": {"amount": "840.00", "currency": "USD"},
                },
            ],
        }
    ]


async def test_a_clawback_leads_to_what_it_takes_back(crm: Service) -> None:
    agent = an_agent()
    earned = a_commission(agent)
    clawback = a_commission(
        agent,
        kind=CommissionKind.CLAWBACK,
        source_type=CommissionSource.POLICY_CANCELLATION,
        amount=Decimal("-826.67"),
        reverses_id=earned.id,
        calc={},
    )
    await crm.store(agent, earned, clawback)

    found = await crm.entities(
        "... on CommissionTransaction { amount { amount } slices { rate } reverses { amount { amount } } }",
        [{"__typename": "CommissionTransaction", "id": clawback.id}],
    )

    assert found == [{"amount": {"amount": "-826.67"}, "slices": [], "reverses": {"amount": {"amount": "1240.00"}}}]


async def test_commissions_are_filtered_by_how_far_they_are_paid(crm: Service) -> None:
    agent = an_agent()
    new, pending, payable = (a_commission(agent, amount=Decimal(n), earned_on=date(2026, 3, n)) for n in (1, 2, 3))
    await crm.store(agent, new, pending, payable, a_standing(payable))
    await crm.store(a_standing(pending, status=CommissionStatus.PENDING))
    query = """query ($f: CommissionTransactionFilter) {
      commissionTransactions(filter: $f) { edges { node { status amount { amount } } } } }"""

    async def found(**conditions: object) -> list[tuple[str, str]]:
        data = await crm.ask(query, f={"agentId": str(agent.id)} | conditions)
        nodes = [edge["node"] for edge in data["commissionTransactions"]["edges"]]
        return [(node["status"], node["amount"]["amount"]) for node in nodes]

    assert await found() == [("PAYABLE", "3.00"), ("PENDING", "2.00"), ("PENDING", "1.00")]
    assert len(crm.statements) == 2
    assert await found(status="PENDING") == [("PENDING", "2.00"), ("PENDING", "1.00")]
    assert await found(status="PAYABLE") == [("PAYABLE", "3.00")]
    assert await found(earnedFrom="2026-03-02", earnedTo="2026-03-02") == [("PENDING", "2.00")]
    assert await found(period="2026-04") == []


async def test_commissions_of_many_agents_cost_one_statement_for_rows_and_one_for_their_status(crm: Service) -> None:
    agents = [an_agent() for _ in range(10)]
    await crm.store(*agents, *(a_commission(agent) for agent in agents for _ in range(3)))

    found = await crm.entities(
        "... on Agent { commissionTransactions(first: 2) { edges { node { status } } } }",
        [{"__typename": "Agent", "id": agent.id} for agent in agents],
    )

    edges = [{"node": {"status": "PENDING"}}] * 2
    assert found == [{"commissionTransactions": {"edges": edges}}] * 10
    assert len(crm.statements) == 3


async def test_bands_of_a_plan_are_listed_by_threshold(crm: Service) -> None:
    await crm.store(
        a_tier(plan="listed", tier_level=2, threshold_from=Decimal(50_000), threshold_to=None, rate=Decimal("0.07")),
        a_tier(plan="listed"),
        a_tier(plan="listed", span=Range(date(2020, 1, 1), date(2026, 1, 1))),
        a_tier(plan="listed", business_type=BusinessType.RENEWAL),
    )

    data = await crm.ask(
        """{ commissionTiers(filter: {plan: "listed", businessType: NEW, validOn: "2026-03-10"}) { edges { node {
               tierLevel thresholdFrom { amount } thresholdTo { amount } rate span { from to } } } } }"""
    )

    since = {"from": "2026-01-01", "to": None}
    assert [edge["node"] for edge in data["commissionTiers"]["edges"]] == [
        {
            "tierLevel": 1,
            "thresholdFrom": {"amount": "0.00"},
            "thresholdTo": {"amount": "50000.00"},
            "rate": "0.050000",
            "span": since,
        },
        {
            "tierLevel": 2,
            "thresholdFrom": {"amount": "50000.00"},
            "thresholdTo": None,
            "rate": "0.070000",
            "span": since,
        },
    ]
