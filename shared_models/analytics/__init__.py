"""Tables of the analytics domain: what is measured, shown, reported, watched and predicted.

choices    the closed choices of the columns
base       the domain's base class
metrics    analytics_metrics, metric_data, alerts, alert_instances
reports    reports, report_executions, dashboards, dashboard_widgets
models     predictive_models, member_risk_scores
facts      event_log, fact_claims, fact_payments, fact_token_usage
access     who reaches which rows
personal   what columns tell about persons
"""

from shared_models.access import attach
from shared_models.analytics.access import ACCESS
from shared_models.analytics.base import AnalyticsTable
from shared_models.analytics.choices import (
    AlertState,
    AlertType,
    Comparison,
    DashboardType,
    ExecutionStatus,
    ExecutionTrigger,
    Granularity,
    MetricAggregation,
    MetricCategory,
    MetricUnit,
    ModelKind,
    ModelStatus,
    ReportOutput,
    ReportType,
    RiskBand,
    Severity,
    Visibility,
    WidgetType,
)
from shared_models.analytics.facts import ClaimFact, LoggedEvent, PaymentFact, TokenUsageFact
from shared_models.analytics.metrics import Alert, AlertInstance, Metric, MetricPoint
from shared_models.analytics.models import MemberRiskScore, PredictiveModel
from shared_models.analytics.personal import PERSONAL
from shared_models.analytics.reports import Dashboard, DashboardWidget, Report, ReportExecution
from shared_models.personal import tag

metadata = AnalyticsTable.metadata
tag(metadata, PERSONAL)

__all__ = [
    "Alert",
    "AlertInstance",
    "AlertState",
    "AlertType",
    "AnalyticsTable",
    "ClaimFact",
    "Comparison",
    "Dashboard",
    "DashboardType",
    "DashboardWidget",
    "ExecutionStatus",
    "ExecutionTrigger",
    "Granularity",
    "LoggedEvent",
    "MemberRiskScore",
    "Metric",
    "MetricAggregation",
    "MetricCategory",
    "MetricPoint",
    "MetricUnit",
    "ModelKind",
    "ModelStatus",
    "PaymentFact",
    "PredictiveModel",
    "Report",
    "ReportExecution",
    "ReportOutput",
    "ReportType",
    "RiskBand",
    "Severity",
    "TokenUsageFact",
    "Visibility",
    "WidgetType",
    "metadata",
]

attach(metadata, "analytics", ACCESS)
