"""The people who give care, and where they work."""

from datetime import date
from uuid import UUID

from sqlalchemy.dialects.postgresql import Range

from shared_models.base import (
    Recorded,
    SoftDeleted,
    closed,
    code,
    country,
    exclude,
    index,
    one_of,
    refers_to,
    span,
    text,
    trigram,
    unique,
)
from shared_models.encryption import sealed
from shared_models.providers.base import ANY_INSTITUTION, ProvidersTable
from shared_models.providers.choices import PersonnelStatus, PersonnelType


class MedicalPersonnel(SoftDeleted, ProvidersTable, table=True):
    """Somebody who gives care."""

    __tablename__ = "medical_personnel"
    __table_args__ = (
        index("last_name", "id"),
        unique("personnel_code"),
        unique("license_number", "country"),
        index("specialty_code"),
        trigram("ix_medical_personnel_name_trigram", "last_name", "first_name"),
        one_of("personnel_type", PersonnelType),
        one_of("status", PersonnelStatus),
    )

    personnel_code: str = code(20)
    first_name: str = text()
    last_name: str = text()
    personnel_type: PersonnelType = closed(PersonnelType)
    specialty_code: str = text()
    npi: str | None = code(10, default=None)
    license_number: str = text()
    license_expires_on: date
    country: str = country()
    status: PersonnelStatus = closed(PersonnelStatus)
    email_enc: bytes | None = sealed(default=None)
    phone_enc: bytes | None = sealed(default=None)


class PersonnelAffiliation(Recorded, ProvidersTable, table=True):
    """Somebody works for a provider for a time: at one of its places, or at all of them."""

    __tablename__ = "personnel_affiliations"
    __table_args__ = (
        exclude(
            "ex_personnel_affiliations_overlap",
            ("personnel_id", "="),
            ("provider_id", "="),
            (ANY_INSTITUTION, "="),
            ("span", "&&"),
        ),
        index("provider_id"),
        index("institution_id"),
    )

    personnel_id: UUID = refers_to("medical_personnel.id")
    provider_id: UUID = refers_to("providers.id")
    institution_id: UUID | None = refers_to("medical_institutions.id", default=None)
    span: Range[date] = span()
