"""Providers, their places and people, their networks and contracts; what is added to schemes."""

import asyncio
from datetime import date
from decimal import Decimal
from typing import Annotated, Any, ClassVar
from uuid import UUID

import strawberry
from strawberry import Private

from shared_models import providers as tables
from shared_models.base import table_of
from shared_models.providers import (
    AssignmentStatus,
    CareLevel,
    ContractStatus,
    CredentialStatus,
    CredentialSubject,
    CredentialType,
    InstitutionStatus,
    NetworkStatus,
    NetworkTier,
    NetworkType,
    PersonnelStatus,
    PersonnelType,
    ProviderStatus,
    ProviderType,
    Reimbursement,
    Weekday,
)
from subgraphs.kit.context import Info
from subgraphs.kit.lists import below
from subgraphs.kit.nodes import ID, Node, Source, Stub, as_uuid, reads
from subgraphs.kit.paging import Connection
from subgraphs.kit.reading import all_of, find, find_owner
from subgraphs.kit.scalars import CurrencyCode
from subgraphs.kit.sealed import sealed
from subgraphs.kit.values import Address, DateSpan, FirstDay, LastDay, address, days, days_between
from subgraphs.providers.loaders import network_ids_on, rates_of, reference_rates_on
from subgraphs.providers.types.asking import (
    MedicalInstitutionFilter,
    MedicalInstitutionOrder,
    PersonnelAffiliationFilter,
    ProviderContractFilter,
    ProviderContractOrder,
    ProviderCredentialFilter,
    ProviderCredentialOrder,
    ProviderNetworkAssignmentFilter,
    StartOrder,
)
from subgraphs.providers.types.fees import Codes, FeeSchedule, FeeScheduleItem, known_codes
from subgraphs.providers.types.standing import OpeningHours, ProviderStatusEvent

# What ended cut its span: on the days that are left it held.
STANDING = (table_of(tables.ProviderNetworkAssignment).c.status.in_((AssignmentStatus.ACTIVE, AssignmentStatus.ENDED)),)
AGREED = (table_of(tables.ProviderContract).c.status.not_in((ContractStatus.DRAFT, ContractStatus.IN_REVIEW)),)


def credentials_of(subject: CredentialSubject) -> Any:
    """Declare the list of an object's credentials."""
    return below(
        lambda: ProviderCredential,
        "subject_id",
        where=(table_of(tables.ProviderCredential).c.subject_type == subject,),
        filtered_by=ProviderCredentialFilter,
        order=ProviderCredentialOrder.EXPIRY_ASC,
    )


@strawberry.federation.type(keys=["id", "providerCode"], description="The organisation the insurer contracts with.")
class Provider(Node):
    """The organisation the insurer contracts with."""

    source: ClassVar = Source(tables.Provider, keys=("id", "provider_code"))

    id: ID
    provider_code: str
    legal_name: str
    trade_name: str | None
    provider_type: ProviderType
    license_number: str
    license_expires_on: date
    npi: str | None = strawberry.field(description="National provider identifier.")
    email: str
    phone: str
    address: Address = address()
    country: str
    currency: CurrencyCode
    status: ProviderStatus
    version: int

    institutions: "Connection[MedicalInstitution]" = below(
        lambda: MedicalInstitution,
        "provider_id",
        filtered_by=MedicalInstitutionFilter,
        order=MedicalInstitutionOrder.NAME_ASC,
        description="Its places of care.",
    )
    affiliations: "Connection[PersonnelAffiliation]" = below(
        lambda: PersonnelAffiliation,
        "provider_id",
        filtered_by=PersonnelAffiliationFilter,
        order=StartOrder.START_DESC,
        description="Who works for it, and when.",
    )
    network_assignments: "Connection[ProviderNetworkAssignment]" = below(
        lambda: ProviderNetworkAssignment,
        "provider_id",
        filtered_by=ProviderNetworkAssignmentFilter,
        order=StartOrder.START_DESC,
    )
    contracts: "Connection[ProviderContract]" = below(
        lambda: ProviderContract,
        "provider_id",
        filtered_by=ProviderContractFilter,
        order=ProviderContractOrder.START_DESC,
    )
    credentials: "Connection[ProviderCredential]" = credentials_of(CredentialSubject.PROVIDER)

    @strawberry.field(
        metadata=reads("id"), description="How its status changed; one without changes always had the status it has."
    )
    async def status_events(self, info: Info) -> "list[ProviderStatusEvent]":
        return await all_of(info, ProviderStatusEvent, "provider_id", self.id, order=("effective_on", "id"))

    @strawberry.field(metadata=reads("id"), description="Its standing in networks on any of these days.")
    async def assignments_between(self, info: Info, from_: FirstDay, to: LastDay) -> "list[ProviderNetworkAssignment]":
        between = days_between(from_, to)
        return await all_of(
            info,
            ProviderNetworkAssignment,
            "provider_id",
            self.id,
            between=between,
            where=STANDING,
            order=("span", "id"),
        )

    @strawberry.field(metadata=reads("id"), description="The contracts that held on any of these days.")
    async def contracts_between(self, info: Info, from_: FirstDay, to: LastDay) -> "list[ProviderContract]":
        between = days_between(from_, to)
        # One that is still active comes first: of those that ended, two may be about the same days.
        return await all_of(
            info, ProviderContract, "provider_id", self.id, between=between, where=AGREED, order=("status", "id")
        )

    @strawberry.field(
        metadata=reads("currency"),
        description="What these procedures are priced at out of network on a day, in the provider's currency.",
    )
    async def reference_rates(self, info: Info, codes: Codes, date: date) -> list[FeeScheduleItem]:
        return await reference_rates_on(info, FeeScheduleItem, self.currency, known_codes(codes), date)

    @strawberry.federation.field(
        inaccessible=True, metadata=reads("id"), description="The networks it is active in today."
    )
    async def network_ids(self, info: Info) -> list[ID]:
        found = await network_ids_on(info, as_uuid(self.id, "id"), info.context.today)
        return [ID(str(network)) for network in found]


@strawberry.federation.type(keys=["id"], description="A place of care of a provider.")
class MedicalInstitution(Node):
    """A place of care of a provider."""

    source: ClassVar = Source(tables.MedicalInstitution)

    provider_id: Private[UUID]

    id: ID
    institution_code: str
    name: str
    institution_type: ProviderType
    level: CareLevel
    accreditation: str | None
    accredited_until: date | None
    beds: int | None
    specialties: list[str]
    services: list[str]
    address: Address = address()
    latitude: Decimal | None
    longitude: Decimal | None
    is_emergency_ready: bool
    status: InstitutionStatus
    version: int

    @strawberry.field(metadata=reads("provider_id"))
    async def provider(self, info: Info) -> Provider:
        return await find_owner(info, Provider, self.provider_id)

    @strawberry.field(
        metadata=reads("opening_hours"), description="Its hours by day; a day without is closed or unknown."
    )
    def opening_hours(self) -> list[OpeningHours]:
        by_day: dict[str, list[dict[str, str]]] = self.__dict__["opening_hours"]
        return [OpeningHours(day=day, **hours) for day in Weekday for hours in by_day.get(day, ())]

    affiliations: "Connection[PersonnelAffiliation]" = below(
        lambda: PersonnelAffiliation,
        "institution_id",
        filtered_by=PersonnelAffiliationFilter,
        order=StartOrder.START_DESC,
        description="Who works at this very place, and when.",
    )
    credentials: "Connection[ProviderCredential]" = credentials_of(CredentialSubject.INSTITUTION)


@strawberry.federation.type(keys=["id"], description="Somebody who gives care.")
class MedicalPersonnel(Node):
    """Somebody who gives care."""

    source: ClassVar = Source(tables.MedicalPersonnel)

    id: ID
    personnel_code: str
    first_name: str
    last_name: str
    personnel_type: PersonnelType
    specialty_code: str
    npi: str | None = strawberry.field(description="National provider identifier.")
    license_number: str
    license_expires_on: date
    country: str
    status: PersonnelStatus
    email: str | None = sealed("email")
    phone: str | None = sealed("phone")
    version: int

    @strawberry.field(metadata=reads("id"), description="Where the person works or worked.")
    async def affiliations(self, info: Info) -> "list[PersonnelAffiliation]":
        return await all_of(info, PersonnelAffiliation, "personnel_id", self.id, order=("span", "id"))

    credentials: "Connection[ProviderCredential]" = credentials_of(CredentialSubject.PERSONNEL)


@strawberry.type(description="Somebody works for a provider for a time.")
class PersonnelAffiliation(Node):
    """Somebody works for a provider for a time."""

    source: ClassVar = Source(tables.PersonnelAffiliation)

    personnel_id: Private[UUID]
    provider_id: Private[UUID]
    institution_id: Private[UUID | None]

    id: ID
    span: DateSpan = days("span")

    @strawberry.field(metadata=reads("personnel_id"))
    async def personnel(self, info: Info) -> MedicalPersonnel:
        return await find_owner(info, MedicalPersonnel, self.personnel_id)

    @strawberry.field(metadata=reads("provider_id"))
    async def provider(self, info: Info) -> Provider:
        return await find_owner(info, Provider, self.provider_id)

    @strawberry.field(metadata=reads("institution_id"), description="The one place; none means all of the provider's.")
    async def institution(self, info: Info) -> MedicalInstitution | None:
        return None if self.institution_id is None else await find(info, MedicalInstitution, id=self.institution_id)


@strawberry.federation.type(keys=["id"], description="A group of providers that schemes send their members to.")
class ProviderNetwork(Node):
    """A group of providers that schemes send their members to."""

    source: ClassVar = Source(tables.ProviderNetwork)

    id: ID
    network_code: str
    name: str
    network_type: NetworkType
    region: str | None
    status: NetworkStatus
    span: DateSpan = days("span")
    version: int

    assignments: "Connection[ProviderNetworkAssignment]" = below(
        lambda: ProviderNetworkAssignment,
        "network_id",
        filtered_by=ProviderNetworkAssignmentFilter,
        order=StartOrder.START_DESC,
    )


@strawberry.federation.type(keys=["id"], description="A provider's standing in a network for a time.")
class ProviderNetworkAssignment(Node):
    """A provider's standing in a network for a time."""

    source: ClassVar = Source(tables.ProviderNetworkAssignment)

    provider_id: Private[UUID]
    institution_id: Private[UUID | None]

    id: ID
    network_id: ID
    tier: NetworkTier
    status: AssignmentStatus
    span: DateSpan = days("span")
    version: int

    @strawberry.field(metadata=reads("provider_id"))
    async def provider(self, info: Info) -> Provider:
        return await find_owner(info, Provider, self.provider_id)

    @strawberry.field(metadata=reads("institution_id"), description="The one place; none means all of the provider's.")
    async def institution(self, info: Info) -> MedicalInstitution | None:
        return None if self.institution_id is None else await find(info, MedicalInstitution, id=self.institution_id)

    @strawberry.field(metadata=reads("network_id"))
    async def network(self, info: Info) -> ProviderNetwork:
        return await find_owner(info, ProviderNetwork, self.network_id)


@strawberry.federation.type(keys=["id"], description="What was agreed with a provider.")
class ProviderContract(Node):
    """What was agreed with a provider."""

    source: ClassVar = Source(tables.ProviderContract)

    provider_id: Private[UUID]
    fee_schedule_id: Private[UUID | None]

    id: ID
    network_id: ID | None = strawberry.field(description="The one network; none means all.")
    contract_number: str
    status: ContractStatus
    span: DateSpan = days("span")
    signed_on: date | None
    payment_terms_days: int
    reimbursement: Reimbursement
    percent_of_charge: Decimal | None = strawberry.field(description="The fraction of a bill that is paid: 1 is all.")
    auto_renew: bool
    notice_days: int
    version: int

    @strawberry.field(metadata=reads("provider_id"))
    async def provider(self, info: Info) -> Provider:
        return await find_owner(info, Provider, self.provider_id)

    @strawberry.field(metadata=reads("network_id"), description="The one network; none means all.")
    async def network(self, info: Info) -> ProviderNetwork | None:
        return None if self.network_id is None else await find(info, ProviderNetwork, id=self.network_id)

    @strawberry.field(metadata=reads("fee_schedule_id"))
    async def fee_schedule(self, info: Info) -> FeeSchedule | None:
        return None if self.fee_schedule_id is None else await find(info, FeeSchedule, id=self.fee_schedule_id)

    @strawberry.field(metadata=reads("fee_schedule_id"), description="What it pays for a unit of these procedures.")
    async def rates(self, info: Info, codes: Codes) -> list[FeeScheduleItem]:
        asked = known_codes(codes)
        if self.fee_schedule_id is None:
            return []
        return await rates_of(info, FeeScheduleItem, self.fee_schedule_id, asked)


CredentialHolder = Annotated[
    Provider | MedicalInstitution | MedicalPersonnel,
    strawberry.union("CredentialHolder", description="Who or what holds a credential."),
]

HOLDERS: dict[CredentialSubject, type[Provider | MedicalInstitution | MedicalPersonnel]] = {
    CredentialSubject.PROVIDER: Provider,
    CredentialSubject.INSTITUTION: MedicalInstitution,
    CredentialSubject.PERSONNEL: MedicalPersonnel,
}


@strawberry.type(description="A licence, insurance or other proof that somebody may give care.")
class ProviderCredential(Node):
    """A licence, insurance or other proof that somebody may give care."""

    source: ClassVar = Source(tables.ProviderCredential)

    subject_type: Private[CredentialSubject]
    subject_id: Private[UUID]

    id: ID
    credential_type: CredentialType
    number: str
    issuer: str
    issued_on: date
    expires_on: date
    status: CredentialStatus
    version: int

    @strawberry.field(metadata=reads("subject_type", "subject_id"))
    async def holder(self, info: Info) -> CredentialHolder | None:
        return await find(info, HOLDERS[self.subject_type], id=self.subject_id)


@strawberry.federation.type(keys=["id"])
class InsuranceScheme(Stub):
    """What an insurer sells; schemes tells about it."""

    id: ID
    network_ids: list[ID] = strawberry.federation.field(external=True, default_factory=list)

    @strawberry.federation.field(requires=["networkIds"], description="The networks it pays in today.")
    async def networks(self, info: Info) -> list[ProviderNetwork]:
        found = await asyncio.gather(*(find(info, ProviderNetwork, id=network) for network in self.network_ids))
        return [network for network in found if network is not None]
