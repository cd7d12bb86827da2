"""What a client sees of schemes.

asking    filters and orders of the lists
terms     what a version says: BenefitCategory, SchemeBenefit, SchemeNetwork, SchemeRider, SchemePricing …
schemes   InsuranceScheme, SchemeVersion, PremiumQuote; what schemes adds to Provider
cover     GroupPolicy, Enrolment; what schemes adds to Member and Company
"""
