"""Tables of the claims domain: bills, what was decided about them, and why.

choices        the closed choices of the columns
documents      the shapes of JSON columns
base           the domain's base class, sequences, checks that several tables share
codes          diagnosis_codes, procedure_codes, necessity_rules
claims         preauthorizations, claims, claim_lines, claim_diagnoses, claim_documents, claim_appeals
adjudication   adjudication_snapshots, claim_adjudication_results, claim_line_results, claim_adjustments,
               explanation_of_benefits, benefit_utilization
reviews        medical_necessity_validations, fraud_detection_results, fraud_reviews
history        claim_events, benefit_utilization_entries, claim_payments, reprocess_candidates
access         who reaches which rows
personal       what columns tell about persons
"""

from shared_models.access import attach
from shared_models.claims.access import ACCESS
from shared_models.claims.adjudication import (
    AdjudicationSnapshot,
    BenefitUtilization,
    ClaimAdjudicationResult,
    ClaimAdjustment,
    ClaimLineResult,
    ExplanationOfBenefit,
)
from shared_models.claims.base import ClaimsTable
from shared_models.claims.choices import (
    Accumulator,
    AccumulatorNetwork,
    AdjudicationMode,
    AdjudicationOutcome,
    AdjustmentGroup,
    AppealStatus,
    ClaimCategory,
    ClaimDocumentType,
    ClaimPaymentStatus,
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
from shared_models.claims.claims import Claim, ClaimAppeal, ClaimDiagnosis, ClaimDocument, ClaimLine, Preauthorization
from shared_models.claims.codes import DiagnosisCode, NecessityRule, ProcedureCode
from shared_models.claims.documents import (
    EobAccumulator,
    EobAccumulators,
    EobBenefit,
    EobLine,
    EobTotals,
    FraudFeature,
    ReasonNote,
    TraceStep,
)
from shared_models.claims.history import BenefitUtilizationEntry, ClaimEvent, ClaimPayment, ReprocessCandidate
from shared_models.claims.personal import PERSONAL
from shared_models.claims.reviews import FraudDetectionResult, FraudReview, MedicalNecessityValidation
from shared_models.personal import tag

metadata = ClaimsTable.metadata
tag(metadata, PERSONAL)
attach(metadata, "claims", ACCESS)

__all__ = [
    "Accumulator",
    "AccumulatorNetwork",
    "AdjudicationMode",
    "AdjudicationOutcome",
    "AdjudicationSnapshot",
    "AdjustmentGroup",
    "AppealStatus",
    "BenefitUtilization",
    "BenefitUtilizationEntry",
    "Claim",
    "ClaimAdjudicationResult",
    "ClaimAdjustment",
    "ClaimAppeal",
    "ClaimCategory",
    "ClaimDiagnosis",
    "ClaimDocument",
    "ClaimDocumentType",
    "ClaimEvent",
    "ClaimLine",
    "ClaimLineResult",
    "ClaimPayment",
    "ClaimPaymentStatus",
    "ClaimPriority",
    "ClaimSource",
    "ClaimStatus",
    "ClaimType",
    "ClaimUse",
    "ClaimsTable",
    "CodeSex",
    "CodeSystem",
    "DiagnosisCode",
    "DiagnosisCodeSystem",
    "DiagnosisRole",
    "DocumentFormat",
    "EobAccumulator",
    "EobAccumulators",
    "EobBenefit",
    "EobLine",
    "EobTotals",
    "ExplanationOfBenefit",
    "FraudAction",
    "FraudDetectionResult",
    "FraudFeature",
    "FraudLevel",
    "FraudReview",
    "FraudReviewStatus",
    "LineDecision",
    "MedicalNecessityValidation",
    "NecessityResult",
    "NecessityRule",
    "NecessitySeverity",
    "NetworkTier",
    "Preauthorization",
    "PreauthorizationStatus",
    "ProcedureCode",
    "ReasonNote",
    "ReprocessCandidate",
    "TraceStep",
    "metadata",
]
