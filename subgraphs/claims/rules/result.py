"""What a run decides: line by line with the trace, in total, and how much of each limit it uses up."""

from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from typing import Final

from shared_models.claims import AdjudicationOutcome, AdjustmentGroup, LineDecision, NetworkTier
from subgraphs.claims.rules.bill import Bill, Line
from subgraphs.claims.rules.reasons import Reason, remittance
from subgraphs.claims.rules.shares import Shares
from subgraphs.claims.rules.snapshot import Benefit, Preauthorization
from subgraphs.claims.rules.trace import Step
from subgraphs.claims.rules.usage import UsageEntry


@dataclass(frozen=True, slots=True)
class Adjustment:
    """A part of a line that the plan does not pay: who bears it and why, in the codes of remittances."""

    group: AdjustmentGroup
    reason: Reason
    carc: str
    amount: Decimal


@dataclass(frozen=True, slots=True)
class LineResult:
    """One line decided. `reason` says why it was denied, `pends` what a person has to look at."""

    line: Line
    decision: LineDecision
    shares: Shares
    trace: tuple[Step, ...]
    reason: Reason | None = None
    pends: tuple[Reason, ...] = ()
    benefit: Benefit | None = None
    tier: NetworkTier | None = None
    is_in_network: bool = False
    is_lifetime_limit: bool = False
    promise: Preauthorization | None = None

    def adjustments(self) -> tuple[Adjustment, ...]:
        """Return every part that the plan does not pay, in the order of the steps."""
        shares = self.shares
        limit = Reason.LIFETIME_LIMIT if self.is_lifetime_limit else Reason.LIMIT_REACHED
        parts = (
            (self.reason or Reason.DISCOUNT, shares.write_off),
            (Reason.BALANCE, shares.balance_bill),
            (Reason.DEDUCTIBLE, shares.deductible),
            (Reason.COPAY, shares.copay),
            (Reason.COINSURANCE, shares.coinsurance),
            (limit, shares.over_limit),
            (self.reason or Reason.NO_RATE, shares.non_covered),
            (Reason.OTHER_PAYER, shares.other_payer),
        )
        return tuple(self._adjustment(reason, amount) for reason, amount in parts if amount)

    def _adjustment(self, reason: Reason, amount: Decimal) -> Adjustment:
        told = remittance(reason, is_in_network=self.is_in_network)
        return Adjustment(told.group, reason, told.carc, amount)


@dataclass(frozen=True)
class Result:
    """One run. `reasons` are those of the outcome, each once; `entries` count only once the result is final."""

    bill: Bill
    outcome: AdjudicationOutcome
    lines: tuple[LineResult, ...]
    entries: tuple[UsageEntry, ...]
    reasons: tuple[Reason, ...]
    engine_version: str
    warning: Reason | None = None

    @cached_property
    def totals(self) -> Shares:
        """The sum of all lines."""
        return sum((each.shares for each in self.lines), NOTHING)

    @property
    def is_final(self) -> bool:
        return self.outcome is not AdjudicationOutcome.PENDED


@dataclass(frozen=True, slots=True)
class Rejection:
    """A claim that is not taken in, and why; there is no result of it."""

    reasons: tuple[Reason, ...]


NOTHING: Final = Shares()
