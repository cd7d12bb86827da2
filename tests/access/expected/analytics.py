"""Who may see what of analytics: officers what is measured in their field, and nobody a person's risk without need."""

from typing import Final

from tests.access.expected.entries import LETTERS, Losses, Type

# Employers, providers and agents are to see aggregates over ten people or more of their own alone: no figure says yet
# over how many it is, so that they see none.
STAFF: Final = "CFUA"
# How likely somebody is to be ill: for who decides on their care, for who audits, and in an emergency.
RISK: Final = "CUB"


def measured(names: str) -> Type:
    """Return the entry of what follows a metric: own ones are of members, foreign of money, listed of claims."""
    return Type(own="C", foreign="F", listed="CF", all="UA", fields={names: STAFF})


def shared(names: str) -> Type:
    """Return the entry of what somebody may keep for themselves, or show to all."""
    return Type(own="CF", listed="CF", all="UA", fields={names: STAFF})


TYPES: Final = {
    "Query": Type(
        all=LETTERS,
        fields={
            "metric metrics metricSeries dashboard dashboards report reports reportExecution reportExecutions alerts"
            " alertInstances predictiveModels": STAFF,
            "memberRisk": RISK,
        },
    ),
    "Metric": measured(
        "id code name category aggregation unit numeratorCode denominatorCode dimensions isActive points"
    ),
    "Alert": measured(
        "id name alertType comparison threshold windowSeconds forSeconds cooldownSeconds filters severity isActive"
        " metric instances"
    ),
    "AlertInstance": measured("id state value startedAt firedAt acknowledgedAt resolvedAt resolution alert"),
    "Report": shared(
        "id reportCode name reportType query parametersSchema scheduleCron timezone output visibility allowedRoles"
        " isActive nextRunAt owner executions"
    ),
    "ReportExecution": shared(
        "id trigger scheduledFor parameters status queuedAt startedAt finishedAt rowCount error attempt report"
    ),
    "Dashboard": shared("id slug name dashboardType layout defaultFilters visibility allowedRoles owner widgets"),
    "DashboardWidget": shared("id widgetType title position config metricCodes refreshSeconds metrics"),
    "PredictiveModel": Type(
        all=STAFF,
        fields={"id modelCode versionNo kind algorithm features target trainingWindow metrics status trainedAt": STAFF},
    ),
    "MemberRisk": Type(own="B", all="CU", fields={"computedAt member model score band": RISK}),
    # What analytics adds to the types of others: whose rows come of it is said above.
    "Member": Type(all=LETTERS, fields={"id": LETTERS, "risk": RISK}),
    "Claim": Type(all=LETTERS, fields={"id": LETTERS, "turnaroundHours": "CU"}),
}
# What is made of events: of claims, for who decides on them and who audits; the rest is shown by nothing yet.
CLAIM_FACTS: Final = Type(all="CU", fields={})
NOBODYS: Final = Type(fields={})

TABLES: Final = {
    "analytics_metrics": TYPES["Metric"],
    "metric_data": TYPES["Metric"],
    "alerts": TYPES["Alert"],
    "alert_instances": TYPES["AlertInstance"],
    "reports": TYPES["Report"],
    "report_executions": TYPES["ReportExecution"],
    "dashboards": TYPES["Dashboard"],
    "dashboard_widgets": TYPES["DashboardWidget"],
    "predictive_models": TYPES["PredictiveModel"],
    "member_risk_scores": TYPES["MemberRisk"],
    "event_log": NOBODYS,
    "fact_claims": CLAIM_FACTS,
    "fact_payments": NOBODYS,
    "fact_token_usage": NOBODYS,
}

LOSSES: Final = Losses(
    fields=(("Query", "memberRisk", "F"), ("Query", "metrics", "E"), ("Member", "risk", "A")),
    rows=(
        ("Metric", "C", "claims_officer"),
        ("AlertInstance", "C", "claims_officer"),
        ("Report", "F", "finance_officer"),
        ("Dashboard", "C", "claims_officer"),
        ("MemberRisk", "B", "break_glass"),
    ),
    tables=("analytics_metrics", "metric_data", "reports", "dashboard_widgets", "member_risk_scores"),
    coordinates=("Query.metrics", "Member.risk", "MemberRisk.score"),
)
