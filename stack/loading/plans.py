"""What payers pay: Synthea's plan parameters, which its output does not hold.

They are those of the generator's own insurance plans; the amounts of ma112 were computed with them.
"""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Final

from stack.loading.records import Payer

NO_INSURANCE: Final = "NO_INSURANCE"
GOVERNMENT: Final = ("Medicare", "Medicaid", "Dual Eligible")
MONTHS_PER_YEAR: Final = 12


@dataclass(frozen=True, slots=True)
class Plan:
    """What a year's cover by a payer costs and pays; coinsurance is the member's share."""

    deductible: Decimal
    coinsurance: Decimal
    copay: Decimal
    oop_max: Decimal | None
    monthly_premium: Decimal

    @property
    def annual_premium(self) -> Decimal:
        """Return the premium of a whole year."""
        return self.monthly_premium * MONTHS_PER_YEAR


def _plan(deductible: int, coinsurance: str, copay: int, monthly_premium: str) -> Plan:
    return Plan(Decimal(deductible), Decimal(coinsurance), Decimal(copay), Decimal(8_700), Decimal(monthly_premium))


# Since then a wellness visit costs no copay; terms of a plan with one are two versions of its scheme.
FREE_WELLNESS_SINCE: Final = date(2006, 1, 1)


@dataclass(frozen=True, slots=True)
class Era:
    """The time for which a version of a payer's scheme holds, and what a wellness visit costs in it."""

    number: int
    start: date | None
    end: date | None
    wellness_copay: Decimal


PLANS: Final = {
    "Medicare": _plan(233, "0.2", 0, "170.10"),
    "Medicaid": _plan(100, "0", 50, "10"),
    "Dual Eligible": _plan(0, "0", 35, "10"),
    "Humana": _plan(6_094, "0.4", 0, "342"),
    "Blue Cross Blue Shield": _plan(4_500, "0.3", 0, "459"),
    "UnitedHealthcare": _plan(1_458, "0.2", 0, "503"),
    "Aetna": _plan(6_094, "0.4", 0, "342"),
    "Cigna Health": _plan(4_500, "0.3", 0, "459"),
    "Anthem": _plan(1_458, "0.2", 0, "503"),
}
# A payer nobody knows: no share of the member is known, so none is claimed.
UNKNOWN_PLAN: Final = Plan(Decimal(0), Decimal(0), Decimal(0), None, Decimal(0))


def plan_of(payer: Payer) -> Plan:
    """Return the plan of a payer, by its name."""
    return PLANS.get(payer.name, UNKNOWN_PLAN)


def eras_of(payer: Payer) -> tuple[Era, ...]:
    """Return the versions of a payer's scheme, the oldest first."""
    copay = plan_of(payer).copay
    if not copay:
        return (Era(1, None, None, Decimal(0)),)
    return (
        Era(1, None, FREE_WELLNESS_SINCE, copay),
        Era(2, FREE_WELLNESS_SINCE, None, Decimal(0)),
    )


def era_on(payer: Payer, day: date) -> Era:
    """Return the version of a payer's scheme that holds on a day."""
    return next(era for era in reversed(eras_of(payer)) if era.start is None or era.start <= day)


def is_insurer(payer: Payer) -> bool:
    """Tell whether a payer is one: Synthea lists the absence of insurance among them."""
    return payer.name != NO_INSURANCE


def is_private(payer: Payer) -> bool:
    """Tell whether people are covered by this payer through an employer."""
    return is_insurer(payer) and payer.name not in GOVERNMENT and payer.ownership != "GOVERNMENT"
