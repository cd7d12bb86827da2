"""The chart of accounts and a bank account, fiscal periods, and what lets nothing be paid twice."""

from typing import Final

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from migrations.operations import secure_tables
from shared_models.access import AS_SYSTEM, Rows, release, rows
from shared_models.finance.chart import (
    CHART,
    HOME_CURRENCY,
    OPERATING_ACCOUNT,
    OPERATING_ACCOUNT_ID,
    ChartCode,
    account_id,
    normal_side,
)
from shared_models.finance.triggers import ON_DAYS_OF_LEDGER, ON_PAYABLES, ON_PAYMENTS

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

BOOKS: Final = ("finance_officer", "auditor", "system_admin")
NEW: Final = {"fiscal_periods": rows(all_for=BOOKS), "payment_keys": rows(all_for=BOOKS)}


def owed_to(*roles: str) -> dict[str, Rows]:
    """Say that a payee with one of the roles sees what is owed to it."""
    kinds = {"member": "member", "employer_admin": "company", "provider": "provider", "sales_agent": "agent"}
    tests = {
        role: f"(payee_type = '{kinds[role]}' AND payee_id = ANY ((SELECT covergraph_ids('{kinds[role]}_ids'))::uuid[]))"
        for role in roles
    }
    return {"payables": rows(all_for=BOOKS, shown_to=tests)}


BEFORE: Final = owed_to("member", "employer_admin", "provider", "sales_agent")
AFTER: Final = owed_to("member", "provider")
LEDGER_ACCOUNT: Final = ("id", "code", "name", "type", "normal_side", "is_postable", "status")
FINANCIAL_ACCOUNT: Final = ("id", "account_code", "name", "kind", "ledger_account_id", "status")
STATUSES: Final = "status IN ('open', 'held', 'scheduled', 'paid', 'failed', 'cancelled')"
STATUSES_BEFORE: Final = "status IN ('open', 'scheduled', 'paid', 'failed', 'cancelled')"


def upgrade() -> None:
    """Make the change."""
    op.create_table(
        "fiscal_periods",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.Uuid(), nullable=True),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_by", sa.Uuid(), nullable=True),
        sa.Column("span", postgresql.DATERANGE(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.CheckConstraint("lower(span) < upper(span)", name=op.f("ck_fiscal_periods_span")),
        sa.CheckConstraint("status IN ('open', 'soft_closed', 'closed')", name=op.f("ck_fiscal_periods_status")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_fiscal_periods")),
        postgresql.ExcludeConstraint((sa.column("span"), "&&"), using="gist", name="ex_fiscal_periods_overlap"),
    )
    op.create_table(
        "payment_keys",
        sa.Column("source_type", sa.String(length=40), nullable=False),
        sa.Column("source_id", sa.Uuid(), nullable=False),
        sa.Column("purpose", sa.Text(), nullable=False),
        sa.Column("attempt", sa.Integer(), nullable=False),
        sa.Column("payment_id", sa.Uuid(), nullable=False),
        sa.Column("payment_initiated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("gateway", sa.String(length=40), nullable=True),
        sa.Column("gateway_reference", sa.Text(), nullable=True),
        sa.Column("failed_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("attempt > 0", name=op.f("ck_payment_keys_attempt")),
        sa.CheckConstraint(
            "purpose IN ('premium', 'claim_payment', 'commission', 'token_purchase', 'card_fee', 'refund',"
            " 'adjustment')",
            name=op.f("ck_payment_keys_purpose"),
        ),
        sa.ForeignKeyConstraint(
            ["payment_id", "payment_initiated_at"],
            ["payment_transactions.id", "payment_transactions.initiated_at"],
            name=op.f("fk_payment_keys_payment_id_payment_initiated_at"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("source_type", "source_id", "purpose", "attempt", name=op.f("pk_payment_keys")),
        sa.UniqueConstraint("gateway", "gateway_reference", name=op.f("uq_payment_keys_gateway_gateway_reference")),
        sa.UniqueConstraint("payment_id", name=op.f("uq_payment_keys_payment_id")),
    )
    op.create_index(
        "uq_payment_keys_not_failed",
        "payment_keys",
        ["source_type", "source_id", "purpose"],
        unique=True,
        postgresql_where=sa.text("failed_at IS NULL"),
    )
    secure_tables("finance", NEW)
    _change_payables(BEFORE, AFTER, STATUSES)
    op.add_column(
        "payables", sa.Column("withheld_amount", sa.Numeric(precision=19, scale=4), nullable=False, server_default="0")
    )
    op.alter_column("payables", "withheld_amount", server_default=None)
    op.create_check_constraint(op.f("ck_payables_withheld_amount"), "payables", "withheld_amount BETWEEN 0 AND amount")
    for statement in dict.fromkeys((*ON_DAYS_OF_LEDGER, *ON_PAYMENTS, *ON_PAYABLES)):
        op.execute(statement)
    _store_chart()


def downgrade() -> None:
    """Take it back; the accounts stay, for entries may stand on them."""
    op.execute("DROP TRIGGER payables_stay_ended ON payables")
    op.execute("DROP TRIGGER payment_transactions_stay_ended ON payment_transactions")
    op.execute("DROP TRIGGER ledger_transactions_open_day ON ledger_transactions")
    op.execute("DROP FUNCTION refuse_change_of_money()")
    op.execute("DROP FUNCTION entry_date_is_open()")
    op.drop_constraint(op.f("ck_payables_withheld_amount"), "payables")
    op.drop_column("payables", "withheld_amount")
    _change_payables(AFTER, BEFORE, STATUSES_BEFORE)
    op.drop_table("payment_keys")
    op.drop_table("fiscal_periods")


def _change_payables(before: dict[str, Rows], after: dict[str, Rows], statuses: str) -> None:
    op.drop_constraint(op.f("ck_payables_status"), "payables")
    op.create_check_constraint(op.f("ck_payables_status"), "payables", statuses)
    for statement in release("finance", "payables", before["payables"]):
        op.execute(statement)
    secure_tables("finance", after)


def _store_chart() -> None:
    """Store the accounts that are not there; a database with a demonstration has them under ids of its own."""
    stored = {"version": 1, "created_at": sa.func.now(), "updated_at": sa.func.now(), "currency": HOME_CURRENCY}
    accounts = sa.table("ledger_accounts", *map(sa.column, (*stored, *LEDGER_ACCOUNT)))
    held = sa.table("financial_accounts", *map(sa.column, (*stored, *FINANCIAL_ACCOUNT)))
    op.execute(AS_SYSTEM)
    for code, (name, kind) in CHART.items():
        row = (account_id(code), code.value, name, kind.value, normal_side(kind).value, True, "active")
        values = stored | dict(zip(LEDGER_ACCOUNT, row, strict=True))
        op.execute(postgresql.insert(accounts).values(values).on_conflict_do_nothing())
    bank = sa.select(accounts.c.id).where(accounts.c.code == ChartCode.BANK.value).scalar_subquery()
    operating = (OPERATING_ACCOUNT_ID, OPERATING_ACCOUNT, "Operating account", "bank", bank, "active")
    values = stored | dict(zip(FINANCIAL_ACCOUNT, operating, strict=True))
    op.execute(postgresql.insert(held).values(values).on_conflict_do_nothing())
