"""Metrics, their values over time, and the alerts that watch them."""

from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from shared_models.analytics.base import AnalyticsTable
from shared_models.analytics.choices import (
    AlertState,
    AlertType,
    Comparison,
    Granularity,
    MetricAggregation,
    MetricCategory,
    MetricUnit,
    Severity,
)
from shared_models.base import (
    Closed,
    Recorded,
    SoftDeleted,
    array,
    big,
    check,
    closed,
    code,
    column,
    index,
    instant,
    json,
    number,
    one_of,
    partitioned_by_month,
    refers_to,
    text,
    unique,
    unique_where,
)


class Metric(SoftDeleted, AnalyticsTable, table=True):
    """Something that is measured; a ratio is made of two other metrics, by their sums, never by averages."""

    __tablename__ = "analytics_metrics"
    __table_args__ = (
        unique("metric_code"),
        index("category", "metric_code"),
        one_of("category", MetricCategory),
        one_of("aggregation", MetricAggregation),
        one_of("unit", MetricUnit),
        check("dimensions", "cardinality(dimensions) <= 4"),
        check("ratio_has_parts", "aggregation <> 'ratio' OR num_nonnulls(numerator_code, denominator_code) = 2"),
    )

    metric_code: str = code(60)
    name: str = text()
    category: MetricCategory = closed(MetricCategory)
    aggregation: MetricAggregation = closed(MetricAggregation)
    unit: MetricUnit = closed(MetricUnit)
    numerator_code: str | None = code(60, default=None)
    denominator_code: str | None = code(60, default=None)
    dimensions: list[str] = array(sa.Text, default_factory=list)
    source_event: str | None = text(default=None)
    sql_definition: str | None = text(default=None)
    is_active: bool = True


@partitioned_by_month
class MetricPoint(AnalyticsTable, table=True):
    """A metric's value in one bucket of time, for one combination of dimensions; the projector alone writes it."""

    __tablename__ = "metric_data"
    __table_args__ = (
        one_of("granularity", Granularity),
        check("sample_count", "sample_count >= 0"),
        check("dims", "jsonb_typeof(dims) = 'object'"),
        {"postgresql_partition_by": "RANGE (bucket_start)"},
    )

    metric_id: UUID = refers_to("analytics_metrics.id", primary_key=True)
    granularity: Granularity = column(Closed(Granularity), primary_key=True)
    bucket_start: datetime = column(sa.DateTime(timezone=True), primary_key=True)
    dims_hash: bytes = column(sa.LargeBinary, primary_key=True)
    dims: dict[str, Any] = json(default_factory=dict)
    value: Decimal = number(24, 6)
    sample_count: int = big()
    sum: Decimal = number(24, 6)
    sketch: bytes | None = None
    last_position: int = big()


class Alert(SoftDeleted, AnalyticsTable, table=True):
    """A condition on a metric that somebody wants to be told of."""

    __tablename__ = "alerts"
    __table_args__ = (
        index("metric_id"),
        one_of("alert_type", AlertType),
        one_of("comparison", Comparison),
        one_of("severity", Severity),
        check("threshold", "alert_type <> 'threshold' OR threshold IS NOT NULL"),
    )

    name: str = text()
    metric_id: UUID = refers_to("analytics_metrics.id")
    alert_type: AlertType = closed(AlertType)
    comparison: Comparison = closed(Comparison)
    threshold: Decimal | None = number(24, 6, default=None)
    window: timedelta = column(sa.Interval)
    for_duration: timedelta = column(sa.Interval)
    filters: dict[str, Any] = json(default_factory=dict)
    severity: Severity = closed(Severity)
    cooldown: timedelta = column(sa.Interval)
    channels: list[dict[str, Any]] = json(default_factory=list)
    is_active: bool = True


class AlertInstance(Recorded, AnalyticsTable, table=True):
    """One time that an alert's condition held; at most one of a kind is open."""

    __tablename__ = "alert_instances"
    __table_args__ = (
        index("started_at", "id"),
        unique_where(
            "uq_alert_instances_open",
            "alert_id",
            "fingerprint",
            where="state IN ('pending', 'firing', 'acknowledged')",
        ),
        index("alert_id", "started_at", "id"),
        index("state", "started_at", "id"),
        one_of("state", AlertState),
    )

    alert_id: UUID = refers_to("alerts.id")
    fingerprint: str = code(64)
    state: AlertState = closed(AlertState, default=AlertState.PENDING)
    value: Decimal = number(24, 6)
    started_at: datetime = instant()
    fired_at: datetime | None = instant(default=None)
    acknowledged_by: UUID | None = None
    acknowledged_at: datetime | None = instant(default=None)
    resolved_at: datetime | None = instant(default=None)
    resolution: str | None = text(default=None)
