"""How long a claim took."""

from datetime import datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal
from typing import Final

HOUR: Final = timedelta(hours=1)
HUNDREDTH: Final = Decimal("0.01")


def turnaround_hours(submitted_at: datetime, decided_at: datetime) -> Decimal:
    """Return the hours from submission to the first final decision, with two decimals."""
    microseconds = (decided_at - submitted_at) // timedelta(microseconds=1)
    hours = Decimal(microseconds) / Decimal(HOUR // timedelta(microseconds=1))
    return hours.quantize(HUNDREDTH, ROUND_HALF_UP)
