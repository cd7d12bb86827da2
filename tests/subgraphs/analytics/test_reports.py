"""Dashboards, reports and predictions, as a client and the gateway read them."""

from decimal import Decimal
from uuid import uuid4

import pytest
from sqlalchemy.exc import IntegrityError

from shared_models.analytics import DashboardType, ExecutionStatus, ModelStatus, RiskBand
from tests.subgraphs.analytics.builders import (
    a_dashboard,
    a_metric,
    a_model,
    a_point,
    a_report,
    a_risk_score,
    a_widget,
    an_execution,
)
from tests.subgraphs.service import Service


async def test_a_dashboard_shows_its_widgets_row_by_row_with_the_points_of_their_metrics(analytics: Service) -> None:
    claims, paid = a_metric(metric_code="board_claims"), a_metric(metric_code="board_paid")
    dashboard = a_dashboard(slug="board")
    await analytics.store(claims, paid, dashboard, a_point(claims, 1, 5), a_point(paid, 1, 7))
    await analytics.store(
        a_widget(dashboard, x=0, y=2, metric_codes=["board_paid", "gone", "board_claims"]),
        a_widget(dashboard, x=2, y=0, metric_codes=["board_claims"]),
        a_widget(dashboard, x=0, y=0),
    )

    data = await analytics.ask(
        """{ dashboard(slug: "board") { widgets {
               title position { x y w h } metrics { code points { at value } } } } }"""
    )

    january = "2026-01-01T00:00:00+00:00"
    of_claims = {"code": "board_claims", "points": [{"at": january, "value": "5.000000"}]}
    of_paid = {"code": "board_paid", "points": [{"at": january, "value": "7.000000"}]}
    assert data["dashboard"]["widgets"] == [
        {"title": "At 0, 0", "position": {"x": 0, "y": 0, "w": 2, "h": 2}, "metrics": []},
        {"title": "At 2, 0", "position": {"x": 2, "y": 0, "w": 2, "h": 2}, "metrics": [of_claims]},
        {"title": "At 0, 2", "position": {"x": 0, "y": 2, "w": 2, "h": 2}, "metrics": [of_paid, of_claims]},
    ]
    assert len(analytics.statements) == 4


async def test_widgets_that_overlap_are_refused(analytics: Service) -> None:
    dashboard = a_dashboard()
    await analytics.store(dashboard, a_widget(dashboard, x=0, y=0), a_widget(dashboard, x=2, y=0))

    with pytest.raises(IntegrityError, match="ex_dashboard_widgets_overlap"):
        await analytics.store(a_widget(dashboard, x=1, y=1))


async def test_dashboards_are_found_by_id_and_narrowed_by_type(analytics: Service) -> None:
    dashboard = a_dashboard(dashboard_type=DashboardType.CLINICAL, name="Only clinical")
    await analytics.store(dashboard, a_dashboard())

    by_id = await analytics.ask(
        "query ($id: ID) { dashboard(id: $id) { name visibility owner { id } } }", id=dashboard.id
    )
    listed = await analytics.ask("{ dashboards(filter: {dashboardType: CLINICAL}) { edges { node { name } } } }")
    unknown = await analytics.ask('{ dashboard(slug: "none") { id } }')

    assert by_id["dashboard"] == {
        "name": "Only clinical",
        "visibility": "PRIVATE",
        "owner": {"id": str(dashboard.owner_id)},
    }
    assert listed["dashboards"]["edges"] == [{"node": {"name": "Only clinical"}}]
    assert unknown == {"dashboard": None}


async def test_a_report_is_found_by_id_and_by_code_with_its_newest_runs(analytics: Service) -> None:
    report = a_report(report_code="REP-FIND", schedule_cron="0 6 * * *", timezone="Africa/Nairobi")
    await analytics.store(report, *(an_execution(report, day) for day in (1, 2, 3)))
    query = """query ($id: ID, $code: String) { report(id: $id, reportCode: $code) {
      scheduleCron timezone output query executions(first: 2) { totalCount edges { node { scheduledFor } } } } }"""

    by_id = await analytics.ask(query, id=report.id)
    by_code = await analytics.ask(query, code="REP-FIND")

    expected = {
        "scheduleCron": "0 6 * * *",
        "timezone": "Africa/Nairobi",
        "output": "JSON",
        "query": {"metrics": ["claims_submitted"]},
        "executions": {
            "totalCount": 3,
            "edges": [
                {"node": {"scheduledFor": "2026-03-03T06:00:00+00:00"}},
                {"node": {"scheduledFor": "2026-03-02T06:00:00+00:00"}},
            ],
        },
    }
    assert by_id["report"] == by_code["report"] == expected


async def test_reports_are_listed_by_code(analytics: Service) -> None:
    await analytics.store(a_report(report_code="LISTED-2"), a_report(report_code="LISTED-1"))

    data = await analytics.ask('{ reports(filter: {search: "listed-"}) { edges { node { reportCode } } } }')

    assert [edge["node"]["reportCode"] for edge in data["reports"]["edges"]] == ["LISTED-1", "LISTED-2"]


async def test_runs_are_found_by_id_and_narrowed_by_status(analytics: Service) -> None:
    report = a_report(name="Nightly")
    failed = an_execution(report, 4, status=ExecutionStatus.FAILED, error="timed out", attempt=3)
    await analytics.store(report, failed, an_execution(report, 5))

    by_id = await analytics.ask(
        "query ($id: ID!) { reportExecution(id: $id) { status error attempt report { name } } }", id=failed.id
    )
    listed = await analytics.ask(
        """query ($report: ID!) { reportExecutions(filter: {reportId: $report, status: FAILED}) {
             edges { node { id } } } }""",
        report=report.id,
    )

    assert by_id["reportExecution"] == {
        "status": "FAILED",
        "error": "timed out",
        "attempt": 3,
        "report": {"name": "Nightly"},
    }
    assert listed["reportExecutions"]["edges"] == [{"node": {"id": str(failed.id)}}]


async def test_members_show_their_risk_in_one_statement(analytics: Service) -> None:
    model = a_model()
    scores = [a_risk_score(model, score=Decimal(n) / 100) for n in range(50)]
    await analytics.store(model, *scores)
    representations = [{"__typename": "Member", "id": score.member_id} for score in scores]
    representations.append({"__typename": "Member", "id": uuid4()})

    found = await analytics.entities("... on Member { risk { band score } }", representations)

    assert [each["risk"] for each in found] == [
        *({"band": "HIGH", "score": f"{n / 100:.6f}"} for n in range(50)),
        None,
    ]
    assert len(analytics.statements) == 1


async def test_a_risk_leads_to_the_member_and_the_model_that_scored(analytics: Service) -> None:
    model = a_model(model_code="cost-led")
    score = a_risk_score(model, band=RiskBand.CRITICAL)
    await analytics.store(model, score)

    data = await analytics.ask(
        "query ($id: ID!) { memberRisk(memberId: $id) { band member { id } model { modelCode metrics } } }",
        id=score.member_id,
    )

    assert data["memberRisk"] == {
        "band": "CRITICAL",
        "member": {"id": str(score.member_id)},
        "model": {"modelCode": "cost-led", "metrics": {"mae": "112.50"}},
    }


async def test_models_are_narrowed_by_code_and_status(analytics: Service) -> None:
    await analytics.store(
        a_model(model_code="fraud-listed", version_no=1, status=ModelStatus.RETIRED),
        a_model(model_code="fraud-listed", version_no=2),
    )

    data = await analytics.ask(
        """{ predictiveModels(filter: {modelCode: "fraud-listed", status: ACTIVE}) { totalCount edges { node {
               versionNo kind trainingWindow { from to } } } } }"""
    )

    assert data["predictiveModels"] == {
        "totalCount": 1,
        "edges": [
            {"node": {"versionNo": 2, "kind": "COST", "trainingWindow": {"from": "2024-01-01", "to": "2026-01-01"}}}
        ],
    }
