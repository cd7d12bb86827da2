"""Who may see what of claims."""

from typing import Final

from tests.access.expected.entries import LETTERS, Losses, Type

SHARES: Final = (
    "billed allowed planPaid memberOwes deductible copay coinsurance overLimit nonCovered balanceBill writeOff"
    " otherPayer"
)

TYPES: Final = {
    "Query": Type(
        all=LETTERS,
        fields={
            "diagnosisCodes procedureCodes": LETTERS,
            "claim claims": "MEPCFUB",
            "adjudicationRuns explainAdjudication benefitUtilization preauthorization preauthorizations": "MPCUB",
            "appeals": "MPCUB",
            "explanationsOfBenefits": "MCUB",
            "fraudResults fraudQueue": "CUB",
            "eligibility estimateClaim": "MPC",
            "claimQueue reprocessCandidates": "C",
            "necessityRules": "PCUAB",
        },
    ),
    "Claim": Type(
        own="MEPB",
        all="CFU",
        fields={
            "id claimNumber receivedAt currency billed allowed planPaid memberOwes writeOff otherPayer version"
            " company": "MEPCFUB",
            "member provider enrolment": "MPCFUB",
            "status claimType use priority source serviceFrom serviceTo adjudicatedAt paidAt externalRef personnel"
            " schemeVersion replaces": "MPCUB",
            "category statusReason isEmergency accidentDate diagnoses lines runs preauthorization appeals"
            " documents history": "MPCUB",
            "agent": "MCU",
            "assignee": "CU",
            "eob": "MCUB",
            "fraud necessityValidations": "CUB",
        },
    ),
    "ClaimLine": Type(
        own="MPB",
        all="CU",
        fields={
            "id lineNo serviceDate units unitPrice billed decision networkTier allowed planPaid deductible copay"
            " coinsurance overLimit nonCovered balanceBill writeOff adjustments preauthorization procedureCode"
            " codeSystem modifier placeOfService diagnosisPointers tooth benefitCategory": "MPCUB"
        },
    ),
    "ClaimDiagnosis": Type(own="MPB", all="CU", fields={"position codeSystem code role diagnosis": "MPCUB"}),
    "ClaimEvent": Type(own="MPB", all="CU", fields={"fromStatus toStatus reason createdAt": "MPCUB", "actor": "CU"}),
    "ClaimDocument": Type(
        own="MPB", all="CU", fields={"id documentType fileName mimeType sizeBytes sha256 createdAt": "MPCUB"}
    ),
    "ReprocessCandidate": Type(all="CU", fields={"id cause detectedAt resolvedAt version claim": "CU"}),
    "Preauthorization": Type(
        own="MPB",
        all="CU",
        fields={
            "id preauthorizationNumber unitsRequested unitsApproved unitsUsed amountLimit amountUsed decidedAt"
            " decisionReason span status version member provider"
            " codeSystem procedureCode": "MPCUB"
        },
    ),
    "ClaimAdjudicationResult": Type(
        own="MPB",
        all="CU",
        fields={
            f"id runNo engineVersion mode outcome durationMs createdAt claim lines reasons {SHARES}": "MPCUB",
            "decidedBy": "CU",
        },
    ),
    "ClaimLineResult": Type(
        own="MPB", all="CU", fields={f"id decision networkTier line benefitCategory adjustments {SHARES}": "MPCUB"}
    ),
    "ClaimAdjustment": Type(own="MPB", all="CU", fields={"groupCode reason amount carc": "MPCUB"}),
    "ExplanationOfBenefit": Type(
        own="MB",
        all="CU",
        fields={
            "id eobNumber issuedAt language appealDeadline claim result member reverses totals lines accumulators": (
                "MCUB"
            )
        },
    ),
    "BenefitUtilization": Type(
        own="MPB",
        all="CU",
        fields={
            "id accumulator networkTier period limit used limitCount usedCount remaining remainingCount member"
            " enrolment benefitCategory": "MPCUB"
        },
    ),
    "FraudDetectionResult": Type(
        own="B",
        all="CU",
        fields={"id runNo score level action modelScore createdAt features claim model review": "CUB"},
    ),
    "FraudReview": Type(all="CU", fields={"id status createdAt closedAt version investigator notes": "CU"}),
    "MedicalNecessityValidation": Type(
        own="B",
        all="CU",
        fields={"id result confidence createdAt line reviewer diagnosisCode procedureCode note": "CUB"},
    ),
    "ClaimAppeal": Type(
        own="MPB", all="CU", fields={"id filedAt status decidedAt version claim filedBy grounds": "MPCUB"}
    ),
    "DiagnosisCode": Type(
        all=LETTERS,
        fields={"id codeSystem code description categoryCode chapter isBillable sex minAge maxAge span": LETTERS},
    ),
    "ProcedureCode": Type(
        all=LETTERS,
        fields={"id codeSystem code description serviceCategory defaultMinutes sex minAge maxAge span": LETTERS},
    ),
    "NecessityRule": Type(
        all="PCUAB",
        fields={
            "id codeSystem procedureCode diagnosisCodeSystem diagnosisPrefixes maxUnitsPerDay minDaysBetween"
            " maxPerYear severity span version": "PCUAB"
        },
    ),
    # What claims adds to the types of others: whose rows come of it is said above.
    "Member": Type(
        all=LETTERS,
        fields={
            "id": LETTERS,
            "claims preauthorizations benefitUtilization": "MPCUB",
            "eligibility": "MPC",
            "explanationsOfBenefits": "MCUB",
        },
    ),
    "Company": Type(all=LETTERS, fields={"id": LETTERS, "claims": "ECFU"}),
    "Provider": Type(all=LETTERS, fields={"id": LETTERS, "claims": "PCFU"}),
}

# Who reaches which rows of a table.
TABLES: Final = {
    "claims": TYPES["Claim"],
    "claim_lines": TYPES["ClaimLine"],
    "claim_diagnoses": TYPES["ClaimDiagnosis"],
    "claim_documents": TYPES["ClaimDocument"],
    "claim_events": TYPES["ClaimEvent"],
    "reprocess_candidates": TYPES["ReprocessCandidate"],
    "claim_appeals": TYPES["ClaimAppeal"],
    "preauthorizations": TYPES["Preauthorization"],
    "adjudication_snapshots": Type(all="CU"),
    "claim_adjudication_results": TYPES["ClaimAdjudicationResult"],
    "claim_line_results": TYPES["ClaimLineResult"],
    "claim_adjustments": TYPES["ClaimAdjustment"],
    "explanation_of_benefits": TYPES["ExplanationOfBenefit"],
    "benefit_utilization": TYPES["BenefitUtilization"],
    "medical_necessity_validations": TYPES["MedicalNecessityValidation"],
    "fraud_detection_results": TYPES["FraudDetectionResult"],
    "fraud_reviews": TYPES["FraudReview"],
    # What would be decided is asked in the name of whoever asks.
    "necessity_rules": Type(all=LETTERS),
}

# What the matrix must miss when it is taken away.
LOSSES: Final = Losses(
    fields=(
        ("Claim", "diagnoses", "E"),
        ("Claim", "status", "F"),
        ("Query", "claimQueue", "M"),
        ("Member", "claims", "S"),
    ),
    rows=(
        ("Claim", "P", "provider"),
        ("ClaimLine", "M", "member"),
        ("ExplanationOfBenefit", "B", "break_glass"),
    ),
    tables=("claims", "claim_diagnoses"),
    coordinates=("Claim.diagnoses", "Query.claims"),
)
