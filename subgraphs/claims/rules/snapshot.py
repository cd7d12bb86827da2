"""The facts a claim is decided on, as they were when it was: what other services answered, and what is used up already.

A snapshot is frozen with the result. Deciding it again gives the same result, whatever the services say today.
"""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Annotated, TypeAlias
from uuid import UUID

from pydantic import PlainSerializer

from shared_models.claims import (
    Accumulator,
    ClaimCategory,
    CodeSex,
    CodeSystem,
    DiagnosisCodeSystem,
    NecessitySeverity,
    NetworkTier,
)
from subgraphs.claims.rules.bill import Procedure


@dataclass(frozen=True, slots=True)
class Days:
    """A period of days, half-open; None is without end on that side."""

    start: date | None = None
    end: date | None = None

    def __contains__(self, day: date) -> bool:
        return (self.start is None or self.start <= day) and (self.end is None or day < self.end)


ALWAYS = Days()
# A set has no order of its own, but frozen it needs one: equal snapshots have equal digests.
Codes: TypeAlias = Annotated[frozenset[str], PlainSerializer(sorted, return_type=list[str])]


# From core


class Standing(StrEnum):
    """How a member, or a company's period of cover, stands today."""

    PENDING = "pending"
    ACTIVE = "active"
    SUSPENDED = "suspended"
    LAPSED = "lapsed"
    ENDED = "ended"


@dataclass(frozen=True, slots=True)
class Person:
    """A member with the days that begin and end their membership; `terminated_on` is the last day of it."""

    member_id: UUID
    born_on: date
    sex: CodeSex | None
    standing: Standing = Standing.ACTIVE
    enrolled_on: date | None = None
    suspended_on: date | None = None
    terminated_on: date | None = None
    died_on: date | None = None


@dataclass(frozen=True, slots=True)
class CompanyCover:
    """A period for which a company is covered; a lapsed one has its day of lapse."""

    span: Days
    standing: Standing
    grace_days: int = 30
    lapsed_on: date | None = None


@dataclass(frozen=True, slots=True)
class Membership:
    """Whose claim it is. A dependant has a principal, and an age at which dependants of the kind leave cover."""

    person: Person
    principal: Person | None = None
    max_age: int | None = None
    is_group: bool = False
    company_covers: tuple[CompanyCover, ...] = ()


# From schemes


class CostShareOrder(StrEnum):
    """What is taken of the allowed amount first."""

    DEDUCTIBLE_FIRST = "deductible_first"
    COPAY_FIRST = "copay_first"


class OutOfPocketMode(StrEnum):
    """What the out-of-pocket maximum does to the claim that crosses it: caps it, or counts from the next one on."""

    CAPPED = "capped"
    AFTER_CROSSING = "after_crossing"


class FamilyMode(StrEnum):
    """Whether each of a family stops at an own amount too (embedded), or the family's alone exists."""

    EMBEDDED = "embedded"
    AGGREGATE = "aggregate"


class AccumulatorYear(StrEnum):
    """Where the year of accumulators begins."""

    EFFECTIVE_DATE = "effective_date"
    CALENDAR_YEAR = "calendar_year"
    BENEFIT_YEAR = "benefit_year"
    ENROLMENT = "enrolment"


class Rounding(StrEnum):
    """How shares are rounded to the minor unit."""

    HALF_UP = "half_up"
    HALF_EVEN = "half_even"


@dataclass(frozen=True, slots=True)
class Terms:
    """What the member pays of an allowed amount, on one side of the network's border. `coinsurance` is a fraction."""

    copay: Decimal = Decimal(0)
    coinsurance: Decimal = Decimal(0)
    deductible_applies: bool = True


@dataclass(frozen=True, slots=True)
class Benefit:
    """What a version, or a rider, pays for one category of care. Limits are None where there is none."""

    category: str
    in_network: Terms
    out_of_network: Terms | None = None
    is_covered: bool = True
    benefit_id: UUID | None = None
    rider_id: UUID | None = None
    annual_limit: Decimal | None = None
    lifetime_limit: Decimal | None = None
    per_visit_limit: Decimal | None = None
    visit_limit_count: int | None = None
    waiting_days: int = 0
    waiting_waived_for_accident: bool = True
    requires_preauth: bool = False
    preauth_threshold: Decimal | None = None
    counts_to_oop: bool = True
    network_required: bool = False


@dataclass(frozen=True, slots=True)
class ServiceRule:
    """Which category a line belongs to; what a rule does not name may be anything. The highest priority wins."""

    category: str
    priority: int
    system: CodeSystem | None = None
    code_prefix: str | None = None
    service_category: str | None = None
    claim_category: ClaimCategory | None = None
    place_of_service: str | None = None


class ExclusionKind(StrEnum):
    """What an exclusion looks at."""

    DIAGNOSIS = "diagnosis"
    PROCEDURE = "procedure"


@dataclass(frozen=True, slots=True)
class Exclusion:
    """Codes, by their beginning, that a version does not pay for; `waived_by` is a rider's code."""

    kind: ExclusionKind
    system: str
    code_prefix: str
    reason: str
    waived_by: str | None = None


@dataclass(frozen=True, slots=True)
class PreExisting:
    """Diagnoses, by their beginning, that are not covered for one member for a time."""

    system: str
    code_prefix: str
    span: Days


@dataclass(frozen=True, slots=True)
class InNetwork:
    """A network that a version pays in: the tier, and what the tier adds to the member's share."""

    network_id: UUID
    tier: NetworkTier
    copay_delta: Decimal = Decimal(0)
    coinsurance_delta: Decimal = Decimal(0)
    priority: int = 0


@dataclass(frozen=True, slots=True)
class Version:
    """The terms of a scheme that an enrolment is pinned to."""

    version_id: UUID
    currency: str
    individual_deductible: Decimal = Decimal(0)
    family_deductible: Decimal | None = None
    individual_oop_max: Decimal | None = None
    family_oop_max: Decimal | None = None
    annual_limit: Decimal | None = None
    lifetime_limit: Decimal | None = None
    oop_mode: OutOfPocketMode = OutOfPocketMode.CAPPED
    cost_share_order: CostShareOrder = CostShareOrder.DEDUCTIBLE_FIRST
    family_mode: FamilyMode = FamilyMode.EMBEDDED
    accumulate_on: AccumulatorYear = AccumulatorYear.EFFECTIVE_DATE
    rounding: Rounding = Rounding.HALF_UP
    filing_limit_days: int = 90
    appeal_days: int = 180
    non_network_reference_rate: Decimal = Decimal(1)
    benefits: tuple[Benefit, ...] = ()
    parents: tuple[tuple[str, str], ...] = ()
    service_rules: tuple[ServiceRule, ...] = ()
    exclusions: tuple[Exclusion, ...] = ()
    networks: tuple[InNetwork, ...] = ()


@dataclass(frozen=True, slots=True)
class Enrolment:
    """A member's cover for a time. `riders` are the codes held; `rider_benefits` what they add."""

    enrolment_id: UUID
    span: Days
    version: Version
    riders: Codes = frozenset()
    rider_benefits: tuple[Benefit, ...] = ()
    waiting_credits: tuple[tuple[str, int], ...] = ()
    benefit_year: Days | None = None


# From providers


@dataclass(frozen=True, slots=True)
class Assignment:
    """A provider's standing in a network for a time."""

    network_id: UUID
    span: Days


@dataclass(frozen=True, slots=True)
class Rate:
    """What a contract allows for one unit of a procedure."""

    procedure: Procedure
    unit_rate: Decimal
    modifier: str | None = None


@dataclass(frozen=True, slots=True)
class Contract:
    """How a provider is paid for a time: by rates, or by a fraction of what is charged."""

    span: Days
    network_id: UUID | None = None
    percent_of_charge: Decimal | None = None
    rates: tuple[Rate, ...] = ()


@dataclass(frozen=True, slots=True)
class Provider:
    """Who treated: when they were in good standing, in which networks, under which contracts.

    `reference_rates` price what is done out of network.
    """

    provider_id: UUID
    active: tuple[Days, ...] = (ALWAYS,)
    is_sanctioned: bool = False
    license_expires_on: date | None = None
    assignments: tuple[Assignment, ...] = ()
    contracts: tuple[Contract, ...] = ()
    reference_rates: tuple[Rate, ...] = ()


# From claims itself


@dataclass(frozen=True, slots=True)
class KnownCode:
    """A procedure or diagnosis code while it is valid, and whom it can concern."""

    system: str
    code: str
    span: Days = ALWAYS
    service_category: str | None = None
    sex: CodeSex | None = None
    min_age: int | None = None
    max_age: int | None = None


@dataclass(frozen=True, slots=True)
class NecessityRule:
    """What must hold for a procedure to be necessary; a soft rule that fails asks a person."""

    procedure: Procedure
    severity: NecessitySeverity
    span: Days = ALWAYS
    diagnosis_system: DiagnosisCodeSystem | None = None
    diagnosis_prefixes: tuple[str, ...] = ()
    max_units_per_day: Decimal | None = None
    min_days_between: int | None = None
    max_per_year: int | None = None


@dataclass(frozen=True, slots=True)
class EarlierLine:
    """A line of another live claim of the same member."""

    claim_id: UUID
    provider_id: UUID
    procedure: Procedure
    modifier: str | None
    service_date: date
    units: Decimal
    billed: Decimal


@dataclass(frozen=True, slots=True)
class Preauthorization:
    """An approved promise to cover a procedure, for so many units that are left."""

    procedure: Procedure
    provider_id: UUID
    span: Days
    units_left: Decimal
    amount_left: Decimal | None = None
    preauthorization_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class Used:
    """How much of a limit was used before this claim; amounts for most, a count for visits."""

    accumulator: Accumulator
    category: str | None
    period: Days
    amount: Decimal = Decimal(0)
    count: int = 0


@dataclass(frozen=True, slots=True)
class Snapshot:
    """All facts that one claim is decided on. `membership` and `provider` are None where nobody is known by the id."""

    membership: Membership | None
    enrolments: tuple[Enrolment, ...]
    provider: Provider | None
    procedure_codes: tuple[KnownCode, ...] = ()
    diagnosis_codes: tuple[KnownCode, ...] = ()
    checked_systems: Codes = frozenset()
    necessity_rules: tuple[NecessityRule, ...] = ()
    pre_existing: tuple[PreExisting, ...] = ()
    earlier_lines: tuple[EarlierLine, ...] = ()
    preauthorizations: tuple[Preauthorization, ...] = ()
    used: tuple[Used, ...] = ()
