"""The states of a claim, and which one may follow which (domain design, claims)."""

from collections.abc import Mapping
from typing import Final

from shared_models.claims import ClaimStatus

_S = ClaimStatus

DECIDED: Final = frozenset({_S.APPROVED, _S.PARTIALLY_APPROVED, _S.DENIED})
# What counts when somebody looks for a bill that came twice, or for care that was given before.
LIVE: Final = frozenset(ClaimStatus) - {_S.DRAFT, _S.REJECTED, _S.CANCELLED, _S.REVERSED}
# Whose decision stands: what it used of limits counts for others.
STANDING: Final = DECIDED | {_S.PAYMENT_REQUESTED, _S.PAYMENT_FAILED, _S.PAID, _S.UNDER_APPEAL, _S.CLOSED}
# Who waits for a person, and not for the engine.
WAITING_FOR_SOMEBODY: Final = frozenset({_S.PENDED, _S.FRAUD_REVIEW, _S.UNDER_APPEAL})
# Decided, and not about to be paid: what a later run may change.
SETTLED: Final = frozenset({*DECIDED, _S.PAID})
# What the engine is given again where somebody says so.
UNDECIDED: Final = frozenset({_S.SUBMITTED, _S.PENDED})
OPEN_TO_WORDS: Final = frozenset({_S.PENDED, *SETTLED})

MAY_FOLLOW: Final[Mapping[ClaimStatus, frozenset[ClaimStatus]]] = {
    _S.DRAFT: frozenset({_S.SUBMITTED, _S.CANCELLED}),
    _S.SUBMITTED: frozenset({_S.IN_ADJUDICATION, _S.REJECTED}),
    _S.IN_ADJUDICATION: frozenset({_S.PENDED, _S.FRAUD_REVIEW, _S.ADJUDICATED, _S.REJECTED}),
    _S.PENDED: frozenset({_S.IN_ADJUDICATION, _S.ADJUDICATED}),
    _S.FRAUD_REVIEW: frozenset({_S.IN_ADJUDICATION, _S.DENIED}),
    # Passed within one transaction: the amounts say which of the three follows.
    _S.ADJUDICATED: DECIDED,
    _S.APPROVED: frozenset({_S.PAYMENT_REQUESTED, _S.REVERSED, _S.IN_ADJUDICATION}),
    _S.PARTIALLY_APPROVED: frozenset({_S.PAYMENT_REQUESTED, _S.REVERSED, _S.UNDER_APPEAL, _S.IN_ADJUDICATION}),
    _S.DENIED: frozenset({_S.REVERSED, _S.UNDER_APPEAL, _S.IN_ADJUDICATION}),
    _S.PAYMENT_REQUESTED: frozenset({_S.PAID, _S.PAYMENT_FAILED, _S.REVERSED}),
    _S.PAYMENT_FAILED: frozenset({_S.PAYMENT_REQUESTED, _S.PAID, _S.REVERSED}),
    _S.PAID: frozenset({_S.REVERSED, _S.UNDER_APPEAL, _S.IN_ADJUDICATION}),
    _S.UNDER_APPEAL: frozenset({_S.IN_ADJUDICATION, _S.CLOSED}),
    _S.REJECTED: frozenset(),
    _S.CANCELLED: frozenset(),
    _S.REVERSED: frozenset(),
    # An appeal that changed nothing does not keep the claim from being taken back.
    _S.CLOSED: frozenset({_S.REVERSED}),
}


def may_follow(before: ClaimStatus, after: ClaimStatus) -> bool:
    """Say whether a claim may go from one state to another."""
    return after in MAY_FOLLOW[before]
