"""Rows are kept by the database: a role for the service, and who reaches which rows of each table."""

from collections.abc import Mapping
from typing import Final

from migrations.operations import release_rows, secure_rows
from shared_models.access import COMMON, Rows, rows

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

ACCESS: Final[Mapping[str, Rows]] = {
    **COMMON,
    "analytics_metrics": rows(
        all_for=("auditor", "system_admin"),
        shown_to={
            "claims_officer": "category IN ('claims', 'members', 'providers', 'system')",
            "finance_officer": "category IN ('claims', 'finance', 'sales', 'tokens')",
        },
    ),
    "metric_data": rows(
        all_for=("auditor", "system_admin"),
        shown_to={
            "claims_officer": "metric_id IN (SELECT analytics_metrics.id FROM analytics_metrics WHERE analytics_metrics.category IN ('claims', 'members', 'providers', 'system'))",
            "finance_officer": "metric_id IN (SELECT analytics_metrics.id FROM analytics_metrics WHERE analytics_metrics.category IN ('claims', 'finance', 'sales', 'tokens'))",
        },
    ),
    "alerts": rows(
        all_for=("auditor", "system_admin"),
        shown_to={
            "claims_officer": "metric_id IN (SELECT analytics_metrics.id FROM analytics_metrics WHERE analytics_metrics.category IN ('claims', 'members', 'providers', 'system'))",
            "finance_officer": "metric_id IN (SELECT analytics_metrics.id FROM analytics_metrics WHERE analytics_metrics.category IN ('claims', 'finance', 'sales', 'tokens'))",
        },
    ),
    "alert_instances": rows(
        all_for=("auditor", "system_admin"),
        shown_to={
            "claims_officer": "alert_id IN (SELECT alerts.id FROM alerts WHERE alerts.metric_id IN (SELECT analytics_metrics.id FROM analytics_metrics WHERE analytics_metrics.category IN ('claims', 'members', 'providers', 'system')))",
            "finance_officer": "alert_id IN (SELECT alerts.id FROM alerts WHERE alerts.metric_id IN (SELECT analytics_metrics.id FROM analytics_metrics WHERE analytics_metrics.category IN ('claims', 'finance', 'sales', 'tokens')))",
        },
    ),
    "reports": rows(
        all_for=("auditor", "system_admin"),
        some_for={
            "claims_officer": "owner_id = ANY ((SELECT covergraph_ids('subject'))::uuid[])",
            "finance_officer": "owner_id = ANY ((SELECT covergraph_ids('subject'))::uuid[])",
        },
        shown_to={
            "claims_officer": "(visibility = 'public' OR (visibility = 'role' AND 'claims_officer' = ANY (allowed_roles)) OR owner_id = ANY ((SELECT covergraph_ids('subject'))::uuid[]))",
            "finance_officer": "(visibility = 'public' OR (visibility = 'role' AND 'finance_officer' = ANY (allowed_roles)) OR owner_id = ANY ((SELECT covergraph_ids('subject'))::uuid[]))",
        },
    ),
    "report_executions": rows(
        all_for=("auditor", "system_admin"),
        shown_to={
            "claims_officer": "report_id IN (SELECT reports.id FROM reports WHERE reports.visibility = 'public' OR (visibility = 'role' AND 'claims_officer' = ANY (allowed_roles)) OR owner_id = ANY ((SELECT covergraph_ids('subject'))::uuid[]))",
            "finance_officer": "report_id IN (SELECT reports.id FROM reports WHERE reports.visibility = 'public' OR (visibility = 'role' AND 'finance_officer' = ANY (allowed_roles)) OR owner_id = ANY ((SELECT covergraph_ids('subject'))::uuid[]))",
        },
    ),
    "dashboards": rows(
        all_for=("auditor", "system_admin"),
        some_for={
            "claims_officer": "owner_id = ANY ((SELECT covergraph_ids('subject'))::uuid[])",
            "finance_officer": "owner_id = ANY ((SELECT covergraph_ids('subject'))::uuid[])",
        },
        shown_to={
            "claims_officer": "(visibility = 'public' OR (visibility = 'role' AND 'claims_officer' = ANY (allowed_roles)) OR owner_id = ANY ((SELECT covergraph_ids('subject'))::uuid[]))",
            "finance_officer": "(visibility = 'public' OR (visibility = 'role' AND 'finance_officer' = ANY (allowed_roles)) OR owner_id = ANY ((SELECT covergraph_ids('subject'))::uuid[]))",
        },
    ),
    "dashboard_widgets": rows(
        all_for=("auditor", "system_admin"),
        some_for={
            "claims_officer": "dashboard_id IN (SELECT dashboards.id FROM dashboards WHERE dashboards.owner_id = ANY ((SELECT covergraph_ids('subject'))::uuid[]))",
            "finance_officer": "dashboard_id IN (SELECT dashboards.id FROM dashboards WHERE dashboards.owner_id = ANY ((SELECT covergraph_ids('subject'))::uuid[]))",
        },
        shown_to={
            "claims_officer": "dashboard_id IN (SELECT dashboards.id FROM dashboards WHERE dashboards.visibility = 'public' OR (visibility = 'role' AND 'claims_officer' = ANY (allowed_roles)) OR owner_id = ANY ((SELECT covergraph_ids('subject'))::uuid[]))",
            "finance_officer": "dashboard_id IN (SELECT dashboards.id FROM dashboards WHERE dashboards.visibility = 'public' OR (visibility = 'role' AND 'finance_officer' = ANY (allowed_roles)) OR owner_id = ANY ((SELECT covergraph_ids('subject'))::uuid[]))",
        },
    ),
    "predictive_models": rows(
        all_for=("auditor", "system_admin"), shown_to={"claims_officer": "true", "finance_officer": "true"}
    ),
    "member_risk_scores": rows(
        all_for=("auditor",),
        shown_to={
            "claims_officer": "true",
            "break_glass": "member_id = ANY ((SELECT covergraph_ids('break_glass'))::uuid[])",
        },
    ),
}
SEQUENCES: Final = ()


def upgrade() -> None:
    """Make the change."""
    secure_rows("analytics", ACCESS, SEQUENCES)


def downgrade() -> None:
    """Take it back."""
    release_rows("analytics", ACCESS, SEQUENCES)
