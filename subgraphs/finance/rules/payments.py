"""Attempts to pay: their states, how many there are, and from which sum on two persons decide."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Final

from shared_models.finance import PaymentStatus as Status

TRANSITIONS: Final[Mapping[Status, frozenset[Status]]] = {
    Status.PENDING: frozenset({Status.PROCESSING, Status.CANCELLED}),
    Status.PROCESSING: frozenset({Status.COMPLETED, Status.FAILED}),
    Status.COMPLETED: frozenset({Status.PARTIALLY_REFUNDED, Status.REFUNDED}),
    Status.PARTIALLY_REFUNDED: frozenset({Status.REFUNDED}),
    Status.FAILED: frozenset(),
    Status.CANCELLED: frozenset(),
    Status.REFUNDED: frozenset(),
}
# After so many failures a batch leaves it to a person.
ATTEMPTS_MAX: Final = 3
# What one person may have paid in one batch.
ALONE_UP_TO: Final = Decimal(50_000)


def may_become(current: Status, wanted: Status) -> bool:
    """Say whether a payment may go from one state to another."""
    return wanted in TRANSITIONS[current]


def takes_two(total: Decimal) -> bool:
    """Say whether a batch of this sum takes a second person."""
    return total > ALONE_UP_TO
