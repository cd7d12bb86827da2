"""Rows are kept by the database: a role for the service, and who reaches which rows of each table."""

from collections.abc import Mapping
from typing import Final

from migrations.operations import release_rows, secure_rows
from shared_models.access import COMMON, Rows, everybodys, rows

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

ACCESS: Final[Mapping[str, Rows]] = {
    **COMMON,
    "organization_token_wallets": rows(
        all_for=("finance_officer", "auditor", "system_admin"),
        some_for={
            "employer_admin": "organization_id = ANY ((SELECT covergraph_ids('company_ids'))::uuid[]) AND organization_token_wallets.organization_type = 'company'",
            "provider": "organization_id = ANY ((SELECT covergraph_ids('provider_ids'))::uuid[]) AND organization_token_wallets.organization_type = 'provider'",
        },
        shown_to={
            "member": "organization_id = ANY ((SELECT covergraph_ids('employer_ids'))::uuid[]) AND organization_token_wallets.organization_type = 'company'"
        },
    ),
    "token_balance_history": rows(
        all_for=("finance_officer", "auditor", "system_admin"),
        some_for={
            "employer_admin": "wallet_id IN (SELECT organization_token_wallets.id FROM organization_token_wallets WHERE organization_token_wallets.organization_id = ANY ((SELECT covergraph_ids('company_ids'))::uuid[]) AND organization_token_wallets.organization_type = 'company')",
            "provider": "wallet_id IN (SELECT organization_token_wallets.id FROM organization_token_wallets WHERE organization_token_wallets.organization_id = ANY ((SELECT covergraph_ids('provider_ids'))::uuid[]) AND organization_token_wallets.organization_type = 'provider')",
        },
    ),
    "token_holds": rows(
        all_for=("finance_officer", "auditor", "system_admin"),
        some_for={
            "employer_admin": "wallet_id IN (SELECT organization_token_wallets.id FROM organization_token_wallets WHERE organization_token_wallets.organization_id = ANY ((SELECT covergraph_ids('company_ids'))::uuid[]) AND organization_token_wallets.organization_type = 'company')",
            "provider": "wallet_id IN (SELECT organization_token_wallets.id FROM organization_token_wallets WHERE organization_token_wallets.organization_id = ANY ((SELECT covergraph_ids('provider_ids'))::uuid[]) AND organization_token_wallets.organization_type = 'provider')",
        },
    ),
    "token_lots": rows(
        all_for=("finance_officer", "auditor", "system_admin"),
        some_for={
            "employer_admin": "wallet_id IN (SELECT organization_token_wallets.id FROM organization_token_wallets WHERE organization_token_wallets.organization_id = ANY ((SELECT covergraph_ids('company_ids'))::uuid[]) AND organization_token_wallets.organization_type = 'company')",
            "provider": "wallet_id IN (SELECT organization_token_wallets.id FROM organization_token_wallets WHERE organization_token_wallets.organization_id = ANY ((SELECT covergraph_ids('provider_ids'))::uuid[]) AND organization_token_wallets.organization_type = 'provider')",
        },
    ),
    "token_usage_forecasts": rows(
        all_for=("finance_officer", "auditor", "system_admin"),
        some_for={
            "employer_admin": "wallet_id IN (SELECT organization_token_wallets.id FROM organization_token_wallets WHERE organization_token_wallets.organization_id = ANY ((SELECT covergraph_ids('company_ids'))::uuid[]) AND organization_token_wallets.organization_type = 'company')",
            "provider": "wallet_id IN (SELECT organization_token_wallets.id FROM organization_token_wallets WHERE organization_token_wallets.organization_id = ANY ((SELECT covergraph_ids('provider_ids'))::uuid[]) AND organization_token_wallets.organization_type = 'provider')",
        },
    ),
    "low_balance_rules": rows(
        all_for=("finance_officer", "auditor", "system_admin"),
        some_for={
            "employer_admin": "wallet_id IN (SELECT organization_token_wallets.id FROM organization_token_wallets WHERE organization_token_wallets.organization_id = ANY ((SELECT covergraph_ids('company_ids'))::uuid[]) AND organization_token_wallets.organization_type = 'company')",
            "provider": "wallet_id IN (SELECT organization_token_wallets.id FROM organization_token_wallets WHERE organization_token_wallets.organization_id = ANY ((SELECT covergraph_ids('provider_ids'))::uuid[]) AND organization_token_wallets.organization_type = 'provider')",
        },
    ),
    "token_purchases": rows(
        all_for=("finance_officer", "auditor", "system_admin"),
        some_for={
            "employer_admin": "wallet_id IN (SELECT organization_token_wallets.id FROM organization_token_wallets WHERE organization_token_wallets.organization_id = ANY ((SELECT covergraph_ids('company_ids'))::uuid[]) AND organization_token_wallets.organization_type = 'company')",
            "provider": "wallet_id IN (SELECT organization_token_wallets.id FROM organization_token_wallets WHERE organization_token_wallets.organization_id = ANY ((SELECT covergraph_ids('provider_ids'))::uuid[]) AND organization_token_wallets.organization_type = 'provider')",
        },
    ),
    "token_subscriptions": rows(
        all_for=("finance_officer", "auditor", "system_admin"),
        some_for={
            "employer_admin": "wallet_id IN (SELECT organization_token_wallets.id FROM organization_token_wallets WHERE organization_token_wallets.organization_id = ANY ((SELECT covergraph_ids('company_ids'))::uuid[]) AND organization_token_wallets.organization_type = 'company')",
            "provider": "wallet_id IN (SELECT organization_token_wallets.id FROM organization_token_wallets WHERE organization_token_wallets.organization_id = ANY ((SELECT covergraph_ids('provider_ids'))::uuid[]) AND organization_token_wallets.organization_type = 'provider')",
        },
    ),
    "auto_topup_policies": rows(
        all_for=("finance_officer", "auditor", "system_admin"),
        some_for={
            "employer_admin": "wallet_id IN (SELECT organization_token_wallets.id FROM organization_token_wallets WHERE organization_token_wallets.organization_id = ANY ((SELECT covergraph_ids('company_ids'))::uuid[]) AND organization_token_wallets.organization_type = 'company')",
            "provider": "wallet_id IN (SELECT organization_token_wallets.id FROM organization_token_wallets WHERE organization_token_wallets.organization_id = ANY ((SELECT covergraph_ids('provider_ids'))::uuid[]) AND organization_token_wallets.organization_type = 'provider')",
        },
    ),
    "token_packages": rows(
        all_for=("finance_officer", "auditor", "system_admin"),
        shown_to={
            "member": "status <> 'draft'",
            "employer_admin": "status <> 'draft'",
            "provider": "status <> 'draft'",
            "claims_officer": "status <> 'draft'",
            "sales_agent": "status <> 'draft'",
            "service": "status <> 'draft'",
        },
    ),
    "token_rate_cards": everybodys("a price list"),
}
SEQUENCES: Final = ("purchase_number_seq",)


def upgrade() -> None:
    """Make the change."""
    secure_rows("tokens", ACCESS, SEQUENCES)


def downgrade() -> None:
    """Take it back."""
    release_rows("tokens", ACCESS, SEQUENCES)
