"""Tables of the schemes domain: what is sold, on which terms, and who is covered by it.

choices   the closed choices of the columns
base      the domain's base class
frozen    triggers that keep approved terms as they are
schemes   insurance_schemes, scheme_versions
terms     benefit_categories, scheme_benefits, scheme_networks, scheme_riders, scheme_pricing,
          scheme_eligibility_rules, scheme_exclusions, group_size_bands
cover     group_policies, member_enrolments, enrolment_riders, premium_quotes
"""

from shared_models.schemes.base import SchemesTable
from shared_models.schemes.choices import (
    AccumulatorYear,
    BenefitScope,
    BillingFrequency,
    CostShareOrder,
    EnrolmentRole,
    EnrolmentStatus,
    ExclusionKind,
    FamilyMode,
    Funding,
    Market,
    NetworkTier,
    OutOfPocketMode,
    PolicyStatus,
    PricingRole,
    PricingSex,
    RiderPricing,
    RiderType,
    RuleAudience,
    SchemeStatus,
    SchemeTier,
    SchemeType,
    VersionStatus,
)
from shared_models.schemes.cover import (
    EnrolmentRider,
    GroupPolicy,
    MemberEnrolment,
    PremiumQuote,
)
from shared_models.schemes.schemes import (
    InsuranceScheme,
    SchemeVersion,
)
from shared_models.schemes.terms import (
    BenefitCategory,
    GroupSizeBand,
    SchemeBenefit,
    SchemeEligibilityRule,
    SchemeExclusion,
    SchemeNetwork,
    SchemePricing,
    SchemeRider,
)

metadata = SchemesTable.metadata

__all__ = [
    "AccumulatorYear",
    "BenefitCategory",
    "BenefitScope",
    "BillingFrequency",
    "CostShareOrder",
    "EnrolmentRider",
    "EnrolmentRole",
    "EnrolmentStatus",
    "ExclusionKind",
    "FamilyMode",
    "Funding",
    "GroupPolicy",
    "GroupSizeBand",
    "InsuranceScheme",
    "Market",
    "MemberEnrolment",
    "NetworkTier",
    "OutOfPocketMode",
    "PolicyStatus",
    "PremiumQuote",
    "PricingRole",
    "PricingSex",
    "RiderPricing",
    "RiderType",
    "RuleAudience",
    "SchemeBenefit",
    "SchemeEligibilityRule",
    "SchemeExclusion",
    "SchemeNetwork",
    "SchemePricing",
    "SchemeRider",
    "SchemeStatus",
    "SchemeTier",
    "SchemeType",
    "SchemeVersion",
    "SchemesTable",
    "VersionStatus",
    "metadata",
]
