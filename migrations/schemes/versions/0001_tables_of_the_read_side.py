"""Tables of the read side."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from migrations.operations import append_only, start_history, undo_history
from shared_models.schemes.frozen import (
    FROZEN_TERMS_FUNCTION,
    FROZEN_VERSION_FUNCTION,
    FROZEN_VERSION_TRIGGER,
    frozen_terms_trigger,
)

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

FROZEN_WITH_VERSION = (
    "scheme_benefits",
    "scheme_networks",
    "scheme_riders",
    "scheme_pricing",
    "scheme_eligibility_rules",
    "scheme_exclusions",
    "group_size_bands",
)


def upgrade() -> None:
    """Make the tables of the read side."""
    start_history()
    op.execute(sa.schema.CreateSequence(sa.Sequence("scheme_code_seq")))
    op.execute(sa.schema.CreateSequence(sa.Sequence("policy_number_seq")))
    op.execute(sa.schema.CreateSequence(sa.Sequence("quote_number_seq")))
    op.create_table(
        "benefit_categories",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.Uuid(), nullable=True),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_by", sa.Uuid(), nullable=True),
        sa.Column("deleted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("parent_id", sa.Uuid(), nullable=True),
        sa.Column("scope", sa.Text(), nullable=False),
        sa.CheckConstraint(
            "scope IN ('inpatient', 'outpatient', 'emergency', 'maternity', 'dental', 'vision', 'pharmacy', 'wellness', 'mental_health', 'rehabilitation', 'other')",
            name=op.f("ck_benefit_categories_scope"),
        ),
        sa.CheckConstraint("parent_id <> id", name=op.f("ck_benefit_categories_not_own_parent")),
        sa.ForeignKeyConstraint(
            ["parent_id"], ["benefit_categories.id"], name=op.f("fk_benefit_categories_parent_id"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_benefit_categories")),
        sa.UniqueConstraint("code", name=op.f("uq_benefit_categories_code")),
    )
    op.create_index(op.f("ix_benefit_categories_parent_id"), "benefit_categories", ["parent_id"], unique=False)
    op.create_table(
        "insurance_schemes",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.Uuid(), nullable=True),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_by", sa.Uuid(), nullable=True),
        sa.Column("deleted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("scheme_code", sa.String(length=20), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("description", sa.Text(), nullable=False),
        sa.Column("scheme_type", sa.Text(), nullable=False),
        sa.Column("funding", sa.Text(), nullable=False),
        sa.Column("market", sa.Text(), nullable=False),
        sa.Column("tier", sa.Text(), nullable=False),
        sa.Column("company_id", sa.Uuid(), nullable=True),
        sa.Column("currency", sa.CHAR(length=3), nullable=False),
        sa.Column("country", sa.CHAR(length=2), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.CheckConstraint("funding IN ('insured', 'self_funded')", name=op.f("ck_insurance_schemes_funding")),
        sa.CheckConstraint("market IN ('individual', 'group', 'both')", name=op.f("ck_insurance_schemes_market")),
        sa.CheckConstraint(
            "scheme_type IN ('health', 'dental', 'vision', 'life', 'disability', 'accident')",
            name=op.f("ck_insurance_schemes_scheme_type"),
        ),
        sa.CheckConstraint(
            "status IN ('draft', 'active', 'closed_to_new', 'retired')", name=op.f("ck_insurance_schemes_status")
        ),
        sa.CheckConstraint(
            "tier IN ('bronze', 'silver', 'gold', 'platinum', 'basic', 'standard', 'premium')",
            name=op.f("ck_insurance_schemes_tier"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_insurance_schemes")),
        sa.UniqueConstraint("id", "currency", name=op.f("uq_insurance_schemes_id_currency")),
        sa.UniqueConstraint("scheme_code", name=op.f("uq_insurance_schemes_scheme_code")),
    )
    op.create_index(op.f("ix_insurance_schemes_company_id"), "insurance_schemes", ["company_id"], unique=False)
    op.create_index(
        "ix_insurance_schemes_name_trigram",
        "insurance_schemes",
        ["name"],
        unique=False,
        postgresql_using="gin",
        postgresql_ops={"name": "gin_trgm_ops"},
    )
    op.create_index(op.f("ix_insurance_schemes_status"), "insurance_schemes", ["status"], unique=False)
    op.create_table(
        "scheme_versions",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.Uuid(), nullable=True),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_by", sa.Uuid(), nullable=True),
        sa.Column("scheme_id", sa.Uuid(), nullable=False),
        sa.Column("version_no", sa.Integer(), nullable=False),
        sa.Column("span", postgresql.DATERANGE(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("currency", sa.CHAR(length=3), nullable=False),
        sa.Column("individual_deductible", sa.Numeric(precision=19, scale=4), nullable=False),
        sa.Column("family_deductible", sa.Numeric(precision=19, scale=4), nullable=True),
        sa.Column("individual_oop_max", sa.Numeric(precision=19, scale=4), nullable=True),
        sa.Column("family_oop_max", sa.Numeric(precision=19, scale=4), nullable=True),
        sa.Column("oop_mode", sa.Text(), nullable=False),
        sa.Column("annual_limit", sa.Numeric(precision=19, scale=4), nullable=True),
        sa.Column("lifetime_limit", sa.Numeric(precision=19, scale=4), nullable=True),
        sa.Column("cost_share_order", sa.Text(), nullable=False),
        sa.Column("family_mode", sa.Text(), nullable=False),
        sa.Column("filing_limit_days", sa.Integer(), nullable=False),
        sa.Column("appeal_days", sa.Integer(), nullable=False),
        sa.Column("non_network_reference_rate", sa.Numeric(precision=9, scale=6), nullable=False),
        sa.Column("accumulate_on", sa.Text(), nullable=False),
        sa.Column("change_log", postgresql.JSONB(none_as_null=True, astext_type=sa.Text()), nullable=False),
        sa.Column("content_hash", sa.LargeBinary(), nullable=False),
        sa.Column("approved_by", sa.Uuid(), nullable=True),
        sa.Column("approved_at", sa.DateTime(timezone=True), nullable=True),
        postgresql.ExcludeConstraint(
            (sa.column("scheme_id"), "="),
            (sa.column("span"), "&&"),
            where=sa.text("status IN ('approved', 'active')"),
            using="gist",
            name="ex_scheme_versions_overlap",
        ),
        sa.CheckConstraint(
            "accumulate_on IN ('effective_date', 'calendar_year', 'benefit_year', 'enrolment')",
            name=op.f("ck_scheme_versions_accumulate_on"),
        ),
        sa.CheckConstraint(
            "cost_share_order IN ('deductible_first', 'copay_first')", name=op.f("ck_scheme_versions_cost_share_order")
        ),
        sa.CheckConstraint("family_mode IN ('embedded', 'aggregate')", name=op.f("ck_scheme_versions_family_mode")),
        sa.CheckConstraint("oop_mode IN ('capped', 'after_crossing')", name=op.f("ck_scheme_versions_oop_mode")),
        sa.CheckConstraint(
            "status IN ('draft', 'in_review', 'approved', 'active', 'superseded', 'withdrawn')",
            name=op.f("ck_scheme_versions_status"),
        ),
        sa.CheckConstraint(
            "status IN ('draft', 'in_review', 'withdrawn') OR (approved_by IS NOT NULL AND approved_at IS NOT NULL)",
            name=op.f("ck_scheme_versions_approved"),
        ),
        sa.CheckConstraint("NOT isempty(span)", name=op.f("ck_scheme_versions_span")),
        sa.CheckConstraint("approved_by <> created_by", name=op.f("ck_scheme_versions_approved_by_another")),
        sa.CheckConstraint("created_by IS NOT NULL", name=op.f("ck_scheme_versions_has_author")),
        sa.CheckConstraint("filing_limit_days >= 0 AND appeal_days >= 0", name=op.f("ck_scheme_versions_days")),
        sa.CheckConstraint(
            "individual_deductible >= 0 AND family_deductible >= 0 AND individual_oop_max >= 0 AND family_oop_max >= 0 AND annual_limit >= 0 AND lifetime_limit >= 0",
            name=op.f("ck_scheme_versions_amounts"),
        ),
        sa.CheckConstraint(
            "non_network_reference_rate >= 0", name=op.f("ck_scheme_versions_non_network_reference_rate")
        ),
        sa.CheckConstraint("version_no >= 1", name=op.f("ck_scheme_versions_version_no")),
        sa.ForeignKeyConstraint(
            ["scheme_id", "currency"],
            ["insurance_schemes.id", "insurance_schemes.currency"],
            name=op.f("fk_scheme_versions_scheme_id_currency"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_scheme_versions")),
        sa.UniqueConstraint("id", "currency", name=op.f("uq_scheme_versions_id_currency")),
        sa.UniqueConstraint("scheme_id", "version_no", name=op.f("uq_scheme_versions_scheme_id_version_no")),
    )
    op.create_table(
        "group_size_bands",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.Uuid(), nullable=True),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_by", sa.Uuid(), nullable=True),
        sa.Column("scheme_version_id", sa.Uuid(), nullable=False),
        sa.Column("min_lives", sa.Integer(), nullable=False),
        sa.Column("max_lives", sa.Integer(), nullable=False),
        sa.Column("factor", sa.Numeric(precision=9, scale=6), nullable=False),
        postgresql.ExcludeConstraint(
            (sa.column("scheme_version_id"), "="),
            (sa.text("int4range(min_lives, max_lives + 1)"), "&&"),
            using="gist",
            name="ex_group_size_bands_overlap",
        ),
        sa.CheckConstraint("factor > 0", name=op.f("ck_group_size_bands_factor")),
        sa.CheckConstraint("min_lives >= 0 AND min_lives <= max_lives", name=op.f("ck_group_size_bands_lives")),
        sa.ForeignKeyConstraint(
            ["scheme_version_id"],
            ["scheme_versions.id"],
            name=op.f("fk_group_size_bands_scheme_version_id"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_group_size_bands")),
    )
    op.create_table(
        "premium_quotes",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.Uuid(), nullable=True),
        sa.Column("quote_no", sa.String(length=20), nullable=False),
        sa.Column("scheme_version_id", sa.Uuid(), nullable=False),
        sa.Column("input", postgresql.JSONB(none_as_null=True, astext_type=sa.Text()), nullable=False),
        sa.Column("breakdown", postgresql.JSONB(none_as_null=True, astext_type=sa.Text()), nullable=False),
        sa.Column("net", sa.Numeric(precision=19, scale=4), nullable=False),
        sa.Column("tax", sa.Numeric(precision=19, scale=4), nullable=False),
        sa.Column("total", sa.Numeric(precision=19, scale=4), nullable=False),
        sa.Column("currency", sa.CHAR(length=3), nullable=False),
        sa.Column("valid_until", sa.Date(), nullable=False),
        sa.Column("input_hash", sa.LargeBinary(), nullable=False),
        sa.CheckConstraint("net >= 0 AND tax >= 0 AND total = net + tax", name=op.f("ck_premium_quotes_amounts")),
        sa.ForeignKeyConstraint(
            ["scheme_version_id", "currency"],
            ["scheme_versions.id", "scheme_versions.currency"],
            name=op.f("fk_premium_quotes_scheme_version_id_currency"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_premium_quotes")),
        sa.UniqueConstraint("quote_no", name=op.f("uq_premium_quotes_quote_no")),
    )
    op.create_index(op.f("ix_premium_quotes_input_hash"), "premium_quotes", ["input_hash"], unique=False)
    op.create_table(
        "scheme_benefits",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.Uuid(), nullable=True),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_by", sa.Uuid(), nullable=True),
        sa.Column("scheme_version_id", sa.Uuid(), nullable=False),
        sa.Column("currency", sa.CHAR(length=3), nullable=False),
        sa.Column("benefit_category_id", sa.Uuid(), nullable=False),
        sa.Column("is_covered", sa.Boolean(), nullable=False),
        sa.Column("in_copay", sa.Numeric(precision=19, scale=4), nullable=False),
        sa.Column("in_coinsurance", sa.Numeric(precision=9, scale=6), nullable=False),
        sa.Column("in_deductible_applies", sa.Boolean(), nullable=False),
        sa.Column("out_covered", sa.Boolean(), nullable=False),
        sa.Column("out_copay", sa.Numeric(precision=19, scale=4), nullable=False),
        sa.Column("out_coinsurance", sa.Numeric(precision=9, scale=6), nullable=False),
        sa.Column("out_deductible_applies", sa.Boolean(), nullable=False),
        sa.Column("annual_limit", sa.Numeric(precision=19, scale=4), nullable=True),
        sa.Column("visit_limit_count", sa.Integer(), nullable=True),
        sa.Column("per_visit_limit", sa.Numeric(precision=19, scale=4), nullable=True),
        sa.Column("lifetime_limit", sa.Numeric(precision=19, scale=4), nullable=True),
        sa.Column("waiting_days", sa.Integer(), nullable=False),
        sa.Column("waiting_waived_for_accident", sa.Boolean(), nullable=False),
        sa.Column("requires_preauth", sa.Boolean(), nullable=False),
        sa.Column("preauth_threshold", sa.Numeric(precision=19, scale=4), nullable=True),
        sa.Column("counts_to_oop", sa.Boolean(), nullable=False),
        sa.Column("network_required", sa.Boolean(), nullable=False),
        sa.CheckConstraint(
            "in_coinsurance BETWEEN 0 AND 1 AND out_coinsurance BETWEEN 0 AND 1", name=op.f("ck_scheme_benefits_rates")
        ),
        sa.CheckConstraint(
            "in_copay >= 0 AND out_copay >= 0 AND annual_limit >= 0 AND per_visit_limit >= 0 AND lifetime_limit >= 0 AND preauth_threshold >= 0",
            name=op.f("ck_scheme_benefits_amounts"),
        ),
        sa.CheckConstraint("visit_limit_count >= 0 AND waiting_days >= 0", name=op.f("ck_scheme_benefits_counts")),
        sa.ForeignKeyConstraint(
            ["benefit_category_id"],
            ["benefit_categories.id"],
            name=op.f("fk_scheme_benefits_benefit_category_id"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["scheme_version_id", "currency"],
            ["scheme_versions.id", "scheme_versions.currency"],
            name=op.f("fk_scheme_benefits_scheme_version_id_currency"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_scheme_benefits")),
        sa.UniqueConstraint(
            "scheme_version_id",
            "benefit_category_id",
            name=op.f("uq_scheme_benefits_scheme_version_id_benefit_category_id"),
        ),
    )
    op.create_table(
        "scheme_eligibility_rules",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.Uuid(), nullable=True),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_by", sa.Uuid(), nullable=True),
        sa.Column("scheme_version_id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("applies_to", sa.Text(), nullable=False),
        sa.Column("expression", postgresql.JSONB(none_as_null=True, astext_type=sa.Text()), nullable=False),
        sa.Column("message", sa.Text(), nullable=False),
        sa.Column("is_mandatory", sa.Boolean(), nullable=False),
        sa.Column("priority", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "applies_to IN ('principal', 'spouse', 'child', 'parent', 'group', 'all')",
            name=op.f("ck_scheme_eligibility_rules_applies_to"),
        ),
        sa.ForeignKeyConstraint(
            ["scheme_version_id"],
            ["scheme_versions.id"],
            name=op.f("fk_scheme_eligibility_rules_scheme_version_id"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_scheme_eligibility_rules")),
    )
    op.create_index(
        op.f("ix_scheme_eligibility_rules_scheme_version_id"),
        "scheme_eligibility_rules",
        ["scheme_version_id"],
        unique=False,
    )
    op.create_table(
        "scheme_exclusions",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.Uuid(), nullable=True),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_by", sa.Uuid(), nullable=True),
        sa.Column("scheme_version_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("code_system", sa.String(length=10), nullable=False),
        sa.Column("code_prefix", sa.String(length=20), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("waived_by_rider_code", sa.String(length=40), nullable=True),
        sa.CheckConstraint("kind IN ('diagnosis', 'procedure')", name=op.f("ck_scheme_exclusions_kind")),
        sa.ForeignKeyConstraint(
            ["scheme_version_id"],
            ["scheme_versions.id"],
            name=op.f("fk_scheme_exclusions_scheme_version_id"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_scheme_exclusions")),
    )
    op.create_index(
        op.f("ix_scheme_exclusions_scheme_version_id"), "scheme_exclusions", ["scheme_version_id"], unique=False
    )
    op.create_table(
        "scheme_networks",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.Uuid(), nullable=True),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_by", sa.Uuid(), nullable=True),
        sa.Column("scheme_version_id", sa.Uuid(), nullable=False),
        sa.Column("currency", sa.CHAR(length=3), nullable=False),
        sa.Column("network_id", sa.Uuid(), nullable=False),
        sa.Column("tier", sa.Text(), nullable=False),
        sa.Column("copay_delta", sa.Numeric(precision=19, scale=4), nullable=False),
        sa.Column("coinsurance_delta", sa.Numeric(precision=9, scale=6), nullable=False),
        sa.Column("priority", sa.Integer(), nullable=False),
        sa.CheckConstraint("tier IN ('preferred', 'standard', 'basic')", name=op.f("ck_scheme_networks_tier")),
        sa.CheckConstraint(
            "copay_delta >= 0 AND coinsurance_delta BETWEEN 0 AND 1", name=op.f("ck_scheme_networks_deltas")
        ),
        sa.ForeignKeyConstraint(
            ["scheme_version_id", "currency"],
            ["scheme_versions.id", "scheme_versions.currency"],
            name=op.f("fk_scheme_networks_scheme_version_id_currency"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_scheme_networks")),
        sa.UniqueConstraint(
            "scheme_version_id", "network_id", name=op.f("uq_scheme_networks_scheme_version_id_network_id")
        ),
    )
    op.create_index(op.f("ix_scheme_networks_network_id"), "scheme_networks", ["network_id"], unique=False)
    op.create_table(
        "scheme_pricing",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.Uuid(), nullable=True),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_by", sa.Uuid(), nullable=True),
        sa.Column("scheme_version_id", sa.Uuid(), nullable=False),
        sa.Column("currency", sa.CHAR(length=3), nullable=False),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("age_from", sa.Integer(), nullable=False),
        sa.Column("age_to", sa.Integer(), nullable=False),
        sa.Column("sex", sa.Text(), nullable=False),
        sa.Column("region", sa.Text(), nullable=False),
        sa.Column("annual_premium", sa.Numeric(precision=19, scale=4), nullable=False),
        sa.Column("loading_rate", sa.Numeric(precision=9, scale=6), nullable=False),
        sa.Column("discount_rate", sa.Numeric(precision=9, scale=6), nullable=False),
        postgresql.ExcludeConstraint(
            (sa.column("scheme_version_id"), "="),
            (sa.column("role"), "="),
            (sa.column("sex"), "="),
            (sa.column("region"), "="),
            (sa.text("int4range(age_from, age_to + 1)"), "&&"),
            using="gist",
            name="ex_scheme_pricing_overlap",
        ),
        sa.CheckConstraint(
            "role IN ('principal', 'spouse', 'child', 'parent', 'any')", name=op.f("ck_scheme_pricing_role")
        ),
        sa.CheckConstraint("sex IN ('male', 'female', 'any')", name=op.f("ck_scheme_pricing_sex")),
        sa.CheckConstraint("age_from >= 0 AND age_from <= age_to", name=op.f("ck_scheme_pricing_ages")),
        sa.CheckConstraint(
            "annual_premium >= 0 AND loading_rate >= 0 AND discount_rate BETWEEN 0 AND 1",
            name=op.f("ck_scheme_pricing_amounts"),
        ),
        sa.ForeignKeyConstraint(
            ["scheme_version_id", "currency"],
            ["scheme_versions.id", "scheme_versions.currency"],
            name=op.f("fk_scheme_pricing_scheme_version_id_currency"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_scheme_pricing")),
    )
    op.create_table(
        "scheme_riders",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.Uuid(), nullable=True),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_by", sa.Uuid(), nullable=True),
        sa.Column("scheme_version_id", sa.Uuid(), nullable=False),
        sa.Column("currency", sa.CHAR(length=3), nullable=False),
        sa.Column("rider_code", sa.String(length=40), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("rider_type", sa.Text(), nullable=False),
        sa.Column("benefit_category_id", sa.Uuid(), nullable=True),
        sa.Column("limit_amount", sa.Numeric(precision=19, scale=4), nullable=True),
        sa.Column("waiting_days", sa.Integer(), nullable=False),
        sa.Column("pricing", sa.Text(), nullable=False),
        sa.Column("price", sa.Numeric(precision=19, scale=4), nullable=True),
        sa.Column("percent", sa.Numeric(precision=9, scale=6), nullable=True),
        sa.Column("min_age", sa.Integer(), nullable=True),
        sa.Column("max_age", sa.Integer(), nullable=True),
        sa.Column("is_mandatory", sa.Boolean(), nullable=False),
        sa.CheckConstraint(
            "(pricing = 'percent_of_base') = (percent IS NOT NULL) AND (pricing = 'percent_of_base') = (price IS NULL)",
            name=op.f("ck_scheme_riders_priced"),
        ),
        sa.CheckConstraint(
            "pricing IN ('flat', 'per_member', 'percent_of_base')", name=op.f("ck_scheme_riders_pricing")
        ),
        sa.CheckConstraint(
            "rider_type IN ('additional_benefit', 'limit_increase', 'waiting_waiver', 'deductible_buydown')",
            name=op.f("ck_scheme_riders_rider_type"),
        ),
        sa.CheckConstraint(
            "limit_amount >= 0 AND price >= 0 AND percent >= 0 AND waiting_days >= 0",
            name=op.f("ck_scheme_riders_amounts"),
        ),
        sa.CheckConstraint("min_age >= 0 AND max_age >= 0 AND min_age <= max_age", name=op.f("ck_scheme_riders_ages")),
        sa.ForeignKeyConstraint(
            ["benefit_category_id"],
            ["benefit_categories.id"],
            name=op.f("fk_scheme_riders_benefit_category_id"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["scheme_version_id", "currency"],
            ["scheme_versions.id", "scheme_versions.currency"],
            name=op.f("fk_scheme_riders_scheme_version_id_currency"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_scheme_riders")),
        sa.UniqueConstraint("id", "currency", name=op.f("uq_scheme_riders_id_currency")),
        sa.UniqueConstraint(
            "scheme_version_id", "rider_code", name=op.f("uq_scheme_riders_scheme_version_id_rider_code")
        ),
    )
    op.create_table(
        "group_policies",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.Uuid(), nullable=True),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_by", sa.Uuid(), nullable=True),
        sa.Column("policy_number", sa.String(length=20), nullable=False),
        sa.Column("company_id", sa.Uuid(), nullable=False),
        sa.Column("scheme_id", sa.Uuid(), nullable=False),
        sa.Column("scheme_version_id", sa.Uuid(), nullable=False),
        sa.Column("span", postgresql.DATERANGE(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("billing_frequency", sa.Text(), nullable=False),
        sa.Column("group_size_band_id", sa.Uuid(), nullable=True),
        postgresql.ExcludeConstraint(
            (sa.column("company_id"), "="),
            (sa.column("scheme_id"), "="),
            (sa.column("span"), "&&"),
            where=sa.text("status NOT IN ('quoted', 'cancelled')"),
            using="gist",
            name="ex_group_policies_overlap",
        ),
        sa.CheckConstraint(
            "billing_frequency IN ('monthly', 'quarterly', 'annual')", name=op.f("ck_group_policies_billing_frequency")
        ),
        sa.CheckConstraint(
            "status IN ('quoted', 'bound', 'active', 'lapsed', 'cancelled', 'expired')",
            name=op.f("ck_group_policies_status"),
        ),
        sa.ForeignKeyConstraint(
            ["group_size_band_id"],
            ["group_size_bands.id"],
            name=op.f("fk_group_policies_group_size_band_id"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["scheme_id"], ["insurance_schemes.id"], name=op.f("fk_group_policies_scheme_id"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["scheme_version_id"],
            ["scheme_versions.id"],
            name=op.f("fk_group_policies_scheme_version_id"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_group_policies")),
        sa.UniqueConstraint("policy_number", name=op.f("uq_group_policies_policy_number")),
    )
    op.create_index(
        op.f("ix_group_policies_company_id_status"), "group_policies", ["company_id", "status"], unique=False
    )
    op.create_index(op.f("ix_group_policies_scheme_version_id"), "group_policies", ["scheme_version_id"], unique=False)
    op.create_table(
        "member_enrolments",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.Uuid(), nullable=True),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_by", sa.Uuid(), nullable=True),
        sa.Column("member_id", sa.Uuid(), nullable=False),
        sa.Column("principal_member_id", sa.Uuid(), nullable=False),
        sa.Column("policy_id", sa.Uuid(), nullable=True),
        sa.Column("scheme_version_id", sa.Uuid(), nullable=False),
        sa.Column("scheme_type", sa.Text(), nullable=False),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("span", postgresql.DATERANGE(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("annual_premium", sa.Numeric(precision=19, scale=4), nullable=False),
        sa.Column("currency", sa.CHAR(length=3), nullable=False),
        sa.Column("termination_reason", sa.Text(), nullable=True),
        sa.Column("external_reference", sa.Text(), nullable=True),
        sa.Column("other_payer_scheme_id", sa.Uuid(), nullable=True),
        postgresql.ExcludeConstraint(
            (sa.column("member_id"), "="),
            (sa.column("scheme_type"), "="),
            (sa.column("span"), "&&"),
            where=sa.text("status IN ('active', 'suspended')"),
            using="gist",
            name="ex_member_enrolments_overlap",
        ),
        sa.CheckConstraint(
            "role IN ('principal', 'spouse', 'child', 'parent', 'other')", name=op.f("ck_member_enrolments_role")
        ),
        sa.CheckConstraint(
            "scheme_type IN ('health', 'dental', 'vision', 'life', 'disability', 'accident')",
            name=op.f("ck_member_enrolments_scheme_type"),
        ),
        sa.CheckConstraint(
            "status IN ('pending', 'active', 'suspended', 'terminated', 'cancelled')",
            name=op.f("ck_member_enrolments_status"),
        ),
        sa.CheckConstraint("annual_premium >= 0", name=op.f("ck_member_enrolments_annual_premium")),
        sa.ForeignKeyConstraint(
            ["other_payer_scheme_id"],
            ["insurance_schemes.id"],
            name=op.f("fk_member_enrolments_other_payer_scheme_id"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["policy_id"], ["group_policies.id"], name=op.f("fk_member_enrolments_policy_id"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["scheme_version_id", "currency"],
            ["scheme_versions.id", "scheme_versions.currency"],
            name=op.f("fk_member_enrolments_scheme_version_id_currency"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_member_enrolments")),
        sa.UniqueConstraint("id", "currency", name=op.f("uq_member_enrolments_id_currency")),
    )
    op.create_index(
        "ix_member_enrolments_start",
        "member_enrolments",
        [sa.literal_column("COALESCE(lower(span), '-infinity'::date)"), "id"],
        unique=False,
    )
    op.create_index(op.f("ix_member_enrolments_member_id"), "member_enrolments", ["member_id"], unique=False)
    op.create_index(op.f("ix_member_enrolments_policy_id"), "member_enrolments", ["policy_id"], unique=False)
    op.create_index(
        op.f("ix_member_enrolments_principal_member_id"), "member_enrolments", ["principal_member_id"], unique=False
    )
    op.create_index(
        op.f("ix_member_enrolments_scheme_version_id"), "member_enrolments", ["scheme_version_id"], unique=False
    )
    op.create_table(
        "enrolment_riders",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.Uuid(), nullable=True),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_by", sa.Uuid(), nullable=True),
        sa.Column("enrolment_id", sa.Uuid(), nullable=False),
        sa.Column("rider_id", sa.Uuid(), nullable=False),
        sa.Column("span", postgresql.DATERANGE(), nullable=False),
        sa.Column("premium", sa.Numeric(precision=19, scale=4), nullable=False),
        sa.Column("currency", sa.CHAR(length=3), nullable=False),
        postgresql.ExcludeConstraint(
            (sa.column("enrolment_id"), "="),
            (sa.column("rider_id"), "="),
            (sa.column("span"), "&&"),
            using="gist",
            name="ex_enrolment_riders_overlap",
        ),
        sa.CheckConstraint("premium >= 0", name=op.f("ck_enrolment_riders_premium")),
        sa.ForeignKeyConstraint(
            ["enrolment_id", "currency"],
            ["member_enrolments.id", "member_enrolments.currency"],
            name=op.f("fk_enrolment_riders_enrolment_id_currency"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["rider_id", "currency"],
            ["scheme_riders.id", "scheme_riders.currency"],
            name=op.f("fk_enrolment_riders_rider_id_currency"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_enrolment_riders")),
    )
    append_only("premium_quotes")
    op.execute(FROZEN_VERSION_FUNCTION)
    op.execute(FROZEN_VERSION_TRIGGER)
    op.execute(FROZEN_TERMS_FUNCTION)
    for table in FROZEN_WITH_VERSION:
        op.execute(frozen_terms_trigger(table))


def downgrade() -> None:
    """Leave the database empty."""
    op.drop_table("enrolment_riders")
    op.drop_index(op.f("ix_member_enrolments_scheme_version_id"), table_name="member_enrolments")
    op.drop_index(op.f("ix_member_enrolments_principal_member_id"), table_name="member_enrolments")
    op.drop_index(op.f("ix_member_enrolments_policy_id"), table_name="member_enrolments")
    op.drop_index(op.f("ix_member_enrolments_member_id"), table_name="member_enrolments")
    op.drop_index("ix_member_enrolments_start", table_name="member_enrolments")
    op.drop_table("member_enrolments")
    op.drop_index(op.f("ix_group_policies_scheme_version_id"), table_name="group_policies")
    op.drop_index(op.f("ix_group_policies_company_id_status"), table_name="group_policies")
    op.drop_table("group_policies")
    op.drop_table("scheme_riders")
    op.drop_table("scheme_pricing")
    op.drop_index(op.f("ix_scheme_networks_network_id"), table_name="scheme_networks")
    op.drop_table("scheme_networks")
    op.drop_index(op.f("ix_scheme_exclusions_scheme_version_id"), table_name="scheme_exclusions")
    op.drop_table("scheme_exclusions")
    op.drop_index(op.f("ix_scheme_eligibility_rules_scheme_version_id"), table_name="scheme_eligibility_rules")
    op.drop_table("scheme_eligibility_rules")
    op.drop_table("scheme_benefits")
    op.drop_index(op.f("ix_premium_quotes_input_hash"), table_name="premium_quotes")
    op.drop_table("premium_quotes")
    op.drop_table("group_size_bands")
    op.drop_table("scheme_versions")
    op.drop_index(op.f("ix_insurance_schemes_status"), table_name="insurance_schemes")
    op.drop_index(
        "ix_insurance_schemes_name_trigram",
        table_name="insurance_schemes",
        postgresql_using="gin",
        postgresql_ops={"name": "gin_trgm_ops"},
    )
    op.drop_index(op.f("ix_insurance_schemes_company_id"), table_name="insurance_schemes")
    op.drop_table("insurance_schemes")
    op.drop_index(op.f("ix_benefit_categories_parent_id"), table_name="benefit_categories")
    op.drop_table("benefit_categories")
    op.execute("DROP FUNCTION refuse_change_of_frozen_terms()")
    op.execute("DROP FUNCTION refuse_change_of_frozen_version()")
    op.execute(sa.schema.DropSequence(sa.Sequence("quote_number_seq")))
    op.execute(sa.schema.DropSequence(sa.Sequence("policy_number_seq")))
    op.execute(sa.schema.DropSequence(sa.Sequence("scheme_code_seq")))
    undo_history()
