"""What one may ask analytics."""

import strawberry

from shared_models.analytics import Granularity
from subgraphs.analytics.types.asking import (
    POINTS,
    AlertFilter,
    AlertInstanceFilter,
    AlertInstanceOrder,
    AlertOrder,
    DashboardFilter,
    DashboardOrder,
    Dimensions,
    MetricFilter,
    MetricOrder,
    PointCount,
    PredictiveModelFilter,
    PredictiveModelOrder,
    ReportExecutionFilter,
    ReportExecutionOrder,
    ReportFilter,
    ReportOrder,
)
from subgraphs.analytics.types.metrics import Alert, AlertInstance, Metric, MetricSeries, stretch_of
from subgraphs.analytics.types.models import MemberRisk, PredictiveModel
from subgraphs.analytics.types.reports import Dashboard, Report, ReportExecution
from subgraphs.kit.context import Info
from subgraphs.kit.errors import BadInput
from subgraphs.kit.lists import all_nodes
from subgraphs.kit.nodes import ID
from subgraphs.kit.paging import Connection
from subgraphs.kit.reading import find
from subgraphs.kit.values import DateSpanInput


@strawberry.type
class Query:
    """Analytics' part of the root."""

    @strawberry.field(description="One metric, by id or by code.")
    async def metric(self, info: Info, id: ID | None = None, code: str | None = None) -> Metric | None:
        if (id is None) == (code is None):
            raise BadInput("Metric is found by exactly one of id or code")
        return await find(info, Metric, id=id, metric_code=code)

    @strawberry.field(description="The values of a metric over time, oldest first; null where there is no such metric.")
    async def metric_series(
        self,
        info: Info,
        *,
        code: str,
        granularity: Granularity = Granularity.MONTH,
        span: DateSpanInput | None = None,
        dims: Dimensions = None,
        last: PointCount = POINTS,
    ) -> MetricSeries | None:
        metric = await find(info, Metric, metric_code=code)
        if metric is None:
            return None
        return MetricSeries(metric=metric, granularity=granularity, stretch=stretch_of(granularity, span, dims, last))

    @strawberry.field(description="One dashboard, by id or by slug.")
    async def dashboard(self, info: Info, id: ID | None = None, slug: str | None = None) -> Dashboard | None:
        return await find(info, Dashboard, id=id, slug=slug)

    @strawberry.field(description="One report, by id or by code.")
    async def report(self, info: Info, id: ID | None = None, report_code: str | None = None) -> Report | None:
        return await find(info, Report, id=id, report_code=report_code)

    @strawberry.field
    async def report_execution(self, info: Info, id: ID) -> ReportExecution | None:
        return await find(info, ReportExecution, id=id)

    @strawberry.field(description="How likely a member is to cost much; null until it was scored.")
    async def member_risk(self, info: Info, member_id: ID) -> MemberRisk | None:
        return await find(info, MemberRisk, member_id=member_id)

    metrics: Connection[Metric] = all_nodes(lambda: Metric, filtered_by=MetricFilter, order=MetricOrder.CODE_ASC)
    dashboards: Connection[Dashboard] = all_nodes(
        lambda: Dashboard, filtered_by=DashboardFilter, order=DashboardOrder.NAME_ASC
    )
    reports: Connection[Report] = all_nodes(lambda: Report, filtered_by=ReportFilter, order=ReportOrder.CODE_ASC)
    report_executions: Connection[ReportExecution] = all_nodes(
        lambda: ReportExecution, filtered_by=ReportExecutionFilter, order=ReportExecutionOrder.SCHEDULED_FOR_DESC
    )
    alerts: Connection[Alert] = all_nodes(lambda: Alert, filtered_by=AlertFilter, order=AlertOrder.NAME_ASC)
    alert_instances: Connection[AlertInstance] = all_nodes(
        lambda: AlertInstance, filtered_by=AlertInstanceFilter, order=AlertInstanceOrder.STARTED_AT_DESC
    )
    predictive_models: Connection[PredictiveModel] = all_nodes(
        lambda: PredictiveModel, filtered_by=PredictiveModelFilter, order=PredictiveModelOrder.TRAINED_AT_DESC
    )
