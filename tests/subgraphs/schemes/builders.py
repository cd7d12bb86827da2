"""Rows of schemes with sensible defaults."""

from datetime import UTC, date, datetime
from decimal import Decimal
from itertools import count
from typing import Any
from uuid import UUID, uuid4

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import Range

from shared_models import schemes
from shared_models.base import table_of
from tests.subgraphs.service import Service

AUTHOR = UUID("00000000-0000-0000-0000-00000000000a")
APPROVER = UUID("00000000-0000-0000-0000-00000000000b")

_numbers = count(1)


def days(first: str | None, end: str | None) -> Range[date]:
    """Return the days from `first` up to, not including, `end`."""
    return Range(date.fromisoformat(first) if first else None, date.fromisoformat(end) if end else None)


def a_scheme(**values: Any) -> schemes.InsuranceScheme:
    """Return a health scheme in dollars; codes count up."""
    number = next(_numbers)
    defaults: dict[str, Any] = {
        "scheme_code": f"SCH-{number:06}",
        "name": f"Scheme {number}",
        "description": "Cover for people in tests",
        "scheme_type": schemes.SchemeType.HEALTH,
        "funding": schemes.Funding.INSURED,
        "market": schemes.Market.BOTH,
        "tier": schemes.SchemeTier.STANDARD,
        "currency": "USD",
        "country": "US",
        "status": schemes.SchemeStatus.ACTIVE,
    }
    return schemes.InsuranceScheme(**(defaults | values))


def a_version(scheme: schemes.InsuranceScheme, **values: Any) -> schemes.SchemeVersion:
    """Return a draft of a scheme's terms for 2026; `put_in_force` approves it."""
    defaults: dict[str, Any] = {
        "scheme_id": scheme.id,
        "currency": scheme.currency,
        "version_no": 1,
        "span": days("2026-01-01", "2027-01-01"),
        "status": schemes.VersionStatus.DRAFT,
        "individual_deductible": Decimal(500),
        "accumulate_on": schemes.AccumulatorYear.EFFECTIVE_DATE,
        "change_log": [],
        "content_hash": bytes(32),
        "created_by": AUTHOR,
    }
    return schemes.SchemeVersion(**(defaults | values))


async def put_in_force(service: Service, *versions: schemes.SchemeVersion) -> None:
    """Approve and activate drafts whose terms are stored."""
    table = table_of(schemes.SchemeVersion)
    approval = {"status": schemes.VersionStatus.ACTIVE, "approved_by": APPROVER, "approved_at": datetime.now(UTC)}
    async with service.owner.begin() as connection:
        await connection.execute(
            sa.update(table).where(table.c.id.in_([version.id for version in versions])).values(approval)
        )


async def a_version_in_force(service: Service, **values: Any) -> schemes.SchemeVersion:
    """Store a scheme with one version without terms that is in force; return the version."""
    scheme = a_scheme()
    version = a_version(scheme, **values)
    await service.store(scheme, version)
    await put_in_force(service, version)
    return version


def a_category(**values: Any) -> schemes.BenefitCategory:
    """Return a category of outpatient care; codes count up."""
    number = next(_numbers)
    defaults: dict[str, Any] = {
        "code": f"CARE-{number}",
        "name": f"Care {number}",
        "scope": schemes.BenefitScope.OUTPATIENT,
    }
    return schemes.BenefitCategory(**(defaults | values))


def a_benefit(
    version: schemes.SchemeVersion, category: schemes.BenefitCategory, **values: Any
) -> schemes.SchemeBenefit:
    """Return a benefit with a fifth of coinsurance in network, half of it out of network."""
    defaults: dict[str, Any] = {
        "scheme_version_id": version.id,
        "currency": version.currency,
        "benefit_category_id": category.id,
        "in_coinsurance": Decimal("0.2"),
        "out_covered": True,
        "out_copay": Decimal(0),
        "out_coinsurance": Decimal("0.5"),
        "out_deductible_applies": True,
        "requires_preauth": False,
    }
    return schemes.SchemeBenefit(**(defaults | values))


def a_network(version: schemes.SchemeVersion, **values: Any) -> schemes.SchemeNetwork:
    """Return a network a version pays in."""
    defaults: dict[str, Any] = {
        "scheme_version_id": version.id,
        "currency": version.currency,
        "network_id": uuid4(),
        "tier": schemes.NetworkTier.STANDARD,
        "priority": 1,
    }
    return schemes.SchemeNetwork(**(defaults | values))


def a_rider(version: schemes.SchemeVersion, **values: Any) -> schemes.SchemeRider:
    """Return a rider at a flat price; codes count up."""
    number = next(_numbers)
    defaults: dict[str, Any] = {
        "scheme_version_id": version.id,
        "currency": version.currency,
        "rider_code": f"RDR-{number}",
        "name": f"Rider {number}",
        "rider_type": schemes.RiderType.ADDITIONAL_BENEFIT,
        "waiting_days": 0,
        "pricing": schemes.RiderPricing.FLAT,
        "price": Decimal(180),
        "is_mandatory": False,
    }
    return schemes.SchemeRider(**(defaults | values))


def a_premium(version: schemes.SchemeVersion, **values: Any) -> schemes.SchemePricing:
    """Return the premium of any grown-up."""
    defaults: dict[str, Any] = {
        "scheme_version_id": version.id,
        "currency": version.currency,
        "role": schemes.PricingRole.ANY,
        "age_from": 18,
        "age_to": 64,
        "sex": schemes.PricingSex.ANY,
        "annual_premium": Decimal(1320),
    }
    return schemes.SchemePricing(**(defaults | values))


def a_policy(version: schemes.SchemeVersion, **values: Any) -> schemes.GroupPolicy:
    """Return an active policy for the span of the version; numbers count up."""
    defaults: dict[str, Any] = {
        "policy_number": f"POL-{next(_numbers):06}",
        "company_id": uuid4(),
        "scheme_id": version.scheme_id,
        "scheme_version_id": version.id,
        "span": version.span,
        "status": schemes.PolicyStatus.ACTIVE,
        "billing_frequency": schemes.BillingFrequency.MONTHLY,
    }
    return schemes.GroupPolicy(**(defaults | values))


def an_enrolment(version: schemes.SchemeVersion, **values: Any) -> schemes.MemberEnrolment:
    """Return a principal's active health cover for the span of the version."""
    member = values.pop("member_id", None) or uuid4()
    defaults: dict[str, Any] = {
        "member_id": member,
        "principal_member_id": member,
        "scheme_version_id": version.id,
        "currency": version.currency,
        "scheme_type": schemes.SchemeType.HEALTH,
        "role": schemes.EnrolmentRole.PRINCIPAL,
        "span": version.span,
        "status": schemes.EnrolmentStatus.ACTIVE,
        "annual_premium": Decimal(1320),
    }
    return schemes.MemberEnrolment(**(defaults | values))
