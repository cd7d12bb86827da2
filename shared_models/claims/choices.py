"""The closed choices of the claims columns."""

from enum import StrEnum


class ClaimSource(StrEnum):
    """How a claim came in."""

    PORTAL = "portal"
    API = "api"
    IMPORT = "import"
    FHIR = "fhir"
    EDI = "edi"


class ClaimType(StrEnum):
    """Which kind of form a claim would be on paper."""

    PROFESSIONAL = "professional"
    INSTITUTIONAL = "institutional"
    PHARMACY = "pharmacy"
    DENTAL = "dental"
    VISION = "vision"


class ClaimCategory(StrEnum):
    """Where and why care was given."""

    INPATIENT = "inpatient"
    OUTPATIENT = "outpatient"
    EMERGENCY = "emergency"
    WELLNESS = "wellness"
    DAY_CASE = "day_case"
    HOME = "home"


class ClaimUse(StrEnum):
    """Whether payment, permission or an estimate is asked for."""

    CLAIM = "claim"
    PREAUTHORIZATION = "preauthorization"
    PREDETERMINATION = "predetermination"


class ClaimStatus(StrEnum):
    """Where a claim stands.

    draft → submitted or cancelled; submitted → in_adjudication or rejected;
    in_adjudication → pended, fraud_review or adjudicated → approved, partially_approved or denied;
    approved, partially_approved → payment_requested → paid or payment_failed → payment_requested;
    decided ones → reversed; denied, partially_approved → under_appeal → in_adjudication or closed.
    """

    DRAFT = "draft"
    SUBMITTED = "submitted"
    REJECTED = "rejected"
    CANCELLED = "cancelled"
    IN_ADJUDICATION = "in_adjudication"
    PENDED = "pended"
    FRAUD_REVIEW = "fraud_review"
    ADJUDICATED = "adjudicated"
    APPROVED = "approved"
    PARTIALLY_APPROVED = "partially_approved"
    DENIED = "denied"
    PAYMENT_REQUESTED = "payment_requested"
    PAYMENT_FAILED = "payment_failed"
    PAID = "paid"
    REVERSED = "reversed"
    UNDER_APPEAL = "under_appeal"
    CLOSED = "closed"


class ClaimPriority(StrEnum):
    """Which claims are worked on first."""

    EXPEDITED = "expedited"
    NORMAL = "normal"


class DiagnosisCodeSystem(StrEnum):
    """Which list a diagnosis code is from."""

    ICD10CM = "icd10cm"
    ICD10 = "icd10"
    ICD9CM = "icd9cm"
    SNOMED = "snomed"
    CUSTOM = "custom"


class CodeSystem(StrEnum):
    """The list a procedure code is from."""

    CPT = "cpt"
    HCPCS = "hcpcs"
    ICD10PCS = "icd10pcs"
    SNOMED = "snomed"
    RXNORM = "rxnorm"
    CVX = "cvx"
    CUSTOM = "custom"


class DiagnosisRole(StrEnum):
    """What a diagnosis is to its claim."""

    PRINCIPAL = "principal"
    ADMITTING = "admitting"
    SECONDARY = "secondary"
    EXTERNAL_CAUSE = "external_cause"


class ClaimDocumentType(StrEnum):
    """What a document is that comes with a claim."""

    INVOICE = "invoice"
    RECEIPT = "receipt"
    PRESCRIPTION = "prescription"
    REFERRAL = "referral"
    MEDICAL_REPORT = "medical_report"
    OTHER = "other"


class DocumentFormat(StrEnum):
    """In which form documents are taken."""

    PDF = "application/pdf"
    JPEG = "image/jpeg"
    PNG = "image/png"
    TIFF = "image/tiff"


class CodeSex(StrEnum):
    """The only sex a code is possible for."""

    MALE = "male"
    FEMALE = "female"


class AdjudicationMode(StrEnum):
    """What made a run: the engine, a person, a repetition, or the source the claim was imported from."""

    AUTO = "auto"
    MANUAL = "manual"
    REPLAY = "replay"
    REPROCESS = "reprocess"
    IMPORT = "import"


class AdjudicationOutcome(StrEnum):
    """What a run decided for the whole claim."""

    APPROVED = "approved"
    PARTIALLY_APPROVED = "partially_approved"
    DENIED = "denied"
    PENDED = "pended"
    REVERSED = "reversed"


class LineDecision(StrEnum):
    """What a run decided for one line."""

    PAID = "paid"
    DENIED = "denied"
    PENDED = "pended"


class NetworkTier(StrEnum):
    """How a provider stands in a network; the best tier is the first."""

    PREFERRED = "preferred"
    STANDARD = "standard"
    BASIC = "basic"


class AdjustmentGroup(StrEnum):
    """Who bears an adjustment (X12 groups): contractual obligation, patient, other, payer-initiated."""

    CO = "CO"
    PR = "PR"
    OA = "OA"
    PI = "PI"


class NecessityResult(StrEnum):
    """Whether a line was medically necessary."""

    MET = "met"
    NOT_MET = "not_met"
    PENDING_REVIEW = "pending_review"
    NO_RULE = "no_rule"


class NecessitySeverity(StrEnum):
    """Whether a broken necessity rule denies the line or pends it."""

    HARD = "hard"
    SOFT = "soft"


class FraudLevel(StrEnum):
    """How suspicious a claim is: below 25 points low, below 50 medium, below 75 high, from there critical."""

    LOW = "low"
    MEDIUM = "medium"
    HIGH = "high"
    CRITICAL = "critical"


class FraudAction(StrEnum):
    """What a fraud score led to."""

    NONE = "none"
    SAMPLE = "sample"
    PEND = "pend"
    HOLD = "hold"


class FraudReviewStatus(StrEnum):
    """open → cleared or confirmed."""

    OPEN = "open"
    CLEARED = "cleared"
    CONFIRMED = "confirmed"


class Accumulator(StrEnum):
    """What a utilisation row counts."""

    INDIVIDUAL_DEDUCTIBLE = "individual_deductible"
    FAMILY_DEDUCTIBLE = "family_deductible"
    INDIVIDUAL_OOP = "individual_oop"
    FAMILY_OOP = "family_oop"
    ANNUAL_OVERALL = "annual_overall"
    LIFETIME_OVERALL = "lifetime_overall"
    BENEFIT_ANNUAL = "benefit_annual"
    BENEFIT_LIFETIME = "benefit_lifetime"
    BENEFIT_VISITS = "benefit_visits"


class AccumulatorNetwork(StrEnum):
    """Which care a utilisation row counts: in network, out of network, or both."""

    IN = "in"
    OUT = "out"
    ANY = "any"


class PreauthorizationStatus(StrEnum):
    """Where a preauthorisation stands.

    requested → approved, denied, expired or cancelled; approved → exhausted, expired or cancelled;
    exhausted → approved.
    """

    REQUESTED = "requested"
    APPROVED = "approved"
    DENIED = "denied"
    EXPIRED = "expired"
    CANCELLED = "cancelled"
    EXHAUSTED = "exhausted"


class AppealStatus(StrEnum):
    """filed → in_review → upheld or overturned; filed, in_review → withdrawn."""

    FILED = "filed"
    IN_REVIEW = "in_review"
    UPHELD = "upheld"
    OVERTURNED = "overturned"
    WITHDRAWN = "withdrawn"


class ClaimPaymentStatus(StrEnum):
    """requested → paid or failed or cancelled; failed → paid or cancelled, when finance tries again."""

    REQUESTED = "requested"
    PAID = "paid"
    FAILED = "failed"
    CANCELLED = "cancelled"
