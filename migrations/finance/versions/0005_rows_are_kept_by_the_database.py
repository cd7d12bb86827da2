"""Rows are kept by the database: a role for the service, and who reaches which rows of each table."""

from collections.abc import Mapping
from typing import Final

from migrations.operations import release_rows, secure_rows
from shared_models.access import COMMON, Rows, rows

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

ACCESS: Final[Mapping[str, Rows]] = {
    **COMMON,
    "premium_invoices": rows(
        all_for=("finance_officer", "auditor", "system_admin"),
        shown_to={
            "member": "member_id = ANY ((SELECT covergraph_ids('member_ids'))::uuid[])",
            "employer_admin": "company_id = ANY ((SELECT covergraph_ids('company_ids'))::uuid[])",
        },
    ),
    "invoice_lines": rows(
        all_for=("finance_officer", "auditor", "system_admin"),
        shown_to={
            "member": "invoice_id IN (SELECT premium_invoices.id FROM premium_invoices WHERE premium_invoices.member_id = ANY ((SELECT covergraph_ids('member_ids'))::uuid[]))",
            "employer_admin": "invoice_id IN (SELECT premium_invoices.id FROM premium_invoices WHERE premium_invoices.company_id = ANY ((SELECT covergraph_ids('company_ids'))::uuid[]))",
        },
    ),
    "payment_allocations": rows(
        all_for=("finance_officer", "auditor", "system_admin"),
        shown_to={
            "member": "invoice_id IN (SELECT premium_invoices.id FROM premium_invoices WHERE premium_invoices.member_id = ANY ((SELECT covergraph_ids('member_ids'))::uuid[]))",
            "employer_admin": "invoice_id IN (SELECT premium_invoices.id FROM premium_invoices WHERE premium_invoices.company_id = ANY ((SELECT covergraph_ids('company_ids'))::uuid[]))",
        },
    ),
    "payment_methods": rows(
        all_for=("finance_officer", "auditor"),
        some_for={
            "member": "(owner_type = 'member' AND owner_id = ANY ((SELECT covergraph_ids('member_ids'))::uuid[]))",
            "employer_admin": "(owner_type = 'company' AND owner_id = ANY ((SELECT covergraph_ids('company_ids'))::uuid[]))",
            "provider": "(owner_type = 'provider' AND owner_id = ANY ((SELECT covergraph_ids('provider_ids'))::uuid[]))",
        },
    ),
    "payment_transactions": rows(
        all_for=("finance_officer", "auditor", "system_admin"),
        shown_to={
            "member": "(counterparty_type = 'member' AND counterparty_id = ANY ((SELECT covergraph_ids('member_ids'))::uuid[]))",
            "employer_admin": "(counterparty_type = 'company' AND counterparty_id = ANY ((SELECT covergraph_ids('company_ids'))::uuid[]))",
            "provider": "(counterparty_type = 'provider' AND counterparty_id = ANY ((SELECT covergraph_ids('provider_ids'))::uuid[]))",
            "sales_agent": "(counterparty_type = 'agent' AND counterparty_id = ANY ((SELECT covergraph_ids('agent_ids'))::uuid[]))",
        },
    ),
    "payables": rows(
        all_for=("finance_officer", "auditor", "system_admin"),
        shown_to={
            "member": "(payee_type = 'member' AND payee_id = ANY ((SELECT covergraph_ids('member_ids'))::uuid[]))",
            "employer_admin": "(payee_type = 'company' AND payee_id = ANY ((SELECT covergraph_ids('company_ids'))::uuid[]))",
            "provider": "(payee_type = 'provider' AND payee_id = ANY ((SELECT covergraph_ids('provider_ids'))::uuid[]))",
            "sales_agent": "(payee_type = 'agent' AND payee_id = ANY ((SELECT covergraph_ids('agent_ids'))::uuid[]))",
        },
    ),
    "commission_payments": rows(
        all_for=("finance_officer", "auditor", "system_admin"),
        shown_to={"sales_agent": "agent_id = ANY ((SELECT covergraph_ids('agent_ids'))::uuid[])"},
    ),
    "bank_statement_lines": rows(all_for=("finance_officer", "auditor", "system_admin")),
    "reconciliations": rows(all_for=("finance_officer", "auditor", "system_admin")),
    "ledger_accounts": rows(all_for=("finance_officer", "auditor", "system_admin")),
    "financial_accounts": rows(all_for=("finance_officer", "auditor", "system_admin")),
    "ledger_transactions": rows(all_for=("finance_officer", "auditor", "system_admin")),
    "general_ledger_entries": rows(all_for=("finance_officer", "auditor", "system_admin")),
    "ledger_balances": rows(all_for=("finance_officer", "auditor", "system_admin")),
    "financial_reports": rows(all_for=("finance_officer", "auditor", "system_admin")),
}
SEQUENCES: Final = (
    "commission_payment_number_seq",
    "invoice_number_seq",
    "payable_number_seq",
    "transaction_number_seq",
)


def upgrade() -> None:
    """Make the change."""
    secure_rows("finance", ACCESS, SEQUENCES)


def downgrade() -> None:
    """Take it back."""
    release_rows("finance", ACCESS, SEQUENCES)
