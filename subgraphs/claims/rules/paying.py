"""How a claim's payment goes: asked for, paid, failed and tried again, or cancelled with its result."""

from collections.abc import Mapping
from typing import Final

from shared_models.claims import ClaimPaymentStatus

_P = ClaimPaymentStatus

# After so many failures of finance's somebody looks at the claim.
PAYMENT_FAILURES_MAX: Final = 3

MAY_FOLLOW: Final[Mapping[ClaimPaymentStatus, frozenset[ClaimPaymentStatus]]] = {
    _P.REQUESTED: frozenset({_P.PAID, _P.FAILED, _P.CANCELLED}),
    _P.FAILED: frozenset({_P.PAID, _P.FAILED, _P.CANCELLED}),
    # Taken back with its result: finance gets it back.
    _P.PAID: frozenset({_P.CANCELLED}),
    _P.CANCELLED: frozenset(),
}


def may_become(before: ClaimPaymentStatus, after: ClaimPaymentStatus) -> bool:
    """Say whether a payment may go from one state to another."""
    return after in MAY_FOLLOW[before]
