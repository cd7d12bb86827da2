"""Providers, their places of care, and the credentials both and their people must hold."""

from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from shared_models.base import (
    AppendOnly,
    Recorded,
    SoftDeleted,
    append_only,
    array,
    caseless,
    check,
    closed,
    code,
    country,
    currency,
    index,
    json,
    number,
    one_of,
    refers_to,
    text,
    trigram,
    unique,
    unique_where,
)
from shared_models.encryption import sealed
from shared_models.providers.base import ProvidersTable
from shared_models.providers.choices import (
    CareLevel,
    CredentialStatus,
    CredentialSubject,
    CredentialType,
    InstitutionStatus,
    ProviderStatus,
    ProviderType,
)


class Provider(SoftDeleted, ProvidersTable, table=True):
    """The organisation the insurer contracts with."""

    __tablename__ = "providers"
    __table_args__ = (
        index("legal_name", "id"),
        unique("provider_code"),
        unique_where("uq_providers_npi", "npi", where="npi IS NOT NULL"),
        unique("license_number", "country"),
        index("status"),
        trigram("ix_providers_name_trigram", "legal_name", "trade_name"),
        one_of("provider_type", ProviderType),
        one_of("status", ProviderStatus),
    )

    provider_code: str = code(20)
    legal_name: str = text()
    trade_name: str | None = text(default=None)
    provider_type: ProviderType = closed(ProviderType)
    license_number: str = text()
    license_expires_on: date
    tax_id_enc: bytes | None = sealed(default=None)
    npi: str | None = code(10, default=None)
    email: str = caseless()
    phone: str = text()
    address: dict[str, Any] = json()
    country: str = country()
    bank_account_ref: UUID | None = None
    currency: str = currency()
    status: ProviderStatus = closed(ProviderStatus)


@append_only
class ProviderStatusEvent(AppendOnly, ProvidersTable, table=True):
    """A provider has another status from a day on. One without events always had the status it has."""

    __tablename__ = "provider_status_events"
    __table_args__ = (
        index("provider_id", "effective_on"),
        one_of("status", ProviderStatus),
        one_of("former_status", ProviderStatus),
        check("changes", "status <> former_status"),
    )

    provider_id: UUID = refers_to("providers.id")
    former_status: ProviderStatus = closed(ProviderStatus)
    status: ProviderStatus = closed(ProviderStatus)
    effective_on: date
    reason: str | None = text(default=None)


class MedicalInstitution(SoftDeleted, ProvidersTable, table=True):
    """A place of care of a provider."""

    __tablename__ = "medical_institutions"
    __table_args__ = (
        unique("institution_code"),
        index("provider_id"),
        index("latitude", "longitude"),
        sa.Index(None, "specialties", postgresql_using="gin"),
        one_of("institution_type", ProviderType),
        one_of("level", CareLevel),
        one_of("status", InstitutionStatus),
        check("beds", "beds >= 0"),
        check("place", "latitude BETWEEN -90 AND 90 AND longitude BETWEEN -180 AND 180"),
        check("whole_place", "(latitude IS NULL) = (longitude IS NULL)"),
    )

    institution_code: str = code(20)
    provider_id: UUID = refers_to("providers.id")
    name: str = text()
    institution_type: ProviderType = closed(ProviderType)
    level: CareLevel = closed(CareLevel)
    accreditation: str | None = text(default=None)
    accredited_until: date | None = None
    beds: int | None = None
    specialties: list[str] = array(sa.Text)
    services: list[str] = array(sa.Text)
    address: dict[str, Any] = json()
    latitude: Decimal | None = number(9, 6, default=None)
    longitude: Decimal | None = number(9, 6, default=None)
    opening_hours: dict[str, Any] = json()
    is_emergency_ready: bool
    status: InstitutionStatus = closed(InstitutionStatus)


class ProviderCredential(Recorded, ProvidersTable, table=True):
    """A licence, insurance or other proof that a provider, a place or a person may give care."""

    __tablename__ = "provider_credentials"
    __table_args__ = (
        index("subject_type", "subject_id"),
        index("expires_on"),
        one_of("subject_type", CredentialSubject),
        one_of("credential_type", CredentialType),
        one_of("status", CredentialStatus),
        check("expires_after_issue", "expires_on >= issued_on"),
    )

    subject_type: CredentialSubject = closed(CredentialSubject)
    subject_id: UUID
    credential_type: CredentialType = closed(CredentialType)
    number: str = text()
    issuer: str = text()
    issued_on: date
    expires_on: date
    status: CredentialStatus = closed(CredentialStatus)
    verified_by: UUID | None = None
    document_key: str | None = text(default=None)
