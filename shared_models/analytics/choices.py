"""The closed choices of analytics' columns."""

from enum import StrEnum


class MetricCategory(StrEnum):
    """What a metric is about."""

    CLAIMS = "claims"
    MEMBERS = "members"
    FINANCE = "finance"
    PROVIDERS = "providers"
    SALES = "sales"
    TOKENS = "tokens"
    SYSTEM = "system"


class MetricAggregation(StrEnum):
    """How a metric is made of what happened."""

    COUNT = "count"
    SUM = "sum"
    AVG = "avg"
    MIN = "min"
    MAX = "max"
    RATIO = "ratio"
    RATE = "rate"
    P50 = "p50"
    P95 = "p95"
    P99 = "p99"


class MetricUnit(StrEnum):
    """What the values of a metric are counted in."""

    COUNT = "count"
    MONEY = "money"
    DAYS = "days"
    RATE = "rate"
    MS = "ms"
    TOKENS = "tokens"


class Granularity(StrEnum):
    """How long the buckets of a series are."""

    HOUR = "hour"
    DAY = "day"
    WEEK = "week"
    MONTH = "month"
    QUARTER = "quarter"
    YEAR = "year"


class ReportType(StrEnum):
    """What a report is for."""

    OPERATIONAL = "operational"
    FINANCIAL = "financial"
    CLINICAL = "clinical"
    COMPLIANCE = "compliance"
    PERFORMANCE = "performance"
    TREND = "trend"


class ReportOutput(StrEnum):
    """What a report is written as."""

    JSON = "json"
    CSV = "csv"
    XLSX = "xlsx"
    PDF = "pdf"


class Visibility(StrEnum):
    """Who sees a report or dashboard: its owner, the roles it allows, or everybody."""

    PRIVATE = "private"
    ROLE = "role"
    PUBLIC = "public"


class ExecutionTrigger(StrEnum):
    """What started a report."""

    MANUAL = "manual"
    SCHEDULE = "schedule"
    API = "api"


class ExecutionStatus(StrEnum):
    """queued → running → completed or failed; queued, running → cancelled."""

    QUEUED = "queued"
    RUNNING = "running"
    COMPLETED = "completed"
    FAILED = "failed"
    CANCELLED = "cancelled"


class DashboardType(StrEnum):
    """Whom a dashboard is for."""

    EXECUTIVE = "executive"
    OPERATIONAL = "operational"
    CLINICAL = "clinical"
    FINANCIAL = "financial"
    COMPLIANCE = "compliance"


class WidgetType(StrEnum):
    """How a widget shows its metrics."""

    NUMBER = "number"
    LINE = "line"
    BAR = "bar"
    PIE = "pie"
    TABLE = "table"
    HEATMAP = "heatmap"
    TEXT = "text"


class AlertType(StrEnum):
    """What an alert watches for."""

    THRESHOLD = "threshold"
    ANOMALY = "anomaly"
    TREND = "trend"
    ABSENCE = "absence"


class Comparison(StrEnum):
    """How a value is compared with a threshold."""

    GT = "gt"
    GTE = "gte"
    LT = "lt"
    LTE = "lte"
    EQ = "eq"
    NE = "ne"


class Severity(StrEnum):
    """How much an alert matters."""

    LOW = "low"
    MEDIUM = "medium"
    HIGH = "high"
    CRITICAL = "critical"


class AlertState(StrEnum):
    """pending → firing → acknowledged → resolved; pending, firing → resolved; firing → suppressed."""

    PENDING = "pending"
    FIRING = "firing"
    ACKNOWLEDGED = "acknowledged"
    RESOLVED = "resolved"
    SUPPRESSED = "suppressed"


class ModelKind(StrEnum):
    """What a predictive model predicts."""

    FRAUD = "fraud"
    CHURN = "churn"
    COST = "cost"
    DEPLETION = "depletion"
    READMISSION = "readmission"


class ModelStatus(StrEnum):
    """training → validated → active → retired; training → failed."""

    TRAINING = "training"
    VALIDATED = "validated"
    ACTIVE = "active"
    RETIRED = "retired"
    FAILED = "failed"


class RiskBand(StrEnum):
    """Where a member's risk lies."""

    LOW = "low"
    MEDIUM = "medium"
    HIGH = "high"
    CRITICAL = "critical"
