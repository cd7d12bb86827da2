"""The providers' rows: the open network, providers with their place and contract, and who works there."""

import re
from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal
from typing import Any, Final

import asyncpg  # type: ignore[import-untyped]  # it ships no types

from shared_models.providers import (
    AssignmentStatus,
    CareLevel,
    ContractStatus,
    InstitutionStatus,
    MedicalInstitution,
    MedicalPersonnel,
    NetworkStatus,
    NetworkTier,
    NetworkType,
    PersonnelAffiliation,
    PersonnelStatus,
    PersonnelType,
    Provider,
    ProviderContract,
    ProviderNetwork,
    ProviderNetworkAssignment,
    ProviderStatus,
    ProviderType,
    Reimbursement,
)
from shared_models.providers.base import (
    CONTRACT_NUMBERS,
    INSTITUTION_CODES,
    NETWORK_CODES,
    PERSONNEL_CODES,
    PROVIDER_CODES,
)
from stack.loading.fields import CURRENCY
from stack.loading.identity import IMPORTER
from stack.loading.layout import CLINICIANS, ORGANIZATIONS
from stack.loading.records import Clinician, Organization
from stack.loading.rows.core import COUNTRY, OPEN_SINCE, address_of
from stack.loading.rows.ids import OPEN_NETWORK, personnel_id, provider_id
from stack.loading.sample import Sample
from stack.loading.writing import Batch, Number

# The source knows no licences, and care by somebody without one would be refused.
NEVER_EXPIRES: Final = date(2999, 12, 31)
SINCE_1900: Final = asyncpg.Range(OPEN_SINCE, None)
# The first that a name contains says what an organization is; most are practices of one doctor.
TYPES_BY_NAME: Final = (
    (re.compile(r"\bHOSPICE\b|\bHOME (HEALTH|CARE)\b|\bVNA\b|VISITING NURSE"), ProviderType.HOME_CARE),
    (re.compile(r"\bHOSPITAL\b|\bMEDICAL CENTER\b|\bINFIRMARY\b"), ProviderType.HOSPITAL),
    (re.compile(r"\bPHARMACY\b"), ProviderType.PHARMACY),
    (re.compile(r"\bLABORATOR(Y|IES)\b"), ProviderType.LABORATORY),
    (re.compile(r"\bIMAGING\b|\bRADIOLOGY\b"), ProviderType.IMAGING),
)


def providers_batches(sample: Sample) -> Iterator[Batch]:
    """Yield what providers stores of a sample."""
    by_importer = {"created_by": IMPORTER}
    licensed = {"license_expires_on": NEVER_EXPIRES, "country": COUNTRY, **by_importer}
    organizations = sample.organizations.values()
    yield Batch(
        ProviderNetwork,
        [{"id": OPEN_NETWORK, "name": "Synthea open", "span": SINCE_1900}],
        {"network_type": NetworkType.OPEN, "status": NetworkStatus.ACTIVE, **by_importer},
        Number("network_code", "NET", NETWORK_CODES),
    )
    yield Batch(
        Provider,
        [_provider(sample, organization) for organization in organizations],
        {"currency": CURRENCY, "status": ProviderStatus.ACTIVE, **licensed},
        Number("provider_code", "PRV", PROVIDER_CODES),
        source=ORGANIZATIONS.name,
    )
    specialities = _specialities(sample)
    yield Batch(
        MedicalInstitution,
        [_institution(sample, organization, specialities) for organization in organizations],
        {"services": [], "opening_hours": {}, "status": InstitutionStatus.ACTIVE, **by_importer},
        Number("institution_code", "INS", INSTITUTION_CODES),
    )
    yield Batch(
        ProviderNetworkAssignment,
        [_belongs(sample, "provider_network_assignments", organization) for organization in organizations],
        {"network_id": OPEN_NETWORK, "tier": NetworkTier.STANDARD, "status": AssignmentStatus.ACTIVE, **_always()},
    )
    yield Batch(
        ProviderContract,
        [_belongs(sample, "provider_contracts", organization) for organization in organizations],
        {"network_id": OPEN_NETWORK, "status": ContractStatus.ACTIVE, **_full_charge(), **_always()},
        Number("contract_number", "CTR", CONTRACT_NUMBERS),
    )
    yield Batch(
        MedicalPersonnel,
        [_person(sample, clinician) for clinician in sample.clinicians.values()],
        {"personnel_type": PersonnelType.DOCTOR, "status": PersonnelStatus.ACTIVE, **licensed},
        Number("personnel_code", "PER", PERSONNEL_CODES),
        source=CLINICIANS.name,
    )
    yield Batch(
        PersonnelAffiliation, [_affiliation(sample, clinician) for clinician in sample.clinicians.values()], _always()
    )


def provider_type(name: str) -> ProviderType:
    """Tell from its name what an organization is."""
    return next((kind for pattern, kind in TYPES_BY_NAME if pattern.search(name.upper())), ProviderType.CLINIC)


def specialty_code(speciality: str) -> str:
    """Return the code of a speciality: its name in lower snake case."""
    return re.sub(r"[^a-z0-9]+", "_", speciality.lower()).strip("_")


def _always() -> dict[str, Any]:
    return {"span": SINCE_1900, "created_by": IMPORTER}


def _full_charge() -> dict[str, Any]:
    # The generator knows no discounts: what is charged is allowed.
    terms = {"reimbursement": Reimbursement.PERCENT_OF_CHARGE, "percent_of_charge": Decimal(1)}
    return {**terms, "auto_renew": True, "terms": {}}


def _specialities(sample: Sample) -> Mapping[str, list[str]]:
    found: dict[str, set[str]] = {}
    for clinician in sample.clinicians.values():
        found.setdefault(clinician.organization, set()).add(specialty_code(clinician.speciality))
    return {organization: sorted(codes) for organization, codes in found.items()}


def _provider(sample: Sample, organization: Organization) -> dict[str, Any]:
    return {
        "id": provider_id(sample.identity, organization.id),
        "legal_name": organization.name,
        "provider_type": provider_type(organization.name),
        "license_number": sample.identity.reference(organization.id),
        "email": f"office@{organization.id}.example",
        "phone": organization.phone,
        "address": address_of(organization),
    }


def _institution(sample: Sample, organization: Organization, specialities: Mapping[str, list[str]]) -> dict[str, Any]:
    kind = provider_type(organization.name)
    is_placed = organization.latitude is not None and organization.longitude is not None
    return {
        "id": sample.identity.id("medical_institutions", organization.id),
        "provider_id": provider_id(sample.identity, organization.id),
        "name": organization.name,
        "institution_type": kind,
        "level": CareLevel.SECONDARY if kind == ProviderType.HOSPITAL else CareLevel.PRIMARY,
        "specialties": specialities.get(organization.id, []),
        "address": address_of(organization),
        "latitude": organization.latitude if is_placed else None,
        "longitude": organization.longitude if is_placed else None,
        "is_emergency_ready": organization.id in sample.emergency_rooms,
    }


def _belongs(sample: Sample, table: str, organization: Organization) -> dict[str, Any]:
    return {
        "id": sample.identity.id(table, organization.id),
        "provider_id": provider_id(sample.identity, organization.id),
    }


def _person(sample: Sample, clinician: Clinician) -> dict[str, Any]:
    first_name, _, last_name = clinician.name.partition(" ")
    return {
        "id": personnel_id(sample.identity, clinician.id),
        "first_name": first_name,
        "last_name": last_name.strip() or first_name,
        "specialty_code": specialty_code(clinician.speciality),
        "license_number": sample.identity.reference(clinician.id),
    }


def _affiliation(sample: Sample, clinician: Clinician) -> dict[str, Any]:
    return {
        "id": sample.identity.id("personnel_affiliations", clinician.id),
        "personnel_id": personnel_id(sample.identity, clinician.id),
        "provider_id": provider_id(sample.identity, clinician.organization),
    }
