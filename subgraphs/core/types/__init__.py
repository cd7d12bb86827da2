"""What a client sees of core.

asking   closed choices, orders and filters of the lists
users    User, MemberConsent, BreakGlassGrant
covered  Company, Member, their periods, documents, onboarding and cards
me       whoever asks
"""

from subgraphs.core.types.asking import (
    CardTemplateFilter,
    CompanyFilter,
    CompanyOrder,
    CompanyPeriodFilter,
    CreationOrder,
    MemberDocumentFilter,
    MemberFilter,
    MemberOrder,
    PeriodFilter,
)
from subgraphs.core.types.covered import (
    CardTemplate,
    Company,
    CompanyPeriod,
    InsuranceScheme,
    Member,
    MemberCard,
    MemberDocument,
    OnboardingSession,
    Period,
)
from subgraphs.core.types.me import Me
from subgraphs.core.types.users import BreakGlassGrant, MemberConsent, User

__all__ = [
    "BreakGlassGrant",
    "CardTemplate",
    "CardTemplateFilter",
    "Company",
    "CompanyFilter",
    "CompanyOrder",
    "CompanyPeriod",
    "CompanyPeriodFilter",
    "CreationOrder",
    "InsuranceScheme",
    "Me",
    "Member",
    "MemberCard",
    "MemberConsent",
    "MemberDocument",
    "MemberDocumentFilter",
    "MemberFilter",
    "MemberOrder",
    "OnboardingSession",
    "Period",
    "PeriodFilter",
    "User",
]
