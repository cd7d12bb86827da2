"""A service that spends tokens reads what it did: the wallet, its movements, its holds."""

from collections.abc import Mapping
from typing import Final

from migrations.operations import add_reader, drop_reader
from shared_models.access import Rows, rows

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

STAFF: Final = ("finance_officer", "auditor", "system_admin")


def held_by(kind: str, tenants: str) -> str:
    """Say that a wallet is one of an organisation of that kind which somebody acts for."""
    ours = f"organization_id = ANY ((SELECT covergraph_ids('{tenants}'))::uuid[])"
    return f"{ours} AND organization_token_wallets.organization_type = '{kind}'"


def below(kind: str, tenants: str) -> str:
    """Say that a row belongs to such a wallet."""
    wallet = f"organization_token_wallets.{held_by(kind, tenants)}"
    return f"wallet_id IN (SELECT organization_token_wallets.id FROM organization_token_wallets WHERE {wallet})"  # noqa: S608  # names of ours


BELOW: Final = rows(
    all_for=STAFF,
    some_for={"employer_admin": below("company", "company_ids"), "provider": below("provider", "provider_ids")},
)
# As it was.
ACCESS: Final[Mapping[str, Rows]] = {
    "organization_token_wallets": rows(
        all_for=STAFF,
        some_for={
            "employer_admin": held_by("company", "company_ids"),
            "provider": held_by("provider", "provider_ids"),
        },
        shown_to={"member": held_by("company", "employer_ids")},
    ),
    "token_balance_history": BELOW,
    "token_holds": BELOW,
}


def upgrade() -> None:
    """Make the change."""
    add_reader("tokens", ACCESS, "spending")


def downgrade() -> None:
    """Take it back."""
    drop_reader("tokens", ACCESS, "spending")
