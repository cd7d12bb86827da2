"""Who reaches which rows of tokens, kept by the database."""

from collections.abc import Mapping
from typing import Final

from shared_models.access import (
    COMMON,
    COMPANIES,
    EMPLOYERS,
    PROVIDERS,
    SPENDING,
    Grant,
    Rows,
    everybodys,
    ours,
    rows,
    within,
)
from shared_models.identity import Role

STAFF: Final = (Role.FINANCE_OFFICER, Role.AUDITOR, Role.SYSTEM_ADMIN)


def held_by(kind: str, tenants: str) -> str:
    """Say that a wallet is one of an organisation of that kind which somebody acts for."""
    return f"{ours('organization_id', tenants)} AND organization_token_wallets.organization_type = '{kind}'"


# Who acts for a wallet; a member of the company reaches the wallet too, but nothing below it.
KEEPERS: Final[Mapping[Grant, str]] = {
    Role.EMPLOYER_ADMIN: held_by("company", COMPANIES),
    Role.PROVIDER: held_by("provider", PROVIDERS),
}
SOME_BELOW: Final = {
    grant: within("organization_token_wallets", "wallet_id", condition) for grant, condition in KEEPERS.items()
}
BELOW: Final = rows(all_for=STAFF, some_for=SOME_BELOW)
# A service that spends reads what it did; it writes as the service of tokens, by its rules.
SPENT: Final = rows(all_for=(*STAFF, SPENDING), some_for=SOME_BELOW)

ACCESS: Final[Mapping[str, Rows]] = {
    **COMMON,
    "approvals": rows(all_for=(Role.SYSTEM_ADMIN, Role.AUDITOR)),
    "organization_token_wallets": rows(
        all_for=(*STAFF, SPENDING), some_for=KEEPERS, shown_to={Role.MEMBER: held_by("company", EMPLOYERS)}
    ),
    "token_balance_history": SPENT,
    "token_holds": SPENT,
    "token_lots": BELOW,
    "token_usage_forecasts": BELOW,
    "low_balance_rules": BELOW,
    "token_purchases": BELOW,
    "token_subscriptions": BELOW,
    "auto_topup_policies": BELOW,
    # A price in preparation is nobody's but those who make it.
    "token_packages": rows(all_for=STAFF, shown_to={role: "status <> 'draft'" for role in Role if role not in STAFF}),
    "token_rate_cards": everybodys("a price list"),
}
