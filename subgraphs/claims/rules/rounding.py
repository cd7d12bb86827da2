"""Rounding of shares to the minor unit of a currency, as a version has it."""

from dataclasses import dataclass
from decimal import ROUND_HALF_EVEN, ROUND_HALF_UP, Decimal

from shared_models.money import minor_unit
from subgraphs.claims.rules.snapshot import Rounding, Version

_MODES = {Rounding.HALF_UP: ROUND_HALF_UP, Rounding.HALF_EVEN: ROUND_HALF_EVEN}


@dataclass(frozen=True, slots=True)
class Rounder:
    """Rounds amounts of one version's currency."""

    unit: Decimal
    mode: str

    def __call__(self, amount: Decimal) -> Decimal:
        return amount.quantize(self.unit, rounding=self.mode)


def rounder_of(version: Version) -> Rounder:
    """Return how a version rounds."""
    return Rounder(minor_unit(version.currency), _MODES[version.rounding])
