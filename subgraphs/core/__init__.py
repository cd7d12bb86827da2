"""Core: who is covered, through which company, and how they prove it.

Owns        User, Company, Member, Period, CompanyPeriod, MemberDocument, OnboardingSession, MemberCard, CardTemplate
Refers to   InsuranceScheme (schemes)
Emits       company.*, company_period.*, member.*, card.*
Follows     claim.submitted, eob.issued (claims)
"""
