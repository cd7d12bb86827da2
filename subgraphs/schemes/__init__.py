"""Schemes: what is sold, on which terms, and who is covered by it.

Owns        InsuranceScheme, SchemeVersion, SchemeBenefit, SchemeRider, Enrolment, GroupPolicy, PremiumQuote,
            BenefitCategory
Adds to     Member (scheme, enrolments, activeEnrolment, benefits), Company (policies, schemes),
            Provider (acceptedSchemes)
Refers to   Member, Company (core), ProviderNetwork (providers)
Emits       scheme.*, policy.*, enrolment.*
Follows     company_period.*, member.*, opportunity.won, network.assignment_changed, premium.collected, premium.lapsed
"""
