"""Tables of the core domain: who is covered, through whom, and how they prove it.

choices      the closed choices of the columns
base         the domain's base class
companies    companies, periods, company_periods
users        users, roles, what they sign in with, and the keys that sign their tokens
members      members, dependent_rules, member_documents, onboarding_sessions
consents     member_consents, break_glass_grants, notifications
cards        card_templates, member_cards
links        provider_member_links
access       who reaches which rows
personal     what columns tell about persons
"""

from shared_models.access import attach
from shared_models.core.access import ACCESS
from shared_models.core.base import CoreTable
from shared_models.core.cards import CardTemplate, MemberCard
from shared_models.core.choices import (
    BillingFrequency,
    CardStatus,
    CardType,
    ClientType,
    CompanyPeriodStatus,
    CompanyStatus,
    ConsentType,
    DependentType,
    DocumentStatus,
    DocumentType,
    IssueReason,
    MaritalStatus,
    MemberStatus,
    MemberType,
    NotificationChannel,
    NotificationStatus,
    OnboardingStatus,
    PeriodKind,
    PeriodStatus,
    RecipientType,
    ScopeType,
    Sex,
    SigningKeyStatus,
    UserStatus,
)
from shared_models.core.companies import Company, CompanyPeriod, Period
from shared_models.core.consents import BreakGlassGrant, MemberConsent, Notification
from shared_models.core.links import ProviderMemberLink
from shared_models.core.members import DependentRule, Member, MemberDocument, OnboardingSession
from shared_models.core.personal import PERSONAL
from shared_models.core.users import (
    KnownRole,
    LoginAttempt,
    RefreshToken,
    ServiceClient,
    SigningKey,
    User,
    UserRole,
)
from shared_models.personal import tag

metadata = CoreTable.metadata
tag(metadata, PERSONAL)
attach(metadata, "core", ACCESS)

__all__ = [
    "BillingFrequency",
    "BreakGlassGrant",
    "CardStatus",
    "CardTemplate",
    "CardType",
    "ClientType",
    "Company",
    "CompanyPeriod",
    "CompanyPeriodStatus",
    "CompanyStatus",
    "ConsentType",
    "CoreTable",
    "DependentRule",
    "DependentType",
    "DocumentStatus",
    "DocumentType",
    "IssueReason",
    "KnownRole",
    "LoginAttempt",
    "MaritalStatus",
    "Member",
    "MemberCard",
    "MemberConsent",
    "MemberDocument",
    "MemberStatus",
    "MemberType",
    "Notification",
    "NotificationChannel",
    "NotificationStatus",
    "OnboardingSession",
    "OnboardingStatus",
    "Period",
    "PeriodKind",
    "PeriodStatus",
    "ProviderMemberLink",
    "RecipientType",
    "RefreshToken",
    "ScopeType",
    "ServiceClient",
    "Sex",
    "SigningKey",
    "SigningKeyStatus",
    "User",
    "UserRole",
    "UserStatus",
    "metadata",
]
