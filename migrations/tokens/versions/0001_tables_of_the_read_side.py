"""Tables of the read side."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from migrations.operations import append_only, default_partition, start_history, undo_history

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the tables of the read side."""
    start_history()
    op.execute(sa.schema.CreateSequence(sa.Sequence("purchase_number_seq")))
    op.create_table(
        "organization_token_wallets",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.Uuid(), nullable=True),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_by", sa.Uuid(), nullable=True),
        sa.Column("organization_type", sa.Text(), nullable=False),
        sa.Column("organization_id", sa.Uuid(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("available", sa.BigInteger(), nullable=False),
        sa.Column("held", sa.BigInteger(), nullable=False),
        sa.Column("lifetime_purchased", sa.BigInteger(), nullable=False),
        sa.Column("lifetime_consumed", sa.BigInteger(), nullable=False),
        sa.Column("lifetime_expired", sa.BigInteger(), nullable=False),
        sa.Column("reference_balance", sa.BigInteger(), nullable=False),
        sa.Column("currency", sa.CHAR(length=3), nullable=False),
        sa.Column("expiry_months", sa.Integer(), nullable=True),
        sa.Column("suspension_reason", sa.Text(), nullable=True),
        sa.CheckConstraint(
            "organization_type IN ('company', 'provider')", name=op.f("ck_organization_token_wallets_organization_type")
        ),
        sa.CheckConstraint(
            "status IN ('active', 'suspended', 'closed')", name=op.f("ck_organization_token_wallets_status")
        ),
        sa.CheckConstraint("available >= 0", name=op.f("ck_organization_token_wallets_available")),
        sa.CheckConstraint("expiry_months > 0", name=op.f("ck_organization_token_wallets_expiry_months")),
        sa.CheckConstraint("held >= 0", name=op.f("ck_organization_token_wallets_held")),
        sa.CheckConstraint(
            "lifetime_purchased >= 0 AND lifetime_consumed >= 0 AND lifetime_expired >= 0 AND reference_balance >= 0",
            name=op.f("ck_organization_token_wallets_lifetimes"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_organization_token_wallets")),
        sa.UniqueConstraint(
            "organization_type",
            "organization_id",
            name=op.f("uq_organization_token_wallets_organization_type_organization_id"),
        ),
    )
    op.create_index(
        op.f("ix_organization_token_wallets_organization_id"),
        "organization_token_wallets",
        ["organization_id"],
        unique=False,
    )
    op.create_table(
        "token_packages",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.Uuid(), nullable=True),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_by", sa.Uuid(), nullable=True),
        sa.Column("deleted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("package_code", sa.String(length=20), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("tokens", sa.BigInteger(), nullable=False),
        sa.Column("bonus_tokens", sa.BigInteger(), nullable=False),
        sa.Column("price", sa.Numeric(precision=19, scale=4), nullable=False),
        sa.Column("currency", sa.CHAR(length=3), nullable=False),
        sa.Column("valid_span", postgresql.DATERANGE(), nullable=False),
        sa.Column("display_order", sa.Integer(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.CheckConstraint("status IN ('draft', 'active', 'retired')", name=op.f("ck_token_packages_status")),
        sa.CheckConstraint("bonus_tokens >= 0", name=op.f("ck_token_packages_bonus_tokens")),
        sa.CheckConstraint("price >= 0", name=op.f("ck_token_packages_price")),
        sa.CheckConstraint("tokens > 0", name=op.f("ck_token_packages_tokens")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_token_packages")),
        sa.UniqueConstraint("id", "currency", name=op.f("uq_token_packages_id_currency")),
        sa.UniqueConstraint("package_code", name=op.f("uq_token_packages_package_code")),
    )
    op.create_index(
        op.f("ix_token_packages_status_display_order"), "token_packages", ["status", "display_order"], unique=False
    )
    op.create_table(
        "token_rate_cards",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.Uuid(), nullable=True),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_by", sa.Uuid(), nullable=True),
        sa.Column("operation", sa.String(length=40), nullable=False),
        sa.Column("tokens", sa.Integer(), nullable=False),
        sa.Column("is_refundable", sa.Boolean(), nullable=False),
        sa.Column("span", postgresql.DATERANGE(), nullable=False),
        postgresql.ExcludeConstraint(
            (sa.column("operation"), "="), (sa.column("span"), "&&"), using="gist", name="ex_token_rate_cards_overlap"
        ),
        sa.CheckConstraint("tokens >= 0", name=op.f("ck_token_rate_cards_tokens")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_token_rate_cards")),
    )
    op.create_table(
        "auto_topup_policies",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.Uuid(), nullable=True),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_by", sa.Uuid(), nullable=True),
        sa.Column("wallet_id", sa.Uuid(), nullable=False),
        sa.Column("is_enabled", sa.Boolean(), nullable=False),
        sa.Column("trigger", sa.Text(), nullable=False),
        sa.Column("threshold_tokens", sa.BigInteger(), nullable=True),
        sa.Column("threshold_rate", sa.Numeric(precision=9, scale=6), nullable=True),
        sa.Column("schedule", sa.Text(), nullable=True),
        sa.Column("next_run_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("package_id", sa.Uuid(), nullable=False),
        sa.Column("payment_method_id", sa.Uuid(), nullable=False),
        sa.Column("monthly_spend_cap", sa.Numeric(precision=19, scale=4), nullable=True),
        sa.Column("currency", sa.CHAR(length=3), nullable=False),
        sa.Column("month_spent", sa.Numeric(precision=19, scale=4), nullable=False),
        sa.Column("month", sa.String(length=7), nullable=False),
        sa.Column("cooldown_minutes", sa.Integer(), nullable=False),
        sa.Column("failure_count", sa.Integer(), nullable=False),
        sa.Column("paused_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("pause_reason", sa.Text(), nullable=True),
        sa.Column("last_triggered_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("month ~ '^\\d{4}-(0[1-9]|1[0-2])$'", name=op.f("ck_auto_topup_policies_month")),
        sa.CheckConstraint("schedule IN ('daily', 'weekly', 'monthly')", name=op.f("ck_auto_topup_policies_schedule")),
        sa.CheckConstraint(
            "trigger = 'scheduled' OR num_nonnulls(threshold_tokens, threshold_rate) = 1",
            name=op.f("ck_auto_topup_policies_one_threshold"),
        ),
        sa.CheckConstraint(
            "trigger = 'threshold' OR schedule IS NOT NULL", name=op.f("ck_auto_topup_policies_scheduled")
        ),
        sa.CheckConstraint(
            "trigger IN ('threshold', 'scheduled', 'both')", name=op.f("ck_auto_topup_policies_trigger")
        ),
        sa.CheckConstraint("cooldown_minutes >= 0 AND failure_count >= 0", name=op.f("ck_auto_topup_policies_counts")),
        sa.CheckConstraint("month_spent >= 0 AND monthly_spend_cap >= 0", name=op.f("ck_auto_topup_policies_spending")),
        sa.CheckConstraint(
            "threshold_rate > 0 AND threshold_rate <= 1", name=op.f("ck_auto_topup_policies_threshold_rate")
        ),
        sa.CheckConstraint("threshold_tokens > 0", name=op.f("ck_auto_topup_policies_threshold_tokens")),
        sa.ForeignKeyConstraint(
            ["package_id", "currency"],
            ["token_packages.id", "token_packages.currency"],
            name=op.f("fk_auto_topup_policies_package_id_currency"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["wallet_id"],
            ["organization_token_wallets.id"],
            name=op.f("fk_auto_topup_policies_wallet_id"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_auto_topup_policies")),
        sa.UniqueConstraint("wallet_id", name=op.f("uq_auto_topup_policies_wallet_id")),
    )
    op.create_table(
        "low_balance_rules",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.Uuid(), nullable=True),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_by", sa.Uuid(), nullable=True),
        sa.Column("wallet_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("value", sa.Numeric(precision=19, scale=6), nullable=False),
        sa.Column("is_active", sa.Boolean(), nullable=False),
        sa.Column("armed", sa.Boolean(), nullable=False),
        sa.Column("last_fired_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("kind IN ('absolute', 'percentage')", name=op.f("ck_low_balance_rules_kind")),
        sa.CheckConstraint("value > 0 AND (kind = 'absolute' OR value <= 1)", name=op.f("ck_low_balance_rules_value")),
        sa.ForeignKeyConstraint(
            ["wallet_id"],
            ["organization_token_wallets.id"],
            name=op.f("fk_low_balance_rules_wallet_id"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_low_balance_rules")),
    )
    op.create_index(op.f("ix_low_balance_rules_wallet_id"), "low_balance_rules", ["wallet_id"], unique=False)
    op.create_table(
        "token_holds",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.Uuid(), nullable=True),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_by", sa.Uuid(), nullable=True),
        sa.Column("wallet_id", sa.Uuid(), nullable=False),
        sa.Column("tokens", sa.BigInteger(), nullable=False),
        sa.Column("captured_tokens", sa.BigInteger(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("operation", sa.String(length=40), nullable=False),
        sa.Column("reference_type", sa.String(length=40), nullable=False),
        sa.Column("reference_id", sa.Uuid(), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "status IN ('active', 'captured', 'released', 'expired')", name=op.f("ck_token_holds_status")
        ),
        sa.CheckConstraint("captured_tokens BETWEEN 0 AND tokens", name=op.f("ck_token_holds_captured_tokens")),
        sa.CheckConstraint("tokens > 0", name=op.f("ck_token_holds_tokens")),
        sa.ForeignKeyConstraint(
            ["wallet_id"], ["organization_token_wallets.id"], name=op.f("fk_token_holds_wallet_id"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_token_holds")),
        sa.UniqueConstraint(
            "operation",
            "reference_type",
            "reference_id",
            name=op.f("uq_token_holds_operation_reference_type_reference_id"),
        ),
    )
    op.create_index(
        "ix_token_holds_expiry",
        "token_holds",
        ["expires_at"],
        unique=False,
        postgresql_where=sa.text("status = 'active'"),
    )
    op.create_index(op.f("ix_token_holds_wallet_id"), "token_holds", ["wallet_id"], unique=False)
    op.create_table(
        "token_subscriptions",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.Uuid(), nullable=True),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_by", sa.Uuid(), nullable=True),
        sa.Column("wallet_id", sa.Uuid(), nullable=False),
        sa.Column("package_id", sa.Uuid(), nullable=False),
        sa.Column("frequency", sa.Text(), nullable=False),
        sa.Column("anchor_day", sa.Integer(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("next_billing_on", sa.Date(), nullable=False),
        sa.Column("last_billed_on", sa.Date(), nullable=True),
        sa.Column("failed_attempts", sa.Integer(), nullable=False),
        sa.Column("grace_until", sa.Date(), nullable=True),
        sa.Column("payment_method_id", sa.Uuid(), nullable=False),
        sa.Column("started_on", sa.Date(), nullable=False),
        sa.Column("cancelled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("cancel_reason", sa.Text(), nullable=True),
        sa.CheckConstraint(
            "anchor_day BETWEEN 1 AND CASE frequency WHEN 'weekly' THEN 7 ELSE 31 END",
            name=op.f("ck_token_subscriptions_anchor_day"),
        ),
        sa.CheckConstraint(
            "frequency IN ('weekly', 'monthly', 'quarterly', 'annual')", name=op.f("ck_token_subscriptions_frequency")
        ),
        sa.CheckConstraint(
            "status IN ('active', 'past_due', 'paused', 'cancelled', 'expired')",
            name=op.f("ck_token_subscriptions_status"),
        ),
        sa.CheckConstraint("failed_attempts >= 0", name=op.f("ck_token_subscriptions_failed_attempts")),
        sa.ForeignKeyConstraint(
            ["package_id"], ["token_packages.id"], name=op.f("fk_token_subscriptions_package_id"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["wallet_id"],
            ["organization_token_wallets.id"],
            name=op.f("fk_token_subscriptions_wallet_id"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_token_subscriptions")),
    )
    op.create_index(
        op.f("ix_token_subscriptions_status_next_billing_on"),
        "token_subscriptions",
        ["status", "next_billing_on"],
        unique=False,
    )
    op.create_index(
        "uq_token_subscriptions_open",
        "token_subscriptions",
        ["wallet_id", "package_id"],
        unique=True,
        postgresql_where=sa.text("status IN ('active', 'past_due', 'paused')"),
    )
    op.create_table(
        "token_usage_forecasts",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.Uuid(), nullable=True),
        sa.Column("wallet_id", sa.Uuid(), nullable=False),
        sa.Column("computed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("method", sa.Text(), nullable=False),
        sa.Column("window_days", sa.Integer(), nullable=False),
        sa.Column("daily_mean", sa.Numeric(precision=14, scale=4), nullable=False),
        sa.Column("daily_stddev", sa.Numeric(precision=14, scale=4), nullable=False),
        sa.Column("projected_days", sa.Integer(), nullable=True),
        sa.Column("depletion_on", sa.Date(), nullable=True),
        sa.Column("depletion_low", sa.Date(), nullable=True),
        sa.Column("depletion_high", sa.Date(), nullable=True),
        sa.Column("recommended_package_id", sa.Uuid(), nullable=True),
        sa.CheckConstraint(
            "method IN ('moving_average', 'ewma', 'linear')", name=op.f("ck_token_usage_forecasts_method")
        ),
        sa.CheckConstraint("daily_mean >= 0 AND daily_stddev >= 0", name=op.f("ck_token_usage_forecasts_daily_mean")),
        sa.CheckConstraint("window_days > 0", name=op.f("ck_token_usage_forecasts_window_days")),
        sa.ForeignKeyConstraint(
            ["recommended_package_id"],
            ["token_packages.id"],
            name=op.f("fk_token_usage_forecasts_recommended_package_id"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["wallet_id"],
            ["organization_token_wallets.id"],
            name=op.f("fk_token_usage_forecasts_wallet_id"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_token_usage_forecasts")),
    )
    op.create_index(
        "ix_token_usage_forecasts_newest",
        "token_usage_forecasts",
        ["wallet_id", sa.literal_column("computed_at DESC")],
        unique=False,
    )
    op.create_table(
        "token_purchases",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.Uuid(), nullable=True),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_by", sa.Uuid(), nullable=True),
        sa.Column("purchase_number", sa.String(length=24), nullable=False),
        sa.Column("wallet_id", sa.Uuid(), nullable=False),
        sa.Column("package_id", sa.Uuid(), nullable=True),
        sa.Column("origin", sa.Text(), nullable=False),
        sa.Column("tokens", sa.BigInteger(), nullable=False),
        sa.Column("unit_price", sa.Numeric(precision=19, scale=6), nullable=False),
        sa.Column("amount", sa.Numeric(precision=19, scale=4), nullable=False),
        sa.Column("currency", sa.CHAR(length=3), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("payment_id", sa.Uuid(), nullable=True),
        sa.Column("subscription_id", sa.Uuid(), nullable=True),
        sa.Column("topup_policy_id", sa.Uuid(), nullable=True),
        sa.Column("requested_by", sa.Uuid(), nullable=True),
        sa.Column("expires_on", sa.Date(), nullable=True),
        sa.Column("completed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("failure_code", sa.String(length=40), nullable=True),
        sa.Column("refunded_tokens", sa.BigInteger(), nullable=False),
        sa.CheckConstraint("origin <> 'grant' OR amount = 0", name=op.f("ck_token_purchases_grant_is_free")),
        sa.CheckConstraint(
            "origin IN ('one_time', 'subscription', 'auto_topup', 'grant')", name=op.f("ck_token_purchases_origin")
        ),
        sa.CheckConstraint(
            "status IN ('pending', 'processing', 'completed', 'failed', 'cancelled', 'refunded', 'partially_refunded')",
            name=op.f("ck_token_purchases_status"),
        ),
        sa.CheckConstraint("amount >= 0 AND unit_price >= 0", name=op.f("ck_token_purchases_price")),
        sa.CheckConstraint("refunded_tokens BETWEEN 0 AND tokens", name=op.f("ck_token_purchases_refunded_tokens")),
        sa.CheckConstraint("tokens > 0", name=op.f("ck_token_purchases_tokens")),
        sa.ForeignKeyConstraint(
            ["package_id", "currency"],
            ["token_packages.id", "token_packages.currency"],
            name=op.f("fk_token_purchases_package_id_currency"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["subscription_id"],
            ["token_subscriptions.id"],
            name=op.f("fk_token_purchases_subscription_id"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["topup_policy_id"],
            ["auto_topup_policies.id"],
            name=op.f("fk_token_purchases_topup_policy_id"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["wallet_id"],
            ["organization_token_wallets.id"],
            name=op.f("fk_token_purchases_wallet_id"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_token_purchases")),
        sa.UniqueConstraint("purchase_number", name=op.f("uq_token_purchases_purchase_number")),
    )
    op.create_index(op.f("ix_token_purchases_status"), "token_purchases", ["status"], unique=False)
    op.create_index(
        op.f("ix_token_purchases_wallet_id_created_at_id"),
        "token_purchases",
        ["wallet_id", "created_at", "id"],
        unique=False,
    )
    op.create_index(
        "uq_token_purchases_topup_in_flight",
        "token_purchases",
        ["wallet_id"],
        unique=True,
        postgresql_where=sa.text("origin = 'auto_topup' AND status IN ('pending', 'processing')"),
    )
    op.create_table(
        "token_lots",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.Uuid(), nullable=True),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_by", sa.Uuid(), nullable=True),
        sa.Column("wallet_id", sa.Uuid(), nullable=False),
        sa.Column("purchase_id", sa.Uuid(), nullable=False),
        sa.Column("tokens", sa.BigInteger(), nullable=False),
        sa.Column("remaining", sa.BigInteger(), nullable=False),
        sa.Column("expires_on", sa.Date(), nullable=True),
        sa.CheckConstraint("remaining BETWEEN 0 AND tokens", name=op.f("ck_token_lots_remaining")),
        sa.CheckConstraint("tokens > 0", name=op.f("ck_token_lots_tokens")),
        sa.ForeignKeyConstraint(
            ["purchase_id"], ["token_purchases.id"], name=op.f("fk_token_lots_purchase_id"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["wallet_id"], ["organization_token_wallets.id"], name=op.f("fk_token_lots_wallet_id"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_token_lots")),
        sa.UniqueConstraint("purchase_id", name=op.f("uq_token_lots_purchase_id")),
    )
    op.create_index(
        "ix_token_lots_open",
        "token_lots",
        ["wallet_id", "expires_on"],
        unique=False,
        postgresql_where=sa.text("remaining > 0"),
    )
    op.create_table(
        "token_balance_history",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.Uuid(), nullable=True),
        sa.Column("wallet_id", sa.Uuid(), nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.Column("entry", sa.Text(), nullable=False),
        sa.Column("available_delta", sa.BigInteger(), nullable=False),
        sa.Column("held_delta", sa.BigInteger(), nullable=False),
        sa.Column("available_after", sa.BigInteger(), nullable=False),
        sa.Column("held_after", sa.BigInteger(), nullable=False),
        sa.Column("hold_id", sa.Uuid(), nullable=True),
        sa.Column("purchase_id", sa.Uuid(), nullable=True),
        sa.Column("lot_id", sa.Uuid(), nullable=True),
        sa.Column("operation", sa.String(length=40), nullable=True),
        sa.Column("reference_type", sa.String(length=40), nullable=True),
        sa.Column("reference_id", sa.Uuid(), nullable=True),
        sa.Column("idempotency_key", sa.Text(), nullable=False),
        sa.Column("occurred_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "entry IN ('credit_purchase', 'credit_grant', 'hold', 'release', 'capture', 'debit', 'refund', 'expire', 'adjust')",
            name=op.f("ck_token_balance_history_entry"),
        ),
        sa.CheckConstraint("available_after >= 0", name=op.f("ck_token_balance_history_available_after")),
        sa.CheckConstraint("held_after >= 0", name=op.f("ck_token_balance_history_held_after")),
        sa.CheckConstraint("seq > 0", name=op.f("ck_token_balance_history_seq")),
        sa.ForeignKeyConstraint(
            ["hold_id"], ["token_holds.id"], name=op.f("fk_token_balance_history_hold_id"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["lot_id"], ["token_lots.id"], name=op.f("fk_token_balance_history_lot_id"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["purchase_id"],
            ["token_purchases.id"],
            name=op.f("fk_token_balance_history_purchase_id"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["wallet_id"],
            ["organization_token_wallets.id"],
            name=op.f("fk_token_balance_history_wallet_id"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("id", "occurred_at", name=op.f("pk_token_balance_history")),
        sa.UniqueConstraint(
            "wallet_id", "seq", "occurred_at", name=op.f("uq_token_balance_history_wallet_id_seq_occurred_at")
        ),
        postgresql_partition_by="RANGE (occurred_at)",
    )
    op.create_index(
        "ix_token_balance_history_wallet_newest",
        "token_balance_history",
        ["wallet_id", sa.literal_column("occurred_at DESC")],
        unique=False,
    )
    default_partition("token_balance_history")
    append_only("token_balance_history")
    append_only("token_usage_forecasts")


def downgrade() -> None:
    """Leave the database empty."""
    op.drop_index("ix_token_balance_history_wallet_newest", table_name="token_balance_history")
    op.drop_table("token_balance_history")
    op.drop_index("ix_token_lots_open", table_name="token_lots", postgresql_where=sa.text("remaining > 0"))
    op.drop_table("token_lots")
    op.drop_index(
        "uq_token_purchases_topup_in_flight",
        table_name="token_purchases",
        postgresql_where=sa.text("origin = 'auto_topup' AND status IN ('pending', 'processing')"),
    )
    op.drop_index(op.f("ix_token_purchases_wallet_id_created_at_id"), table_name="token_purchases")
    op.drop_index(op.f("ix_token_purchases_status"), table_name="token_purchases")
    op.drop_table("token_purchases")
    op.drop_index("ix_token_usage_forecasts_newest", table_name="token_usage_forecasts")
    op.drop_table("token_usage_forecasts")
    op.drop_index(
        "uq_token_subscriptions_open",
        table_name="token_subscriptions",
        postgresql_where=sa.text("status IN ('active', 'past_due', 'paused')"),
    )
    op.drop_index(op.f("ix_token_subscriptions_status_next_billing_on"), table_name="token_subscriptions")
    op.drop_table("token_subscriptions")
    op.drop_index(op.f("ix_token_holds_wallet_id"), table_name="token_holds")
    op.drop_index("ix_token_holds_expiry", table_name="token_holds", postgresql_where=sa.text("status = 'active'"))
    op.drop_table("token_holds")
    op.drop_index(op.f("ix_low_balance_rules_wallet_id"), table_name="low_balance_rules")
    op.drop_table("low_balance_rules")
    op.drop_table("auto_topup_policies")
    op.drop_table("token_rate_cards")
    op.drop_index(op.f("ix_token_packages_status_display_order"), table_name="token_packages")
    op.drop_table("token_packages")
    op.drop_index(op.f("ix_organization_token_wallets_organization_id"), table_name="organization_token_wallets")
    op.drop_table("organization_token_wallets")
    op.execute(sa.schema.DropSequence(sa.Sequence("purchase_number_seq")))
    undo_history()
