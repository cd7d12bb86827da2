"""Reports and when they ran, dashboards and what is on them."""

from datetime import datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from shared_models.analytics.base import AnalyticsTable
from shared_models.analytics.choices import (
    DashboardType,
    ExecutionStatus,
    ExecutionTrigger,
    ReportOutput,
    ReportType,
    Visibility,
    WidgetType,
)
from shared_models.base import (
    Recorded,
    SoftDeleted,
    array,
    big,
    check,
    closed,
    code,
    column,
    exclude,
    index,
    index_where,
    instant,
    json,
    one_of,
    partitioned_by_month,
    refers_to,
    text,
    unique,
)


class Report(SoftDeleted, AnalyticsTable, table=True):
    """A question that is asked again and again, on demand or by a schedule."""

    __tablename__ = "reports"
    __table_args__ = (
        unique("report_code"),
        index_where("ix_reports_next_run", "next_run_at", where="is_active AND deleted_at IS NULL"),
        one_of("report_type", ReportType),
        one_of("output", ReportOutput),
        one_of("visibility", Visibility),
    )

    report_code: str = code(40)
    name: str = text()
    report_type: ReportType = closed(ReportType)
    query: dict[str, Any] = json()
    parameters_schema: dict[str, Any] = json(default_factory=dict)
    schedule_cron: str | None = text(default=None)
    timezone: str = text(default="UTC")
    output: ReportOutput = closed(ReportOutput, default=ReportOutput.JSON)
    recipients: list[dict[str, Any]] = json(default_factory=list)
    owner_id: UUID
    visibility: Visibility = closed(Visibility, default=Visibility.PRIVATE)
    allowed_roles: list[str] = array(sa.Text, default_factory=list)
    is_active: bool = True
    next_run_at: datetime | None = instant(default=None)


@partitioned_by_month
class ReportExecution(Recorded, AnalyticsTable, table=True):
    """One run of a report; a slot of its schedule runs once."""

    __tablename__ = "report_executions"
    __table_args__ = (
        index("scheduled_for", "id"),
        unique("report_id", "scheduled_for"),
        index("status", "scheduled_for"),
        one_of("trigger", ExecutionTrigger),
        one_of("status", ExecutionStatus),
        check("attempt", "attempt > 0"),
        check("row_count", "row_count >= 0"),
        check("finished_after_started", "finished_at >= started_at"),
        {"postgresql_partition_by": "RANGE (scheduled_for)"},
    )

    report_id: UUID = refers_to("reports.id")
    trigger: ExecutionTrigger = closed(ExecutionTrigger)
    scheduled_for: datetime = column(sa.DateTime(timezone=True), primary_key=True)
    parameters: dict[str, Any] = json(default_factory=dict)
    status: ExecutionStatus = closed(ExecutionStatus, default=ExecutionStatus.QUEUED)
    queued_at: datetime = instant()
    started_at: datetime | None = instant(default=None)
    finished_at: datetime | None = instant(default=None)
    row_count: int | None = big(default=None)
    result_key: str | None = text(default=None)
    error: str | None = text(default=None)
    attempt: int = 1


class Dashboard(SoftDeleted, AnalyticsTable, table=True):
    """A page of widgets."""

    __tablename__ = "dashboards"
    __table_args__ = (
        unique("slug"),
        one_of("dashboard_type", DashboardType),
        one_of("visibility", Visibility),
    )

    slug: str = code(60)
    name: str = text()
    dashboard_type: DashboardType = closed(DashboardType)
    layout: dict[str, Any] = json(default_factory=dict)
    default_filters: dict[str, Any] = json(default_factory=dict)
    visibility: Visibility = closed(Visibility, default=Visibility.PRIVATE)
    allowed_roles: list[str] = array(sa.Text, default_factory=list)
    owner_id: UUID


COLUMNS_TAKEN = "int4range((position ->> 'x')::int, (position ->> 'x')::int + (position ->> 'w')::int)"
ROWS_TAKEN = "int4range((position ->> 'y')::int, (position ->> 'y')::int + (position ->> 'h')::int)"


class DashboardWidget(SoftDeleted, AnalyticsTable, table=True):
    """Something on a dashboard; `position` is its cell and size on the grid, and no two overlap."""

    __tablename__ = "dashboard_widgets"
    __table_args__ = (
        exclude(
            "ex_dashboard_widgets_overlap",
            ("dashboard_id", "="),
            (sa.text(COLUMNS_TAKEN), "&&"),
            (sa.text(ROWS_TAKEN), "&&"),
            where="deleted_at IS NULL",
        ),
        one_of("widget_type", WidgetType),
        check(
            "position",
            "(position ->> 'x')::int >= 0 AND (position ->> 'y')::int >= 0"
            " AND (position ->> 'w')::int > 0 AND (position ->> 'h')::int > 0",
        ),
        check("position_whole", "position ?& '{x,y,w,h}'::text[]"),
        check("refresh_seconds", "refresh_seconds > 0"),
    )

    dashboard_id: UUID = refers_to("dashboards.id")
    widget_type: WidgetType = closed(WidgetType)
    title: str = text()
    position: dict[str, Any] = json()
    config: dict[str, Any] = json(default_factory=dict)
    metric_codes: list[str] = array(sa.Text, default_factory=list)
    refresh_seconds: int = 60
