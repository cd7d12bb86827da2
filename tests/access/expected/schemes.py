"""Who may see what of schemes: what is sold is for all, what was made for a company for it and its people."""

from typing import Final

from tests.access.expected.entries import LETTERS, SIGNED_IN, Losses, Type

# Who reads what has not been sold yet, and what others had made for them.
STAFF: Final = "SCFAU"


def terms(names: str) -> Type:
    """Return the entry of what follows a scheme."""
    return Type(own="ME", listed=SIGNED_IN, all=STAFF, fields={names: SIGNED_IN})


def decided_by(names: str) -> Type:
    """Return the entry of what claims are decided by as well, whoever the scheme was made for."""
    return Type(own="ME", listed=SIGNED_IN, all=STAFF + "W", fields={names: SIGNED_IN})


TYPES: Final = {
    "Query": Type(
        all=LETTERS,
        fields={
            "benefitCategories": LETTERS,
            "insuranceScheme insuranceSchemes schemeVersion schemeVersions schemeVersionOn compareSchemes": SIGNED_IN,
            # No member's record is a sales agent's, and a provider learns of cover by asking whether somebody has it.
            "enrolment enrolments": "MECFAU",
            "groupPolicy groupPolicies": "ESFAU",
        },
    ),
    "InsuranceScheme": decided_by(
        "id schemeCode name description schemeType funding market tier currency country status version company"
        " versions versionOn networkIds"
    ),
    "SchemeVersion": decided_by(
        "id versionNo span status currency individualDeductible familyDeductible individualOopMax familyOopMax oopMode"
        " annualLimit lifetimeLimit costShareOrder familyMode filingLimitDays appealDays nonNetworkReferenceRate"
        " accumulateOn rounding approvedAt version contentHash scheme benefits networks riders pricing eligibilityRules"
        " exclusions groupSizeBands serviceRules"
    ),
    "SchemeBenefit": decided_by(
        "id isCovered inCopay inCoinsurance inDeductibleApplies outCovered outCopay outCoinsurance"
        " outDeductibleApplies annualLimit visitLimitCount perVisitLimit lifetimeLimit waitingDays"
        " waitingWaivedForAccident requiresPreauth preauthThreshold countsToOop networkRequired category"
    ),
    "SchemeNetwork": decided_by("id tier copayDelta coinsuranceDelta priority network"),
    "SchemeRider": decided_by(
        "id riderCode name riderType limit waitingDays pricing price percent minAge maxAge isMandatory category"
    ),
    "SchemePricing": terms("id role ageFrom ageTo sex region annualPremium loadingRate discountRate"),
    "SchemeEligibilityRule": terms("id name appliesTo expression message isMandatory priority"),
    "SchemeExclusion": decided_by("id kind codeSystem codePrefix reason waivedByRiderCode"),
    "GroupSizeBand": terms("id minLives maxLives factor"),
    "BenefitCategory": Type(all=LETTERS, fields={"id code name scope parent widerCodes": LETTERS}),
    "BenefitServiceRule": Type(
        all=LETTERS,
        fields={
            "id codeSystem codePrefix serviceCategory claimCategory placeOfService priority category": SIGNED_IN,
        },
    ),
    # Anybody may have a premium computed.
    "PremiumQuote": Type(
        own="MEPC", all="SFAU", fields={"id quoteNo net tax total validUntil createdAt schemeVersion": SIGNED_IN}
    ),
    "GroupPolicy": Type(
        own="E",
        all="SFAU",
        fields={
            "id policyNumber span status billingFrequency version company scheme schemeVersion groupSizeBand"
            " enrolments": "ESFAU"
        },
    ),
    "Enrolment": Type(
        own="ME",
        all="CFAUW",
        fields={
            "id schemeType role span status version schemeVersion riders": "MECFAUW",
            "annualPremium member principal": "MECFAU",
            # What is reached by it only some may see.
            "policy": "EFAU",
            # Why somebody left may tell of their health: it is no amount.
            "terminationReason": "MECAU",
            # What else somebody is covered by is not for who employs them.
            "otherPayerScheme": "MCFAU",
            # By what others know a person is masked for an auditor.
            "externalReference": "MCFA",
        },
    ),
    "EnrolmentRider": Type(own="ME", all="CFAUW", fields={"id span rider": "MECFAUW", "premium": "MECFAU"}),
    # What somebody had before they were covered tells of their health.
    "MemberExclusion": Type(own="MB", all="CUW", fields={"id span codeSystem codePrefix": "MBCUW"}),
    "WaitingCredit": Type(own="MB", all="CUW", fields={"id days category": "MBCUW"}),
    # What schemes adds to the types of others: whose rows come of it is said above.
    "Member": Type(
        all=LETTERS,
        fields={
            "id": LETTERS,
            "scheme activeEnrolment benefits enrolments": "MECFAU",
            "enrolmentsAround": "MECFAUW",
            "priorConditions waitingCredits": "MCBUW",
        },
    ),
    "Company": Type(all=LETTERS, fields={"id": LETTERS, "policies schemes": "ESFAU"}),
    "Provider": Type(all=LETTERS, fields={"id networkIds": LETTERS, "acceptedSchemes": SIGNED_IN}),
}

# By the database alone, whoever sees a version sees what follows it.
FOLLOWING: Final = Type(own="ME", listed=SIGNED_IN, all=STAFF + "W")
TABLES: Final = {
    "insurance_schemes": TYPES["InsuranceScheme"],
    "scheme_versions": TYPES["SchemeVersion"],
    "scheme_benefits": TYPES["SchemeBenefit"],
    "scheme_networks": TYPES["SchemeNetwork"],
    "scheme_riders": TYPES["SchemeRider"],
    "scheme_pricing": FOLLOWING,
    "scheme_eligibility_rules": FOLLOWING,
    "scheme_exclusions": TYPES["SchemeExclusion"],
    "group_size_bands": FOLLOWING,
    "premium_quotes": TYPES["PremiumQuote"],
    "group_policies": TYPES["GroupPolicy"],
    "member_enrolments": TYPES["Enrolment"],
    "enrolment_riders": TYPES["EnrolmentRider"],
    "member_exclusions": TYPES["MemberExclusion"],
    "waiting_credits": TYPES["WaitingCredit"],
}

LOSSES: Final = Losses(
    fields=(
        ("Enrolment", "terminationReason", "F"),
        ("Enrolment", "otherPayerScheme", "E"),
        ("Enrolment", "externalReference", "U"),
        ("Query", "enrolments", "S"),
        ("Company", "policies", "C"),
    ),
    rows=(
        ("InsuranceScheme", "M", "member"),
        ("SchemeBenefit", "P", "provider"),
        ("Enrolment", "E", "employer_admin"),
        ("PremiumQuote", "C", "claims_officer"),
    ),
    tables=("insurance_schemes", "scheme_pricing", "member_enrolments", "waiting_credits"),
    coordinates=("Query.enrolments", "Enrolment.externalReference", "InsuranceScheme.name"),
)
