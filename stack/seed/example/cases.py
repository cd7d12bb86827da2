"""The five examples: who is covered under which terms. What is done has codes of our own, and a price."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any, Final
from uuid import UUID

from shared_models.core import Sex
from stack.seed.rows import demonstration_id

COVER_BEGAN: Final = date(2025, 1, 1)
YEAR_ENDED: Final = date(2026, 1, 1)
# The claims are about a day long past, so that they can be sent in on any day.
FILING_LIMIT_DAYS: Final = 36_500

CONSULTATION: Final = "DEMO-CONSULTATION"
LABORATORY: Final = "DEMO-LAB"
MRI: Final = "DEMO-MRI"
PEEL: Final = "DEMO-PEEL"
EMERGENCY: Final = "DEMO-EMERGENCY"
SURGERY: Final = "DEMO-SURGERY"
MATERNITY: Final = "DEMO-MATERNITY"
VISIT: Final = "DEMO-VISIT"
WARD: Final = "DEMO-WARD"

CONTRACT_RATES: Final[Mapping[str, int]] = {CONSULTATION: 150, LABORATORY: 80, MRI: 750, MATERNITY: 3_000, VISIT: 200}
REFERENCE_RATES: Final[Mapping[str, int]] = {EMERGENCY: 2_000, SURGERY: 2_000}


@dataclass(frozen=True, slots=True)
class Case:
    """One person's cover. `terms` are columns of the version, `benefits` those of its benefits by category."""

    letter: str
    first_name: str
    last_name: str
    born_on: date
    sex: Sex
    terms: Mapping[str, Any]
    benefits: Mapping[str, Mapping[str, Any]]
    has_network: bool = True
    excluded: tuple[str, ...] = ()
    waiting_credits: Mapping[str, int] = field(default_factory=dict)

    def id(self, table: str, name: object = "") -> UUID:
        """Return the id of a row of this case."""
        return demonstration_id(table, f"example:{self.letter}{name}")

    @property
    def member_id(self) -> UUID:
        return self.id("members")

    @property
    def enrolment_id(self) -> UUID:
        return self.id("member_enrolments")

    @property
    def version_id(self) -> UUID:
        return self.id("scheme_versions")

    def benefit_id(self, category: str) -> UUID:
        """Return the id of what the version pays for a category."""
        return self.id("scheme_benefits", f":{category}")


_FIFTH: Final = Decimal("0.20")
A: Final = Case(
    "A",
    "Amara",
    "Okello",
    date(1985, 6, 1),
    Sex.FEMALE,
    terms={
        "individual_deductible": Decimal(500),
        "individual_oop_max": Decimal(2_000),
        "annual_limit": Decimal(100_000),
    },
    benefits={
        "outpatient": {
            "in_copay": Decimal(30),
            "in_coinsurance": _FIFTH,
            "annual_limit": Decimal(5_000),
            "preauth_threshold": Decimal(500),
        },
        "inpatient": {"in_deductible_applies": False, "counts_to_oop": False},
    },
    excluded=(PEEL,),
)
B: Final = Case(
    "B",
    "Bruno",
    "Salvi",
    date(1979, 11, 23),
    Sex.MALE,
    terms={"individual_deductible": Decimal(500), "individual_oop_max": Decimal(2_000)},
    benefits={"emergency": {"in_copay": Decimal(100), "in_coinsurance": _FIFTH}},
    has_network=False,
)
C: Final = Case(
    "C",
    "Chen",
    "Wei",
    date(1991, 2, 14),
    Sex.MALE,
    terms={"individual_deductible": Decimal(1_000), "non_network_reference_rate": Decimal("0.70")},
    benefits={"outpatient": {"out_covered": True, "out_coinsurance": Decimal("0.40")}},
    has_network=False,
)
D: Final = Case(
    "D",
    "Dana",
    "Novak",
    date(1994, 8, 30),
    Sex.FEMALE,
    terms={},
    benefits={"maternity": {"waiting_days": 300}},
    waiting_credits={"maternity": 30},
)
E: Final = Case(
    "E",
    "Elif",
    "Demir",
    date(1988, 4, 9),
    Sex.FEMALE,
    terms={"individual_deductible": Decimal(100), "cost_share_order": "copay_first"},
    benefits={"outpatient": {"in_copay": Decimal(35), "in_coinsurance": _FIFTH}},
)
CASES: Final = (A, B, C, D, E)
