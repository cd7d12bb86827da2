"""Rows of analytics with sensible defaults."""

import hashlib
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from itertools import count
from typing import Any
from uuid import uuid4

import orjson
from sqlalchemy.dialects.postgresql import Range

from shared_models import analytics

_numbers = count(1)


def a_metric(**values: Any) -> analytics.Metric:
    """Return a count of claims; codes count up."""
    number = next(_numbers)
    defaults: dict[str, Any] = {
        "metric_code": f"metric_{number:06}",
        "name": f"Metric {number}",
        "category": analytics.MetricCategory.CLAIMS,
        "aggregation": analytics.MetricAggregation.COUNT,
        "unit": analytics.MetricUnit.COUNT,
    }
    return analytics.Metric(**(defaults | values))


def a_point(metric: analytics.Metric, month: int, value: int, **values: Any) -> analytics.MetricPoint:
    """Return a metric's value in a month of 2026, over everything."""
    dims = values.get("dims", {})
    defaults: dict[str, Any] = {
        "metric_id": metric.id,
        "granularity": analytics.Granularity.MONTH,
        "bucket_start": datetime(2026, month, 1, tzinfo=UTC),
        "dims": dims,
        "dims_hash": hashlib.sha256(orjson.dumps(dims, option=orjson.OPT_SORT_KEYS)).digest(),
        "value": Decimal(value),
        "sample_count": value,
        "sum": Decimal(value),
        "last_position": 0,
    }
    return analytics.MetricPoint(**(defaults | values))


def a_dashboard(**values: Any) -> analytics.Dashboard:
    """Return an executive dashboard; slugs count up."""
    number = next(_numbers)
    defaults: dict[str, Any] = {
        "slug": f"dashboard-{number:06}",
        "name": f"Dashboard {number}",
        "dashboard_type": analytics.DashboardType.EXECUTIVE,
        "owner_id": uuid4(),
    }
    return analytics.Dashboard(**(defaults | values))


def a_widget(dashboard: analytics.Dashboard, *, x: int, y: int, **values: Any) -> analytics.DashboardWidget:
    """Return a widget of two cells by two."""
    defaults: dict[str, Any] = {
        "dashboard_id": dashboard.id,
        "widget_type": analytics.WidgetType.LINE,
        "title": f"At {x}, {y}",
        "position": {"x": x, "y": y, "w": 2, "h": 2},
    }
    return analytics.DashboardWidget(**(defaults | values))


def a_report(**values: Any) -> analytics.Report:
    """Return an operational report; codes count up."""
    number = next(_numbers)
    defaults: dict[str, Any] = {
        "report_code": f"REP-{number:06}",
        "name": f"Report {number}",
        "report_type": analytics.ReportType.OPERATIONAL,
        "query": {"metrics": ["claims_submitted"]},
        "owner_id": uuid4(),
    }
    return analytics.Report(**(defaults | values))


def an_execution(report: analytics.Report, day: int, **values: Any) -> analytics.ReportExecution:
    """Return a run that completed on a day of March 2026."""
    at = datetime(2026, 3, day, 6, tzinfo=UTC)
    defaults: dict[str, Any] = {
        "report_id": report.id,
        "trigger": analytics.ExecutionTrigger.SCHEDULE,
        "scheduled_for": at,
        "status": analytics.ExecutionStatus.COMPLETED,
        "queued_at": at,
    }
    return analytics.ReportExecution(**(defaults | values))


def an_alert(metric: analytics.Metric, **values: Any) -> analytics.Alert:
    """Return an alert on values above 0.85 for two days."""
    number = next(_numbers)
    defaults: dict[str, Any] = {
        "name": f"Alert {number}",
        "metric_id": metric.id,
        "alert_type": analytics.AlertType.THRESHOLD,
        "comparison": analytics.Comparison.GT,
        "threshold": Decimal("0.85"),
        "window": timedelta(days=1),
        "for_duration": timedelta(days=2),
        "severity": analytics.Severity.HIGH,
        "cooldown": timedelta(hours=1),
    }
    return analytics.Alert(**(defaults | values))


def an_instance(alert: analytics.Alert, day: int, **values: Any) -> analytics.AlertInstance:
    """Return an occurrence that began on a day of March 2026 and is over."""
    defaults: dict[str, Any] = {
        "alert_id": alert.id,
        "fingerprint": f"fingerprint-{next(_numbers)}",
        "state": analytics.AlertState.RESOLVED,
        "value": Decimal("0.9"),
        "started_at": datetime(2026, 3, day, tzinfo=UTC),
    }
    return analytics.AlertInstance(**(defaults | values))


def a_model(**values: Any) -> analytics.PredictiveModel:
    """Return an active cost model; codes count up."""
    defaults: dict[str, Any] = {
        "model_code": f"model-{next(_numbers)}",
        "version_no": 1,
        "kind": analytics.ModelKind.COST,
        "algorithm": "gradient_boosting",
        "features": [{"code": "claims_12m"}],
        "target": "cost_12m",
        "training_window": Range(date(2024, 1, 1), date(2026, 1, 1)),
        "metrics": {"mae": "112.50"},
        "status": analytics.ModelStatus.ACTIVE,
        "trained_at": datetime(2026, 1, 5, tzinfo=UTC),
    }
    return analytics.PredictiveModel(**(defaults | values))


def a_risk_score(model: analytics.PredictiveModel, **values: Any) -> analytics.MemberRiskScore:
    """Return a member's high risk."""
    defaults: dict[str, Any] = {
        "member_id": uuid4(),
        "model_id": model.id,
        "score": Decimal("0.71"),
        "band": analytics.RiskBand.HIGH,
        "computed_at": datetime(2026, 3, 1, tzinfo=UTC),
    }
    return analytics.MemberRiskScore(**(defaults | values))


def a_claim_fact(**values: Any) -> analytics.ClaimFact:
    """Return what was told of a claim: nothing yet."""
    defaults: dict[str, Any] = {"claim_id": uuid4(), "position": 1}
    return analytics.ClaimFact(**(defaults | values))


def a_payment_fact(**values: Any) -> analytics.PaymentFact:
    """Return what was told of a payment that was completed."""
    defaults: dict[str, Any] = {
        "payment_id": uuid4(),
        "position": 1,
        "status": "completed",
        "told_at": datetime(2026, 3, 10, 12, tzinfo=UTC),
        "purpose": "claim_payment",
        "source_type": "payable",
        "source_id": uuid4(),
        "amount": Decimal(96),
        "currency": "USD",
    }
    return analytics.PaymentFact(**(defaults | values))


def a_token_usage_fact(**values: Any) -> analytics.TokenUsageFact:
    """Return a token that was spent."""
    defaults: dict[str, Any] = {
        "event_id": uuid4(),
        "position": 1,
        "kind": "spent",
        "told_at": datetime(2026, 3, 10, 12, tzinfo=UTC),
        "wallet_id": uuid4(),
        "tokens": 1,
    }
    return analytics.TokenUsageFact(**(defaults | values))


def a_logged_event(**values: Any) -> analytics.LoggedEvent:
    """Return a claim that was pended; positions count up."""
    defaults: dict[str, Any] = {
        "event_id": uuid4(),
        "occurred_at": datetime(2026, 3, 10, 12, tzinfo=UTC),
        "source": "claims",
        "position": next(_numbers),
        "type": "claim.pended",
        "subject_id": uuid4(),
        "payload": {"reasons": ["DUPLICATE"]},
    }
    return analytics.LoggedEvent(**(defaults | values))
