"""Dashboards, their metrics and points, risk scores."""

from datetime import UTC, date, datetime
from decimal import Decimal
from itertools import count
from typing import Any
from uuid import uuid4

from sqlalchemy.dialects.postgresql import Range

from shared_models import analytics as tables
from shared_models.analytics import (
    DashboardType,
    Granularity,
    MetricAggregation,
    MetricCategory,
    MetricUnit,
    ModelKind,
    RiskBand,
    WidgetType,
)
from tests.subgraphs.service import Service

_numbers = count(1)


def a_metric(**values: Any) -> tables.Metric:
    defaults: dict[str, Any] = {
        "metric_code": f"test.metric{next(_numbers)}",
        "name": "Claims received",
        "category": MetricCategory.CLAIMS,
        "aggregation": MetricAggregation.COUNT,
        "unit": MetricUnit.COUNT,
    }
    return tables.Metric(**(defaults | values))


def a_point(metric: tables.Metric, month: int, value: int, **values: Any) -> tables.MetricPoint:
    defaults: dict[str, Any] = {
        "metric_id": metric.id,
        "granularity": Granularity.MONTH,
        "bucket_start": datetime(2026, month, 1, tzinfo=UTC),
        "dims_hash": b"whole",
        "value": Decimal(value),
        "sample_count": value,
        "sum": Decimal(value),
        "last_position": 1,
    }
    return tables.MetricPoint(**(defaults | values))


def a_dashboard(slug: str) -> tables.Dashboard:
    return tables.Dashboard(slug=slug, name="Overview", dashboard_type=DashboardType.EXECUTIVE, owner_id=uuid4())


def a_widget(dashboard: tables.Dashboard, row: int, *metrics: tables.Metric) -> tables.DashboardWidget:
    return tables.DashboardWidget(
        dashboard_id=dashboard.id,
        widget_type=WidgetType.LINE,
        title=f"Widget {row}",
        position={"x": 0, "y": row, "w": 1, "h": 1},
        metric_codes=[metric.metric_code for metric in metrics],
    )


async def test_a_dashboard_shows_its_widgets_with_metrics_and_points_in_four_statements(analytics: Service) -> None:
    first, second = a_metric(metric_code="one"), a_metric(metric_code="two")
    dashboard = a_dashboard("executive")
    await analytics.store(first, second, dashboard)
    await analytics.store(a_widget(dashboard, 0, first), a_widget(dashboard, 1, second, first))
    await analytics.store(a_point(first, 1, 10), a_point(first, 2, 20), a_point(second, 2, 5))

    data = await analytics.ask(
        '{ dashboard(slug: "executive") { widgets { title metrics { code points { at value } } } } }'
    )

    assert [
        (widget["title"], [(m["code"], [p["value"] for p in m["points"]]) for m in widget["metrics"]])
        for widget in data["dashboard"]["widgets"]
    ] == [
        ("Widget 0", [("one", ["10.000000", "20.000000"])]),
        ("Widget 1", [("two", ["5.000000"]), ("one", ["10.000000", "20.000000"])]),
    ]
    assert len(analytics.statements) == 4


async def test_a_series_is_the_latest_points_of_a_span_oldest_first(analytics: Service) -> None:
    metric = a_metric(metric_code="series")
    await analytics.store(metric, *(a_point(metric, month, month) for month in range(1, 7)))
    by_dimension = a_point(metric, 6, 99, dims={"region": "north"}, dims_hash=b"north")
    await analytics.store(by_dimension)
    query = (
        'query ($last: Int, $span: DateSpanInput) { metricSeries(code: "series", last: $last, span: $span) { value } }'
    )

    latest = await analytics.ask(query, last=2)
    spring = await analytics.ask(query, span={"from": "2026-03-01", "to": "2026-05-01"})
    nothing = await analytics.ask('{ metricSeries(code: "unknown") { value } }')

    assert [point["value"] for point in latest["metricSeries"]] == ["5.000000", "6.000000"]
    assert [point["value"] for point in spring["metricSeries"]] == ["3.000000", "4.000000"]
    assert nothing == {"metricSeries": []}


async def test_a_series_of_no_points_is_refused(analytics: Service) -> None:
    refusal = await analytics.refusal('{ metricSeries(code: "series", last: 0) { value } }')

    assert refusal == ("last: 0 is not between 1 and 400", "BAD_USER_INPUT")


async def test_members_show_their_stored_risk_in_one_statement(analytics: Service) -> None:
    model = tables.PredictiveModel(
        model_code="cost",
        version_no=1,
        kind=ModelKind.COST,
        algorithm="logistic",
        features=[],
        target="cost",
        training_window=Range(date(2025, 1, 1), date(2026, 1, 1)),
        trained_at=datetime(2026, 1, 2, tzinfo=UTC),
    )
    members = [uuid4() for _ in range(20)]
    await analytics.store(model)
    await analytics.store(
        *(
            tables.MemberRiskScore(
                member_id=member,
                model_id=model.id,
                score=Decimal("0.25"),
                band=RiskBand.MEDIUM,
                computed_at=datetime(2026, 2, 1, tzinfo=UTC),
            )
            for member in members[:19]
        )
    )

    found = await analytics.entities(
        "... on Member { risk { band score } }", [{"__typename": "Member", "id": member} for member in members]
    )

    assert [each["risk"] for each in found] == [{"band": "MEDIUM", "score": "0.250000"}] * 19 + [None]
    assert len(analytics.statements) == 1
