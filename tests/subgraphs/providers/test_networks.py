"""Networks, assignments, contracts and what they pay; the networks of schemes."""

from decimal import Decimal
from uuid import uuid4

from shared_models.providers import (
    AssignmentStatus,
    ContractStatus,
    FeeSchedule,
    FeeScheduleItem,
    FeeScheduleStatus,
    NetworkStatus,
    NetworkTier,
    ProcedureCodeSystem,
    Reimbursement,
)
from tests.subgraphs.providers.builders import (
    ALWAYS,
    a_contract,
    a_network,
    a_place,
    a_provider,
    an_assignment,
    days,
)
from tests.subgraphs.service import Service


async def test_networks_are_listed_with_who_is_in_them(providers: Service) -> None:
    network, provider = a_network(region="north"), a_provider()
    place = a_place(provider)
    await providers.store(
        *(network, provider, place),
        an_assignment(provider, network, span=days("2026-01-01", "2026-07-01")),
        an_assignment(provider, network, institution_id=place.id, tier=NetworkTier.PREFERRED),
    )

    data = await providers.ask(
        """{ networks(filter: {region: "north", status: ACTIVE}) { edges { node { networkCode
               assignments(filter: {on: "2026-07-01"}) { totalCount edges { node {
                 tier status institution { name } provider { legalName } network { id } } } } } } } }"""
    )

    assignment = {
        "tier": "PREFERRED",
        "status": "ACTIVE",
        "institution": {"name": place.name},
        "provider": {"legalName": provider.legal_name},
        "network": {"id": str(network.id)},
    }
    node = {"networkCode": network.network_code, "assignments": {"totalCount": 1, "edges": [{"node": assignment}]}}
    assert data["networks"]["edges"] == [{"node": node}]


async def test_the_networks_of_a_provider_are_those_it_is_active_in_today(providers: Service) -> None:
    provider = a_provider()
    place = a_place(provider)
    today, ended, suspended, closed = a_network(), a_network(), a_network(), a_network(status=NetworkStatus.CLOSED)
    await providers.store(
        *(provider, place, today, ended, suspended, closed),
        an_assignment(provider, today, span=days("2026-03-10", "2026-03-11")),
        an_assignment(provider, today, institution_id=place.id),
        an_assignment(provider, ended, span=days("2026-01-01", "2026-03-10")),
        an_assignment(provider, suspended, status=AssignmentStatus.SUSPENDED),
        an_assignment(provider, closed),
    )

    found = await providers.entities(
        "... on Provider { networkIds }",
        [{"__typename": "Provider", "id": provider.id}, {"__typename": "Provider", "id": uuid4()}],
    )

    assert found == [{"networkIds": [str(today.id)]}, None]
    assert len(providers.statements) == 2


async def test_schemes_get_their_networks_with_one_statement(providers: Service) -> None:
    first, second = a_network(), a_network()
    await providers.store(first, second)
    both = [str(second.id), str(first.id), str(uuid4())]

    found = await providers.entities(
        "... on InsuranceScheme { networks { name } }",
        [
            {"__typename": "InsuranceScheme", "id": uuid4(), "networkIds": both},
            {"__typename": "InsuranceScheme", "id": uuid4(), "networkIds": [str(first.id)]},
            {"__typename": "InsuranceScheme", "id": uuid4(), "networkIds": []},
        ],
    )

    assert found == [
        {"networks": [{"name": second.name}, {"name": first.name}]},
        {"networks": [{"name": first.name}]},
        {"networks": []},
    ]
    assert len(providers.statements) == 1


async def test_a_providers_contracts_are_read_from_the_newest_back(providers: Service) -> None:
    provider, network = a_provider(), a_network()
    await providers.store(
        *(provider, network),
        a_contract(
            provider, contract_number="OLD", span=days("2024-01-01", "2026-01-01"), status=ContractStatus.EXPIRED
        ),
        a_contract(provider, contract_number="NEW", network_id=network.id),
    )

    data = await providers.ask(
        """query ($id: ID) { provider(id: $id) { contracts { edges { node {
             contractNumber status percentOfCharge network { name } feeSchedule { name } provider { id } } } } } }""",
        id=provider.id,
    )

    shared = {"percentOfCharge": "1.000000", "feeSchedule": None, "provider": {"id": str(provider.id)}}
    assert data["provider"]["contracts"]["edges"] == [
        {"node": {"contractNumber": "NEW", "status": "ACTIVE", "network": {"name": network.name}, **shared}},
        {"node": {"contractNumber": "OLD", "status": "EXPIRED", "network": None, **shared}},
    ]


async def test_the_contracts_of_many_providers_cost_one_statement(providers: Service) -> None:
    stored = [a_provider() for _ in range(20)]
    await providers.store(*stored, *(a_contract(provider) for provider in stored))

    found = await providers.entities(
        "... on Provider { contracts(first: 5) { edges { node { status } } } }",
        [{"__typename": "Provider", "id": provider.id} for provider in stored],
    )

    assert found == [{"contracts": {"edges": [{"node": {"status": "ACTIVE"}}]}}] * 20
    assert len(providers.statements) == 2


async def test_contracts_are_listed_by_provider_status_and_day(providers: Service) -> None:
    provider = a_provider()
    contract = a_contract(provider)
    await providers.store(provider, contract)
    query = "query ($filter: ProviderContractFilter) { contracts(filter: $filter) { edges { node { id } } } }"

    async def listed(**conditions: object) -> list[object]:
        data = await providers.ask(query, filter={"providerId": str(provider.id), **conditions})
        return [edge["node"]["id"] for edge in data["contracts"]["edges"]]

    assert await listed(statusIn=["ACTIVE", "RENEWAL_PENDING"], on="2026-12-31") == [str(contract.id)]
    assert await listed(on="2027-01-01") == []
    assert await listed(status="DRAFT") == []


async def test_a_fee_schedule_shows_its_prices(providers: Service) -> None:
    schedule = FeeSchedule(name="Standard", revision=1, currency="JPY", span=ALWAYS, status=FeeScheduleStatus.PUBLISHED)
    prices = [
        FeeScheduleItem(
            fee_schedule_id=schedule.id,
            code_system=ProcedureCodeSystem.CPT,
            procedure_code=procedure,
            unit_rate=Decimal(1500),
            currency="JPY",
        )
        for procedure in ("99214", "99213")
    ]
    provider = a_provider()
    contract = a_contract(provider, reimbursement=Reimbursement.FEE_SCHEDULE, fee_schedule_id=schedule.id)
    await providers.store(schedule, *prices, provider, contract)

    data = await providers.ask(
        """query ($id: ID!) { feeSchedule(id: $id) { name revision
             items { edges { node { procedureCode codeSystem unitRate { amount currency } } } }
             one: items(filter: {procedureCodeIn: ["99213"], codeSystem: CPT}) { totalCount } } }""",
        id=schedule.id,
    )

    price = {"codeSystem": "CPT", "unitRate": {"amount": "1500", "currency": "JPY"}}
    assert data["feeSchedule"] == {
        "name": "Standard",
        "revision": 1,
        "items": {"edges": [{"node": {"procedureCode": code, **price}} for code in ("99213", "99214")]},
        "one": {"totalCount": 1},
    }


async def test_assignments_and_contracts_are_entities(providers: Service) -> None:
    provider, network = a_provider(), a_network()
    assignment, contract = an_assignment(provider, network), a_contract(provider)
    await providers.store(provider, network, assignment, contract)

    found = await providers.entities(
        """... on ProviderNetwork { networkType } ... on ProviderNetworkAssignment { tier }
           ... on ProviderContract { reimbursement }""",
        [
            {"__typename": "ProviderNetwork", "id": network.id},
            {"__typename": "ProviderNetworkAssignment", "id": assignment.id},
            {"__typename": "ProviderContract", "id": contract.id},
        ],
    )

    assert found == [{"networkType": "PPO"}, {"tier": "STANDARD"}, {"reimbursement": "PERCENT_OF_CHARGE"}]
    assert len(providers.statements) == 3
