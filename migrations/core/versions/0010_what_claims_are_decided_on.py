"""Claims are decided on who is a member, on companies' lapses, and on rules about dependants."""

from collections.abc import Mapping
from typing import Final

import sqlalchemy as sa
from alembic import op

from migrations.operations import add_reader, drop_reader, secure_tables
from shared_models.access import Rows, everybody_reads, release, rows

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

# As it was.
ACCESS: Final[Mapping[str, Rows]] = {
    "company_periods": rows(
        all_for=("sales_agent", "claims_officer", "finance_officer", "auditor", "system_admin"),
        some_for={"employer_admin": "company_id = ANY ((SELECT covergraph_ids('company_ids'))::uuid[])"},
    ),
    "members": rows(
        all_for=("claims_officer", "finance_officer", "auditor", "system_admin"),
        some_for={
            "member": "id = ANY ((SELECT covergraph_ids('member_ids'))::uuid[])",
            "employer_admin": "company_id = ANY ((SELECT covergraph_ids('company_ids'))::uuid[])",
            "provider": "id IN (SELECT provider_member_links.member_id FROM provider_member_links WHERE provider_member_links.provider_id = ANY ((SELECT covergraph_ids('provider_ids'))::uuid[]) AND provider_member_links.seen_until >= CURRENT_DATE)",
        },
    ),
}
DEPENDENT_RULES: Final = everybody_reads(all_for=("system_admin",))


def upgrade() -> None:
    """Make the change."""
    op.create_table(
        "dependent_rules",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.Uuid(), nullable=True),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_by", sa.Uuid(), nullable=True),
        sa.Column("company_id", sa.Uuid(), nullable=True),
        sa.Column("dependent_type", sa.Text(), nullable=False),
        sa.Column("max_age", sa.Integer(), nullable=True),
        sa.Column("student_max_age", sa.Integer(), nullable=True),
        sa.Column("max_count", sa.Integer(), nullable=True),
        sa.Column("requires_document", sa.Text(), nullable=True),
        sa.CheckConstraint(
            "dependent_type IN ('spouse', 'child', 'parent', 'guardian', 'other')",
            name=op.f("ck_dependent_rules_dependent_type"),
        ),
        sa.CheckConstraint(
            "requires_document IN ('national_id', 'passport', 'birth_certificate', 'marriage_certificate',"
            " 'employment_letter', 'medical_report', 'student_letter', 'proof_of_address', 'death_certificate', 'other')",
            name=op.f("ck_dependent_rules_requires_document"),
        ),
        sa.CheckConstraint(
            "max_age > 0 AND student_max_age >= max_age AND max_count >= 0", name=op.f("ck_dependent_rules_limits")
        ),
        sa.ForeignKeyConstraint(
            ["company_id"], ["companies.id"], name=op.f("fk_dependent_rules_company_id"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_dependent_rules")),
        sa.UniqueConstraint(
            "company_id", "dependent_type", name="uq_dependent_rules_kind", postgresql_nulls_not_distinct=True
        ),
    )
    op.add_column("company_periods", sa.Column("lapsed_on", sa.Date(), nullable=True))
    # When it was noted is the latest day on which it can have lapsed.
    op.execute("UPDATE company_periods SET lapsed_on = updated_at::date WHERE status = 'lapsed'")
    op.create_check_constraint(
        op.f("ck_company_periods_lapsed"), "company_periods", "status <> 'lapsed' OR lapsed_on IS NOT NULL"
    )
    secure_tables("core", {"dependent_rules": DEPENDENT_RULES})
    add_reader("core", ACCESS, "adjudication")


def downgrade() -> None:
    """Take it back."""
    drop_reader("core", ACCESS, "adjudication")
    op.drop_constraint(op.f("ck_company_periods_lapsed"), "company_periods", type_="check")
    op.drop_column("company_periods", "lapsed_on")
    for statement in release("core", "dependent_rules", DEPENDENT_RULES):
        op.execute(statement)
    op.drop_table("dependent_rules")
