"""Who may see what of schemes: what is on the market is for all, what a company had made for it and its people."""

from typing import Final

from shared_models import schemes as tables
from shared_models.access import ADJUDICATION, BREAK_GLASS
from shared_models.identity import Role
from shared_models.schemes import SchemeStatus, VersionStatus
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
    neighbour,
    on,
    only,
    own,
    root,
    self_,
    values,
    via,
    where,
)
from subgraphs.schemes.queries import Query
from subgraphs.schemes.types.cover import (
    Company,
    Enrolment,
    EnrolmentRider,
    GroupPolicy,
    Member,
    MemberExclusion,
    WaitingCredit,
)
from subgraphs.schemes.types.schemes import InsuranceScheme, PremiumQuote, Provider, SchemeVersion
from subgraphs.schemes.types.terms import (
    BenefitCategory,
    BenefitComparison,
    BenefitServiceRule,
    GroupSizeBand,
    ProviderNetwork,
    SchemeBenefit,
    SchemeEligibilityRule,
    SchemeExclusion,
    SchemeNetwork,
    SchemePricing,
    SchemeRider,
)

MEMBER: Final = Role.MEMBER
EMPLOYER: Final = Role.EMPLOYER_ADMIN
CLAIMS: Final = Role.CLAIMS_OFFICER
SALES: Final = Role.SALES_AGENT
FINANCE: Final = Role.FINANCE_OFFICER
AUDITOR: Final = Role.AUDITOR
ADMIN: Final = Role.SYSTEM_ADMIN

STAFF: Final = (SALES, CLAIMS, FINANCE, AUDITOR, ADMIN)
# Who is covered is for those who are, for who covers them, and for those who decide and who pay.
COVER: Final = (MEMBER, EMPLOYER, CLAIMS, FINANCE, AUDITOR, ADMIN)
CONTRACT: Final = (EMPLOYER, SALES, FINANCE, AUDITOR, ADMIN)

FOR_ALL: Final = where(ANY, "company_id", None)


def offered(relation: Relation) -> Relation:
    """Let a relation hold for schemes that are, or were, sold; not for those in preparation."""
    return but_not(relation, "status", SchemeStatus.DRAFT)


def in_force(schemes: Relation) -> Relation:
    """Let versions follow their schemes, from their approval on."""
    versions = via(tables.InsuranceScheme, "scheme_id", schemes)
    return where(versions, "status", VersionStatus.APPROVED, VersionStatus.ACTIVE, VersionStatus.SUPERSEDED)


def below(rows: Rows) -> Rows:
    """Open the terms of the versions that are open."""
    return {
        grant: ANY if relation is ANY else via(tables.SchemeVersion, "scheme_version_id", relation)
        for grant, relation in rows.items()
    }


SCHEMES: Final[Rows] = {
    **dict.fromkeys(Role, offered(FOR_ALL)),
    MEMBER: offered(either(FOR_ALL, employer("company_id"))),
    EMPLOYER: offered(either(FOR_ALL, company("company_id"))),
    # Who decides claims sees the terms of any scheme, whoever it was made for.
    **dict.fromkeys((*STAFF, ADJUDICATION), ANY),
}
VERSIONS: Final[Rows] = {grant: ANY if relation is ANY else in_force(relation) for grant, relation in SCHEMES.items()}
TERMS: Final = below(VERSIONS)
# What people join by, which is no part of a decision.
JOINING: Final[Rows] = {grant: relation for grant, relation in TERMS.items() if grant != ADJUDICATION}
ENROLMENTS: Final[Rows] = {
    MEMBER: own("member_id"),
    EMPLOYER: via(tables.GroupPolicy, "policy_id", company("company_id")),
    **dict.fromkeys((CLAIMS, FINANCE, AUDITOR, ADMIN, ADJUDICATION), ANY),
}
# What somebody had before they were covered tells of their health.
BEFORE_COVER: Final[Rows] = {
    MEMBER: own("member_id"),
    BREAK_GLASS: glass("member_id"),
    **dict.fromkeys((CLAIMS, AUDITOR, ADJUDICATION), ANY),
}

POLICY: Final = Policy(
    root(
        Query,
        {
            PUBLIC: "benefitCategories",
            ANY_ROLE: ("insuranceScheme insuranceSchemes schemeVersion schemeVersions schemeVersionOn compareSchemes"),
            only(*COVER): "enrolment enrolments",
            only(*CONTRACT): "groupPolicy groupPolicies",
        },
    ),
    on(
        InsuranceScheme,
        rows=SCHEMES,
        fields={
            ANY_ROLE: (
                "id schemeCode name description schemeType funding market tier currency country status version company"
                " versions versionOn networkIds"
            )
        },
    ),
    on(
        SchemeVersion,
        rows=VERSIONS,
        fields={
            ANY_ROLE: (
                "id versionNo span status currency individualDeductible familyDeductible individualOopMax familyOopMax"
                " oopMode annualLimit lifetimeLimit costShareOrder familyMode filingLimitDays appealDays"
                " nonNetworkReferenceRate accumulateOn rounding approvedAt version contentHash scheme benefits networks"
                " riders pricing eligibilityRules exclusions groupSizeBands serviceRules"
            )
        },
    ),
    on(
        SchemeBenefit,
        rows=TERMS,
        fields={
            ANY_ROLE: (
                "id isCovered inCopay inCoinsurance inDeductibleApplies outCovered outCopay outCoinsurance"
                " outDeductibleApplies annualLimit visitLimitCount perVisitLimit lifetimeLimit waitingDays"
                " waitingWaivedForAccident requiresPreauth preauthThreshold countsToOop networkRequired category"
            )
        },
    ),
    on(SchemeNetwork, rows=TERMS, fields={ANY_ROLE: "id tier copayDelta coinsuranceDelta priority network"}),
    on(
        SchemeRider,
        rows=TERMS,
        fields={
            ANY_ROLE: (
                "id riderCode name riderType limit waitingDays pricing price percent minAge maxAge isMandatory category"
            )
        },
    ),
    on(
        SchemePricing,
        rows=JOINING,
        fields={ANY_ROLE: "id role ageFrom ageTo sex region annualPremium loadingRate discountRate"},
    ),
    on(
        SchemeEligibilityRule,
        rows=JOINING,
        fields={ANY_ROLE: "id name appliesTo expression message isMandatory priority"},
    ),
    on(SchemeExclusion, rows=TERMS, fields={ANY_ROLE: "id kind codeSystem codePrefix reason waivedByRiderCode"}),
    on(GroupSizeBand, rows=JOINING, fields={ANY_ROLE: "id minLives maxLives factor"}),
    on(BenefitCategory, rows=None, fields={PUBLIC: "id code name scope parent widerCodes"}),
    on(
        BenefitServiceRule,
        rows=None,
        fields={ANY_ROLE: "id codeSystem codePrefix serviceCategory claimCategory placeOfService priority category"},
    ),
    on(
        PremiumQuote,
        # Whoever asked for a quote sees it again, and who sells and who invoices.
        rows={**dict.fromkeys(Role, self_("created_by")), **dict.fromkeys((SALES, FINANCE, AUDITOR, ADMIN), ANY)},
        fields={ROW: "id quoteNo net tax total validUntil createdAt schemeVersion"},
    ),
    on(
        GroupPolicy,
        rows={EMPLOYER: company("company_id"), **dict.fromkeys((SALES, FINANCE, AUDITOR, ADMIN), ANY)},
        fields={
            ROW: "id policyNumber span status billingFrequency version company scheme schemeVersion groupSizeBand"
            " enrolments"
        },
    ),
    on(
        Enrolment,
        rows=ENROLMENTS,
        # A sales agent knows how many a policy covers, not whom.
        counted_by=(SALES,),
        fields={
            ROW: "id schemeType role span status version schemeVersion riders",
            only(MEMBER, EMPLOYER, CLAIMS, FINANCE, AUDITOR, ADMIN): "annualPremium member principal",
            only(EMPLOYER, FINANCE, AUDITOR, ADMIN): "policy",
            only(MEMBER, EMPLOYER, CLAIMS, AUDITOR, ADMIN): "terminationReason",
            # Cover by others is not the employer's business, and numbers of persons are not the auditor's.
            only(MEMBER, CLAIMS, FINANCE, AUDITOR, ADMIN): "otherPayerScheme",
            only(MEMBER, CLAIMS, FINANCE, ADMIN): "externalReference",
        },
    ),
    on(
        EnrolmentRider,
        rows={
            grant: ANY if relation is ANY else via(tables.MemberEnrolment, "enrolment_id", relation)
            for grant, relation in ENROLMENTS.items()
        },
        fields={ROW: "id span rider", only(*COVER): "premium"},
    ),
    on(
        MemberExclusion,
        rows=BEFORE_COVER,
        fields={ROW: "id span", only(*BEFORE_COVER, purpose="to apply what cover leaves out"): "codeSystem codePrefix"},
    ),
    on(
        WaitingCredit,
        rows=BEFORE_COVER,
        fields={ROW: "id days", only(*BEFORE_COVER, purpose="to count what was waited already"): "category"},
    ),
    neighbour(
        Member,
        {
            PUBLIC: "id",
            only(*COVER): "scheme activeEnrolment benefits enrolments",
            only(*COVER, ADJUDICATION): "enrolmentsAround",
            only(*BEFORE_COVER): "priorConditions waitingCredits",
        },
    ),
    neighbour(Company, {PUBLIC: "id", only(*CONTRACT): "policies schemes"}),
    neighbour(Provider, {PUBLIC: "id networkIds", ANY_ROLE: "acceptedSchemes"}),
    neighbour(ProviderNetwork, {PUBLIC: "id"}),
    values(BenefitComparison),
)
