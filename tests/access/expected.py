"""Who may see what: the roles of each query and of each field, written by hand from the design pages.

One letter a role, as the domain design has them: M member, E employer_admin, P provider, C claims_officer,
S sales_agent, F finance_officer, A system_admin, B system_admin with an emergency token, U auditor, V service,
N nobody. A type says who sees rows that are theirs (`own`) and who sees all (`all`), then who sees which field.
"""

from dataclasses import dataclass, field
from typing import Final

LETTERS: Final = "MEPCSFABUVN"
SIGNED_IN: Final = "MEPCSFABUV"


@dataclass(frozen=True)
class Type:
    """Who sees which rows of a type and which fields of those."""

    own: str = ""
    all: str = ""
    fields: dict[str, str] = field(default_factory=dict)

    def seen_by(self, name: str) -> str:
        """Return the roles that see a field."""
        return next(roles for names, roles in self.fields.items() if name in names.split())

    def names(self) -> list[str]:
        """Return all fields."""
        return [name for names in self.fields for name in names.split()]


# Whoever holds B is a system_admin as well.
def holds(role: str) -> str:
    """Return the letters that a role stands for."""
    return "AB" if role == "B" else role


SHARES: Final = (
    "billed allowed planPaid memberOwes deductible copay coinsurance overLimit nonCovered balanceBill writeOff"
    " otherPayer"
)

CORE: Final = {
    "Query": Type(
        all=LETTERS,
        fields={
            "me periods": SIGNED_IN,
            "member memberCard": "MEPCFAU",
            "members company companies companyPeriods": "ESCFAU",
            "memberDocuments": "MECUB",
            "onboardingSession": "MEA",
            "cardTemplates": "EAU",
            "breakGlassGrants": "U",
            "auditLog": "AU",
        },
    ),
    "User": Type(own="MEPCSF", all="AU", fields={"id status": "MEPCSFAU", "email": "MEPCSFA"}),
    "Company": Type(
        own="ME",
        all="SCFAU",
        fields={
            "id companyCode name": "MESCFAU",
            "registrationNumber clientType industry country billingFrequency currency employerContributionRate status"
            " version members periods": "ESCFAU",
            "contactPerson contactEmail contactPhone address": "ESCFA",
        },
    ),
    "Period": Type(all=LETTERS, fields={"id name kind span status": SIGNED_IN}),
    "CompanyPeriod": Type(own="E", all="SCFAU", fields={"id span status graceDays company period": "ESCFAU"}),
    "Member": Type(
        own="MEPB",
        all="CFAU",
        fields={
            "id memberNumber firstName middleName lastName memberType dependentType status version companyId": (
                "MEPCFAU"
            ),
            "company principal dependants employeeNumber grade enrolledOn terminatedOn": "MECFAU",
            "dateOfBirth sex": "MEPCA",
            "maritalStatus email phone address country cards": "MECA",
            "diedOn": "MECAU",
            "consents": "MCU",
            "hasDisability": "MCB",
            "documents": "MECUB",
        },
    ),
    "MemberDocument": Type(
        own="MEB",
        all="CU",
        fields={
            "id documentType mimeType sizeBytes status verifiedAt expiresOn member": "MECUB",
            "documentNumber fileName rejectionReason": "MECB",
        },
    ),
    "OnboardingSession": Type(
        own="ME", all="A", fields={"id status currentStep progress startedAt expiresAt completedAt member": "MEA"}
    ),
    "CardTemplate": Type(
        own="ME", all="CAU", fields={"id name cardType revision isActive layout scheme company": "MECAU"}
    ),
    "MemberCard": Type(
        own="MEP",
        all="CAU",
        fields={
            "id cardNumber cardType status issuedOn expiresOn member": "MEPCAU",
            "template issueReason fee blockReason": "MECAU",
        },
    ),
    "MemberConsent": Type(own="M", all="CU", fields={"id consentType granted createdAt": "MCU"}),
    "BreakGlassGrant": Type(
        all="U", fields={"id memberId caseId reason createdAt expiresAt reviewDueAt reviewedAt user": "U"}
    ),
}

CLAIMS: Final = {
    "Query": Type(
        all=LETTERS,
        fields={
            "diagnosisCodes procedureCodes": LETTERS,
            "claim claims": "MEPCFUB",
            "adjudicationRuns benefitUtilization preauthorization preauthorizations appeals": "MPCUB",
            "explanationsOfBenefits": "MCUB",
            "fraudResults fraudQueue": "CUB",
            "claimQueue": "C",
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
            "category statusReason isEmergency accidentDate diagnoses lines runs preauthorization appeals": "MPCUB",
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
    "Preauthorization": Type(
        own="MPB",
        all="CU",
        fields={
            "id preauthorizationNumber unitsApproved unitsUsed amountLimit span status version member provider"
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
    # What claims adds to the types of others: whose rows come of it is said above.
    "Member": Type(
        all=LETTERS,
        fields={
            "id": LETTERS,
            "claims preauthorizations benefitUtilization": "MPCUB",
            "explanationsOfBenefits": "MCUB",
        },
    ),
    "Company": Type(all=LETTERS, fields={"id": LETTERS, "claims": "ECFU"}),
    "Provider": Type(all=LETTERS, fields={"id": LETTERS, "claims": "PCFU"}),
}

EXPECTED: Final = {"core": CORE, "claims": CLAIMS}

# Who reaches which rows of a table, whatever a service asks: those who see the type, and nobody else.
TABLES: Final = {
    "core": {
        "companies": CORE["Company"],
        "company_periods": CORE["CompanyPeriod"],
        "members": CORE["Member"],
        "provider_member_links": Type(own="P", all="CU"),
        "member_documents": CORE["MemberDocument"],
        "onboarding_sessions": CORE["OnboardingSession"],
        "card_templates": CORE["CardTemplate"],
        "member_cards": CORE["MemberCard"],
        "member_consents": CORE["MemberConsent"],
        "break_glass_grants": Type(own="A", all="U"),
        "notifications": Type(own="M", all="U"),
        "users": CORE["User"],
        "user_roles": Type(own="MEPCSF", all="AU"),
        "login_attempts": Type(),
        "refresh_tokens": Type(),
        "service_clients": Type(),
    },
    "claims": {
        "claims": CLAIMS["Claim"],
        "claim_lines": CLAIMS["ClaimLine"],
        "claim_diagnoses": CLAIMS["ClaimDiagnosis"],
        "claim_appeals": CLAIMS["ClaimAppeal"],
        "preauthorizations": CLAIMS["Preauthorization"],
        "adjudication_snapshots": Type(all="CU"),
        "claim_adjudication_results": CLAIMS["ClaimAdjudicationResult"],
        "claim_line_results": CLAIMS["ClaimLineResult"],
        "claim_adjustments": CLAIMS["ClaimAdjustment"],
        "explanation_of_benefits": CLAIMS["ExplanationOfBenefit"],
        "benefit_utilization": CLAIMS["BenefitUtilization"],
        "medical_necessity_validations": CLAIMS["MedicalNecessityValidation"],
        "fraud_detection_results": CLAIMS["FraudDetectionResult"],
        "fraud_reviews": CLAIMS["FraudReview"],
    },
}
