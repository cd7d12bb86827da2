"""Users, roles and what they sign in with; consents."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from migrations.operations import append_only
from shared_models.core.users import INSERT_ROLES

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the change."""
    op.create_table(
        "login_attempts",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("occurred_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("account", sa.LargeBinary(), nullable=False),
        sa.Column("address", sa.Text(), nullable=False),
        sa.Column("succeeded_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_login_attempts")),
    )
    op.create_index(
        op.f("ix_login_attempts_account_occurred_at"), "login_attempts", ["account", "occurred_at"], unique=False
    )
    op.create_index(
        op.f("ix_login_attempts_address_occurred_at"), "login_attempts", ["address", "occurred_at"], unique=False
    )
    op.create_index(op.f("ix_login_attempts_occurred_at"), "login_attempts", ["occurred_at"], unique=False)
    op.create_table(
        "notifications",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.Uuid(), nullable=True),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_by", sa.Uuid(), nullable=True),
        sa.Column("recipient_type", sa.Text(), nullable=False),
        sa.Column("recipient_id", sa.Uuid(), nullable=False),
        sa.Column("channel", sa.Text(), nullable=False),
        sa.Column("template_code", sa.Text(), nullable=False),
        sa.Column("params", postgresql.JSONB(none_as_null=True, astext_type=sa.Text()), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("dedupe_key", sa.Text(), nullable=False),
        sa.CheckConstraint("channel IN ('email', 'sms', 'in_app')", name=op.f("ck_notifications_channel")),
        sa.CheckConstraint("recipient_type IN ('member', 'user')", name=op.f("ck_notifications_recipient_type")),
        sa.CheckConstraint("status IN ('queued', 'sent', 'failed')", name=op.f("ck_notifications_status")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notifications")),
        sa.UniqueConstraint("dedupe_key", name=op.f("uq_notifications_dedupe_key")),
    )
    op.create_index(
        op.f("ix_notifications_recipient_id_created_at"), "notifications", ["recipient_id", "created_at"], unique=False
    )
    op.create_table(
        "roles",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("description", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_roles")),
    )
    op.execute(INSERT_ROLES)
    op.create_table(
        "service_clients",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.Uuid(), nullable=True),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_by", sa.Uuid(), nullable=True),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("secret_hash", sa.LargeBinary(), nullable=False),
        sa.Column("scopes", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.Column("is_active", sa.Boolean(), nullable=False),
        sa.Column("is_demo", sa.Boolean(), nullable=False),
        sa.CheckConstraint("name ~ '^[a-z][a-z0-9-]{1,49}$'", name=op.f("ck_service_clients_name")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_service_clients")),
        sa.UniqueConstraint("name", name=op.f("uq_service_clients_name")),
    )
    op.create_table(
        "signing_keys",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("kid", sa.Text(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("public_jwk", postgresql.JSONB(none_as_null=True, astext_type=sa.Text()), nullable=False),
        sa.Column("private_key_enc", sa.LargeBinary(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("current_from", sa.DateTime(timezone=True), nullable=True),
        sa.Column("current_until", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("status IN ('next', 'current', 'former')", name=op.f("ck_signing_keys_status")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_signing_keys")),
        sa.UniqueConstraint("kid", name=op.f("uq_signing_keys_kid")),
    )
    op.create_index(
        "uq_signing_keys_one_each",
        "signing_keys",
        ["status"],
        unique=True,
        postgresql_where=sa.text("status IN ('next', 'current')"),
    )
    op.create_table(
        "refresh_tokens",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("family_id", sa.Uuid(), nullable=False),
        sa.Column("token_hash", sa.LargeBinary(), nullable=False),
        sa.Column("client", sa.Text(), nullable=False),
        sa.Column("methods", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.Column("issued_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("family_expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("retried_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("successor_id", sa.Uuid(), nullable=True),
        sa.CheckConstraint("expires_at <= family_expires_at", name=op.f("ck_refresh_tokens_ends_with_family")),
        sa.ForeignKeyConstraint(
            ["successor_id"], ["refresh_tokens.id"], name=op.f("fk_refresh_tokens_successor_id"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_refresh_tokens_user_id"), ondelete="RESTRICT"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_refresh_tokens")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_refresh_tokens_token_hash")),
    )
    op.create_index(op.f("ix_refresh_tokens_expires_at"), "refresh_tokens", ["expires_at"], unique=False)
    op.create_index(op.f("ix_refresh_tokens_family_id"), "refresh_tokens", ["family_id"], unique=False)
    op.create_index(op.f("ix_refresh_tokens_user_id"), "refresh_tokens", ["user_id"], unique=False)
    op.create_table(
        "user_roles",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("scope_type", sa.Text(), nullable=False),
        sa.Column("scope_id", sa.Uuid(), nullable=True),
        sa.Column("granted_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("granted_by", sa.Uuid(), nullable=True),
        sa.CheckConstraint("(scope_type = 'none') = (scope_id IS NULL)", name=op.f("ck_user_roles_scope")),
        sa.CheckConstraint(
            "scope_type IN ('none', 'member', 'company', 'provider', 'agent')", name=op.f("ck_user_roles_scope_type")
        ),
        sa.ForeignKeyConstraint(["role"], ["roles.name"], name=op.f("fk_user_roles_role"), ondelete="RESTRICT"),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_user_roles_user_id"), ondelete="RESTRICT"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_user_roles")),
        sa.UniqueConstraint(
            "user_id",
            "role",
            "scope_type",
            "scope_id",
            name=op.f("uq_user_roles_user_id_role_scope_type_scope_id"),
            postgresql_nulls_not_distinct=True,
        ),
    )
    op.create_index(op.f("ix_user_roles_scope_type_scope_id"), "user_roles", ["scope_type", "scope_id"], unique=False)
    op.create_table(
        "break_glass_grants",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.Uuid(), nullable=True),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_by", sa.Uuid(), nullable=True),
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("member_id", sa.Uuid(), nullable=False),
        sa.Column("case_id", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("review_due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("reviewed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reviewed_by", sa.Uuid(), nullable=True),
        sa.CheckConstraint(
            "(reviewed_at IS NULL) = (reviewed_by IS NULL)", name=op.f("ck_break_glass_grants_reviewed")
        ),
        sa.ForeignKeyConstraint(
            ["member_id"], ["members.id"], name=op.f("fk_break_glass_grants_member_id"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["reviewed_by"], ["users.id"], name=op.f("fk_break_glass_grants_reviewed_by"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["user_id"], ["users.id"], name=op.f("fk_break_glass_grants_user_id"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_break_glass_grants")),
    )
    op.create_index(
        op.f("ix_break_glass_grants_created_at_id"), "break_glass_grants", ["created_at", "id"], unique=False
    )
    op.create_index(op.f("ix_break_glass_grants_member_id"), "break_glass_grants", ["member_id"], unique=False)
    op.create_table(
        "member_consents",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.Uuid(), nullable=True),
        sa.Column("member_id", sa.Uuid(), nullable=False),
        sa.Column("consent_type", sa.Text(), nullable=False),
        sa.Column("granted", sa.Boolean(), nullable=False),
        sa.CheckConstraint(
            "consent_type IN ('data_processing', 'marketing', 'share_with_providers', 'share_with_partners', 'patient_access')",
            name=op.f("ck_member_consents_consent_type"),
        ),
        sa.ForeignKeyConstraint(
            ["member_id"], ["members.id"], name=op.f("fk_member_consents_member_id"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_member_consents")),
    )
    append_only("member_consents")
    op.create_index(
        op.f("ix_member_consents_member_id_consent_type_created_at"),
        "member_consents",
        ["member_id", "consent_type", "created_at"],
        unique=False,
    )
    op.add_column("users", sa.Column("mfa_confirmed_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("users", sa.Column("mfa_step", sa.BigInteger(), nullable=True))
    op.add_column("users", sa.Column("epoch_changed_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("users", sa.Column("is_demo", sa.Boolean(), server_default=sa.false(), nullable=False))
    op.alter_column("users", "is_demo", server_default=None)
    op.create_index(op.f("ix_users_epoch_changed_at"), "users", ["epoch_changed_at"], unique=False)
    op.drop_column("users", "locked_until")
    op.drop_column("users", "failed_logins")
    op.create_check_constraint(
        op.f("ck_users_confirmed_secret"), "users", "mfa_confirmed_at IS NULL OR mfa_secret_enc IS NOT NULL"
    )


def downgrade() -> None:
    """Take it back."""
    op.add_column("users", sa.Column("failed_logins", sa.Integer(), server_default="0", nullable=False))
    op.alter_column("users", "failed_logins", server_default=None)
    op.add_column("users", sa.Column("locked_until", sa.DateTime(timezone=True), nullable=True))
    op.drop_constraint(op.f("ck_users_confirmed_secret"), "users")
    op.drop_index(op.f("ix_users_epoch_changed_at"), table_name="users")
    op.drop_column("users", "is_demo")
    op.drop_column("users", "epoch_changed_at")
    op.drop_column("users", "mfa_step")
    op.drop_column("users", "mfa_confirmed_at")
    op.drop_index(op.f("ix_member_consents_member_id_consent_type_created_at"), table_name="member_consents")
    op.drop_table("member_consents")
    op.drop_index(op.f("ix_break_glass_grants_member_id"), table_name="break_glass_grants")
    op.drop_index(op.f("ix_break_glass_grants_created_at_id"), table_name="break_glass_grants")
    op.drop_table("break_glass_grants")
    op.drop_index(op.f("ix_user_roles_scope_type_scope_id"), table_name="user_roles")
    op.drop_table("user_roles")
    op.drop_index(op.f("ix_refresh_tokens_user_id"), table_name="refresh_tokens")
    op.drop_index(op.f("ix_refresh_tokens_family_id"), table_name="refresh_tokens")
    op.drop_index(op.f("ix_refresh_tokens_expires_at"), table_name="refresh_tokens")
    op.drop_table("refresh_tokens")
    op.drop_index(
        "uq_signing_keys_one_each", table_name="signing_keys", postgresql_where=sa.text("status IN ('next', 'current')")
    )
    op.drop_table("signing_keys")
    op.drop_table("service_clients")
    op.drop_table("roles")
    op.drop_index(op.f("ix_notifications_recipient_id_created_at"), table_name="notifications")
    op.drop_table("notifications")
    op.drop_index(op.f("ix_login_attempts_occurred_at"), table_name="login_attempts")
    op.drop_index(op.f("ix_login_attempts_address_occurred_at"), table_name="login_attempts")
    op.drop_index(op.f("ix_login_attempts_account_occurred_at"), table_name="login_attempts")
    op.drop_table("login_attempts")
