"""What one may ask providers."""

from datetime import timedelta

import strawberry

from shared_models import providers as tables
from shared_models.base import table_of
from shared_models.providers import CredentialStatus
from subgraphs.kit.context import Info
from subgraphs.kit.errors import BadInput
from subgraphs.kit.lists import SIZED_LIST, SIZED_PAGE, Size, all_nodes
from subgraphs.kit.nodes import ID, as_text
from subgraphs.kit.paging import Connection, window
from subgraphs.kit.reading import find, page
from subgraphs.providers.loaders import EASTMOST_DEGREES, NORTHMOST_DEGREES, Circle, institutions_within
from subgraphs.providers.types.asking import (
    MedicalPersonnelFilter,
    MedicalPersonnelOrder,
    ProviderContractFilter,
    ProviderContractOrder,
    ProviderCredentialFilter,
    ProviderCredentialOrder,
    ProviderFilter,
    ProviderNetworkFilter,
    ProviderNetworkOrder,
    ProviderOrder,
)
from subgraphs.providers.types.fees import FeeSchedule
from subgraphs.providers.types.providers import (
    MedicalInstitution,
    MedicalPersonnel,
    Provider,
    ProviderContract,
    ProviderCredential,
    ProviderNetwork,
)

RADIUS_KM_MAX = 500
AHEAD_DAYS_MAX = 366


@strawberry.type(description="A place of care and how far away it is.")
class NearbyInstitution:
    """A place of care and how far away it is."""

    institution: MedicalInstitution
    distance_km: float


@strawberry.type
class Query:
    """Providers' part of the root."""

    @strawberry.field(description="One provider, by id or by code.")
    async def provider(self, info: Info, id: ID | None = None, provider_code: str | None = None) -> Provider | None:
        return await find(info, Provider, id=id, provider_code=provider_code)

    @strawberry.field(description="A price list with its prices.")
    async def fee_schedule(self, info: Info, id: ID) -> FeeSchedule | None:
        return await find(info, FeeSchedule, id=id)

    @strawberry.field(
        description="Open places of active providers around a point, the nearest first.", directives=[SIZED_LIST]
    )
    async def institutions_near(
        self, info: Info, *, lat: float, lon: float, km: float, specialty: str | None = None, first: Size = None
    ) -> list[NearbyInstitution]:
        if abs(lat) > NORTHMOST_DEGREES or abs(lon) > EASTMOST_DEGREES:
            raise BadInput("lat and lon: not a place on the globe")
        if not 0 < km <= RADIUS_KM_MAX:
            raise BadInput(f"km: {km} is not above 0 and at most {RADIUS_KM_MAX}")
        special = None if specialty is None else as_text(specialty, "specialty")
        size = window(first, None, None, None).size
        circle = Circle(latitude=lat, longitude=lon, radius_km=km)
        found = await institutions_within(info, MedicalInstitution, circle, specialty=special, size=size)
        return [NearbyInstitution(institution=place, distance_km=distance) for place, distance in found]

    @strawberry.field(
        description="Verified credentials that expire within so many days, the first to expire first.",
        directives=[SIZED_PAGE],
    )
    def expiring_credentials(
        self,
        info: Info,
        *,
        days: int,
        first: Size = None,
        after: str | None = None,
        last: Size = None,
        before: str | None = None,
    ) -> Connection[ProviderCredential]:
        if not 0 <= days <= AHEAD_DAYS_MAX:
            raise BadInput(f"days: {days} is not between 0 and {AHEAD_DAYS_MAX}")
        credential, today = table_of(tables.ProviderCredential).c, info.context.today
        expiring = credential.expires_on.between(today, today + timedelta(days=days))
        return page(
            info,
            ProviderCredential,
            order=ProviderCredentialOrder.EXPIRY_ASC,
            where=(credential.status == CredentialStatus.VERIFIED, expiring),
            first=first,
            after=after,
            last=last,
            before=before,
        )

    providers: Connection[Provider] = all_nodes(
        lambda: Provider, filtered_by=ProviderFilter, order=ProviderOrder.NAME_ASC
    )
    medical_personnel: Connection[MedicalPersonnel] = all_nodes(
        lambda: MedicalPersonnel, filtered_by=MedicalPersonnelFilter, order=MedicalPersonnelOrder.LAST_NAME_ASC
    )
    networks: Connection[ProviderNetwork] = all_nodes(
        lambda: ProviderNetwork, filtered_by=ProviderNetworkFilter, order=ProviderNetworkOrder.CODE_ASC
    )
    contracts: Connection[ProviderContract] = all_nodes(
        lambda: ProviderContract, filtered_by=ProviderContractFilter, order=ProviderContractOrder.NUMBER_ASC
    )
    credentials: Connection[ProviderCredential] = all_nodes(
        lambda: ProviderCredential, filtered_by=ProviderCredentialFilter, order=ProviderCredentialOrder.EXPIRY_ASC
    )
