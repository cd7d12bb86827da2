"""Who may see what of analytics: officers what is measured in their field, and nobody a person's risk without need.

Employers, providers and agents would see figures over ten members or more of their own; no figure says yet over how
many members it is, so they see none.
"""

from dataclasses import dataclass
from typing import Final

import sqlalchemy as sa

from shared_models import analytics as tables
from shared_models.access import BREAK_GLASS
from shared_models.analytics import MetricCategory, Visibility
from shared_models.identity import Principal, Role
from subgraphs.analytics.queries import Query
from subgraphs.analytics.types.claims import Claim
from subgraphs.analytics.types.metrics import Alert, AlertInstance, Metric, MetricPoint, MetricSeries
from subgraphs.analytics.types.models import Member, MemberRisk, PredictiveModel
from subgraphs.analytics.types.reports import (
    Dashboard,
    DashboardWidget,
    Report,
    ReportExecution,
    User,
    WidgetPosition,
)
from subgraphs.kit.policy import (
    ANY,
    PUBLIC,
    ROW,
    Policy,
    Relation,
    Rows,
    either,
    glass,
    neighbour,
    on,
    only,
    root,
    self_,
    values,
    via,
    where,
)

CLAIMS: Final = Role.CLAIMS_OFFICER
FINANCE: Final = Role.FINANCE_OFFICER
AUDITOR: Final = Role.AUDITOR
ADMIN: Final = Role.SYSTEM_ADMIN

STAFF: Final = (CLAIMS, FINANCE, AUDITOR, ADMIN)


@dataclass(frozen=True, slots=True)
class AllowedTo:
    """The row lists a role among those it is for."""

    role: Role

    def may_hold(self, principal: Principal) -> bool:
        """Say whether the principal holds the role."""
        return self.role in principal.roles

    def holds(self, table: sa.FromClause, principal: Principal) -> sa.ColumnElement[bool]:  # noqa: ARG002  # the same for all
        """Return the condition on a row of the table."""
        return sa.literal(str(self.role)) == sa.any_(table.c.allowed_roles)


def shared(role: Role) -> Relation:
    """Let a role see what is everybody's, what is shared with it, and each what they own."""
    return either(
        where(ANY, "visibility", Visibility.PUBLIC),
        where(AllowedTo(role), "visibility", Visibility.ROLE),
        self_("owner_id"),
    )


def in_all(claims: Relation, finance: Relation) -> Rows:
    """Let officers see some rows; who audits or runs the system sees all."""
    return {CLAIMS: claims, FINANCE: finance, AUDITOR: ANY, ADMIN: ANY}


# What is measured in the field of an officer.
OF_CLAIMS: Final = where(
    ANY, "category", MetricCategory.CLAIMS, MetricCategory.MEMBERS, MetricCategory.PROVIDERS, MetricCategory.SYSTEM
)
OF_MONEY: Final = where(
    ANY, "category", MetricCategory.CLAIMS, MetricCategory.FINANCE, MetricCategory.SALES, MetricCategory.TOKENS
)
ALERTS: Final = in_all(via(tables.Metric, "metric_id", OF_CLAIMS), via(tables.Metric, "metric_id", OF_MONEY))

POLICY: Final = Policy(
    root(
        Query,
        {
            only(*STAFF): (
                "metric metrics metricSeries dashboard dashboards report reports reportExecution reportExecutions"
                " alerts alertInstances predictiveModels"
            ),
            only(CLAIMS, AUDITOR, BREAK_GLASS): "memberRisk",
        },
    ),
    on(
        Metric,
        rows=in_all(OF_CLAIMS, OF_MONEY),
        fields={
            ROW: ("id code name category aggregation unit numeratorCode denominatorCode dimensions isActive points"),
        },
    ),
    on(
        Alert,
        rows=ALERTS,
        fields={
            ROW: (
                "id name alertType comparison threshold windowSeconds forSeconds cooldownSeconds filters severity"
                " isActive metric instances"
            ),
        },
    ),
    on(
        AlertInstance,
        rows=in_all(
            via(tables.Alert, "alert_id", ALERTS[CLAIMS]),
            via(tables.Alert, "alert_id", ALERTS[FINANCE]),
        ),
        fields={ROW: "id state value startedAt firedAt acknowledgedAt resolvedAt resolution alert"},
    ),
    on(
        Report,
        rows=in_all(shared(CLAIMS), shared(FINANCE)),
        fields={
            ROW: (
                "id reportCode name reportType query parametersSchema scheduleCron timezone output visibility"
                " allowedRoles isActive nextRunAt owner executions"
            ),
        },
    ),
    on(
        ReportExecution,
        rows=in_all(via(tables.Report, "report_id", shared(CLAIMS)), via(tables.Report, "report_id", shared(FINANCE))),
        fields={
            ROW: (
                "id trigger scheduledFor parameters status queuedAt startedAt finishedAt rowCount error attempt report"
            ),
        },
    ),
    on(
        Dashboard,
        rows=in_all(shared(CLAIMS), shared(FINANCE)),
        fields={ROW: "id slug name dashboardType layout defaultFilters visibility allowedRoles owner widgets"},
    ),
    on(
        DashboardWidget,
        rows=in_all(
            via(tables.Dashboard, "dashboard_id", shared(CLAIMS)),
            via(tables.Dashboard, "dashboard_id", shared(FINANCE)),
        ),
        fields={ROW: "id widgetType title position config metricCodes refreshSeconds metrics"},
    ),
    on(
        PredictiveModel,
        rows=dict.fromkeys(STAFF, ANY),
        fields={
            ROW: ("id modelCode versionNo kind algorithm features target trainingWindow metrics status trainedAt"),
        },
    ),
    on(
        MemberRisk,
        rows={CLAIMS: ANY, AUDITOR: ANY, BREAK_GLASS: glass("member_id")},
        fields={
            ROW: "computedAt member model",
            only(CLAIMS, AUDITOR, BREAK_GLASS, purpose="to look after those who are likely to need much care"): (
                "score band"
            ),
        },
    ),
    neighbour(Member, {PUBLIC: "id", only(CLAIMS, AUDITOR, BREAK_GLASS): "risk"}),
    neighbour(Claim, {PUBLIC: "id", only(CLAIMS, AUDITOR): "turnaroundHours"}),
    neighbour(User, {PUBLIC: "id"}),
    values(MetricPoint, MetricSeries, WidgetPosition),
)
