"""Who reaches which rows of finance, kept by the database; payers and payees read them, and change none."""

from collections.abc import Mapping
from typing import Final

from shared_models.access import AGENTS, COMMON, COMPANIES, MEMBERS, PROVIDERS, Grant, Rows, ours, rows, within
from shared_models.identity import Role

BOOKS: Final = (Role.FINANCE_OFFICER, Role.AUDITOR, Role.SYSTEM_ADMIN)
PARTIES: Final = {
    Role.MEMBER: ("member", MEMBERS),
    Role.EMPLOYER_ADMIN: ("company", COMPANIES),
    Role.PROVIDER: ("provider", PROVIDERS),
    Role.SALES_AGENT: ("agent", AGENTS),
}
PAYERS: Final[Mapping[Grant, str]] = {
    Role.MEMBER: ours("member_id", MEMBERS),
    Role.EMPLOYER_ADMIN: ours("company_id", COMPANIES),
}

# To whom claims are paid: the others have no field that leads to what is owed.
PAYEES: Final = (Role.MEMBER, Role.PROVIDER)


def of_party(kind: str, key: str) -> dict[Grant, str]:
    """Make the conditions of rows that name a party by what it is and by its id."""
    return {role: f"({kind} = '{party}' AND {ours(key, tenants)})" for role, (party, tenants) in PARTIES.items()}


OWED: Final = {role: test for role, test in of_party("payee_type", "payee_id").items() if role in PAYEES}

BELOW_INVOICES: Final = rows(
    all_for=BOOKS,
    shown_to={role: within("premium_invoices", "invoice_id", condition) for role, condition in PAYERS.items()},
)

ACCESS: Final[Mapping[str, Rows]] = {
    **COMMON,
    "approvals": rows(all_for=(Role.FINANCE_OFFICER, Role.AUDITOR)),
    "premium_invoices": rows(all_for=BOOKS, shown_to=PAYERS),
    "invoice_lines": BELOW_INVOICES,
    "payment_allocations": BELOW_INVOICES,
    "payment_methods": rows(
        all_for=(Role.FINANCE_OFFICER, Role.AUDITOR),
        # The one thing that is the owner's to change.
        some_for={role: test for role, test in of_party("owner_type", "owner_id").items() if role != Role.SALES_AGENT},
    ),
    "payment_transactions": rows(all_for=BOOKS, shown_to=of_party("counterparty_type", "counterparty_id")),
    "payment_keys": rows(all_for=BOOKS),
    "payables": rows(all_for=BOOKS, shown_to=OWED),
    "commission_payments": rows(all_for=BOOKS, shown_to={Role.SALES_AGENT: ours("agent_id", AGENTS)}),
    "bank_statement_lines": rows(all_for=BOOKS),
    "reconciliations": rows(all_for=BOOKS),
    "fiscal_periods": rows(all_for=BOOKS),
    "ledger_accounts": rows(all_for=BOOKS),
    "financial_accounts": rows(all_for=BOOKS),
    "ledger_transactions": rows(all_for=BOOKS),
    "general_ledger_entries": rows(all_for=BOOKS),
    "ledger_balances": rows(all_for=BOOKS),
    "financial_reports": rows(all_for=BOOKS),
}
