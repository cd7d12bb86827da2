"""The closed choices of providers' columns."""

from enum import StrEnum


class ProviderType(StrEnum):
    """What a contracting organisation is; a place of care is of the same kinds."""

    HOSPITAL = "hospital"
    CLINIC = "clinic"
    LABORATORY = "laboratory"
    IMAGING = "imaging"
    PHARMACY = "pharmacy"
    SPECIALIST_PRACTICE = "specialist_practice"
    DENTAL = "dental"
    OPTICAL = "optical"
    HOME_CARE = "home_care"
    OTHER = "other"


class ProviderStatus(StrEnum):
    """applicant → in_credentialing → active ↔ suspended; either → sanctioned → suspended; any → terminated."""

    APPLICANT = "applicant"
    IN_CREDENTIALING = "in_credentialing"
    ACTIVE = "active"
    SUSPENDED = "suspended"
    SANCTIONED = "sanctioned"
    TERMINATED = "terminated"


class CareLevel(StrEnum):
    """How specialised a place of care is."""

    PRIMARY = "primary"
    SECONDARY = "secondary"
    TERTIARY = "tertiary"


class Weekday(StrEnum):
    """A day of the week."""

    MONDAY = "monday"
    TUESDAY = "tuesday"
    WEDNESDAY = "wednesday"
    THURSDAY = "thursday"
    FRIDAY = "friday"
    SATURDAY = "saturday"
    SUNDAY = "sunday"


class InstitutionStatus(StrEnum):
    """Whether a place of care is open."""

    ACTIVE = "active"
    CLOSED = "closed"


class NetworkType(StrEnum):
    """How a network binds its members; `open` binds nobody."""

    HMO = "hmo"
    PPO = "ppo"
    EPO = "epo"
    POS = "pos"
    OPEN = "open"


class NetworkStatus(StrEnum):
    """draft → active → closed."""

    DRAFT = "draft"
    ACTIVE = "active"
    CLOSED = "closed"


class NetworkTier(StrEnum):
    """How a provider stands in a network; the best tier is the first."""

    PREFERRED = "preferred"
    STANDARD = "standard"
    BASIC = "basic"


class AssignmentStatus(StrEnum):
    """pending → active → suspended ↔ active → ended."""

    PENDING = "pending"
    ACTIVE = "active"
    SUSPENDED = "suspended"
    ENDED = "ended"


class ContractStatus(StrEnum):
    """draft → in_review → active → renewal_pending → active again or expired; active → terminated."""

    DRAFT = "draft"
    IN_REVIEW = "in_review"
    ACTIVE = "active"
    RENEWAL_PENDING = "renewal_pending"
    EXPIRED = "expired"
    TERMINATED = "terminated"


class Reimbursement(StrEnum):
    """How a contract pays."""

    FEE_SCHEDULE = "fee_schedule"
    PERCENT_OF_CHARGE = "percent_of_charge"
    PER_DIEM = "per_diem"
    CAPITATION = "capitation"


class FeeScheduleStatus(StrEnum):
    """draft → published."""

    DRAFT = "draft"
    PUBLISHED = "published"


class ProcedureCodeSystem(StrEnum):
    """The list a procedure code is from."""

    CPT = "cpt"
    HCPCS = "hcpcs"
    ICD10PCS = "icd10pcs"
    SNOMED = "snomed"
    RXNORM = "rxnorm"
    CVX = "cvx"
    CUSTOM = "custom"


class PersonnelType(StrEnum):
    """What somebody who gives care is."""

    DOCTOR = "doctor"
    NURSE = "nurse"
    SPECIALIST = "specialist"
    DENTIST = "dentist"
    PHARMACIST = "pharmacist"
    TECHNICIAN = "technician"
    THERAPIST = "therapist"
    OTHER = "other"


class PersonnelStatus(StrEnum):
    """applicant → active ↔ suspended → retired."""

    APPLICANT = "applicant"
    ACTIVE = "active"
    SUSPENDED = "suspended"
    RETIRED = "retired"


class CredentialSubject(StrEnum):
    """Whose credential it is."""

    PROVIDER = "provider"
    INSTITUTION = "institution"
    PERSONNEL = "personnel"


class CredentialType(StrEnum):
    """What a credential proves."""

    LICENSE = "license"
    BOARD_CERTIFICATION = "board_certification"
    MALPRACTICE_INSURANCE = "malpractice_insurance"
    ACCREDITATION = "accreditation"
    BACKGROUND_CHECK = "background_check"


class CredentialStatus(StrEnum):
    """submitted → verified or rejected; verified → expired."""

    SUBMITTED = "submitted"
    VERIFIED = "verified"
    REJECTED = "rejected"
    EXPIRED = "expired"
