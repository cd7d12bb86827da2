"""Numbers that people read: `PREFIX-YYYY-NNNNNN`, drawn from a sequence by the statement that stores the row."""

from datetime import datetime
from typing import Final

import sqlalchemy as sa

# Six digits at least; the millionth number of a year has seven.
DIGITS: Final = "FM999999000000"


def next_number(prefix: str, sequence: sa.Sequence, now: datetime) -> sa.ColumnElement[str]:
    """Return the next number of a sequence, as SQL. What is rolled back leaves a gap."""
    return sa.literal(f"{prefix}-{now:%Y}-") + sa.func.to_char(sequence.next_value(), DIGITS)
