"""Rows of providers: one for each side that has not been let in yet, and one that stands in the directory."""

from datetime import date
from decimal import Decimal
from typing import Final

from sqlmodel import SQLModel

from shared_models import providers
from subgraphs.providers.schema import schema
from tests.access.world.sides import Domain, Party, World
from tests.subgraphs.providers import builders as of_providers


def rows(world: World) -> list[SQLModel]:
    """Return the rows of providers."""
    listed = world.listed
    network = listed.add(of_providers.a_network())
    found: list[SQLModel] = [network, *_of(listed, network, of_providers.a_provider(id=listed.provider))]
    for party in (world.own, world.foreign):
        party.add(draft := of_providers.a_network(status=providers.NetworkStatus.DRAFT))
        applicant = of_providers.a_provider(id=party.provider, status=providers.ProviderStatus.APPLICANT)
        found += [draft, *_of(party, network, applicant), *_agreed(party, network, applicant)]
    return found


def _of(party: Party, network: providers.ProviderNetwork, provider: providers.Provider) -> list[SQLModel]:
    add = party.add
    is_listed = provider.status == providers.ProviderStatus.ACTIVE
    status = providers.PersonnelStatus.ACTIVE if is_listed else providers.PersonnelStatus.APPLICANT
    person = of_providers.a_person(status=status, npi="1234567893", email="ada@example.org", phone="1")
    add(provider), add(person)
    return [
        provider,
        person,
        add(of_providers.a_place(provider)),
        add(of_providers.an_affiliation(person, provider)),
        add(of_providers.an_assignment(provider, network)),
    ]


def _agreed(party: Party, network: providers.ProviderNetwork, provider: providers.Provider) -> list[SQLModel]:
    add = party.add
    days = of_providers.days("2026-01-01", None)
    prices = add(
        providers.FeeSchedule(
            name=f"Prices of {provider.provider_code}",
            revision=1,
            currency="USD",
            span=days,
            status=providers.FeeScheduleStatus.PUBLISHED,
        )
    )
    return [
        prices,
        add(
            providers.FeeScheduleItem(
                fee_schedule_id=prices.id,
                code_system=providers.ProcedureCodeSystem.CPT,
                procedure_code="99213",
                unit_rate=Decimal(80),
                currency="USD",
            )
        ),
        add(
            providers.ProviderStatusEvent(
                provider_id=provider.id,
                former_status=providers.ProviderStatus.APPLICANT,
                status=providers.ProviderStatus.IN_CREDENTIALING,
                effective_on=date(2026, 1, 1),
                reason="x",
            )
        ),
        add(of_providers.a_contract(provider, network_id=network.id, fee_schedule_id=prices.id)),
        add(of_providers.a_credential(subject_id=provider.id)),
    ]


DOMAIN: Final = Domain(
    schema=schema,
    rows=rows,
    tables={
        "Provider": "providers",
        "MedicalInstitution": "medical_institutions",
        "MedicalPersonnel": "medical_personnel",
        "ProviderNetwork": "provider_networks",
        "ProviderNetworkAssignment": "provider_network_assignments",
        "ProviderContract": "provider_contracts",
    },
    ways={
        "PersonnelAffiliation": ("MedicalPersonnel", "affiliations"),
        "ProviderStatusEvent": ("Provider", "statusEvents"),
        "ProviderCredential": ("Provider", "credentials edges node"),
        "FeeSchedule": ("ProviderContract", "feeSchedule"),
        "FeeScheduleItem": ("ProviderContract", 'rates(codes:["99213"])'),
    },
    arguments={
        "provider": "id",
        "feeSchedule": "id",
        "institutionsNear": "lat: 0, lon: 0, km: 1",
        "expiringCredentials": "days: 30",
        "Provider.assignmentsBetween": 'from: "2026-03-01", to: "2026-03-31"',
        "Provider.contractsBetween": 'from: "2026-03-01", to: "2026-03-31"',
        "Provider.referenceRates": 'codes: ["99213"], date: "2026-03-01"',
        "ProviderContract.rates": 'codes: ["99213"]',
    },
    stubs={"InsuranceScheme": "insurance_schemes"},
    brought={"InsuranceScheme": {"networkIds": "provider_networks"}},
)
