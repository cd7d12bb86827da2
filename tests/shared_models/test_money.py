"""Amounts: rounding, mixing, sharing out."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared_models.money import Money, quantise


@pytest.mark.parametrize(
    ("amount", "currency", "expected"),
    [
        ("2.345", "USD", "2.35"),
        ("2.344", "USD", "2.34"),
        ("-2.345", "USD", "-2.35"),
        ("2.5", "JPY", "3"),
        ("1.0005", "KWD", "1.001"),
    ],
)
def test_amounts_round_half_up_to_the_minor_unit(amount: str, currency: str, expected: str) -> None:
    assert str(quantise(Decimal(amount), currency)) == expected


def test_currencies_do_not_mix() -> None:
    with pytest.raises(ValueError, match="USD and EUR do not mix"):
        Money(Decimal(1), "USD") + Money(Decimal(1), "EUR")


def test_twelve_instalments_add_up_to_the_premium() -> None:
    parts = Money(Decimal("3507.90"), "USD").split([Decimal(1)] * 12)

    assert [str(part.amount) for part in parts] == ["292.33"] * 6 + ["292.32"] * 6


def test_employer_and_member_shares_add_up_to_the_invoice() -> None:
    employer, member = Money(Decimal("292.33"), "USD").split([Decimal("0.8"), Decimal("0.2")])

    assert (str(employer.amount), str(member.amount)) == ("233.86", "58.47")


def test_weights_that_share_out_nothing_are_refused() -> None:
    with pytest.raises(ValueError, match="weights"):
        Money(Decimal(1), "USD").split([Decimal(0)])


@given(
    amount=st.decimals(min_value=-100_000, max_value=100_000, places=2),
    weights=st.lists(st.decimals(min_value=0, max_value=1000, places=3), min_size=1, max_size=20).filter(any),
)
def test_parts_always_add_up(amount: Decimal, weights: list[Decimal]) -> None:
    parts = Money(amount, "USD").split(weights)

    assert sum(part.amount for part in parts) == amount
