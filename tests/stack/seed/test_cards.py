"""Card numbers."""

import pytest

from stack.seed.rows.cards import card_number


@pytest.mark.parametrize(
    ("sequence", "number"), [(0, "9000000000000001"), (1, "9000000000000019"), (123456789, "9000001234567898")]
)
def test_a_card_number_ends_with_its_luhn_digit(sequence: int, number: str) -> None:
    doubled = [int(digit) * (1 + place % 2) for place, digit in enumerate(reversed(number))]

    assert card_number(sequence) == number
    assert sum(sum(divmod(each, 10)) for each in doubled) % 10 == 0
