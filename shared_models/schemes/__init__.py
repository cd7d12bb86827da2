"""Tables of the schemes domain: what is sold, on which terms, and who is covered by it.

choices   the closed choices of the columns
base      the domain's base class
frozen    triggers that keep approved terms as they are
schemes   insurance_schemes, scheme_versions
terms     benefit_categories, scheme_benefits, scheme_networks, scheme_riders, scheme_pricing,
          scheme_eligibility_rules, scheme_exclusions, group_size_bands, benefit_service_rules
cover     group_policies, member_enrolments, enrolment_riders, member_exclusions, waiting_credits, premium_quotes
personal  what columns tell about persons
access    who reaches which rows
"""

from shared_models.access import attach
from shared_models.personal import tag
from shared_models.schemes.access import ACCESS
from shared_models.schemes.base import SchemesTable
from shared_models.schemes.choices import (
    AccumulatorYear,
    BenefitScope,
    BillingFrequency,
    CostShareOrder,
    EnrolmentRole,
    EnrolmentStatus,
    ExclusionKind,
    ExclusionSource,
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
    Rounding,
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
    MemberExclusion,
    PremiumQuote,
    WaitingCredit,
)
from shared_models.schemes.personal import PERSONAL
from shared_models.schemes.schemes import (
    InsuranceScheme,
    SchemeVersion,
)
from shared_models.schemes.terms import (
    BenefitCategory,
    BenefitServiceRule,
    GroupSizeBand,
    SchemeBenefit,
    SchemeEligibilityRule,
    SchemeExclusion,
    SchemeNetwork,
    SchemePricing,
    SchemeRider,
)

metadata = SchemesTable.metadata
tag(metadata, PERSONAL)
attach(metadata, "schemes", ACCESS)

__all__ = [
    "AccumulatorYear",
    "BenefitCategory",
    "BenefitScope",
    "BenefitServiceRule",
    "BillingFrequency",
    "CostShareOrder",
    "EnrolmentRider",
    "EnrolmentRole",
    "EnrolmentStatus",
    "ExclusionKind",
    "ExclusionSource",
    "FamilyMode",
    "Funding",
    "GroupPolicy",
    "GroupSizeBand",
    "InsuranceScheme",
    "Market",
    "MemberEnrolment",
    "MemberExclusion",
    "NetworkTier",
    "OutOfPocketMode",
    "PolicyStatus",
    "PremiumQuote",
    "PricingRole",
    "PricingSex",
    "RiderPricing",
    "RiderType",
    "Rounding",
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
    "WaitingCredit",
    "metadata",
]
