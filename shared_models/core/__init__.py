"""Tables of the core domain: who is covered, through whom, and how they prove it.

choices      the closed choices of the columns
base         the domain's base class
companies    companies, periods, company_periods
members      users, members, member_documents, onboarding_sessions
cards        card_templates, member_cards
"""

from shared_models.core.base import CoreTable
from shared_models.core.cards import CardTemplate, MemberCard
from shared_models.core.choices import (
    BillingFrequency,
    CardStatus,
    CardType,
    ClientType,
    CompanyPeriodStatus,
    CompanyStatus,
    DependentType,
    DocumentStatus,
    DocumentType,
    IssueReason,
    MaritalStatus,
    MemberStatus,
    MemberType,
    OnboardingStatus,
    PeriodKind,
    PeriodStatus,
    Sex,
    UserStatus,
)
from shared_models.core.companies import Company, CompanyPeriod, Period
from shared_models.core.members import Member, MemberDocument, OnboardingSession, User

metadata = CoreTable.metadata

__all__ = [
    "BillingFrequency",
    "CardStatus",
    "CardTemplate",
    "CardType",
    "ClientType",
    "Company",
    "CompanyPeriod",
    "CompanyPeriodStatus",
    "CompanyStatus",
    "CoreTable",
    "DependentType",
    "DocumentStatus",
    "DocumentType",
    "IssueReason",
    "MaritalStatus",
    "Member",
    "MemberCard",
    "MemberDocument",
    "MemberStatus",
    "MemberType",
    "OnboardingSession",
    "OnboardingStatus",
    "Period",
    "PeriodKind",
    "PeriodStatus",
    "Sex",
    "User",
    "UserStatus",
    "metadata",
]
