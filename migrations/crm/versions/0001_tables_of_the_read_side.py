"""Tables of the read side."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from migrations.operations import append_only, start_history, undo_history
from shared_models.crm.agents import SUPERVISORS_FUNCTION, SUPERVISORS_TRIGGER

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the tables of the read side."""
    start_history()
    op.execute(sa.schema.CreateSequence(sa.Sequence("lead_code_seq")))
    op.execute(sa.schema.CreateSequence(sa.Sequence("opportunity_code_seq")))
    op.execute(sa.schema.CreateSequence(sa.Sequence("agent_code_seq")))
    op.execute(sa.schema.CreateSequence(sa.Sequence("quote_number_seq")))
    op.create_table(
        "commission_tiers",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.Uuid(), nullable=True),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_by", sa.Uuid(), nullable=True),
        sa.Column("plan", sa.Text(), nullable=False),
        sa.Column("business_type", sa.Text(), nullable=False),
        sa.Column("tier_level", sa.Integer(), nullable=False),
        sa.Column("threshold_from", sa.Numeric(precision=19, scale=4), nullable=False),
        sa.Column("threshold_to", sa.Numeric(precision=19, scale=4), nullable=True),
        sa.Column("rate", sa.Numeric(precision=9, scale=6), nullable=False),
        sa.Column("currency", sa.CHAR(length=3), nullable=False),
        sa.Column("span", postgresql.DATERANGE(), nullable=False),
        postgresql.ExcludeConstraint(
            (sa.column("plan"), "="),
            (sa.column("business_type"), "="),
            (sa.column("currency"), "="),
            (sa.text("numrange(threshold_from, threshold_to)"), "&&"),
            (sa.column("span"), "&&"),
            using="gist",
            name="ex_commission_tiers_band",
        ),
        postgresql.ExcludeConstraint(
            (sa.column("plan"), "="),
            (sa.column("business_type"), "="),
            (sa.column("tier_level"), "="),
            (sa.column("currency"), "="),
            (sa.column("span"), "&&"),
            using="gist",
            name="ex_commission_tiers_level",
        ),
        sa.CheckConstraint(
            "business_type IN ('new', 'renewal', 'rider')", name=op.f("ck_commission_tiers_business_type")
        ),
        sa.CheckConstraint("rate BETWEEN 0 AND 1", name=op.f("ck_commission_tiers_rate")),
        sa.CheckConstraint(
            "threshold_from >= 0 AND threshold_to > threshold_from", name=op.f("ck_commission_tiers_thresholds")
        ),
        sa.CheckConstraint("tier_level > 0", name=op.f("ck_commission_tiers_tier_level")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_commission_tiers")),
    )
    op.create_table(
        "sales_teams",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.Uuid(), nullable=True),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_by", sa.Uuid(), nullable=True),
        sa.Column("deleted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("team_type", sa.Text(), nullable=False),
        sa.Column("manager_agent_id", sa.Uuid(), nullable=True),
        sa.Column("territory", postgresql.JSONB(none_as_null=True, astext_type=sa.Text()), nullable=False),
        sa.Column("target_annual_premium", sa.Numeric(precision=19, scale=4), nullable=True),
        sa.Column("currency", sa.CHAR(length=3), nullable=False),
        sa.CheckConstraint(
            "team_type IN ('sales', 'support', 'management', 'regional')", name=op.f("ck_sales_teams_team_type")
        ),
        sa.CheckConstraint("target_annual_premium >= 0", name=op.f("ck_sales_teams_target_annual_premium")),
        sa.ForeignKeyConstraint(
            ["manager_agent_id"],
            ["agents.id"],
            name="fk_sales_teams_manager_agent_id",
            ondelete="RESTRICT",
            use_alter=True,
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sales_teams")),
        sa.UniqueConstraint("name", name=op.f("uq_sales_teams_name")),
    )
    op.create_table(
        "agents",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.Uuid(), nullable=True),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_by", sa.Uuid(), nullable=True),
        sa.Column("deleted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("agent_code", sa.String(length=20), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=True),
        sa.Column("display_name", sa.Text(), nullable=False),
        sa.Column("agent_type", sa.Text(), nullable=False),
        sa.Column("team_id", sa.Uuid(), nullable=True),
        sa.Column("supervisor_id", sa.Uuid(), nullable=True),
        sa.Column("commission_plan", sa.Text(), nullable=False),
        sa.Column("license_number", sa.Text(), nullable=True),
        sa.Column("license_expires_on", sa.Date(), nullable=True),
        sa.Column("target_annual_premium", sa.Numeric(precision=19, scale=4), nullable=True),
        sa.Column("currency", sa.CHAR(length=3), nullable=False),
        sa.Column("joined_on", sa.Date(), nullable=False),
        sa.Column("terminated_on", sa.Date(), nullable=True),
        sa.Column("status", sa.Text(), nullable=False),
        sa.CheckConstraint(
            "agent_type IN ('individual', 'corporate', 'broker', 'tied_agent')", name=op.f("ck_agents_agent_type")
        ),
        sa.CheckConstraint("status IN ('active', 'suspended', 'terminated')", name=op.f("ck_agents_status")),
        sa.CheckConstraint("supervisor_id <> id", name=op.f("ck_agents_not_own_supervisor")),
        sa.CheckConstraint("target_annual_premium >= 0", name=op.f("ck_agents_target_annual_premium")),
        sa.CheckConstraint("terminated_on >= joined_on", name=op.f("ck_agents_terminated_after_joined")),
        sa.ForeignKeyConstraint(
            ["supervisor_id"], ["agents.id"], name=op.f("fk_agents_supervisor_id"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(["team_id"], ["sales_teams.id"], name=op.f("fk_agents_team_id"), ondelete="RESTRICT"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_agents")),
        sa.UniqueConstraint("agent_code", name=op.f("uq_agents_agent_code")),
        sa.UniqueConstraint("user_id", name=op.f("uq_agents_user_id")),
    )
    op.create_index(
        "ix_agents_display_name_trigram",
        "agents",
        ["display_name"],
        unique=False,
        postgresql_using="gin",
        postgresql_ops={"display_name": "gin_trgm_ops"},
    )
    op.create_index(op.f("ix_agents_supervisor_id"), "agents", ["supervisor_id"], unique=False)
    op.create_index(op.f("ix_agents_team_id"), "agents", ["team_id"], unique=False)
    op.create_table(
        "agent_assignments",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.Uuid(), nullable=True),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_by", sa.Uuid(), nullable=True),
        sa.Column("agent_id", sa.Uuid(), nullable=False),
        sa.Column("company_id", sa.Uuid(), nullable=True),
        sa.Column("member_id", sa.Uuid(), nullable=True),
        sa.Column("span", postgresql.DATERANGE(), nullable=False),
        postgresql.ExcludeConstraint(
            (sa.column("company_id"), "="),
            (sa.column("span"), "&&"),
            where=sa.text("company_id IS NOT NULL"),
            using="gist",
            name="ex_agent_assignments_company",
        ),
        postgresql.ExcludeConstraint(
            (sa.column("member_id"), "="),
            (sa.column("span"), "&&"),
            where=sa.text("member_id IS NOT NULL"),
            using="gist",
            name="ex_agent_assignments_member",
        ),
        sa.CheckConstraint(
            "num_nonnulls(company_id, member_id) = 1", name=op.f("ck_agent_assignments_company_or_member")
        ),
        sa.ForeignKeyConstraint(
            ["agent_id"], ["agents.id"], name=op.f("fk_agent_assignments_agent_id"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_agent_assignments")),
    )
    op.create_index(op.f("ix_agent_assignments_agent_id"), "agent_assignments", ["agent_id"], unique=False)
    op.create_table(
        "agent_performance",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.Uuid(), nullable=True),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_by", sa.Uuid(), nullable=True),
        sa.Column("agent_id", sa.Uuid(), nullable=False),
        sa.Column("period", sa.CHAR(length=7), nullable=False),
        sa.Column("new_premium", sa.Numeric(precision=19, scale=4), nullable=False),
        sa.Column("renewal_premium", sa.Numeric(precision=19, scale=4), nullable=False),
        sa.Column("commission_total", sa.Numeric(precision=19, scale=4), nullable=False),
        sa.Column("currency", sa.CHAR(length=3), nullable=False),
        sa.Column("leads_assigned", sa.Integer(), nullable=False),
        sa.Column("leads_converted", sa.Integer(), nullable=False),
        sa.Column("opportunities_won", sa.Integer(), nullable=False),
        sa.Column("opportunities_lost", sa.Integer(), nullable=False),
        sa.Column("policies", sa.Integer(), nullable=False),
        sa.Column("conversion_rate", sa.Numeric(precision=9, scale=6), nullable=True),
        sa.Column("average_deal", sa.Numeric(precision=19, scale=4), nullable=True),
        sa.Column("target_achievement", sa.Numeric(precision=9, scale=6), nullable=True),
        sa.Column("team_rank", sa.Integer(), nullable=True),
        sa.Column("company_rank", sa.Integer(), nullable=True),
        sa.CheckConstraint("period ~ '^[0-9]{4}-(0[1-9]|1[0-2])$'", name=op.f("ck_agent_performance_period")),
        sa.CheckConstraint(
            "LEAST(leads_assigned, leads_converted, opportunities_won, opportunities_lost, policies) >= 0",
            name=op.f("ck_agent_performance_counts"),
        ),
        sa.CheckConstraint("LEAST(team_rank, company_rank) > 0", name=op.f("ck_agent_performance_ranks")),
        sa.ForeignKeyConstraint(
            ["agent_id"], ["agents.id"], name=op.f("fk_agent_performance_agent_id"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_agent_performance")),
        sa.UniqueConstraint(
            "agent_id", "period", "currency", name=op.f("uq_agent_performance_agent_id_period_currency")
        ),
    )
    op.create_index(
        op.f("ix_agent_performance_period_currency"), "agent_performance", ["period", "currency"], unique=False
    )
    op.create_table(
        "commission_transactions",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.Uuid(), nullable=True),
        sa.Column("agent_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("source_type", sa.Text(), nullable=False),
        sa.Column("source_id", sa.Uuid(), nullable=False),
        sa.Column("company_id", sa.Uuid(), nullable=True),
        sa.Column("member_id", sa.Uuid(), nullable=True),
        sa.Column("policy_id", sa.Uuid(), nullable=True),
        sa.Column("premium_amount", sa.Numeric(precision=19, scale=4), nullable=False),
        sa.Column("rate", sa.Numeric(precision=9, scale=6), nullable=False),
        sa.Column("amount", sa.Numeric(precision=19, scale=4), nullable=False),
        sa.Column("currency", sa.CHAR(length=3), nullable=False),
        sa.Column("calc", postgresql.JSONB(none_as_null=True, astext_type=sa.Text()), nullable=False),
        sa.Column("period", sa.CHAR(length=7), nullable=False),
        sa.Column("earned_on", sa.Date(), nullable=False),
        sa.Column("vests_on", sa.Date(), nullable=True),
        sa.Column("reverses_id", sa.Uuid(), nullable=True),
        sa.CheckConstraint(
            "CASE kind WHEN 'clawback' THEN amount <= 0 WHEN 'adjustment' THEN true ELSE amount >= 0 END",
            name=op.f("ck_commission_transactions_sign"),
        ),
        sa.CheckConstraint(
            "kind <> 'clawback' OR reverses_id IS NOT NULL", name=op.f("ck_commission_transactions_clawback_reverses")
        ),
        sa.CheckConstraint(
            "kind IN ('earned', 'override', 'adjustment', 'clawback')", name=op.f("ck_commission_transactions_kind")
        ),
        sa.CheckConstraint("period ~ '^[0-9]{4}-(0[1-9]|1[0-2])$'", name=op.f("ck_commission_transactions_period")),
        sa.CheckConstraint(
            "source_type IN ('premium_payment', 'manual', 'policy_cancellation')",
            name=op.f("ck_commission_transactions_source_type"),
        ),
        sa.CheckConstraint("rate BETWEEN 0 AND 1", name=op.f("ck_commission_transactions_rate")),
        sa.ForeignKeyConstraint(
            ["agent_id"], ["agents.id"], name=op.f("fk_commission_transactions_agent_id"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["reverses_id"],
            ["commission_transactions.id"],
            name=op.f("fk_commission_transactions_reverses_id"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_commission_transactions")),
        sa.UniqueConstraint(
            "agent_id",
            "source_type",
            "source_id",
            "kind",
            name=op.f("uq_commission_transactions_agent_id_source_type_source_id_kind"),
        ),
        sa.UniqueConstraint("reverses_id", name=op.f("uq_commission_transactions_reverses_id")),
    )
    op.create_index(
        "ix_commission_transactions_agent_id_earned_on",
        "commission_transactions",
        ["agent_id", sa.literal_column("earned_on DESC"), sa.literal_column("id DESC")],
        unique=False,
    )
    op.create_index(op.f("ix_commission_transactions_period"), "commission_transactions", ["period"], unique=False)
    op.create_index(
        op.f("ix_commission_transactions_policy_id"), "commission_transactions", ["policy_id"], unique=False
    )
    op.create_table(
        "leads",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.Uuid(), nullable=True),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_by", sa.Uuid(), nullable=True),
        sa.Column("deleted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("lead_code", sa.String(length=20), nullable=False),
        sa.Column("first_name", sa.Text(), nullable=False),
        sa.Column("last_name", sa.Text(), nullable=False),
        sa.Column("email", postgresql.CITEXT(), nullable=False),
        sa.Column("phone", sa.Text(), nullable=True),
        sa.Column("company_name", sa.Text(), nullable=True),
        sa.Column("company_id", sa.Uuid(), nullable=True),
        sa.Column("job_title", sa.Text(), nullable=True),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("score", sa.Integer(), nullable=False),
        sa.Column("assigned_agent_id", sa.Uuid(), nullable=True),
        sa.Column("assigned_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("next_follow_up_on", sa.Date(), nullable=True),
        sa.Column("lives_estimate", sa.Integer(), nullable=True),
        sa.Column("estimated_annual_premium", sa.Numeric(precision=19, scale=4), nullable=True),
        sa.Column("currency", sa.CHAR(length=3), nullable=False),
        sa.Column("lost_reason", sa.Text(), nullable=True),
        sa.CheckConstraint(
            "source IN ('web', 'referral', 'broker', 'event', 'campaign', 'import', 'other')",
            name=op.f("ck_leads_source"),
        ),
        sa.CheckConstraint(
            "status IN ('new', 'contacted', 'qualified', 'nurturing', 'converted', 'lost')",
            name=op.f("ck_leads_status"),
        ),
        sa.CheckConstraint("estimated_annual_premium >= 0", name=op.f("ck_leads_estimated_annual_premium")),
        sa.CheckConstraint("lives_estimate >= 0", name=op.f("ck_leads_lives_estimate")),
        sa.CheckConstraint("score BETWEEN 0 AND 100", name=op.f("ck_leads_score")),
        sa.ForeignKeyConstraint(
            ["assigned_agent_id"], ["agents.id"], name=op.f("fk_leads_assigned_agent_id"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_leads")),
        sa.UniqueConstraint("lead_code", name=op.f("uq_leads_lead_code")),
    )
    op.create_index(op.f("ix_leads_assigned_agent_id"), "leads", ["assigned_agent_id"], unique=False)
    op.create_index(op.f("ix_leads_company_id"), "leads", ["company_id"], unique=False)
    op.create_index(op.f("ix_leads_next_follow_up_on"), "leads", ["next_follow_up_on"], unique=False)
    op.create_index(op.f("ix_leads_status_assigned_agent_id"), "leads", ["status", "assigned_agent_id"], unique=False)
    op.create_table(
        "commission_statuses",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.Uuid(), nullable=True),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_by", sa.Uuid(), nullable=True),
        sa.Column("transaction_id", sa.Uuid(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("payment_id", sa.Uuid(), nullable=True),
        sa.CheckConstraint("status <> 'paid' OR payment_id IS NOT NULL", name=op.f("ck_commission_statuses_paid_by")),
        sa.CheckConstraint(
            "status IN ('pending', 'approved', 'on_hold', 'payable', 'paid', 'void')",
            name=op.f("ck_commission_statuses_status"),
        ),
        sa.ForeignKeyConstraint(
            ["transaction_id"],
            ["commission_transactions.id"],
            name=op.f("fk_commission_statuses_transaction_id"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_commission_statuses")),
        sa.UniqueConstraint("transaction_id", name=op.f("uq_commission_statuses_transaction_id")),
    )
    op.create_index(op.f("ix_commission_statuses_status"), "commission_statuses", ["status"], unique=False)
    op.create_table(
        "sales_opportunities",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.Uuid(), nullable=True),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_by", sa.Uuid(), nullable=True),
        sa.Column("deleted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("opportunity_code", sa.String(length=20), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("lead_id", sa.Uuid(), nullable=True),
        sa.Column("company_id", sa.Uuid(), nullable=True),
        sa.Column("owner_agent_id", sa.Uuid(), nullable=False),
        sa.Column("stage", sa.Text(), nullable=False),
        sa.Column("probability", sa.Numeric(precision=9, scale=6), nullable=False),
        sa.Column("expected_premium", sa.Numeric(precision=19, scale=4), nullable=False),
        sa.Column("currency", sa.CHAR(length=3), nullable=False),
        sa.Column("lives", sa.Integer(), nullable=False),
        sa.Column("expected_close_on", sa.Date(), nullable=False),
        sa.Column("closed_on", sa.Date(), nullable=True),
        sa.Column("lost_reason", sa.Text(), nullable=True),
        sa.Column("competitor", sa.Text(), nullable=True),
        sa.Column("scheme_id", sa.Uuid(), nullable=True),
        sa.CheckConstraint(
            "(closed_on IS NOT NULL) = (stage IN ('closed_won', 'closed_lost'))",
            name=op.f("ck_sales_opportunities_closed_on"),
        ),
        sa.CheckConstraint(
            "stage <> 'closed_lost' OR lost_reason IS NOT NULL", name=op.f("ck_sales_opportunities_lost_reason")
        ),
        sa.CheckConstraint(
            "stage IN ('prospecting', 'qualification', 'proposal', 'negotiation', 'closed_won', 'closed_lost')",
            name=op.f("ck_sales_opportunities_stage"),
        ),
        sa.CheckConstraint("expected_premium >= 0", name=op.f("ck_sales_opportunities_expected_premium")),
        sa.CheckConstraint("lives >= 0", name=op.f("ck_sales_opportunities_lives")),
        sa.CheckConstraint("probability BETWEEN 0 AND 1", name=op.f("ck_sales_opportunities_probability")),
        sa.ForeignKeyConstraint(
            ["lead_id"], ["leads.id"], name=op.f("fk_sales_opportunities_lead_id"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["owner_agent_id"], ["agents.id"], name=op.f("fk_sales_opportunities_owner_agent_id"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sales_opportunities")),
        sa.UniqueConstraint("opportunity_code", name=op.f("uq_sales_opportunities_opportunity_code")),
    )
    op.create_index(op.f("ix_sales_opportunities_company_id"), "sales_opportunities", ["company_id"], unique=False)
    op.create_index(
        op.f("ix_sales_opportunities_expected_close_on"), "sales_opportunities", ["expected_close_on"], unique=False
    )
    op.create_index(op.f("ix_sales_opportunities_lead_id"), "sales_opportunities", ["lead_id"], unique=False)
    op.create_index(
        op.f("ix_sales_opportunities_owner_agent_id_stage"),
        "sales_opportunities",
        ["owner_agent_id", "stage"],
        unique=False,
    )
    op.create_index(op.f("ix_sales_opportunities_scheme_id"), "sales_opportunities", ["scheme_id"], unique=False)
    op.create_table(
        "quotes",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.Uuid(), nullable=True),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_by", sa.Uuid(), nullable=True),
        sa.Column("quote_number", sa.String(length=20), nullable=False),
        sa.Column("opportunity_id", sa.Uuid(), nullable=False),
        sa.Column("premium_quote_id", sa.Uuid(), nullable=False),
        sa.Column("amount", sa.Numeric(precision=19, scale=4), nullable=False),
        sa.Column("currency", sa.CHAR(length=3), nullable=False),
        sa.Column("valid_until", sa.Date(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.CheckConstraint(
            "status IN ('draft', 'sent', 'accepted', 'expired', 'withdrawn')", name=op.f("ck_quotes_status")
        ),
        sa.CheckConstraint("amount >= 0", name=op.f("ck_quotes_amount")),
        sa.ForeignKeyConstraint(
            ["opportunity_id"], ["sales_opportunities.id"], name=op.f("fk_quotes_opportunity_id"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_quotes")),
        sa.UniqueConstraint("quote_number", name=op.f("uq_quotes_quote_number")),
    )
    op.create_index(op.f("ix_quotes_opportunity_id"), "quotes", ["opportunity_id"], unique=False)
    op.create_foreign_key(
        "fk_sales_teams_manager_agent_id", "sales_teams", "agents", ["manager_agent_id"], ["id"], ondelete="RESTRICT"
    )
    append_only("commission_transactions")
    op.execute(SUPERVISORS_FUNCTION)
    op.execute(SUPERVISORS_TRIGGER)


def downgrade() -> None:
    """Leave the database empty."""
    op.drop_constraint("fk_sales_teams_manager_agent_id", "sales_teams", type_="foreignkey")
    op.drop_index(op.f("ix_quotes_opportunity_id"), table_name="quotes")
    op.drop_table("quotes")
    op.drop_index(op.f("ix_sales_opportunities_scheme_id"), table_name="sales_opportunities")
    op.drop_index(op.f("ix_sales_opportunities_owner_agent_id_stage"), table_name="sales_opportunities")
    op.drop_index(op.f("ix_sales_opportunities_lead_id"), table_name="sales_opportunities")
    op.drop_index(op.f("ix_sales_opportunities_expected_close_on"), table_name="sales_opportunities")
    op.drop_index(op.f("ix_sales_opportunities_company_id"), table_name="sales_opportunities")
    op.drop_table("sales_opportunities")
    op.drop_index(op.f("ix_commission_statuses_status"), table_name="commission_statuses")
    op.drop_table("commission_statuses")
    op.drop_index(op.f("ix_leads_status_assigned_agent_id"), table_name="leads")
    op.drop_index(op.f("ix_leads_next_follow_up_on"), table_name="leads")
    op.drop_index(op.f("ix_leads_company_id"), table_name="leads")
    op.drop_index(op.f("ix_leads_assigned_agent_id"), table_name="leads")
    op.drop_table("leads")
    op.drop_index(op.f("ix_commission_transactions_policy_id"), table_name="commission_transactions")
    op.drop_index(op.f("ix_commission_transactions_period"), table_name="commission_transactions")
    op.drop_index("ix_commission_transactions_agent_id_earned_on", table_name="commission_transactions")
    op.drop_table("commission_transactions")
    op.drop_index(op.f("ix_agent_performance_period_currency"), table_name="agent_performance")
    op.drop_table("agent_performance")
    op.drop_index(op.f("ix_agent_assignments_agent_id"), table_name="agent_assignments")
    op.drop_table("agent_assignments")
    op.drop_index(op.f("ix_agents_team_id"), table_name="agents")
    op.drop_index(op.f("ix_agents_supervisor_id"), table_name="agents")
    op.drop_index(
        "ix_agents_display_name_trigram",
        table_name="agents",
        postgresql_using="gin",
        postgresql_ops={"display_name": "gin_trgm_ops"},
    )
    op.drop_table("agents")
    op.drop_table("sales_teams")
    op.drop_table("commission_tiers")
    op.execute("DROP FUNCTION supervisors_are_a_tree()")
    op.execute(sa.schema.DropSequence(sa.Sequence("quote_number_seq")))
    op.execute(sa.schema.DropSequence(sa.Sequence("agent_code_seq")))
    op.execute(sa.schema.DropSequence(sa.Sequence("opportunity_code_seq")))
    op.execute(sa.schema.DropSequence(sa.Sequence("lead_code_seq")))
    undo_history()
