"""Who may see what of schemes: what is sold is for all, what was made for a company for it and its people."""

from typing import Final

from tests.access.expected.entries import LETTERS, SIGNED_IN, Losses, Type

# Who reads what has not been sold yet, and what others had made for them.
STAFF: Final = "SCFAU"


def terms(names: str) -> Type:
    """Return the entry of what follows a scheme."""
    return Type(own="ME", listed=SIGNED_IN, all=STAFF, fields={names: SIGNED_IN})


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
    "InsuranceScheme": terms(
        "id schemeCode name description schemeType funding market tier currency country status version company"
        " versions versionOn networkIds"
    ),
    "SchemeVersion": terms(
        "id versionNo span status currency individualDeductible familyDeductible individualOopMax familyOopMax oopMode"
        " annualLimit lifetimeLimit costShareOrder familyMode filingLimitDays appealDays nonNetworkReferenceRate"
        " accumulateOn approvedAt version contentHash scheme benefits networks riders pricing eligibilityRules"
        " exclusions groupSizeBands"
    ),
    "SchemeBenefit": terms(
        "id isCovered inCopay inCoinsurance inDeductibleApplies outCovered outCopay outCoinsurance"
        " outDeductibleApplies annualLimit visitLimitCount perVisitLimit lifetimeLimit waitingDays"
        " waitingWaivedForAccident requiresPreauth preauthThreshold countsToOop networkRequired category"
    ),
    "SchemeNetwork": terms("id tier copayDelta coinsuranceDelta priority network"),
    "SchemeRider": terms(
        "id riderCode name riderType limit waitingDays pricing price percent minAge maxAge isMandatory category"
    ),
    "SchemePricing": terms("id role ageFrom ageTo sex region annualPremium loadingRate discountRate"),
    "SchemeEligibilityRule": terms("id name appliesTo expression message isMandatory priority"),
    "SchemeExclusion": terms("id kind codeSystem codePrefix reason waivedByRiderCode"),
    "GroupSizeBand": terms("id minLives maxLives factor"),
    "BenefitCategory": Type(all=LETTERS, fields={"id code name scope parent": LETTERS}),
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
        all="CFAU",
        fields={
            "id schemeType role span status annualPremium version member principal schemeVersion riders": "MECFAU",
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
    "EnrolmentRider": Type(own="ME", all="CFAU", fields={"id span premium rider": "MECFAU"}),
    # What schemes adds to the types of others: whose rows come of it is said above.
    "Member": Type(all=LETTERS, fields={"id": LETTERS, "scheme activeEnrolment benefits enrolments": "MECFAU"}),
    "Company": Type(all=LETTERS, fields={"id": LETTERS, "policies schemes": "ESFAU"}),
    "Provider": Type(all=LETTERS, fields={"id networkIds": LETTERS, "acceptedSchemes": SIGNED_IN}),
}

# What somebody had before they were covered tells of their health.
BEFORE_COVER: Final = Type(own="MB", all="CU")
TABLES: Final = {
    "insurance_schemes": TYPES["InsuranceScheme"],
    "scheme_versions": TYPES["SchemeVersion"],
    "scheme_benefits": TYPES["SchemeBenefit"],
    "scheme_networks": TYPES["SchemeNetwork"],
    "scheme_riders": TYPES["SchemeRider"],
    "scheme_pricing": TYPES["SchemePricing"],
    "scheme_eligibility_rules": TYPES["SchemeEligibilityRule"],
    "scheme_exclusions": TYPES["SchemeExclusion"],
    "group_size_bands": TYPES["GroupSizeBand"],
    "premium_quotes": TYPES["PremiumQuote"],
    "group_policies": TYPES["GroupPolicy"],
    "member_enrolments": TYPES["Enrolment"],
    "enrolment_riders": TYPES["EnrolmentRider"],
    "member_exclusions": BEFORE_COVER,
    "waiting_credits": BEFORE_COVER,
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
