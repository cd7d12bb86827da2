"""Rows of tokens: a wallet of each organisation with what lies below it, and what tokens cost."""

from datetime import date
from decimal import Decimal
from typing import Final
from uuid import UUID, uuid4

from sqlalchemy.dialects.postgresql import Range
from sqlmodel import SQLModel

from shared_models import tokens
from shared_models.tokens import OrganizationType, TokenPackageStatus
from subgraphs.tokens.schema import schema
from tests.access.world.sides import NOW, Domain, Party, World
from tests.subgraphs.tokens import builders as of_tokens


def rows(world: World) -> list[SQLModel]:
    """Return the rows of tokens."""
    rate = of_tokens.a_rate("claim_submission", 1, Range(date(2026, 1, 1), None))
    offered = of_tokens.a_package()
    found: list[SQLModel] = [rate]
    for party, package in ((world.own, offered), (world.foreign, of_tokens.a_package(status=TokenPackageStatus.DRAFT))):
        party.add(rate)
        found.append(party.add(package))
        # What is a company's stands for all whom nothing ties to a row.
        found += _of(party, "E ", offered, OrganizationType.COMPANY, party.company)
        found += _of(party, "P", offered, OrganizationType.PROVIDER, party.provider)
    return found


def _of(
    party: Party, roles: str, package: tokens.TokenPackage, kind: OrganizationType, organization: UUID
) -> list[SQLModel]:
    wallet = of_tokens.a_wallet(organization_type=kind, organization_id=organization)
    purchase = of_tokens.a_purchase(wallet, package)
    hold = tokens.TokenHold(
        wallet_id=wallet.id,
        tokens=1,
        operation="claim_submission",
        reference_type="claim",
        reference_id=uuid4(),
        expires_at=NOW,
    )
    forecast = tokens.TokenUsageForecast(
        wallet_id=wallet.id,
        computed_at=NOW,
        method=tokens.ForecastMethod.MOVING_AVERAGE,
        window_days=30,
        daily_mean=Decimal(1),
        daily_stddev=Decimal(1),
    )
    found = [
        wallet,
        purchase,
        hold,
        forecast,
        tokens.TokenLot(wallet_id=wallet.id, purchase_id=purchase.id, tokens=500, remaining=500),
        of_tokens.an_entry(wallet, 1, purchase_id=purchase.id),
        of_tokens.a_subscription(wallet, package),
        of_tokens.a_topup_policy(wallet, package),
        of_tokens.a_low_balance_rule(wallet),
    ]
    return [party.add(row, roles) for row in found]


DOMAIN: Final = Domain(
    schema=schema,
    rows=rows,
    tables={
        "TokenWallet": "organization_token_wallets",
        "TokenPurchase": "token_purchases",
        "TokenSubscription": "token_subscriptions",
        "AutoTopupPolicy": "auto_topup_policies",
        "TokenPackage": "token_packages",
    },
    ways={
        "TokenBalanceEntry": ("TokenWallet", "history edges node"),
        "TokenHold": ("TokenWallet", "holds edges node"),
        "LowBalanceRule": ("TokenWallet", "lowBalanceRules"),
    },
    arguments={"tokenWallet": "id", "tokenSubscription": "id", "autoTopupPolicy": "id"},
    stubs={"Member": "member", "Company": "company", "Provider": "provider"},
    brought={"Member": {"companyId": "company"}},
    lists={"TokenRate": ("rateCard", 'rateCard(on: "1990-01-01")', ())},
)
