"""How long a claim took, in hours with two decimals."""

from datetime import timedelta
from decimal import Decimal

import pytest

from subgraphs.analytics.rules.turnaround import turnaround_hours
from tests.subgraphs.analytics.told import NOON


@pytest.mark.parametrize(
    ("took", "hours"),
    [
        (timedelta(0), "0.00"),
        (timedelta(milliseconds=400), "0.00"),
        (timedelta(seconds=18), "0.01"),
        (timedelta(minutes=90), "1.50"),
        (timedelta(hours=26, minutes=20), "26.33"),
        (timedelta(days=400), "9600.00"),
    ],
)
def test_a_turnaround_is_rounded_half_up_to_a_hundredth_of_an_hour(took: timedelta, hours: str) -> None:
    assert turnaround_hours(NOON, NOON + took) == Decimal(hours)
