"""Tables of the read side."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from migrations.operations import start_history, undo_history

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the tables of the read side."""
    start_history()
    op.execute(sa.schema.CreateSequence(sa.Sequence("provider_code_seq")))
    op.execute(sa.schema.CreateSequence(sa.Sequence("institution_code_seq")))
    op.execute(sa.schema.CreateSequence(sa.Sequence("personnel_code_seq")))
    op.execute(sa.schema.CreateSequence(sa.Sequence("network_code_seq")))
    op.execute(sa.schema.CreateSequence(sa.Sequence("contract_number_seq")))
    op.create_table(
        "fee_schedules",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.Uuid(), nullable=True),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_by", sa.Uuid(), nullable=True),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("currency", sa.CHAR(length=3), nullable=False),
        sa.Column("span", postgresql.DATERANGE(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.CheckConstraint("status IN ('draft', 'published')", name=op.f("ck_fee_schedules_status")),
        sa.CheckConstraint("revision >= 1", name=op.f("ck_fee_schedules_revision")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_fee_schedules")),
        sa.UniqueConstraint("id", "currency", name=op.f("uq_fee_schedules_id_currency")),
        sa.UniqueConstraint("name", "revision", name=op.f("uq_fee_schedules_name_revision")),
    )
    op.create_table(
        "medical_personnel",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.Uuid(), nullable=True),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_by", sa.Uuid(), nullable=True),
        sa.Column("deleted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("personnel_code", sa.String(length=20), nullable=False),
        sa.Column("first_name", sa.Text(), nullable=False),
        sa.Column("last_name", sa.Text(), nullable=False),
        sa.Column("personnel_type", sa.Text(), nullable=False),
        sa.Column("specialty_code", sa.Text(), nullable=False),
        sa.Column("npi", sa.String(length=10), nullable=True),
        sa.Column("license_number", sa.Text(), nullable=False),
        sa.Column("license_expires_on", sa.Date(), nullable=False),
        sa.Column("country", sa.CHAR(length=2), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("email", postgresql.CITEXT(), nullable=True),
        sa.Column("phone", sa.Text(), nullable=True),
        sa.CheckConstraint(
            "personnel_type IN ('doctor', 'nurse', 'specialist', 'dentist', 'pharmacist', 'technician', 'therapist', 'other')",
            name=op.f("ck_medical_personnel_personnel_type"),
        ),
        sa.CheckConstraint(
            "status IN ('applicant', 'active', 'suspended', 'retired')", name=op.f("ck_medical_personnel_status")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_medical_personnel")),
        sa.UniqueConstraint("license_number", "country", name=op.f("uq_medical_personnel_license_number_country")),
        sa.UniqueConstraint("personnel_code", name=op.f("uq_medical_personnel_personnel_code")),
    )
    op.create_index(
        "ix_medical_personnel_name_trigram",
        "medical_personnel",
        ["last_name", "first_name"],
        unique=False,
        postgresql_using="gin",
        postgresql_ops={"last_name": "gin_trgm_ops", "first_name": "gin_trgm_ops"},
    )
    op.create_index(op.f("ix_medical_personnel_specialty_code"), "medical_personnel", ["specialty_code"], unique=False)
    op.create_table(
        "provider_credentials",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.Uuid(), nullable=True),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_by", sa.Uuid(), nullable=True),
        sa.Column("subject_type", sa.Text(), nullable=False),
        sa.Column("subject_id", sa.Uuid(), nullable=False),
        sa.Column("credential_type", sa.Text(), nullable=False),
        sa.Column("number", sa.Text(), nullable=False),
        sa.Column("issuer", sa.Text(), nullable=False),
        sa.Column("issued_on", sa.Date(), nullable=False),
        sa.Column("expires_on", sa.Date(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("verified_by", sa.Uuid(), nullable=True),
        sa.Column("document_key", sa.Text(), nullable=True),
        sa.CheckConstraint(
            "credential_type IN ('license', 'board_certification', 'malpractice_insurance', 'accreditation', 'background_check')",
            name=op.f("ck_provider_credentials_credential_type"),
        ),
        sa.CheckConstraint(
            "status IN ('submitted', 'verified', 'rejected', 'expired')", name=op.f("ck_provider_credentials_status")
        ),
        sa.CheckConstraint(
            "subject_type IN ('provider', 'institution', 'personnel')",
            name=op.f("ck_provider_credentials_subject_type"),
        ),
        sa.CheckConstraint("expires_on >= issued_on", name=op.f("ck_provider_credentials_expires_after_issue")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_provider_credentials")),
    )
    op.create_index(op.f("ix_provider_credentials_expires_on"), "provider_credentials", ["expires_on"], unique=False)
    op.create_index(
        op.f("ix_provider_credentials_subject_type_subject_id"),
        "provider_credentials",
        ["subject_type", "subject_id"],
        unique=False,
    )
    op.create_table(
        "provider_networks",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.Uuid(), nullable=True),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_by", sa.Uuid(), nullable=True),
        sa.Column("deleted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("network_code", sa.String(length=20), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("network_type", sa.Text(), nullable=False),
        sa.Column("region", sa.Text(), nullable=True),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("span", postgresql.DATERANGE(), nullable=False),
        sa.CheckConstraint(
            "network_type IN ('hmo', 'ppo', 'epo', 'pos', 'open')", name=op.f("ck_provider_networks_network_type")
        ),
        sa.CheckConstraint("status IN ('draft', 'active', 'closed')", name=op.f("ck_provider_networks_status")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_provider_networks")),
        sa.UniqueConstraint("network_code", name=op.f("uq_provider_networks_network_code")),
    )
    op.create_table(
        "providers",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.Uuid(), nullable=True),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_by", sa.Uuid(), nullable=True),
        sa.Column("deleted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("provider_code", sa.String(length=20), nullable=False),
        sa.Column("legal_name", sa.Text(), nullable=False),
        sa.Column("trade_name", sa.Text(), nullable=True),
        sa.Column("provider_type", sa.Text(), nullable=False),
        sa.Column("license_number", sa.Text(), nullable=False),
        sa.Column("license_expires_on", sa.Date(), nullable=False),
        sa.Column("tax_id_enc", sa.LargeBinary(), nullable=True),
        sa.Column("npi", sa.String(length=10), nullable=True),
        sa.Column("email", postgresql.CITEXT(), nullable=False),
        sa.Column("phone", sa.Text(), nullable=False),
        sa.Column("address", postgresql.JSONB(none_as_null=True, astext_type=sa.Text()), nullable=False),
        sa.Column("country", sa.CHAR(length=2), nullable=False),
        sa.Column("bank_account_ref", sa.Uuid(), nullable=True),
        sa.Column("currency", sa.CHAR(length=3), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.CheckConstraint(
            "provider_type IN ('hospital', 'clinic', 'laboratory', 'imaging', 'pharmacy', 'specialist_practice', 'dental', 'optical', 'home_care', 'other')",
            name=op.f("ck_providers_provider_type"),
        ),
        sa.CheckConstraint(
            "status IN ('applicant', 'in_credentialing', 'active', 'suspended', 'sanctioned', 'terminated')",
            name=op.f("ck_providers_status"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_providers")),
        sa.UniqueConstraint("license_number", "country", name=op.f("uq_providers_license_number_country")),
        sa.UniqueConstraint("provider_code", name=op.f("uq_providers_provider_code")),
    )
    op.create_index(
        "ix_providers_name_trigram",
        "providers",
        ["legal_name", "trade_name"],
        unique=False,
        postgresql_using="gin",
        postgresql_ops={"legal_name": "gin_trgm_ops", "trade_name": "gin_trgm_ops"},
    )
    op.create_index(op.f("ix_providers_status"), "providers", ["status"], unique=False)
    op.create_index("uq_providers_npi", "providers", ["npi"], unique=True, postgresql_where=sa.text("npi IS NOT NULL"))
    op.create_table(
        "fee_schedule_items",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("fee_schedule_id", sa.Uuid(), nullable=False),
        sa.Column("code_system", sa.Text(), nullable=False),
        sa.Column("procedure_code", sa.String(length=20), nullable=False),
        sa.Column("modifier", sa.String(length=8), nullable=True),
        sa.Column("unit_rate", sa.Numeric(precision=19, scale=4), nullable=False),
        sa.Column("currency", sa.CHAR(length=3), nullable=False),
        sa.Column("max_units", sa.Numeric(precision=12, scale=3), nullable=True),
        sa.CheckConstraint(
            "code_system IN ('cpt', 'hcpcs', 'icd10pcs', 'snomed', 'rxnorm', 'cvx', 'custom')",
            name=op.f("ck_fee_schedule_items_code_system"),
        ),
        sa.CheckConstraint("max_units > 0", name=op.f("ck_fee_schedule_items_max_units")),
        sa.CheckConstraint("unit_rate >= 0", name=op.f("ck_fee_schedule_items_unit_rate")),
        sa.ForeignKeyConstraint(
            ["fee_schedule_id", "currency"],
            ["fee_schedules.id", "fee_schedules.currency"],
            name=op.f("fk_fee_schedule_items_fee_schedule_id_currency"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_fee_schedule_items")),
        sa.UniqueConstraint(
            "fee_schedule_id",
            "code_system",
            "procedure_code",
            "modifier",
            name="uq_fee_schedule_items_procedure",
            postgresql_nulls_not_distinct=True,
        ),
    )
    op.create_table(
        "medical_institutions",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.Uuid(), nullable=True),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_by", sa.Uuid(), nullable=True),
        sa.Column("deleted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("institution_code", sa.String(length=20), nullable=False),
        sa.Column("provider_id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("institution_type", sa.Text(), nullable=False),
        sa.Column("level", sa.Text(), nullable=False),
        sa.Column("accreditation", sa.Text(), nullable=True),
        sa.Column("accredited_until", sa.Date(), nullable=True),
        sa.Column("beds", sa.Integer(), nullable=True),
        sa.Column("specialties", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.Column("services", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.Column("address", postgresql.JSONB(none_as_null=True, astext_type=sa.Text()), nullable=False),
        sa.Column("latitude", sa.Numeric(precision=9, scale=6), nullable=True),
        sa.Column("longitude", sa.Numeric(precision=9, scale=6), nullable=True),
        sa.Column("opening_hours", postgresql.JSONB(none_as_null=True, astext_type=sa.Text()), nullable=False),
        sa.Column("is_emergency_ready", sa.Boolean(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.CheckConstraint(
            "institution_type IN ('hospital', 'clinic', 'laboratory', 'imaging', 'pharmacy', 'specialist_practice', 'dental', 'optical', 'home_care', 'other')",
            name=op.f("ck_medical_institutions_institution_type"),
        ),
        sa.CheckConstraint("level IN ('primary', 'secondary', 'tertiary')", name=op.f("ck_medical_institutions_level")),
        sa.CheckConstraint("status IN ('active', 'closed')", name=op.f("ck_medical_institutions_status")),
        sa.CheckConstraint(
            "(latitude IS NULL) = (longitude IS NULL)", name=op.f("ck_medical_institutions_whole_place")
        ),
        sa.CheckConstraint("beds >= 0", name=op.f("ck_medical_institutions_beds")),
        sa.CheckConstraint(
            "latitude BETWEEN -90 AND 90 AND longitude BETWEEN -180 AND 180", name=op.f("ck_medical_institutions_place")
        ),
        sa.ForeignKeyConstraint(
            ["provider_id"], ["providers.id"], name=op.f("fk_medical_institutions_provider_id"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_medical_institutions")),
        sa.UniqueConstraint("institution_code", name=op.f("uq_medical_institutions_institution_code")),
    )
    op.create_index(
        op.f("ix_medical_institutions_latitude_longitude"),
        "medical_institutions",
        ["latitude", "longitude"],
        unique=False,
    )
    op.create_index(op.f("ix_medical_institutions_provider_id"), "medical_institutions", ["provider_id"], unique=False)
    op.create_index(
        op.f("ix_medical_institutions_specialties"),
        "medical_institutions",
        ["specialties"],
        unique=False,
        postgresql_using="gin",
    )
    op.create_table(
        "provider_contracts",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.Uuid(), nullable=True),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_by", sa.Uuid(), nullable=True),
        sa.Column("contract_number", sa.String(length=20), nullable=False),
        sa.Column("provider_id", sa.Uuid(), nullable=False),
        sa.Column("network_id", sa.Uuid(), nullable=True),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("span", postgresql.DATERANGE(), nullable=False),
        sa.Column("signed_on", sa.Date(), nullable=True),
        sa.Column("payment_terms_days", sa.Integer(), nullable=False),
        sa.Column("reimbursement", sa.Text(), nullable=False),
        sa.Column("percent_of_charge", sa.Numeric(precision=9, scale=6), nullable=True),
        sa.Column("fee_schedule_id", sa.Uuid(), nullable=True),
        sa.Column("auto_renew", sa.Boolean(), nullable=False),
        sa.Column("notice_days", sa.Integer(), nullable=False),
        sa.Column("document_key", sa.Text(), nullable=True),
        sa.Column("terms", postgresql.JSONB(none_as_null=True, astext_type=sa.Text()), nullable=False),
        postgresql.ExcludeConstraint(
            (sa.column("provider_id"), "="),
            (sa.text("COALESCE(network_id, '00000000-0000-0000-0000-000000000000'::uuid)"), "="),
            (sa.column("span"), "&&"),
            where=sa.text("status = 'active'"),
            using="gist",
            name="ex_provider_contracts_overlap",
        ),
        sa.CheckConstraint(
            "reimbursement IN ('fee_schedule', 'percent_of_charge', 'per_diem', 'capitation')",
            name=op.f("ck_provider_contracts_reimbursement"),
        ),
        sa.CheckConstraint(
            "status = 'draft' OR (reimbursement <> 'percent_of_charge' OR percent_of_charge IS NOT NULL) AND (reimbursement <> 'fee_schedule' OR fee_schedule_id IS NOT NULL)",
            name=op.f("ck_provider_contracts_priced"),
        ),
        sa.CheckConstraint(
            "status IN ('draft', 'in_review', 'active', 'renewal_pending', 'expired', 'terminated')",
            name=op.f("ck_provider_contracts_status"),
        ),
        sa.CheckConstraint("payment_terms_days >= 0 AND notice_days >= 0", name=op.f("ck_provider_contracts_days")),
        sa.CheckConstraint("percent_of_charge BETWEEN 0 AND 1", name=op.f("ck_provider_contracts_percent_of_charge")),
        sa.ForeignKeyConstraint(
            ["fee_schedule_id"],
            ["fee_schedules.id"],
            name=op.f("fk_provider_contracts_fee_schedule_id"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["network_id"], ["provider_networks.id"], name=op.f("fk_provider_contracts_network_id"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["provider_id"], ["providers.id"], name=op.f("fk_provider_contracts_provider_id"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_provider_contracts")),
        sa.UniqueConstraint("contract_number", name=op.f("uq_provider_contracts_contract_number")),
    )
    op.create_index(
        op.f("ix_provider_contracts_fee_schedule_id"), "provider_contracts", ["fee_schedule_id"], unique=False
    )
    op.create_index(op.f("ix_provider_contracts_network_id"), "provider_contracts", ["network_id"], unique=False)
    op.create_index(
        op.f("ix_provider_contracts_provider_id_status"), "provider_contracts", ["provider_id", "status"], unique=False
    )
    op.create_table(
        "personnel_affiliations",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.Uuid(), nullable=True),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_by", sa.Uuid(), nullable=True),
        sa.Column("personnel_id", sa.Uuid(), nullable=False),
        sa.Column("provider_id", sa.Uuid(), nullable=False),
        sa.Column("institution_id", sa.Uuid(), nullable=True),
        sa.Column("span", postgresql.DATERANGE(), nullable=False),
        postgresql.ExcludeConstraint(
            (sa.column("personnel_id"), "="),
            (sa.column("provider_id"), "="),
            (sa.text("COALESCE(institution_id, '00000000-0000-0000-0000-000000000000'::uuid)"), "="),
            (sa.column("span"), "&&"),
            using="gist",
            name="ex_personnel_affiliations_overlap",
        ),
        sa.ForeignKeyConstraint(
            ["institution_id"],
            ["medical_institutions.id"],
            name=op.f("fk_personnel_affiliations_institution_id"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["personnel_id"],
            ["medical_personnel.id"],
            name=op.f("fk_personnel_affiliations_personnel_id"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["provider_id"], ["providers.id"], name=op.f("fk_personnel_affiliations_provider_id"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_personnel_affiliations")),
    )
    op.create_index(
        op.f("ix_personnel_affiliations_institution_id"), "personnel_affiliations", ["institution_id"], unique=False
    )
    op.create_index(
        op.f("ix_personnel_affiliations_provider_id"), "personnel_affiliations", ["provider_id"], unique=False
    )
    op.create_table(
        "provider_network_assignments",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.Uuid(), nullable=True),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_by", sa.Uuid(), nullable=True),
        sa.Column("provider_id", sa.Uuid(), nullable=False),
        sa.Column("institution_id", sa.Uuid(), nullable=True),
        sa.Column("network_id", sa.Uuid(), nullable=False),
        sa.Column("tier", sa.Text(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("span", postgresql.DATERANGE(), nullable=False),
        postgresql.ExcludeConstraint(
            (sa.column("provider_id"), "="),
            (sa.text("COALESCE(institution_id, '00000000-0000-0000-0000-000000000000'::uuid)"), "="),
            (sa.column("network_id"), "="),
            (sa.column("span"), "&&"),
            where=sa.text("status IN ('pending', 'active')"),
            using="gist",
            name="ex_provider_network_assignments_overlap",
        ),
        sa.CheckConstraint(
            "status IN ('pending', 'active', 'suspended', 'ended')", name=op.f("ck_provider_network_assignments_status")
        ),
        sa.CheckConstraint(
            "tier IN ('preferred', 'standard', 'basic')", name=op.f("ck_provider_network_assignments_tier")
        ),
        sa.ForeignKeyConstraint(
            ["institution_id"],
            ["medical_institutions.id"],
            name=op.f("fk_provider_network_assignments_institution_id"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["network_id"],
            ["provider_networks.id"],
            name=op.f("fk_provider_network_assignments_network_id"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["provider_id"],
            ["providers.id"],
            name=op.f("fk_provider_network_assignments_provider_id"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_provider_network_assignments")),
    )
    op.create_index(
        op.f("ix_provider_network_assignments_institution_id"),
        "provider_network_assignments",
        ["institution_id"],
        unique=False,
    )
    op.create_index(
        op.f("ix_provider_network_assignments_network_id_status"),
        "provider_network_assignments",
        ["network_id", "status"],
        unique=False,
    )
    op.create_index(
        op.f("ix_provider_network_assignments_provider_id"),
        "provider_network_assignments",
        ["provider_id"],
        unique=False,
    )


def downgrade() -> None:
    """Leave the database empty."""
    op.drop_index(op.f("ix_provider_network_assignments_provider_id"), table_name="provider_network_assignments")
    op.drop_index(op.f("ix_provider_network_assignments_network_id_status"), table_name="provider_network_assignments")
    op.drop_index(op.f("ix_provider_network_assignments_institution_id"), table_name="provider_network_assignments")
    op.drop_table("provider_network_assignments")
    op.drop_index(op.f("ix_personnel_affiliations_provider_id"), table_name="personnel_affiliations")
    op.drop_index(op.f("ix_personnel_affiliations_institution_id"), table_name="personnel_affiliations")
    op.drop_table("personnel_affiliations")
    op.drop_index(op.f("ix_provider_contracts_provider_id_status"), table_name="provider_contracts")
    op.drop_index(op.f("ix_provider_contracts_network_id"), table_name="provider_contracts")
    op.drop_index(op.f("ix_provider_contracts_fee_schedule_id"), table_name="provider_contracts")
    op.drop_table("provider_contracts")
    op.drop_index(
        op.f("ix_medical_institutions_specialties"), table_name="medical_institutions", postgresql_using="gin"
    )
    op.drop_index(op.f("ix_medical_institutions_provider_id"), table_name="medical_institutions")
    op.drop_index(op.f("ix_medical_institutions_latitude_longitude"), table_name="medical_institutions")
    op.drop_table("medical_institutions")
    op.drop_table("fee_schedule_items")
    op.drop_index("uq_providers_npi", table_name="providers", postgresql_where=sa.text("npi IS NOT NULL"))
    op.drop_index(op.f("ix_providers_status"), table_name="providers")
    op.drop_index(
        "ix_providers_name_trigram",
        table_name="providers",
        postgresql_using="gin",
        postgresql_ops={"legal_name": "gin_trgm_ops", "trade_name": "gin_trgm_ops"},
    )
    op.drop_table("providers")
    op.drop_table("provider_networks")
    op.drop_index(op.f("ix_provider_credentials_subject_type_subject_id"), table_name="provider_credentials")
    op.drop_index(op.f("ix_provider_credentials_expires_on"), table_name="provider_credentials")
    op.drop_table("provider_credentials")
    op.drop_index(op.f("ix_medical_personnel_specialty_code"), table_name="medical_personnel")
    op.drop_index(
        "ix_medical_personnel_name_trigram",
        table_name="medical_personnel",
        postgresql_using="gin",
        postgresql_ops={"last_name": "gin_trgm_ops", "first_name": "gin_trgm_ops"},
    )
    op.drop_table("medical_personnel")
    op.drop_table("fee_schedules")
    op.execute(sa.schema.DropSequence(sa.Sequence("contract_number_seq")))
    op.execute(sa.schema.DropSequence(sa.Sequence("network_code_seq")))
    op.execute(sa.schema.DropSequence(sa.Sequence("personnel_code_seq")))
    op.execute(sa.schema.DropSequence(sa.Sequence("institution_code_seq")))
    op.execute(sa.schema.DropSequence(sa.Sequence("provider_code_seq")))
    undo_history()
