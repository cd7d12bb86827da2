"""The closed choices of core's columns."""

from enum import StrEnum


class ClientType(StrEnum):
    """What kind of client a company is."""

    INDIVIDUAL = "individual"
    CORPORATE = "corporate"
    SME = "sme"
    GOVERNMENT = "government"
    EDUCATION = "education"
    ASSOCIATION = "association"


class BillingFrequency(StrEnum):
    """How often a company is invoiced."""

    MONTHLY = "monthly"
    QUARTERLY = "quarterly"
    ANNUAL = "annual"


class CompanyStatus(StrEnum):
    """prospect → active → suspended ↔ active; active, suspended → terminated."""

    PROSPECT = "prospect"
    ACTIVE = "active"
    SUSPENDED = "suspended"
    TERMINATED = "terminated"


class MemberType(StrEnum):
    """Whether a member holds the cover or depends on someone who does."""

    PRINCIPAL = "principal"
    DEPENDENT = "dependent"


class DependentType(StrEnum):
    """How a dependant is related to the principal."""

    SPOUSE = "spouse"
    CHILD = "child"
    PARENT = "parent"
    GUARDIAN = "guardian"
    OTHER = "other"


class Sex(StrEnum):
    """Administrative sex."""

    MALE = "male"
    FEMALE = "female"
    OTHER = "other"
    UNKNOWN = "unknown"


class MaritalStatus(StrEnum):
    """Marital status as last reported."""

    SINGLE = "single"
    MARRIED = "married"
    DIVORCED = "divorced"
    WIDOWED = "widowed"
    UNKNOWN = "unknown"


class MemberStatus(StrEnum):
    """pending → active → suspended ↔ active → terminated; active → expired → active; any → deceased."""

    PENDING = "pending"
    ACTIVE = "active"
    SUSPENDED = "suspended"
    TERMINATED = "terminated"
    EXPIRED = "expired"
    DECEASED = "deceased"


class PeriodKind(StrEnum):
    """What a period is for."""

    BENEFIT_YEAR = "benefit_year"
    ENROLMENT_WINDOW = "enrolment_window"
    BILLING = "billing"


class PeriodStatus(StrEnum):
    """planned → open → closed."""

    PLANNED = "planned"
    OPEN = "open"
    CLOSED = "closed"


class CompanyPeriodStatus(StrEnum):
    """draft → active → lapsed → active or ended; active → ended."""

    DRAFT = "draft"
    ACTIVE = "active"
    LAPSED = "lapsed"
    ENDED = "ended"


class DocumentType(StrEnum):
    """What a member's document proves."""

    NATIONAL_ID = "national_id"
    PASSPORT = "passport"
    BIRTH_CERTIFICATE = "birth_certificate"
    MARRIAGE_CERTIFICATE = "marriage_certificate"
    EMPLOYMENT_LETTER = "employment_letter"
    MEDICAL_REPORT = "medical_report"
    STUDENT_LETTER = "student_letter"
    PROOF_OF_ADDRESS = "proof_of_address"
    DEATH_CERTIFICATE = "death_certificate"
    OTHER = "other"


class DocumentStatus(StrEnum):
    """uploaded → verified or rejected; verified → expired."""

    UPLOADED = "uploaded"
    VERIFIED = "verified"
    REJECTED = "rejected"
    EXPIRED = "expired"


class OnboardingStatus(StrEnum):
    """pending → active ↔ paused → completed; open ones → cancelled or expired."""

    PENDING = "pending"
    ACTIVE = "active"
    PAUSED = "paused"
    COMPLETED = "completed"
    CANCELLED = "cancelled"
    EXPIRED = "expired"


class CardType(StrEnum):
    """A card in the hand or on the phone."""

    PHYSICAL = "physical"
    DIGITAL = "digital"


class CardStatus(StrEnum):
    """requested → in_production → issued → active; see the rules of cards for the rest."""

    REQUESTED = "requested"
    IN_PRODUCTION = "in_production"
    ISSUED = "issued"
    ACTIVE = "active"
    BLOCKED = "blocked"
    EXPIRED = "expired"
    REPLACED = "replaced"
    CANCELLED = "cancelled"


class IssueReason(StrEnum):
    """Why a card was issued."""

    FIRST = "first"
    RENEWAL = "renewal"
    LOST = "lost"
    STOLEN = "stolen"
    DAMAGED = "damaged"
    NAME_CHANGE = "name_change"
    DATA_CORRECTION = "data_correction"


class UserStatus(StrEnum):
    """Whether a user may sign in."""

    ACTIVE = "active"
    LOCKED = "locked"
    DISABLED = "disabled"


class ScopeType(StrEnum):
    """What a role of a user holds for."""

    NONE = "none"
    MEMBER = "member"
    COMPANY = "company"
    PROVIDER = "provider"
    AGENT = "agent"


class SigningKeyStatus(StrEnum):
    """next → current → former: published before it signs, and as long as anything it signed is valid."""

    NEXT = "next"
    CURRENT = "current"
    FORMER = "former"


class ConsentType(StrEnum):
    """What a member's data may be used for."""

    DATA_PROCESSING = "data_processing"
    MARKETING = "marketing"
    SHARE_WITH_PROVIDERS = "share_with_providers"
    SHARE_WITH_PARTNERS = "share_with_partners"
    PATIENT_ACCESS = "patient_access"


class RecipientType(StrEnum):
    """Whether a member or a user is told."""

    MEMBER = "member"
    USER = "user"


class NotificationChannel(StrEnum):
    """The way somebody is told."""

    EMAIL = "email"
    SMS = "sms"
    IN_APP = "in_app"


class NotificationStatus(StrEnum):
    """queued → sent or failed."""

    QUEUED = "queued"
    SENT = "sent"
    FAILED = "failed"
