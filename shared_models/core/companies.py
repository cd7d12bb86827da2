"""Companies and the periods they are covered for."""

from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import Range

from shared_models.base import (
    Recorded,
    SoftDeleted,
    check,
    closed,
    code,
    country,
    currency,
    exclude,
    index,
    json,
    one_of,
    rate,
    refers_to,
    span,
    text,
    trigram,
    unique,
    unique_where,
)
from shared_models.core.base import CoreTable
from shared_models.core.choices import (
    BillingFrequency,
    ClientType,
    CompanyPeriodStatus,
    CompanyStatus,
    PeriodKind,
    PeriodStatus,
)
from shared_models.encryption import sealed


class Company(SoftDeleted, CoreTable, table=True):
    """An employer or another body whose people are covered."""

    __tablename__ = "companies"
    __table_args__ = (
        index("name", "id"),
        unique("company_code"),
        unique_where(
            "uq_companies_registration",
            sa.text("lower(registration_number)"),
            "country",
            where="deleted_at IS NULL",
        ),
        index("status"),
        trigram("ix_companies_name_trigram", "name"),
        one_of("client_type", ClientType),
        one_of("billing_frequency", BillingFrequency),
        one_of("status", CompanyStatus),
        check("employer_contribution_rate", "employer_contribution_rate BETWEEN 0 AND 1"),
    )

    company_code: str = code(20)
    name: str = text()
    registration_number: str = text()
    tax_id_enc: bytes | None = sealed(default=None)
    client_type: ClientType = closed(ClientType, default=ClientType.CORPORATE)
    industry: str | None = text(default=None)
    contact_person: str = text()
    contact_email_enc: bytes = sealed()
    contact_phone_enc: bytes = sealed()
    address: dict[str, Any] = json()
    country: str = country()
    billing_frequency: BillingFrequency = closed(BillingFrequency, default=BillingFrequency.MONTHLY)
    currency: str = currency()
    employer_contribution_rate: Decimal = rate(default=Decimal(1))
    experience_rating_enabled: bool = False
    status: CompanyStatus = closed(CompanyStatus, default=CompanyStatus.PROSPECT)
    registration_expires_on: date | None = None


class Period(Recorded, CoreTable, table=True):
    """A benefit year, enrolment window or billing period of the insurer."""

    __tablename__ = "periods"
    __table_args__ = (
        exclude("ex_periods_overlap", ("kind", "="), ("span", "&&")),
        one_of("kind", PeriodKind),
        one_of("status", PeriodStatus),
    )

    name: str = text()
    kind: PeriodKind = closed(PeriodKind, default=PeriodKind.BENEFIT_YEAR)
    span: Range[date] = span()
    status: PeriodStatus = closed(PeriodStatus, default=PeriodStatus.PLANNED)


class CompanyPeriod(Recorded, CoreTable, table=True):
    """The part of a period for which a company is covered; it lies inside the period (kept by the service)."""

    __tablename__ = "company_periods"
    __table_args__ = (
        unique("company_id", "period_id"),
        exclude(
            "ex_company_periods_overlap", ("company_id", "="), ("span", "&&"), where="status IN ('active', 'lapsed')"
        ),
        one_of("status", CompanyPeriodStatus),
        check("grace_days", "grace_days >= 0"),
        check("lapsed", "status <> 'lapsed' OR lapsed_on IS NOT NULL"),
    )

    company_id: UUID = refers_to("companies.id")
    period_id: UUID = refers_to("periods.id")
    span: Range[date] = span()
    status: CompanyPeriodStatus = closed(CompanyPeriodStatus, default=CompanyPeriodStatus.DRAFT)
    grace_days: int = 30
    lapsed_on: date | None = None
