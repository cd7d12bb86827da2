"""Analytics: two metrics over the months of the imported claims, a dashboard and reports of them, alerts on them."""

import hashlib
from collections.abc import Iterator
from datetime import timedelta
from decimal import Decimal
from typing import Any, Final
from uuid import UUID

from shared_models.analytics import (
    Alert,
    AlertInstance,
    AlertState,
    AlertType,
    Comparison,
    Dashboard,
    DashboardType,
    DashboardWidget,
    ExecutionStatus,
    ExecutionTrigger,
    Granularity,
    Metric,
    MetricAggregation,
    MetricCategory,
    MetricPoint,
    MetricUnit,
    Report,
    ReportExecution,
    ReportType,
    Severity,
    Visibility,
    WidgetType,
)
from stack.loading.writing import Batch
from stack.seed.facts import ClaimsMonth, Facts
from stack.seed.rows import DEMONSTRATION, demonstration_id, midnight

MADE_BY: Final = {"created_by": DEMONSTRATION}
RECEIVED, PLAN_PAID = "claims.received", "claims.plan_paid"
METRICS: Final = {
    RECEIVED: ("Claims received", MetricAggregation.COUNT, MetricUnit.COUNT),
    PLAN_PAID: ("Paid by the plan", MetricAggregation.SUM, MetricUnit.MONEY),
}
NO_DIMENSIONS: Final = hashlib.sha256(b"{}").digest()
DASHBOARD: Final = demonstration_id("dashboards", "executive")
ALERT: Final = demonstration_id("alerts", "many claims")
REPORT: Final = demonstration_id("reports", "monthly claims")
MANY_CLAIMS: Final = Decimal(50)
# Each widget with its kind, cell, size and metrics.
WIDGETS: Final = {
    "Claims received": (WidgetType.NUMBER, (0, 0, 3, 2), (RECEIVED,)),
    "Paid by the plan": (WidgetType.NUMBER, (3, 0, 3, 2), (PLAN_PAID,)),
    "Claims by month": (WidgetType.LINE, (0, 2, 6, 4), (RECEIVED,)),
    "Claims and what they cost": (WidgetType.TABLE, (0, 6, 6, 4), (RECEIVED, PLAN_PAID)),
}


def analytics_batches(facts: Facts) -> Iterator[Batch]:
    """Yield metrics with their points, a dashboard, a report with a run, and an alert that was raised once."""
    yield Batch(Metric, [_metric(code) for code in METRICS], {"category": MetricCategory.CLAIMS, **MADE_BY})
    yield Batch(
        MetricPoint,
        [point for code in METRICS for month in facts.months for point in _point(code, month)],
        {"granularity": Granularity.MONTH, "dims": {}, "dims_hash": NO_DIMENSIONS, "last_position": 0},
        part_of="metric_id",
    )
    public = {"owner_id": DEMONSTRATION, "visibility": Visibility.PUBLIC, **MADE_BY}
    yield Batch(Dashboard, [_dashboard()], public)
    yield Batch(DashboardWidget, [_widget(title) for title in WIDGETS], MADE_BY)
    yield Batch(Report, [_report()], public)
    yield Batch(ReportExecution, [_execution(facts)], MADE_BY)
    yield Batch(Alert, [_alert()], MADE_BY)
    yield Batch(AlertInstance, [_raised(month) for month in _busiest(facts)], MADE_BY)


def _metric_id(code: str) -> UUID:
    return demonstration_id("analytics_metrics", code)


def _metric(code: str) -> dict[str, Any]:
    name, aggregation, unit = METRICS[code]
    return {
        "id": _metric_id(code),
        "metric_code": code,
        "name": name,
        "aggregation": aggregation,
        "unit": unit,
        "source_event": "claim.submitted" if code == RECEIVED else "claim.adjudicated",
    }


def _point(code: str, month: ClaimsMonth) -> Iterator[dict[str, Any]]:
    value = Decimal(month.claims) if code == RECEIVED else month.plan_paid
    yield {
        "metric_id": _metric_id(code),
        "bucket_start": midnight(month.month),
        "value": value,
        "sample_count": month.claims,
        "sum": value,
    }


def _dashboard() -> dict[str, Any]:
    return {
        "id": DASHBOARD,
        "slug": "executive",
        "name": "DEMO executive overview",
        "dashboard_type": DashboardType.EXECUTIVE,
        "layout": {"columns": 6},
    }


def _widget(title: str) -> dict[str, Any]:
    kind, (x, y, width, height), metrics = WIDGETS[title]
    return {
        "id": demonstration_id("dashboard_widgets", title),
        "dashboard_id": DASHBOARD,
        "widget_type": kind,
        "title": title,
        "position": {"x": x, "y": y, "w": width, "h": height},
        "metric_codes": list(metrics),
    }


def _report() -> dict[str, Any]:
    return {
        "id": REPORT,
        "report_code": "DEMO-MONTHLY-CLAIMS",
        "name": "Claims by month",
        "report_type": ReportType.OPERATIONAL,
        "query": {"metrics": [RECEIVED, PLAN_PAID], "granularity": "month"},
    }


def _execution(facts: Facts) -> dict[str, Any]:
    at = midnight(facts.today - timedelta(days=1))
    return {
        "id": demonstration_id("report_executions", "first"),
        "report_id": REPORT,
        "trigger": ExecutionTrigger.MANUAL,
        "scheduled_for": at,
        "status": ExecutionStatus.COMPLETED,
        "queued_at": at,
        "started_at": at + timedelta(seconds=1),
        "finished_at": at + timedelta(seconds=3),
        "row_count": len(facts.months),
    }


def _alert() -> dict[str, Any]:
    return {
        "id": ALERT,
        "name": "DEMO more claims than usual",
        "metric_id": _metric_id(RECEIVED),
        "alert_type": AlertType.THRESHOLD,
        "comparison": Comparison.GT,
        "threshold": MANY_CLAIMS,
        "window": timedelta(days=31),
        "for_duration": timedelta(0),
        "severity": Severity.MEDIUM,
        "cooldown": timedelta(days=1),
    }


def _busiest(facts: Facts) -> list[ClaimsMonth]:
    """Return the month with the most claims, where it passes the alert's threshold."""
    busiest = max(facts.months, key=lambda month: (month.claims, month.month), default=None)
    return [busiest] if busiest is not None and busiest.claims > MANY_CLAIMS else []


def _raised(month: ClaimsMonth) -> dict[str, Any]:
    at = midnight(month.month) + timedelta(days=27)
    return {
        "id": demonstration_id("alert_instances", "busiest month"),
        "alert_id": ALERT,
        "fingerprint": hashlib.sha256(RECEIVED.encode()).hexdigest(),
        "state": AlertState.RESOLVED,
        "value": Decimal(month.claims),
        "started_at": at,
        "fired_at": at,
        "resolved_at": at + timedelta(days=3),
        "resolution": "The month ended",
    }
