"""Tables of the read side."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from migrations.operations import append_only, start_history, undo_history

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

APPEND_ONLY = (
    "adjudication_snapshots",
    "claim_adjudication_results",
    "claim_line_results",
    "claim_adjustments",
    "explanation_of_benefits",
    "medical_necessity_validations",
    "fraud_detection_results",
)


def upgrade() -> None:
    """Make the tables of the read side."""
    start_history()
    op.execute(sa.schema.CreateSequence(sa.Sequence("claim_number_seq")))
    op.execute(sa.schema.CreateSequence(sa.Sequence("eob_number_seq")))
    op.execute(sa.schema.CreateSequence(sa.Sequence("preauthorization_number_seq")))
    op.create_table(
        "benefit_utilization",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.Uuid(), nullable=True),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_by", sa.Uuid(), nullable=True),
        sa.Column("member_id", sa.Uuid(), nullable=False),
        sa.Column("family_key", sa.Uuid(), nullable=False),
        sa.Column("enrolment_id", sa.Uuid(), nullable=False),
        sa.Column("accumulator", sa.Text(), nullable=False),
        sa.Column("benefit_category", sa.String(length=40), nullable=True),
        sa.Column("network_tier", sa.Text(), nullable=False),
        sa.Column("period", postgresql.DATERANGE(), nullable=False),
        sa.Column("limit_amount", sa.Numeric(precision=19, scale=4), nullable=True),
        sa.Column("used_amount", sa.Numeric(precision=19, scale=4), nullable=False),
        sa.Column("limit_count", sa.Integer(), nullable=True),
        sa.Column("used_count", sa.Integer(), nullable=False),
        sa.Column("currency", sa.CHAR(length=3), nullable=False),
        sa.CheckConstraint(
            "(accumulator LIKE 'benefit%') = (benefit_category IS NOT NULL)",
            name=op.f("ck_benefit_utilization_benefit_has_category"),
        ),
        sa.CheckConstraint(
            "NOT (accumulator IN ('family_deductible', 'family_oop')) OR member_id = family_key",
            name=op.f("ck_benefit_utilization_family_stands_under_principal"),
        ),
        sa.CheckConstraint(
            "accumulator IN ('individual_deductible', 'family_deductible', 'individual_oop', 'family_oop', 'annual_overall', 'lifetime_overall', 'benefit_annual', 'benefit_lifetime', 'benefit_visits')",
            name=op.f("ck_benefit_utilization_accumulator"),
        ),
        sa.CheckConstraint("network_tier IN ('in', 'out', 'any')", name=op.f("ck_benefit_utilization_network_tier")),
        sa.CheckConstraint(
            "LEAST(used_amount, used_count, limit_amount, limit_count) >= 0", name=op.f("ck_benefit_utilization_used")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_benefit_utilization")),
    )
    op.create_index(op.f("ix_benefit_utilization_family_key"), "benefit_utilization", ["family_key"], unique=False)
    op.create_index(
        "uq_benefit_utilization_accumulator",
        "benefit_utilization",
        ["member_id", "accumulator", sa.literal_column("coalesce(benefit_category, '')"), "network_tier", "period"],
        unique=True,
    )
    op.create_table(
        "diagnosis_codes",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.Uuid(), nullable=True),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_by", sa.Uuid(), nullable=True),
        sa.Column("code", sa.String(length=18), nullable=False),
        sa.Column("code_system", sa.Text(), nullable=False),
        sa.Column("description", sa.Text(), nullable=False),
        sa.Column("category_code", sa.Text(), nullable=True),
        sa.Column("chapter", sa.Text(), nullable=True),
        sa.Column("is_billable", sa.Boolean(), nullable=False),
        sa.Column("sex", sa.Text(), nullable=True),
        sa.Column("min_age", sa.Integer(), nullable=True),
        sa.Column("max_age", sa.Integer(), nullable=True),
        sa.Column("span", postgresql.DATERANGE(), nullable=False),
        sa.CheckConstraint(
            "code_system IN ('icd10cm', 'icd10', 'icd9cm', 'snomed', 'custom')",
            name=op.f("ck_diagnosis_codes_code_system"),
        ),
        sa.CheckConstraint("sex IN ('male', 'female')", name=op.f("ck_diagnosis_codes_sex")),
        sa.CheckConstraint("min_age >= 0 AND max_age >= min_age", name=op.f("ck_diagnosis_codes_ages")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_diagnosis_codes")),
    )
    op.create_index(
        "ix_diagnosis_codes_description_trigram",
        "diagnosis_codes",
        ["description"],
        unique=False,
        postgresql_using="gin",
        postgresql_ops={"description": "gin_trgm_ops"},
    )
    op.create_index(
        "uq_diagnosis_codes_code",
        "diagnosis_codes",
        ["code_system", "code", sa.literal_column("lower(span)")],
        unique=True,
    )
    op.create_table(
        "necessity_rules",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.Uuid(), nullable=True),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_by", sa.Uuid(), nullable=True),
        sa.Column("code_system", sa.Text(), nullable=False),
        sa.Column("procedure_code", sa.String(length=20), nullable=False),
        sa.Column("diagnosis_code_system", sa.Text(), nullable=True),
        sa.Column("diagnosis_prefixes", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.Column("max_units_per_day", sa.Numeric(precision=12, scale=3), nullable=True),
        sa.Column("min_days_between", sa.Integer(), nullable=True),
        sa.Column("max_per_year", sa.Integer(), nullable=True),
        sa.Column("severity", sa.Text(), nullable=False),
        sa.Column("span", postgresql.DATERANGE(), nullable=False),
        sa.CheckConstraint(
            "code_system IN ('cpt', 'hcpcs', 'icd10pcs', 'snomed', 'rxnorm', 'cvx', 'custom')",
            name=op.f("ck_necessity_rules_code_system"),
        ),
        sa.CheckConstraint(
            "diagnosis_code_system IN ('icd10cm', 'icd10', 'icd9cm', 'snomed', 'custom')",
            name=op.f("ck_necessity_rules_diagnosis_code_system"),
        ),
        sa.CheckConstraint("severity IN ('hard', 'soft')", name=op.f("ck_necessity_rules_severity")),
        sa.CheckConstraint(
            "(diagnosis_code_system IS NULL) = (cardinality(diagnosis_prefixes) = 0)",
            name=op.f("ck_necessity_rules_diagnosis_prefixes"),
        ),
        sa.CheckConstraint(
            "LEAST(max_units_per_day, min_days_between, max_per_year) > 0", name=op.f("ck_necessity_rules_frequency")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_necessity_rules")),
    )
    op.create_index(
        op.f("ix_necessity_rules_code_system_procedure_code"),
        "necessity_rules",
        ["code_system", "procedure_code"],
        unique=False,
    )
    op.create_table(
        "preauthorizations",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.Uuid(), nullable=True),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_by", sa.Uuid(), nullable=True),
        sa.Column("preauthorization_number", sa.String(length=24), nullable=False),
        sa.Column("member_id", sa.Uuid(), nullable=False),
        sa.Column("provider_id", sa.Uuid(), nullable=False),
        sa.Column("code_system", sa.Text(), nullable=False),
        sa.Column("procedure_code", sa.String(length=20), nullable=False),
        sa.Column("units_approved", sa.Numeric(precision=12, scale=3), nullable=False),
        sa.Column("units_used", sa.Numeric(precision=12, scale=3), nullable=False),
        sa.Column("amount_limit", sa.Numeric(precision=19, scale=4), nullable=True),
        sa.Column("currency", sa.CHAR(length=3), nullable=False),
        sa.Column("span", postgresql.DATERANGE(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.CheckConstraint(
            "code_system IN ('cpt', 'hcpcs', 'icd10pcs', 'snomed', 'rxnorm', 'cvx', 'custom')",
            name=op.f("ck_preauthorizations_code_system"),
        ),
        sa.CheckConstraint(
            "status IN ('requested', 'approved', 'denied', 'expired', 'cancelled', 'exhausted')",
            name=op.f("ck_preauthorizations_status"),
        ),
        sa.CheckConstraint("amount_limit >= 0", name=op.f("ck_preauthorizations_amount_limit")),
        sa.CheckConstraint("units_used BETWEEN 0 AND units_approved", name=op.f("ck_preauthorizations_units")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_preauthorizations")),
        sa.UniqueConstraint("preauthorization_number", name=op.f("uq_preauthorizations_preauthorization_number")),
    )
    op.create_index(op.f("ix_preauthorizations_member_id"), "preauthorizations", ["member_id"], unique=False)
    op.create_index(op.f("ix_preauthorizations_provider_id"), "preauthorizations", ["provider_id"], unique=False)
    op.create_table(
        "procedure_codes",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.Uuid(), nullable=True),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_by", sa.Uuid(), nullable=True),
        sa.Column("code", sa.String(length=20), nullable=False),
        sa.Column("code_system", sa.Text(), nullable=False),
        sa.Column("description", sa.Text(), nullable=False),
        sa.Column("service_category", sa.Text(), nullable=False),
        sa.Column("default_minutes", sa.Integer(), nullable=True),
        sa.Column("sex", sa.Text(), nullable=True),
        sa.Column("min_age", sa.Integer(), nullable=True),
        sa.Column("max_age", sa.Integer(), nullable=True),
        sa.Column("span", postgresql.DATERANGE(), nullable=False),
        sa.CheckConstraint(
            "code_system IN ('cpt', 'hcpcs', 'icd10pcs', 'snomed', 'rxnorm', 'cvx', 'custom')",
            name=op.f("ck_procedure_codes_code_system"),
        ),
        sa.CheckConstraint("sex IN ('male', 'female')", name=op.f("ck_procedure_codes_sex")),
        sa.CheckConstraint("default_minutes > 0", name=op.f("ck_procedure_codes_default_minutes")),
        sa.CheckConstraint("min_age >= 0 AND max_age >= min_age", name=op.f("ck_procedure_codes_ages")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_procedure_codes")),
    )
    op.create_index(
        "ix_procedure_codes_description_trigram",
        "procedure_codes",
        ["description"],
        unique=False,
        postgresql_using="gin",
        postgresql_ops={"description": "gin_trgm_ops"},
    )
    op.create_index(
        "uq_procedure_codes_code",
        "procedure_codes",
        ["code_system", "code", sa.literal_column("lower(span)")],
        unique=True,
    )
    op.create_table(
        "claims",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.Uuid(), nullable=True),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_by", sa.Uuid(), nullable=True),
        sa.Column("deleted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("claim_number", sa.String(length=24), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("claim_type", sa.Text(), nullable=False),
        sa.Column("category", sa.Text(), nullable=False),
        sa.Column("use", sa.Text(), nullable=False),
        sa.Column("member_id", sa.Uuid(), nullable=False),
        sa.Column("provider_id", sa.Uuid(), nullable=False),
        sa.Column("personnel_id", sa.Uuid(), nullable=True),
        sa.Column("enrolment_id", sa.Uuid(), nullable=True),
        sa.Column("scheme_version_id", sa.Uuid(), nullable=True),
        sa.Column("company_id", sa.Uuid(), nullable=True),
        sa.Column("agent_id", sa.Uuid(), nullable=True),
        sa.Column("service_from", sa.Date(), nullable=False),
        sa.Column("service_to", sa.Date(), nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("is_emergency", sa.Boolean(), nullable=False),
        sa.Column("accident_date", sa.Date(), nullable=True),
        sa.Column("preauthorization_id", sa.Uuid(), nullable=True),
        sa.Column("currency", sa.CHAR(length=3), nullable=False),
        sa.Column("billed_amount", sa.Numeric(precision=19, scale=4), nullable=False),
        sa.Column("allowed_amount", sa.Numeric(precision=19, scale=4), nullable=True),
        sa.Column("plan_paid_amount", sa.Numeric(precision=19, scale=4), nullable=True),
        sa.Column("member_amount", sa.Numeric(precision=19, scale=4), nullable=True),
        sa.Column("writeoff_amount", sa.Numeric(precision=19, scale=4), nullable=True),
        sa.Column("other_payer_amount", sa.Numeric(precision=19, scale=4), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("status_reason", sa.String(length=40), nullable=True),
        sa.Column("priority", sa.Text(), nullable=False),
        sa.Column("assignee_id", sa.Uuid(), nullable=True),
        sa.Column("external_ref", sa.Text(), nullable=True),
        sa.Column("replaces_claim_id", sa.Uuid(), nullable=True),
        sa.Column("adjudicated_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("paid_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "category IN ('inpatient', 'outpatient', 'emergency', 'wellness', 'day_case', 'home')",
            name=op.f("ck_claims_category"),
        ),
        sa.CheckConstraint(
            "claim_type IN ('professional', 'institutional', 'pharmacy', 'dental', 'vision')",
            name=op.f("ck_claims_claim_type"),
        ),
        sa.CheckConstraint("priority IN ('expedited', 'normal')", name=op.f("ck_claims_priority")),
        sa.CheckConstraint("source IN ('portal', 'api', 'import', 'fhir', 'edi')", name=op.f("ck_claims_source")),
        sa.CheckConstraint(
            "status IN ('draft', 'submitted', 'rejected', 'cancelled', 'in_adjudication', 'pended', 'fraud_review', 'adjudicated', 'approved', 'partially_approved', 'denied', 'payment_requested', 'payment_failed', 'paid', 'reversed', 'under_appeal', 'closed')",
            name=op.f("ck_claims_status"),
        ),
        sa.CheckConstraint("use IN ('claim', 'preauthorization', 'predetermination')", name=op.f("ck_claims_use")),
        sa.CheckConstraint(
            "LEAST(billed_amount, allowed_amount, plan_paid_amount, member_amount, writeoff_amount, other_payer_amount) >= 0",
            name=op.f("ck_claims_amounts"),
        ),
        sa.CheckConstraint(
            "billed_amount = plan_paid_amount + member_amount + writeoff_amount + other_payer_amount",
            name=op.f("ck_claims_conserved"),
        ),
        sa.CheckConstraint("replaces_claim_id <> id", name=op.f("ck_claims_not_own_replacement")),
        sa.CheckConstraint("service_to >= service_from", name=op.f("ck_claims_service_days")),
        sa.ForeignKeyConstraint(
            ["preauthorization_id"],
            ["preauthorizations.id"],
            name=op.f("fk_claims_preauthorization_id"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["replaces_claim_id"], ["claims.id"], name=op.f("fk_claims_replaces_claim_id"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_claims")),
        sa.UniqueConstraint("claim_number", name=op.f("uq_claims_claim_number")),
        sa.UniqueConstraint("id", "currency", name=op.f("uq_claims_id_currency")),
    )
    op.create_index(
        "ix_claims_company_id_service_from",
        "claims",
        ["company_id", sa.literal_column("service_from DESC"), sa.literal_column("id DESC")],
        unique=False,
    )
    op.create_index(
        "ix_claims_member_id_service_from",
        "claims",
        ["member_id", sa.literal_column("service_from DESC"), sa.literal_column("id DESC")],
        unique=False,
    )
    op.create_index(
        "ix_claims_provider_id_received_at",
        "claims",
        ["provider_id", sa.literal_column("received_at DESC"), sa.literal_column("id DESC")],
        unique=False,
    )
    op.create_index(op.f("ix_claims_received_at_id"), "claims", ["received_at", "id"], unique=False)
    op.create_index(
        op.f("ix_claims_status_priority_received_at"), "claims", ["status", "priority", "received_at"], unique=False
    )
    op.create_index(
        "uq_claims_external_ref",
        "claims",
        ["provider_id", "external_ref"],
        unique=True,
        postgresql_where=sa.text("external_ref IS NOT NULL"),
    )
    op.create_table(
        "adjudication_snapshots",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.Uuid(), nullable=True),
        sa.Column("claim_id", sa.Uuid(), nullable=False),
        sa.Column("eligibility", postgresql.JSONB(none_as_null=True, astext_type=sa.Text()), nullable=False),
        sa.Column("coverage", postgresql.JSONB(none_as_null=True, astext_type=sa.Text()), nullable=False),
        sa.Column("network", postgresql.JSONB(none_as_null=True, astext_type=sa.Text()), nullable=False),
        sa.Column("accumulators", postgresql.JSONB(none_as_null=True, astext_type=sa.Text()), nullable=False),
        sa.Column("content_hash", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["claim_id"], ["claims.id"], name=op.f("fk_adjudication_snapshots_claim_id"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_adjudication_snapshots")),
    )
    op.create_index(op.f("ix_adjudication_snapshots_claim_id"), "adjudication_snapshots", ["claim_id"], unique=False)
    op.create_table(
        "claim_appeals",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.Uuid(), nullable=True),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_by", sa.Uuid(), nullable=True),
        sa.Column("claim_id", sa.Uuid(), nullable=False),
        sa.Column("filed_by", sa.Uuid(), nullable=False),
        sa.Column("filed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("grounds", sa.Text(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "(decided_at IS NOT NULL) = (status IN ('upheld', 'overturned'))", name=op.f("ck_claim_appeals_decided")
        ),
        sa.CheckConstraint(
            "status IN ('filed', 'in_review', 'upheld', 'overturned', 'withdrawn')",
            name=op.f("ck_claim_appeals_status"),
        ),
        sa.ForeignKeyConstraint(
            ["claim_id"], ["claims.id"], name=op.f("fk_claim_appeals_claim_id"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_claim_appeals")),
    )
    op.create_index(op.f("ix_claim_appeals_claim_id"), "claim_appeals", ["claim_id"], unique=False)
    op.create_index(op.f("ix_claim_appeals_status_filed_at"), "claim_appeals", ["status", "filed_at"], unique=False)
    op.create_table(
        "claim_diagnoses",
        sa.Column("claim_id", sa.Uuid(), nullable=False),
        sa.Column("position", sa.SmallInteger(), nullable=False),
        sa.Column("code_system", sa.Text(), nullable=False),
        sa.Column("code", sa.String(length=18), nullable=False),
        sa.Column("role", sa.Text(), nullable=False),
        sa.CheckConstraint(
            "code_system IN ('icd10cm', 'icd10', 'icd9cm', 'snomed', 'custom')",
            name=op.f("ck_claim_diagnoses_code_system"),
        ),
        sa.CheckConstraint(
            "role IN ('principal', 'admitting', 'secondary', 'external_cause')", name=op.f("ck_claim_diagnoses_role")
        ),
        sa.CheckConstraint("position BETWEEN 1 AND 25", name=op.f("ck_claim_diagnoses_position")),
        sa.ForeignKeyConstraint(
            ["claim_id"], ["claims.id"], name=op.f("fk_claim_diagnoses_claim_id"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("claim_id", "position", name=op.f("pk_claim_diagnoses")),
    )
    op.create_table(
        "claim_lines",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.Uuid(), nullable=True),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_by", sa.Uuid(), nullable=True),
        sa.Column("claim_id", sa.Uuid(), nullable=False),
        sa.Column("line_no", sa.Integer(), nullable=False),
        sa.Column("procedure_code", sa.String(length=20), nullable=False),
        sa.Column("code_system", sa.Text(), nullable=False),
        sa.Column("modifier", sa.String(length=8), nullable=True),
        sa.Column("service_date", sa.Date(), nullable=False),
        sa.Column("place_of_service", sa.String(length=10), nullable=True),
        sa.Column("units", sa.Numeric(precision=12, scale=3), nullable=False),
        sa.Column("unit_price", sa.Numeric(precision=19, scale=4), nullable=False),
        sa.Column("unit_price_derived", sa.Boolean(), nullable=False),
        sa.Column("billed_amount", sa.Numeric(precision=19, scale=4), nullable=False),
        sa.Column("currency", sa.CHAR(length=3), nullable=False),
        sa.Column("diagnosis_pointers", postgresql.ARRAY(sa.SmallInteger()), nullable=False),
        sa.Column("tooth", sa.String(length=4), nullable=True),
        sa.Column("preauthorization_id", sa.Uuid(), nullable=True),
        sa.CheckConstraint(
            "code_system IN ('cpt', 'hcpcs', 'icd10pcs', 'snomed', 'rxnorm', 'cvx', 'custom')",
            name=op.f("ck_claim_lines_code_system"),
        ),
        sa.CheckConstraint(
            "unit_price_derived OR billed_amount = round(units * unit_price, CASE WHEN currency IN ('BIF', 'CLP', 'DJF', 'GNF', 'ISK', 'JPY', 'KMF', 'KRW', 'PYG', 'RWF', 'UGX', 'VND', 'VUV', 'XAF', 'XOF', 'XPF') THEN 0 WHEN currency IN ('BHD', 'IQD', 'JOD', 'KWD', 'LYD', 'OMR', 'TND') THEN 3 ELSE 2 END)",
            name=op.f("ck_claim_lines_billed_is_units_times_price"),
        ),
        sa.CheckConstraint("LEAST(units, unit_price, billed_amount) >= 0", name=op.f("ck_claim_lines_amounts")),
        sa.CheckConstraint("line_no > 0", name=op.f("ck_claim_lines_line_no")),
        sa.ForeignKeyConstraint(
            ["claim_id", "currency"],
            ["claims.id", "claims.currency"],
            name=op.f("fk_claim_lines_claim_id_currency"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["preauthorization_id"],
            ["preauthorizations.id"],
            name=op.f("fk_claim_lines_preauthorization_id"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_claim_lines")),
        sa.UniqueConstraint("claim_id", "line_no", name=op.f("uq_claim_lines_claim_id_line_no")),
    )
    op.create_table(
        "fraud_detection_results",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.Uuid(), nullable=True),
        sa.Column("claim_id", sa.Uuid(), nullable=False),
        sa.Column("run_no", sa.Integer(), nullable=False),
        sa.Column("score", sa.Integer(), nullable=False),
        sa.Column("level", sa.Text(), nullable=False),
        sa.Column("features", postgresql.JSONB(none_as_null=True, astext_type=sa.Text()), nullable=False),
        sa.Column("model_id", sa.Uuid(), nullable=True),
        sa.Column("model_score", sa.Numeric(precision=9, scale=6), nullable=True),
        sa.Column("action", sa.Text(), nullable=False),
        sa.CheckConstraint(
            "action IN ('none', 'sample', 'pend', 'hold')", name=op.f("ck_fraud_detection_results_action")
        ),
        sa.CheckConstraint(
            "level IN ('low', 'medium', 'high', 'critical')", name=op.f("ck_fraud_detection_results_level")
        ),
        sa.CheckConstraint("model_score BETWEEN 0 AND 1", name=op.f("ck_fraud_detection_results_model_score")),
        sa.CheckConstraint("score BETWEEN 0 AND 100", name=op.f("ck_fraud_detection_results_score")),
        sa.ForeignKeyConstraint(
            ["claim_id"], ["claims.id"], name=op.f("fk_fraud_detection_results_claim_id"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_fraud_detection_results")),
        sa.UniqueConstraint("claim_id", "run_no", name=op.f("uq_fraud_detection_results_claim_id_run_no")),
    )
    op.create_index(
        op.f("ix_fraud_detection_results_level_created_at"),
        "fraud_detection_results",
        ["level", "created_at"],
        unique=False,
    )
    op.create_table(
        "claim_adjudication_results",
        sa.Column("billed", sa.Numeric(precision=19, scale=4), nullable=False),
        sa.Column("allowed", sa.Numeric(precision=19, scale=4), nullable=False),
        sa.Column("plan_paid", sa.Numeric(precision=19, scale=4), nullable=False),
        sa.Column("member_amount", sa.Numeric(precision=19, scale=4), nullable=False),
        sa.Column("deductible", sa.Numeric(precision=19, scale=4), nullable=False),
        sa.Column("copay", sa.Numeric(precision=19, scale=4), nullable=False),
        sa.Column("coinsurance", sa.Numeric(precision=19, scale=4), nullable=False),
        sa.Column("over_limit", sa.Numeric(precision=19, scale=4), nullable=False),
        sa.Column("non_covered", sa.Numeric(precision=19, scale=4), nullable=False),
        sa.Column("balance_bill", sa.Numeric(precision=19, scale=4), nullable=False),
        sa.Column("writeoff", sa.Numeric(precision=19, scale=4), nullable=False),
        sa.Column("other_payer", sa.Numeric(precision=19, scale=4), nullable=False),
        sa.Column("currency", sa.CHAR(length=3), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.Uuid(), nullable=True),
        sa.Column("claim_id", sa.Uuid(), nullable=False),
        sa.Column("run_no", sa.Integer(), nullable=False),
        sa.Column("engine_version", sa.Text(), nullable=False),
        sa.Column("mode", sa.Text(), nullable=False),
        sa.Column("outcome", sa.Text(), nullable=False),
        sa.Column("snapshot_id", sa.Uuid(), nullable=True),
        sa.Column("reasons", postgresql.JSONB(none_as_null=True, astext_type=sa.Text()), nullable=False),
        sa.Column("decided_by", sa.Uuid(), nullable=True),
        sa.Column("duration_ms", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "mode = 'import' OR member_amount = deductible + copay + coinsurance + over_limit + non_covered + balance_bill",
            name=op.f("ck_claim_adjudication_results_member_parts"),
        ),
        sa.CheckConstraint(
            "mode IN ('auto', 'manual', 'replay', 'reprocess', 'import')",
            name=op.f("ck_claim_adjudication_results_mode"),
        ),
        sa.CheckConstraint(
            "outcome IN ('approved', 'partially_approved', 'denied', 'pended', 'reversed')",
            name=op.f("ck_claim_adjudication_results_outcome"),
        ),
        sa.CheckConstraint(
            "LEAST(billed, allowed, plan_paid, member_amount, writeoff, other_payer, deductible, copay, coinsurance, over_limit, non_covered, balance_bill) >= 0 OR GREATEST(billed, allowed, plan_paid, member_amount, writeoff, other_payer, deductible, copay, coinsurance, over_limit, non_covered, balance_bill) <= 0",
            name=op.f("ck_claim_adjudication_results_one_sign"),
        ),
        sa.CheckConstraint(
            "billed = plan_paid + member_amount + writeoff + other_payer",
            name=op.f("ck_claim_adjudication_results_conserved"),
        ),
        sa.CheckConstraint("duration_ms >= 0", name=op.f("ck_claim_adjudication_results_duration_ms")),
        sa.CheckConstraint("run_no > 0", name=op.f("ck_claim_adjudication_results_run_no")),
        sa.ForeignKeyConstraint(
            ["claim_id", "currency"],
            ["claims.id", "claims.currency"],
            name=op.f("fk_claim_adjudication_results_claim_id_currency"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["snapshot_id"],
            ["adjudication_snapshots.id"],
            name=op.f("fk_claim_adjudication_results_snapshot_id"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_claim_adjudication_results")),
        sa.UniqueConstraint("claim_id", "run_no", name=op.f("uq_claim_adjudication_results_claim_id_run_no")),
        sa.UniqueConstraint("id", "currency", name=op.f("uq_claim_adjudication_results_id_currency")),
    )
    op.create_table(
        "fraud_reviews",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.Uuid(), nullable=True),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_by", sa.Uuid(), nullable=True),
        sa.Column("result_id", sa.Uuid(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("investigator_id", sa.Uuid(), nullable=False),
        sa.Column("notes", sa.Text(), nullable=False),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("(status = 'open') = (closed_at IS NULL)", name=op.f("ck_fraud_reviews_closed_at")),
        sa.CheckConstraint("status IN ('open', 'cleared', 'confirmed')", name=op.f("ck_fraud_reviews_status")),
        sa.ForeignKeyConstraint(
            ["result_id"], ["fraud_detection_results.id"], name=op.f("fk_fraud_reviews_result_id"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_fraud_reviews")),
        sa.UniqueConstraint("result_id", name=op.f("uq_fraud_reviews_result_id")),
    )
    op.create_table(
        "medical_necessity_validations",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.Uuid(), nullable=True),
        sa.Column("claim_id", sa.Uuid(), nullable=False),
        sa.Column("line_id", sa.Uuid(), nullable=False),
        sa.Column("rule_id", sa.Uuid(), nullable=True),
        sa.Column("diagnosis_code", sa.String(length=18), nullable=False),
        sa.Column("procedure_code", sa.String(length=20), nullable=False),
        sa.Column("result", sa.Text(), nullable=False),
        sa.Column("confidence", sa.Numeric(precision=9, scale=6), nullable=True),
        sa.Column("evidence", postgresql.JSONB(none_as_null=True, astext_type=sa.Text()), nullable=False),
        sa.Column("reviewer_id", sa.Uuid(), nullable=True),
        sa.Column("note", sa.Text(), nullable=True),
        sa.CheckConstraint(
            "result IN ('met', 'not_met', 'pending_review', 'no_rule')",
            name=op.f("ck_medical_necessity_validations_result"),
        ),
        sa.CheckConstraint("confidence BETWEEN 0 AND 1", name=op.f("ck_medical_necessity_validations_confidence")),
        sa.ForeignKeyConstraint(
            ["claim_id"], ["claims.id"], name=op.f("fk_medical_necessity_validations_claim_id"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["line_id"], ["claim_lines.id"], name=op.f("fk_medical_necessity_validations_line_id"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["rule_id"],
            ["necessity_rules.id"],
            name=op.f("fk_medical_necessity_validations_rule_id"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_medical_necessity_validations")),
    )
    op.create_index(
        op.f("ix_medical_necessity_validations_claim_id"), "medical_necessity_validations", ["claim_id"], unique=False
    )
    op.create_index(
        op.f("ix_medical_necessity_validations_line_id"), "medical_necessity_validations", ["line_id"], unique=False
    )
    op.create_table(
        "claim_line_results",
        sa.Column("billed", sa.Numeric(precision=19, scale=4), nullable=False),
        sa.Column("allowed", sa.Numeric(precision=19, scale=4), nullable=False),
        sa.Column("plan_paid", sa.Numeric(precision=19, scale=4), nullable=False),
        sa.Column("member_amount", sa.Numeric(precision=19, scale=4), nullable=False),
        sa.Column("deductible", sa.Numeric(precision=19, scale=4), nullable=False),
        sa.Column("copay", sa.Numeric(precision=19, scale=4), nullable=False),
        sa.Column("coinsurance", sa.Numeric(precision=19, scale=4), nullable=False),
        sa.Column("over_limit", sa.Numeric(precision=19, scale=4), nullable=False),
        sa.Column("non_covered", sa.Numeric(precision=19, scale=4), nullable=False),
        sa.Column("balance_bill", sa.Numeric(precision=19, scale=4), nullable=False),
        sa.Column("writeoff", sa.Numeric(precision=19, scale=4), nullable=False),
        sa.Column("other_payer", sa.Numeric(precision=19, scale=4), nullable=False),
        sa.Column("currency", sa.CHAR(length=3), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.Uuid(), nullable=True),
        sa.Column("result_id", sa.Uuid(), nullable=False),
        sa.Column("line_id", sa.Uuid(), nullable=False),
        sa.Column("benefit_category", sa.String(length=40), nullable=True),
        sa.Column("scheme_benefit_id", sa.Uuid(), nullable=True),
        sa.Column("rider_id", sa.Uuid(), nullable=True),
        sa.Column("network_tier", sa.Text(), nullable=True),
        sa.Column("decision", sa.Text(), nullable=False),
        sa.Column("trace", postgresql.JSONB(none_as_null=True, astext_type=sa.Text()), nullable=False),
        sa.CheckConstraint("decision IN ('paid', 'denied', 'pended')", name=op.f("ck_claim_line_results_decision")),
        sa.CheckConstraint(
            "network_tier IN ('preferred', 'standard', 'basic')", name=op.f("ck_claim_line_results_network_tier")
        ),
        sa.CheckConstraint(
            "LEAST(billed, allowed, plan_paid, member_amount, writeoff, other_payer, deductible, copay, coinsurance, over_limit, non_covered, balance_bill) >= 0 OR GREATEST(billed, allowed, plan_paid, member_amount, writeoff, other_payer, deductible, copay, coinsurance, over_limit, non_covered, balance_bill) <= 0",
            name=op.f("ck_claim_line_results_one_sign"),
        ),
        sa.CheckConstraint(
            "billed = plan_paid + member_amount + writeoff + other_payer", name=op.f("ck_claim_line_results_conserved")
        ),
        sa.CheckConstraint(
            "member_amount = deductible + copay + coinsurance + over_limit + non_covered + balance_bill",
            name=op.f("ck_claim_line_results_member_parts"),
        ),
        sa.ForeignKeyConstraint(
            ["line_id"], ["claim_lines.id"], name=op.f("fk_claim_line_results_line_id"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["result_id", "currency"],
            ["claim_adjudication_results.id", "claim_adjudication_results.currency"],
            name=op.f("fk_claim_line_results_result_id_currency"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_claim_line_results")),
        sa.UniqueConstraint("result_id", "line_id", name=op.f("uq_claim_line_results_result_id_line_id")),
    )
    op.create_index(op.f("ix_claim_line_results_line_id"), "claim_line_results", ["line_id"], unique=False)
    op.create_table(
        "explanation_of_benefits",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.Uuid(), nullable=True),
        sa.Column("eob_number", sa.String(length=24), nullable=False),
        sa.Column("claim_id", sa.Uuid(), nullable=False),
        sa.Column("result_id", sa.Uuid(), nullable=False),
        sa.Column("member_id", sa.Uuid(), nullable=False),
        sa.Column("issued_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("language", sa.String(length=35), nullable=False),
        sa.Column("currency", sa.CHAR(length=3), nullable=False),
        sa.Column("totals", postgresql.JSONB(none_as_null=True, astext_type=sa.Text()), nullable=False),
        sa.Column("lines", postgresql.JSONB(none_as_null=True, astext_type=sa.Text()), nullable=False),
        sa.Column("accumulators", postgresql.JSONB(none_as_null=True, astext_type=sa.Text()), nullable=False),
        sa.Column("appeal_deadline", sa.Date(), nullable=False),
        sa.Column("document_key", sa.Text(), nullable=True),
        sa.Column("reverses_eob_id", sa.Uuid(), nullable=True),
        sa.ForeignKeyConstraint(
            ["claim_id"], ["claims.id"], name=op.f("fk_explanation_of_benefits_claim_id"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["result_id", "currency"],
            ["claim_adjudication_results.id", "claim_adjudication_results.currency"],
            name=op.f("fk_explanation_of_benefits_result_id_currency"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["reverses_eob_id"],
            ["explanation_of_benefits.id"],
            name=op.f("fk_explanation_of_benefits_reverses_eob_id"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_explanation_of_benefits")),
        sa.UniqueConstraint("eob_number", name=op.f("uq_explanation_of_benefits_eob_number")),
        sa.UniqueConstraint("result_id", name=op.f("uq_explanation_of_benefits_result_id")),
    )
    op.create_index(op.f("ix_explanation_of_benefits_claim_id"), "explanation_of_benefits", ["claim_id"], unique=False)
    op.create_index(
        "ix_explanation_of_benefits_member_id_issued_at",
        "explanation_of_benefits",
        ["member_id", sa.literal_column("issued_at DESC"), sa.literal_column("id DESC")],
        unique=False,
    )
    op.create_table(
        "claim_adjustments",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.Uuid(), nullable=True),
        sa.Column("line_result_id", sa.Uuid(), nullable=False),
        sa.Column("group_code", sa.Text(), nullable=False),
        sa.Column("reason", sa.String(length=40), nullable=False),
        sa.Column("reason_code", sa.String(length=5), nullable=False),
        sa.Column("amount", sa.Numeric(precision=19, scale=4), nullable=False),
        sa.Column("currency", sa.CHAR(length=3), nullable=False),
        sa.CheckConstraint("group_code IN ('CO', 'PR', 'OA', 'PI')", name=op.f("ck_claim_adjustments_group_code")),
        sa.ForeignKeyConstraint(
            ["line_result_id"],
            ["claim_line_results.id"],
            name=op.f("fk_claim_adjustments_line_result_id"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_claim_adjustments")),
    )
    op.create_index(op.f("ix_claim_adjustments_line_result_id"), "claim_adjustments", ["line_result_id"], unique=False)
    for table in APPEND_ONLY:
        append_only(table)


def downgrade() -> None:
    """Leave the database empty."""
    op.drop_index(op.f("ix_claim_adjustments_line_result_id"), table_name="claim_adjustments")
    op.drop_table("claim_adjustments")
    op.drop_index("ix_explanation_of_benefits_member_id_issued_at", table_name="explanation_of_benefits")
    op.drop_index(op.f("ix_explanation_of_benefits_claim_id"), table_name="explanation_of_benefits")
    op.drop_table("explanation_of_benefits")
    op.drop_index(op.f("ix_claim_line_results_line_id"), table_name="claim_line_results")
    op.drop_table("claim_line_results")
    op.drop_index(op.f("ix_medical_necessity_validations_line_id"), table_name="medical_necessity_validations")
    op.drop_index(op.f("ix_medical_necessity_validations_claim_id"), table_name="medical_necessity_validations")
    op.drop_table("medical_necessity_validations")
    op.drop_table("fraud_reviews")
    op.drop_table("claim_adjudication_results")
    op.drop_index(op.f("ix_fraud_detection_results_level_created_at"), table_name="fraud_detection_results")
    op.drop_table("fraud_detection_results")
    op.drop_table("claim_lines")
    op.drop_table("claim_diagnoses")
    op.drop_index(op.f("ix_claim_appeals_status_filed_at"), table_name="claim_appeals")
    op.drop_index(op.f("ix_claim_appeals_claim_id"), table_name="claim_appeals")
    op.drop_table("claim_appeals")
    op.drop_index(op.f("ix_adjudication_snapshots_claim_id"), table_name="adjudication_snapshots")
    op.drop_table("adjudication_snapshots")
    op.drop_index("uq_claims_external_ref", table_name="claims", postgresql_where=sa.text("external_ref IS NOT NULL"))
    op.drop_index(op.f("ix_claims_status_priority_received_at"), table_name="claims")
    op.drop_index(op.f("ix_claims_received_at_id"), table_name="claims")
    op.drop_index("ix_claims_provider_id_received_at", table_name="claims")
    op.drop_index("ix_claims_member_id_service_from", table_name="claims")
    op.drop_index("ix_claims_company_id_service_from", table_name="claims")
    op.drop_table("claims")
    op.drop_index("uq_procedure_codes_code", table_name="procedure_codes")
    op.drop_index(
        "ix_procedure_codes_description_trigram",
        table_name="procedure_codes",
        postgresql_using="gin",
        postgresql_ops={"description": "gin_trgm_ops"},
    )
    op.drop_table("procedure_codes")
    op.drop_index(op.f("ix_preauthorizations_provider_id"), table_name="preauthorizations")
    op.drop_index(op.f("ix_preauthorizations_member_id"), table_name="preauthorizations")
    op.drop_table("preauthorizations")
    op.drop_index(op.f("ix_necessity_rules_code_system_procedure_code"), table_name="necessity_rules")
    op.drop_table("necessity_rules")
    op.drop_index("uq_diagnosis_codes_code", table_name="diagnosis_codes")
    op.drop_index(
        "ix_diagnosis_codes_description_trigram",
        table_name="diagnosis_codes",
        postgresql_using="gin",
        postgresql_ops={"description": "gin_trgm_ops"},
    )
    op.drop_table("diagnosis_codes")
    op.drop_index("uq_benefit_utilization_accumulator", table_name="benefit_utilization")
    op.drop_index(op.f("ix_benefit_utilization_family_key"), table_name="benefit_utilization")
    op.drop_table("benefit_utilization")
    op.execute(sa.schema.DropSequence(sa.Sequence("preauthorization_number_seq")))
    op.execute(sa.schema.DropSequence(sa.Sequence("eob_number_seq")))
    op.execute(sa.schema.DropSequence(sa.Sequence("claim_number_seq")))
    undo_history()
