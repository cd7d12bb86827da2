"""Notice of a low balance is given once, and again only after the balance was well above in between."""

from decimal import Decimal

import pytest

from shared_models.tokens import LowBalanceKind
from subgraphs.tokens.rules.low_balance import Turn, Watch


def a_watch(value: str, kind: LowBalanceKind = LowBalanceKind.ABSOLUTE, *, armed: bool = True) -> Watch:
    return Watch(kind, Decimal(value), armed)


@pytest.mark.parametrize(
    ("watch", "available", "turn"),
    [
        (a_watch("100"), 100, Turn.STAYS),
        (a_watch("100"), 99, Turn.FIRES),
        (a_watch("100", armed=False), 99, Turn.STAYS),
        (a_watch("100", armed=False), 110, Turn.STAYS),
        (a_watch("100", armed=False), 111, Turn.IS_ARMED_AGAIN),
        (a_watch("0.20", LowBalanceKind.PERCENTAGE), 200, Turn.STAYS),
        (a_watch("0.20", LowBalanceKind.PERCENTAGE), 195, Turn.FIRES),
    ],
)
def test_a_rule_fires_below_its_limit_and_is_armed_again_a_tenth_above(
    watch: Watch, available: int, turn: Turn
) -> None:
    assert watch.look(available, reference_balance=1_000) is turn
