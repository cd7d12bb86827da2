"""Who may see what of claims: diagnoses and procedures are for those who were treated, who treat, and who decide."""

from typing import Final

from shared_models import claims as tables
from shared_models.access import BREAK_GLASS, Grant
from shared_models.identity import Role
from subgraphs.claims.mutations import Mutation, codes, desk_payloads, necessity, payloads, preauthorizations
from subgraphs.claims.queries import Query
from subgraphs.claims.types.claims import (
    Claim,
    ClaimDiagnosis,
    ClaimDocument,
    ClaimEvent,
    ClaimLine,
    Company,
    Member,
    Preauthorization,
    Provider,
    ReprocessCandidate,
)
from subgraphs.claims.types.codes import DiagnosisCode, NecessityRule, ProcedureCode
from subgraphs.claims.types.documents import (
    EobAccumulator,
    EobAccumulators,
    EobBenefit,
    EobLine,
    EobTotals,
    FraudFeature,
    Reason,
)
from subgraphs.claims.types.estimates import (
    CategoryEligibility,
    ClaimEstimate,
    EligibilityResult,
    EstimateClaimPayload,
    EstimatedLine,
    EstimatedShares,
    RemainingAmounts,
)
from subgraphs.claims.types.explaining import AdjudicationStep
from subgraphs.claims.types.references import (
    Agent,
    BenefitCategory,
    Enrolment,
    MedicalPersonnel,
    PredictiveModel,
    SchemeVersion,
    User,
)
from subgraphs.claims.types.results import (
    BenefitUtilization,
    ClaimAdjudicationResult,
    ClaimAdjustment,
    ClaimLineResult,
    ExplanationOfBenefit,
)
from subgraphs.claims.types.reviews import ClaimAppeal, FraudDetectionResult, FraudReview, MedicalNecessityValidation
from subgraphs.kit.policy import (
    ANY,
    PUBLIC,
    ROW,
    Policy,
    Relation,
    Rows,
    company,
    glass,
    lasting,
    neighbour,
    on,
    only,
    own,
    provider,
    root,
    values,
    via,
)
from subgraphs.kit.usererrors import UserError

MEMBER: Final = Role.MEMBER
EMPLOYER: Final = Role.EMPLOYER_ADMIN
PROVIDER: Final = Role.PROVIDER
OFFICER: Final = Role.CLAIMS_OFFICER
FINANCE: Final = Role.FINANCE_OFFICER
AUDITOR: Final = Role.AUDITOR
ADMIN: Final = Role.SYSTEM_ADMIN

# Who was treated, who treats, who decides, who audits; and an emergency.
CLINICAL: Final[tuple[Grant, ...]] = (MEMBER, PROVIDER, OFFICER, AUDITOR, BREAK_GLASS)
# Where the provider has no part in it.
INSURED: Final[tuple[Grant, ...]] = (MEMBER, OFFICER, AUDITOR, BREAK_GLASS)
INSPECTION: Final[tuple[Grant, ...]] = (OFFICER, AUDITOR, BREAK_GLASS)
# Whose work goes by the rules of medical necessity, and who writes and audits them.
RULED: Final[tuple[Grant, ...]] = (PROVIDER, OFFICER, AUDITOR, ADMIN)

# A provider asks how used up limits are of somebody it treated not long ago.
TREATED_DAYS: Final = 90

OF_A_CLAIM: Final[dict[Grant, Relation]] = {
    MEMBER: via(tables.Claim, "claim_id", own("member_id")),
    PROVIDER: via(tables.Claim, "claim_id", provider("provider_id")),
    OFFICER: ANY,
    AUDITOR: ANY,
    BREAK_GLASS: via(tables.Claim, "claim_id", glass("member_id")),
}


def below(model: type[tables.ClaimAdjudicationResult | tables.ClaimLineResult], column: str, rows: Rows) -> Rows:
    """Open the rows below rows that are open."""
    return {grant: ANY if relation is ANY else via(model, column, relation) for grant, relation in rows.items()}


def among(grants: tuple[Grant, ...], rows: Rows) -> Rows:
    """Keep some of the grants."""
    return {grant: relation for grant, relation in rows.items() if grant in grants}


OF_A_RESULT: Final = below(tables.ClaimAdjudicationResult, "result_id", OF_A_CLAIM)

SHARES: Final = (
    "billed allowed planPaid memberOwes deductible copay coinsurance overLimit nonCovered balanceBill writeOff"
    " otherPayer"
)

POLICY: Final = Policy(
    root(
        Query,
        {
            PUBLIC: "diagnosisCodes procedureCodes",
            only(*CLINICAL, EMPLOYER, FINANCE): "claim claims",
            only(
                *CLINICAL
            ): "adjudicationRuns explainAdjudication benefitUtilization preauthorization preauthorizations appeals",
            only(*INSURED): "explanationsOfBenefits",
            only(*INSPECTION): "fraudResults fraudQueue",
            only(MEMBER, PROVIDER, OFFICER): "eligibility estimateClaim",
            only(OFFICER): "claimQueue reprocessCandidates",
            only(*RULED): "necessityRules",
        },
    ),
    root(
        Mutation,
        {
            only(MEMBER, PROVIDER, OFFICER): (
                "submitClaim createClaimDraft updateClaimDraft submitClaimDraft cancelClaimDraft addClaimDocument"
            ),
            only(PROVIDER): "submitClaimBatch requestPreauthorization",
            only(PROVIDER, OFFICER): "cancelPreauthorization",
            only(OFFICER): (
                "assignClaim pendClaim decidePendedClaim overrideLine openFraudReview closeFraudReview decideAppeal"
                " adjudicateClaim reprocessClaims reverseClaim replaceClaim"
                " decidePreauthorization"
            ),
            only(MEMBER, PROVIDER): "fileAppeal withdrawAppeal",
            only(OFFICER, ADMIN): "upsertNecessityRule",
            only(ADMIN): "importDiagnosisCodes",
        },
    ),
    on(
        Claim,
        rows={
            MEMBER: own("member_id"),
            EMPLOYER: company("company_id"),
            PROVIDER: provider("provider_id"),
            OFFICER: ANY,
            FINANCE: ANY,
            AUDITOR: ANY,
            BREAK_GLASS: glass("member_id"),
        },
        fields={
            # All that an employer reads: that there is a claim, and amounts. Not whose it is, when or where.
            ROW: (
                "id claimNumber receivedAt currency billed allowed planPaid memberOwes writeOff otherPayer version"
                " company"
            ),
            only(*CLINICAL, FINANCE): "member provider enrolment",
            only(*CLINICAL): (
                "status claimType use priority source serviceFrom serviceTo adjudicatedAt paidAt externalRef personnel"
                " schemeVersion replaces"
            ),
            only(MEMBER, OFFICER, AUDITOR): "agent",
            only(OFFICER, AUDITOR): "assignee",
            only(*CLINICAL, purpose="to decide the claim and to understand the decision"): (
                "category statusReason isEmergency accidentDate diagnoses lines runs preauthorization appeals documents"
                " history"
            ),
            only(*INSURED, purpose="to tell the member what was decided"): "eob",
            only(*INSPECTION, purpose="to find fraud and unnecessary care"): "fraud necessityValidations",
        },
    ),
    on(
        ClaimLine,
        rows=OF_A_CLAIM,
        fields={
            ROW: "id lineNo serviceDate units unitPrice billed decision networkTier allowed planPaid deductible copay"
            " coinsurance overLimit nonCovered balanceBill writeOff adjustments preauthorization",
            only(*CLINICAL, purpose="to decide the claim and to understand the decision"): (
                "procedureCode codeSystem modifier placeOfService diagnosisPointers tooth benefitCategory"
            ),
        },
    ),
    on(
        ClaimDiagnosis,
        rows=OF_A_CLAIM,
        fields={only(*CLINICAL, purpose="to decide the claim"): "position codeSystem code role diagnosis"},
    ),
    on(
        ClaimEvent,
        rows=OF_A_CLAIM,
        fields={
            ROW: "fromStatus toStatus createdAt",
            only(OFFICER, AUDITOR): "actor",
            only(*CLINICAL, purpose="to understand the decision"): "reason",
        },
    ),
    on(
        ClaimDocument,
        rows=OF_A_CLAIM,
        fields={
            ROW: "id fileName mimeType sizeBytes sha256 createdAt",
            only(*CLINICAL, purpose="to decide the claim and to understand the decision"): "documentType",
        },
    ),
    on(
        Preauthorization,
        rows={
            MEMBER: own("member_id"),
            PROVIDER: provider("provider_id"),
            OFFICER: ANY,
            AUDITOR: ANY,
            BREAK_GLASS: glass("member_id"),
        },
        fields={
            ROW: "id preauthorizationNumber unitsRequested unitsApproved unitsUsed amountLimit amountUsed decidedAt"
            " span status version member provider",
            only(*CLINICAL, purpose="to give and to pay the care that was promised"): (
                "codeSystem procedureCode decisionReason"
            ),
        },
    ),
    on(
        ClaimAdjudicationResult,
        rows=OF_A_CLAIM,
        fields={
            ROW: f"id runNo engineVersion mode outcome durationMs createdAt claim lines {SHARES}",
            only(OFFICER, AUDITOR): "decidedBy",
            only(*CLINICAL, purpose="to understand the decision"): "reasons",
        },
    ),
    on(
        ClaimLineResult,
        rows=OF_A_RESULT,
        fields={ROW: f"id decision networkTier line benefitCategory adjustments {SHARES}"},
    ),
    on(
        ClaimAdjustment,
        rows=below(tables.ClaimLineResult, "line_result_id", OF_A_RESULT),
        fields={ROW: "groupCode reason amount carc"},
    ),
    on(
        ExplanationOfBenefit,
        rows={MEMBER: own("member_id"), OFFICER: ANY, AUDITOR: ANY, BREAK_GLASS: glass("member_id")},
        fields={
            ROW: "id eobNumber issuedAt language appealDeadline claim result member reverses",
            only(*INSURED, purpose="to tell the member what was decided"): "totals lines accumulators",
        },
    ),
    on(
        BenefitUtilization,
        rows={
            MEMBER: own("member_id"),
            PROVIDER: via(
                tables.Claim,
                "member_id",
                lasting(provider("provider_id"), "received_at", days=TREATED_DAYS),
                key="member_id",
            ),
            OFFICER: ANY,
            AUDITOR: ANY,
            BREAK_GLASS: glass("member_id"),
        },
        fields={
            ROW: "id accumulator networkTier period limit used limitCount usedCount remaining remainingCount member"
            " enrolment",
            only(*CLINICAL, purpose="to know what is left for this kind of care"): "benefitCategory",
        },
    ),
    on(
        FraudDetectionResult,
        rows=among(INSPECTION, OF_A_CLAIM),
        fields={ROW: "id runNo score level action modelScore createdAt features claim model review"},
    ),
    on(
        FraudReview,
        rows={OFFICER: ANY, AUDITOR: ANY},
        fields={
            ROW: "id status createdAt closedAt version investigator",
            only(OFFICER, AUDITOR, purpose="to decide on the suspicion"): "notes",
        },
    ),
    on(
        MedicalNecessityValidation,
        rows=among(INSPECTION, OF_A_CLAIM),
        fields={
            ROW: "id result confidence createdAt line reviewer",
            only(*INSPECTION, purpose="to find unnecessary care"): "diagnosisCode procedureCode note",
        },
    ),
    on(
        ClaimAppeal,
        rows=OF_A_CLAIM,
        fields={
            ROW: "id filedAt status decidedAt version claim filedBy",
            only(*CLINICAL, purpose="to decide the claim again"): "grounds",
        },
    ),
    on(
        ReprocessCandidate,
        rows={OFFICER: ANY, AUDITOR: ANY},
        fields={ROW: "id cause detectedAt resolvedAt version claim"},
    ),
    on(
        DiagnosisCode,
        rows=None,
        fields={PUBLIC: "id codeSystem code description categoryCode chapter isBillable sex minAge maxAge span"},
    ),
    on(
        ProcedureCode,
        rows=None,
        fields={PUBLIC: "id codeSystem code description serviceCategory defaultMinutes sex minAge maxAge span"},
    ),
    on(
        NecessityRule,
        rows=dict.fromkeys(RULED, ANY),
        fields={
            ROW: "id codeSystem procedureCode diagnosisCodeSystem diagnosisPrefixes maxUnitsPerDay minDaysBetween"
            " maxPerYear severity span version"
        },
    ),
    neighbour(
        Member,
        {
            PUBLIC: "id",
            only(*CLINICAL): "claims preauthorizations benefitUtilization",
            only(MEMBER, PROVIDER, OFFICER): "eligibility",
            only(*INSURED): "explanationsOfBenefits",
        },
    ),
    neighbour(Company, {PUBLIC: "id", only(EMPLOYER, OFFICER, FINANCE, AUDITOR): "claims"}),
    neighbour(Provider, {PUBLIC: "id", only(PROVIDER, OFFICER, FINANCE, AUDITOR): "claims"}),
    *(
        neighbour(each, {PUBLIC: "id"})
        for each in (User, Agent, MedicalPersonnel, Enrolment, SchemeVersion, PredictiveModel)
    ),
    neighbour(BenefitCategory, {PUBLIC: "code"}),
    values(Reason, FraudFeature, EobTotals, EobLine, EobAccumulator, EobAccumulators, EobBenefit, AdjudicationStep),
    values(EligibilityResult, RemainingAmounts, CategoryEligibility),
    values(EstimateClaimPayload, ClaimEstimate, EstimatedLine, EstimatedShares),
    values(
        *payloads.ALL,
        *preauthorizations.PAYLOADS,
        *desk_payloads.ALL,
        necessity.UpsertNecessityRulePayload,
        *codes.PAYLOADS,
        UserError,
    ),
)
