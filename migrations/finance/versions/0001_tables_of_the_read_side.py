"""Tables of the read side."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from migrations.operations import append_only, default_partition, start_history, undo_history
from shared_models.finance.triggers import (
    FUNCTIONS,
    ON_INVOICE_LINES,
    ON_INVOICES,
    ON_LEDGER_ENTRIES,
    ON_LEDGER_TRANSACTIONS,
)

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:  # noqa: PLR0915  # one statement a table or index
    """Make the tables of the read side."""
    start_history()
    op.execute(sa.schema.CreateSequence(sa.Sequence("transaction_number_seq")))
    op.execute(sa.schema.CreateSequence(sa.Sequence("invoice_number_seq")))
    op.execute(sa.schema.CreateSequence(sa.Sequence("payable_number_seq")))
    op.execute(sa.schema.CreateSequence(sa.Sequence("commission_payment_number_seq")))
    op.create_table(
        "financial_reports",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.Uuid(), nullable=True),
        sa.Column("report_type", sa.Text(), nullable=False),
        sa.Column("span", postgresql.DATERANGE(), nullable=False),
        sa.Column("currency", sa.CHAR(length=3), nullable=False),
        sa.Column("parameters", postgresql.JSONB(none_as_null=True, astext_type=sa.Text()), nullable=False),
        sa.Column("ledger_position", sa.BigInteger(), nullable=False),
        sa.Column("content", postgresql.JSONB(none_as_null=True, astext_type=sa.Text()), nullable=False),
        sa.Column("checksum", sa.LargeBinary(), nullable=False),
        sa.Column("requested_by", sa.Uuid(), nullable=False),
        sa.CheckConstraint(
            "report_type IN ('trial_balance', 'income_statement', 'balance_sheet', 'cash_flow', 'premium_register', 'claims_paid', 'aged_receivables', 'aged_payables')",
            name=op.f("ck_financial_reports_report_type"),
        ),
        sa.CheckConstraint("ledger_position >= 0", name=op.f("ck_financial_reports_ledger_position")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_financial_reports")),
    )
    op.create_index(
        op.f("ix_financial_reports_report_type_created_at"),
        "financial_reports",
        ["report_type", "created_at"],
        unique=False,
    )
    op.create_table(
        "ledger_accounts",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.Uuid(), nullable=True),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_by", sa.Uuid(), nullable=True),
        sa.Column("code", sa.String(length=20), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("type", sa.Text(), nullable=False),
        sa.Column("normal_side", sa.Text(), nullable=False),
        sa.Column("currency", sa.CHAR(length=3), nullable=False),
        sa.Column("parent_id", sa.Uuid(), nullable=True),
        sa.Column("is_postable", sa.Boolean(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.CheckConstraint(
            "(type IN ('asset', 'expense')) = (normal_side = 'debit')",
            name=op.f("ck_ledger_accounts_normal_side_of_type"),
        ),
        sa.CheckConstraint("normal_side IN ('debit', 'credit')", name=op.f("ck_ledger_accounts_normal_side")),
        sa.CheckConstraint("status IN ('active', 'closed')", name=op.f("ck_ledger_accounts_status")),
        sa.CheckConstraint(
            "type IN ('asset', 'liability', 'equity', 'revenue', 'expense')", name=op.f("ck_ledger_accounts_type")
        ),
        sa.ForeignKeyConstraint(
            ["parent_id"], ["ledger_accounts.id"], name=op.f("fk_ledger_accounts_parent_id"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ledger_accounts")),
        sa.UniqueConstraint("code", name=op.f("uq_ledger_accounts_code")),
    )
    op.create_index(op.f("ix_ledger_accounts_parent_id"), "ledger_accounts", ["parent_id"], unique=False)
    op.create_table(
        "ledger_transactions",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.Uuid(), nullable=True),
        sa.Column("position", sa.BigInteger(), nullable=True),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("source_type", sa.String(length=40), nullable=False),
        sa.Column("source_id", sa.Uuid(), nullable=False),
        sa.Column("claim_id", sa.Uuid(), nullable=True),
        sa.Column("description", sa.Text(), nullable=False),
        sa.Column("entry_date", sa.Date(), nullable=False),
        sa.Column("currency", sa.CHAR(length=3), nullable=False),
        sa.Column("reverses_id", sa.Uuid(), nullable=True),
        sa.Column("idempotency_key", sa.Text(), nullable=False),
        sa.CheckConstraint(
            "kind IN ('invoice_issued', 'premium_received', 'premium_earned', 'claim_adjudicated', 'claim_paid', 'claim_reversed', 'commission_earned', 'commission_paid', 'commission_clawback', 'tokens_purchased', 'tokens_consumed', 'tokens_expired', 'card_fee', 'credit_note', 'write_off', 'refund_paid', 'manual_journal', 'reversal')",
            name=op.f("ck_ledger_transactions_kind"),
        ),
        sa.CheckConstraint("reverses_id <> id", name=op.f("ck_ledger_transactions_not_own_reversal")),
        sa.ForeignKeyConstraint(
            ["reverses_id"],
            ["ledger_transactions.id"],
            name=op.f("fk_ledger_transactions_reverses_id"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ledger_transactions")),
        sa.UniqueConstraint("id", "entry_date", "currency", name=op.f("uq_ledger_transactions_id_entry_date_currency")),
        sa.UniqueConstraint("idempotency_key", name=op.f("uq_ledger_transactions_idempotency_key")),
        sa.UniqueConstraint(
            "kind", "source_type", "source_id", name=op.f("uq_ledger_transactions_kind_source_type_source_id")
        ),
        sa.UniqueConstraint("position", name=op.f("uq_ledger_transactions_position")),
        sa.UniqueConstraint("reverses_id", name=op.f("uq_ledger_transactions_reverses_id")),
    )
    op.create_index(
        "ix_ledger_transactions_claim",
        "ledger_transactions",
        ["claim_id"],
        unique=False,
        postgresql_where=sa.text("claim_id IS NOT NULL"),
    )
    op.create_index(op.f("ix_ledger_transactions_entry_date"), "ledger_transactions", ["entry_date"], unique=False)
    op.create_index(
        op.f("ix_ledger_transactions_source_type_source_id"),
        "ledger_transactions",
        ["source_type", "source_id"],
        unique=False,
    )
    op.create_table(
        "payables",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.Uuid(), nullable=True),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_by", sa.Uuid(), nullable=True),
        sa.Column("payable_number", sa.String(length=24), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("payee_type", sa.Text(), nullable=False),
        sa.Column("payee_id", sa.Uuid(), nullable=False),
        sa.Column("source_type", sa.String(length=40), nullable=False),
        sa.Column("source_id", sa.Uuid(), nullable=False),
        sa.Column("claim_id", sa.Uuid(), nullable=True),
        sa.Column("amount", sa.Numeric(precision=19, scale=4), nullable=False),
        sa.Column("currency", sa.CHAR(length=3), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.CheckConstraint("kind IN ('claim', 'commission', 'refund')", name=op.f("ck_payables_kind")),
        sa.CheckConstraint(
            "payee_type IN ('member', 'company', 'provider', 'agent')", name=op.f("ck_payables_payee_type")
        ),
        sa.CheckConstraint(
            "status IN ('open', 'scheduled', 'paid', 'failed', 'cancelled')", name=op.f("ck_payables_status")
        ),
        sa.CheckConstraint("amount > 0", name=op.f("ck_payables_amount")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_payables")),
        sa.UniqueConstraint("kind", "source_type", "source_id", name=op.f("uq_payables_kind_source_type_source_id")),
        sa.UniqueConstraint("payable_number", name=op.f("uq_payables_payable_number")),
    )
    op.create_index(
        "ix_payables_claim", "payables", ["claim_id"], unique=False, postgresql_where=sa.text("claim_id IS NOT NULL")
    )
    op.create_index(op.f("ix_payables_payee_type_payee_id"), "payables", ["payee_type", "payee_id"], unique=False)
    op.create_index(op.f("ix_payables_status_due_on"), "payables", ["status", "due_on"], unique=False)
    op.create_table(
        "payment_methods",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.Uuid(), nullable=True),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_by", sa.Uuid(), nullable=True),
        sa.Column("deleted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("owner_type", sa.Text(), nullable=False),
        sa.Column("owner_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("gateway", sa.String(length=40), nullable=False),
        sa.Column("gateway_token_enc", sa.LargeBinary(), nullable=False),
        sa.Column("last4", sa.String(length=4), nullable=False),
        sa.Column("expires_on", sa.Date(), nullable=True),
        sa.Column("is_default", sa.Boolean(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.CheckConstraint("kind IN ('card', 'bank_account', 'mobile_money')", name=op.f("ck_payment_methods_kind")),
        sa.CheckConstraint(
            "owner_type IN ('member', 'company', 'provider', 'agent')", name=op.f("ck_payment_methods_owner_type")
        ),
        sa.CheckConstraint("status IN ('active', 'expired', 'removed')", name=op.f("ck_payment_methods_status")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_payment_methods")),
    )
    op.create_index(
        op.f("ix_payment_methods_owner_type_owner_id"), "payment_methods", ["owner_type", "owner_id"], unique=False
    )
    op.create_index(
        "uq_payment_methods_default",
        "payment_methods",
        ["owner_type", "owner_id"],
        unique=True,
        postgresql_where=sa.text("is_default AND deleted_at IS NULL"),
    )
    op.create_table(
        "premium_invoices",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.Uuid(), nullable=True),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_by", sa.Uuid(), nullable=True),
        sa.Column("deleted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("invoice_number", sa.String(length=24), nullable=False),
        sa.Column("bill_to_type", sa.Text(), nullable=False),
        sa.Column("company_id", sa.Uuid(), nullable=True),
        sa.Column("member_id", sa.Uuid(), nullable=True),
        sa.Column("policy_id", sa.Uuid(), nullable=True),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("billing_span", postgresql.DATERANGE(), nullable=False),
        sa.Column("issued_on", sa.Date(), nullable=True),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("currency", sa.CHAR(length=3), nullable=False),
        sa.Column("subtotal", sa.Numeric(precision=19, scale=4), nullable=False),
        sa.Column("discount", sa.Numeric(precision=19, scale=4), nullable=False),
        sa.Column("tax", sa.Numeric(precision=19, scale=4), nullable=False),
        sa.Column("total", sa.Numeric(precision=19, scale=4), nullable=False),
        sa.Column("paid_amount", sa.Numeric(precision=19, scale=4), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("dunning_level", sa.Integer(), nullable=False),
        sa.Column("credits_invoice_id", sa.Uuid(), nullable=True),
        sa.CheckConstraint(
            "CASE bill_to_type WHEN 'company' THEN company_id IS NOT NULL AND member_id IS NULL ELSE member_id IS NOT NULL AND company_id IS NULL END",
            name=op.f("ck_premium_invoices_bill_to"),
        ),
        sa.CheckConstraint("bill_to_type IN ('company', 'member')", name=op.f("ck_premium_invoices_bill_to_type")),
        sa.CheckConstraint(
            "kind IN ('premium', 'adjustment', 'card_fee', 'credit_note')", name=op.f("ck_premium_invoices_kind")
        ),
        sa.CheckConstraint(
            "status IN ('draft', 'cancelled') OR issued_on IS NOT NULL", name=op.f("ck_premium_invoices_issued")
        ),
        sa.CheckConstraint(
            "status IN ('draft', 'issued', 'partially_paid', 'paid', 'overdue', 'written_off', 'cancelled', 'credited')",
            name=op.f("ck_premium_invoices_status"),
        ),
        sa.CheckConstraint("due_on >= issued_on", name=op.f("ck_premium_invoices_due_after_issued")),
        sa.CheckConstraint("dunning_level >= 0", name=op.f("ck_premium_invoices_dunning_level")),
        sa.CheckConstraint("paid_amount BETWEEN 0 AND total", name=op.f("ck_premium_invoices_paid_amount")),
        sa.CheckConstraint("subtotal >= 0 AND discount >= 0 AND tax >= 0", name=op.f("ck_premium_invoices_parts")),
        sa.CheckConstraint("total = subtotal - discount + tax", name=op.f("ck_premium_invoices_total")),
        sa.ForeignKeyConstraint(
            ["credits_invoice_id", "currency"],
            ["premium_invoices.id", "premium_invoices.currency"],
            name=op.f("fk_premium_invoices_credits_invoice_id_currency"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_premium_invoices")),
        sa.UniqueConstraint("id", "currency", name=op.f("uq_premium_invoices_id_currency")),
        sa.UniqueConstraint("invoice_number", name=op.f("uq_premium_invoices_invoice_number")),
    )
    op.create_index(
        op.f("ix_premium_invoices_company_id_due_on_id"),
        "premium_invoices",
        ["company_id", "due_on", "id"],
        unique=False,
    )
    op.create_index(
        op.f("ix_premium_invoices_member_id_due_on_id"), "premium_invoices", ["member_id", "due_on", "id"], unique=False
    )
    op.create_index(
        "ix_premium_invoices_open",
        "premium_invoices",
        ["due_on", "id"],
        unique=False,
        postgresql_where=sa.text("status IN ('issued', 'partially_paid', 'overdue')"),
    )
    op.create_index(
        "uq_premium_invoices_billed_once",
        "premium_invoices",
        [
            "policy_id",
            "bill_to_type",
            sa.literal_column("coalesce(member_id, '00000000-0000-0000-0000-000000000000'::uuid)"),
            "billing_span",
            "kind",
        ],
        unique=True,
        postgresql_where=sa.text("status <> 'cancelled'"),
    )
    op.create_table(
        "financial_accounts",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.Uuid(), nullable=True),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_by", sa.Uuid(), nullable=True),
        sa.Column("deleted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("account_code", sa.String(length=20), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("bank_name", sa.Text(), nullable=True),
        sa.Column("account_number_enc", sa.LargeBinary(), nullable=True),
        sa.Column("currency", sa.CHAR(length=3), nullable=False),
        sa.Column("ledger_account_id", sa.Uuid(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.CheckConstraint(
            "kind IN ('bank', 'trust', 'escrow', 'gateway', 'petty_cash')", name=op.f("ck_financial_accounts_kind")
        ),
        sa.CheckConstraint("status IN ('active', 'frozen', 'closed')", name=op.f("ck_financial_accounts_status")),
        sa.ForeignKeyConstraint(
            ["ledger_account_id"],
            ["ledger_accounts.id"],
            name=op.f("fk_financial_accounts_ledger_account_id"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_financial_accounts")),
        sa.UniqueConstraint("account_code", name=op.f("uq_financial_accounts_account_code")),
        sa.UniqueConstraint("ledger_account_id", name=op.f("uq_financial_accounts_ledger_account_id")),
    )
    op.create_table(
        "general_ledger_entries",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.Uuid(), nullable=True),
        sa.Column("ledger_transaction_id", sa.Uuid(), nullable=False),
        sa.Column("line_no", sa.Integer(), nullable=False),
        sa.Column("entry_date", sa.Date(), nullable=False),
        sa.Column("ledger_account_id", sa.Uuid(), nullable=False),
        sa.Column("side", sa.Text(), nullable=False),
        sa.Column("amount", sa.Numeric(precision=19, scale=4), nullable=False),
        sa.Column("currency", sa.CHAR(length=3), nullable=False),
        sa.Column("party_type", sa.Text(), nullable=True),
        sa.Column("party_id", sa.Uuid(), nullable=True),
        sa.Column("memo", sa.Text(), nullable=True),
        sa.CheckConstraint(
            "party_type IN ('member', 'company', 'provider', 'agent', 'wallet')",
            name=op.f("ck_general_ledger_entries_party_type"),
        ),
        sa.CheckConstraint("side IN ('debit', 'credit')", name=op.f("ck_general_ledger_entries_side")),
        sa.CheckConstraint("(party_type IS NULL) = (party_id IS NULL)", name=op.f("ck_general_ledger_entries_party")),
        sa.CheckConstraint("amount > 0", name=op.f("ck_general_ledger_entries_amount")),
        sa.CheckConstraint("line_no > 0", name=op.f("ck_general_ledger_entries_line_no")),
        sa.ForeignKeyConstraint(
            ["ledger_account_id"],
            ["ledger_accounts.id"],
            name=op.f("fk_general_ledger_entries_ledger_account_id"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["ledger_transaction_id", "entry_date", "currency"],
            ["ledger_transactions.id", "ledger_transactions.entry_date", "ledger_transactions.currency"],
            name=op.f("fk_general_ledger_entries_ledger_transaction_id_entry_date_currency"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("id", "entry_date", name=op.f("pk_general_ledger_entries")),
        sa.UniqueConstraint(
            "ledger_transaction_id",
            "line_no",
            "entry_date",
            name=op.f("uq_general_ledger_entries_ledger_transaction_id_line_no_entry_date"),
        ),
        postgresql_partition_by="RANGE (entry_date)",
    )
    op.create_index(
        op.f("ix_general_ledger_entries_ledger_account_id_entry_date"),
        "general_ledger_entries",
        ["ledger_account_id", "entry_date"],
        unique=False,
    )
    op.create_index(
        op.f("ix_general_ledger_entries_party_type_party_id"),
        "general_ledger_entries",
        ["party_type", "party_id"],
        unique=False,
    )
    op.create_table(
        "invoice_lines",
        sa.Column("invoice_id", sa.Uuid(), nullable=False),
        sa.Column("line_no", sa.Integer(), nullable=False),
        sa.Column("item", sa.Text(), nullable=False),
        sa.Column("member_id", sa.Uuid(), nullable=True),
        sa.Column("enrolment_id", sa.Uuid(), nullable=True),
        sa.Column("description", sa.Text(), nullable=False),
        sa.Column("quantity", sa.Numeric(precision=12, scale=3), nullable=False),
        sa.Column("unit_amount", sa.Numeric(precision=19, scale=4), nullable=False),
        sa.Column("amount", sa.Numeric(precision=19, scale=4), nullable=False),
        sa.Column("currency", sa.CHAR(length=3), nullable=False),
        sa.CheckConstraint(
            "item IN ('premium', 'rider', 'proration', 'discount', 'tax', 'fee', 'credit')",
            name=op.f("ck_invoice_lines_item"),
        ),
        sa.CheckConstraint("line_no > 0", name=op.f("ck_invoice_lines_line_no")),
        sa.ForeignKeyConstraint(
            ["invoice_id", "currency"],
            ["premium_invoices.id", "premium_invoices.currency"],
            name=op.f("fk_invoice_lines_invoice_id_currency"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("invoice_id", "line_no", name=op.f("pk_invoice_lines")),
    )
    op.create_index(
        "ix_invoice_lines_enrolment",
        "invoice_lines",
        ["enrolment_id"],
        unique=False,
        postgresql_where=sa.text("enrolment_id IS NOT NULL"),
    )
    op.create_table(
        "ledger_balances",
        sa.Column("ledger_account_id", sa.Uuid(), nullable=False),
        sa.Column("currency", sa.CHAR(length=3), nullable=False),
        sa.Column("debit_total", sa.Numeric(precision=19, scale=4), nullable=False),
        sa.Column("credit_total", sa.Numeric(precision=19, scale=4), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("debit_total >= 0 AND credit_total >= 0", name=op.f("ck_ledger_balances_totals")),
        sa.ForeignKeyConstraint(
            ["ledger_account_id"],
            ["ledger_accounts.id"],
            name=op.f("fk_ledger_balances_ledger_account_id"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("ledger_account_id", "currency", name=op.f("pk_ledger_balances")),
    )
    op.create_table(
        "bank_statement_lines",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.Uuid(), nullable=True),
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("bank_reference", sa.Text(), nullable=False),
        sa.Column("booked_on", sa.Date(), nullable=False),
        sa.Column("amount", sa.Numeric(precision=19, scale=4), nullable=False),
        sa.Column("currency", sa.CHAR(length=3), nullable=False),
        sa.Column("description", sa.Text(), nullable=True),
        sa.CheckConstraint("amount <> 0", name=op.f("ck_bank_statement_lines_amount")),
        sa.ForeignKeyConstraint(
            ["account_id"],
            ["financial_accounts.id"],
            name=op.f("fk_bank_statement_lines_account_id"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_bank_statement_lines")),
        sa.UniqueConstraint(
            "account_id", "bank_reference", name=op.f("uq_bank_statement_lines_account_id_bank_reference")
        ),
    )
    op.create_index(
        op.f("ix_bank_statement_lines_booked_on_id"), "bank_statement_lines", ["booked_on", "id"], unique=False
    )
    op.create_table(
        "payment_transactions",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.Uuid(), nullable=True),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_by", sa.Uuid(), nullable=True),
        sa.Column("transaction_number", sa.String(length=24), nullable=False),
        sa.Column("direction", sa.Text(), nullable=False),
        sa.Column("purpose", sa.Text(), nullable=False),
        sa.Column("counterparty_type", sa.Text(), nullable=False),
        sa.Column("counterparty_id", sa.Uuid(), nullable=False),
        sa.Column("claim_id", sa.Uuid(), nullable=True),
        sa.Column("amount", sa.Numeric(precision=19, scale=4), nullable=False),
        sa.Column("currency", sa.CHAR(length=3), nullable=False),
        sa.Column("method", sa.Text(), nullable=False),
        sa.Column("payment_method_id", sa.Uuid(), nullable=True),
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("gateway", sa.String(length=40), nullable=True),
        sa.Column("gateway_reference", sa.Text(), nullable=True),
        sa.Column("gateway_payload", postgresql.JSONB(none_as_null=True, astext_type=sa.Text()), nullable=True),
        sa.Column("failure_code", sa.String(length=40), nullable=True),
        sa.Column("initiated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("completed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("refunds_payment_id", sa.Uuid(), nullable=True),
        sa.Column("refunds_payment_initiated_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("source_type", sa.String(length=40), nullable=False),
        sa.Column("source_id", sa.Uuid(), nullable=False),
        sa.CheckConstraint(
            "completed_at IS NOT NULL OR status NOT IN ('completed', 'partially_refunded', 'refunded')",
            name=op.f("ck_payment_transactions_completed"),
        ),
        sa.CheckConstraint(
            "counterparty_type IN ('member', 'company', 'provider', 'agent')",
            name=op.f("ck_payment_transactions_counterparty_type"),
        ),
        sa.CheckConstraint("direction IN ('inbound', 'outbound')", name=op.f("ck_payment_transactions_direction")),
        sa.CheckConstraint(
            "method IN ('card', 'bank_transfer', 'direct_debit', 'mobile_money', 'cheque', 'cash', 'wallet', 'internal')",
            name=op.f("ck_payment_transactions_method"),
        ),
        sa.CheckConstraint(
            "purpose IN ('premium', 'claim_payment', 'commission', 'token_purchase', 'card_fee', 'refund', 'adjustment')",
            name=op.f("ck_payment_transactions_purpose"),
        ),
        sa.CheckConstraint(
            "status IN ('pending', 'processing', 'completed', 'failed', 'cancelled', 'partially_refunded', 'refunded')",
            name=op.f("ck_payment_transactions_status"),
        ),
        sa.CheckConstraint(
            "(refunds_payment_id IS NULL) = (refunds_payment_initiated_at IS NULL)",
            name=op.f("ck_payment_transactions_refunds"),
        ),
        sa.CheckConstraint("amount > 0", name=op.f("ck_payment_transactions_amount")),
        sa.ForeignKeyConstraint(
            ["account_id"],
            ["financial_accounts.id"],
            name=op.f("fk_payment_transactions_account_id"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["payment_method_id"],
            ["payment_methods.id"],
            name=op.f("fk_payment_transactions_payment_method_id"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["refunds_payment_id", "refunds_payment_initiated_at", "currency"],
            ["payment_transactions.id", "payment_transactions.initiated_at", "payment_transactions.currency"],
            name=op.f("fk_payment_transactions_refunds_payment_id_refunds_payment_initiated_at_currency"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("id", "initiated_at", name=op.f("pk_payment_transactions")),
        sa.UniqueConstraint(
            "id", "initiated_at", "currency", name=op.f("uq_payment_transactions_id_initiated_at_currency")
        ),
        postgresql_partition_by="RANGE (initiated_at)",
    )
    op.create_index(
        "ix_payment_transactions_claim",
        "payment_transactions",
        ["claim_id"],
        unique=False,
        postgresql_where=sa.text("claim_id IS NOT NULL"),
    )
    op.create_index(
        "ix_payment_transactions_counterparty",
        "payment_transactions",
        ["counterparty_type", "counterparty_id", sa.literal_column("initiated_at DESC")],
        unique=False,
    )
    op.create_index(
        op.f("ix_payment_transactions_source_type_source_id"),
        "payment_transactions",
        ["source_type", "source_id"],
        unique=False,
    )
    op.create_index(op.f("ix_payment_transactions_status"), "payment_transactions", ["status"], unique=False)
    op.create_index(
        op.f("ix_payment_transactions_transaction_number"), "payment_transactions", ["transaction_number"], unique=False
    )
    op.create_table(
        "commission_payments",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.Uuid(), nullable=True),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_by", sa.Uuid(), nullable=True),
        sa.Column("payment_number", sa.String(length=24), nullable=False),
        sa.Column("agent_id", sa.Uuid(), nullable=False),
        sa.Column("period", sa.String(length=7), nullable=False),
        sa.Column("gross", sa.Numeric(precision=19, scale=4), nullable=False),
        sa.Column("clawback", sa.Numeric(precision=19, scale=4), nullable=False),
        sa.Column("withholding_tax", sa.Numeric(precision=19, scale=4), nullable=False),
        sa.Column("net", sa.Numeric(precision=19, scale=4), nullable=False),
        sa.Column("currency", sa.CHAR(length=3), nullable=False),
        sa.Column("commission_ids", postgresql.ARRAY(sa.Uuid()), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("payment_id", sa.Uuid(), nullable=True),
        sa.Column("payment_initiated_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("period ~ '^\\d{4}-(0[1-9]|1[0-2])$'", name=op.f("ck_commission_payments_period")),
        sa.CheckConstraint(
            "status IN ('draft', 'approved', 'paid', 'failed', 'cancelled')", name=op.f("ck_commission_payments_status")
        ),
        sa.CheckConstraint(
            "(payment_id IS NULL) = (payment_initiated_at IS NULL)", name=op.f("ck_commission_payments_payment")
        ),
        sa.CheckConstraint(
            "gross >= 0 AND clawback >= 0 AND withholding_tax >= 0", name=op.f("ck_commission_payments_parts")
        ),
        sa.CheckConstraint(
            "net = gross - clawback - withholding_tax AND net >= 0", name=op.f("ck_commission_payments_net")
        ),
        sa.ForeignKeyConstraint(
            ["payment_id", "payment_initiated_at", "currency"],
            ["payment_transactions.id", "payment_transactions.initiated_at", "payment_transactions.currency"],
            name=op.f("fk_commission_payments_payment_id_payment_initiated_at_currency"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_commission_payments")),
        sa.UniqueConstraint("payment_number", name=op.f("uq_commission_payments_payment_number")),
    )
    op.create_index(
        op.f("ix_commission_payments_agent_id_period_id"),
        "commission_payments",
        ["agent_id", "period", "id"],
        unique=False,
    )
    op.create_index(
        "ix_commission_payments_commissions",
        "commission_payments",
        ["commission_ids"],
        unique=False,
        postgresql_using="gin",
    )
    op.create_index(
        "uq_commission_payments_once",
        "commission_payments",
        ["agent_id", "period", "currency"],
        unique=True,
        postgresql_where=sa.text("status <> 'cancelled'"),
    )
    op.create_table(
        "payment_allocations",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.Uuid(), nullable=True),
        sa.Column("payment_id", sa.Uuid(), nullable=False),
        sa.Column("payment_initiated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("invoice_id", sa.Uuid(), nullable=False),
        sa.Column("amount", sa.Numeric(precision=19, scale=4), nullable=False),
        sa.Column("currency", sa.CHAR(length=3), nullable=False),
        sa.Column("reverses_id", sa.Uuid(), nullable=True),
        sa.CheckConstraint(
            "amount <> 0 AND (amount < 0) = (reverses_id IS NOT NULL)", name=op.f("ck_payment_allocations_amount")
        ),
        sa.ForeignKeyConstraint(
            ["invoice_id", "currency"],
            ["premium_invoices.id", "premium_invoices.currency"],
            name=op.f("fk_payment_allocations_invoice_id_currency"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["payment_id", "payment_initiated_at", "currency"],
            ["payment_transactions.id", "payment_transactions.initiated_at", "payment_transactions.currency"],
            name=op.f("fk_payment_allocations_payment_id_payment_initiated_at_currency"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["reverses_id"],
            ["payment_allocations.id"],
            name=op.f("fk_payment_allocations_reverses_id"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_payment_allocations")),
        sa.UniqueConstraint("reverses_id", name=op.f("uq_payment_allocations_reverses_id")),
    )
    op.create_index(op.f("ix_payment_allocations_invoice_id"), "payment_allocations", ["invoice_id"], unique=False)
    op.create_index(op.f("ix_payment_allocations_payment_id"), "payment_allocations", ["payment_id"], unique=False)
    op.create_table(
        "reconciliations",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.Uuid(), nullable=True),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_by", sa.Uuid(), nullable=True),
        sa.Column("statement_line_id", sa.Uuid(), nullable=False),
        sa.Column("payment_id", sa.Uuid(), nullable=False),
        sa.Column("payment_initiated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.CheckConstraint("status IN ('matched', 'disputed')", name=op.f("ck_reconciliations_status")),
        sa.ForeignKeyConstraint(
            ["payment_id", "payment_initiated_at"],
            ["payment_transactions.id", "payment_transactions.initiated_at"],
            name=op.f("fk_reconciliations_payment_id_payment_initiated_at"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["statement_line_id"],
            ["bank_statement_lines.id"],
            name=op.f("fk_reconciliations_statement_line_id"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reconciliations")),
        sa.UniqueConstraint("statement_line_id", name=op.f("uq_reconciliations_statement_line_id")),
    )
    op.create_index(op.f("ix_reconciliations_payment_id"), "reconciliations", ["payment_id"], unique=False)
    default_partition("general_ledger_entries")
    default_partition("payment_transactions")
    append_only("general_ledger_entries")
    append_only("payment_allocations")
    append_only("bank_statement_lines")
    append_only("financial_reports")
    for statement in (*ON_LEDGER_TRANSACTIONS, *ON_LEDGER_ENTRIES, *ON_INVOICES, *ON_INVOICE_LINES):
        op.execute(statement)


def downgrade() -> None:  # noqa: PLR0915  # the same
    """Leave the database empty."""
    op.drop_index(op.f("ix_reconciliations_payment_id"), table_name="reconciliations")
    op.drop_table("reconciliations")
    op.drop_index(op.f("ix_payment_allocations_payment_id"), table_name="payment_allocations")
    op.drop_index(op.f("ix_payment_allocations_invoice_id"), table_name="payment_allocations")
    op.drop_table("payment_allocations")
    op.drop_index(
        "uq_commission_payments_once",
        table_name="commission_payments",
        postgresql_where=sa.text("status <> 'cancelled'"),
    )
    op.drop_index("ix_commission_payments_commissions", table_name="commission_payments", postgresql_using="gin")
    op.drop_index(op.f("ix_commission_payments_agent_id_period_id"), table_name="commission_payments")
    op.drop_table("commission_payments")
    op.drop_index(op.f("ix_payment_transactions_transaction_number"), table_name="payment_transactions")
    op.drop_index(op.f("ix_payment_transactions_status"), table_name="payment_transactions")
    op.drop_index(op.f("ix_payment_transactions_source_type_source_id"), table_name="payment_transactions")
    op.drop_index("ix_payment_transactions_counterparty", table_name="payment_transactions")
    op.drop_index(
        "ix_payment_transactions_claim",
        table_name="payment_transactions",
        postgresql_where=sa.text("claim_id IS NOT NULL"),
    )
    op.drop_table("payment_transactions")
    op.drop_index(op.f("ix_bank_statement_lines_booked_on_id"), table_name="bank_statement_lines")
    op.drop_table("bank_statement_lines")
    op.drop_table("ledger_balances")
    op.drop_index(
        "ix_invoice_lines_enrolment", table_name="invoice_lines", postgresql_where=sa.text("enrolment_id IS NOT NULL")
    )
    op.drop_table("invoice_lines")
    op.drop_index(op.f("ix_general_ledger_entries_party_type_party_id"), table_name="general_ledger_entries")
    op.drop_index(op.f("ix_general_ledger_entries_ledger_account_id_entry_date"), table_name="general_ledger_entries")
    op.drop_table("general_ledger_entries")
    op.drop_table("financial_accounts")
    op.drop_index(
        "uq_premium_invoices_billed_once",
        table_name="premium_invoices",
        postgresql_where=sa.text("status <> 'cancelled'"),
    )
    op.drop_index(
        "ix_premium_invoices_open",
        table_name="premium_invoices",
        postgresql_where=sa.text("status IN ('issued', 'partially_paid', 'overdue')"),
    )
    op.drop_index(op.f("ix_premium_invoices_member_id_due_on_id"), table_name="premium_invoices")
    op.drop_index(op.f("ix_premium_invoices_company_id_due_on_id"), table_name="premium_invoices")
    op.drop_table("premium_invoices")
    op.drop_index(
        "uq_payment_methods_default",
        table_name="payment_methods",
        postgresql_where=sa.text("is_default AND deleted_at IS NULL"),
    )
    op.drop_index(op.f("ix_payment_methods_owner_type_owner_id"), table_name="payment_methods")
    op.drop_table("payment_methods")
    op.drop_index(op.f("ix_payables_status_due_on"), table_name="payables")
    op.drop_index(op.f("ix_payables_payee_type_payee_id"), table_name="payables")
    op.drop_index("ix_payables_claim", table_name="payables", postgresql_where=sa.text("claim_id IS NOT NULL"))
    op.drop_table("payables")
    op.drop_index(op.f("ix_ledger_transactions_source_type_source_id"), table_name="ledger_transactions")
    op.drop_index(op.f("ix_ledger_transactions_entry_date"), table_name="ledger_transactions")
    op.drop_index(
        "ix_ledger_transactions_claim",
        table_name="ledger_transactions",
        postgresql_where=sa.text("claim_id IS NOT NULL"),
    )
    op.drop_table("ledger_transactions")
    op.drop_index(op.f("ix_ledger_accounts_parent_id"), table_name="ledger_accounts")
    op.drop_table("ledger_accounts")
    op.drop_index(op.f("ix_financial_reports_report_type_created_at"), table_name="financial_reports")
    op.drop_table("financial_reports")
    for function in FUNCTIONS:
        op.execute(f"DROP FUNCTION {function}()")
    op.execute(sa.schema.DropSequence(sa.Sequence("commission_payment_number_seq")))
    op.execute(sa.schema.DropSequence(sa.Sequence("payable_number_seq")))
    op.execute(sa.schema.DropSequence(sa.Sequence("invoice_number_seq")))
    op.execute(sa.schema.DropSequence(sa.Sequence("transaction_number_seq")))
    undo_history()
