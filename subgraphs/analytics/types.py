"""What a client sees of analytics."""

from datetime import date, datetime
from decimal import Decimal
from enum import Enum
from typing import Annotated, Any, ClassVar
from uuid import UUID

import sqlalchemy as sa
import strawberry
from strawberry import Private
from strawberry.scalars import JSON

from shared_models import analytics as tables
from shared_models.analytics import (
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
from subgraphs.analytics.loaders import Series, points_of
from subgraphs.kit.context import Info
from subgraphs.kit.errors import BadInput
from subgraphs.kit.filters import Filter, equals, search
from subgraphs.kit.lists import below
from subgraphs.kit.nodes import ID, Node, Source, Stub, as_uuid, reads
from subgraphs.kit.paging import Connection, Order
from subgraphs.kit.reading import all_of, find, find_owner
from subgraphs.kit.schema import expose
from subgraphs.kit.values import DateSpan, DateSpanInput, Long, days

expose(
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

POINTS_DEFAULT = 12
POINTS_MAX = 400


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


@strawberry.enum(description="How runs of reports are listed.")
class ReportExecutionOrder(Enum):
    """How runs of reports are listed."""

    SCHEDULED_FOR_ASC = Order("scheduled_for")
    SCHEDULED_FOR_DESC = Order("scheduled_for", descending=True)


@strawberry.enum(description="How dashboards are listed.")
class DashboardOrder(Enum):
    """How dashboards are listed."""

    SLUG_ASC = Order("slug")
    SLUG_DESC = Order("slug", descending=True)


@strawberry.enum(description="How alerts are listed.")
class AlertOrder(Enum):
    """How alerts are listed."""

    NAME_ASC = Order("name")
    NAME_DESC = Order("name", descending=True)


@strawberry.enum(description="How times that alerts held are listed.")
class AlertInstanceOrder(Enum):
    """How times that alerts held are listed."""

    STARTED_AT_ASC = Order("started_at")
    STARTED_AT_DESC = Order("started_at", descending=True)


@strawberry.enum(description="How predictive models are listed.")
class PredictiveModelOrder(Enum):
    """How predictive models are listed."""

    CODE_ASC = Order("model_code")
    TRAINED_AT_DESC = Order("trained_at", descending=True)


@strawberry.input(description="Metrics that meet all conditions given.")
class MetricFilter(Filter):
    """Metrics that meet all conditions given."""

    category: MetricCategory | None = equals(tables.Metric.category)
    is_active: bool | None = equals(tables.Metric.is_active)
    search: str | None = search(tables.Metric.name, tables.Metric.metric_code)


@strawberry.input(description="Reports that meet all conditions given.")
class ReportFilter(Filter):
    """Reports that meet all conditions given."""

    report_type: ReportType | None = equals(tables.Report.report_type)
    is_active: bool | None = equals(tables.Report.is_active)


@strawberry.input(description="Runs of reports that meet all conditions given.")
class ReportExecutionFilter(Filter):
    """Runs of reports that meet all conditions given."""

    report_id: ID | None = equals(tables.ReportExecution.report_id)
    status: ExecutionStatus | None = equals(tables.ReportExecution.status)


@strawberry.input(description="Dashboards that meet all conditions given.")
class DashboardFilter(Filter):
    """Dashboards that meet all conditions given."""

    dashboard_type: DashboardType | None = equals(tables.Dashboard.dashboard_type)


@strawberry.input(description="Alerts that meet all conditions given.")
class AlertFilter(Filter):
    """Alerts that meet all conditions given."""

    severity: Severity | None = equals(tables.Alert.severity)
    is_active: bool | None = equals(tables.Alert.is_active)


@strawberry.input(description="Times that alerts held and that meet all conditions given.")
class AlertInstanceFilter(Filter):
    """Times that alerts held and that meet all conditions given."""

    alert_id: ID | None = equals(tables.AlertInstance.alert_id)
    state: AlertState | None = equals(tables.AlertInstance.state)


@strawberry.input(description="Predictive models that meet all conditions given.")
class PredictiveModelFilter(Filter):
    """Predictive models that meet all conditions given."""

    kind: ModelKind | None = equals(tables.PredictiveModel.kind)
    status: ModelStatus | None = equals(tables.PredictiveModel.status)


@strawberry.type(description="A metric's value in one bucket of time, over all dimensions.")
class MetricPoint:
    """A metric's value in one bucket of time, over all dimensions."""

    at: datetime
    value: Decimal
    sample_count: Long

    @classmethod
    def from_row(cls, row: sa.Row[Any]) -> "MetricPoint":
        """Make a point of a row of metric_data."""
        return cls(at=row.bucket_start, value=row.value, sample_count=Long(row.sample_count))


def series(granularity: Granularity, last: int | None, span: DateSpanInput | None) -> Series:
    """Read the arguments that name a part of a metric's points; refuses sizes that make no sense."""
    size = POINTS_DEFAULT if last is None else last
    if not 0 < size <= POINTS_MAX:
        raise BadInput(f"last: {size} is not between 1 and {POINTS_MAX}")
    since: date | None = span.from_ if span else None
    return Series(granularity, size, since, span.to if span else None)


Last = Annotated[
    int | None,
    strawberry.argument(description=f"The latest so many, at most {POINTS_MAX}; {POINTS_DEFAULT} by default."),
]


async def read_points(
    info: Info, metric: object, granularity: Granularity, last: int | None, span: DateSpanInput | None
) -> list[MetricPoint]:
    """Return the part of a metric's points that the arguments name."""
    rows = await points_of(info, as_uuid(metric, "id"), series(granularity, last, span))
    return [MetricPoint.from_row(row) for row in rows]


@strawberry.federation.type(keys=["id"], description="Something that is measured.")
class Metric(Node):
    """Something that is measured."""

    source: ClassVar = Source(tables.Metric, keys=("id", "metric_code"))

    metric_code: Private[str]

    id: ID
    name: str
    category: MetricCategory
    aggregation: MetricAggregation
    unit: MetricUnit
    numerator_code: str | None
    denominator_code: str | None
    dimensions: list[str]
    is_active: bool

    @strawberry.field(metadata=reads("metric_code"))
    def code(self) -> str:
        return self.metric_code

    @strawberry.field(metadata=reads("id"), description="The metric's values over time, oldest first.")
    async def points(
        self,
        info: Info,
        granularity: Granularity = Granularity.MONTH,
        last: Last = None,
        span: DateSpanInput | None = None,
    ) -> list[MetricPoint]:
        return await read_points(info, self.id, granularity, last, span)


@strawberry.federation.type(keys=["id"], description="A question that is asked again and again.")
class Report(Node):
    """A question that is asked again and again, on demand or by a schedule."""

    source: ClassVar = Source(tables.Report, keys=("id", "report_code"))

    id: ID
    report_code: str
    name: str
    report_type: ReportType
    query: JSON
    schedule_cron: str | None
    timezone: str
    output: ReportOutput
    visibility: Visibility
    is_active: bool
    next_run_at: datetime | None
    version: int

    executions: "Connection[ReportExecution]" = below(
        lambda: ReportExecution,
        "report_id",
        filtered_by=ReportExecutionFilter,
        order=ReportExecutionOrder.SCHEDULED_FOR_DESC,
    )


@strawberry.federation.type(keys=["id"], description="One run of a report.")
class ReportExecution(Node):
    """One run of a report; a slot of its schedule runs once."""

    source: ClassVar = Source(tables.ReportExecution)

    report_id: Private[UUID]

    id: ID
    trigger: ExecutionTrigger
    scheduled_for: datetime
    status: ExecutionStatus
    queued_at: datetime
    started_at: datetime | None
    finished_at: datetime | None
    row_count: Long | None
    error: str | None
    attempt: int

    @strawberry.field(metadata=reads("report_id"))
    async def report(self, info: Info) -> Report:
        return await find_owner(info, Report, self.report_id)


@strawberry.type(description="Something on a dashboard; its position is a cell and a size on the grid.")
class DashboardWidget(Node):
    """Something on a dashboard."""

    source: ClassVar = Source(tables.DashboardWidget)

    metric_codes: Private[list[str]]

    id: ID
    widget_type: WidgetType
    title: str
    position: JSON
    config: JSON
    refresh_seconds: int

    @strawberry.field(metadata=reads("metric_codes"), description="The metrics the widget shows, in its order.")
    async def metrics(self, info: Info) -> list[Metric]:
        found = [await find(info, Metric, metric_code=code) for code in self.metric_codes]
        return [metric for metric in found if metric is not None]


@strawberry.federation.type(keys=["id"], description="A page of widgets.")
class Dashboard(Node):
    """A page of widgets."""

    source: ClassVar = Source(tables.Dashboard, keys=("id", "slug"))

    id: ID
    slug: str
    name: str
    dashboard_type: DashboardType
    layout: JSON
    default_filters: JSON
    visibility: Visibility
    version: int

    @strawberry.field(metadata=reads("id"))
    async def widgets(self, info: Info) -> list[DashboardWidget]:
        return await all_of(info, DashboardWidget, "dashboard_id", self.id, order=("created_at", "id"))


@strawberry.federation.type(keys=["id"], description="A condition on a metric that somebody wants to be told of.")
class Alert(Node):
    """A condition on a metric that somebody wants to be told of."""

    source: ClassVar = Source(tables.Alert)

    metric_id: Private[UUID]

    id: ID
    name: str
    alert_type: AlertType
    comparison: Comparison
    threshold: Decimal | None
    severity: Severity
    is_active: bool

    @strawberry.field(metadata=reads("metric_id"))
    async def metric(self, info: Info) -> Metric:
        return await find_owner(info, Metric, self.metric_id)

    instances: "Connection[AlertInstance]" = below(
        lambda: AlertInstance, "alert_id", filtered_by=AlertInstanceFilter, order=AlertInstanceOrder.STARTED_AT_DESC
    )


@strawberry.federation.type(keys=["id"], description="One time that an alert's condition held.")
class AlertInstance(Node):
    """One time that an alert's condition held."""

    source: ClassVar = Source(tables.AlertInstance)

    alert_id: Private[UUID]

    id: ID
    state: AlertState
    value: Decimal
    started_at: datetime
    fired_at: datetime | None
    acknowledged_at: datetime | None
    resolved_at: datetime | None
    resolution: str | None

    @strawberry.field(metadata=reads("alert_id"))
    async def alert(self, info: Info) -> Alert:
        return await find_owner(info, Alert, self.alert_id)


@strawberry.federation.type(keys=["id"], description="One version of a predictive model; at most one is active.")
class PredictiveModel(Node):
    """One version of a predictive model."""

    source: ClassVar = Source(tables.PredictiveModel)

    id: ID
    model_code: str
    version_no: int
    kind: ModelKind
    algorithm: str
    target: str
    training_window: DateSpan = days("training_window")
    metrics: JSON
    status: ModelStatus
    trained_at: datetime


@strawberry.type(description="How likely a member is to cost much, and what speaks for it.")
class MemberRisk(Node):
    """How likely a member is to cost much; the newest score."""

    source: ClassVar = Source(tables.MemberRiskScore, keys=("member_id",))

    model_id: Private[UUID]

    score: Decimal
    band: RiskBand
    drivers: JSON
    computed_at: datetime

    @strawberry.field(metadata=reads("model_id"))
    async def model(self, info: Info) -> PredictiveModel:
        return await find_owner(info, PredictiveModel, self.model_id)


@strawberry.federation.type(keys=["id"])
class Member(Stub):
    """A covered person; core tells about them."""

    id: ID

    @strawberry.field(description="The newest risk score, none where no model has scored the member.")
    async def risk(self, info: Info) -> MemberRisk | None:
        return await find(info, MemberRisk, member_id=self.id)
