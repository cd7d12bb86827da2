"""Who may see what of the house: members, companies, cards and consents."""

from typing import Final

from tests.access.expected.entries import LETTERS, SIGNED_IN, Losses, Type

TYPES: Final = {
    "Query": Type(
        all=LETTERS,
        fields={
            "me periods benefitYear": SIGNED_IN,
            "member": "MEPCFAUW",
            "memberCard": "MEPCFAU",
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
    "CompanyPeriod": Type(
        own="E",
        all="SCFAUW",
        fields={"id span status graceDays lapsedOn": "ESCFAUW", "company period": "ESCFAU"},
    ),
    "Member": Type(
        own="MEPB",
        all="CFAUW",
        fields={
            "id memberNumber memberType dependentType status version companyId": "MEPCFAUW",
            # A machine decides about somebody whose name it does not know.
            "firstName middleName lastName": "MEPCFAU",
            "company dependants employeeNumber grade": "MECFAU",
            "principal enrolledOn suspendedOn terminatedOn ageLimit": "MECFAUW",
            "companyPeriods": "ECFAUW",
            "dateOfBirth sex": "MEPCAW",
            "maritalStatus email phone address country cards": "MECA",
            "diedOn": "MECAUW",
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

# Who reaches which rows of a table.
TABLES: Final = {
    "companies": TYPES["Company"],
    "company_periods": TYPES["CompanyPeriod"],
    "members": TYPES["Member"],
    "dependent_rules": Type(all=LETTERS),
    "provider_member_links": Type(own="P", all="CU"),
    "member_documents": TYPES["MemberDocument"],
    "onboarding_sessions": TYPES["OnboardingSession"],
    "card_templates": TYPES["CardTemplate"],
    "member_cards": TYPES["MemberCard"],
    "member_consents": TYPES["MemberConsent"],
    "break_glass_grants": Type(own="A", all="U"),
    "notifications": Type(own="M", all="U"),
    "users": TYPES["User"],
    "user_roles": Type(own="MEPCSF", all="AU"),
    "login_attempts": Type(),
    "refresh_tokens": Type(),
    "service_clients": Type(),
}

# What the matrix must miss when it is taken away.
LOSSES: Final = Losses(
    fields=(
        ("Member", "dateOfBirth", "U"),
        ("Member", "hasDisability", "E"),
        ("Member", "firstName", "W"),
        ("MemberDocument", "documentNumber", "U"),
    ),
    rows=(("Member", "M", "member"), ("Company", "E", "employer_admin")),
    tables=("members", "refresh_tokens"),
    coordinates=("Member.dateOfBirth",),
)
