"""Who bears a line: the plan, the member by one of six reasons, the provider, another payer."""

from dataclasses import dataclass, fields
from decimal import Decimal
from typing import Final

_ZERO: Final = Decimal(0)


@dataclass(frozen=True, slots=True)
class Shares:
    """The parts of a billed amount; `allowed` is what the plan and the member share after step 12."""

    billed: Decimal = _ZERO
    allowed: Decimal = _ZERO
    plan_paid: Decimal = _ZERO
    deductible: Decimal = _ZERO
    copay: Decimal = _ZERO
    coinsurance: Decimal = _ZERO
    over_limit: Decimal = _ZERO
    non_covered: Decimal = _ZERO
    balance_bill: Decimal = _ZERO
    write_off: Decimal = _ZERO
    other_payer: Decimal = _ZERO

    @property
    def member(self) -> Decimal:
        """What the member owes in all."""
        return self.deductible + self.copay + self.coinsurance + self.over_limit + self.non_covered + self.balance_bill

    @property
    def cost_share(self) -> Decimal:
        """What counts towards the member's out-of-pocket maximum."""
        return self.deductible + self.copay + self.coinsurance

    def __add__(self, other: "Shares") -> "Shares":
        return Shares(*(getattr(self, each.name) + getattr(other, each.name) for each in fields(self)))

    def __neg__(self) -> "Shares":
        return Shares(*(-getattr(self, each.name) for each in fields(self)))

    @property
    def is_conserved(self) -> bool:
        """Step 17: the parts add up to what was billed, and none is negative."""
        parts = self.plan_paid + self.member + self.write_off + self.other_payer
        return parts == self.billed and all(getattr(self, each.name) >= 0 for each in fields(self))
