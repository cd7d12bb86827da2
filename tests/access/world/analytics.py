"""Rows of analytics: what is measured in different fields, what is kept private and what is shown to all."""

from typing import Final

from sqlmodel import SQLModel

from shared_models import analytics
from subgraphs.analytics.schema import schema
from tests.access.world.sides import Domain, Party, World
from tests.subgraphs.analytics import builders as of_analytics


def rows(world: World) -> list[SQLModel]:
    """Return the rows of analytics."""
    private, public = analytics.Visibility.PRIVATE, analytics.Visibility.PUBLIC
    return [
        *_of(world.own, analytics.MetricCategory.MEMBERS, private),
        *_of(world.foreign, analytics.MetricCategory.FINANCE, private),
        *_of(world.listed, analytics.MetricCategory.CLAIMS, public),
    ]


def _of(party: Party, category: analytics.MetricCategory, visibility: analytics.Visibility) -> list[SQLModel]:
    add = party.add
    metric = add(of_analytics.a_metric(category=category))
    alert = add(of_analytics.an_alert(metric))
    report = add(of_analytics.a_report(owner_id=party.user, visibility=visibility))
    dashboard = add(of_analytics.a_dashboard(owner_id=party.user, visibility=visibility))
    model = add(of_analytics.a_model())
    return [
        metric,
        of_analytics.a_point(metric, month=3, value=1),
        alert,
        add(of_analytics.an_instance(alert, day=1)),
        report,
        add(of_analytics.an_execution(report, day=1)),
        dashboard,
        add(of_analytics.a_widget(dashboard, x=0, y=0)),
        model,
        add(of_analytics.a_risk_score(model, member_id=party.member)),
        *_told_of(party),
    ]


def _told_of(party: Party) -> list[SQLModel]:
    """Return what is made of events; facts go by the ids of what they are of."""
    event, fact = of_analytics.a_logged_event(), of_analytics.a_claim_fact(member_id=party.member)
    payment, usage = of_analytics.a_payment_fact(), of_analytics.a_token_usage_fact()
    party.keys |= {
        "event": event.event_id,
        "told_claim": fact.claim_id,
        "told_payment": payment.payment_id,
        "usage": usage.event_id,
    }
    return [event, fact, payment, usage]


DOMAIN: Final = Domain(
    schema=schema,
    rows=rows,
    tables={
        "Metric": "analytics_metrics",
        "Alert": "alerts",
        "AlertInstance": "alert_instances",
        "Report": "reports",
        "ReportExecution": "report_executions",
        "Dashboard": "dashboards",
        "PredictiveModel": "predictive_models",
    },
    ways={"DashboardWidget": ("Dashboard", "widgets"), "MemberRisk": ("Member", "risk")},
    arguments={
        "metric": "code",
        "metricSeries": "code",
        "dashboard": "id",
        "report": "id",
        "reportExecution": "id",
        "memberRisk": "memberId",
    },
    stubs={"Member": "member", "Claim": "told_claim"},
    composite={
        "metric_data": ("metric_id", "analytics_metrics"),
        "event_log": ("event_id", "event"),
        "fact_claims": ("claim_id", "told_claim"),
        "fact_payments": ("payment_id", "told_payment"),
        "fact_token_usage": ("event_id", "usage"),
    },
)
