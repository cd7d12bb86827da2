"""The closed choices of schemes' columns."""

from enum import StrEnum


class SchemeType(StrEnum):
    """What a scheme insures."""

    HEALTH = "health"
    DENTAL = "dental"
    VISION = "vision"
    LIFE = "life"
    DISABILITY = "disability"
    ACCIDENT = "accident"


class Funding(StrEnum):
    """Who carries the risk: the insurer or the employer."""

    INSURED = "insured"
    SELF_FUNDED = "self_funded"


class Market(StrEnum):
    """Who may buy a scheme."""

    INDIVIDUAL = "individual"
    GROUP = "group"
    BOTH = "both"


class SchemeTier(StrEnum):
    """How rich a scheme is."""

    BRONZE = "bronze"
    SILVER = "silver"
    GOLD = "gold"
    PLATINUM = "platinum"
    BASIC = "basic"
    STANDARD = "standard"
    PREMIUM = "premium"


class SchemeStatus(StrEnum):
    """draft → active → closed_to_new → retired."""

    DRAFT = "draft"
    ACTIVE = "active"
    CLOSED_TO_NEW = "closed_to_new"
    RETIRED = "retired"


class VersionStatus(StrEnum):
    """draft → in_review → draft or approved → active → superseded; draft, approved before its start → withdrawn."""

    DRAFT = "draft"
    IN_REVIEW = "in_review"
    APPROVED = "approved"
    ACTIVE = "active"
    SUPERSEDED = "superseded"
    WITHDRAWN = "withdrawn"


class OutOfPocketMode(StrEnum):
    """Whether the claim that crosses the out-of-pocket maximum is capped, or only those after it."""

    CAPPED = "capped"
    AFTER_CROSSING = "after_crossing"


class CostShareOrder(StrEnum):
    """What the member meets first."""

    DEDUCTIBLE_FIRST = "deductible_first"
    COPAY_FIRST = "copay_first"


class FamilyMode(StrEnum):
    """Whether each person of a family stops at an own deductible too, or only the family's sum counts."""

    EMBEDDED = "embedded"
    AGGREGATE = "aggregate"


class AccumulatorYear(StrEnum):
    """When deductibles and limits start again."""

    EFFECTIVE_DATE = "effective_date"
    CALENDAR_YEAR = "calendar_year"
    BENEFIT_YEAR = "benefit_year"
    ENROLMENT = "enrolment"


class Rounding(StrEnum):
    """How shares of an amount are rounded to the minor unit: a half away from zero, or to the even neighbour."""

    HALF_UP = "half_up"
    HALF_EVEN = "half_even"


class BenefitScope(StrEnum):
    """The kind of care a benefit category is about."""

    INPATIENT = "inpatient"
    OUTPATIENT = "outpatient"
    EMERGENCY = "emergency"
    MATERNITY = "maternity"
    DENTAL = "dental"
    VISION = "vision"
    PHARMACY = "pharmacy"
    WELLNESS = "wellness"
    MENTAL_HEALTH = "mental_health"
    REHABILITATION = "rehabilitation"
    OTHER = "other"


class NetworkTier(StrEnum):
    """How a provider stands in a network; the best tier is the first."""

    PREFERRED = "preferred"
    STANDARD = "standard"
    BASIC = "basic"


class RiderType(StrEnum):
    """What a rider changes."""

    ADDITIONAL_BENEFIT = "additional_benefit"
    LIMIT_INCREASE = "limit_increase"
    WAITING_WAIVER = "waiting_waiver"
    DEDUCTIBLE_BUYDOWN = "deductible_buydown"


class RiderPricing(StrEnum):
    """How a rider is charged: once, for each member, or as a fraction of the base premium."""

    FLAT = "flat"
    PER_MEMBER = "per_member"
    PERCENT_OF_BASE = "percent_of_base"


class PricingRole(StrEnum):
    """Whom a premium is for; an exact row is preferred to `any`."""

    PRINCIPAL = "principal"
    SPOUSE = "spouse"
    CHILD = "child"
    PARENT = "parent"
    ANY = "any"


class PricingSex(StrEnum):
    """Whom a premium is for; an exact row is preferred to `any`."""

    MALE = "male"
    FEMALE = "female"
    ANY = "any"


class RuleAudience(StrEnum):
    """Whom an eligibility rule is asked about."""

    PRINCIPAL = "principal"
    SPOUSE = "spouse"
    CHILD = "child"
    PARENT = "parent"
    GROUP = "group"
    ALL = "all"


class ExclusionKind(StrEnum):
    """Whether an exclusion names diagnoses or procedures."""

    DIAGNOSIS = "diagnosis"
    PROCEDURE = "procedure"


class ExclusionSource(StrEnum):
    """How it is known what somebody had before: they said so, or the insurer found it."""

    DECLARED = "declared"
    UNDERWRITING = "underwriting"


class PolicyStatus(StrEnum):
    """quoted → bound → active → lapsed → active; ended as cancelled or expired."""

    QUOTED = "quoted"
    BOUND = "bound"
    ACTIVE = "active"
    LAPSED = "lapsed"
    CANCELLED = "cancelled"
    EXPIRED = "expired"


class BillingFrequency(StrEnum):
    """How often a company is invoiced."""

    MONTHLY = "monthly"
    QUARTERLY = "quarterly"
    ANNUAL = "annual"


class EnrolmentRole(StrEnum):
    """How an enrolled member stands to the principal."""

    PRINCIPAL = "principal"
    SPOUSE = "spouse"
    CHILD = "child"
    PARENT = "parent"
    OTHER = "other"


class EnrolmentStatus(StrEnum):
    """pending → active ↔ suspended → terminated; pending → cancelled. A termination also ends the span."""

    PENDING = "pending"
    ACTIVE = "active"
    SUSPENDED = "suspended"
    TERMINATED = "terminated"
    CANCELLED = "cancelled"
