"""Who may see what of core."""

from typing import Final

from shared_models import core as tables
from shared_models.access import ADJUDICATION, BREAK_GLASS
from shared_models.core import DocumentType
from shared_models.identity import Role
from subgraphs.core.mutations import Mutation, payloads
from subgraphs.core.queries import Query
from subgraphs.core.types import (
    BreakGlassGrant,
    CardTemplate,
    Company,
    CompanyPeriod,
    InsuranceScheme,
    Me,
    Member,
    MemberCard,
    MemberConsent,
    MemberDocument,
    OnboardingSession,
    Period,
    User,
)
from subgraphs.kit.audit.trail import AuditEntry
from subgraphs.kit.policy import (
    ANY,
    ANY_ROLE,
    PUBLIC,
    ROW,
    Policy,
    Relation,
    Rows,
    but_not,
    company,
    either,
    employer,
    glass,
    lasting,
    neighbour,
    on,
    only,
    own,
    provider,
    root,
    self_,
    values,
    via,
    where,
)
from subgraphs.kit.usererrors import UserError

MEMBER: Final = Role.MEMBER
EMPLOYER: Final = Role.EMPLOYER_ADMIN
PROVIDER: Final = Role.PROVIDER
CLAIMS: Final = Role.CLAIMS_OFFICER
SALES: Final = Role.SALES_AGENT
FINANCE: Final = Role.FINANCE_OFFICER
AUDITOR: Final = Role.AUDITOR
ADMIN: Final = Role.SYSTEM_ADMIN


# A machine is no user.
USERS: Final = frozenset(Role) - {Role.SERVICE}


# A provider knows a member whose card was shown there, or of whom a claim came from there, not long ago.
def patient(column: str) -> Relation:
    """Let a provider see what belongs to a member it knows."""
    return via(tables.ProviderMemberLink, column, lasting(provider("provider_id"), "seen_until"), key="member_id")


def staff_of_company(column: str) -> Relation:
    """Let an employer see what belongs to a member of the company."""
    return via(tables.Member, column, company("company_id"))


MEMBERS: Final[Rows] = {
    MEMBER: own("id"),
    EMPLOYER: company("company_id"),
    PROVIDER: patient("id"),
    CLAIMS: ANY,
    FINANCE: ANY,
    AUDITOR: ANY,
    ADMIN: ANY,
    ADJUDICATION: ANY,
    BREAK_GLASS: glass("id"),
}
COMPANIES: Final[Rows] = {
    MEMBER: employer("id"),
    EMPLOYER: company("id"),
    SALES: ANY,
    CLAIMS: ANY,
    FINANCE: ANY,
    AUDITOR: ANY,
    ADMIN: ANY,
}

POLICY: Final = Policy(
    root(
        Query,
        {
            ANY_ROLE: "me periods benefitYear",
            only(AUDITOR): "breakGlassGrants",
            only(AUDITOR, ADMIN): "auditLog",
            only(MEMBER, EMPLOYER, PROVIDER, CLAIMS, FINANCE, AUDITOR, ADMIN, ADJUDICATION): "member",
            only(MEMBER, EMPLOYER, PROVIDER, CLAIMS, FINANCE, AUDITOR, ADMIN): "memberCard",
            only(EMPLOYER, SALES, CLAIMS, FINANCE, AUDITOR, ADMIN): "members company companies",
            only(EMPLOYER, CLAIMS, SALES, FINANCE, AUDITOR, ADMIN): "companyPeriods",
            only(MEMBER, EMPLOYER, CLAIMS, AUDITOR, BREAK_GLASS): "memberDocuments",
            only(MEMBER, EMPLOYER, ADMIN): "onboardingSession",
            only(EMPLOYER, ADMIN, AUDITOR): "cardTemplates",
        },
    ),
    on(
        User,
        rows={
            **dict.fromkeys(USERS, self_()),
            EMPLOYER: either(self_(), self_("created_by")),
            AUDITOR: ANY,
            ADMIN: ANY,
        },
        fields={ROW: "id status", only(*(USERS - {AUDITOR})): "email"},
    ),
    on(
        Company,
        rows=COMPANIES,
        fields={
            ROW: "id companyCode name",
            only(EMPLOYER, SALES, CLAIMS, FINANCE, AUDITOR, ADMIN): (
                "registrationNumber clientType industry country billingFrequency currency employerContributionRate"
                " status version members periods"
            ),
            # The person in charge there; an auditor reads identities masked.
            only(EMPLOYER, SALES, CLAIMS, FINANCE, ADMIN): "contactPerson contactEmail contactPhone address",
        },
    ),
    on(Period, rows=None, fields={ANY_ROLE: "id name kind span status"}, asked_by={ANY_ROLE: "created_at"}),
    on(
        CompanyPeriod,
        rows={
            EMPLOYER: company("company_id"),
            **dict.fromkeys((SALES, CLAIMS, FINANCE, AUDITOR, ADMIN, ADJUDICATION), ANY),
        },
        fields={
            ROW: "id span status graceDays lapsedOn",
            only(EMPLOYER, SALES, CLAIMS, FINANCE, AUDITOR, ADMIN): "company period",
        },
        asked_by={ROW: "created_at"},
    ),
    on(
        Member,
        rows=MEMBERS,
        # A sales agent knows how many a company covers, not whom.
        counted_by=(SALES,),
        fields={
            ROW: "id memberNumber memberType dependentType status version companyId",
            # A machine decides about a member and knows no names.
            only(*(MEMBERS.keys() - {ADJUDICATION})): "firstName middleName lastName",
            only(MEMBER, EMPLOYER, CLAIMS, FINANCE, AUDITOR, ADMIN): "company dependants employeeNumber grade",
            only(MEMBER, EMPLOYER, CLAIMS, FINANCE, AUDITOR, ADMIN, ADJUDICATION): (
                "principal enrolledOn suspendedOn terminatedOn ageLimit"
            ),
            only(EMPLOYER, CLAIMS, FINANCE, AUDITOR, ADMIN, ADJUDICATION): "companyPeriods",
            # Who somebody is: to find cover and to treat the right person. An auditor reads identities masked.
            only(MEMBER, EMPLOYER, PROVIDER, CLAIMS, ADMIN, ADJUDICATION): "dateOfBirth sex",
            only(MEMBER, EMPLOYER, CLAIMS, ADMIN): "maritalStatus email phone address country cards",
            only(MEMBER, EMPLOYER, CLAIMS, AUDITOR, ADMIN, ADJUDICATION): "diedOn",
            only(MEMBER, CLAIMS, AUDITOR): "consents",
            only(MEMBER, CLAIMS, BREAK_GLASS, purpose="to apply the rules for people with a disability"): (
                "hasDisability"
            ),
            only(MEMBER, EMPLOYER, CLAIMS, AUDITOR, BREAK_GLASS, purpose="to prove what cover depends on"): "documents",
        },
    ),
    on(
        MemberDocument,
        rows={
            MEMBER: own("member_id"),
            # An employer proves who somebody is, not how somebody is.
            EMPLOYER: but_not(staff_of_company("member_id"), "document_type", DocumentType.MEDICAL_REPORT),
            CLAIMS: ANY,
            AUDITOR: ANY,
            BREAK_GLASS: glass("member_id"),
        },
        fields={
            ROW: "id documentType mimeType sizeBytes status verifiedAt expiresOn member",
            only(MEMBER, EMPLOYER, CLAIMS, BREAK_GLASS, purpose="to check the document against the record"): (
                "documentNumber fileName rejectionReason"
            ),
        },
        asked_by={ROW: "created_at"},
    ),
    on(
        OnboardingSession,
        rows={MEMBER: own("member_id"), EMPLOYER: staff_of_company("member_id"), ADMIN: ANY},
        fields={ROW: "id status currentStep progress startedAt expiresAt completedAt member"},
    ),
    on(
        CardTemplate,
        rows={
            # What the own card looks like; an employer also what all companies may use.
            EMPLOYER: either(company("company_id"), where(ANY, "company_id", None)),
            MEMBER: either(employer("company_id"), where(ANY, "company_id", None)),
            **dict.fromkeys((CLAIMS, AUDITOR, ADMIN), ANY),
        },
        fields={ROW: "id name cardType revision isActive layout scheme company"},
        asked_by={ROW: "created_at"},
    ),
    on(
        MemberCard,
        rows={
            MEMBER: own("member_id"),
            EMPLOYER: staff_of_company("member_id"),
            PROVIDER: patient("member_id"),
            **dict.fromkeys((CLAIMS, AUDITOR, ADMIN), ANY),
        },
        fields={
            ROW: "id cardNumber cardType status issuedOn expiresOn",
            only(MEMBER, EMPLOYER, PROVIDER, CLAIMS, AUDITOR, ADMIN): "member",
            only(MEMBER, EMPLOYER, CLAIMS, AUDITOR, ADMIN): "template issueReason fee blockReason",
        },
    ),
    root(
        Mutation,
        {
            PUBLIC: "login refreshToken logout serviceToken",
            ANY_ROLE: "changePassword enrolMfa confirmMfa",
            only(EMPLOYER, ADMIN): "createUser assignRole revokeRole",
            only(ADMIN): "lockUser breakGlass",
            only(AUDITOR): "reviewBreakGlass",
            only(MEMBER): "recordConsent",
            only(Role.SERVICE): "noteDenials",
        },
    ),
    on(
        MemberConsent,
        rows={MEMBER: own("member_id"), CLAIMS: ANY, AUDITOR: ANY},
        fields={ROW: "id consentType granted createdAt"},
    ),
    on(
        BreakGlassGrant,
        rows={AUDITOR: ANY},
        fields={ROW: "id memberId caseId reason createdAt expiresAt reviewDueAt reviewedAt user"},
        asked_by={ROW: "created_at"},
    ),
    # What somebody is told of themselves, or gets for their credentials.
    values(Me, *payloads.ALL, UserError, AuditEntry),
    neighbour(InsuranceScheme, {PUBLIC: "id"}),
)
