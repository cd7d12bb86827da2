"""When a wallet is low: notice is given once, and again only after the balance was well above in between."""

from dataclasses import dataclass
from decimal import Decimal
from enum import Enum, auto
from typing import Final

from shared_models.tokens import LowBalanceKind

WELL_ABOVE: Final = Decimal("1.1")


class Turn(Enum):
    """What becomes of a rule as the balance changes."""

    FIRES = auto()
    IS_ARMED_AGAIN = auto()
    STAYS = auto()


@dataclass(frozen=True, slots=True)
class Watch:
    """A rule: below so many tokens, or below a fraction of the balance right after the last credit."""

    kind: LowBalanceKind
    value: Decimal
    armed: bool

    def limit(self, reference_balance: int) -> Decimal:
        """Return the tokens below which the wallet is low."""
        return self.value if self.kind is LowBalanceKind.ABSOLUTE else self.value * reference_balance

    def look(self, available: int, reference_balance: int) -> Turn:
        """Say what a balance means to the rule."""
        limit = self.limit(reference_balance)
        if self.armed and available < limit:
            return Turn.FIRES
        if not self.armed and available > limit * WELL_ABOVE:
            return Turn.IS_ARMED_AGAIN
        return Turn.STAYS
