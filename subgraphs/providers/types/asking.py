"""Filters and orders of providers' lists."""

from datetime import date
from enum import Enum
from typing import Any

import sqlalchemy as sa
import strawberry
from sqlmodel import col

from shared_models import providers as tables
from shared_models.providers import (
    AssignmentStatus,
    CareLevel,
    ContractStatus,
    CredentialStatus,
    CredentialSubject,
    CredentialType,
    FeeScheduleStatus,
    InstitutionStatus,
    NetworkStatus,
    NetworkTier,
    NetworkType,
    PersonnelStatus,
    PersonnelType,
    ProcedureCodeSystem,
    ProviderStatus,
    ProviderType,
    Reimbursement,
    Weekday,
)
from subgraphs.kit.filters import Filter, among, at_least, below, contains_day, equals, matching, search
from subgraphs.kit.nodes import ID, as_text, as_uuid
from subgraphs.kit.paging import Order
from subgraphs.kit.schema import expose

expose(
    AssignmentStatus,
    CareLevel,
    ContractStatus,
    CredentialStatus,
    CredentialSubject,
    CredentialType,
    FeeScheduleStatus,
    InstitutionStatus,
    NetworkStatus,
    NetworkTier,
    NetworkType,
    PersonnelStatus,
    PersonnelType,
    ProcedureCodeSystem,
    ProviderStatus,
    ProviderType,
    Reimbursement,
    Weekday,
)


@strawberry.enum(description="How providers are listed.")
class ProviderOrder(Enum):
    """How providers are listed."""

    NAME_ASC = Order("legal_name")
    NAME_DESC = Order("legal_name", descending=True)
    CODE_ASC = Order("provider_code")
    CODE_DESC = Order("provider_code", descending=True)


@strawberry.enum(description="How places of care are listed.")
class MedicalInstitutionOrder(Enum):
    """How places of care are listed."""

    NAME_ASC = Order("name")
    NAME_DESC = Order("name", descending=True)
    CODE_ASC = Order("institution_code")
    CODE_DESC = Order("institution_code", descending=True)


@strawberry.enum(description="How people who give care are listed.")
class MedicalPersonnelOrder(Enum):
    """How people who give care are listed."""

    LAST_NAME_ASC = Order("last_name")
    LAST_NAME_DESC = Order("last_name", descending=True)
    CODE_ASC = Order("personnel_code")
    CODE_DESC = Order("personnel_code", descending=True)


@strawberry.enum(description="How networks are listed.")
class ProviderNetworkOrder(Enum):
    """How networks are listed."""

    CODE_ASC = Order("network_code")
    CODE_DESC = Order("network_code", descending=True)
    NAME_ASC = Order("name")
    NAME_DESC = Order("name", descending=True)


@strawberry.enum(description="How what holds for a span is listed, by its first day.")
class StartOrder(Enum):
    """How what holds for a span is listed, by its first day."""

    START_ASC = Order("span")
    START_DESC = Order("span", descending=True)


@strawberry.enum(description="How contracts are listed.")
class ProviderContractOrder(Enum):
    """How contracts are listed."""

    NUMBER_ASC = Order("contract_number")
    NUMBER_DESC = Order("contract_number", descending=True)
    START_ASC = Order("span")
    START_DESC = Order("span", descending=True)


@strawberry.enum(description="How credentials are listed.")
class ProviderCredentialOrder(Enum):
    """How credentials are listed."""

    EXPIRY_ASC = Order("expires_on")
    EXPIRY_DESC = Order("expires_on", descending=True)


@strawberry.enum(description="How prices are listed.")
class FeeScheduleItemOrder(Enum):
    """How prices are listed."""

    PROCEDURE_ASC = Order("procedure_code")
    PROCEDURE_DESC = Order("procedure_code", descending=True)


def _in_network(network: Any) -> sa.ColumnElement[bool]:
    assignment = tables.ProviderNetworkAssignment
    inside = sa.select(col(assignment.provider_id)).where(
        col(assignment.network_id) == as_uuid(network, "networkId"),
        col(assignment.status) == AssignmentStatus.ACTIVE,
    )
    return col(tables.Provider.id).in_(inside)


def _has_specialty(specialty: str) -> sa.ColumnElement[bool]:
    return col(tables.MedicalInstitution.specialties).contains([as_text(specialty, "specialty")])


@strawberry.input(description="Providers that meet all conditions given.")
class ProviderFilter(Filter):
    """Providers that meet all conditions given."""

    status: ProviderStatus | None = equals(tables.Provider.status)
    status_in: list[ProviderStatus] | None = among(tables.Provider.status)
    provider_type: ProviderType | None = equals(tables.Provider.provider_type)
    country: str | None = equals(tables.Provider.country)
    network_id: ID | None = matching(_in_network, "The provider has an active assignment in the network.")
    search: str | None = search(tables.Provider.legal_name, tables.Provider.trade_name, tables.Provider.provider_code)


@strawberry.input(description="Places of care that meet all conditions given.")
class MedicalInstitutionFilter(Filter):
    """Places of care that meet all conditions given."""

    status: InstitutionStatus | None = equals(tables.MedicalInstitution.status)
    institution_type: ProviderType | None = equals(tables.MedicalInstitution.institution_type)
    level: CareLevel | None = equals(tables.MedicalInstitution.level)
    is_emergency_ready: bool | None = equals(tables.MedicalInstitution.is_emergency_ready)
    specialty: str | None = matching(_has_specialty, "One of the specialties of the place.")
    search: str | None = search(tables.MedicalInstitution.name, tables.MedicalInstitution.institution_code)


@strawberry.input(description="People who give care and meet all conditions given.")
class MedicalPersonnelFilter(Filter):
    """People who give care and meet all conditions given."""

    status: PersonnelStatus | None = equals(tables.MedicalPersonnel.status)
    personnel_type: PersonnelType | None = equals(tables.MedicalPersonnel.personnel_type)
    specialty_code: str | None = equals(tables.MedicalPersonnel.specialty_code)
    search: str | None = search(
        tables.MedicalPersonnel.last_name, tables.MedicalPersonnel.first_name, tables.MedicalPersonnel.personnel_code
    )


@strawberry.input(description="Affiliations that meet all conditions given.")
class PersonnelAffiliationFilter(Filter):
    """Affiliations that meet all conditions given."""

    personnel_id: ID | None = equals(tables.PersonnelAffiliation.personnel_id)
    institution_id: ID | None = equals(tables.PersonnelAffiliation.institution_id)
    on: date | None = contains_day(tables.PersonnelAffiliation.span)


@strawberry.input(description="Networks that meet all conditions given.")
class ProviderNetworkFilter(Filter):
    """Networks that meet all conditions given."""

    status: NetworkStatus | None = equals(tables.ProviderNetwork.status)
    network_type: NetworkType | None = equals(tables.ProviderNetwork.network_type)
    region: str | None = equals(tables.ProviderNetwork.region)
    search: str | None = search(tables.ProviderNetwork.name, tables.ProviderNetwork.network_code)


@strawberry.input(description="Assignments that meet all conditions given.")
class ProviderNetworkAssignmentFilter(Filter):
    """Assignments that meet all conditions given."""

    status: AssignmentStatus | None = equals(tables.ProviderNetworkAssignment.status)
    status_in: list[AssignmentStatus] | None = among(tables.ProviderNetworkAssignment.status)
    network_id: ID | None = equals(tables.ProviderNetworkAssignment.network_id)
    institution_id: ID | None = equals(tables.ProviderNetworkAssignment.institution_id)
    on: date | None = contains_day(tables.ProviderNetworkAssignment.span)


@strawberry.input(description="Contracts that meet all conditions given.")
class ProviderContractFilter(Filter):
    """Contracts that meet all conditions given."""

    provider_id: ID | None = equals(tables.ProviderContract.provider_id)
    network_id: ID | None = equals(tables.ProviderContract.network_id)
    status: ContractStatus | None = equals(tables.ProviderContract.status)
    status_in: list[ContractStatus] | None = among(tables.ProviderContract.status)
    on: date | None = contains_day(tables.ProviderContract.span)


@strawberry.input(description="Credentials that meet all conditions given.")
class ProviderCredentialFilter(Filter):
    """Credentials that meet all conditions given."""

    holder_type: CredentialSubject | None = equals(tables.ProviderCredential.subject_type)
    holder_id: ID | None = equals(tables.ProviderCredential.subject_id)
    credential_type: CredentialType | None = equals(tables.ProviderCredential.credential_type)
    status: CredentialStatus | None = equals(tables.ProviderCredential.status)
    expires_from: date | None = at_least(tables.ProviderCredential.expires_on)
    expires_before: date | None = below(tables.ProviderCredential.expires_on)


@strawberry.input(description="Prices that meet all conditions given.")
class FeeScheduleItemFilter(Filter):
    """Prices that meet all conditions given."""

    code_system: ProcedureCodeSystem | None = equals(tables.FeeScheduleItem.code_system)
    procedure_code: str | None = equals(tables.FeeScheduleItem.procedure_code)
    procedure_code_in: list[str] | None = among(tables.FeeScheduleItem.procedure_code)
