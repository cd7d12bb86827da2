"""Filters and orders of schemes' lists."""

from datetime import date
from enum import Enum

import strawberry

from shared_models import schemes as tables
from shared_models.schemes import (
    AccumulatorYear,
    BenefitScope,
    BillingFrequency,
    CostShareOrder,
    EnrolmentRole,
    EnrolmentStatus,
    ExclusionKind,
    FamilyMode,
    Funding,
    Market,
    NetworkTier,
    OutOfPocketMode,
    PolicyStatus,
    PricingRole,
    PricingSex,
    RiderPricing,
    RiderType,
    RuleAudience,
    SchemeStatus,
    SchemeTier,
    SchemeType,
    VersionStatus,
)
from subgraphs.kit.filters import Filter, among, contains_day, equals, search
from subgraphs.kit.nodes import ID
from subgraphs.kit.paging import Order
from subgraphs.kit.schema import expose

expose(
    AccumulatorYear,
    BenefitScope,
    BillingFrequency,
    CostShareOrder,
    EnrolmentRole,
    EnrolmentStatus,
    ExclusionKind,
    FamilyMode,
    Funding,
    Market,
    NetworkTier,
    OutOfPocketMode,
    PolicyStatus,
    PricingRole,
    PricingSex,
    RiderPricing,
    RiderType,
    RuleAudience,
    SchemeStatus,
    SchemeTier,
    SchemeType,
    VersionStatus,
)


@strawberry.enum(description="How schemes are listed.")
class InsuranceSchemeOrder(Enum):
    """How schemes are listed."""

    CODE_ASC = Order("scheme_code")
    CODE_DESC = Order("scheme_code", descending=True)
    NAME_ASC = Order("name")
    NAME_DESC = Order("name", descending=True)


@strawberry.enum(description="How versions are listed; by number within one scheme.")
class SchemeVersionOrder(Enum):
    """How versions are listed."""

    NUMBER_ASC = Order("version_no")
    NUMBER_DESC = Order("version_no", descending=True)
    START_ASC = Order("span")
    START_DESC = Order("span", descending=True)


@strawberry.enum(description="How benefit categories are listed.")
class BenefitCategoryOrder(Enum):
    """How benefit categories are listed."""

    CODE_ASC = Order("code")
    CODE_DESC = Order("code", descending=True)


@strawberry.enum(description="How premiums are listed.")
class SchemePricingOrder(Enum):
    """How premiums are listed."""

    AGE_ASC = Order("age_from")
    AGE_DESC = Order("age_from", descending=True)


@strawberry.enum(description="How enrolments are listed, by the first day of cover.")
class EnrolmentOrder(Enum):
    """How enrolments are listed."""

    START_ASC = Order("span")
    START_DESC = Order("span", descending=True)


@strawberry.enum(description="How policies are listed.")
class GroupPolicyOrder(Enum):
    """How policies are listed."""

    NUMBER_ASC = Order("policy_number")
    NUMBER_DESC = Order("policy_number", descending=True)
    START_ASC = Order("span")
    START_DESC = Order("span", descending=True)


@strawberry.input(description="Schemes that meet all conditions given.")
class InsuranceSchemeFilter(Filter):
    """Schemes that meet all conditions given."""

    status: SchemeStatus | None = equals(tables.InsuranceScheme.status)
    status_in: list[SchemeStatus] | None = among(tables.InsuranceScheme.status)
    scheme_type: SchemeType | None = equals(tables.InsuranceScheme.scheme_type)
    market: Market | None = equals(tables.InsuranceScheme.market)
    tier: SchemeTier | None = equals(tables.InsuranceScheme.tier)
    company_id: ID | None = equals(tables.InsuranceScheme.company_id)
    search: str | None = search(tables.InsuranceScheme.name, tables.InsuranceScheme.scheme_code)


@strawberry.input(description="Versions that meet all conditions given.")
class SchemeVersionFilter(Filter):
    """Versions that meet all conditions given."""

    scheme_id: ID | None = equals(tables.SchemeVersion.scheme_id)
    status: VersionStatus | None = equals(tables.SchemeVersion.status)
    status_in: list[VersionStatus] | None = among(tables.SchemeVersion.status)
    on: date | None = contains_day(tables.SchemeVersion.span)


@strawberry.input(description="Benefit categories that meet all conditions given.")
class BenefitCategoryFilter(Filter):
    """Benefit categories that meet all conditions given."""

    scope: BenefitScope | None = equals(tables.BenefitCategory.scope)
    search: str | None = search(tables.BenefitCategory.name, tables.BenefitCategory.code)


@strawberry.input(description="Premiums that meet all conditions given.")
class SchemePricingFilter(Filter):
    """Premiums that meet all conditions given."""

    role: PricingRole | None = equals(tables.SchemePricing.role)
    sex: PricingSex | None = equals(tables.SchemePricing.sex)
    region: str | None = equals(tables.SchemePricing.region)


@strawberry.input(description="Enrolments that meet all conditions given.")
class EnrolmentFilter(Filter):
    """Enrolments that meet all conditions given."""

    member_id: ID | None = equals(tables.MemberEnrolment.member_id)
    principal_member_id: ID | None = equals(tables.MemberEnrolment.principal_member_id)
    policy_id: ID | None = equals(tables.MemberEnrolment.policy_id)
    scheme_version_id: ID | None = equals(tables.MemberEnrolment.scheme_version_id)
    scheme_type: SchemeType | None = equals(tables.MemberEnrolment.scheme_type)
    role: EnrolmentRole | None = equals(tables.MemberEnrolment.role)
    status: EnrolmentStatus | None = equals(tables.MemberEnrolment.status)
    status_in: list[EnrolmentStatus] | None = among(tables.MemberEnrolment.status)
    on: date | None = contains_day(tables.MemberEnrolment.span)


@strawberry.input(description="Policies that meet all conditions given.")
class GroupPolicyFilter(Filter):
    """Policies that meet all conditions given."""

    company_id: ID | None = equals(tables.GroupPolicy.company_id)
    scheme_id: ID | None = equals(tables.GroupPolicy.scheme_id)
    status: PolicyStatus | None = equals(tables.GroupPolicy.status)
    status_in: list[PolicyStatus] | None = among(tables.GroupPolicy.status)
    on: date | None = contains_day(tables.GroupPolicy.span)
