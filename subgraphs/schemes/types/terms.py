"""What a version of a scheme says."""

from decimal import Decimal
from typing import ClassVar
from uuid import UUID

import strawberry
from strawberry import Private
from strawberry.scalars import JSON

from shared_models import schemes as tables
from shared_models.schemes import (
    BenefitScope,
    ExclusionKind,
    NetworkTier,
    PricingRole,
    PricingSex,
    RiderPricing,
    RiderType,
    RuleAudience,
)
from subgraphs.kit.context import Info
from subgraphs.kit.nodes import ID, POINTER, Node, Source, Stub, as_uuid, reads
from subgraphs.kit.reading import find, find_owner
from subgraphs.kit.values import Money, money
from subgraphs.schemes.loaders import wider_codes_of


@strawberry.federation.type(keys=[POINTER])
class ProviderNetwork(Stub):
    """A group of providers; providers tells about it."""

    id: ID


@strawberry.federation.type(keys=["code"], description="A kind of care that benefits are defined for.")
class BenefitCategory(Node):
    """A kind of care that benefits are defined for."""

    source: ClassVar = Source(tables.BenefitCategory, keys=("code", "id"))

    parent_id: Private[UUID | None]

    id: ID
    code: str
    name: str
    scope: BenefitScope

    @strawberry.field(
        metadata=reads("parent_id"), description="The wider category, whose benefit holds for want of one."
    )
    async def parent(self, info: Info) -> "BenefitCategory | None":
        return None if self.parent_id is None else await find(info, BenefitCategory, id=self.parent_id)

    @strawberry.field(metadata=reads("id"), description="The codes of all wider categories, the nearest first.")
    async def wider_codes(self, info: Info) -> list[str]:
        return await wider_codes_of(info, as_uuid(self.id, "id"))


@strawberry.type(description="Which care belongs to a category; what is null may be anything.")
class BenefitServiceRule(Node):
    """Which care belongs to a category; what is null may be anything."""

    source: ClassVar = Source(tables.BenefitServiceRule)

    benefit_category_id: Private[UUID]

    id: ID
    code_system: str | None
    code_prefix: str | None
    service_category: str | None
    claim_category: str | None
    place_of_service: str | None
    priority: int = strawberry.field(description="Of all rules that fit, the highest holds.")

    @strawberry.field(metadata=reads("benefit_category_id"))
    async def category(self, info: Info) -> BenefitCategory:
        return await find_owner(info, BenefitCategory, self.benefit_category_id)


@strawberry.federation.type(keys=["id"], description="What a version pays for one category of care.")
class SchemeBenefit(Node):
    """What a version pays for one category of care, in and out of network."""

    source: ClassVar = Source(tables.SchemeBenefit)

    benefit_category_id: Private[UUID]

    id: ID
    is_covered: bool
    in_copay: Money = money("in_copay")
    in_coinsurance: Decimal = strawberry.field(description="The member's share in network: 0.2 is twenty per cent.")
    in_deductible_applies: bool
    out_covered: bool
    out_copay: Money = money("out_copay")
    out_coinsurance: Decimal = strawberry.field(description="The member's share out of network.")
    out_deductible_applies: bool
    annual_limit: Money | None = money("annual_limit")
    visit_limit_count: int | None
    per_visit_limit: Money | None = money("per_visit_limit")
    lifetime_limit: Money | None = money("lifetime_limit")
    waiting_days: int
    waiting_waived_for_accident: bool
    requires_preauth: bool
    preauth_threshold: Money | None = money("preauth_threshold")
    counts_to_oop: bool = strawberry.field(
        description="Whether the member's share counts to the out-of-pocket maximum."
    )
    network_required: bool

    @strawberry.field(metadata=reads("benefit_category_id"))
    async def category(self, info: Info) -> BenefitCategory:
        return await find_owner(info, BenefitCategory, self.benefit_category_id)


@strawberry.type(description="What several schemes pay for one category of care.")
class BenefitComparison:
    """What several schemes pay for one category of care."""

    category_id: Private[UUID]

    benefits: list[SchemeBenefit | None] = strawberry.field(
        description="One for each scheme, in the order they were asked; null where it has none."
    )

    @strawberry.field
    async def category(self, info: Info) -> BenefitCategory:
        return await find_owner(info, BenefitCategory, self.category_id)


@strawberry.type(description="A network a version pays in, and what it adds to the member's share.")
class SchemeNetwork(Node):
    """A network a version pays in, and what it adds to the member's share."""

    source: ClassVar = Source(tables.SchemeNetwork)

    network_id: Private[UUID]

    id: ID
    tier: NetworkTier
    copay_delta: Money = money("copay_delta")
    coinsurance_delta: Decimal
    priority: int

    @strawberry.field(metadata=reads("network_id"))
    def network(self) -> ProviderNetwork:
        return ProviderNetwork(id=ID(str(self.network_id)))


@strawberry.federation.type(keys=["id"], description="Cover that is bought on top.")
class SchemeRider(Node):
    """Cover that is bought on top."""

    source: ClassVar = Source(tables.SchemeRider)

    benefit_category_id: Private[UUID | None]

    id: ID
    rider_code: str
    name: str
    rider_type: RiderType
    limit: Money | None = money("limit_amount")
    waiting_days: int
    pricing: RiderPricing
    price: Money | None = money("price")
    percent: Decimal | None = strawberry.field(description="A fraction of the base premium.")
    min_age: int | None
    max_age: int | None
    is_mandatory: bool

    @strawberry.field(metadata=reads("benefit_category_id"))
    async def category(self, info: Info) -> BenefitCategory | None:
        return (
            None if self.benefit_category_id is None else await find(info, BenefitCategory, id=self.benefit_category_id)
        )


@strawberry.type(description="The yearly premium of one person by role, age (both ends included), sex and region.")
class SchemePricing(Node):
    """The yearly premium of one person by role, age (both ends included), sex and region."""

    source: ClassVar = Source(tables.SchemePricing)

    id: ID
    role: PricingRole
    age_from: int
    age_to: int
    sex: PricingSex
    region: str
    annual_premium: Money = money("annual_premium")
    loading_rate: Decimal
    discount_rate: Decimal


@strawberry.type(description="Who may join; failing a mandatory rule blocks, others warn.")
class SchemeEligibilityRule(Node):
    """Who may join; failing a mandatory rule blocks, others warn."""

    source: ClassVar = Source(tables.SchemeEligibilityRule)

    id: ID
    name: str
    applies_to: RuleAudience
    expression: JSON = strawberry.field(description="A tree of all, any, not and {field, op, value}.")
    message: str
    is_mandatory: bool
    priority: int


@strawberry.type(description="Diagnoses or procedures that are not paid for, by the beginning of their codes.")
class SchemeExclusion(Node):
    """Diagnoses or procedures that are not paid for, by the beginning of their codes."""

    source: ClassVar = Source(tables.SchemeExclusion)

    id: ID
    kind: ExclusionKind
    code_system: str
    code_prefix: str
    reason: str
    waived_by_rider_code: str | None


@strawberry.type(description="The factor on a group's premium by its number of lives, both ends included.")
class GroupSizeBand(Node):
    """The factor on a group's premium by its number of lives, both ends included."""

    source: ClassVar = Source(tables.GroupSizeBand)

    id: ID
    min_lives: int
    max_lives: int
    factor: Decimal
