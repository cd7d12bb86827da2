"""Tables of the read side."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from migrations.operations import default_partition, start_history, undo_history

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the tables of the read side."""
    start_history()
    op.create_table(
        "analytics_metrics",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.Uuid(), nullable=True),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_by", sa.Uuid(), nullable=True),
        sa.Column("deleted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("metric_code", sa.String(length=60), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("category", sa.Text(), nullable=False),
        sa.Column("aggregation", sa.Text(), nullable=False),
        sa.Column("unit", sa.Text(), nullable=False),
        sa.Column("numerator_code", sa.String(length=60), nullable=True),
        sa.Column("denominator_code", sa.String(length=60), nullable=True),
        sa.Column("dimensions", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.Column("source_event", sa.Text(), nullable=True),
        sa.Column("sql_definition", sa.Text(), nullable=True),
        sa.Column("is_active", sa.Boolean(), nullable=False),
        sa.CheckConstraint(
            "aggregation <> 'ratio' OR num_nonnulls(numerator_code, denominator_code) = 2",
            name=op.f("ck_analytics_metrics_ratio_has_parts"),
        ),
        sa.CheckConstraint(
            "aggregation IN ('count', 'sum', 'avg', 'min', 'max', 'ratio', 'rate', 'p50', 'p95', 'p99')",
            name=op.f("ck_analytics_metrics_aggregation"),
        ),
        sa.CheckConstraint(
            "category IN ('claims', 'members', 'finance', 'providers', 'sales', 'tokens', 'system')",
            name=op.f("ck_analytics_metrics_category"),
        ),
        sa.CheckConstraint(
            "unit IN ('count', 'money', 'days', 'rate', 'ms', 'tokens')", name=op.f("ck_analytics_metrics_unit")
        ),
        sa.CheckConstraint("cardinality(dimensions) <= 4", name=op.f("ck_analytics_metrics_dimensions")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_analytics_metrics")),
        sa.UniqueConstraint("metric_code", name=op.f("uq_analytics_metrics_metric_code")),
    )
    op.create_index(
        op.f("ix_analytics_metrics_category_metric_code"),
        "analytics_metrics",
        ["category", "metric_code"],
        unique=False,
    )
    op.create_table(
        "dashboards",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.Uuid(), nullable=True),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_by", sa.Uuid(), nullable=True),
        sa.Column("deleted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("slug", sa.String(length=60), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("dashboard_type", sa.Text(), nullable=False),
        sa.Column("layout", postgresql.JSONB(none_as_null=True, astext_type=sa.Text()), nullable=False),
        sa.Column("default_filters", postgresql.JSONB(none_as_null=True, astext_type=sa.Text()), nullable=False),
        sa.Column("visibility", sa.Text(), nullable=False),
        sa.Column("allowed_roles", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.Column("owner_id", sa.Uuid(), nullable=False),
        sa.CheckConstraint(
            "dashboard_type IN ('executive', 'operational', 'clinical', 'financial', 'compliance')",
            name=op.f("ck_dashboards_dashboard_type"),
        ),
        sa.CheckConstraint("visibility IN ('private', 'role', 'public')", name=op.f("ck_dashboards_visibility")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_dashboards")),
        sa.UniqueConstraint("slug", name=op.f("uq_dashboards_slug")),
    )
    op.create_table(
        "predictive_models",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.Uuid(), nullable=True),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_by", sa.Uuid(), nullable=True),
        sa.Column("model_code", sa.String(length=40), nullable=False),
        sa.Column("version_no", sa.Integer(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("algorithm", sa.Text(), nullable=False),
        sa.Column("features", postgresql.JSONB(none_as_null=True, astext_type=sa.Text()), nullable=False),
        sa.Column("target", sa.Text(), nullable=False),
        sa.Column("training_window", postgresql.DATERANGE(), nullable=False),
        sa.Column("metrics", postgresql.JSONB(none_as_null=True, astext_type=sa.Text()), nullable=False),
        sa.Column("artefact_key", sa.Text(), nullable=True),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("trained_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("approved_by", sa.Uuid(), nullable=True),
        sa.CheckConstraint(
            "kind IN ('fraud', 'churn', 'cost', 'depletion', 'readmission')", name=op.f("ck_predictive_models_kind")
        ),
        sa.CheckConstraint(
            "status IN ('training', 'validated', 'active', 'retired', 'failed')",
            name=op.f("ck_predictive_models_status"),
        ),
        sa.CheckConstraint("version_no > 0", name=op.f("ck_predictive_models_version_no")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_predictive_models")),
        sa.UniqueConstraint("model_code", "version_no", name=op.f("uq_predictive_models_model_code_version_no")),
    )
    op.create_index(
        "uq_predictive_models_active",
        "predictive_models",
        ["model_code"],
        unique=True,
        postgresql_where=sa.text("status = 'active'"),
    )
    op.create_table(
        "reports",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.Uuid(), nullable=True),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_by", sa.Uuid(), nullable=True),
        sa.Column("deleted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("report_code", sa.String(length=40), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("report_type", sa.Text(), nullable=False),
        sa.Column("query", postgresql.JSONB(none_as_null=True, astext_type=sa.Text()), nullable=False),
        sa.Column("parameters_schema", postgresql.JSONB(none_as_null=True, astext_type=sa.Text()), nullable=False),
        sa.Column("schedule_cron", sa.Text(), nullable=True),
        sa.Column("timezone", sa.Text(), nullable=False),
        sa.Column("output", sa.Text(), nullable=False),
        sa.Column("recipients", postgresql.JSONB(none_as_null=True, astext_type=sa.Text()), nullable=False),
        sa.Column("owner_id", sa.Uuid(), nullable=False),
        sa.Column("visibility", sa.Text(), nullable=False),
        sa.Column("allowed_roles", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.Column("is_active", sa.Boolean(), nullable=False),
        sa.Column("next_run_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("output IN ('json', 'csv', 'xlsx', 'pdf')", name=op.f("ck_reports_output")),
        sa.CheckConstraint(
            "report_type IN ('operational', 'financial', 'clinical', 'compliance', 'performance', 'trend')",
            name=op.f("ck_reports_report_type"),
        ),
        sa.CheckConstraint("visibility IN ('private', 'role', 'public')", name=op.f("ck_reports_visibility")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reports")),
        sa.UniqueConstraint("report_code", name=op.f("uq_reports_report_code")),
    )
    op.create_index(
        "ix_reports_next_run",
        "reports",
        ["next_run_at"],
        unique=False,
        postgresql_where=sa.text("is_active AND deleted_at IS NULL"),
    )
    op.create_table(
        "alerts",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.Uuid(), nullable=True),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_by", sa.Uuid(), nullable=True),
        sa.Column("deleted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("metric_id", sa.Uuid(), nullable=False),
        sa.Column("alert_type", sa.Text(), nullable=False),
        sa.Column("comparison", sa.Text(), nullable=False),
        sa.Column("threshold", sa.Numeric(precision=24, scale=6), nullable=True),
        sa.Column("window", sa.Interval(), nullable=False),
        sa.Column("for_duration", sa.Interval(), nullable=False),
        sa.Column("filters", postgresql.JSONB(none_as_null=True, astext_type=sa.Text()), nullable=False),
        sa.Column("severity", sa.Text(), nullable=False),
        sa.Column("cooldown", sa.Interval(), nullable=False),
        sa.Column("channels", postgresql.JSONB(none_as_null=True, astext_type=sa.Text()), nullable=False),
        sa.Column("is_active", sa.Boolean(), nullable=False),
        sa.CheckConstraint("alert_type <> 'threshold' OR threshold IS NOT NULL", name=op.f("ck_alerts_threshold")),
        sa.CheckConstraint(
            "alert_type IN ('threshold', 'anomaly', 'trend', 'absence')", name=op.f("ck_alerts_alert_type")
        ),
        sa.CheckConstraint("comparison IN ('gt', 'gte', 'lt', 'lte', 'eq', 'ne')", name=op.f("ck_alerts_comparison")),
        sa.CheckConstraint("severity IN ('low', 'medium', 'high', 'critical')", name=op.f("ck_alerts_severity")),
        sa.ForeignKeyConstraint(
            ["metric_id"], ["analytics_metrics.id"], name=op.f("fk_alerts_metric_id"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_alerts")),
    )
    op.create_index(op.f("ix_alerts_metric_id"), "alerts", ["metric_id"], unique=False)
    op.create_table(
        "dashboard_widgets",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.Uuid(), nullable=True),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_by", sa.Uuid(), nullable=True),
        sa.Column("deleted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("dashboard_id", sa.Uuid(), nullable=False),
        sa.Column("widget_type", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("position", postgresql.JSONB(none_as_null=True, astext_type=sa.Text()), nullable=False),
        sa.Column("config", postgresql.JSONB(none_as_null=True, astext_type=sa.Text()), nullable=False),
        sa.Column("metric_codes", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.Column("refresh_seconds", sa.Integer(), nullable=False),
        postgresql.ExcludeConstraint(
            (sa.column("dashboard_id"), "="),
            (sa.text("int4range((position ->> 'x')::int, (position ->> 'x')::int + (position ->> 'w')::int)"), "&&"),
            (sa.text("int4range((position ->> 'y')::int, (position ->> 'y')::int + (position ->> 'h')::int)"), "&&"),
            where=sa.text("deleted_at IS NULL"),
            using="gist",
            name="ex_dashboard_widgets_overlap",
        ),
        sa.CheckConstraint(
            "(position ->> 'x')::int >= 0 AND (position ->> 'y')::int >= 0 AND (position ->> 'w')::int > 0 AND (position ->> 'h')::int > 0",
            name=op.f("ck_dashboard_widgets_position"),
        ),
        sa.CheckConstraint("position ?& '{x,y,w,h}'::text[]", name=op.f("ck_dashboard_widgets_position_whole")),
        sa.CheckConstraint(
            "widget_type IN ('number', 'line', 'bar', 'pie', 'table', 'heatmap', 'text')",
            name=op.f("ck_dashboard_widgets_widget_type"),
        ),
        sa.CheckConstraint("refresh_seconds > 0", name=op.f("ck_dashboard_widgets_refresh_seconds")),
        sa.ForeignKeyConstraint(
            ["dashboard_id"], ["dashboards.id"], name=op.f("fk_dashboard_widgets_dashboard_id"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_dashboard_widgets")),
    )
    op.create_table(
        "member_risk_scores",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.Uuid(), nullable=True),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_by", sa.Uuid(), nullable=True),
        sa.Column("member_id", sa.Uuid(), nullable=False),
        sa.Column("model_id", sa.Uuid(), nullable=False),
        sa.Column("score", sa.Numeric(precision=9, scale=6), nullable=False),
        sa.Column("band", sa.Text(), nullable=False),
        sa.Column("drivers", postgresql.JSONB(none_as_null=True, astext_type=sa.Text()), nullable=False),
        sa.Column("computed_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("band IN ('low', 'medium', 'high', 'critical')", name=op.f("ck_member_risk_scores_band")),
        sa.CheckConstraint("score BETWEEN 0 AND 1", name=op.f("ck_member_risk_scores_score")),
        sa.ForeignKeyConstraint(
            ["model_id"], ["predictive_models.id"], name=op.f("fk_member_risk_scores_model_id"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_member_risk_scores")),
        sa.UniqueConstraint("member_id", name=op.f("uq_member_risk_scores_member_id")),
    )
    op.create_index(op.f("ix_member_risk_scores_band_score"), "member_risk_scores", ["band", "score"], unique=False)
    op.create_table(
        "metric_data",
        sa.Column("metric_id", sa.Uuid(), nullable=False),
        sa.Column("granularity", sa.Text(), nullable=False),
        sa.Column("bucket_start", sa.DateTime(timezone=True), nullable=False),
        sa.Column("dims_hash", sa.LargeBinary(), nullable=False),
        sa.Column("dims", postgresql.JSONB(none_as_null=True, astext_type=sa.Text()), nullable=False),
        sa.Column("value", sa.Numeric(precision=24, scale=6), nullable=False),
        sa.Column("sample_count", sa.BigInteger(), nullable=False),
        sa.Column("sum", sa.Numeric(precision=24, scale=6), nullable=False),
        sa.Column("sketch", sa.LargeBinary(), nullable=True),
        sa.Column("last_position", sa.BigInteger(), nullable=False),
        sa.CheckConstraint(
            "granularity IN ('hour', 'day', 'week', 'month', 'quarter', 'year')",
            name=op.f("ck_metric_data_granularity"),
        ),
        sa.CheckConstraint("jsonb_typeof(dims) = 'object'", name=op.f("ck_metric_data_dims")),
        sa.CheckConstraint("sample_count >= 0", name=op.f("ck_metric_data_sample_count")),
        sa.ForeignKeyConstraint(
            ["metric_id"], ["analytics_metrics.id"], name=op.f("fk_metric_data_metric_id"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("metric_id", "granularity", "bucket_start", "dims_hash", name=op.f("pk_metric_data")),
        postgresql_partition_by="RANGE (bucket_start)",
    )
    op.create_table(
        "report_executions",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.Uuid(), nullable=True),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_by", sa.Uuid(), nullable=True),
        sa.Column("report_id", sa.Uuid(), nullable=False),
        sa.Column("trigger", sa.Text(), nullable=False),
        sa.Column("scheduled_for", sa.DateTime(timezone=True), nullable=False),
        sa.Column("parameters", postgresql.JSONB(none_as_null=True, astext_type=sa.Text()), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("queued_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("row_count", sa.BigInteger(), nullable=True),
        sa.Column("result_key", sa.Text(), nullable=True),
        sa.Column("error", sa.Text(), nullable=True),
        sa.Column("attempt", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "status IN ('queued', 'running', 'completed', 'failed', 'cancelled')",
            name=op.f("ck_report_executions_status"),
        ),
        sa.CheckConstraint("trigger IN ('manual', 'schedule', 'api')", name=op.f("ck_report_executions_trigger")),
        sa.CheckConstraint("attempt > 0", name=op.f("ck_report_executions_attempt")),
        sa.CheckConstraint("finished_at >= started_at", name=op.f("ck_report_executions_finished_after_started")),
        sa.CheckConstraint("row_count >= 0", name=op.f("ck_report_executions_row_count")),
        sa.ForeignKeyConstraint(
            ["report_id"], ["reports.id"], name=op.f("fk_report_executions_report_id"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("id", "scheduled_for", name=op.f("pk_report_executions")),
        sa.UniqueConstraint("report_id", "scheduled_for", name=op.f("uq_report_executions_report_id_scheduled_for")),
        postgresql_partition_by="RANGE (scheduled_for)",
    )
    op.create_index(
        op.f("ix_report_executions_status_scheduled_for"),
        "report_executions",
        ["status", "scheduled_for"],
        unique=False,
    )
    op.create_table(
        "alert_instances",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.Uuid(), nullable=True),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_by", sa.Uuid(), nullable=True),
        sa.Column("alert_id", sa.Uuid(), nullable=False),
        sa.Column("fingerprint", sa.String(length=64), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("value", sa.Numeric(precision=24, scale=6), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("fired_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("acknowledged_by", sa.Uuid(), nullable=True),
        sa.Column("acknowledged_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("resolved_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("resolution", sa.Text(), nullable=True),
        sa.CheckConstraint(
            "state IN ('pending', 'firing', 'acknowledged', 'resolved', 'suppressed')",
            name=op.f("ck_alert_instances_state"),
        ),
        sa.ForeignKeyConstraint(
            ["alert_id"], ["alerts.id"], name=op.f("fk_alert_instances_alert_id"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_alert_instances")),
    )
    op.create_index(
        op.f("ix_alert_instances_alert_id_started_at_id"),
        "alert_instances",
        ["alert_id", "started_at", "id"],
        unique=False,
    )
    op.create_index(
        op.f("ix_alert_instances_state_started_at_id"), "alert_instances", ["state", "started_at", "id"], unique=False
    )
    op.create_index(
        "uq_alert_instances_open",
        "alert_instances",
        ["alert_id", "fingerprint"],
        unique=True,
        postgresql_where=sa.text("state IN ('pending', 'firing', 'acknowledged')"),
    )
    default_partition("metric_data")
    default_partition("report_executions")


def downgrade() -> None:
    """Leave the database empty."""
    op.drop_index(
        "uq_alert_instances_open",
        table_name="alert_instances",
        postgresql_where=sa.text("state IN ('pending', 'firing', 'acknowledged')"),
    )
    op.drop_index(op.f("ix_alert_instances_state_started_at_id"), table_name="alert_instances")
    op.drop_index(op.f("ix_alert_instances_alert_id_started_at_id"), table_name="alert_instances")
    op.drop_table("alert_instances")
    op.drop_index(op.f("ix_report_executions_status_scheduled_for"), table_name="report_executions")
    op.drop_table("report_executions")
    op.drop_table("metric_data")
    op.drop_index(op.f("ix_member_risk_scores_band_score"), table_name="member_risk_scores")
    op.drop_table("member_risk_scores")
    op.drop_table("dashboard_widgets")
    op.drop_index(op.f("ix_alerts_metric_id"), table_name="alerts")
    op.drop_table("alerts")
    op.drop_index(
        "ix_reports_next_run", table_name="reports", postgresql_where=sa.text("is_active AND deleted_at IS NULL")
    )
    op.drop_table("reports")
    op.drop_index(
        "uq_predictive_models_active", table_name="predictive_models", postgresql_where=sa.text("status = 'active'")
    )
    op.drop_table("predictive_models")
    op.drop_table("dashboards")
    op.drop_index(op.f("ix_analytics_metrics_category_metric_code"), table_name="analytics_metrics")
    op.drop_table("analytics_metrics")
    undo_history()
