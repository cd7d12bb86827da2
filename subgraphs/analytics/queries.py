"""What one may ask analytics."""

import strawberry

from shared_models.analytics import Granularity
from subgraphs.analytics.loaders import metric_id
from subgraphs.analytics.types import (
    Alert,
    AlertFilter,
    AlertInstance,
    AlertInstanceFilter,
    AlertInstanceOrder,
    AlertOrder,
    Dashboard,
    DashboardFilter,
    DashboardOrder,
    Last,
    MemberRisk,
    Metric,
    MetricFilter,
    MetricOrder,
    MetricPoint,
    PredictiveModel,
    PredictiveModelFilter,
    PredictiveModelOrder,
    Report,
    ReportExecution,
    ReportExecutionFilter,
    ReportExecutionOrder,
    ReportFilter,
    ReportOrder,
    read_points,
)
from subgraphs.kit.context import Info
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
        return await find(info, Metric, id=id, metric_code=code)

    @strawberry.field(description="A metric's values over time, oldest first; empty where there is no such metric.")
    async def metric_series(
        self,
        info: Info,
        code: str,
        granularity: Granularity = Granularity.MONTH,
        last: Last = None,
        span: DateSpanInput | None = None,
    ) -> list[MetricPoint]:
        metric = await metric_id(info, code)
        return [] if metric is None else await read_points(info, metric, granularity, last, span)

    @strawberry.field(description="One dashboard, by id or by slug.")
    async def dashboard(self, info: Info, id: ID | None = None, slug: str | None = None) -> Dashboard | None:
        return await find(info, Dashboard, id=id, slug=slug)

    @strawberry.field(description="One report, by id or by code.")
    async def report(self, info: Info, id: ID | None = None, report_code: str | None = None) -> Report | None:
        return await find(info, Report, id=id, report_code=report_code)

    @strawberry.field
    async def report_execution(self, info: Info, id: ID) -> ReportExecution | None:
        return await find(info, ReportExecution, id=id)

    @strawberry.field(description="A member's newest risk score.")
    async def member_risk(self, info: Info, member_id: ID) -> MemberRisk | None:
        return await find(info, MemberRisk, member_id=member_id)

    metrics: Connection[Metric] = all_nodes(lambda: Metric, filtered_by=MetricFilter, order=MetricOrder.CODE_ASC)
    dashboards: Connection[Dashboard] = all_nodes(
        lambda: Dashboard, filtered_by=DashboardFilter, order=DashboardOrder.SLUG_ASC
    )
    reports: Connection[Report] = all_nodes(lambda: Report, filtered_by=ReportFilter, order=ReportOrder.CODE_ASC)
    report_executions: Connection[ReportExecution] = all_nodes(
        lambda: ReportExecution,
        filtered_by=ReportExecutionFilter,
        order=ReportExecutionOrder.SCHEDULED_FOR_DESC,
    )
    alerts: Connection[Alert] = all_nodes(lambda: Alert, filtered_by=AlertFilter, order=AlertOrder.NAME_ASC)
    alert_instances: Connection[AlertInstance] = all_nodes(
        lambda: AlertInstance, filtered_by=AlertInstanceFilter, order=AlertInstanceOrder.STARTED_AT_DESC
    )
    predictive_models: Connection[PredictiveModel] = all_nodes(
        lambda: PredictiveModel, filtered_by=PredictiveModelFilter, order=PredictiveModelOrder.CODE_ASC
    )
