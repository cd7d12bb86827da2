"""What a purchase costs and how long its tokens last."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from shared_models.tokens import PurchaseStatus, TokenPackageStatus, WalletStatus
from subgraphs.kit.refusals import ErrorCode, Refused
from subgraphs.tokens.rules.purchases import Package, after_paying_back, expires_on, may_buy

OFFERED = Package(500, 0, Decimal("25.00"), "USD", TokenPackageStatus.ACTIVE, is_valid=True)


def test_tokens_on_top_come_at_no_price() -> None:
    package = replace(OFFERED, tokens=2_000, bonus_tokens=100, price=Decimal("90.00"))

    assert (package.all_tokens, package.unit_price) == (2_100, Decimal("0.042857"))


@pytest.mark.parametrize(
    ("package", "status", "code"),
    [
        (OFFERED, WalletStatus.CLOSED, ErrorCode.WALLET_SUSPENDED),
        (replace(OFFERED, status=TokenPackageStatus.RETIRED), WalletStatus.ACTIVE, ErrorCode.VALIDATION),
        (replace(OFFERED, is_valid=False), WalletStatus.ACTIVE, ErrorCode.VALIDATION),
        (replace(OFFERED, currency="KES"), WalletStatus.ACTIVE, ErrorCode.VALIDATION),
    ],
)
def test_what_is_not_for_sale_to_the_wallet_is_refused(package: Package, status: WalletStatus, code: ErrorCode) -> None:
    refused = may_buy(package, status=status, currency="USD")

    assert isinstance(refused, Refused)
    assert refused.code is code


def test_who_is_suspended_may_buy() -> None:
    assert may_buy(OFFERED, status=WalletStatus.SUSPENDED, currency="USD") is None


@pytest.mark.parametrize(
    ("credited_on", "months", "expected"),
    [
        (date(2026, 3, 10), None, None),
        (date(2026, 3, 10), 12, date(2027, 3, 10)),
        (date(2026, 1, 31), 1, date(2026, 2, 28)),
        (date(2026, 11, 30), 3, date(2027, 2, 28)),
    ],
)
def test_tokens_last_so_many_months(credited_on: date, months: int | None, expected: date | None) -> None:
    assert expires_on(credited_on, months) == expected


@pytest.mark.parametrize(
    ("refunded", "status"), [(380, PurchaseStatus.PARTIALLY_REFUNDED), (500, PurchaseStatus.REFUNDED)]
)
def test_a_purchase_is_refunded_once_all_its_tokens_are(refunded: int, status: PurchaseStatus) -> None:
    assert after_paying_back(500, refunded) is status
