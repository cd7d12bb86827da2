"""Core's rows: employers with the period they are covered for, and members."""

import re
from collections.abc import Iterator
from datetime import date
from typing import Any, Final

import asyncpg  # type: ignore[import-untyped]  # it ships no types

from shared_models.core import (
    Company,
    CompanyPeriod,
    CompanyPeriodStatus,
    CompanyStatus,
    DependentType,
    MaritalStatus,
    Member,
    MemberStatus,
    MemberType,
    Period,
    PeriodStatus,
    Sex,
)
from shared_models.core.base import COMPANY_CODES, MEMBER_NUMBERS
from stack.loading.fields import CURRENCY
from stack.loading.identity import IMPORTER, shared_id
from stack.loading.layout import PATIENTS
from stack.loading.plans import is_private
from stack.loading.records import Organization, Patient, Payer
from stack.loading.rows.cover import Covers, Families, principal_member_id, role_of
from stack.loading.rows.ids import company_id, member_id
from stack.loading.sample import Sample
from stack.loading.writing import Batch, Number

COUNTRY: Final = "US"
# Earlier than any cover Synthea writes. One period for all: it knows no benefit years of an insurer.
OPEN_SINCE: Final = date(1900, 1, 1)
OPEN_PERIOD: Final = shared_id("periods", "Synthea open")
MARITAL: Final = {
    "S": MaritalStatus.SINGLE,
    "M": MaritalStatus.MARRIED,
    "D": MaritalStatus.DIVORCED,
    "W": MaritalStatus.WIDOWED,
}
SEXES: Final = {"M": Sex.MALE, "F": Sex.FEMALE}


def core_batches(sample: Sample, covers: Covers, families: Families) -> Iterator[Batch]:
    """Yield what core stores of a sample."""
    by_importer = {"created_by": IMPORTER}
    employers = [payer for payer in sample.payers.values() if is_private(payer)]
    yield Batch(
        Company,
        [_company(sample, payer) for payer in employers],
        {"country": COUNTRY, "currency": CURRENCY, "status": CompanyStatus.ACTIVE, **by_importer},
        Number("company_code", "CMP", COMPANY_CODES),
    )
    yield Batch(Period, [_period()] if employers else [], by_importer)
    yield Batch(
        CompanyPeriod,
        [_company_period(sample, payer) for payer in employers],
        {"period_id": OPEN_PERIOD, "status": CompanyPeriodStatus.ACTIVE, **by_importer},
    )
    yield Batch(
        Member,
        [_member(sample, patient, covers, families) for patient in sample.patients.values()],
        {"country": COUNTRY, **by_importer},
        Number("member_number", "MBR", MEMBER_NUMBERS),
        source=PATIENTS.name,
        unless_held="national_id",
    )


def address_of(place: Payer | Organization | Patient) -> dict[str, Any]:
    """Return an address in the shape that all services keep."""
    return {
        "line": place.address or None,
        "city": place.city or None,
        "region": place.state or None,
        "postal_code": place.postal_code or None,
        "country": COUNTRY,
    }


def _company(sample: Sample, payer: Payer) -> dict[str, Any]:
    slug = re.sub(r"[^a-z0-9]+", "-", payer.name.lower()).strip("-")
    return {
        "id": company_id(sample.identity, payer),
        "name": f"Employees of {payer.name}",
        "registration_number": sample.identity.reference(payer.id),
        "contact_person": "Benefits office",
        "contact_email": f"benefits@{slug}.example",
        "contact_phone": payer.phone,
        "address": address_of(payer),
    }


def _period() -> dict[str, Any]:
    return {"id": OPEN_PERIOD, "name": "Synthea open", "span": _open(), "status": PeriodStatus.OPEN}


def _company_period(sample: Sample, payer: Payer) -> dict[str, Any]:
    return {
        "id": sample.identity.id("company_periods", payer.id),
        "company_id": company_id(sample.identity, payer),
        "span": _open(),
    }


def _open() -> asyncpg.Range:
    return asyncpg.Range(OPEN_SINCE, None)


def _member(sample: Sample, patient: Patient, covers: Covers, families: Families) -> dict[str, Any]:
    covered = covers.of(patient.id)
    row: dict[str, Any] = {
        "id": member_id(sample.identity, patient.id),
        "company_id": company_id(sample.identity, covered[-1].payer) if covered else None,
        "member_type": MemberType.PRINCIPAL,
        "principal_id": None,
        "dependent_type": None,
        "first_name": patient.first_name,
        "middle_name": patient.middle_name or None,
        "last_name": patient.last_name,
        "date_of_birth": patient.born_on,
        "sex": SEXES.get(patient.gender, Sex.UNKNOWN),
        "marital_status": MARITAL.get(patient.marital, MaritalStatus.UNKNOWN),
        "national_id": patient.national_id or None,
        "passport": patient.passport or None,
        "address": address_of(patient),
        "status": _status(patient, covers),
        "enrolled_on": covered[0].coverage.start if covered else None,
        "died_on": patient.died_on,
    }
    through = families.depends_on(patient.id)
    if through is not None:
        row["member_type"] = MemberType.DEPENDENT
        row["principal_id"] = principal_member_id(sample, families, through)
        row["dependent_type"] = DependentType(role_of(through.coverage))
    return row


def _status(patient: Patient, covers: Covers) -> MemberStatus:
    covered = covers.of(patient.id)
    if patient.died_on is not None:
        return MemberStatus.DECEASED
    if not covered:
        return MemberStatus.PENDING
    return MemberStatus.ACTIVE if covered[-1].end is None else MemberStatus.EXPIRED
