"""What comes with a claim: documents, and what another payer paid of each line."""

from typing import Final

import sqlalchemy as sa
from alembic import op

from migrations.operations import secure_tables
from shared_models.access import rows

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

OFFICERS: Final = ("claims_officer", "auditor")


def of_claim(column: str, tenants: str) -> str:
    """Say that a row is of a claim that names one of the ids somebody holds."""
    ours = f"{column} = ANY ((SELECT covergraph_ids('{tenants}'))::uuid[])"
    return f"claim_id IN (SELECT claims.id FROM claims WHERE claims.{ours})"  # noqa: S608  # names of ours


ACCESS: Final = {
    "claim_documents": rows(
        all_for=OFFICERS,
        some_for={
            "member": of_claim("member_id", "member_ids"),
            "break_glass": of_claim("member_id", "break_glass"),
            "provider": of_claim("provider_id", "provider_ids"),
        },
    )
}


def upgrade() -> None:
    """Make the change."""
    op.create_table(
        "claim_documents",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.Uuid(), nullable=True),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_by", sa.Uuid(), nullable=True),
        sa.Column("deleted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("claim_id", sa.Uuid(), nullable=False),
        sa.Column("document_type", sa.Text(), nullable=False),
        sa.Column("file_name", sa.Text(), nullable=False),
        sa.Column("storage_key", sa.String(length=200), nullable=False),
        sa.Column("mime_type", sa.Text(), nullable=False),
        sa.Column("size_bytes", sa.BigInteger(), nullable=False),
        sa.Column("sha256", sa.LargeBinary(), nullable=False),
        sa.CheckConstraint(
            "document_type IN ('invoice', 'receipt', 'prescription', 'referral', 'medical_report', 'other')",
            name=op.f("ck_claim_documents_document_type"),
        ),
        sa.CheckConstraint(
            "mime_type IN ('application/pdf', 'image/jpeg', 'image/png', 'image/tiff')",
            name=op.f("ck_claim_documents_mime_type"),
        ),
        sa.CheckConstraint("octet_length(sha256) = 32", name=op.f("ck_claim_documents_sha256")),
        sa.CheckConstraint("size_bytes BETWEEN 1 AND 10485760", name=op.f("ck_claim_documents_size_bytes")),
        sa.ForeignKeyConstraint(
            ["claim_id"], ["claims.id"], name=op.f("fk_claim_documents_claim_id"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_claim_documents")),
        sa.UniqueConstraint("claim_id", "sha256", name=op.f("uq_claim_documents_claim_id_sha256")),
        sa.UniqueConstraint("storage_key", name=op.f("uq_claim_documents_storage_key")),
    )
    secure_tables("claims", ACCESS)
    op.add_column(
        "claim_lines",
        sa.Column("other_payer_amount", sa.Numeric(precision=19, scale=4), nullable=False, server_default="0"),
    )
    op.alter_column("claim_lines", "other_payer_amount", server_default=None)
    op.create_check_constraint("other_payer", "claim_lines", "other_payer_amount BETWEEN 0 AND billed_amount")


def downgrade() -> None:
    """Take it back."""
    op.drop_column("claim_lines", "other_payer_amount")
    op.drop_table("claim_documents")
