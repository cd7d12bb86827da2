"""Rows of providers with sensible defaults."""

from datetime import date
from decimal import Decimal
from itertools import count
from typing import Any

from sqlalchemy.dialects.postgresql import Range

from shared_models import providers
from shared_models.base import new_id
from tests.keys import with_plain

_numbers = count(1)


def days(first: str | None, end: str | None) -> Range[date]:
    """Return the days from `first` up to, not including, `end`."""
    return Range(date.fromisoformat(first) if first else None, date.fromisoformat(end) if end else None)


ALWAYS = days(None, None)


def a_provider(**values: Any) -> providers.Provider:
    """Return an active hospital; codes count up."""
    number = next(_numbers)
    defaults: dict[str, Any] = {
        "provider_code": f"PRV-{number:06}",
        "legal_name": f"Hospital {number}",
        "provider_type": providers.ProviderType.HOSPITAL,
        "license_number": f"LIC-{number}",
        "license_expires_on": date(2027, 1, 1),
        "email": f"desk{number}@example.org",
        "phone": "+1 555 0100",
        "address": {"line": "1 Main Street", "city": "Boston", "country": "US"},
        "country": "US",
        "currency": "USD",
        "status": providers.ProviderStatus.ACTIVE,
    }
    return providers.Provider(**(defaults | values))


def a_place(provider: providers.Provider, **values: Any) -> providers.MedicalInstitution:
    """Return an open place of a provider, in Boston; codes count up."""
    number = next(_numbers)
    defaults: dict[str, Any] = {
        "institution_code": f"INS-{number:06}",
        "provider_id": provider.id,
        "name": f"Place {number}",
        "institution_type": providers.ProviderType.CLINIC,
        "level": providers.CareLevel.PRIMARY,
        "specialties": [],
        "services": [],
        "address": {"city": "Boston", "country": "US"},
        "latitude": Decimal("42.360100"),
        "longitude": Decimal("-71.058900"),
        "opening_hours": {},
        "is_emergency_ready": False,
        "status": providers.InstitutionStatus.ACTIVE,
    }
    return providers.MedicalInstitution(**(defaults | values))


def a_person(**values: Any) -> providers.MedicalPersonnel:
    """Return an active doctor; codes count up."""
    number = next(_numbers)
    defaults: dict[str, Any] = {
        "personnel_code": f"MED-{number:06}",
        "first_name": "Gregory",
        "last_name": f"House{number}",
        "personnel_type": providers.PersonnelType.DOCTOR,
        "specialty_code": "GENERAL PRACTICE",
        "license_number": f"MED-LIC-{number}",
        "license_expires_on": date(2027, 1, 1),
        "country": "US",
        "status": providers.PersonnelStatus.ACTIVE,
    }
    return with_plain(providers.MedicalPersonnel, defaults | values)


def an_affiliation(
    person: providers.MedicalPersonnel, provider: providers.Provider, **values: Any
) -> providers.PersonnelAffiliation:
    """Return work for a provider, at all its places and times."""
    defaults: dict[str, Any] = {"personnel_id": person.id, "provider_id": provider.id, "span": ALWAYS}
    return providers.PersonnelAffiliation(**(defaults | values))


def a_network(**values: Any) -> providers.ProviderNetwork:
    """Return an active network; codes count up."""
    number = next(_numbers)
    defaults: dict[str, Any] = {
        "network_code": f"NET-{number:06}",
        "name": f"Network {number}",
        "network_type": providers.NetworkType.PPO,
        "status": providers.NetworkStatus.ACTIVE,
        "span": ALWAYS,
    }
    return providers.ProviderNetwork(**(defaults | values))


def an_assignment(
    provider: providers.Provider, network: providers.ProviderNetwork, **values: Any
) -> providers.ProviderNetworkAssignment:
    """Return an active standing in a network, of all places and times."""
    defaults: dict[str, Any] = {
        "provider_id": provider.id,
        "network_id": network.id,
        "tier": providers.NetworkTier.STANDARD,
        "status": providers.AssignmentStatus.ACTIVE,
        "span": ALWAYS,
    }
    return providers.ProviderNetworkAssignment(**(defaults | values))


def a_contract(provider: providers.Provider, **values: Any) -> providers.ProviderContract:
    """Return an active contract for 2026 that pays all of a bill; numbers count up."""
    defaults: dict[str, Any] = {
        "contract_number": f"CON-{next(_numbers):06}",
        "provider_id": provider.id,
        "status": providers.ContractStatus.ACTIVE,
        "span": days("2026-01-01", "2027-01-01"),
        "reimbursement": providers.Reimbursement.PERCENT_OF_CHARGE,
        "percent_of_charge": Decimal(1),
        "auto_renew": True,
        "terms": {},
    }
    return providers.ProviderContract(**(defaults | values))


def a_credential(**values: Any) -> providers.ProviderCredential:
    """Return a verified licence of a provider."""
    defaults: dict[str, Any] = {
        "subject_type": providers.CredentialSubject.PROVIDER,
        "subject_id": new_id(),
        "credential_type": providers.CredentialType.LICENSE,
        "number": f"C-{next(_numbers)}",
        "issuer": "State board",
        "issued_on": date(2020, 1, 1),
        "expires_on": date(2027, 1, 1),
        "status": providers.CredentialStatus.VERIFIED,
    }
    return providers.ProviderCredential(**(defaults | values))
