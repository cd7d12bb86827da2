"""Reports and dashboards as a client sees them."""

from asyncio import gather
from datetime import datetime
from typing import Any, ClassVar
from uuid import UUID

import strawberry
from strawberry import Private
from strawberry.scalars import JSON

from shared_models import analytics as tables
from shared_models.analytics import (
    DashboardType,
    ExecutionStatus,
    ExecutionTrigger,
    ReportOutput,
    ReportType,
    Visibility,
    WidgetType,
)
from subgraphs.analytics.types.asking import ReportExecutionFilter, ReportExecutionOrder
from subgraphs.analytics.types.metrics import Metric
from subgraphs.kit.context import Info
from subgraphs.kit.lists import below
from subgraphs.kit.nodes import ID, POINTER, Node, Source, Stub, reads
from subgraphs.kit.paging import Connection
from subgraphs.kit.reading import all_of, find, find_owner
from subgraphs.kit.scalars import Long
from subgraphs.kit.schema import expose

expose(ReportOutput, Visibility, WidgetType)


@strawberry.federation.type(keys=[POINTER])
class User(Stub):
    """Someone who signs in; core tells about them."""

    id: ID


@strawberry.federation.type(keys=["id"], description="A question that is asked again and again.")
class Report(Node):
    """A question that is asked again and again, on demand or by a schedule."""

    source: ClassVar = Source(tables.Report, keys=("id", "report_code"))

    owner_id: Private[UUID]

    id: ID
    report_code: str
    name: str
    report_type: ReportType
    query: JSON = strawberry.field(description="What is asked: metrics, dimensions and granularity.")
    parameters_schema: JSON
    schedule_cron: str | None = strawberry.field(description="When it runs by itself, in `timezone`.")
    timezone: str
    output: ReportOutput
    visibility: Visibility
    allowed_roles: list[str]
    is_active: bool
    next_run_at: datetime | None

    @strawberry.field(metadata=reads("owner_id"))
    def owner(self) -> User:
        return User(id=ID(str(self.owner_id)))

    executions: "Connection[ReportExecution]" = below(
        lambda: ReportExecution,
        "report_id",
        filtered_by=ReportExecutionFilter,
        order=ReportExecutionOrder.SCHEDULED_FOR_DESC,
        description="Its runs, newest first.",
    )


@strawberry.federation.type(keys=["id"], description="One run of a report.")
class ReportExecution(Node):
    """One run of a report."""

    source: ClassVar = Source(tables.ReportExecution)

    report_id: Private[UUID]

    id: ID
    trigger: ExecutionTrigger
    scheduled_for: datetime
    parameters: JSON
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


@strawberry.federation.type(keys=["id"], description="A page of widgets.")
class Dashboard(Node):
    """A page of widgets."""

    source: ClassVar = Source(tables.Dashboard, keys=("id", "slug"))

    owner_id: Private[UUID]

    id: ID
    slug: str
    name: str
    dashboard_type: DashboardType
    layout: JSON
    default_filters: JSON
    visibility: Visibility
    allowed_roles: list[str]

    @strawberry.field(metadata=reads("owner_id"))
    def owner(self) -> User:
        return User(id=ID(str(self.owner_id)))

    @strawberry.field(metadata=reads("id"), description="What is on it, row by row.")
    async def widgets(self, info: Info) -> "list[DashboardWidget]":
        widgets = await all_of(info, DashboardWidget, "dashboard_id", self.id, order=("position", "id"))
        return sorted(widgets, key=_place)


@strawberry.type(description="A cell of the grid and how many it takes.")
class WidgetPosition:
    """A cell of the grid and how many it takes."""

    x: int
    y: int
    w: int
    h: int


def _position(self: Any) -> Any:
    return WidgetPosition(**self.position)


def _place(widget: Any) -> tuple[int, int]:
    return widget.position["y"], widget.position["x"]


@strawberry.type(description="Something on a dashboard.")
class DashboardWidget(Node):
    """Something on a dashboard."""

    source: ClassVar = Source(tables.DashboardWidget)

    id: ID
    widget_type: WidgetType
    title: str
    position: WidgetPosition = strawberry.field(resolver=_position, metadata=reads("position"))
    config: JSON
    metric_codes: list[str]
    refresh_seconds: int

    @strawberry.field(metadata=reads("metric_codes"), description="What it shows; metrics that are gone are left out.")
    async def metrics(self, info: Info) -> list[Metric]:
        found = await gather(*(find(info, Metric, metric_code=code) for code in self.metric_codes))
        return [metric for metric in found if metric is not None]
