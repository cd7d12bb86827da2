"""What a version says: benefits, networks, riders, prices, who may join, what is excluded. All frozen with it."""

from decimal import Decimal
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from shared_models.base import (
    Recorded,
    SoftDeleted,
    amount,
    check,
    closed,
    code,
    currency,
    exclude,
    in_currency_of,
    index,
    json,
    one_of,
    rate,
    refers_to,
    text,
    unique,
    unique_where,
)
from shared_models.schemes.base import SchemesTable
from shared_models.schemes.choices import (
    BenefitScope,
    ExclusionKind,
    NetworkTier,
    PricingRole,
    PricingSex,
    RiderPricing,
    RiderType,
    RuleAudience,
)
from shared_models.schemes.frozen import frozen_with_version

# What a rule may look at of a line and its claim.
MATCHED = ("code_system", "code_prefix", "service_category", "claim_category", "place_of_service")


class BenefitCategory(SoftDeleted, SchemesTable, table=True):
    """A kind of care that benefits are defined for; a finer kind names its parent."""

    __tablename__ = "benefit_categories"
    __table_args__ = (
        unique("code"),
        index("parent_id"),
        one_of("scope", BenefitScope),
        check("not_own_parent", "parent_id <> id"),
    )

    code: str = code(40)
    name: str = text()
    parent_id: UUID | None = refers_to("benefit_categories.id", default=None)
    scope: BenefitScope = closed(BenefitScope)


class BenefitServiceRule(Recorded, SchemesTable, table=True):
    """Which category a line of a claim belongs to: what is null may be anything, the highest priority wins."""

    __tablename__ = "benefit_service_rules"
    __table_args__ = (
        index("benefit_category_id"),
        unique_where(
            "uq_benefit_service_rules_match",
            *(sa.text(f"coalesce({name}, '')") for name in MATCHED),
        ),
        check("matches_something", f"coalesce({', '.join(MATCHED)}) IS NOT NULL"),
        check("code_prefix", "code_prefix IS NULL OR code_system IS NOT NULL"),
    )

    benefit_category_id: UUID = refers_to("benefit_categories.id")
    code_system: str | None = code(10, default=None)
    code_prefix: str | None = code(20, default=None)
    service_category: str | None = code(40, default=None)
    claim_category: str | None = code(20, default=None)
    place_of_service: str | None = code(10, default=None)
    priority: int = 0


@frozen_with_version
class SchemeBenefit(Recorded, SchemesTable, table=True):
    """What a version pays for one category of care, in and out of network; coinsurance is the member's share."""

    __tablename__ = "scheme_benefits"
    __table_args__ = (
        unique("scheme_version_id", "benefit_category_id"),
        in_currency_of("scheme_version_id", "scheme_versions"),
        check("rates", "in_coinsurance BETWEEN 0 AND 1 AND out_coinsurance BETWEEN 0 AND 1"),
        check(
            "amounts",
            "in_copay >= 0 AND out_copay >= 0 AND annual_limit >= 0 AND per_visit_limit >= 0"
            " AND lifetime_limit >= 0 AND preauth_threshold >= 0",
        ),
        check("counts", "visit_limit_count >= 0 AND waiting_days >= 0"),
    )

    scheme_version_id: UUID
    currency: str = currency()
    benefit_category_id: UUID = refers_to("benefit_categories.id")
    is_covered: bool = True
    in_copay: Decimal = amount(default=Decimal(0))
    in_coinsurance: Decimal = rate()
    in_deductible_applies: bool = True
    out_covered: bool
    out_copay: Decimal = amount()
    out_coinsurance: Decimal = rate()
    out_deductible_applies: bool
    annual_limit: Decimal | None = amount(default=None)
    visit_limit_count: int | None = None
    per_visit_limit: Decimal | None = amount(default=None)
    lifetime_limit: Decimal | None = amount(default=None)
    waiting_days: int = 0
    waiting_waived_for_accident: bool = True
    requires_preauth: bool
    preauth_threshold: Decimal | None = amount(default=None)
    counts_to_oop: bool = True
    network_required: bool = False


@frozen_with_version
class SchemeNetwork(Recorded, SchemesTable, table=True):
    """A network of providers a version pays in, and what its tier changes of the member's share."""

    __tablename__ = "scheme_networks"
    __table_args__ = (
        unique("scheme_version_id", "network_id"),
        in_currency_of("scheme_version_id", "scheme_versions"),
        index("network_id"),
        one_of("tier", NetworkTier),
        check("deltas", "copay_delta >= 0 AND coinsurance_delta BETWEEN 0 AND 1"),
    )

    scheme_version_id: UUID
    currency: str = currency()
    network_id: UUID
    tier: NetworkTier = closed(NetworkTier)
    copay_delta: Decimal = amount(default=Decimal(0))
    coinsurance_delta: Decimal = rate(default=Decimal(0))
    priority: int


@frozen_with_version
class SchemeRider(Recorded, SchemesTable, table=True):
    """Cover that is bought on top; it is priced by an amount or by a fraction of the base premium."""

    __tablename__ = "scheme_riders"
    __table_args__ = (
        unique("scheme_version_id", "rider_code"),
        unique("id", "currency"),
        in_currency_of("scheme_version_id", "scheme_versions"),
        one_of("rider_type", RiderType),
        one_of("pricing", RiderPricing),
        check(
            "priced",
            "(pricing = 'percent_of_base') = (percent IS NOT NULL) AND (pricing = 'percent_of_base') = (price IS NULL)",
        ),
        check("amounts", "limit_amount >= 0 AND price >= 0 AND percent >= 0 AND waiting_days >= 0"),
        check("ages", "min_age >= 0 AND max_age >= 0 AND min_age <= max_age"),
    )

    scheme_version_id: UUID
    currency: str = currency()
    rider_code: str = code(40)
    name: str = text()
    rider_type: RiderType = closed(RiderType)
    benefit_category_id: UUID | None = refers_to("benefit_categories.id", default=None)
    limit_amount: Decimal | None = amount(default=None)
    waiting_days: int
    pricing: RiderPricing = closed(RiderPricing)
    price: Decimal | None = amount(default=None)
    percent: Decimal | None = rate(default=None)
    min_age: int | None = None
    max_age: int | None = None
    is_mandatory: bool


@frozen_with_version
class SchemePricing(Recorded, SchemesTable, table=True):
    """The yearly premium of one person by role, age (both ends included), sex and region."""

    __tablename__ = "scheme_pricing"
    __table_args__ = (
        in_currency_of("scheme_version_id", "scheme_versions"),
        exclude(
            "ex_scheme_pricing_overlap",
            ("scheme_version_id", "="),
            ("role", "="),
            ("sex", "="),
            ("region", "="),
            (sa.text("int4range(age_from, age_to + 1)"), "&&"),
        ),
        one_of("role", PricingRole),
        one_of("sex", PricingSex),
        check("ages", "age_from >= 0 AND age_from <= age_to"),
        check("amounts", "annual_premium >= 0 AND loading_rate >= 0 AND discount_rate BETWEEN 0 AND 1"),
    )

    scheme_version_id: UUID
    currency: str = currency()
    role: PricingRole = closed(PricingRole)
    age_from: int
    age_to: int
    sex: PricingSex = closed(PricingSex)
    region: str = text(default="any")
    annual_premium: Decimal = amount()
    loading_rate: Decimal = rate(default=Decimal(0))
    discount_rate: Decimal = rate(default=Decimal(0))


@frozen_with_version
class SchemeEligibilityRule(Recorded, SchemesTable, table=True):
    """Who may join, as an expression over facts; failing a mandatory rule blocks, others warn."""

    __tablename__ = "scheme_eligibility_rules"
    __table_args__ = (index("scheme_version_id"), one_of("applies_to", RuleAudience))

    scheme_version_id: UUID = refers_to("scheme_versions.id")
    name: str = text()
    applies_to: RuleAudience = closed(RuleAudience)
    expression: dict[str, Any] = json()
    message: str = text()
    is_mandatory: bool = True
    priority: int


@frozen_with_version
class SchemeExclusion(Recorded, SchemesTable, table=True):
    """Diagnoses or procedures that are not paid for, by the beginning of their codes."""

    __tablename__ = "scheme_exclusions"
    __table_args__ = (index("scheme_version_id"), one_of("kind", ExclusionKind))

    scheme_version_id: UUID = refers_to("scheme_versions.id")
    kind: ExclusionKind = closed(ExclusionKind)
    code_system: str = code(10)
    code_prefix: str = code(20)
    reason: str = text()
    waived_by_rider_code: str | None = code(40, default=None)


@frozen_with_version
class GroupSizeBand(Recorded, SchemesTable, table=True):
    """The factor on a group's premium by its number of lives, both ends included."""

    __tablename__ = "group_size_bands"
    __table_args__ = (
        exclude(
            "ex_group_size_bands_overlap",
            ("scheme_version_id", "="),
            (sa.text("int4range(min_lives, max_lives + 1)"), "&&"),
        ),
        check("lives", "min_lives >= 0 AND min_lives <= max_lives"),
        check("factor", "factor > 0"),
    )

    scheme_version_id: UUID = refers_to("scheme_versions.id")
    min_lives: int
    max_lives: int
    factor: Decimal = rate()
