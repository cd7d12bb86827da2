"""Who sees what of providers: the directory, and what was agreed with each."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any
from uuid import uuid4

import pytest
import sqlalchemy as sa

from shared_models import providers as tables
from shared_models.access import identify
from shared_models.identity import NOBODY, Principal, Role
from shared_models.providers import (
    CredentialSubject,
    FeeScheduleStatus,
    NetworkStatus,
    PersonnelStatus,
    ProcedureCodeSystem,
    ProviderStatus,
)
from tests.principals import (
    AUDITOR,
    FINANCE,
    OFFICER,
    a_member,
    a_principal,
    an_admin,
    an_agent,
    an_employer,
)
from tests.principals import a_provider as works_for
from tests.subgraphs.providers.builders import (
    ALWAYS,
    a_contract,
    a_credential,
    a_network,
    a_person,
    a_place,
    a_provider,
    an_affiliation,
    an_assignment,
)
from tests.subgraphs.service import Service

FORBIDDEN = ("this is not for you to see", "FORBIDDEN")
EVERY_ROLE = [a_member(), an_employer(), works_for(), an_agent(), OFFICER, FINANCE, AUDITOR, an_admin()]


@dataclass
class House:
    """A provider with something of everything."""

    provider: tables.Provider
    place: tables.MedicalInstitution
    person: tables.MedicalPersonnel
    network: tables.ProviderNetwork
    prices: tables.FeeSchedule
    contract: tables.ProviderContract
    credentials: list[tables.ProviderCredential]

    @property
    def staff(self) -> Principal:
        """Return somebody who works for the provider."""
        return works_for(self.provider.id)


async def a_house(providers: Service, *, is_listed: bool = True) -> House:
    """Store a provider of the directory, or one that has only applied, with an applicant in a draft network."""
    if is_listed:
        provider, person, network = a_provider(), a_person(email="doctor@example.org", npi="1234567890"), a_network()
    else:
        provider = a_provider(status=ProviderStatus.APPLICANT)
        person, network = a_person(status=PersonnelStatus.APPLICANT), a_network(status=NetworkStatus.DRAFT)
    place = a_place(provider)
    prices = tables.FeeSchedule(
        name=f"Prices of {provider.provider_code}",
        revision=1,
        currency="USD",
        span=ALWAYS,
        status=FeeScheduleStatus.PUBLISHED,
    )
    price = tables.FeeScheduleItem(
        fee_schedule_id=prices.id,
        code_system=ProcedureCodeSystem.CPT,
        procedure_code="99213",
        unit_rate=Decimal(80),
        currency="USD",
    )
    contract = a_contract(provider, fee_schedule_id=prices.id)
    credentials = [
        a_credential(subject_type=kind, subject_id=row.id)
        for kind, row in (
            (CredentialSubject.PROVIDER, provider),
            (CredentialSubject.INSTITUTION, place),
            (CredentialSubject.PERSONNEL, person),
        )
    ]
    await providers.store(
        provider,
        place,
        person,
        an_affiliation(person, provider),
        network,
        an_assignment(provider, network),
        prices,
        price,
        contract,
        *credentials,
    )
    return House(provider, place, person, network, prices, contract, credentials)


def named(kind: str, *rows: Any) -> list[dict[str, str]]:
    """Return rows as the gateway names them."""
    return [{"__typename": kind, "id": str(row.id)} for row in rows]


@pytest.mark.parametrize("principal", EVERY_ROLE, ids=lambda principal: next(iter(principal.roles)))
async def test_the_directory_is_for_every_role(providers: Service, principal: Principal) -> None:
    house = await a_house(providers)

    data = await providers.as_(principal).ask(
        """query ($id: ID, $name: String) {
             provider(id: $id) { legalName phone institutions { edges { node { name address { city } } } }
               affiliations { edges { node { personnel { lastName } } } }
               networkAssignments { edges { node { tier network { name } } } } }
             providers(filter: {search: $name}) { totalCount } }""",
        id=house.provider.id,
        name=house.provider.provider_code,
    )

    assert data == {
        "provider": {
            "legalName": house.provider.legal_name,
            "phone": "+1 555 0100",
            "institutions": {"edges": [{"node": {"name": house.place.name, "address": {"city": "Boston"}}}]},
            "affiliations": {"edges": [{"node": {"personnel": {"lastName": house.person.last_name}}}]},
            "networkAssignments": {"edges": [{"node": {"tier": "STANDARD", "network": {"name": house.network.name}}}]},
        },
        "providers": {"totalCount": 1},
    }


async def test_nobody_is_told_of_the_directory(providers: Service) -> None:
    nobody = providers.as_(NOBODY)

    for query in ("{ providers { totalCount } }", "{ networks { totalCount } }", "{ medicalPersonnel { totalCount } }"):
        assert (await nobody.refusal(query))[1] == "UNAUTHENTICATED"


LISTED = """
  ... on Provider { institutions { totalCount } affiliations { totalCount } networkAssignments { totalCount } }
  ... on MedicalInstitution { name provider { legalName } }
  ... on MedicalPersonnel { works: affiliations { provider { id } } }
  ... on ProviderNetwork { name }
"""


async def test_who_was_not_let_in_yet_stands_in_no_directory_but_sees_itself(providers: Service) -> None:
    house = await a_house(providers, is_listed=False)
    rows = [
        *named("Provider", house.provider),
        *named("MedicalInstitution", house.place),
        *named("MedicalPersonnel", house.person),
        *named("ProviderNetwork", house.network),
    ]

    as_member = await providers.as_(a_member()).entities(LISTED, rows)
    as_other = await providers.as_(works_for(uuid4())).entities(LISTED, rows)
    as_itself = await providers.as_(house.staff).entities(LISTED, rows)
    as_officer = await providers.as_(OFFICER).entities(LISTED, rows)
    near = await providers.as_(a_member()).ask(
        "{ providers(filter: {status: APPLICANT}) { totalCount }"
        " medicalPersonnel(filter: {status: APPLICANT}) { totalCount }"
        " networks(filter: {status: DRAFT}) { totalCount } }"
    )

    own = [
        {"institutions": {"totalCount": 1}, "affiliations": {"totalCount": 1}, "networkAssignments": {"totalCount": 0}},
        {"name": house.place.name, "provider": {"legalName": house.provider.legal_name}},
        {"works": [{"provider": {"id": str(house.provider.id)}}]},
        None,
    ]
    assert as_member == as_other == [None] * 4
    assert as_itself == own
    assert as_officer[0]["networkAssignments"] == {"totalCount": 1}
    assert as_officer[3] == {"name": house.network.name}
    assert near == {name: {"totalCount": 0} for name in ("providers", "medicalPersonnel", "networks")}


@pytest.mark.parametrize("principal", [a_member(), an_employer(), an_agent(), FINANCE, a_principal(Role.SERVICE)])
async def test_what_was_agreed_is_not_for_others(providers: Service, principal: Principal) -> None:
    house = await a_house(providers)
    asking = providers.as_(principal)

    for query in (
        "{ contracts { totalCount } }",
        "{ credentials { totalCount } }",
        "{ soon: expiringCredentials(days: 30) { totalCount } }",
        '{ feeSchedule(id: "00000000-0000-7000-8000-000000000001") { id } }',
    ):
        assert await asking.refusal(query) == FORBIDDEN
    for field in ("contracts { totalCount }", "credentials { totalCount }", "licenseNumber", "licenseExpiresOn"):
        query = f"query ($id: ID) {{ provider(id: $id) {{ legalName ... {{ asked: {field} }} }} }}"
        result = await asking.run(query, {"id": house.provider.id})
        assert result.data == {"provider": {"legalName": house.provider.legal_name, "asked": None}}
        assert [(error.path, error.extensions["code"]) for error in result.errors] == [
            (["provider", "asked"], "FORBIDDEN")
        ]
    assert await asking.entities("... on ProviderContract { id }", named("ProviderContract", house.contract)) == [None]


async def test_a_provider_sees_its_own_contracts_prices_and_proofs(providers: Service) -> None:
    own, foreign = await a_house(providers), await a_house(providers)
    asking = providers.as_(own.staff)

    data = await asking.ask(
        """query ($own: ID!, $foreign: ID!) {
             contracts { totalCount edges { node { contractNumber feeSchedule { items { totalCount } } } } }
             credentials { totalCount edges { node { id } } }
             own: feeSchedule(id: $own) { items { edges { node { unitRate { amount } } } } }
             foreign: feeSchedule(id: $foreign) { id } }""",
        own=own.prices.id,
        foreign=foreign.prices.id,
    )
    entities = await asking.entities(
        "... on ProviderContract { percentOfCharge }", named("ProviderContract", own.contract, foreign.contract)
    )

    assert data["contracts"] == {
        "totalCount": 1,
        "edges": [
            {"node": {"contractNumber": own.contract.contract_number, "feeSchedule": {"items": {"totalCount": 1}}}}
        ],
    }
    assert data["credentials"]["totalCount"] == 3
    assert {edge["node"]["id"] for edge in data["credentials"]["edges"]} == {str(each.id) for each in own.credentials}
    assert data["own"] == {"items": {"edges": [{"node": {"unitRate": {"amount": "80.00"}}}]}}
    assert data["foreign"] is None
    assert entities == [{"percentOfCharge": "1.000000"}, None]


async def test_a_provider_reads_numbers_and_contact_of_its_own_people_alone(providers: Service) -> None:
    own, foreign = await a_house(providers), await a_house(providers)

    result = await providers.as_(own.staff).run(
        "query ($given: [_Any!]!) { _entities(representations: $given)"
        " { ... on MedicalPersonnel { lastName npi email } } }",
        {"given": named("MedicalPersonnel", own.person, foreign.person)},
    )

    assert result.data["_entities"] == [
        {"lastName": own.person.last_name, "npi": "1234567890", "email": "doctor@example.org"},
        {"lastName": foreign.person.last_name, "npi": None, "email": None},
    ]
    assert sorted(error.path[-1] for error in result.errors) == ["email", "npi"]
    assert {error.path[1] for error in result.errors} == {1}


async def test_an_auditor_checks_numbers_and_reads_no_contact(providers: Service) -> None:
    house = await a_house(providers)

    result = await providers.as_(AUDITOR).run(
        "query ($given: [_Any!]!) { _entities(representations: $given) { ... on MedicalPersonnel { npi phone } } }",
        {"given": named("MedicalPersonnel", house.person)},
    )

    assert result.data == {"_entities": [{"npi": "1234567890", "phone": None}]}
    assert [error.extensions["code"] for error in result.errors] == ["FORBIDDEN"]


@pytest.mark.parametrize("principal", [OFFICER, AUDITOR, an_admin()])
async def test_who_decides_and_who_checks_see_all_that_was_agreed(providers: Service, principal: Principal) -> None:
    house = await a_house(providers)

    data = await providers.as_(principal).ask(
        """query ($provider: ID!, $prices: ID!) {
             contracts(filter: {providerId: $provider}) { totalCount }
             feeSchedule(id: $prices) { items { totalCount } } }""",
        provider=house.provider.id,
        prices=house.prices.id,
    )

    assert data == {"contracts": {"totalCount": 1}, "feeSchedule": {"items": {"totalCount": 1}}}


async def test_proofs_are_for_who_checks_them_not_for_who_decides_claims(providers: Service) -> None:
    house = await a_house(providers)
    query = "query ($id: ID!) { credentials(filter: {holderId: $id}) { totalCount } }"

    assert await providers.as_(AUDITOR).ask(query, id=house.person.id) == {"credentials": {"totalCount": 1}}
    assert await providers.as_(OFFICER).refusal(query, id=house.person.id) == FORBIDDEN
    assert await providers.as_(AUDITOR).refusal("{ expiringCredentials(days: 9) { totalCount } }") == FORBIDDEN
    assert (await providers.as_(an_admin()).ask("{ expiringCredentials(days: 366) { totalCount } }"))[
        "expiringCredentials"
    ]["totalCount"] >= 3


async def test_the_database_alone_keeps_the_same(providers: Service) -> None:
    own, hidden = await a_house(providers), await a_house(providers, is_listed=False)

    async def counts(principal: Principal) -> dict[str, int]:
        found: dict[str, int] = {}
        async with providers.engine.connect() as connection:
            await connection.execute(identify(principal))
            for house in (own, hidden):
                for table, column, value in (
                    ("providers", "id", house.provider.id),
                    ("medical_personnel", "id", house.person.id),
                    ("provider_network_assignments", "provider_id", house.provider.id),
                    ("provider_contracts", "id", house.contract.id),
                    ("fee_schedule_items", "fee_schedule_id", house.prices.id),
                ):
                    number = await connection.scalar(
                        sa.text(f"SELECT count(*) FROM {table} WHERE {column} = :value"), {"value": value}
                    )
                    found[table] = found.get(table, 0) * 10 + (number or 0)
            proofs = sa.text("SELECT count(*) FROM provider_credentials WHERE id = ANY(:ids)")
            for house in (own, hidden):
                number = await connection.scalar(proofs, {"ids": [each.id for each in house.credentials]})
                found["provider_credentials"] = found.get("provider_credentials", 0) * 10 + (number or 0)
        return found

    tables_of_directory = ("providers", "medical_personnel", "provider_network_assignments")
    tables_of_agreement = ("provider_contracts", "fee_schedule_items", "provider_credentials")

    def each(directory: int, agreement: int) -> dict[str, int]:
        return dict.fromkeys(tables_of_directory, directory) | dict.fromkeys(tables_of_agreement, agreement)

    assert await counts(NOBODY) == each(0, 0)
    assert await counts(a_member()) == await counts(FINANCE) == each(10, 0)
    assert await counts(own.staff) == each(10, 10) | {"provider_credentials": 30}
    assert await counts(hidden.staff) == each(11, 1) | {
        "provider_credentials": 3,
        "provider_network_assignments": 10,
    }
    assert await counts(OFFICER) == each(11, 11) | {"provider_credentials": 0}
    assert await counts(AUDITOR) == each(11, 11) | {"provider_credentials": 33}


async def test_the_database_alone_lets_a_provider_change_its_places_and_not_its_contract(providers: Service) -> None:
    own, foreign = await a_house(providers), await a_house(providers)
    places = {"ids": [own.place.id, foreign.place.id]}

    async with providers.engine.connect() as connection:
        await connection.execute(identify(own.staff))
        renamed = await connection.execute(
            sa.text("UPDATE medical_institutions SET name = 'mine' WHERE id = ANY(:ids)"), places
        )
        raised = await connection.execute(
            sa.text("UPDATE provider_contracts SET percent_of_charge = 1 WHERE id = :id"), {"id": own.contract.id}
        )

    assert (renamed.rowcount, raised.rowcount) == (1, 0)
