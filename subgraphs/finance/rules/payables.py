"""What is owed: the states it goes through, when it is due, and what is withheld of it."""

from collections.abc import Mapping
from datetime import date, timedelta
from decimal import Decimal
from typing import Final

from shared_models.finance import PayableStatus as Status

# What providers are promised: claims are paid within a month of being decided.
TERMS: Final = timedelta(days=30)

TRANSITIONS: Final[Mapping[Status, frozenset[Status]]] = {
    Status.OPEN: frozenset({Status.SCHEDULED, Status.HELD, Status.CANCELLED}),
    Status.HELD: frozenset({Status.OPEN, Status.CANCELLED}),
    Status.SCHEDULED: frozenset({Status.PAID, Status.FAILED, Status.HELD, Status.CANCELLED}),
    Status.FAILED: frozenset({Status.SCHEDULED, Status.HELD, Status.CANCELLED}),
    Status.PAID: frozenset(),
    Status.CANCELLED: frozenset(),
}
# What still is a debt.
OWED: Final = frozenset({Status.OPEN, Status.HELD, Status.SCHEDULED, Status.FAILED})


def may_become(current: Status, wanted: Status) -> bool:
    """Say whether what is owed may go from one state to another."""
    return wanted in TRANSITIONS[current]


def due_on(requested_on: date) -> date:
    """Return the day on which a claim's payment is due."""
    return requested_on + TERMS


def withheld(amount: Decimal, recoverable: Decimal) -> Decimal:
    """Return how much of an amount is kept, of a payee to whom too much was paid before."""
    return max(Decimal(0), min(amount, recoverable))
