"""Rules of necessity are written by claims officers and admins; none is there twice, and none says nothing."""

from typing import Final

from alembic import op

from shared_models.access import everybody_reads, everybodys, release, secure

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None

TABLE: Final = "necessity_rules"
BEFORE: Final = everybodys("rules of medicine, not of a person")
AFTER: Final = everybody_reads(all_for=("claims_officer", "system_admin"))


def upgrade() -> None:
    """Make the change."""
    op.create_check_constraint(
        op.f("ck_necessity_rules_content"),
        TABLE,
        "num_nonnulls(diagnosis_code_system, max_units_per_day, min_days_between, max_per_year) > 0",
    )
    op.create_unique_constraint(
        "uq_necessity_rules_content",
        TABLE,
        [
            "code_system",
            "procedure_code",
            "diagnosis_code_system",
            "diagnosis_prefixes",
            "max_units_per_day",
            "min_days_between",
            "max_per_year",
            "severity",
            "span",
        ],
        postgresql_nulls_not_distinct=True,
    )
    op.create_index(op.f("ix_necessity_rules_procedure_code_id"), TABLE, ["procedure_code", "id"])
    for statement in (*release("claims", TABLE, BEFORE), *secure("claims", TABLE, AFTER)):
        op.execute(statement)


def downgrade() -> None:
    """Take it back."""
    for statement in (*release("claims", TABLE, AFTER), *secure("claims", TABLE, BEFORE)):
        op.execute(statement)
    op.drop_index(op.f("ix_necessity_rules_procedure_code_id"), table_name=TABLE)
    op.drop_constraint("uq_necessity_rules_content", TABLE)
    op.drop_constraint(op.f("ck_necessity_rules_content"), TABLE)
