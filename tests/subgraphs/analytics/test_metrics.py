"""Metrics, their points and the alerts on them, as a client and the gateway read them."""

from datetime import UTC, datetime
from decimal import Decimal
from uuid import uuid4

from shared_models.analytics import AlertState, Granularity, MetricAggregation, MetricCategory, Severity
from tests.subgraphs.analytics.builders import a_metric, a_point, an_alert, an_instance
from tests.subgraphs.service import Service

SERIES = """
query ($code: String!, $granularity: Granularity! = MONTH, $span: DateSpanInput, $dims: [MetricDimensionInput!],
       $last: Int! = 100) {
  metricSeries(code: $code, granularity: $granularity, span: $span, dims: $dims, last: $last) {
    metric { name } points { at value }
  }
}
"""


async def test_a_metric_is_found_by_id_and_by_code(analytics: Service) -> None:
    metric = a_metric(metric_code="loss_ratio_found", name="Loss ratio")
    await analytics.store(metric)
    query = "query ($id: ID, $code: String) { metric(id: $id, code: $code) { code name category unit } }"

    by_id = await analytics.ask(query, id=metric.id)
    by_code = await analytics.ask(query, code="loss_ratio_found")

    expected = {"code": "loss_ratio_found", "name": "Loss ratio", "category": "CLAIMS", "unit": "COUNT"}
    assert by_id == by_code == {"metric": expected}


async def test_an_unknown_metric_is_null_and_one_asked_by_nothing_is_refused(analytics: Service) -> None:
    unknown = await analytics.ask('{ metric(code: "none") { id } metricSeries(code: "none") { granularity } }')
    refusal = await analytics.refusal("{ metric { id } }")

    assert unknown == {"metric": None, "metricSeries": None}
    assert refusal == ("Metric is found by exactly one of id or code", "BAD_USER_INPUT")


async def test_only_the_columns_the_operation_needs_are_read(analytics: Service) -> None:
    metric = a_metric()
    await analytics.store(metric)

    await analytics.ask("query ($id: ID) { metric(id: $id) { unit } }", id=metric.id)

    selected = [statement.split("FROM")[0].split() for statement in analytics.statements]
    assert selected == [["SELECT", "analytics_metrics.id,", "analytics_metrics.unit"]]


async def test_points_come_oldest_first_and_the_newest_are_kept(analytics: Service) -> None:
    metric = a_metric(metric_code="claims_by_month", name="Claims")
    await analytics.store(metric, *(a_point(metric, month, month * 10) for month in (3, 1, 2)))

    whole = await analytics.ask(SERIES, code="claims_by_month")
    newest = await analytics.ask(SERIES, code="claims_by_month", last=2)

    assert whole["metricSeries"] == {
        "metric": {"name": "Claims"},
        "points": [
            {"at": "2026-01-01T00:00:00+00:00", "value": "10.000000"},
            {"at": "2026-02-01T00:00:00+00:00", "value": "20.000000"},
            {"at": "2026-03-01T00:00:00+00:00", "value": "30.000000"},
        ],
    }
    assert [point["value"] for point in newest["metricSeries"]["points"]] == ["20.000000", "30.000000"]


async def test_points_are_those_of_a_span_a_length_and_dimensions(analytics: Service) -> None:
    metric = a_metric(metric_code="paid_by", dimensions=["plan", "region"])
    south = {"plan": "gold", "region": "south"}
    await analytics.store(
        metric,
        a_point(metric, 1, 1),
        a_point(metric, 2, 2),
        a_point(metric, 2, 3, dims=south),
        a_point(metric, 2, 4, granularity=Granularity.DAY),
    )

    async def values(**arguments: object) -> list[str]:
        data = await analytics.ask(SERIES, code="paid_by", **arguments)
        return [point["value"] for point in data["metricSeries"]["points"]]

    assert await values(span={"from": "2026-02-01"}) == ["2.000000"]
    assert await values(span={"to": "2026-02-01"}) == ["1.000000"]
    assert await values(granularity="DAY") == ["4.000000"]
    assert await values(dims=[{"name": name, "value": south[name]} for name in ("region", "plan")]) == ["3.000000"]
    assert await values(dims=[{"name": "plan", "value": "gold"}]) == []


async def test_more_points_than_there_may_be_are_refused(analytics: Service) -> None:
    metric = a_metric(metric_code="too_many")
    await analytics.store(metric)

    refusal = await analytics.refusal(SERIES, code="too_many", last=1_001)

    assert refusal == ("last: 1001 is not between 0 and 1000", "BAD_USER_INPUT")


async def test_points_of_many_metrics_cost_one_statement(analytics: Service) -> None:
    metrics = [a_metric() for _ in range(20)]
    await analytics.store(*metrics)
    await analytics.store(*(a_point(metric, month, month) for metric in metrics for month in (1, 2, 3)))
    representations = [{"__typename": "Metric", "id": metric.id} for metric in metrics]
    representations.append({"__typename": "Metric", "id": uuid4()})

    found = await analytics.entities("... on Metric { points(last: 2) { value sampleCount } }", representations)

    expected = [{"value": "2.000000", "sampleCount": 2}, {"value": "3.000000", "sampleCount": 3}]
    assert [each and each["points"] for each in found] == [expected] * 20 + [None]
    assert len(analytics.statements) == 2


async def test_metrics_are_narrowed_and_paged_without_deleted_ones(analytics: Service) -> None:
    await analytics.store(
        *(a_metric(metric_code=f"paged_{n}", category=MetricCategory.SALES) for n in range(3)),
        a_metric(metric_code="paged_other", category=MetricCategory.TOKENS),
        a_metric(metric_code="paged_gone", category=MetricCategory.SALES, deleted_at=datetime(2026, 1, 1, tzinfo=UTC)),
    )
    query = """query ($first: Int, $after: String, $last: Int, $before: String) {
      metrics(first: $first, after: $after, last: $last, before: $before, filter: {search: "paged_", category: SALES}) {
        totalCount edges { node { code } } pageInfo { startCursor endCursor hasNextPage } } }"""

    first = (await analytics.ask(query, first=2))["metrics"]
    second = (await analytics.ask(query, first=2, after=first["pageInfo"]["endCursor"]))["metrics"]
    back = (await analytics.ask(query, last=1, before=second["pageInfo"]["startCursor"]))["metrics"]

    assert [edge["node"]["code"] for edge in first["edges"]] == ["paged_0", "paged_1"]
    assert [edge["node"]["code"] for edge in second["edges"]] == ["paged_2"]
    assert [edge["node"]["code"] for edge in back["edges"]] == ["paged_1"]
    assert (first["totalCount"], first["pageInfo"]["hasNextPage"]) == (3, True)


async def test_a_ratio_names_its_parts(analytics: Service) -> None:
    metric = a_metric(
        aggregation=MetricAggregation.RATIO, numerator_code="claims_incurred", denominator_code="premium_earned"
    )
    await analytics.store(metric)

    data = await analytics.ask(
        "query ($id: ID) { metric(id: $id) { aggregation numeratorCode denominatorCode dimensions } }", id=metric.id
    )

    assert data["metric"] == {
        "aggregation": "RATIO",
        "numeratorCode": "claims_incurred",
        "denominatorCode": "premium_earned",
        "dimensions": [],
    }


async def test_alerts_show_their_condition_metric_and_newest_occurrences(analytics: Service) -> None:
    metric = a_metric(metric_code="watched")
    alerts = [an_alert(metric, name=f"Watch {n}") for n in range(10)]
    await analytics.store(metric, *alerts)
    await analytics.store(*(an_instance(alert, day) for alert in alerts for day in (1, 2, 3)))

    data = await analytics.ask(
        """query ($metric: ID!) { alerts(filter: {metricId: $metric, severity: HIGH}) { edges { node {
             name comparison threshold windowSeconds forSeconds cooldownSeconds metric { code }
             instances(first: 2) { totalCount edges { node { startedAt } } } } } } }""",
        metric=metric.id,
    )

    nodes = [edge["node"] for edge in data["alerts"]["edges"]]
    assert len(nodes) == 10
    assert nodes[0] == {
        "name": "Watch 0",
        "comparison": "GT",
        "threshold": "0.850000",
        "windowSeconds": 86_400,
        "forSeconds": 172_800,
        "cooldownSeconds": 3_600,
        "metric": {"code": "watched"},
        "instances": {
            "totalCount": 3,
            "edges": [
                {"node": {"startedAt": "2026-03-03T00:00:00+00:00"}},
                {"node": {"startedAt": "2026-03-02T00:00:00+00:00"}},
            ],
        },
    }
    assert len(analytics.statements) == 4


async def test_occurrences_are_narrowed_by_state_and_lead_to_their_alert(analytics: Service) -> None:
    metric = a_metric()
    alert = an_alert(metric, name="Narrowed", severity=Severity.LOW)
    await analytics.store(
        metric,
        alert,
        an_instance(alert, 1),
        an_instance(alert, 2, state=AlertState.FIRING, value=Decimal("0.91")),
    )

    data = await analytics.ask(
        """query ($alert: ID!) { alertInstances(filter: {alertId: $alert, stateIn: [PENDING, FIRING]}) {
             edges { node { state value alert { name severity } } } } }""",
        alert=alert.id,
    )

    assert [edge["node"] for edge in data["alertInstances"]["edges"]] == [
        {"state": "FIRING", "value": "0.910000", "alert": {"name": "Narrowed", "severity": "LOW"}}
    ]


async def test_pages_that_make_no_sense_are_refused(analytics: Service) -> None:
    too_many = await analytics.refusal("{ metrics(first: 101) { totalCount } }")
    no_cursor = await analytics.refusal('{ alerts(after: "nonsense") { edges { cursor } } }')
    no_metric = await analytics.refusal('{ alerts(filter: {metricId: "claims"}) { totalCount } }')

    assert too_many == ("first: 101 is not between 0 and 100", "BAD_USER_INPUT")
    assert no_cursor == ("after: not a cursor of this list", "BAD_USER_INPUT")
    assert no_metric == ("metricId: not an id (a UUID)", "BAD_USER_INPUT")
