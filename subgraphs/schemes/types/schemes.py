"""Schemes, their versions, and quotes on them."""

from datetime import date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Annotated, ClassVar
from uuid import UUID

import strawberry
from strawberry import Private

from shared_models import schemes as tables
from shared_models.schemes import (
    AccumulatorYear,
    CostShareOrder,
    FamilyMode,
    Funding,
    Market,
    OutOfPocketMode,
    Rounding,
    SchemeStatus,
    SchemeTier,
    SchemeType,
    VersionStatus,
)
from subgraphs.kit.context import Info
from subgraphs.kit.lists import below
from subgraphs.kit.nodes import ID, Node, Source, Stub, as_uuid, reads
from subgraphs.kit.paging import Connection
from subgraphs.kit.reading import all_of, find_owner
from subgraphs.kit.scalars import CurrencyCode
from subgraphs.kit.values import DateSpan, Money, days, money
from subgraphs.schemes.loaders import network_ids_on, schemes_in_networks, service_rules, version_on
from subgraphs.schemes.types.asking import (
    SchemePricingFilter,
    SchemePricingOrder,
    SchemeVersionFilter,
    SchemeVersionOrder,
)
from subgraphs.schemes.types.terms import (
    BenefitServiceRule,
    GroupSizeBand,
    SchemeBenefit,
    SchemeEligibilityRule,
    SchemeExclusion,
    SchemeNetwork,
    SchemePricing,
    SchemeRider,
)

if TYPE_CHECKING:
    from subgraphs.schemes.types.cover import Company


@strawberry.federation.type(keys=["id", "schemeCode"], description="What an insurer sells; its terms are in versions.")
class InsuranceScheme(Node):
    """What an insurer sells; its terms are in versions."""

    source: ClassVar = Source(tables.InsuranceScheme, keys=("id", "scheme_code"))

    company_id: Private[UUID | None]

    id: ID
    scheme_code: str
    name: str
    description: str
    scheme_type: SchemeType
    funding: Funding
    market: Market
    tier: SchemeTier
    currency: CurrencyCode
    country: str
    status: SchemeStatus
    version: int

    @strawberry.field(metadata=reads("company_id"), description="The company a scheme was made for.")
    async def company(self) -> Annotated["Company", strawberry.lazy("subgraphs.schemes.types.cover")] | None:
        from subgraphs.schemes.types.cover import Company  # noqa: PLC0415  # Company lists its schemes

        return Company.of(self.company_id)

    versions: "Connection[SchemeVersion]" = below(
        lambda: SchemeVersion, "scheme_id", filtered_by=SchemeVersionFilter, order=SchemeVersionOrder.NUMBER_ASC
    )

    @strawberry.field(metadata=reads("id"), description="The version in force on a day, today by default.")
    async def version_on(self, info: Info, date: date | None = None) -> "SchemeVersion | None":
        return await version_on(info, SchemeVersion, as_uuid(self.id, "id"), date or info.context.today)

    @strawberry.federation.field(
        inaccessible=True, metadata=reads("id"), description="The networks of the version in force today."
    )
    async def network_ids(self, info: Info) -> list[ID]:
        found = await network_ids_on(info, as_uuid(self.id, "id"), info.context.today)
        return [ID(str(network)) for network in found]


@strawberry.federation.type(keys=["id"], description="The terms of a scheme for a time; frozen once approved.")
class SchemeVersion(Node):
    """The terms of a scheme for a time; frozen once approved."""

    source: ClassVar = Source(tables.SchemeVersion)

    scheme_id: Private[UUID]

    id: ID
    version_no: int
    span: DateSpan = days("span")
    status: VersionStatus
    currency: CurrencyCode
    individual_deductible: Money = money("individual_deductible")
    family_deductible: Money | None = money("family_deductible")
    individual_oop_max: Money | None = money("individual_oop_max")
    family_oop_max: Money | None = money("family_oop_max")
    oop_mode: OutOfPocketMode
    annual_limit: Money | None = money("annual_limit")
    lifetime_limit: Money | None = money("lifetime_limit")
    cost_share_order: CostShareOrder
    family_mode: FamilyMode
    filing_limit_days: int = strawberry.field(description="Days after the service within which a claim must come.")
    appeal_days: int = strawberry.field(description="Days after the explanation of benefits to appeal.")
    non_network_reference_rate: Decimal
    accumulate_on: AccumulatorYear
    rounding: Rounding
    approved_at: datetime | None
    version: int

    @strawberry.field(metadata=reads("content_hash"), description="SHA-256 of the terms, in hexadecimal digits.")
    def content_hash(self) -> str:
        digest: bytes = self.__dict__["content_hash"]
        return digest.hex()

    @strawberry.field(metadata=reads("scheme_id"))
    async def scheme(self, info: Info) -> InsuranceScheme:
        return await find_owner(info, InsuranceScheme, self.scheme_id)

    @strawberry.field(metadata=reads("id"))
    async def benefits(self, info: Info) -> list[SchemeBenefit]:
        return await all_of(info, SchemeBenefit, "scheme_version_id", self.id)

    @strawberry.field(
        metadata=reads("id"), description="Which care belongs to which category; the same for all versions."
    )
    async def service_rules(self, info: Info) -> list[BenefitServiceRule]:
        return await service_rules(info, BenefitServiceRule)

    @strawberry.field(metadata=reads("id"), description="The networks it pays in, by priority.")
    async def networks(self, info: Info) -> list[SchemeNetwork]:
        return await all_of(info, SchemeNetwork, "scheme_version_id", self.id, order=("priority", "id"))

    @strawberry.field(metadata=reads("id"))
    async def riders(self, info: Info) -> list[SchemeRider]:
        return await all_of(info, SchemeRider, "scheme_version_id", self.id, order=("rider_code",))

    pricing: Connection[SchemePricing] = below(
        lambda: SchemePricing,
        "scheme_version_id",
        filtered_by=SchemePricingFilter,
        order=SchemePricingOrder.AGE_ASC,
    )

    @strawberry.field(metadata=reads("id"), description="Who may join, in the order the rules are asked.")
    async def eligibility_rules(self, info: Info) -> list[SchemeEligibilityRule]:
        return await all_of(info, SchemeEligibilityRule, "scheme_version_id", self.id, order=("priority", "id"))

    @strawberry.field(metadata=reads("id"))
    async def exclusions(self, info: Info) -> list[SchemeExclusion]:
        return await all_of(info, SchemeExclusion, "scheme_version_id", self.id, order=("code_prefix", "id"))

    @strawberry.field(metadata=reads("id"))
    async def group_size_bands(self, info: Info) -> list[GroupSizeBand]:
        return await all_of(info, GroupSizeBand, "scheme_version_id", self.id, order=("min_lives",))


@strawberry.federation.type(keys=["id"], description="A premium that was computed.")
class PremiumQuote(Node):
    """A premium that was computed."""

    source: ClassVar = Source(tables.PremiumQuote)

    scheme_version_id: Private[UUID]

    id: ID
    quote_no: str
    net: Money = money("net")
    tax: Money = money("tax")
    total: Money = money("total")
    valid_until: date
    created_at: datetime

    @strawberry.field(metadata=reads("scheme_version_id"))
    async def scheme_version(self, info: Info) -> SchemeVersion:
        return await find_owner(info, SchemeVersion, self.scheme_version_id)


@strawberry.federation.type(keys=["id"])
class Provider(Stub):
    """Who gives care; providers tells about it."""

    id: ID
    network_ids: list[ID] = strawberry.federation.field(external=True, default_factory=list)

    @strawberry.federation.field(
        requires=["networkIds"],
        description="The schemes that pay in the provider's networks on a day, today by default.",
    )
    async def accepted_schemes(self, info: Info, as_of: date | None = None) -> list[InsuranceScheme]:
        networks = [as_uuid(network, "networkIds") for network in self.network_ids]
        return await schemes_in_networks(info, InsuranceScheme, networks, as_of or info.context.today)
