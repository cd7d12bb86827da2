"""What becomes of a claim's debt when the result that made it is taken back."""

from dataclasses import dataclass
from typing import Final

from shared_models.finance import PayableStatus
from subgraphs.finance.rules.ledger import CLAIM_REVERSED_PAID, CLAIM_REVERSED_UNPAID, Booking


@dataclass(frozen=True, slots=True)
class TakingBack:
    """How a result is taken back: what is booked, and whether nothing is owed for it any longer."""

    booking: Booking
    cancels_payable: bool


BEFORE_PAYMENT: Final = TakingBack(CLAIM_REVERSED_UNPAID, cancels_payable=True)
# Money that is out, or on its way, is recovered: withheld from what the payee gets next.
AFTER_PAYMENT: Final = TakingBack(CLAIM_REVERSED_PAID, cancels_payable=False)


def taking_back(status: PayableStatus, *, is_on_its_way: bool) -> TakingBack:
    """Return how a result is taken back whose payable has a status, and perhaps is with the bank."""
    if status is PayableStatus.PAID or is_on_its_way:
        return AFTER_PAYMENT
    return BEFORE_PAYMENT
