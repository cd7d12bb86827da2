"""What persons said of a claim's lines is kept with the run; a claim has one open appeal."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

JUDGED = "ck_claim_adjudication_results_judged"


def upgrade() -> None:
    """Make the change."""
    judgement = sa.Column("judgement", postgresql.JSONB(none_as_null=True), nullable=True)
    op.add_column("claim_adjudication_results", judgement)
    op.create_check_constraint(op.f(JUDGED), "claim_adjudication_results", "judgement IS NULL OR mode <> 'import'")
    op.create_index(
        "uq_claim_appeals_open",
        "claim_appeals",
        ["claim_id"],
        unique=True,
        postgresql_where=sa.text("status IN ('filed', 'in_review')"),
    )


def downgrade() -> None:
    """Take it back."""
    op.drop_index("uq_claim_appeals_open", table_name="claim_appeals")
    op.drop_constraint(op.f(JUDGED), "claim_adjudication_results", type_="check")
    op.drop_column("claim_adjudication_results", "judgement")
