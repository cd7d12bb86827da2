"""Schemes and their versions: what is sold, and its terms for a time."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import Range

from shared_models.base import (
    Recorded,
    SoftDeleted,
    after_create,
    amount,
    check,
    closed,
    code,
    column,
    country,
    currency,
    exclude,
    in_currency_of,
    index,
    instant,
    json,
    one_of,
    rate,
    span,
    text,
    trigram,
    unique,
)
from shared_models.schemes.base import SchemesTable
from shared_models.schemes.choices import (
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
from shared_models.schemes.frozen import FROZEN_TERMS_FUNCTION, FROZEN_VERSION_FUNCTION, FROZEN_VERSION_TRIGGER


class InsuranceScheme(SoftDeleted, SchemesTable, table=True):
    """What an insurer sells: its identity; the terms stand in its versions."""

    __tablename__ = "insurance_schemes"
    __table_args__ = (
        unique("scheme_code"),
        unique("id", "currency"),
        index("status"),
        index("company_id"),
        trigram("ix_insurance_schemes_name_trigram", "name"),
        one_of("scheme_type", SchemeType),
        one_of("funding", Funding),
        one_of("market", Market),
        one_of("tier", SchemeTier),
        one_of("status", SchemeStatus),
    )

    scheme_code: str = code(20)
    name: str = text()
    description: str = text()
    scheme_type: SchemeType = closed(SchemeType)
    funding: Funding = closed(Funding)
    market: Market = closed(Market)
    tier: SchemeTier = closed(SchemeTier)
    company_id: UUID | None = None
    currency: str = currency()
    country: str = country()
    status: SchemeStatus = closed(SchemeStatus)


@after_create(FROZEN_VERSION_FUNCTION, FROZEN_VERSION_TRIGGER, FROZEN_TERMS_FUNCTION)
class SchemeVersion(Recorded, SchemesTable, table=True):
    """The terms of a scheme for a time; written by one person, approved by another, then frozen."""

    __tablename__ = "scheme_versions"
    __table_args__ = (
        unique("scheme_id", "version_no"),
        unique("id", "currency"),
        in_currency_of("scheme_id", "insurance_schemes"),
        exclude(
            "ex_scheme_versions_overlap", ("scheme_id", "="), ("span", "&&"), where="status IN ('approved', 'active')"
        ),
        one_of("status", VersionStatus),
        one_of("oop_mode", OutOfPocketMode),
        one_of("cost_share_order", CostShareOrder),
        one_of("family_mode", FamilyMode),
        one_of("accumulate_on", AccumulatorYear),
        one_of("rounding", Rounding),
        check("version_no", "version_no >= 1"),
        check("span", "NOT isempty(span)"),
        check("has_author", "created_by IS NOT NULL"),
        check("approved_by_another", "approved_by <> created_by"),
        check(
            "approved",
            "status IN ('draft', 'in_review', 'withdrawn') OR (approved_by IS NOT NULL AND approved_at IS NOT NULL)",
        ),
        check(
            "amounts",
            "individual_deductible >= 0 AND family_deductible >= 0 AND individual_oop_max >= 0"
            " AND family_oop_max >= 0 AND annual_limit >= 0 AND lifetime_limit >= 0",
        ),
        check("days", "filing_limit_days >= 0 AND appeal_days >= 0"),
        check("non_network_reference_rate", "non_network_reference_rate >= 0"),
    )

    scheme_id: UUID
    version_no: int
    span: Range[date] = span()
    status: VersionStatus = closed(VersionStatus)
    currency: str = currency()
    individual_deductible: Decimal = amount()
    family_deductible: Decimal | None = amount(default=None)
    individual_oop_max: Decimal | None = amount(default=None)
    family_oop_max: Decimal | None = amount(default=None)
    oop_mode: OutOfPocketMode = closed(OutOfPocketMode, default=OutOfPocketMode.CAPPED)
    annual_limit: Decimal | None = amount(default=None)
    lifetime_limit: Decimal | None = amount(default=None)
    cost_share_order: CostShareOrder = closed(CostShareOrder, default=CostShareOrder.DEDUCTIBLE_FIRST)
    family_mode: FamilyMode = closed(FamilyMode, default=FamilyMode.EMBEDDED)
    filing_limit_days: int = 90
    appeal_days: int = 180
    non_network_reference_rate: Decimal = rate(default=Decimal(1))
    accumulate_on: AccumulatorYear = closed(AccumulatorYear)
    rounding: Rounding = closed(Rounding, default=Rounding.HALF_UP)
    change_log: list[dict[str, Any]] = json()
    content_hash: bytes = column(sa.LargeBinary)
    approved_by: UUID | None = None
    approved_at: datetime | None = instant(default=None)
