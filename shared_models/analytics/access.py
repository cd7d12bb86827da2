"""Who reaches which rows of analytics, kept by the database."""

from collections.abc import Mapping
from typing import Final

from shared_models.access import BREAK_GLASS, COMMON, GLASS, SUBJECT, Grant, Rows, ours, rows, within
from shared_models.identity import Role

ALL: Final = (Role.AUDITOR, Role.SYSTEM_ADMIN)
EVERY_ROW: Final = "true"
OWNED: Final = ours("owner_id", SUBJECT)

MEASURED: Final[Mapping[Grant, str]] = {
    Role.CLAIMS_OFFICER: "category IN ('claims', 'members', 'providers', 'system')",
    Role.FINANCE_OFFICER: "category IN ('claims', 'finance', 'sales', 'tokens')",
}
# What is everybody's, what is shared with a role, what somebody owns.
SHARED: Final[Mapping[Grant, str]] = {
    role: f"visibility = 'public' OR (visibility = 'role' AND '{role}' = ANY (allowed_roles)) OR {OWNED}"
    for role in (Role.CLAIMS_OFFICER, Role.FINANCE_OFFICER)
}


def below(table: str, column: str, conditions: Mapping[Grant, str]) -> dict[Grant, str]:
    """Make conditions on rows of those on the rows they belong to."""
    return {grant: within(table, column, condition) for grant, condition in conditions.items()}


OF_METRIC: Final = below("analytics_metrics", "metric_id", MEASURED)
DOCUMENTS: Final = rows(
    all_for=ALL,
    some_for=dict.fromkeys(SHARED, OWNED),
    shown_to={grant: f"({condition})" for grant, condition in SHARED.items()},
)

ACCESS: Final[Mapping[str, Rows]] = {
    **COMMON,
    "approvals": rows(all_for=(Role.SYSTEM_ADMIN, Role.AUDITOR)),
    "analytics_metrics": rows(all_for=ALL, shown_to=MEASURED),
    "metric_data": rows(all_for=ALL, shown_to=OF_METRIC),
    "alerts": rows(all_for=ALL, shown_to=OF_METRIC),
    "alert_instances": rows(all_for=ALL, shown_to=below("alerts", "alert_id", OF_METRIC)),
    "reports": DOCUMENTS,
    "report_executions": rows(all_for=ALL, shown_to=below("reports", "report_id", SHARED)),
    "dashboards": DOCUMENTS,
    "dashboard_widgets": rows(
        all_for=ALL,
        some_for={role: within("dashboards", "dashboard_id", OWNED) for role in SHARED},
        shown_to=below("dashboards", "dashboard_id", SHARED),
    ),
    "predictive_models": rows(all_for=ALL, shown_to=dict.fromkeys(SHARED, EVERY_ROW)),
    "member_risk_scores": rows(
        all_for=(Role.AUDITOR,),
        shown_to={Role.CLAIMS_OFFICER: EVERY_ROW, BREAK_GLASS: ours("member_id", GLASS)},
    ),
    # What is followed and measured, the service alone reads and writes.
    "event_log": Rows(commands=("select", "insert")),
    "fact_claims": rows(all_for=(Role.AUDITOR,), shown_to={Role.CLAIMS_OFFICER: EVERY_ROW}),
    "fact_payments": rows(),
    "fact_token_usage": rows(),
}
