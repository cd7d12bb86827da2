"""Who has which cover: group policies, enrolments with their riders, and quotes for them."""

from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import Range

from shared_models.base import (
    AppendOnly,
    Recorded,
    amount,
    append_only,
    check,
    closed,
    code,
    column,
    currency,
    exclude,
    in_currency_of,
    index,
    index_where,
    json,
    one_of,
    refers_to,
    span,
    text,
    unique,
)
from shared_models.schemes.base import SchemesTable
from shared_models.schemes.choices import (
    BillingFrequency,
    EnrolmentRole,
    EnrolmentStatus,
    ExclusionSource,
    PolicyStatus,
    SchemeType,
)


class GroupPolicy(Recorded, SchemesTable, table=True):
    """A company's contract for its people under one version of a scheme."""

    __tablename__ = "group_policies"
    __table_args__ = (
        index_where("ix_group_policies_start", sa.text("COALESCE(lower(span), '-infinity'::date)"), "id"),
        unique("policy_number"),
        exclude(
            "ex_group_policies_overlap",
            ("company_id", "="),
            ("scheme_id", "="),
            ("span", "&&"),
            where="status NOT IN ('quoted', 'cancelled')",
        ),
        index("company_id", "status"),
        index("scheme_version_id"),
        one_of("status", PolicyStatus),
        one_of("billing_frequency", BillingFrequency),
    )

    policy_number: str = code(20)
    company_id: UUID
    scheme_id: UUID = refers_to("insurance_schemes.id")
    scheme_version_id: UUID = refers_to("scheme_versions.id")
    span: Range[date] = span()
    status: PolicyStatus = closed(PolicyStatus)
    billing_frequency: BillingFrequency = closed(BillingFrequency)
    group_size_band_id: UUID | None = refers_to("group_size_bands.id", default=None)


class MemberEnrolment(Recorded, SchemesTable, table=True):
    """A member's cover under a version for a time; a termination ends the span, so a past day stays covered."""

    __tablename__ = "member_enrolments"
    __table_args__ = (
        unique("id", "currency"),
        in_currency_of("scheme_version_id", "scheme_versions"),
        exclude(
            "ex_member_enrolments_overlap",
            ("member_id", "="),
            ("scheme_type", "="),
            ("span", "&&"),
            where="status IN ('active', 'suspended')",
        ),
        index("member_id"),
        index_where("ix_member_enrolments_start", sa.text("COALESCE(lower(span), '-infinity'::date)"), "id"),
        index("principal_member_id"),
        index("policy_id"),
        index("scheme_version_id"),
        one_of("scheme_type", SchemeType),
        one_of("role", EnrolmentRole),
        one_of("status", EnrolmentStatus),
        check("annual_premium", "annual_premium >= 0"),
    )

    member_id: UUID
    principal_member_id: UUID
    policy_id: UUID | None = refers_to("group_policies.id", default=None)
    scheme_version_id: UUID
    scheme_type: SchemeType = closed(SchemeType)
    role: EnrolmentRole = closed(EnrolmentRole)
    span: Range[date] = span()
    status: EnrolmentStatus = closed(EnrolmentStatus)
    annual_premium: Decimal = amount()
    currency: str = currency()
    termination_reason: str | None = text(default=None)
    external_reference: str | None = text(default=None)
    other_payer_scheme_id: UUID | None = refers_to("insurance_schemes.id", default=None)


class EnrolmentRider(Recorded, SchemesTable, table=True):
    """A rider an enrolment holds for a time."""

    __tablename__ = "enrolment_riders"
    __table_args__ = (
        in_currency_of("enrolment_id", "member_enrolments"),
        in_currency_of("rider_id", "scheme_riders"),
        exclude("ex_enrolment_riders_overlap", ("enrolment_id", "="), ("rider_id", "="), ("span", "&&")),
        check("premium", "premium >= 0"),
    )

    enrolment_id: UUID
    rider_id: UUID
    span: Range[date] = span()
    premium: Decimal = amount()
    currency: str = currency()


class MemberExclusion(Recorded, SchemesTable, table=True):
    """What somebody had before they were covered, by the beginning of diagnosis codes, and how long it is excluded."""

    __tablename__ = "member_exclusions"
    __table_args__ = (index("member_id"), one_of("source", ExclusionSource))

    member_id: UUID
    code_system: str = code(10)
    code_prefix: str = code(20)
    span: Range[date] = span()
    source: ExclusionSource = closed(ExclusionSource)


class WaitingCredit(Recorded, SchemesTable, table=True):
    """Days of waiting that count as served already, such as cover by an earlier insurer."""

    __tablename__ = "waiting_credits"
    __table_args__ = (unique("member_id", "benefit_category_id", "source"), check("days", "days > 0"))

    member_id: UUID
    benefit_category_id: UUID = refers_to("benefit_categories.id")
    days: int
    source: str = text()


@append_only
class PremiumQuote(AppendOnly, SchemesTable, table=True):
    """A premium that was computed, with all that went into it: the same input on the same version is the same quote."""

    __tablename__ = "premium_quotes"
    __table_args__ = (
        unique("quote_no"),
        in_currency_of("scheme_version_id", "scheme_versions"),
        index("input_hash"),
        check("amounts", "net >= 0 AND tax >= 0 AND total = net + tax"),
    )

    quote_no: str = code(20)
    scheme_version_id: UUID
    input: dict[str, Any] = json()
    breakdown: dict[str, Any] = json()
    net: Decimal = amount()
    tax: Decimal = amount()
    total: Decimal = amount()
    currency: str = currency()
    valid_until: date
    input_hash: bytes = column(sa.LargeBinary)
