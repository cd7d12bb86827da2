"""Tables of the providers domain: who gives care, where, under which contracts and for which networks.

choices     the closed choices of the columns
base        the domain's base class
hours       the shape of opening hours
providers   providers, provider_status_events, medical_institutions, provider_credentials
personnel   medical_personnel, personnel_affiliations
networks    provider_networks, provider_network_assignments, fee_schedules, fee_schedule_items, provider_contracts
personal    what columns tell about persons
access      who reaches which rows
"""

from shared_models.access import attach
from shared_models.personal import tag
from shared_models.providers.access import ACCESS
from shared_models.providers.base import ProvidersTable
from shared_models.providers.choices import (
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
from shared_models.providers.networks import (
    FeeSchedule,
    FeeScheduleItem,
    ProviderContract,
    ProviderNetwork,
    ProviderNetworkAssignment,
)
from shared_models.providers.personal import PERSONAL
from shared_models.providers.personnel import (
    MedicalPersonnel,
    PersonnelAffiliation,
)
from shared_models.providers.providers import (
    MedicalInstitution,
    Provider,
    ProviderCredential,
    ProviderStatusEvent,
)

metadata = ProvidersTable.metadata
tag(metadata, PERSONAL)
attach(metadata, "providers", ACCESS)

__all__ = [
    "AssignmentStatus",
    "CareLevel",
    "ContractStatus",
    "CredentialStatus",
    "CredentialSubject",
    "CredentialType",
    "FeeSchedule",
    "FeeScheduleItem",
    "FeeScheduleStatus",
    "InstitutionStatus",
    "MedicalInstitution",
    "MedicalPersonnel",
    "NetworkStatus",
    "NetworkTier",
    "NetworkType",
    "PersonnelAffiliation",
    "PersonnelStatus",
    "PersonnelType",
    "ProcedureCodeSystem",
    "Provider",
    "ProviderContract",
    "ProviderCredential",
    "ProviderNetwork",
    "ProviderNetworkAssignment",
    "ProviderStatus",
    "ProviderStatusEvent",
    "ProviderType",
    "ProvidersTable",
    "Reimbursement",
    "Weekday",
    "metadata",
]
