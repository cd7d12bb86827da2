"""What adjudication needs of terms."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the change."""
    op.create_table(
        "member_exclusions",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.Uuid(), nullable=True),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_by", sa.Uuid(), nullable=True),
        sa.Column("member_id", sa.Uuid(), nullable=False),
        sa.Column("code_system", sa.String(length=10), nullable=False),
        sa.Column("code_prefix", sa.String(length=20), nullable=False),
        sa.Column("span", postgresql.DATERANGE(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.CheckConstraint("source IN ('declared', 'underwriting')", name=op.f("ck_member_exclusions_source")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_member_exclusions")),
    )
    op.create_index(op.f("ix_member_exclusions_member_id"), "member_exclusions", ["member_id"], unique=False)
    op.create_table(
        "benefit_service_rules",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.Uuid(), nullable=True),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_by", sa.Uuid(), nullable=True),
        sa.Column("benefit_category_id", sa.Uuid(), nullable=False),
        sa.Column("code_system", sa.String(length=10), nullable=True),
        sa.Column("code_prefix", sa.String(length=20), nullable=True),
        sa.Column("service_category", sa.String(length=40), nullable=True),
        sa.Column("claim_category", sa.String(length=20), nullable=True),
        sa.Column("place_of_service", sa.String(length=10), nullable=True),
        sa.Column("priority", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "coalesce(code_system, code_prefix, service_category, claim_category, place_of_service) IS NOT NULL",
            name=op.f("ck_benefit_service_rules_matches_something"),
        ),
        sa.CheckConstraint(
            "code_prefix IS NULL OR code_system IS NOT NULL", name=op.f("ck_benefit_service_rules_code_prefix")
        ),
        sa.ForeignKeyConstraint(
            ["benefit_category_id"],
            ["benefit_categories.id"],
            name=op.f("fk_benefit_service_rules_benefit_category_id"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_benefit_service_rules")),
    )
    op.create_index(
        op.f("ix_benefit_service_rules_benefit_category_id"),
        "benefit_service_rules",
        ["benefit_category_id"],
        unique=False,
    )
    op.create_index(
        "uq_benefit_service_rules_match",
        "benefit_service_rules",
        [
            sa.literal_column("coalesce(code_system, '')"),
            sa.literal_column("coalesce(code_prefix, '')"),
            sa.literal_column("coalesce(service_category, '')"),
            sa.literal_column("coalesce(claim_category, '')"),
            sa.literal_column("coalesce(place_of_service, '')"),
        ],
        unique=True,
        postgresql_where=None,
    )
    op.create_table(
        "waiting_credits",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.Uuid(), nullable=True),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_by", sa.Uuid(), nullable=True),
        sa.Column("member_id", sa.Uuid(), nullable=False),
        sa.Column("benefit_category_id", sa.Uuid(), nullable=False),
        sa.Column("days", sa.Integer(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.CheckConstraint("days > 0", name=op.f("ck_waiting_credits_days")),
        sa.ForeignKeyConstraint(
            ["benefit_category_id"],
            ["benefit_categories.id"],
            name=op.f("fk_waiting_credits_benefit_category_id"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_waiting_credits")),
        sa.UniqueConstraint(
            "member_id",
            "benefit_category_id",
            "source",
            name=op.f("uq_waiting_credits_member_id_benefit_category_id_source"),
        ),
    )
    op.add_column("scheme_versions", sa.Column("rounding", sa.Text(), nullable=False, server_default="half_up"))
    op.alter_column("scheme_versions", "rounding", server_default=None)
    op.create_check_constraint(
        op.f("ck_scheme_versions_rounding"), "scheme_versions", "rounding IN ('half_up', 'half_even')"
    )


def downgrade() -> None:
    """Take it back."""
    op.drop_column("scheme_versions", "rounding")
    op.drop_table("waiting_credits")
    op.drop_index("uq_benefit_service_rules_match", table_name="benefit_service_rules")
    op.drop_index(op.f("ix_benefit_service_rules_benefit_category_id"), table_name="benefit_service_rules")
    op.drop_table("benefit_service_rules")
    op.drop_index(op.f("ix_member_exclusions_member_id"), table_name="member_exclusions")
    op.drop_table("member_exclusions")
