"""Which state of a claim may follow which."""

import pytest

from shared_models.claims import ClaimStatus
from subgraphs.claims.rules.states import MAY_FOLLOW, may_follow

S = ClaimStatus


def test_every_state_says_what_may_follow() -> None:
    assert MAY_FOLLOW.keys() == set(ClaimStatus)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (S.DRAFT, S.SUBMITTED),
        (S.SUBMITTED, S.IN_ADJUDICATION),
        (S.IN_ADJUDICATION, S.PENDED),
        (S.ADJUDICATED, S.PARTIALLY_APPROVED),
        (S.PAYMENT_FAILED, S.PAYMENT_REQUESTED),
        (S.PAID, S.REVERSED),
        (S.UNDER_APPEAL, S.CLOSED),
        (S.CLOSED, S.REVERSED),
    ],
)
def test_what_may_follow(before: ClaimStatus, after: ClaimStatus) -> None:
    assert may_follow(before, after)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (S.DRAFT, S.PAID),
        (S.SUBMITTED, S.APPROVED),
        (S.DENIED, S.PAYMENT_REQUESTED),
        (S.REVERSED, S.APPROVED),
        (S.REJECTED, S.SUBMITTED),
        (S.CANCELLED, S.SUBMITTED),
        (S.CLOSED, S.UNDER_APPEAL),
    ],
)
def test_what_may_not_follow(before: ClaimStatus, after: ClaimStatus) -> None:
    assert not may_follow(before, after)
