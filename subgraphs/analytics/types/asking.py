"""How analytics' lists are narrowed and ordered, and how the points of a metric are asked for."""

from datetime import datetime
from enum import Enum
from typing import Annotated

import strawberry

from shared_models import analytics as tables
from shared_models.analytics import (
    AlertState,
    AlertType,
    DashboardType,
    ExecutionStatus,
    ExecutionTrigger,
    Granularity,
    MetricCategory,
    ModelKind,
    ModelStatus,
    ReportType,
    Severity,
)
from subgraphs.kit.filters import Filter, among, at_least, below, equals, search
from subgraphs.kit.nodes import ID
from subgraphs.kit.paging import Order
from subgraphs.kit.schema import expose

expose(
    AlertState,
    AlertType,
    DashboardType,
    ExecutionStatus,
    ExecutionTrigger,
    Granularity,
    MetricCategory,
    ModelKind,
    ModelStatus,
    ReportType,
    Severity,
)

POINTS: int = 100
POINTS_MAX: int = 1_000

PointCount = Annotated[
    int, strawberry.argument(description=f"So many of the newest; at most {POINTS_MAX}, {POINTS} by default.")
]


@strawberry.input(description="One dimension of a metric and the value asked for.")
class MetricDimensionInput:
    """One dimension of a metric and the value asked for."""

    name: str
    value: str


Dimensions = Annotated[
    list[MetricDimensionInput] | None,
    strawberry.argument(description="The values of the dimensions; without any, the points over everything."),
]


@strawberry.enum(description="How metrics are listed.")
class MetricOrder(Enum):
    """How metrics are listed."""

    CODE_ASC = Order("metric_code")
    CODE_DESC = Order("metric_code", descending=True)


@strawberry.enum(description="How reports are listed.")
class ReportOrder(Enum):
    """How reports are listed."""

    CODE_ASC = Order("report_code")
    CODE_DESC = Order("report_code", descending=True)
    NAME_ASC = Order("name")
    NAME_DESC = Order("name", descending=True)


@strawberry.enum(description="How runs of reports are listed.")
class ReportExecutionOrder(Enum):
    """How runs of reports are listed."""

    SCHEDULED_FOR_ASC = Order("scheduled_for")
    SCHEDULED_FOR_DESC = Order("scheduled_for", descending=True)


@strawberry.enum(description="How dashboards are listed.")
class DashboardOrder(Enum):
    """How dashboards are listed."""

    NAME_ASC = Order("name")
    NAME_DESC = Order("name", descending=True)


@strawberry.enum(description="How alerts are listed.")
class AlertOrder(Enum):
    """How alerts are listed."""

    NAME_ASC = Order("name")
    NAME_DESC = Order("name", descending=True)


@strawberry.enum(description="How occurrences of alerts are listed.")
class AlertInstanceOrder(Enum):
    """How occurrences of alerts are listed."""

    STARTED_AT_ASC = Order("started_at")
    STARTED_AT_DESC = Order("started_at", descending=True)


@strawberry.enum(description="How predictive models are listed.")
class PredictiveModelOrder(Enum):
    """How predictive models are listed."""

    TRAINED_AT_ASC = Order("trained_at")
    TRAINED_AT_DESC = Order("trained_at", descending=True)


@strawberry.input(description="Metrics that meet all conditions given.")
class MetricFilter(Filter):
    """Metrics that meet all conditions given."""

    category: MetricCategory | None = equals(tables.Metric.category)
    code_in: list[str] | None = among(tables.Metric.metric_code)
    is_active: bool | None = equals(tables.Metric.is_active)
    search: str | None = search(tables.Metric.name, tables.Metric.metric_code)


@strawberry.input(description="Reports that meet all conditions given.")
class ReportFilter(Filter):
    """Reports that meet all conditions given."""

    report_type: ReportType | None = equals(tables.Report.report_type)
    is_active: bool | None = equals(tables.Report.is_active)
    search: str | None = search(tables.Report.name, tables.Report.report_code)


@strawberry.input(description="Runs of reports that meet all conditions given.")
class ReportExecutionFilter(Filter):
    """Runs of reports that meet all conditions given."""

    report_id: ID | None = equals(tables.ReportExecution.report_id)
    status: ExecutionStatus | None = equals(tables.ReportExecution.status)
    trigger: ExecutionTrigger | None = equals(tables.ReportExecution.trigger)
    scheduled_from: datetime | None = at_least(tables.ReportExecution.scheduled_for)
    scheduled_before: datetime | None = below(tables.ReportExecution.scheduled_for)


@strawberry.input(description="Dashboards that meet all conditions given.")
class DashboardFilter(Filter):
    """Dashboards that meet all conditions given."""

    dashboard_type: DashboardType | None = equals(tables.Dashboard.dashboard_type)
    search: str | None = search(tables.Dashboard.name, tables.Dashboard.slug)


@strawberry.input(description="Alerts that meet all conditions given.")
class AlertFilter(Filter):
    """Alerts that meet all conditions given."""

    metric_id: ID | None = equals(tables.Alert.metric_id)
    alert_type: AlertType | None = equals(tables.Alert.alert_type)
    severity: Severity | None = equals(tables.Alert.severity)
    is_active: bool | None = equals(tables.Alert.is_active)


@strawberry.input(description="Occurrences of alerts that meet all conditions given.")
class AlertInstanceFilter(Filter):
    """Occurrences of alerts that meet all conditions given."""

    alert_id: ID | None = equals(tables.AlertInstance.alert_id)
    state: AlertState | None = equals(tables.AlertInstance.state)
    state_in: list[AlertState] | None = among(tables.AlertInstance.state)
    started_from: datetime | None = at_least(tables.AlertInstance.started_at)
    started_before: datetime | None = below(tables.AlertInstance.started_at)


@strawberry.input(description="Predictive models that meet all conditions given.")
class PredictiveModelFilter(Filter):
    """Predictive models that meet all conditions given."""

    model_code: str | None = equals(tables.PredictiveModel.model_code)
    kind: ModelKind | None = equals(tables.PredictiveModel.kind)
    status: ModelStatus | None = equals(tables.PredictiveModel.status)
