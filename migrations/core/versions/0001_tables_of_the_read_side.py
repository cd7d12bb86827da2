"""Tables of the read side."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from migrations.operations import start_history, undo_history
from shared_models.core.members import ONE_LEVEL_FUNCTION, ONE_LEVEL_TRIGGER

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the tables of the read side."""
    start_history()
    op.execute(sa.schema.CreateSequence(sa.Sequence("company_code_seq")))
    op.execute(sa.schema.CreateSequence(sa.Sequence("member_number_seq")))
    op.create_table(
        "companies",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.Uuid(), nullable=True),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_by", sa.Uuid(), nullable=True),
        sa.Column("deleted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("company_code", sa.String(length=20), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("registration_number", sa.Text(), nullable=False),
        sa.Column("tax_id", sa.Text(), nullable=True),
        sa.Column("client_type", sa.Text(), nullable=False),
        sa.Column("industry", sa.Text(), nullable=True),
        sa.Column("contact_person", sa.Text(), nullable=False),
        sa.Column("contact_email", postgresql.CITEXT(), nullable=False),
        sa.Column("contact_phone", sa.Text(), nullable=False),
        sa.Column("address", postgresql.JSONB(none_as_null=True, astext_type=sa.Text()), nullable=False),
        sa.Column("country", sa.CHAR(length=2), nullable=False),
        sa.Column("billing_frequency", sa.Text(), nullable=False),
        sa.Column("currency", sa.CHAR(length=3), nullable=False),
        sa.Column("employer_contribution_rate", sa.Numeric(precision=9, scale=6), nullable=False),
        sa.Column("experience_rating_enabled", sa.Boolean(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("registration_expires_on", sa.Date(), nullable=True),
        sa.CheckConstraint(
            "billing_frequency IN ('monthly', 'quarterly', 'annual')", name=op.f("ck_companies_billing_frequency")
        ),
        sa.CheckConstraint(
            "client_type IN ('individual', 'corporate', 'sme', 'government', 'education', 'association')",
            name=op.f("ck_companies_client_type"),
        ),
        sa.CheckConstraint(
            "status IN ('prospect', 'active', 'suspended', 'terminated')", name=op.f("ck_companies_status")
        ),
        sa.CheckConstraint(
            "employer_contribution_rate BETWEEN 0 AND 1", name=op.f("ck_companies_employer_contribution_rate")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_companies")),
        sa.UniqueConstraint("company_code", name=op.f("uq_companies_company_code")),
    )
    op.create_index(
        "ix_companies_name_trigram",
        "companies",
        ["name"],
        unique=False,
        postgresql_using="gin",
        postgresql_ops={"name": "gin_trgm_ops"},
    )
    op.create_index(op.f("ix_companies_status"), "companies", ["status"], unique=False)
    op.create_index(
        "uq_companies_registration",
        "companies",
        [sa.literal_column("lower(registration_number)"), "country"],
        unique=True,
        postgresql_where=sa.text("deleted_at IS NULL"),
    )
    op.create_table(
        "periods",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.Uuid(), nullable=True),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_by", sa.Uuid(), nullable=True),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("span", postgresql.DATERANGE(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        postgresql.ExcludeConstraint(
            (sa.column("kind"), "="), (sa.column("span"), "&&"), using="gist", name="ex_periods_overlap"
        ),
        sa.CheckConstraint("kind IN ('benefit_year', 'enrolment_window', 'billing')", name=op.f("ck_periods_kind")),
        sa.CheckConstraint("status IN ('planned', 'open', 'closed')", name=op.f("ck_periods_status")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_periods")),
    )
    op.create_table(
        "users",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.Uuid(), nullable=True),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_by", sa.Uuid(), nullable=True),
        sa.Column("deleted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("email", postgresql.CITEXT(), nullable=False),
        sa.Column("password_hash", sa.Text(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("mfa_secret_enc", sa.LargeBinary(), nullable=True),
        sa.Column("failed_logins", sa.Integer(), nullable=False),
        sa.Column("locked_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("last_login_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("token_epoch", sa.Integer(), nullable=False),
        sa.CheckConstraint("status IN ('active', 'locked', 'disabled')", name=op.f("ck_users_status")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_users")),
        sa.UniqueConstraint("email", name=op.f("uq_users_email")),
    )
    op.create_table(
        "card_templates",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.Uuid(), nullable=True),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_by", sa.Uuid(), nullable=True),
        sa.Column("deleted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("card_type", sa.Text(), nullable=False),
        sa.Column("scheme_id", sa.Uuid(), nullable=True),
        sa.Column("company_id", sa.Uuid(), nullable=True),
        sa.Column("layout", postgresql.JSONB(none_as_null=True, astext_type=sa.Text()), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("is_active", sa.Boolean(), nullable=False),
        sa.CheckConstraint("card_type IN ('physical', 'digital')", name=op.f("ck_card_templates_card_type")),
        sa.ForeignKeyConstraint(
            ["company_id"], ["companies.id"], name=op.f("fk_card_templates_company_id"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_card_templates")),
        sa.UniqueConstraint("name", "revision", name=op.f("uq_card_templates_name_revision")),
    )
    op.create_table(
        "company_periods",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.Uuid(), nullable=True),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_by", sa.Uuid(), nullable=True),
        sa.Column("company_id", sa.Uuid(), nullable=False),
        sa.Column("period_id", sa.Uuid(), nullable=False),
        sa.Column("span", postgresql.DATERANGE(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("grace_days", sa.Integer(), nullable=False),
        postgresql.ExcludeConstraint(
            (sa.column("company_id"), "="),
            (sa.column("span"), "&&"),
            where=sa.text("status IN ('active', 'lapsed')"),
            using="gist",
            name="ex_company_periods_overlap",
        ),
        sa.CheckConstraint("status IN ('draft', 'active', 'lapsed', 'ended')", name=op.f("ck_company_periods_status")),
        sa.CheckConstraint("grace_days >= 0", name=op.f("ck_company_periods_grace_days")),
        sa.ForeignKeyConstraint(
            ["company_id"], ["companies.id"], name=op.f("fk_company_periods_company_id"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["period_id"], ["periods.id"], name=op.f("fk_company_periods_period_id"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_company_periods")),
        sa.UniqueConstraint("company_id", "period_id", name=op.f("uq_company_periods_company_id_period_id")),
    )
    op.create_table(
        "members",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.Uuid(), nullable=True),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_by", sa.Uuid(), nullable=True),
        sa.Column("deleted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("member_number", sa.String(length=20), nullable=False),
        sa.Column("company_id", sa.Uuid(), nullable=True),
        sa.Column("user_id", sa.Uuid(), nullable=True),
        sa.Column("member_type", sa.Text(), nullable=False),
        sa.Column("principal_id", sa.Uuid(), nullable=True),
        sa.Column("dependent_type", sa.Text(), nullable=True),
        sa.Column("employee_number", sa.Text(), nullable=True),
        sa.Column("grade", sa.Text(), nullable=True),
        sa.Column("first_name", sa.Text(), nullable=False),
        sa.Column("middle_name", sa.Text(), nullable=True),
        sa.Column("last_name", sa.Text(), nullable=False),
        sa.Column("date_of_birth", sa.Date(), nullable=False),
        sa.Column("sex", sa.Text(), nullable=False),
        sa.Column("marital_status", sa.Text(), nullable=False),
        sa.Column("national_id_enc", sa.LargeBinary(), nullable=True),
        sa.Column("national_id_hash", sa.LargeBinary(), nullable=True),
        sa.Column("passport_enc", sa.LargeBinary(), nullable=True),
        sa.Column("passport_hash", sa.LargeBinary(), nullable=True),
        sa.Column("email", postgresql.CITEXT(), nullable=True),
        sa.Column("phone", sa.Text(), nullable=True),
        sa.Column("address", postgresql.JSONB(none_as_null=True, astext_type=sa.Text()), nullable=True),
        sa.Column("country", sa.CHAR(length=2), nullable=False),
        sa.Column("has_disability", sa.Boolean(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("enrolled_on", sa.Date(), nullable=True),
        sa.Column("terminated_on", sa.Date(), nullable=True),
        sa.Column("suspended_on", sa.Date(), nullable=True),
        sa.Column("suspension_reason", sa.Text(), nullable=True),
        sa.Column("died_on", sa.Date(), nullable=True),
        sa.Column("erased_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "(member_type = 'dependent') = (principal_id IS NOT NULL) AND (member_type = 'dependent') = (dependent_type IS NOT NULL)",
            name=op.f("ck_members_dependent_has_principal"),
        ),
        sa.CheckConstraint(
            "dependent_type IN ('spouse', 'child', 'parent', 'guardian', 'other')",
            name=op.f("ck_members_dependent_type"),
        ),
        sa.CheckConstraint(
            "marital_status IN ('single', 'married', 'divorced', 'widowed', 'unknown')",
            name=op.f("ck_members_marital_status"),
        ),
        sa.CheckConstraint("member_type IN ('principal', 'dependent')", name=op.f("ck_members_member_type")),
        sa.CheckConstraint("sex IN ('male', 'female', 'other', 'unknown')", name=op.f("ck_members_sex")),
        sa.CheckConstraint(
            "status IN ('pending', 'active', 'suspended', 'terminated', 'expired', 'deceased')",
            name=op.f("ck_members_status"),
        ),
        sa.CheckConstraint("date_of_birth <= CURRENT_DATE", name=op.f("ck_members_born_before_today")),
        sa.CheckConstraint("principal_id <> id", name=op.f("ck_members_not_own_principal")),
        sa.CheckConstraint("terminated_on >= enrolled_on", name=op.f("ck_members_terminated_after_enrolled")),
        sa.ForeignKeyConstraint(
            ["company_id"], ["companies.id"], name=op.f("fk_members_company_id"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["principal_id"], ["members.id"], name=op.f("fk_members_principal_id"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_members_user_id"), ondelete="RESTRICT"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_members")),
        sa.UniqueConstraint("member_number", name=op.f("uq_members_member_number")),
    )
    op.create_index(op.f("ix_members_company_id_status"), "members", ["company_id", "status"], unique=False)
    op.create_index(
        "ix_members_name_trigram",
        "members",
        ["last_name", "first_name"],
        unique=False,
        postgresql_using="gin",
        postgresql_ops={"last_name": "gin_trgm_ops", "first_name": "gin_trgm_ops"},
    )
    op.create_index(op.f("ix_members_principal_id"), "members", ["principal_id"], unique=False)
    op.create_index(
        "uq_members_employee_number",
        "members",
        ["company_id", "employee_number"],
        unique=True,
        postgresql_where=sa.text("member_type = 'principal'"),
    )
    op.create_index(
        "uq_members_national_id",
        "members",
        ["national_id_hash"],
        unique=True,
        postgresql_where=sa.text("national_id_hash IS NOT NULL AND deleted_at IS NULL"),
    )
    op.create_table(
        "member_cards",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.Uuid(), nullable=True),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_by", sa.Uuid(), nullable=True),
        sa.Column("member_id", sa.Uuid(), nullable=False),
        sa.Column("template_id", sa.Uuid(), nullable=False),
        sa.Column("card_number", sa.String(length=19), nullable=False),
        sa.Column("card_type", sa.Text(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("issued_on", sa.Date(), nullable=True),
        sa.Column("expires_on", sa.Date(), nullable=False),
        sa.Column("replaces_card_id", sa.Uuid(), nullable=True),
        sa.Column("issue_reason", sa.Text(), nullable=False),
        sa.Column("fee_amount", sa.Numeric(precision=19, scale=4), nullable=False),
        sa.Column("currency", sa.CHAR(length=3), nullable=False),
        sa.Column("block_reason", sa.Text(), nullable=True),
        sa.Column("pin_hash", sa.Text(), nullable=True),
        sa.Column("qr_nonce", sa.LargeBinary(), nullable=False),
        sa.CheckConstraint("card_type IN ('physical', 'digital')", name=op.f("ck_member_cards_card_type")),
        sa.CheckConstraint(
            "issue_reason IN ('first', 'renewal', 'lost', 'stolen', 'damaged', 'name_change', 'data_correction')",
            name=op.f("ck_member_cards_issue_reason"),
        ),
        sa.CheckConstraint(
            "status IN ('requested', 'in_production', 'issued', 'active', 'blocked', 'expired', 'replaced', 'cancelled')",
            name=op.f("ck_member_cards_status"),
        ),
        sa.CheckConstraint("fee_amount >= 0", name=op.f("ck_member_cards_fee_amount")),
        sa.ForeignKeyConstraint(
            ["member_id"], ["members.id"], name=op.f("fk_member_cards_member_id"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["replaces_card_id"],
            ["member_cards.id"],
            name=op.f("fk_member_cards_replaces_card_id"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["template_id"], ["card_templates.id"], name=op.f("fk_member_cards_template_id"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_member_cards")),
        sa.UniqueConstraint("card_number", name=op.f("uq_member_cards_card_number")),
        sa.UniqueConstraint("replaces_card_id", name=op.f("uq_member_cards_replaces_card_id")),
    )
    op.create_index(
        "uq_member_cards_active",
        "member_cards",
        ["member_id", "card_type"],
        unique=True,
        postgresql_where=sa.text("status = 'active'"),
    )
    op.create_table(
        "member_documents",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.Uuid(), nullable=True),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_by", sa.Uuid(), nullable=True),
        sa.Column("deleted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("member_id", sa.Uuid(), nullable=False),
        sa.Column("document_type", sa.Text(), nullable=False),
        sa.Column("document_number", sa.Text(), nullable=True),
        sa.Column("file_name", sa.Text(), nullable=False),
        sa.Column("storage_key", sa.Text(), nullable=False),
        sa.Column("mime_type", sa.Text(), nullable=False),
        sa.Column("size_bytes", sa.BigInteger(), nullable=False),
        sa.Column("sha256", sa.LargeBinary(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("verified_by", sa.Uuid(), nullable=True),
        sa.Column("verified_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("rejection_reason", sa.Text(), nullable=True),
        sa.Column("expires_on", sa.Date(), nullable=True),
        sa.CheckConstraint(
            "document_type IN ('national_id', 'passport', 'birth_certificate', 'marriage_certificate', 'employment_letter', 'medical_report', 'student_letter', 'proof_of_address', 'death_certificate', 'other')",
            name=op.f("ck_member_documents_document_type"),
        ),
        sa.CheckConstraint(
            "status IN ('uploaded', 'verified', 'rejected', 'expired')", name=op.f("ck_member_documents_status")
        ),
        sa.CheckConstraint("size_bytes BETWEEN 0 AND 10485760", name=op.f("ck_member_documents_size_bytes")),
        sa.ForeignKeyConstraint(
            ["member_id"], ["members.id"], name=op.f("fk_member_documents_member_id"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["verified_by"], ["users.id"], name=op.f("fk_member_documents_verified_by"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_member_documents")),
        sa.UniqueConstraint("member_id", "sha256", name=op.f("uq_member_documents_member_id_sha256")),
    )
    op.create_index(op.f("ix_member_documents_expires_on"), "member_documents", ["expires_on"], unique=False)
    op.create_index(op.f("ix_member_documents_status"), "member_documents", ["status"], unique=False)
    op.create_table(
        "onboarding_sessions",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.Uuid(), nullable=True),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_by", sa.Uuid(), nullable=True),
        sa.Column("member_id", sa.Uuid(), nullable=False),
        sa.Column("token_hash", sa.LargeBinary(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("current_step", sa.Text(), nullable=True),
        sa.Column("progress", sa.Numeric(precision=9, scale=6), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("completed_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "status IN ('pending', 'active', 'paused', 'completed', 'cancelled', 'expired')",
            name=op.f("ck_onboarding_sessions_status"),
        ),
        sa.CheckConstraint("progress BETWEEN 0 AND 1", name=op.f("ck_onboarding_sessions_progress")),
        sa.ForeignKeyConstraint(
            ["member_id"], ["members.id"], name=op.f("fk_onboarding_sessions_member_id"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_onboarding_sessions")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_onboarding_sessions_token_hash")),
    )
    op.create_index(
        "uq_onboarding_sessions_open",
        "onboarding_sessions",
        ["member_id"],
        unique=True,
        postgresql_where=sa.text("status IN ('pending', 'active', 'paused')"),
    )
    op.execute(ONE_LEVEL_FUNCTION)
    op.execute(ONE_LEVEL_TRIGGER)


def downgrade() -> None:
    """Leave the database empty."""
    op.drop_index(
        "uq_onboarding_sessions_open",
        table_name="onboarding_sessions",
        postgresql_where=sa.text("status IN ('pending', 'active', 'paused')"),
    )
    op.drop_table("onboarding_sessions")
    op.drop_index(op.f("ix_member_documents_status"), table_name="member_documents")
    op.drop_index(op.f("ix_member_documents_expires_on"), table_name="member_documents")
    op.drop_table("member_documents")
    op.drop_index("uq_member_cards_active", table_name="member_cards", postgresql_where=sa.text("status = 'active'"))
    op.drop_table("member_cards")
    op.drop_index(
        "uq_members_national_id",
        table_name="members",
        postgresql_where=sa.text("national_id_hash IS NOT NULL AND deleted_at IS NULL"),
    )
    op.drop_index(
        "uq_members_employee_number", table_name="members", postgresql_where=sa.text("member_type = 'principal'")
    )
    op.drop_index(op.f("ix_members_principal_id"), table_name="members")
    op.drop_index(
        "ix_members_name_trigram",
        table_name="members",
        postgresql_using="gin",
        postgresql_ops={"last_name": "gin_trgm_ops", "first_name": "gin_trgm_ops"},
    )
    op.drop_index(op.f("ix_members_company_id_status"), table_name="members")
    op.drop_table("members")
    op.drop_table("company_periods")
    op.drop_table("card_templates")
    op.drop_table("users")
    op.drop_table("periods")
    op.drop_index("uq_companies_registration", table_name="companies", postgresql_where=sa.text("deleted_at IS NULL"))
    op.drop_index(op.f("ix_companies_status"), table_name="companies")
    op.drop_index(
        "ix_companies_name_trigram",
        table_name="companies",
        postgresql_using="gin",
        postgresql_ops={"name": "gin_trgm_ops"},
    )
    op.drop_table("companies")
    op.execute("DROP FUNCTION one_level_of_dependants()")
    op.execute(sa.schema.DropSequence(sa.Sequence("member_number_seq")))
    op.execute(sa.schema.DropSequence(sa.Sequence("company_code_seq")))
    undo_history()
