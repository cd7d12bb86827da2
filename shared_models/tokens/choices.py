"""The closed choices of tokens' columns."""

from enum import StrEnum


class OrganizationType(StrEnum):
    """What kind of organisation holds a wallet."""

    COMPANY = "company"
    PROVIDER = "provider"


class WalletStatus(StrEnum):
    """active ↔ suspended; either → closed."""

    ACTIVE = "active"
    SUSPENDED = "suspended"
    CLOSED = "closed"


class TokenPackageStatus(StrEnum):
    """draft → active → retired."""

    DRAFT = "draft"
    ACTIVE = "active"
    RETIRED = "retired"


class PurchaseOrigin(StrEnum):
    """What led to a purchase of tokens; a grant is one without a price."""

    ONE_TIME = "one_time"
    SUBSCRIPTION = "subscription"
    AUTO_TOPUP = "auto_topup"
    GRANT = "grant"


class PurchaseStatus(StrEnum):
    """pending → processing → completed or failed; pending → cancelled; completed → partially_refunded → refunded."""

    PENDING = "pending"
    PROCESSING = "processing"
    COMPLETED = "completed"
    FAILED = "failed"
    CANCELLED = "cancelled"
    REFUNDED = "refunded"
    PARTIALLY_REFUNDED = "partially_refunded"


class SubscriptionFrequency(StrEnum):
    """How often a subscription buys its package."""

    WEEKLY = "weekly"
    MONTHLY = "monthly"
    QUARTERLY = "quarterly"
    ANNUAL = "annual"


class SubscriptionStatus(StrEnum):
    """active → past_due → active or cancelled; active ↔ paused; active or paused → cancelled."""

    ACTIVE = "active"
    PAST_DUE = "past_due"
    PAUSED = "paused"
    CANCELLED = "cancelled"
    EXPIRED = "expired"


class TopupTrigger(StrEnum):
    """What sets off an automatic top-up."""

    THRESHOLD = "threshold"
    SCHEDULED = "scheduled"
    BOTH = "both"


class TopupSchedule(StrEnum):
    """How often a scheduled top-up runs."""

    DAILY = "daily"
    WEEKLY = "weekly"
    MONTHLY = "monthly"


class BalanceEntryKind(StrEnum):
    """What moved tokens into, out of or within a wallet."""

    CREDIT_PURCHASE = "credit_purchase"
    CREDIT_GRANT = "credit_grant"
    HOLD = "hold"
    RELEASE = "release"
    CAPTURE = "capture"
    DEBIT = "debit"
    REFUND = "refund"
    EXPIRE = "expire"
    ADJUST = "adjust"


class ForecastMethod(StrEnum):
    """How a forecast of usage was computed."""

    MOVING_AVERAGE = "moving_average"
    EWMA = "ewma"
    LINEAR = "linear"


class HoldStatus(StrEnum):
    """active → captured, released or expired."""

    ACTIVE = "active"
    CAPTURED = "captured"
    RELEASED = "released"
    EXPIRED = "expired"


class LowBalanceKind(StrEnum):
    """Whether a low-balance rule counts tokens or a fraction of the balance after the last credit."""

    ABSOLUTE = "absolute"
    PERCENTAGE = "percentage"
