"""The closed choices of crm's columns."""

from enum import StrEnum


class LeadSource(StrEnum):
    """How somebody came to us."""

    WEB = "web"
    REFERRAL = "referral"
    BROKER = "broker"
    EVENT = "event"
    CAMPAIGN = "campaign"
    IMPORT = "import"
    OTHER = "other"


class LeadStatus(StrEnum):
    """new → contacted → qualified → converted; any open one ↔ nurturing, any open one → lost."""

    NEW = "new"
    CONTACTED = "contacted"
    QUALIFIED = "qualified"
    NURTURING = "nurturing"
    CONVERTED = "converted"
    LOST = "lost"


class OpportunityStage(StrEnum):
    """How near to a sale an opportunity is; one step at a time, or from any open stage to closed_lost."""

    PROSPECTING = "prospecting"
    QUALIFICATION = "qualification"
    PROPOSAL = "proposal"
    NEGOTIATION = "negotiation"
    CLOSED_WON = "closed_won"
    CLOSED_LOST = "closed_lost"


class QuoteStatus(StrEnum):
    """draft → sent → accepted or expired; draft, sent → withdrawn."""

    DRAFT = "draft"
    SENT = "sent"
    ACCEPTED = "accepted"
    EXPIRED = "expired"
    WITHDRAWN = "withdrawn"


class AgentType(StrEnum):
    """How an agent works for the insurer."""

    INDIVIDUAL = "individual"
    CORPORATE = "corporate"
    BROKER = "broker"
    TIED_AGENT = "tied_agent"


class AgentStatus(StrEnum):
    """Whether an agent sells and earns new commission."""

    ACTIVE = "active"
    SUSPENDED = "suspended"
    TERMINATED = "terminated"


class TeamType(StrEnum):
    """What a team is for."""

    SALES = "sales"
    SUPPORT = "support"
    MANAGEMENT = "management"
    REGIONAL = "regional"


class BusinessType(StrEnum):
    """What kind of premium earns a commission."""

    NEW = "new"
    RENEWAL = "renewal"
    RIDER = "rider"


class CommissionKind(StrEnum):
    """Why an agent's account changed: own sale, a subordinate's sale, a correction, a cancelled policy."""

    EARNED = "earned"
    OVERRIDE = "override"
    ADJUSTMENT = "adjustment"
    CLAWBACK = "clawback"


class CommissionSource(StrEnum):
    """What a commission came from."""

    PREMIUM_PAYMENT = "premium_payment"
    MANUAL = "manual"
    POLICY_CANCELLATION = "policy_cancellation"


class CommissionStatus(StrEnum):
    """pending → approved → payable → paid; pending, approved ↔ on_hold; pending → void."""

    PENDING = "pending"
    APPROVED = "approved"
    ON_HOLD = "on_hold"
    PAYABLE = "payable"
    PAID = "paid"
    VOID = "void"
