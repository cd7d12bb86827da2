"""What is allowed for a line, and who bears the rest of what was billed: step 12 (domain rules 12.2)."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from subgraphs.claims.rules.bill import Line
from subgraphs.claims.rules.case import Case
from subgraphs.claims.rules.judgement import Override
from subgraphs.claims.rules.rounding import Rounder
from subgraphs.claims.rules.snapshot import Contract, Rate

_ZERO: Final = Decimal(0)


@dataclass(frozen=True, slots=True)
class Price:
    """The allowed amount; the rest is the provider's (`write_off`) in network, the member's (`balance_bill`) out of it.

    `basis` says what the price was made from.
    """

    allowed: Decimal
    basis: str
    write_off: Decimal = _ZERO
    balance_bill: Decimal = _ZERO


def price(case: Case, rounder: Rounder) -> Price | None:
    """Price a line; None where a contract has no rate for it, which a person has to look at."""
    if case.network is None:
        return _out_of_network(case, rounder)
    line, contract = case.line, case.network[1]
    contracted = _contracted(line, contract)
    if contracted is None:
        return None
    basis, amount = contracted
    allowed = min(line.billed, rounder(amount))
    return Price(allowed, basis, write_off=line.billed - allowed)


def price_by_hand(case: Case, rounder: Rounder, override: Override) -> Price | None:
    """Price a line as a person says; the rest is borne by who bears it anyway."""
    if override.allowed is None:
        return price(case, rounder)
    allowed = min(case.line.billed, rounder(override.allowed))
    rest = case.line.billed - allowed
    if case.network is None:
        return Price(allowed, "by hand", balance_bill=rest)
    return Price(allowed, "by hand", write_off=rest)


def _contracted(line: Line, contract: Contract) -> tuple[str, Decimal] | None:
    rate = find_rate(line, contract.rates)
    if rate is not None:
        return "contract rate", rate.unit_rate * line.units
    if contract.percent_of_charge is not None:
        return "percent of charge", contract.percent_of_charge * line.billed
    return None


def _out_of_network(case: Case, rounder: Rounder) -> Price:
    line, share = case.line, case.version.non_network_reference_rate
    rate = find_rate(line, case.provider.reference_rates)
    reference = line.billed if rate is None else rate.unit_rate * line.units
    allowed = min(line.billed, rounder(reference * share))
    return Price(allowed, "charge" if rate is None else "reference rate", balance_bill=line.billed - allowed)


def find_rate(line: Line, rates: Iterable[Rate]) -> Rate | None:
    """Return the rate for a procedure, the one for its modifier before the one without."""
    fitting = [each for each in rates if each.procedure == line.procedure and each.modifier in {None, line.modifier}]
    return max(fitting, key=lambda each: each.modifier is not None, default=None)
