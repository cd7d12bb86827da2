"""Filters and orders of the claims lists."""

from datetime import date, datetime
from decimal import Decimal
from enum import Enum

import strawberry

from shared_models import claims as tables
from shared_models.claims import (
    Accumulator,
    AccumulatorNetwork,
    AdjudicationMode,
    AdjudicationOutcome,
    AdjustmentGroup,
    AppealStatus,
    ClaimCategory,
    ClaimDocumentType,
    ClaimPriority,
    ClaimSource,
    ClaimStatus,
    ClaimType,
    ClaimUse,
    CodeSex,
    CodeSystem,
    DiagnosisCodeSystem,
    DiagnosisRole,
    DocumentFormat,
    FraudAction,
    FraudLevel,
    FraudReviewStatus,
    LineDecision,
    NecessityResult,
    NecessitySeverity,
    NetworkTier,
    PreauthorizationStatus,
)
from subgraphs.kit.filters import Filter, among, at_least, at_most, contains_day, equals, search
from subgraphs.kit.nodes import ID
from subgraphs.kit.paging import Order
from subgraphs.kit.schema import expose

expose(
    Accumulator,
    AccumulatorNetwork,
    AdjudicationMode,
    AdjudicationOutcome,
    AdjustmentGroup,
    AppealStatus,
    ClaimCategory,
    ClaimDocumentType,
    ClaimPriority,
    ClaimSource,
    ClaimStatus,
    ClaimType,
    ClaimUse,
    CodeSex,
    CodeSystem,
    DiagnosisCodeSystem,
    DiagnosisRole,
    DocumentFormat,
    FraudAction,
    FraudLevel,
    FraudReviewStatus,
    LineDecision,
    NecessityResult,
    NecessitySeverity,
    NetworkTier,
    PreauthorizationStatus,
)


@strawberry.enum(description="How claims are listed.")
class ClaimOrder(Enum):
    """How claims are listed."""

    RECEIVED_AT_ASC = Order("received_at")
    RECEIVED_AT_DESC = Order("received_at", descending=True)
    SERVICE_FROM_ASC = Order("service_from")
    SERVICE_FROM_DESC = Order("service_from", descending=True)
    CLAIM_NUMBER_ASC = Order("claim_number")
    CLAIM_NUMBER_DESC = Order("claim_number", descending=True)
    BILLED_ASC = Order("billed_amount")
    BILLED_DESC = Order("billed_amount", descending=True)


@strawberry.enum(description="How explanations of benefits are listed.")
class ExplanationOfBenefitOrder(Enum):
    """How explanations of benefits are listed."""

    ISSUED_AT_ASC = Order("issued_at")
    ISSUED_AT_DESC = Order("issued_at", descending=True)


@strawberry.enum(description="How preauthorisations are listed.")
class PreauthorizationOrder(Enum):
    """How preauthorisations are listed."""

    START_ASC = Order("span")
    START_DESC = Order("span", descending=True)
    NUMBER_ASC = Order("preauthorization_number")
    NUMBER_DESC = Order("preauthorization_number", descending=True)


@strawberry.enum(description="How fraud results are listed.")
class FraudResultOrder(Enum):
    """How fraud results are listed."""

    SCORE_ASC = Order("score")
    SCORE_DESC = Order("score", descending=True)
    CREATED_AT_ASC = Order("created_at")
    CREATED_AT_DESC = Order("created_at", descending=True)


@strawberry.enum(description="How appeals are listed.")
class AppealOrder(Enum):
    """How appeals are listed."""

    FILED_AT_ASC = Order("filed_at")
    FILED_AT_DESC = Order("filed_at", descending=True)


@strawberry.enum(description="How claims that would be decided otherwise are listed.")
class ReprocessCandidateOrder(Enum):
    """How claims that would be decided otherwise are listed."""

    DETECTED_AT_ASC = Order("detected_at")
    DETECTED_AT_DESC = Order("detected_at", descending=True)


@strawberry.enum(description="How codes are listed.")
class CodeOrder(Enum):
    """How codes are listed."""

    CODE_ASC = Order("code")
    CODE_DESC = Order("code", descending=True)


@strawberry.enum(description="How rules of medical necessity are listed.")
class NecessityRuleOrder(Enum):
    """How rules of medical necessity are listed."""

    PROCEDURE_CODE_ASC = Order("procedure_code")
    PROCEDURE_CODE_DESC = Order("procedure_code", descending=True)


@strawberry.input(description="Claims that meet all conditions given.")
class ClaimFilter(Filter):
    """Claims that meet all conditions given."""

    member_id: ID | None = equals(tables.Claim.member_id)
    provider_id: ID | None = equals(tables.Claim.provider_id)
    company_id: ID | None = equals(tables.Claim.company_id)
    assignee_id: ID | None = equals(tables.Claim.assignee_id)
    status: ClaimStatus | None = equals(tables.Claim.status)
    status_in: list[ClaimStatus] | None = among(tables.Claim.status)
    category: ClaimCategory | None = equals(tables.Claim.category)
    claim_type: ClaimType | None = equals(tables.Claim.claim_type)
    source: ClaimSource | None = equals(tables.Claim.source)
    priority: ClaimPriority | None = equals(tables.Claim.priority)
    is_emergency: bool | None = equals(tables.Claim.is_emergency)
    service_from: date | None = at_least(tables.Claim.service_from)
    service_to: date | None = at_most(tables.Claim.service_from)
    received_from: datetime | None = at_least(tables.Claim.received_at)
    received_to: datetime | None = at_most(tables.Claim.received_at)
    billed_from: Decimal | None = at_least(tables.Claim.billed_amount)
    billed_to: Decimal | None = at_most(tables.Claim.billed_amount)
    search: str | None = search(tables.Claim.claim_number)


@strawberry.input(description="Explanations of benefits that meet all conditions given.")
class ExplanationOfBenefitFilter(Filter):
    """Explanations of benefits that meet all conditions given."""

    member_id: ID | None = equals(tables.ExplanationOfBenefit.member_id)
    claim_id: ID | None = equals(tables.ExplanationOfBenefit.claim_id)
    issued_from: datetime | None = at_least(tables.ExplanationOfBenefit.issued_at)
    issued_to: datetime | None = at_most(tables.ExplanationOfBenefit.issued_at)


@strawberry.input(description="Preauthorisations that meet all conditions given.")
class PreauthorizationFilter(Filter):
    """Preauthorisations that meet all conditions given."""

    member_id: ID | None = equals(tables.Preauthorization.member_id)
    provider_id: ID | None = equals(tables.Preauthorization.provider_id)
    status: PreauthorizationStatus | None = equals(tables.Preauthorization.status)
    procedure_code: str | None = equals(tables.Preauthorization.procedure_code)
    valid_on: date | None = contains_day(tables.Preauthorization.span)


@strawberry.input(description="Fraud results that meet all conditions given.")
class FraudResultFilter(Filter):
    """Fraud results that meet all conditions given."""

    claim_id: ID | None = equals(tables.FraudDetectionResult.claim_id)
    level: FraudLevel | None = equals(tables.FraudDetectionResult.level)
    level_in: list[FraudLevel] | None = among(tables.FraudDetectionResult.level)
    action: FraudAction | None = equals(tables.FraudDetectionResult.action)
    score_from: int | None = at_least(tables.FraudDetectionResult.score)


@strawberry.input(description="Appeals that meet all conditions given.")
class AppealFilter(Filter):
    """Appeals that meet all conditions given."""

    claim_id: ID | None = equals(tables.ClaimAppeal.claim_id)
    status: AppealStatus | None = equals(tables.ClaimAppeal.status)
    filed_from: datetime | None = at_least(tables.ClaimAppeal.filed_at)
    filed_to: datetime | None = at_most(tables.ClaimAppeal.filed_at)


@strawberry.input(description="Claims that would be decided otherwise, and meet all conditions given.")
class ReprocessCandidateFilter(Filter):
    """Claims that would be decided otherwise, and meet all conditions given."""

    claim_id: ID | None = equals(tables.ReprocessCandidate.claim_id)
    cause: str | None = equals(tables.ReprocessCandidate.cause)
    detected_from: datetime | None = at_least(tables.ReprocessCandidate.detected_at)
    detected_to: datetime | None = at_most(tables.ReprocessCandidate.detected_at)


@strawberry.input(description="Diagnosis codes that meet all conditions given.")
class DiagnosisCodeFilter(Filter):
    """Diagnosis codes that meet all conditions given."""

    code_system: DiagnosisCodeSystem | None = equals(tables.DiagnosisCode.code_system)
    is_billable: bool | None = equals(tables.DiagnosisCode.is_billable)
    valid_on: date | None = contains_day(tables.DiagnosisCode.span)
    search: str | None = search(tables.DiagnosisCode.description, tables.DiagnosisCode.code)


@strawberry.input(description="Procedure codes that meet all conditions given.")
class ProcedureCodeFilter(Filter):
    """Procedure codes that meet all conditions given."""

    code_system: CodeSystem | None = equals(tables.ProcedureCode.code_system)
    service_category: str | None = equals(tables.ProcedureCode.service_category)
    valid_on: date | None = contains_day(tables.ProcedureCode.span)
    search: str | None = search(tables.ProcedureCode.description, tables.ProcedureCode.code)


@strawberry.input(description="Rules of medical necessity that meet all conditions given.")
class NecessityRuleFilter(Filter):
    """Rules of medical necessity that meet all conditions given."""

    code_system: CodeSystem | None = equals(tables.NecessityRule.code_system)
    procedure_code: str | None = equals(tables.NecessityRule.procedure_code)
    severity: NecessitySeverity | None = equals(tables.NecessityRule.severity)
    valid_on: date | None = contains_day(tables.NecessityRule.span)
